"""The question that a lesson asks first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.learn.answer_button import AnswerButton
from gui.learn.lesson import Question
from gui.learn.lesson_text import LessonText
from gui.learn.tinted_card import TintedCard
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme


class QuestionCard(TintedCard):
    """A question, its answers, and after the first choice what is right and why. Nothing waits for an answer.

    Signals:
        answered(bool): an answer was chosen; whether it was right.
        link_followed(str): a link in the question or its explanation was followed.
        link_focused(QRect): Tab went to a link, which lies here in the card.
    """

    answered = Signal(bool)
    link_followed = Signal(str)
    link_focused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questionCard")
        self._question: Question | None = None
        self._answers: list[AnswerButton] = []
        heading = QLabel(self.tr("Before you start"), self)
        set_text_role(heading, "small")
        set_text_tone(heading, "muted")
        self._prompt = self._build_text("questionPrompt")
        self._verdict = QLabel(self)
        self._verdict.setObjectName("questionVerdict")
        self._explanation = self._build_text("questionExplanation")
        for part in (heading, self._prompt, self._verdict, self._explanation):
            self.column.addWidget(part)
        self.show_question(None)

    @property
    def answers(self) -> list[AnswerButton]:
        """What there is to choose from."""
        return list(self._answers)

    def set_describe(self, describe: Callable[[str], str]) -> None:
        """How to say what a link does."""
        self._prompt.set_describe(describe)
        self._explanation.set_describe(describe)

    def show_question(self, question: Question | None) -> None:
        """Ask this, unanswered; None asks nothing."""
        self._question = question
        for button in self._answers:
            button.hide()
            button.deleteLater()
        self._answers = []
        self._verdict.hide()
        self._explanation.hide()
        self.setVisible(question is not None)
        if question is None:
            return
        self._prompt.show_markdown(question.prompt)
        self.setAccessibleName(self.tr("Question: {0}").format(question.prompt))
        before: QWidget = self._prompt
        for place, text in enumerate(question.answers):
            button = AnswerButton(text, self)
            button.setObjectName(f"answer{place}")
            button.apply_theme(self.theme)
            button.clicked.connect(lambda checked=False, place=place: self._on_chosen(place))
            # Above the verdict, and there for Tab too.
            self.column.insertWidget(self.column.indexOf(self._verdict), button)
            button.show()
            QWidget.setTabOrder(before, button)
            before = button
            self._answers.append(button)
        QWidget.setTabOrder(before, self._explanation)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        for text in (self._prompt, self._explanation):
            text.apply_theme(theme)
        for button in self._answers:
            button.apply_theme(theme)

    def _build_text(self, name: str) -> LessonText:
        text = LessonText(self)
        text.setObjectName(name)
        text.link_followed.connect(self.link_followed)
        text.link_focused.connect(lambda place, text=text: self._on_link_focused(text, place))
        return text

    def _on_link_focused(self, text: LessonText, place: QRect) -> None:
        self.link_focused.emit(place.translated(text.pos()))

    def _on_chosen(self, place: int) -> None:
        question = self._question
        if question is None or self._answers[place].verdict != "open":
            return
        is_right = place == question.right
        for other, button in enumerate(self._answers):
            button.show_verdict("right" if other == question.right else "wrong" if other == place else "other")
        self._verdict.setText(self.tr("Right.") if is_right else self.tr("Not quite."))
        set_text_tone(self._verdict, "success" if is_right else "danger")
        set_text_role(self._verdict, "body")
        self._verdict.show()
        self._explanation.show_markdown(question.explanation)
        self._explanation.show()
        self.setAccessibleDescription(f"{self._verdict.text()} {question.explanation}")
        self.answered.emit(is_right)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from answer to answer."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        focused = [place for place, button in enumerate(self._answers) if button.hasFocus()]
        if event.key() not in steps or not focused:
            super().keyPressEvent(event)
            return
        there = (focused[0] + steps[Qt.Key(event.key())]) % len(self._answers)
        self._answers[there].setFocus(Qt.FocusReason.TabFocusReason)
