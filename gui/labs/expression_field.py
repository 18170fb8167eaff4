"""A field for an expression that keeps what was typed and says what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from engine.labs.parser import LONGEST
from gui.theme.text import repolish, set_text_role, set_text_tone, tabular


class ExpressionField(QLineEdit):
    """One line; its `problem` label shows the sentence and takes no room without one.

    Signals:
        expression_edited(str): the person typed something; not by `set_expression`.
    """

    expression_edited = Signal(str)

    def __init__(self, object_name: str, title: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setToolTip(tooltip)
        # One more than is read, so that a long one is refused in words rather than cut off.
        self.setMaxLength(2 * LONGEST)
        tabular(self)
        self.problem = QLabel(self.parentWidget())
        self.problem.setObjectName(f"{object_name}Problem")
        self.problem.setWordWrap(True)
        set_text_role(self.problem, "small")
        set_text_tone(self.problem, "danger")
        self.problem.hide()
        self.textEdited.connect(self._on_edited)

    def set_expression(self, text: str) -> None:
        """Show `text`, if it is not there already."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def show_problem(self, sentence: str) -> None:
        """Mark the field for this reason; "" takes the mark away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)
        if bool(self.property("invalid")) != bool(sentence):
            self.setProperty("invalid", bool(sentence))
            repolish(self)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.expression_edited.emit(text)
