"""Weights and data as NumPy reads them, without pickles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.checkpoint import take_checkpoint
from engine.datasets import Dataset, load_dataset
from engine.errors import DataError
from engine.export import export
from engine.trainer import Trainer
from tests.helpers.exports import DATA, trained
from tests.helpers.small_runs import bits, blobs, curve, experiment, network_spec


def written(kind: str, path: Path, dataset: Dataset | None = None) -> dict[str, NDArray[Any]]:
    checkpoint = trained() if dataset is None else replace(trained(), fingerprint=dataset.fingerprint())
    assert export(kind, checkpoint, dataset, path) == [path]
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def test_that_the_weights_with_their_preparation_make_the_networks_outputs(tmp_path: Path) -> None:
    arrays = written("weights", tmp_path / "weights.npz")
    raw = DATA.validation.x if DATA.validation else DATA.train.x
    x = raw / arrays["preparation.value_range"]
    x = (x - arrays["preparation.mean"]) / arrays["preparation.deviation"]
    assert arrays["activations"].tolist() == ["tanh", "identity"]
    x = np.tanh(x @ arrays["layers.0.weight"] + arrays["layers.0.bias"])
    x = x @ arrays["layers.1.weight"] + arrays["layers.1.bias"]
    np.testing.assert_allclose(x[2], trained().snapshot.activations(raw[2])[-1], rtol=1e-12)


def test_that_the_weights_keep_their_bits_and_no_bias_is_made_up(tmp_path: Path) -> None:
    spec = experiment(network_spec(5, 4, 3, bias=False, dtype="float32"))
    checkpoint = take_checkpoint(Trainer(spec, DATA))
    export("weights", checkpoint, None, tmp_path / "weights.npz")
    with np.load(tmp_path / "weights.npz") as arrays:
        assert [name for name in arrays if name.startswith("layers")] == ["layers.0.weight", "layers.1.weight"]
        for i, layer in enumerate(checkpoint.snapshot.layers()):
            assert bits(arrays[f"layers.{i}.weight"]) == bits(layer.weight)


def test_that_the_data_keep_their_bits_and_say_what_they_are(tmp_path: Path) -> None:
    dataset = load_dataset("digits")
    arrays = written("dataset", tmp_path / "data.npz", dataset)
    for name, split in dataset.splits():
        assert split.labels is not None
        assert bits(arrays.pop(f"x_{name}")) == bits(split.x)
        assert bits(arrays.pop(f"y_{name}")) == bits(split.labels)
    assert tuple(arrays.pop("class_names")) == dataset.class_names
    assert tuple(arrays.pop("image_shape")) == (8, 8)
    assert arrays.pop("value_range") == 16.0
    assert arrays == {}


def test_that_data_without_classes_and_held_out_rows_have_neither(tmp_path: Path) -> None:
    dataset = curve()
    arrays = written("dataset", tmp_path / "data.npz", dataset)
    assert arrays.keys() == {"x_train", "y_train", "value_range"}
    assert dataset.train.targets is not None and bits(arrays["y_train"]) == bits(dataset.train.targets)


def test_that_other_data_than_those_learnt_from_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="trained on other data than the Blobs found here"):
        export("dataset", trained(), blobs(seed=1), tmp_path / "data.npz")
    with pytest.raises(DataError, match="load them first"):
        export("dataset", trained(), None, tmp_path / "data.npz")
    assert list(tmp_path.iterdir()) == []
