"""What several commands share."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.datasets import Dataset, load_dataset
from engine.errors import DataError, SpecError
from engine.own_data import OWN
from engine.spec import ExperimentSpec


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """The option that names the data folder."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the data folder; MNIST lies in DIR/mnist (default: $BACKPROP_STUDIO_DATA, else the user's data folder)",
    )


def add_own_option(parser: argparse.ArgumentParser) -> None:
    """The option that says where data of one's own have gone."""
    parser.add_argument(
        "--own", type=Path, metavar="PATH", help="where the network's own data lie now: their file or folder"
    )


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """The option for machine-readable output."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def dataset_of(spec: ExperimentSpec, data_dir: Path | None) -> Dataset:
    """The data that an experiment learns from, with the settings that it gives them.

    Raises:
        DataError: They are missing or broken.
    """
    path = Path(spec.own.path)
    if spec.dataset == OWN and not (path.is_absolute() and path.exists()):
        raise DataError(f"The data {path} are not there: put them back, or say with --own PATH where they lie now.")
    return load_dataset(spec.dataset, data_dir=data_dir, playground=spec.playground, own=spec.own)


def with_own(spec: ExperimentSpec, own: Path | None) -> ExperimentSpec:
    """The experiment with its own data where `own` says that they lie now, None where they always did.

    Raises:
        SpecError: It learns from other data.
    """
    if own is None:
        return spec
    if spec.dataset != OWN:
        raise SpecError("own", f"{spec.name} learns from {spec.dataset}, not from data of your own: leave --own out.")
    return replace(spec, own=replace(spec.own, path=str(own.absolute())))


def report(values: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """Print the result: one JSON object, or lines for a person."""
    if as_json:
        sys.stdout.write(json.dumps(_without_nan(values), allow_nan=False) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in lines)


def _without_nan(value: Any) -> Any:
    """JSON knows no NaN and no infinity: null stands for them."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value
