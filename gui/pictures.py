"""What a frame looks like: its numbers, put into the views."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject

from engine.changes import Change
from engine.datasets import Dataset
from engine.insights import find_insights
from gui.main_window import MainWindow
from gui.network_picture import NetworkPicture
from gui.session.frame import Frame
from gui.watch.advice import advice_by_plot
from gui.watch.change_marks import change_marks

# Sentences are read, not watched: more often they would only flicker, and cost what training could use.
_ADVICE_SECONDS = 1.0
_JUDGES = ("validation", "test", "train")


class Pictures(QObject):
    """Hands the pictures of the newest frame to the views, which draw them when the frame clock says so.

    Attributes:
        network: That of the network, which also shows what is drawn.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.network = NetworkPicture(window.network_view, self)
        self._dataset: Dataset | None = None
        self._run_id: int | None = None
        self._marked: tuple[int, tuple[Change, ...]] | None = None
        self._advised: tuple[int, int, int] | None = None
        self._advised_at = -math.inf

    def set_dataset(self, dataset: Dataset) -> None:
        """Other data are in use: a drawing or sample of the old ones does not belong to them."""
        self._dataset = dataset
        self.network.set_dataset(dataset)

    def show_frame(self, frame: Frame, *, live: bool) -> None:
        """Show what the frame holds; it is `live` while others will follow by themselves."""
        if frame.snapshot is not None:
            layers = frame.snapshot.layers()
            self._window.weight_view.show_weights(
                [layer.weight for layer in layers], [layer.bias for layer in layers], frame.snapshot.image_shape
            )
            self.network.show_network(frame.snapshot)
        wished = frame.wishes.of_step
        if frame.of_step is not None or frame.run_id != self._run_id or wished != "change":
            # A change stays while the slices of the next batch are computed, when no newer one is known.
            self._window.weight_view.show_of_step(wished, frame.of_step or ())
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
        view = self._window.output_view.answers
        if frame.table is not None:
            names = self._dataset.input_names if self._dataset is not None else ()
            table = frame.table
            view.show_table(table.inputs, table.wanted, table.outputs, table.hidden, input_names=names)
            return
        if frame.fit is not None:
            view.show_fit(frame.fit.wanted, frame.fit.outputs, self._split_name(frame.fit.split))
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
