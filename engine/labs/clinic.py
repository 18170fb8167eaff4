"""The clinic: classic bugs, each put into a real network and its trainer with one thing broken.

A bug is put into one instance, which is thrown away afterwards: the engine's tables, classes and functions stay as
they are, so that none can leak into ordinary training.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.datasets import Dataset, Split
from engine.labs.broken_parts import Forgetful, PlusOne, SumGradient, UnshuffledTrainer, draw_mask_unscaled
from engine.network import Network
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec
from engine.trainer import Trainer

DATASET = "digits"
STEPS = 300
"""How many steps show every bug plainly."""

_XAVIER = InitializerSpec("xavier")
PATIENT = ExperimentSpec(
    name="clinic",
    dataset=DATASET,
    network=NetworkSpec(64, (LayerSpec(32, "relu"), LayerSpec(10, "identity", initializer=_XAVIER))),
    training=TrainingSpec(learning_rate=0.1, batch_size=32, epochs=1000, record_every=40),
)
"""The healthy network, 64-32-10: it reads 98 % of its training digits after `STEPS` steps."""

DROPOUT_PATIENT = replace(
    PATIENT,
    network=NetworkSpec(
        64,
        (LayerSpec(128, "tanh", dropout=0.7, initializer=_XAVIER), LayerSpec(10, "identity", initializer=_XAVIER)),
        LossSpec("squared_error"),
    ),
    training=replace(PATIENT.training, learning_rate=0.01),
)
"""A healthy network with dropout. Its loss is the squared error, which sees at once whether outputs are too large:
a softmax asks more for the order of its sums than for their size."""

FoundBy = Literal["check", "plots"]


@dataclass(frozen=True)
class Bug:
    """One thing that is broken.

    Attributes:
        title: What it is called.
        wrong: What is wrong, in a sentence.
        tell: How to tell, in a sentence.
        found_by: Whether the gradient check finds it, or only the plots do.
        patient: The healthy experiment that it is shown on.
        change_spec, change_data: What it makes of the design and of the data.
        break_network: What it does to the network.
        trainer: Who trains it.
    """

    name: str
    title: str
    wrong: str
    tell: str
    found_by: FoundBy
    patient: ExperimentSpec = PATIENT
    change_spec: Callable[[ExperimentSpec], ExperimentSpec] = lambda spec: spec
    change_data: Callable[[Dataset], Dataset] = lambda dataset: dataset
    break_network: Callable[[Network], None] = lambda network: None
    trainer: type[Trainer] = Trainer


def make_trainer(spec: ExperimentSpec, dataset: Dataset, bug: Bug | None) -> Trainer:
    """A trainer like any other but for the bug; None makes a healthy one.

    Raises:
        SpecError: The spec does not fit the data.
    """
    if bug is None:
        return Trainer(spec, dataset)
    trainer = bug.trainer(bug.change_spec(spec), bug.change_data(dataset))
    bug.break_network(trainer.network)
    return trainer


def _with_zero_start(spec: ExperimentSpec) -> ExperimentSpec:
    layers = tuple(replace(layer, initializer=InitializerSpec("zeros")) for layer in spec.network.layers)
    return replace(spec, network=replace(spec.network, layers=layers))


def _with_sum_gradient(network: Network) -> None:
    network.loss = SumGradient(network.loss)


def _with_plus_one(network: Network) -> None:
    network.loss = PlusOne()


def _without_derivative(network: Network) -> None:
    for layer in network.layers:
        layer.activation = Forgetful(layer.activation)


def _without_rescaling(network: Network) -> None:
    network.draw_mask = draw_mask_unscaled


def _without_scaling(spec: ExperimentSpec) -> ExperimentSpec:
    return replace(spec, scaling="none")


def _raw_values(dataset: Dataset) -> Dataset:
    return replace(dataset, value_range=1.0)


def _sorted_by_class(dataset: Dataset) -> Dataset:
    train = dataset.train
    if train.labels is None:
        return dataset
    order = np.argsort(train.labels, kind="stable")
    return replace(dataset, train=Split(train.x[order], train.labels[order]))


BUGS: dict[str, Bug] = {
    bug.name: bug
    for bug in (
        Bug(
            "zero-start",
            "Zero start",
            "All weights start at zero.",
            "The loss stays at ln 10 = 2.3 and ‖dW‖ of every hidden layer is 0: with weights of zero nothing passes "
            "forward, and no gradient comes back.",
            "plots",
            change_spec=_with_zero_start,
        ),
        Bug(
            "missing-mean",
            "Missing 1/batch",
            "The gradient is the sum over the batch, though the loss is its mean.",
            "In the gradient check every entry is too large by the same factor, the number of rows; in the plots it "
            "looks like a learning rate that is far too high.",
            "check",
            break_network=_with_sum_gradient,
        ),
        Bug(
            "no-derivative",
            "Forgotten derivative",
            "On the way back the gradient is not multiplied by the activation's derivative f'(z).",
            "It learns almost as well, so no curve tells; the gradient check does: the output layer is right, every "
            "layer before it is wrong.",
            "check",
            break_network=_without_derivative,
        ),
        Bug(
            "dropout-not-rescaled",
            "Dropout not rescaled",
            "What dropout leaves is not divided by the share it keeps.",
            "Without dropout all signals are too large, so the validation loss lies above the training loss from the "
            "first record on, though the answers are right; the gradient check, without dropout, sees nothing.",
            "plots",
            patient=DROPOUT_PATIENT,
            break_network=_without_rescaling,
        ),
        Bug(
            "unshuffled",
            "Unshuffled data",
            "The rows are shown sorted by their class, in the same order in every epoch.",
            "The loss repeats a pattern epoch after epoch: it falls within a class and jumps at the next one; what "
            "was learnt last is all that is known.",
            "plots",
            change_data=_sorted_by_class,
            trainer=UnshuffledTrainer,
        ),
        Bug(
            "unscaled",
            "Unscaled inputs",
            "The pixels go in as they are, 0 to 16, in the place of numbers around zero.",
            "The first loss is many times ln 10 = 2.3, the first steps are far too large, and most units of the "
            "first layer are dead soon after.",
            "plots",
            change_spec=_without_scaling,
            change_data=_raw_values,
        ),
        Bug(
            "plus-one",
            "+ 1 for − 1",
            "The softmax's gradient is p + 1 at the true class, where p − 1 belongs.",
            "The loss rises from the first step on, for every step makes the true class less likely; the gradient "
            "check calls all layers wrong, and the bias of the output shows it plainest.",
            "check",
            break_network=_with_plus_one,
        ),
    )
}
