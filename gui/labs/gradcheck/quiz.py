"""The quiz of the clinic: which bug is it?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.labs.clinic import BUGS, Bug
from gui.labs.gradcheck.clinic_words import bug_tell, bug_title, bug_wrong
from gui.learn.answer_button import AnswerButton
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme


class Quiz(QWidget):
    """A button a bug; after the first choice the right one is marked, and the tell-tale is explained.

    Signals:
        answered(bool): a bug was named; whether it was the right one.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clinicQuiz")
        self.setAccessibleName(self.tr("Quiz: which bug is it?"))
        self._hidden: Bug | None = None
        self._buttons: dict[str, AnswerButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        heading = QLabel(self.tr("Which bug is it?"))
        set_text_role(heading, "heading")
        column.addWidget(heading)
        self._verdict = QLabel()
        self._verdict.setObjectName("quizVerdict")
        self._explanation = QLabel()
        self._explanation.setObjectName("quizExplanation")
        self._explanation.setWordWrap(True)
        set_text_role(self._explanation, "small")
        for name, bug in BUGS.items():
            button = AnswerButton(bug_title(bug))
            button.setObjectName(f"quiz_{name}")
            button.clicked.connect(lambda checked=False, name=name: self._on_chosen(name))
            column.addWidget(button)
            self._buttons[name] = button
        column.addWidget(self._verdict)
        column.addWidget(self._explanation)

    @property
    def is_open(self) -> bool:
        """Whether a bug is hidden and not named yet."""
        return any(button.verdict == "open" for button in self._buttons.values()) and self._hidden is not None

    def ask(self, bug: Bug) -> None:
        """Hide this bug behind the question."""
        self._hidden = bug
        self._verdict.hide()
        self._explanation.hide()
        for button in self._buttons.values():
            button.show_verdict("open")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for button in self._buttons.values():
            button.apply_theme(theme)

    def _on_chosen(self, name: str) -> None:
        hidden = self._hidden
        if hidden is None or self._buttons[name].verdict != "open":
            return
        is_right = name == hidden.name
        for other, button in self._buttons.items():
            button.show_verdict("right" if other == hidden.name else "wrong" if other == name else "other")
        said = self.tr("Right.") if is_right else self.tr("No, it is: {title}.").format(title=bug_title(hidden))
        self._verdict.setText(said)
        self._explanation.setText(f"{bug_wrong(hidden)} {bug_tell(hidden)}")
        set_text_tone(self._verdict, "success" if is_right else "danger")
        self._verdict.show()
        self._explanation.show()
        self.answered.emit(is_right)
