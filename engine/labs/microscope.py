"""The microscope: one training step of a network, recorded operation by operation.

The step is the engine's own (`engine.learner.Learner`), made on copies of the network and of the optimiser's memory
and seen through the observer; the network in training is not touched. Two things are copied from where the engine
leaves them without telling: the masks of dropout, and f′(z), which the activation's own `backward` gives for a
gradient of ones.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, frozen
from engine.batches import RowSource, encode_targets
from engine.datasets import Split
from engine.descent import Descent
from engine.errors import EngineError
from engine.events import Divergence
from engine.labs.source_lines import Excerpt, line_with, lines_before, whole_body
from engine.labs.step_operations import PARTS, Describer
from engine.labs.step_recording import Operation, Recording
from engine.learner import Learner
from engine.network import Network, parameters_on
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer
from engine.workspace import Buffers, Workspace

MOST_PARAMETERS = 4_000_000
"""Larger networks are not recorded: all arrays of the step are kept, some of them as often as there are parameters."""

MOST_ROWS = 1024


def record_step(trainer: Trainer, rows: Sequence[int] | None = None) -> Recording:
    """The step that the network in training would make now from these rows, as they are: unaugmented.

    Args:
        trainer: Not changed, nor are its random generators: what the step drops is what its next step would drop.
        rows: Rows of the training data, counted from 0; None for the first batch.

    Raises:
        EngineError: There is no such row, there are too many, or the network is too large.
    """
    spec, train = trainer.spec, trainer.dataset.train
    batch = min(spec.training.batch_size or train.rows, train.rows, MOST_ROWS)
    taken = list(range(batch)) if rows is None else list(rows)
    if spec.network.parameter_count > MOST_PARAMETERS:
        raise EngineError(
            f"The network has {spec.network.parameter_count:,} parameters; the microscope takes at most "
            f"{MOST_PARAMETERS:,}: give its layers fewer units."
        )
    if not 1 <= len(taken) <= MOST_ROWS:
        raise EngineError(f"The microscope takes 1 to {MOST_ROWS:,} rows at once, not {len(taken):,}.")
    if not all(0 <= row < train.rows for row in taken):
        raise EngineError(f"The training data have the rows 0 to {train.rows - 1:,}.")
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _Recorder(trainer, taken, batch).record()


class _Recorder:
    """Makes one step on copies, and keeps what the observer is told."""

    def __init__(self, trainer: Trainer, rows: list[int], batch: int) -> None:
        spec, train = trainer.spec, trainer.dataset.train
        self._trainer, self._spec, self._rows, self._batch = trainer, spec, rows, batch
        self._network = Network(spec.network)
        np.copyto(self._network.parameters, trainer.network.parameters)
        workspace = Workspace(spec.network, len(rows))
        self._learner = Learner(self._network, workspace, spec.training.optimizer)
        self._learner.descent.steps = trainer.descent.steps
        for name, slot in trainer.descent.slots.items():
            np.copyto(self._learner.descent.slots[name], slot)
        parts = (None if part is None else part[rows] for part in (train.labels, train.targets))
        split = Split(train.x[rows], *parts)
        source = RowSource(split, trainer.preparation, spec.network, self._network.loss.needs_labels)
        self._buffers: Buffers = workspace.buffers(len(rows))
        self._x, self._target = source.span(0, len(rows), self._buffers.x)
        self._arrays: dict[str, Floats] = {
            "x": frozen(self._x),
            "y": frozen(encode_targets(split, spec.network, needs_labels=False)),
        }
        self._operations: list[Operation] = []
        self._describer = Describer(spec.network, spec.training, self._arrays)

    def record(self) -> Recording:
        trainer, training, learner = self._trainer, self._spec.training, self._learner
        progress = trainer.epoch + trainer.position / trainer.dataset.train.rows
        rate = training.schedule.rate(training.learning_rate, progress, training.epochs)
        self._keep_given(rate)
        dropout = copy.deepcopy(trainer.generators.dropout)
        count = len(self._rows)
        learner.learn(self._x, self._target, self._buffers, count, first=True, dropout=dropout, observer=self._see)
        learner.add_penalties(training, observer=self._see)
        made = learner.update(training, rate, trainer.steps, observer=self._see)
        return Recording(
            network=self._spec.network,
            training=training,
            step=trainer.steps,
            rows=tuple(self._rows),
            row_count=trainer.dataset.train.rows,
            batch_rows=self._batch,
            optimizer_step=trainer.descent.steps + 1,
            arrays=self._arrays,
            operations=tuple(self._operations),
            divergence=made if isinstance(made, Divergence) else None,
        )

    def _keep_given(self, rate: float) -> None:
        """What is there before the step: settings, weights, and the optimiser's memory."""
        training = self._spec.training
        numbers = {
            "factor": self._spec.network.loss.factor(len(self._rows)),
            "rate": rate,
            "decay": min(rate * training.weight_decay, 1.0),
            **{name: getattr(training, name) for name in ("momentum", "beta1", "beta2", "epsilon", "l1", "l2")},
        }
        self._arrays.update({name: frozen(np.array([[number]])) for name, number in numbers.items()})
        self._keep_parts("", self._network.parameters)
        for name, slot in self._learner.descent.slots.items():
            self._keep_parts(f".{name}", slot)

    def _keep_parts(self, what: str, flat: Floats, parts: tuple[str, ...] = PARTS) -> list[str]:
        """Keep what a flat array holds for each layer's weights and biases; returns the names."""
        names = []
        for i, layer in enumerate(parameters_on(self._spec.network, flat)):
            for part in parts:
                array = getattr(layer, part)
                if array is not None:
                    self._arrays[f"layers.{i}.{part}{what}"] = frozen(np.atleast_2d(array))
                    names.append(f"layers.{i}.{part}{what}")
        return names

    def _see(self, name: str, array: NDArray[Any]) -> None:
        """The observer."""
        owner, _, what = name.partition(".")
        source = _source_of(sys._getframe(1))
        if owner == "memory":
            names = self._keep_parts(f".{what}.after", array)
        elif owner == "penalized":
            names = self._keep_parts(f".{owner}", array, ("weight",))
        elif owner == "clipped":
            self._keep_clip(array)
            names = self._keep_parts(f".{owner}", array)
        elif owner in ("update", "parameters"):
            names = self._keep_parts(".update" if owner == "update" else ".after", array)
        else:
            self._keep_beside(name)
            self._arrays[name] = frozen(np.atleast_2d(array))
            names = [name]
        for made in names:
            described = self._describer.describe(made)
            delegates = self._delegates(described.kind, described.layer)
            self._operations.append(Operation(made, *described, self._arrays[made], (*source, *delegates)))

    def _keep_beside(self, name: str) -> None:
        """What an operation read that nobody is told of."""
        owner, *rest = name.split(".")
        if owner == "input":
            self._arrays["input.mask"] = frozen(self._buffers.mask)
        elif rest[-1] == "dropped":
            self._arrays[f"layers.{rest[0]}.mask"] = frozen(self._buffers.layers[int(rest[0])].mask)
        elif rest[-1] == "d_z":
            own, layer = self._buffers.layers[int(rest[0])], self._network.layers[int(rest[0])]
            slope = np.ones_like(own.a)
            layer.activation.backward(own.a, slope, own.scratch.copy())
            self._arrays[f"layers.{rest[0]}.slope"] = frozen(slope)

    def _keep_clip(self, array: NDArray[Any]) -> None:
        """By how much the gradient was shortened, taken from its longest entry."""
        layers = enumerate(self._spec.network.layers)
        names = [(i, part) for i, layer in layers for part in PARTS if part == "weight" or layer.bias]
        before = np.concatenate(
            [self._arrays[self._describer.gradient(*name, clipped=False).name].ravel() for name in names]
        )
        longest = int(np.argmax(np.abs(before)))
        self._arrays["clip"] = frozen(np.array([[float(array[longest]) / float(before[longest])]]))

    def _delegates(self, kind: str, layer: int | None) -> tuple[Excerpt, ...]:
        """The lines that did it, where those that told the observer only called them."""
        if kind in ("a", "d_z") and layer is not None:
            activation = self._network.layers[layer].activation
            return (whole_body(activation.forward if kind == "a" else activation.backward),)
        if kind == "value":
            return (whole_body(self._network.loss.value_and_gradient),)
        if kind == "update" or kind in self._learner.descent.slots:
            return (whole_body(OPTIMIZERS[self._spec.training.optimizer].make_update),)
        if kind == "after":
            return (line_with(Descent.step, "np.subtract(block.parameters, block.gradient"),)
        return ()


def _source_of(frame: FrameType) -> tuple[Excerpt, ...]:
    return (lines_before(frame.f_code, frame.f_lineno),)
