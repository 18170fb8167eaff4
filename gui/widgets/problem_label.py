"""The sentence under a field that says what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from gui.theme.text import set_text_role, set_text_tone
from gui.widgets.marked_spin import MarkedSpin


class ProblemLabel(QLabel):
    """Shows the problem of the fields that it watches, the first one first, and takes no room when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: list[MarkedSpin] = []
        self.setWordWrap(True)
        set_text_role(self, "small")
        set_text_tone(self, "danger")
        self.hide()

    def watch(self, field: MarkedSpin) -> None:
        """Show the problems of `field` too."""
        self._fields.append(field)
        field.problem_changed.connect(self._on_problem_changed)
        self._on_problem_changed()

    @Slot()
    def _on_problem_changed(self) -> None:
        problem = next((field.problem() for field in self._fields if field.problem()), "")
        self.setText(problem)
        self.setVisible(bool(problem))
