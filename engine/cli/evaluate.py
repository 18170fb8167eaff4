"""`evaluate`: score a saved network on the held-out rows of its data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from engine.blas import set_blas_threads
from engine.cli.common import add_data_option, add_json_option, add_own_option, dataset_of, report, with_own
from engine.errors import EngineError
from engine.evaluation import score_snapshot
from engine.persistence import load

CHOICES = ("test", "validation", "train")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "evaluate", help="score a saved network", description="Score a saved network on a split of its data."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that train --out or the window saved")
    parser.add_argument("--split", choices=CHOICES, help="which rows (default: test, or all where there is no test)")
    add_data_option(parser)
    add_own_option(parser)
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print accuracy, loss and confusion."""
    checkpoint = load(options.file)
    set_blas_threads(max(1, checkpoint.blas_threads))
    dataset = dataset_of(with_own(checkpoint.spec, options.own), options.data)
    splits = dict(dataset.splits())
    name = options.split or ("test" if "test" in splits else "train")
    if name not in splits:
        raise EngineError(f"{dataset.title} has no {name} rows: choose one of {', '.join(splits)}.")
    score = score_snapshot(checkpoint.snapshot, dataset, name)
    if checkpoint.is_of_other_rows(dataset):
        sys.stderr.write(f"The rows of {dataset.title} are others than those that {options.file} was trained on.\n")
    lines = [f"{name} split of {dataset.title}, {score.rows:,} rows", f"  loss      {score.loss:.6g}"]
    if score.accuracy is not None:
        lines.append(f"  accuracy  {score.accuracy:.4f}")
    if score.confusion is not None:
        lines.append("  confusion (row: true class, column: given class)")
        lines += ["  " + " ".join(f"{count:>6}" for count in row) for row in score.confusion.tolist()]
    report(score.to_json(), as_json=options.json, lines=lines)
    return 0
