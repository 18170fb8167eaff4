"""What a frame looks like: its numbers, put into the views of network, weights and outputs."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from engine.datasets import Dataset
from engine.insights import find_insights
from engine.losses import LOSSES
from engine.snapshot import Snapshot
from engine.spec import LayerSpec, NetworkSpec
from engine.trainer import Change
from gui.design.names import reading_title
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.watch.advice import advice_by_plot
from gui.watch.change_marks import change_marks

# Sentences are read, not watched: more often they would only flicker, and cost what training could use.
_ADVICE_SECONDS = 1.0
_JUDGES = ("validation", "test", "train")


class Pictures(QObject):
    """Hands the pictures of the newest frame to the views, which draw them when the frame clock says so."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dataset: Dataset | None = None
        self._snapshot: Snapshot | None = None
        self._run_id: int | None = None
        self._drawing: NDArray[np.uint8] | None = None
        self._marked: tuple[int, tuple[Change, ...]] | None = None
        self._advised: tuple[int, int, int] | None = None
        self._advised_at = -math.inf

    def set_dataset(self, dataset: Dataset) -> None:
        """Other data are in use: a drawing or sample of the old ones does not belong to them."""
        self._dataset = dataset
        self._snapshot = None

    @Slot(object)
    def set_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """The drawing as the network in training reads it, or None: its activations light up the network."""
        if image is self._drawing:
            return
        self._drawing = image
        if self._snapshot is not None:
            self._show_network(self._snapshot)

    def show_frame(self, frame: Frame, *, live: bool) -> None:
        """Show what the frame holds; it is `live` while others will follow by themselves."""
        if frame.snapshot is not None:
            self._snapshot = frame.snapshot
            layers = frame.snapshot.layers()
            self._window.weight_view.show_weights(
                [layer.weight for layer in layers], [layer.bias for layer in layers], frame.snapshot.image_shape
            )
            self._show_network(frame.snapshot)
        if frame.change is not None or frame.run_id != self._run_id:
            # Of the run before, or of none: the picture of the last change waits for the next one.
            self._window.weight_view.show_change(frame.change or ())
        self._window.weight_view.show_followed([(at.place, at.values) for at in frame.followed])
        self._run_id = frame.run_id
        self._window.histogram_view.show_statistics(frame.statistics)
        self._show_output(frame)
        self._show_reading_help(frame, live=live)

    def _show_reading_help(self, frame: Frame, *, live: bool) -> None:
        """What is to be seen in the curves, and where something was changed."""
        dashboard, network = self._window.dashboard, frame.spec.network
        marked = frame.run_id, frame.changes
        if marked != self._marked:
            self._marked = marked
            dashboard.show_marks(change_marks(frame.changes))
        advised = frame.run_id, frame.step, frame.records.samples
        now = time.monotonic()
        if advised == self._advised or (live and now < self._advised_at + _ADVICE_SECONDS):
            return
        self._advised, self._advised_at = advised, now
        layers = frame.record.layers if frame.record is not None else ()
        found = find_insights(frame.history, frame.records, layers, network)
        dashboard.show_advice(advice_by_plot(found, len(network.layers)))

    def _show_output(self, frame: Frame) -> None:
        view = self._window.output_view
        if frame.table is not None:
            view.show_table(frame.table.inputs, frame.table.wanted, frame.table.outputs)
            return
        scores = frame.record.scores if frame.record is not None else {}
        judge = next((name for name in _JUDGES if name in scores and scores[name].confusion is not None), None)
        if judge is None or self._dataset is None:
            return
        score = scores[judge]
        if score.confusion is not None and score.accuracy is not None:
            view.show_confusion(score.confusion, self._dataset.class_names, self._split_name(judge), score.accuracy)

    def _split_name(self, split: str) -> str:
        names = {
            "validation": self.tr("validation set"),
            "test": self.tr("test set"),
            "train": self.tr("sample of the training set"),
        }
        return names[split]

    def _show_network(self, snapshot: Snapshot) -> None:
        layers, shape = snapshot.layers(), snapshot.image_shape
        activations, image = self._activations(snapshot)
        self._window.network_view.show_network(
            snapshot.spec.sizes,
            [layer.weight for layer in layers],
            [layer.bias for layer in layers],
            activations,
            self._captions(snapshot.spec),
            snapshot.class_names if len(snapshot.class_names) == snapshot.spec.outputs else (),
            image if image is not None or shape is None else np.zeros(shape, dtype=np.uint8),
        )

    def _activations(self, snapshot: Snapshot) -> tuple[list[NDArray[Any]] | None, NDArray[np.uint8] | None]:
        """Every layer's activations for the drawing, the answer last; and the drawing itself."""
        image = self._drawing
        if image is None or image.shape != snapshot.image_shape:
            return None, None
        raw = image.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            found = snapshot.activations(raw)
            answer = snapshot.claim(found[-1])
        return [raw / snapshot.preparation.value_range, *found[:-1], answer], image

    def _captions(self, spec: NetworkSpec) -> list[str]:
        dropout = self.tr("dropout {rate:g}")
        inputs = self.tr("{count:,} inputs").format(count=spec.inputs)
        if spec.input_dropout:
            inputs += "\n" + dropout.format(rate=spec.input_dropout)
        captions = [inputs]
        for i, layer in enumerate(spec.layers):
            caption = f"{layer.units:,} {self._function(spec, layer, last=i == len(spec.layers) - 1)}"
            captions.append(caption + ("\n" + dropout.format(rate=layer.dropout) if layer.dropout else ""))
        return captions

    def _function(self, spec: NetworkSpec, layer: LayerSpec, *, last: bool) -> str:
        return reading_title(spec.loss.name) if last and LOSSES[spec.loss.name].needs_identity else layer.activation
