"""What a network answers to rows whose values are to be met."""

from __future__ import annotations

import numpy as np

from engine.datasets import load_dataset
from engine.datasets.dataset import Dataset, Split
from engine.experiments.curves import SINE
from engine.experiments.digits import DIGITS
from engine.spec import ExperimentSpec, LayerSpec, LossSpec, NetworkSpec
from engine.trainer import Trainer


def test_that_held_out_rows_are_answered_as_the_network_reads_them() -> None:
    dataset = load_dataset("sine")
    trainer = Trainer(SINE.spec, dataset)
    for _ in range(20):
        trainer.step()
    answers = trainer.answers_on_values(5)
    snapshot = trainer.snapshot()

    assert answers is not None and dataset.validation is not None
    assert answers.split == "validation"
    assert np.array_equal(answers.wanted, dataset.validation.targets[:5])
    read = [snapshot.read(row) for row in dataset.validation.x[:5]]
    np.testing.assert_allclose(answers.outputs, read, rtol=1e-5, atol=1e-6)


def test_that_without_held_out_rows_those_of_the_training_are_answered() -> None:
    x = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    data = Dataset("line", "Line", Split(x, targets=2 * x), None, None, (), None, 1.0, "Made for the tests.")
    network = NetworkSpec(1, (LayerSpec(1, "identity"),), LossSpec("squared_error"))
    answers = Trainer(ExperimentSpec("line", "line", network), data).answers_on_values(500)

    assert answers is not None
    assert (answers.split, answers.outputs.shape) == ("train", (40, 1))


def test_that_classes_have_no_values_to_be_met() -> None:
    assert Trainer(DIGITS.spec, load_dataset("digits")).answers_on_values(5) is None
