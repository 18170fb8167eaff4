"""What data ask of a design: its inputs and outputs, a loss that suits them, a batch that they can fill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine.datasets.plane import is_playground, make_playground, redivided, suited
from engine.errors import SpecError
from engine.losses import LOSSES
from engine.playground import PlaygroundSpec
from gui.design.document import Document, set_loss

# What the points are made from: another value makes others, in the place of those that were placed by hand.
_MAKES_POINTS = ("rows", "noise", "classes", "seed")


@dataclass(frozen=True)
class DataShape:
    """What a design has to know of its data.

    Attributes:
        inputs, outputs: Values of a row, and what is wanted of the network for it.
        classes: Whether classes are to be told apart, or else values to be met.
        images: Whether the rows are images, which can be augmented.
        rows, validation_rows: How many there are to learn from and to validate; None: not known.
    """

    inputs: int
    outputs: int
    classes: bool = True
    images: bool = False
    rows: int | None = None
    validation_rows: int | None = None


def playground_shape(document: Document) -> DataShape:
    """The shape of the playground that a design is for, made as the design says.

    Raises:
        SpecError: It cannot be made.
    """
    data = make_playground(document["dataset"], document["playground"])
    validation_rows = data.validation.rows if data.validation else 0
    return DataShape(
        data.inputs, data.outputs, bool(data.class_names), rows=data.train.rows, validation_rows=validation_rows
    )


def fit(document: Document, shape: DataShape, *, keep_single: bool = False) -> None:
    """Make a design fit its data; with `keep_single` an output that can tell two classes apart alone stays alone."""
    network, training = document["network"], document["training"]
    if not shape.classes and LOSSES[network["loss"]["name"]].needs_labels:
        set_loss(document, "squared_error")
    network["inputs"] = shape.inputs
    output = network["layers"][-1]
    is_enough = output["units"] == 1 and shape.outputs == 2 and not LOSSES[network["loss"]["name"]].needs_labels
    if not (keep_single and shape.classes and is_enough):
        output["units"] = shape.outputs
    batch = training["batch_size"]
    if shape.rows is not None and isinstance(batch, int) and batch > shape.rows:
        training["batch_size"] = None


def fit_to_playground(document: Document, *, keep_single: bool = True) -> None:
    """Make a design fit its playground, where that can be made."""
    try:
        shape = playground_shape(document)
    except SpecError:
        # What is wrong is said where the design is checked.
        return
    fit(document, shape, keep_single=keep_single)


def move_to_data(document: Document, name: str) -> None:
    """Make it a design for the data set `name`; of a playground its settings say what it needs."""
    if document["dataset"] == name:
        return
    document["dataset"] = name
    if is_playground(name):
        document["playground"] = suited(document["playground"], name)
        fit_to_playground(document, keep_single=False)


def changed_settings(settings: PlaygroundSpec, name: str, value: Any) -> PlaygroundSpec:
    """The settings with one of them changed, and the points placed by hand that are left by that.

    Raises:
        SpecError: The value is impossible there.
    """
    changes: dict[str, Any] = {"points": () if name in _MAKES_POINTS else settings.points, name: value}
    settings = replace(settings, **changes)
    if name == "train_share":
        settings = replace(settings, points=redivided(settings.points, settings.train_share))
    return settings
