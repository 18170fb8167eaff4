"""Whether a design fits its data, and which field to change where it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.compatibility import check_fit
from engine.datasets import Dataset, Split, load_dataset
from engine.errors import SpecError
from engine.experiments import EXPERIMENTS
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, curve, experiment, network_spec

ONE_CLASS = Dataset("one", "One", Split(np.eye(5), np.zeros(5, int)), None, None, ("a",), None, 1.0, "Made here.")


@pytest.mark.parametrize("name", ["digits", "xor"])
def test_that_the_experiments_that_come_with_the_program_fit_their_data(name: str) -> None:
    check_fit(EXPERIMENTS[name].spec, load_dataset(EXPERIMENTS[name].spec.dataset))


@pytest.mark.parametrize(
    ("spec", "data", "path", "sentence"),
    [
        (experiment(network_spec(4, 3)), blobs(), "network.inputs", "set its inputs to 5"),
        (experiment(network_spec(5, 6, 4)), blobs(), "network.layers.1.units", "set the output layer to 3 units"),
        (experiment(network_spec(5, 2)), blobs(), "network.layers.0.units", "set the output layer to 3 units"),
        (experiment(network_spec(2, 2)), curve(), "network.loss.name", "use squared_error"),
        (experiment(network_spec(2, 3, loss="squared_error")), curve(), "network.layers.0.units", "needs 2 outputs"),
        (experiment(network_spec(5, 1, loss="squared_error")), blobs(), "network.layers.0.units", "needs 3 outputs"),
        (experiment(network_spec(5, 1)), blobs(classes=2), "network.layers.0.units", "needs 2 outputs"),
        (experiment(batch_size=61), blobs(60), "training.batch_size", "larger than the 60 training rows"),
        (experiment(network_spec(5, 1)), ONE_CLASS, "dataset", "nothing to tell apart"),
        (experiment(patience=3), blobs(60, held_out=0), "training.patience", "no validation rows to stop early by"),
    ],
)
def test_that_what_does_not_fit_names_the_entry_to_change(
    spec: ExperimentSpec, data: Dataset, path: str, sentence: str
) -> None:
    for refuse in (check_fit, Trainer):
        with pytest.raises(SpecError, match=sentence) as caught:
            refuse(spec, data)
        assert caught.value.path == path


@pytest.mark.parametrize(
    ("spec", "data"),
    [
        (experiment(batch_size=60), blobs(60)),
        (experiment(batch_size=None), blobs(60)),
        (experiment(batch_size=1), blobs(60)),
        (experiment(patience=3), blobs(60)),
        (experiment(network_spec(5, 3, loss="squared_error")), blobs()),
        (experiment(network_spec(5, 1, loss="squared_error")), blobs(classes=2)),
        (experiment(network_spec(5, 2, loss="squared_error")), blobs(classes=2)),
        (experiment(network_spec(2, 2, loss="squared_error")), curve()),
    ],
)
def test_that_what_fits_is_taken(spec: ExperimentSpec, data: Dataset) -> None:
    check_fit(spec, data)


def test_that_held_out_rows_are_optional() -> None:
    check_fit(experiment(), replace(blobs(), validation=None, test=None))
