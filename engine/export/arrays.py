"""Weights and data as NPZ files, which `numpy.load` opens without pickles.

Weights: `layers.N.weight` (inputs, units) and `layers.N.bias` (units,), `activations` (a name a layer), and what the
raw inputs are prepared with: `preparation.value_range`, `preparation.mean` and `preparation.deviation`, for
x = (raw / value_range - mean) / deviation. Layer by layer x = f(x @ weight + bias).

Data: `x_train`, `y_train` and likewise for `validation` and `test`, as far as there are such rows; y is the number of
the class, or the values to be met. `class_names`, `image_shape` (height, width) where rows are images, `value_range`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.whole_file import write_whole


def write_weights(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write weights, biases and preparation as `path`.

    Raises:
        FileFormatError: The file cannot be written there.
    """
    snapshot = checkpoint.snapshot
    preparation = snapshot.preparation
    arrays: dict[str, NDArray[Any]] = {}
    for i, layer in enumerate(snapshot.layers()):
        arrays[f"layers.{i}.weight"] = layer.weight
        if layer.bias is not None:
            arrays[f"layers.{i}.bias"] = layer.bias
    arrays["activations"] = np.array([layer.activation for layer in snapshot.spec.layers])
    arrays["preparation.value_range"] = np.array(preparation.value_range)
    arrays["preparation.mean"], arrays["preparation.deviation"] = preparation.mean, preparation.deviation
    return _write(path, arrays)


def write_dataset(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write the rows of every split as `path`.

    Raises:
        FileFormatError: The file cannot be written there.
    """
    assert dataset is not None
    arrays: dict[str, NDArray[Any]] = {}
    for name, split in dataset.splits():
        target = split.targets if split.labels is None else split.labels
        assert target is not None
        arrays[f"x_{name}"], arrays[f"y_{name}"] = split.x, target
    if dataset.class_names:
        arrays["class_names"] = np.array(dataset.class_names)
    if dataset.image_shape is not None:
        arrays["image_shape"] = np.array(dataset.image_shape)
    arrays["value_range"] = np.array(dataset.value_range)
    return _write(path, arrays)


def _write(path: Path, arrays: dict[str, NDArray[Any]]) -> list[Path]:
    content = io.BytesIO()
    # The stub takes a dictionary of names for its own option.
    np.savez(content, **arrays)  # type: ignore[arg-type]
    write_whole(path, content.getvalue())
    return [path]
