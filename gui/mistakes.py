"""When a split is reviewed, and what the window shows of it: only while somebody looks, and never for long."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, Slot

from engine.datasets import Dataset, Split
from gui.draw.draw_panel import DrawPanel
from gui.frame_clock import FrameClock
from gui.inspect.judged_rows import JudgedRows
from gui.inspect.mistakes_view import MistakesView
from gui.session.frame import Frame
from gui.session.reviewer import Reviewed
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase

_SPLITS = ("validation", "test")
# While training, reviews take at most one part in so many of the compute thread's time.
_SHARE = 10.0


class MistakesDesk(QObject):
    """Has the split that is looked at reviewed: with each record while training, and once when training rests."""

    def __init__(self, view: MistakesView, panel: DrawPanel, session: Session, clock: FrameClock) -> None:
        super().__init__(view)
        self._view = view
        self._panel = panel
        self._session = session
        self._clock = clock
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._shown: Reviewed | None = None
        self._made_at_rest = False
        self._not_before = 0.0
        view.split_chosen.connect(self._on_split_chosen)
        view.row_chosen.connect(self._on_row_chosen)
        session.reviewer.reviewed.connect(self._on_reviewed)
        panel.strokes_changed.connect(self._on_strokes_changed)
        session.run_changed.connect(self._on_run_changed)
        session.parameters_replaced.connect(self._on_parameters_replaced)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        """Another network: what is known of the one before says nothing about it."""
        if self._run is None or self._run.dataset is not run.dataset:
            self._panel.remove_image()
        self._run, self._frame, self._shown, self._not_before = run, None, None, 0.0
        self._session.reviewer.cancel()
        self._view.set_splits([name for name in _SPLITS if getattr(run.dataset, name) is not None])
        self._show_nothing()

    def show_frame(self, frame: Frame) -> None:
        """Training has gone on, or something else has come into sight."""
        if self._run is None or frame.run_id != self._run.run_id:
            return
        self._frame = frame
        self._consider()

    def _consider(self) -> None:
        """Have a review made if there is one to be made."""
        run, frame, split = self._run, self._frame, self._view.split
        if run is None or frame is None or not split or not run.dataset.class_names or not frame.step:
            return
        if self._view.visibleRegion().isEmpty() or not self._is_due(frame):
            return
        if not self._session.reviewer.is_busy_with(run, split):
            self._made_at_rest = self._session.state.phase is not Phase.TRAINING
            self._session.reviewer.review(run, split)
        if self._view.rows is None:
            self._show_nothing()

    def _is_due(self, frame: Frame) -> bool:
        shown = self._shown
        if shown is None:
            return True
        if self._session.state.phase is not Phase.TRAINING:
            # Stopping early brings back the best weights, and counts no step for it.
            return shown.step < frame.step or not self._made_at_rest
        is_newer = frame.record is not None and frame.record.step > shown.step
        return is_newer and time.perf_counter() >= self._not_before

    @Slot(object)
    def _on_reviewed(self, reviewed: Reviewed) -> None:
        run, split = self._run, self._split(reviewed.split_name)
        if run is None or split is None or reviewed.run_id != run.run_id or reviewed.split_name != self._view.split:
            return
        self._shown = reviewed
        self._not_before = time.perf_counter() + _SHARE * reviewed.seconds
        self._view.show_rows(_judged(reviewed, run.dataset, split))
        self._clock.poke_views()
        # Training may have stopped, or recorded again, while this was made.
        self._consider()

    @Slot(str)
    def _on_split_chosen(self, name: str) -> None:
        self._shown = None
        self._session.reviewer.cancel()
        self._view.show_waiting()
        self._clock.poke()

    @Slot(object)
    def _on_row_chosen(self, row: int) -> None:
        rows = self._view.rows
        image = None if rows is None else rows.image(row)
        if rows is not None and image is not None:
            self._panel.show_image(image, rows.full_ink, rows.caption(row))
            self._view.mark(row)

    @Slot()
    def _on_strokes_changed(self) -> None:
        if self._panel.given_image is None:
            self._view.mark(None)

    def _split(self, name: str) -> Split | None:
        split: Split | None = getattr(self._run.dataset, name) if self._run is not None else None
        return split

    @Slot()
    def _on_parameters_replaced(self) -> None:
        """The same number of steps is behind other weights: what is known says nothing about them."""
        self._session.reviewer.cancel()
        self._shown = None

    def _show_nothing(self) -> None:
        """Say what to do next."""
        run = self._run
        if run is None:
            return
        if not run.dataset.class_names:
            sentence = self.tr("Mistakes are gathered for data of classes.")
            hint = self.tr("These data have values to be met instead: Output shows how near the network comes.")
        elif not self._view.split:
            sentence = self.tr("No rows are held out to be judged.")
            hint = self.tr(
                "Output shows what the network makes of each row. For a gallery choose data with a test set."
            )
        elif self._frame is None or not self._frame.step:
            sentence = self.tr("Nothing has been learnt yet.")
            hint = self.tr("Press Start (F5): what the network reads wrongly is gathered here, the worst first.")
        else:
            sentence, hint = self.tr("The network reads every row…"), ""
        self._view.show_nothing(sentence, hint)


def _judged(reviewed: Reviewed, dataset: Dataset, split: Split) -> JudgedRows:
    return JudgedRows(
        split_name=reviewed.split_name,
        step=reviewed.step,
        class_names=dataset.class_names,
        x=split.x,
        image_shape=dataset.image_shape,
        full_ink=int(np.ceil(dataset.value_range)),
        labels=reviewed.labels,
        predicted=reviewed.predicted,
        certainty=reviewed.certainty,
        losses=reviewed.losses,
        confusion=reviewed.confusion,
    )
