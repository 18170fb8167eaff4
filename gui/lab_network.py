"""The labs that look at the network in training: what they ask for is computed and shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from engine.places import WeightPlace
from gui.frame_clock import FrameClock
from gui.lab_desk import LabDesk
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session

if TYPE_CHECKING:
    # Labs are imported when they are opened.
    from gui.labs.activations.activations_lab import ActivationsLab
    from gui.labs.gradcheck.gradcheck_lab import GradientCheckLab
    from gui.labs.microscope.microscope_lab import MicroscopeLab

# How often the sums of a network in training are measured.
_SUMS_SECONDS = 0.5


class LabNetwork(QObject):
    """Connects those labs, once they are made, with the session."""

    def __init__(self, window: MainWindow, labs: LabDesk, session: Session, clock: FrameClock) -> None:
        super().__init__(labs)
        self._labs = labs
        self._session = session
        self._clock = clock
        self._run: Run | None = None
        self._step = -1
        self._activations: ActivationsLab | None = None
        self._microscope: MicroscopeLab | None = None
        self._gradcheck: GradientCheckLab | None = None
        self._measured = -1
        self._not_before = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._consider_sums)
        # The weight that somebody wants explained once the step is recorded.
        self._weight: WeightPlace | None = None
        window.network_view.weight_chosen.connect(self._explain)
        labs.made.connect(self._on_made)
        labs.opened.connect(self._on_opened)
        labs.closed.connect(self._cancel)
        session.run_changed.connect(self._on_run_changed)
        session.sums.measured.connect(self._show_sums)
        session.step_recorder.recorded.connect(self._show_recording)
        session.step_recorder.failed.connect(self._show_problem)
        session.gradient_checker.checked.connect(self._show_check)
        session.clinic.treated.connect(self._show_clinic)

    def show_frame(self, frame: Frame) -> None:
        """Training has gone on."""
        if self._run is None or frame.run_id != self._run.run_id or frame.step == self._step:
            return
        self._step = frame.step
        if self._microscope is not None:
            self._microscope.show_network_step(frame.step)
        self._consider_sums()

    @Slot()
    def _consider_sums(self) -> None:
        """Have the sums measured of a step that they were not measured of, but not too often."""
        run = self._run
        is_shown = self._activations is not None and self._labs.current == "activations"
        if run is None or not is_shown or self._step == self._measured or self._session.sums.is_busy:
            return
        wait = self._not_before - time.monotonic()
        if wait > 0.0:
            self._later.start(round(1000 * wait) + 1)
            return
        self._not_before, self._measured = time.monotonic() + _SUMS_SECONDS, self._step
        self._session.sums.measure(run)

    @Slot(str, QWidget)
    def _on_made(self, name: str, widget: QWidget) -> None:
        lab: Any = widget
        if name == "activations":
            self._activations = lab
        elif name == "microscope":
            self._microscope = lab
            lab.record_requested.connect(self._record)
            if self._run is not None:
                lab.set_row_count(self._run.dataset.train.rows)
        elif name == "gradcheck":
            self._gradcheck = lab
            lab.check_requested.connect(self._check)
            lab.clinic_requested.connect(self._treat)
            self._show_layers()
        for picture in lab.pictures():
            self._clock.add_view(picture)

    @Slot(str)
    def _on_opened(self, name: str) -> None:
        """A lab in sight shows the network as it is now."""
        run = self._run
        if run is None:
            return
        if name == "activations":
            self._session.sums.measure(run)
        elif name == "microscope" and self._microscope is not None:
            self._record(self._microscope.rows)
        elif name == "gradcheck" and self._gradcheck is not None:
            self._gradcheck.request_check()
        self._clock.poke_views()

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run, self._step, self._measured = run, -1, -1
        # What is under way is about the network before.
        self._cancel()
        if self._activations is not None:
            self._activations.show_sums(None)
        if self._microscope is not None:
            self._microscope.show_recording(None)
            self._microscope.set_row_count(run.dataset.train.rows)
        self._show_layers()
        if self._labs.current:
            self._on_opened(self._labs.current)

    @Slot(object)
    def _explain(self, weight: WeightPlace) -> None:
        """Say under the microscope why a weight moves as it does."""
        self._weight = weight
        self._labs.open("microscope")

    @Slot()
    def _cancel(self) -> None:
        """Nobody looks any more: training is to have the turns."""
        for work in (self._session.gradient_checker, self._session.clinic, self._session.step_recorder):
            work.cancel()

    def _show_layers(self) -> None:
        lab, run = self._gradcheck, self._run
        if lab is not None and run is not None:
            lab.set_network([(layer.units, layer.activation) for layer in run.spec.network.layers])

    @Slot(object)
    def _record(self, rows: tuple[int, ...] | None) -> None:
        if self._run is not None:
            self._session.step_recorder.record(self._run, rows)

    @Slot(int, int, float)
    def _check(self, layer: int, rows: int, h: float) -> None:
        if self._run is not None:
            self._session.gradient_checker.check(self._run, layer, rows, h)

    @Slot(str)
    def _treat(self, bug: str) -> None:
        if self._run is not None:
            self._session.clinic.treat(self._run, bug)

    @Slot(object)
    def _show_sums(self, sums: Any) -> None:
        if self._activations is not None:
            self._activations.show_sums(sums)
            self._clock.poke_views()
            # Training may have gone on while they were measured.
            self._consider_sums()

    @Slot(object)
    def _show_recording(self, recording: Any) -> None:
        if self._microscope is not None:
            self._microscope.show_recording(recording)
            if self._weight is not None:
                self._microscope.show_weight(*self._weight)
                self._weight = None
            self._clock.poke_views()

    @Slot(str)
    def _show_problem(self, sentence: str) -> None:
        if self._microscope is not None:
            self._microscope.show_problem(sentence)

    @Slot(object)
    def _show_check(self, table: Any) -> None:
        if self._gradcheck is not None:
            self._gradcheck.show_check(table)
            self._clock.poke_views()

    @Slot(object)
    def _show_clinic(self, result: Any) -> None:
        if self._gradcheck is not None:
            self._gradcheck.show_clinic(result)
            self._clock.poke_views()
