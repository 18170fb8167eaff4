"""What a person designs, as frozen values: they are checked when they are made, and travel as plain JSON.

A spec that exists is possible: every impossible entry raises a `SpecError` that carries the entry's dotted path
("network.layers.0.units"), so that a window can mark the very field.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from engine.activations import ACTIVATIONS
from engine.augmentation import NO_AUGMENTATION, AugmentationSpec
from engine.checks import MAX_SEED, nearest, require_count, require_name, require_number, require_rate
from engine.errors import SpecError
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES, REDUCTIONS
from engine.optimizers import OPTIMIZERS
from engine.own_data import NO_OWN_DATA, OwnDataSpec
from engine.plain import from_plain, to_plain
from engine.playground import DEFAULT_PLAYGROUND, PlaygroundSpec
from engine.schedules import SCHEDULES

MAX_UNITS = 100_000
MAX_LAYERS = 64
MAX_PARAMETERS = 200_000_000
MAX_RATE = 1e6
SCALINGS = ("global", "per_pixel", "none")
DTYPES = ("float32", "float64")
START_STREAMS = ("spawned", "randomstate")


@dataclass(frozen=True)
class InitializerSpec:
    """How a layer's weights start; the meaning of `scale` stands in the table of initialisers."""

    name: str = "he"
    scale: float | None = None

    def __post_init__(self) -> None:
        require_name("name", self.name, INITIALIZERS, "initializer")
        if self.scale is not None:
            require_number("scale", self.scale, 0.0, 1e6)

    @property
    def effective_scale(self) -> float:
        """The scale to draw with: the given one, else the initialiser's own."""
        return INITIALIZERS[self.name].default_scale if self.scale is None else self.scale


@dataclass(frozen=True)
class LayerSpec:
    """One dense layer: out = dropout(activation(x @ weight + bias))."""

    units: int
    activation: str = "relu"
    dropout: float = 0.0
    bias: bool = True
    initializer: InitializerSpec = InitializerSpec()
    bias_start: float = 0.0

    def __post_init__(self) -> None:
        require_count("units", self.units, 1, MAX_UNITS)
        require_name("activation", self.activation, ACTIVATIONS, "activation")
        require_rate("dropout", self.dropout)
        require_number("bias_start", self.bias_start, -1e6, 1e6)


@dataclass(frozen=True)
class LossSpec:
    """The loss: scale x the sum of the row losses, over the rows or, with "mean", divided by their number."""

    name: str = "softmax_cross_entropy"
    reduction: str = "mean"
    scale: float = 1.0

    def __post_init__(self) -> None:
        require_name("name", self.name, LOSSES, "loss")
        require_name("reduction", self.reduction, REDUCTIONS, "reduction")
        require_number("scale", self.scale, 0.0, 1e6, open_low=True)

    def factor(self, rows: int) -> float:
        """What the sum of the row losses of a batch of `rows` is multiplied by; so is each row's gradient.

        With "mean" the division by the number of rows happens here and nowhere else: every gradient further back is
        then a plain sum over the rows.
        """
        return self.scale / rows if self.reduction == "mean" else self.scale


@dataclass(frozen=True)
class NetworkSpec:
    """A fully connected network: its inputs, its layers (the last one makes the outputs) and what it minimises."""

    inputs: int
    layers: tuple[LayerSpec, ...]
    loss: LossSpec = LossSpec()
    input_dropout: float = 0.0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        require_count("inputs", self.inputs, 1, MAX_UNITS)
        require_rate("input_dropout", self.input_dropout)
        require_name("dtype", self.dtype, DTYPES, "dtype")
        if not 1 <= len(self.layers) <= MAX_LAYERS:
            raise SpecError("layers", f"A network needs between 1 and {MAX_LAYERS} layers, not {len(self.layers)}.")
        if self.parameter_count > MAX_PARAMETERS:
            raise SpecError(
                "layers",
                f"The network would have {self.parameter_count:,} parameters; at most {MAX_PARAMETERS:,} are possible: "
                "give its layers fewer units.",
            )
        last = len(self.layers) - 1
        output = self.layers[last]
        if output.dropout:
            raise SpecError(f"layers.{last}.dropout", "The output layer cannot drop units: set its dropout to 0.")
        if LOSSES[self.loss.name].needs_identity and output.activation != "identity":
            raise SpecError(
                f"layers.{last}.activation",
                f"The loss {self.loss.name} works on the plain sums of the output layer: set its activation to "
                f"identity, or choose squared_error to keep {output.activation}.",
            )

    @property
    def outputs(self) -> int:
        """Units of the last layer."""
        return self.layers[-1].units

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs, then the units of every layer."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def parameter_count(self) -> int:
        """Weights and biases together."""
        pairs = zip(self.sizes, self.layers, strict=False)  # Sizes begins with the inputs: one entry more.
        return sum((inputs + layer.bias) * layer.units for inputs, layer in pairs)


@dataclass(frozen=True)
class ScheduleSpec:
    """How the learning rate changes over the run; which of the numbers count stands in the table of schedules.

    Attributes:
        every: Epochs.
        factor: What the learning rate is multiplied by, at once or in the end.
    """

    name: str = "constant"
    every: float = 10.0
    factor: float = 0.1

    def __post_init__(self) -> None:
        require_name("name", self.name, SCHEDULES, "schedule")
        require_number("every", self.every, 0.0, 1e7, open_low=True)
        require_number("factor", self.factor, 0.0, 10.0)

    def rate(self, learning_rate: float, progress: float, epochs: int) -> float:
        """The learning rate after `progress` of the planned `epochs`, at most `MAX_RATE` however it grows."""
        if self.name == "constant":
            return learning_rate
        return min(learning_rate * SCHEDULES[self.name].multiplier(progress, epochs, self.every, self.factor), MAX_RATE)


@dataclass(frozen=True)
class TrainingSpec:
    """How the network is trained.

    Attributes:
        batch_size: Rows a step; None means all rows, in their order.
        l1, l2: Add l1 x sign(weight) and l2 x weight (not bias) to the gradient; the loss shown stays the data loss.
        weight_decay: Shrinks the weights (not biases) by learning rate x weight_decay a step, beside the gradient.
        clip_norm: The longest gradient of all layers together that is used as it is; None never clips.
        patience: Training ends early when the validation loss has not improved for so many records, and the best
            weights are put back; None never ends early. Where the epochs run out first, the last weights stay.
        record_every: An epoch record is made at the end of an epoch, never sooner than so many steps after the last.
    """

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    batch_size: int | None = 32
    epochs: int = 10
    schedule: ScheduleSpec = ScheduleSpec()
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 0.0
    clip_norm: float | None = None
    patience: int | None = None
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    record_every: int = 100

    def __post_init__(self) -> None:
        require_name("optimizer", self.optimizer, OPTIMIZERS, "optimizer")
        require_number("learning_rate", self.learning_rate, 1e-7, MAX_RATE)
        if self.batch_size is not None:
            require_count("batch_size", self.batch_size, 1, 10_000_000)
        require_count("epochs", self.epochs, 1, 10_000_000)
        for name in ("l1", "l2", "weight_decay"):
            require_number(name, getattr(self, name), 0.0, 1e3)
        if self.clip_norm is not None:
            require_number("clip_norm", self.clip_norm, 0.0, 1e6, open_low=True)
        if self.patience is not None:
            require_count("patience", self.patience, 1, 10_000_000)
        for name in ("momentum", "beta1", "beta2"):
            require_rate(name, getattr(self, name))
        # In float32 anything much smaller is zero, and nothing over nothing is not a number.
        require_number("epsilon", self.epsilon, 1e-30, 1.0)
        require_count("record_every", self.record_every, 1, 10_000_000)


@dataclass(frozen=True)
class ExperimentSpec:
    """Everything that decides a run: data, network, training and the seed. The same spec gives the same bits.

    Attributes:
        scaling: How the inputs are scaled: one standard score for all ("global"), one a column ("per_pixel"), "none".
        start_stream: Where the initial weights come from: a stream spawned from the seed ("spawned"), or the uniform
            numbers of NumPy's legacy RandomState(seed), which older articles use ("randomstate").
        augmentation: How far training images are changed at random, anew in every epoch.
        playground: The settings of the data, where they are a playground.
        own: Those of data of one's own.
    """

    name: str
    dataset: str
    network: NetworkSpec
    training: TrainingSpec = TrainingSpec()
    scaling: str = "global"
    seed: int = 0
    start_stream: str = "spawned"
    augmentation: AugmentationSpec = NO_AUGMENTATION
    playground: PlaygroundSpec = DEFAULT_PLAYGROUND
    own: OwnDataSpec = NO_OWN_DATA

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SpecError("name", "The experiment needs a name.")
        require_name("scaling", self.scaling, SCALINGS, "scaling")
        require_count("seed", self.seed, 0, MAX_SEED)
        require_name("start_stream", self.start_stream, START_STREAMS, "start stream")

    def to_json(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, document: Any) -> ExperimentSpec:
        """The spec from plain JSON values.

        Raises:
            SpecError: An entry is missing, unknown, of the wrong type or impossible.
        """
        return from_plain(cls, document)

    def with_value(self, path: str, value: Any) -> ExperimentSpec:
        """The spec with one entry changed, named by its dotted path; nothing else moves.

        Raises:
            SpecError: There is no such entry, or the value is impossible there.
        """
        document = self.to_json()
        place, key = _locate(document, path)
        place[key] = value
        return ExperimentSpec.from_json(document)

    def value(self, path: str) -> Any:
        """The entry at a dotted path, as a plain JSON value.

        Raises:
            SpecError: There is no such entry.
        """
        place, key = _locate(self.to_json(), path)
        return place[key]


def parse_value(text: str) -> Any:
    """A value as typed on a command line: JSON where it is JSON (3, 0.1, null, true), else the text itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _locate(document: Any, path: str) -> tuple[Any, str | int]:
    """The list or dictionary in `document` that holds the entry at `path`, and the entry's key there."""
    *parents, last = path.split(".")
    place = document
    for i, part in enumerate(parents):
        place = _entry(place, part, ".".join(parents[: i + 1]))
    _entry(place, last, path)
    return place, int(last) if isinstance(place, list) else last


def _entry(place: Any, part: str, path: str) -> Any:
    if isinstance(place, list):
        if part in map(str, range(len(place))):
            return place[int(part)]
        raise SpecError(path, f"There is no entry {path!r}: the list has {len(place)} entries, counted from 0.")
    if isinstance(place, dict):
        if part in place:
            return place[part]
        raise SpecError(path, f"There is no entry {path!r}{nearest(part, place)}")
    raise SpecError(path, f"There is no entry {path!r}.")
