"""When the plane of a playground is scanned, and what the window shows of it: only while somebody looks."""

from __future__ import annotations

import math
import statistics
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.datasets import Dataset
from engine.grid import bounds_of
from engine.scan import Scanned
from gui.frame_clock import FrameClock
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState

SIDES = (200, 100, 50)
"""Places along an edge of the plane, the finest first."""

CURVE_SIDE = 400
UNIT_SIDE = 50
SHARE = 0.08
"""Of the compute thread's time, at most, while training."""

# A picture is to be no older than 0.3 s: begun so long after the last one, a scan is seen in time, ...
_LATEST_SECONDS = 0.22
# ... and sooner than that it shows hardly anything new.
_SOONEST_SECONDS = 0.19
# A scan during which the window painted takes longer than others: the middle one of so many counts.
_MEASURED = 5


class PlaneDesk(QObject):
    """Has the network scanned at once when training rests, and again and again while it goes on.

    While training the plane is scanned as finely as its share of the compute thread's time allows in time for the next
    picture; where even the coarsest scan takes too long for that, pictures come later.

    Signals:
        arrived(Scanned): something is to be shown of the present network; the views are painted next.
    """

    arrived = Signal(object)

    def __init__(self, window: MainWindow, session: Session, clock: FrameClock) -> None:
        super().__init__(window)
        output = window.output_view
        self._output, self._network = output, window.network_view
        self._session = session
        self._clock = clock
        self._run: Run | None = None
        self._shown: Scanned | None = None
        # Whether the network at rest was scanned, or is being.
        self._is_final = False
        self._asked = 0.0
        self._not_before = 0.0
        self._seconds_a_place: deque[float] = deque(maxlen=_MEASURED)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._consider)
        session.scanner.scanned.connect(self._on_scanned)
        session.scanner.unchanged.connect(self._on_unchanged)
        session.run_changed.connect(self._on_run_changed)
        session.state_changed.connect(self._on_state_changed)
        session.rows_replaced.connect(self._on_rows_replaced)
        session.parameters_replaced.connect(self._begin_anew)

    def show_frame(self, frame: Frame) -> None:
        """Training has gone on, or something else has come into sight."""
        if self._run is not None and frame.run_id == self._run.run_id:
            self._consider()

    def _views(self) -> list[QWidget]:
        return [*self._output.point_pictures(), self._network]

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._session.scanner.cancel()
        self._run = run
        self._seconds_a_place.clear()
        self._not_before = 0.0
        self._begin_anew()

    @Slot(object)
    def _on_rows_replaced(self, dataset: Dataset) -> None:
        """Points may be dragged about: where nothing else comes into sight the network says what it said."""
        run, shown, plane = self._run, self._shown, dataset.plane
        if run is None or plane is None:
            return
        if shown is None or run.spec.scaling != "none" or bounds_of(plane) != shown.bounds:
            self._begin_anew()

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        if state.phase is Phase.TRAINING:
            self._is_final = False
        self._consider()

    @Slot()
    def _begin_anew(self) -> None:
        """What is known says nothing about the network as it is, or about what is to be seen."""
        self._shown, self._is_final = None, False
        self._consider()

    @Slot()
    def _consider(self) -> None:
        """Have a scan made if there is one to be made."""
        run, state = self._run, self._session.state
        if run is None or run.dataset.plane is None or run.run_id != state.run_id or state.phase is Phase.LOADING:
            return
        if all(view.visibleRegion().isEmpty() for view in self._views()):
            return
        if state.phase is Phase.TRAINING:
            self._consider_next(run)
        elif not self._is_final:
            self._is_final = True
            self._ask(run, CURVE_SIDE if _is_curve(run) else SIDES[0])

    def _consider_next(self, run: Run) -> None:
        """While training: the scan that is waited for leads here again."""
        if self._session.scanner.is_busy:
            return
        wait = self._not_before - time.perf_counter()
        if wait > 0.0:
            self._timer.start(math.ceil(1000 * wait))
        else:
            self._ask(run, self._affordable_side(run))

    def _affordable_side(self, run: Run) -> int:
        """The finest side that is scanned in time."""
        if _is_curve(run):
            return CURVE_SIDE
        in_time = (side for side in SIDES if self._seconds(side * side) <= SHARE * _LATEST_SECONDS)
        return next(in_time, SIDES[-1])

    def _seconds(self, places: int) -> float:
        """What a scan is expected to cost; before the first one it may cost anything."""
        known = self._seconds_a_place
        return places * statistics.median(known) if known else math.inf

    def _ask(self, run: Run, side: int) -> None:
        self._asked = time.perf_counter()
        # While it trains slowly there may be nothing new to be seen.
        shown = None if self._is_final else self._shown
        self._session.scanner.scan(run, side, UNIT_SIDE, after_step=-1 if shown is None else shown.step)

    @Slot(object, int, float)
    def _on_scanned(self, scanned: Scanned, run_id: int, seconds: float) -> None:
        run = self._run
        if run is None or run_id != run.run_id:
            return
        self._shown = scanned
        self._seconds_a_place.append(seconds / scanned.places)
        if not self._is_final:
            self._not_before = self._asked + max(_SOONEST_SECONDS, self._seconds(scanned.places) / SHARE)
        self.arrived.emit(scanned)
        self._clock.paint_first(self._views())
        # Training may have gone on, or stopped, while this was made.
        self._consider()

    @Slot(int)
    def _on_unchanged(self, run_id: int) -> None:
        """There is nothing new to be seen yet."""
        self._not_before = time.perf_counter() + _SOONEST_SECONDS
        self._consider()


def _is_curve(run: Run) -> bool:
    plane = run.dataset.plane
    return plane is not None and plane.is_curve
