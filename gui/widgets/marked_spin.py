"""A spin box that never corrects what was typed: it keeps the text and says in a sentence what is wrong."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QStyle, QStyleOptionSpinBox, QWidget

from gui.theme.text import repolish, tabular

# On the way to a number ("0.0", "1e-"): a problem, but not yet worth a red border while the person types on.
_UNFINISHED = re.compile(r"[-+]|[-+]?0*[.,]?0*|.*\d[eE][-+]?")


class MarkedSpin(QAbstractSpinBox):
    """Base of the number fields: `value()` is the last valid value, `problem()` what is wrong with the text.

    Subclasses give `parse`, `format` and `stepped`. The accessible name is the subject of the sentences.

    Signals:
        valueChanged(object): another valid value, by typing (with keyboard tracking), Enter, leaving the field,
            an arrow or `setValue`.
        problem_changed(str): the sentence that says what is wrong with the text; empty when nothing is.
    """

    valueChanged = Signal(object)
    problem_changed = Signal(str)

    def __init__(self, name: str, value: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value
        self._edited = False
        self._text_problem = ""
        self._outside_problem = ""
        self._shown_problem = ""
        self._plain_tool_tip = ""
        self._sample_text = "0.00001"
        self.setAccessibleName(name)
        # Scrolling a panel must not turn the value under the pointer.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tabular(self)
        # The style sheet cannot pad the line edit inside a spin box.
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.lineEdit().setText(self.format(value))
        self.lineEdit().textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self.commit)

    def parse(self, text: str) -> Any:
        """The value of `text`.

        Raises:
            ValueError: its message is the sentence for the person.
        """
        raise NotImplementedError

    def format(self, value: Any) -> str:
        """The text that shows `value`."""
        raise NotImplementedError

    def stepped(self, value: Any, steps: int) -> Any:
        """The value `steps` arrow presses above (or below) `value`, inside the range."""
        raise NotImplementedError

    def value(self) -> Any:
        """The last valid value."""
        return self._value

    def problem(self) -> str:
        """What is wrong with the text, as a sentence; empty when nothing is."""
        return self._text_problem or self._outside_problem

    def is_being_edited(self) -> bool:
        """Whether text was typed that no Enter or leaving has taken over yet."""
        return self._edited

    def commit(self) -> None:
        """Take over what was typed, as Enter does."""
        if self._edited:
            self._edited = False
            self._take_text()
        self._show_mark()

    def setValue(self, value: Any) -> None:
        """Show `value` and take it; a value outside the range is shown and marked, never bent into it."""
        self._edited = False
        self._outside_problem = ""
        text = self.format(value)
        if not self._says(value):
            self.lineEdit().setText(text)
        try:
            valid = self.parse(text)
        except ValueError as problem:
            self._text_problem = str(problem)
        else:
            self._text_problem = ""
            # A text of few digits must not round the value itself.
            self._accept(type(valid)(value))
        self._show_problem()
        self._show_mark()

    def set_problem(self, sentence: str) -> None:
        """Mark the field for a reason that it cannot know itself; the next edit or an empty sentence clears it."""
        self._outside_problem = sentence
        self._show_problem()
        self._show_mark()

    def set_sample_text(self, text: str) -> None:
        """Make the field as wide as `text` needs."""
        self._sample_text = text
        self.updateGeometry()

    def _says(self, value: Any) -> bool:
        """Whether the text means `value` already, be it in other words: "1e-2" stays for 0.01."""
        try:
            return bool(self.parse(self.lineEdit().text()) == value)
        except ValueError:
            return False

    def _accept(self, value: Any) -> None:
        if value != self._value:
            self._value = value
            self.update()
            self.valueChanged.emit(value)

    def _take_text(self, keep_value: bool = False) -> None:
        self._outside_problem = ""
        try:
            value = self.parse(self.lineEdit().text())
        except ValueError as problem:
            self._text_problem = str(problem)
            self._show_problem()
            return
        self._text_problem = ""
        self._show_problem()
        if not keep_value:
            self._accept(value)

    def _show_problem(self) -> None:
        problem = self.problem()
        if problem == self._shown_problem:
            return
        self._shown_problem = problem
        super().setToolTip(problem or self._plain_tool_tip)
        self.setAccessibleDescription(problem)
        self.problem_changed.emit(problem)

    def _show_mark(self) -> None:
        text = self.lineEdit().text()
        patient = self._edited and bool(text) and _UNFINISHED.fullmatch(text) is not None
        marked = bool(self.problem()) and not patient
        if bool(self.property("invalid")) != marked:
            self.setProperty("invalid", marked)
            repolish(self)

    def _on_text_edited(self) -> None:
        self._edited = True
        self._take_text(keep_value=not self.keyboardTracking())
        self._show_mark()

    def setToolTip(self, text: str) -> None:
        self._plain_tool_tip = text
        super().setToolTip(self._shown_problem or text)

    def stepBy(self, steps: int) -> None:
        self._edited = False
        self.setValue(self.stepped(self._value, steps))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        allowed = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self.isReadOnly():
            return allowed
        if self.stepped(self._value, 1) != self._value:
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self.stepped(self._value, -1) != self._value:
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return allowed

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        sample = max(self._sample_text, self.lineEdit().placeholderText(), key=len)
        # Room for the text cursor behind the last digit.
        width = self.fontMetrics().horizontalAdvance(sample) + 8
        # The height of a combo box of the same style sheet, so that fields in a row align.
        content = QSize(width, max(self.fontMetrics().height(), 14) + 2)
        return self.style().sizeFromContents(QStyle.ContentsType.CT_SpinBox, option, content, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
