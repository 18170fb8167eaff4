"""The picture of the network: its newest state, and what runs through it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.activations import ACTIVATIONS
from engine.arrays import Floats
from engine.datasets import Dataset
from engine.losses import LOSSES
from engine.snapshot import Snapshot
from engine.spec import LayerSpec, NetworkSpec
from gui.design.names import reading_title
from gui.inspect.network_view import NetworkView

# Of a task with so few rows one runs through the network while nothing is drawn.
_FEW_ROWS = 16
# Longer formulas are left to the tooltips of the design.
_LONGEST_FORMULA = 24


class NetworkPicture(QObject):
    """Gives a network to the view, with a sample on its way through: a drawing, or a row where there are only a few.

    Signals:
        shown(): the view was given something else to draw, outside a frame.
    """

    shown = Signal()

    def __init__(self, view: NetworkView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._dataset: Dataset | None = None
        self._snapshot: Snapshot | None = None
        self._drawing: NDArray[np.uint8] | None = None
        self._row = 0
        # A move of the pen is answered first; what it lights up is computed when it has been.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_anew)
        view.row_step_requested.connect(self.step_row)

    def set_dataset(self, dataset: Dataset) -> None:
        """Other data are in use: a network or row of the old ones does not belong to them."""
        self._dataset = dataset
        self._snapshot = None
        self._row = 0

    def set_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """The drawing as the network in training reads it, or None: its activations light up the network."""
        if image is not self._drawing:
            self._drawing = image
            self._soon.start(0)

    @Slot(int)
    def step_row(self, by: int) -> None:
        """Let another of the few rows run through the network."""
        self._row += by
        self._show()

    def show_network(self, snapshot: Snapshot) -> None:
        """Show this network; the view draws it at its next refresh."""
        self._snapshot = snapshot
        self._show()

    @Slot()
    def _show_anew(self) -> None:
        self._show()
        self.shown.emit()

    def _show(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        layers, shape, spec = snapshot.layers(), snapshot.image_shape, snapshot.spec
        image = self._drawing if self._drawing is not None and self._drawing.shape == shape else None
        rows = self._rows(snapshot)
        raw = image.reshape(-1) if image is not None else rows[self._row % len(rows)] if len(rows) else None
        sums, activations = (None, None) if raw is None else _run_through(snapshot, raw)
        row_note = ""
        if len(rows):
            row_note = self.tr("row {row} of {rows}").format(row=self._row % len(rows) + 1, rows=len(rows))
        self._view.show_network(
            spec.sizes,
            [layer.weight for layer in layers],
            [layer.bias for layer in layers],
            activations,
            self._captions(spec, row_note),
            snapshot.class_names if len(snapshot.class_names) == spec.outputs else (),
            image if image is not None or shape is None else np.zeros(shape, dtype=np.uint8),
            sums_by_layer=sums,
            formulas=_formulas(spec),
            row_note=row_note,
            input_names=self._dataset.input_names if self._dataset is not None else (),
        )

    def _rows(self, snapshot: Snapshot) -> NDArray[Any]:
        """The training rows that there are to choose from, (0, inputs) where they are many, or images."""
        dataset = self._dataset
        if dataset is None or snapshot.image_shape is not None or dataset.inputs != snapshot.spec.inputs:
            return np.empty((0, snapshot.spec.inputs))
        return np.asarray(dataset.train.x[: _FEW_ROWS if dataset.train.rows <= _FEW_ROWS else 0])

    def _captions(self, spec: NetworkSpec, row_note: str) -> list[str]:
        dropout = self.tr("dropout {rate:g}")
        inputs = self.tr("{count:,} inputs").format(count=spec.inputs)
        if spec.input_dropout:
            inputs += "\n" + dropout.format(rate=spec.input_dropout)
        captions = [inputs + ("\n" + row_note if row_note else "")]
        for i, layer in enumerate(spec.layers):
            caption = f"{layer.units:,} {_function(spec, layer, last=i == len(spec.layers) - 1)}"
            captions.append(caption + ("\n" + dropout.format(rate=layer.dropout) if layer.dropout else ""))
        return captions


def _run_through(snapshot: Snapshot, raw: NDArray[Any]) -> tuple[list[Floats], list[Floats]]:
    """For a raw input the sums z of every layer; and what the network received and each layer gave, the answer last."""
    with np.errstate(over="ignore", invalid="ignore"):
        found = snapshot.sums_and_activations(raw)
        answer = snapshot.claim(found[-1][1])
    received = snapshot.prepare(raw[None])[0]
    return [z for z, _ in found], [received, *(a for _, a in found[:-1]), answer]


def _function(spec: NetworkSpec, layer: LayerSpec, *, last: bool) -> str:
    return reading_title(spec.loss.name) if last and LOSSES[spec.loss.name].needs_identity else layer.activation


def _formulas(spec: NetworkSpec) -> list[str]:
    """How every layer makes of its sums z what it gives, as short as can be."""
    formulas = []
    for layer in spec.layers:
        # What follows the comma is the derivative.
        formula = ACTIVATIONS[layer.activation].formula.partition(", derivative")[0]
        is_short = len(formula) <= _LONGEST_FORMULA and "where" not in formula
        formulas.append(formula if is_short else f"a = {layer.activation}(z)")
    readings = {"softmax_cross_entropy": "p = exp(z) / Σ exp(z)", "sigmoid_cross_entropy": "p = 1 / (1 + exp(-z))"}
    formulas[-1] = readings.get(spec.loss.name, formulas[-1])
    return formulas
