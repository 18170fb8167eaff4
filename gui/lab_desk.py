"""The labs: laid in the place of the views, with their lesson, over whatever experiment is there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.checks import nearest
from engine.errors import EngineError, SpecError
from engine.sharing import LabState
from gui.experiment_desk import ExperimentDesk
from gui.labs.lab_frame import LabFrame
from gui.labs.registry import LABS, lab_text
from gui.lesson_desk import LessonDesk
from gui.main_window import MainWindow
from gui.widgets.focus_order import first_stop


class LabDesk(QObject):
    """Makes a lab when it is first wanted; closed, it keeps its state.

    Signals:
        made(str, QWidget): the widget of a lab is there for the first time.
        opened(str): a lab has come into sight.
        closed(): none is in sight any more.
    """

    made = Signal(str, QWidget)
    opened = Signal(str)
    closed = Signal()

    def __init__(self, window: MainWindow, experiments: ExperimentDesk, lesson: LessonDesk) -> None:
        super().__init__(window)
        self._window = window
        self._experiments = experiments
        self._lesson = lesson
        self._frames: dict[str, LabFrame] = {}
        self._current = ""
        for name in LABS:
            window.actions_by_name[f"lab_{name}"].triggered.connect(lambda checked=False, name=name: self.open(name))
        lesson.lab_set.connect(self._set)
        window.theme_changed.connect(self._apply_theme)
        window.escape_pressed.connect(self.close)

    @property
    def current(self) -> str:
        """Which lab is open, "" for none."""
        return self._current

    def open(self, name: str) -> None:
        """Lay a lab in the place of the views."""
        frame = self._frames.get(name) or self._make(name)
        self._current = name
        self._experiments.lay_over(frame)
        self._lesson.show_lab(name)
        self._show_goal()
        (first_stop(frame.lab) or frame).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.opened.emit(name)

    @Slot()
    def close(self) -> None:
        """Back to the experiment."""
        if self._current:
            self._current = ""
            self._window.notices.close_topic("lesson")
            self._experiments.lay_over(None)
            self._lesson.show_lab("")
            self.closed.emit()

    def state(self) -> LabState | None:
        """The lab that is open, as it is now."""
        if not self._current:
            return None
        lab: Any = self._frames[self._current].lab
        return LabState(self._current, lab.state())

    def restore(self, shared: LabState) -> None:
        """Open a lab as it was left.

        Raises:
            SpecError: There is no such lab, or its state is impossible.
        """
        if shared.name not in LABS:
            raise SpecError("lab.name", f"There is no lab {shared.name!r}{nearest(shared.name, LABS)}")
        frame = self._frames.get(shared.name) or self._make(shared.name)
        lab: Any = frame.lab
        if shared.state:
            lab.set_state(shared.state)
        self.open(shared.name)

    def _make(self, name: str) -> LabFrame:
        lab = LABS[name]
        title = lab_text(lab.title)
        widget: Any = lab.make()
        frame = self._frames[name] = LabFrame(name, title, widget)
        frame.apply_theme(self._window.theme)
        frame.closed.connect(self.close)
        widget.state_changed.connect(self._show_goal)
        self.made.emit(name, frame.lab)
        return frame

    @Slot()
    def _show_goal(self) -> None:
        if self._current:
            lab: Any = self._frames[self._current].lab
            self._lesson.show_lab_goal(lab.goal_is_met)

    @Slot(object)
    def _set(self, entries: dict[str, Any]) -> None:
        """A lesson's link changes what is set in the lab."""
        if not self._current:
            return
        lab: Any = self._frames[self._current].lab
        try:
            lab.set_state({**lab.state(), **entries})
            self._window.notices.close_topic("lesson")
        except EngineError as error:
            self._window.notices.show_notice("warning", str(error), topic="lesson")

    @Slot(object)
    def _apply_theme(self, theme: Any) -> None:
        for frame in self._frames.values():
            frame.apply_theme(theme)
