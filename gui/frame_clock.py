"""The frame clock: when the window asks for a new picture, and how its painting is spread.

Frames are pulled. A frame is painted one view an event-loop turn, so that a pen or a button never waits for more than
one view; only what is visible and has changed is painted; and the dearer frames are, the rarer they get, so that the
window takes at most a set share of one core from training. Where even the slowest rate is too dear for all views, they
take turns from frame to frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from gui.session.frame import Frame, Wishes
from gui.session.session import Session

FASTEST_SECONDS = 1 / 30
SLOWEST_SECONDS = 1 / 5
PAINTING_SHARE = 0.12
# While a pen moves nothing else is painted, which would keep its next move waiting: the views follow when it rests.
_PEN_RESTS_SECONDS = 0.12
# How much of a new measurement counts: a single dear frame, such as the first of a hidden view, is no new rate.
_NEWEST = 0.25


class FrameClock(QObject):
    """Asks the session for frames while it trains, and whenever something else has changed what is to be seen."""

    def __init__(self, session: Session, wishes: Callable[[], Wishes], show: Callable[[Frame], None]) -> None:
        """`wishes` says what the next frame must hold; `show` gives a frame to the views, which draw when told to."""
        super().__init__(session)
        self._session = session
        self._wishes = wishes
        self._show = show
        self._views: list[QWidget] = []
        self._plots: set[QWidget] = set()
        self._to_paint: list[QWidget] = []
        self._training = False
        self._awaited: Wishes | None = None
        self._pen_down = False
        self._frame_seconds = 0.0
        # Of those what comes after the paintings that are made here: labels, and whatever a person does.
        self._other_seconds = 0.0
        self._begun = self._done = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._paint_next)

    def add_view(self, view: QWidget, *, rests_for_pen: bool = False) -> None:
        """Paint `view` with each frame; one that `rests_for_pen` waits while a pen is down."""
        self._views.append(view)
        if rests_for_pen:
            self._plots.add(view)

    def set_training(self, training: bool) -> None:
        """Whether frames come by themselves."""
        self._training = training
        self.poke()

    def set_pen_down(self, down: bool) -> None:
        """A pen goes first: the plots rest until it is lifted."""
        self._pen_down = down
        if not down:
            self.poke()
            if self._to_paint:
                self._turn.start(0)

    @Slot()
    def poke(self) -> None:
        """Something else than training has changed what is to be seen: ask for a frame."""
        self._ask()
        if self._awaited is not None and not self._timer.isActive():
            self._timer.start(round(1000 * FASTEST_SECONDS))

    def paint_first(self, views: Sequence[QWidget]) -> None:
        """These were given something new that is not to wait for its turn."""
        self._to_paint = [*views, *(view for view in self._to_paint if view not in views)]
        if not self._turn.isActive():
            self._turn.start(0)

    @Slot()
    def poke_views(self) -> None:
        """The views were given something new without a frame: paint what has changed."""
        if self._pen_down:
            self._to_paint = list(self._views)
            self._turn.start(round(1000 * _PEN_RESTS_SECONDS))
        else:
            # Those whose turn is over come again: what they were given may have come after it.
            self._to_paint += [view for view in self._views if view not in self._to_paint]
            if not self._turn.isActive():
                # Started anew by whoever asks in every turn, it would never come.
                self._turn.start(0)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._timer.stop()
        self._turn.stop()

    def _ask(self) -> None:
        """The frame for the newest wishes is the one that is waited for: what an older one shows may be too little."""
        wishes = self._wishes()
        self._awaited = wishes if self._session.ask_for_frame(wishes) else None

    @Slot()
    def _on_timeout(self) -> None:
        if self._to_paint:
            return
        frame = self._session.take_frame()
        if frame is not None:
            if frame.wishes is self._awaited:
                self._awaited = None
            self._measure()
            self._show(frame)
            self._to_paint = list(self._views)
            self._turn.start(0)
        if self._training:
            self._ask()
            wanted = min(max(self._frame_seconds / PAINTING_SHARE, FASTEST_SECONDS), SLOWEST_SECONDS)
            self._timer.setInterval(round(1000 * wanted))
        elif self._awaited is None:
            self._timer.stop()

    @Slot()
    def _paint_next(self) -> None:
        """One view; what is hidden or unchanged costs no turn."""
        while self._to_paint:
            view = self._to_paint.pop(0)
            if self._pen_down and view in self._plots:
                continue
            if self._paint(view):
                break
        self._done = time.thread_time()
        if self._training and self._done - self._begun + self._other_seconds > PAINTING_SHARE * SLOWEST_SECONDS:
            # Those that are left out come first in the next frame.
            self._views = [*self._to_paint, *(view for view in self._views if view not in self._to_paint)]
            self._to_paint.clear()
        if self._to_paint:
            self._turn.start(0)

    def _measure(self) -> None:
        """What this thread has computed since the last frame began: its painting, and all that came of it."""
        now = time.thread_time()
        self._frame_seconds += _NEWEST * (now - self._begun - self._frame_seconds)
        self._other_seconds += _NEWEST * (now - self._done - self._other_seconds)
        self._begun = now

    def _paint(self, view: QWidget) -> bool:
        if not view.isVisible() or view.visibleRegion().isEmpty():
            return False
        with self._session.gate:
            if not view.refresh():  # type: ignore[attr-defined]
                return False
            view.repaint()
        return True
