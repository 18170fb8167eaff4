"""`predict`: what a saved network says to an image or a row of numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cli.common import add_json_option, report
from engine.errors import EngineError
from engine.images import read_image
from engine.persistence import load


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "predict",
        help="read an image or a row of numbers",
        description="What a saved network says to one input.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that train --out or the window saved")
    parser.add_argument("image", type=Path, nargs="?", metavar="IMAGE", help="an image file of a digit")
    parser.add_argument("--values", metavar="A,B,...", help="the inputs as numbers, instead of an image")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the class (for images: the digit) and the probabilities."""
    if (options.image is None) == (options.values is None):
        raise EngineError("Give either an image file or --values A,B,...")
    snapshot = load(options.file).snapshot
    if options.values is not None:
        raw: NDArray[Any] = _numbers(options.values)
    elif snapshot.image_shape is None:
        raise EngineError(f"The network in {options.file} does not read images: give --values A,B,...")
    else:
        raw = read_image(options.image, snapshot.image_shape).reshape(-1)
    outputs = snapshot.read(raw)
    given = int(outputs.argmax()) if len(outputs) > 1 else int(outputs[0] > 0.5)
    name = snapshot.class_names[given] if snapshot.class_names else str(given)
    values = {"digit": int(name) if name.isdigit() else name, "probabilities": [float(p) for p in outputs]}
    lines = [f"It reads {name}"] + [f"  {i}  {p:.4f}" for i, p in enumerate(outputs)]
    report(values, as_json=options.json, lines=lines)
    return 0


def _numbers(text: str) -> NDArray[np.float64]:
    try:
        values = np.array([float(part) for part in text.split(",")])
    except ValueError as error:
        raise EngineError(f"--values {text!r} must be numbers with commas between, such as 1,0,1.") from error
    if not np.isfinite(values).all():
        raise EngineError("--values must be finite numbers.")
    return values
