"""The box on numbers that ran out of range: when it is there, where it lies, and what its buttons do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QTextEdit

from engine.events import Divergence
from engine.good_state import GoodState
from gui.lesson_desk import LessonDesk
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState
from gui.train.divergence_box import GoodPoint

LESSON = "divergence"
_PLACING = (
    *(QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest),
    QEvent.Type.ZOrderChange,
)
_MARGIN = 8


class DivergenceDesk(QObject):
    """Lays the box over the plots until training goes on, another network comes, or the person closes it."""

    def __init__(self, window: MainWindow, session: Session, lesson: LessonDesk) -> None:
        super().__init__(window)
        self._window = window
        self._box = window.divergence_box
        self._session = session
        self._lesson = lesson
        self._run: Run | None = None
        self._lower_rate: float | None = None
        # While a lab lies over the plots the box waits.
        self._is_due = False
        # A dock finds out whether it came to the front by being the last child of the window: the box comes after it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._place)
        session.run_changed.connect(self._on_run_changed)
        session.diverged.connect(self._on_diverged)
        session.state_changed.connect(self._on_state_changed)
        self._box.go_on_requested.connect(self._go_on)
        self._box.go_back_requested.connect(session.go_back)
        self._box.lesson_requested.connect(self._open_lesson)
        self._box.closed.connect(self._close)
        window.escape_pressed.connect(self._on_escape)
        # What moves or comes to the front when panels do.
        centre = window.dashboard.parentWidget()
        for widget in filter(None, (window, centre, window.dashboard, *window.docks.values())):
            widget.installEventFilter(self)

    def show_frame(self, frame: Frame) -> None:
        """The last frame of a run holds its curves up to the end."""
        if self._is_due and self._run is not None and frame.run_id == self._run.run_id:
            self._box.show_history(frame.history)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run = run
        self._hide()

    @Slot(object)
    def _on_diverged(self, divergence: Divergence) -> None:
        run, state = self._run, self._session.good_state
        if run is None:
            return
        good = None if state is None or _leads_there(state, divergence, run) else _point_of(state, run)
        self._lower_rate = None if good is None else good.lower_rate
        self._is_due = True
        self._box.show_divergence(divergence, good)
        self._place()
        if not self._is_busy():
            self._box.take_focus()

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        # A setting that is changed meanwhile leaves it there: going back is still the way out.
        if state.phase is Phase.TRAINING:
            self._hide()

    @Slot()
    def _go_on(self) -> None:
        self._session.go_back(self._lower_rate)

    @Slot()
    def _open_lesson(self) -> None:
        self._lesson.show_topic(LESSON)
        self._window.go_to("lesson")

    @Slot()
    def _on_escape(self) -> None:
        if self._box.isVisible():
            self._close()

    @Slot()
    def _close(self) -> None:
        had_focus = self._box.isAncestorOf(self._window.focusWidget() or self._window)
        self._hide()
        if had_focus:
            self._window.go_to("plots")

    def _hide(self) -> None:
        self._is_due = False
        self._box.hide()

    def _is_busy(self) -> bool:
        """Whether the person types or draws: then the keys stay where they are."""
        focus = self._window.focusWidget()
        is_typing = isinstance(focus, QLineEdit | QAbstractSpinBox | QTextEdit)
        return is_typing or focus is self._window.draw_panel.canvas

    @Slot()
    def _place(self) -> None:
        """Over the plots; where these are too low for it, up over the views above them."""
        window, plots = self._window, self._window.dashboard
        self._box.setVisible(self._is_due and plots.isVisible())
        if not self._box.isVisible():
            return
        room = QRect(plots.mapTo(window, plots.rect().topLeft()), plots.size())
        room.adjust(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        top = window.transport.mapTo(window, window.transport.rect().bottomLeft()).y() + _MARGIN
        room.setTop(max(top, min(room.top(), room.bottom() + 1 - self._box.needed_height(room.width()))))
        self._box.setGeometry(room)
        self._box.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_due and event.type() in _PLACING:
            self._soon.start()
        return super().eventFilter(watched, event)


def _leads_there(state: GoodState, divergence: Divergence, run: Run) -> bool:
    """Whether the next step from `state` is the one that diverged: its rate comes into play only after that."""
    return state.step == divergence.step and state.checkpoint.spec == run.spec


def _point_of(state: GoodState, run: Run) -> GoodPoint:
    rate = state.lower_rate(run.spec.training.learning_rate)
    return GoodPoint(state.step, state.loss, rate, is_half=state.step > 0 and not state.setbacks)
