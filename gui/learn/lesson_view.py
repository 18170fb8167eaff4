"""The panel of the lesson."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from engine.errors import EngineError
from gui.learn.goal_card import GoalCard
from gui.learn.lesson import Lesson
from gui.learn.lesson_text import LessonText
from gui.learn.link import parse_link
from gui.learn.link_words import link_words
from gui.learn.milestones_card import Milestone, MilestonesCard
from gui.learn.question_card import QuestionCard
from gui.learn.variants_row import VariantsRow
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.widgets.empty_state import EmptyState

_MARGIN = 16
# Longer lines are hard to follow back to the next one.
_MOST_LETTERS = 74


class LessonView(QWidget):
    """Title, text, question, goal, variants, more text and measured numbers under each other; it scrolls as a whole.

    Signals:
        link_activated(Link): a link in the text was followed.
        variant_chosen(str): a variant of the experiment is to be opened.
        compare_requested(): all variants are to be run, one after the other.
        answered(bool): the question was answered; whether rightly.
    """

    link_activated = Signal(object)
    variant_chosen = Signal(str)
    compare_requested = Signal()
    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonView")
        self.setAccessibleName(self.tr("Lesson"))
        self._theme = LIGHT
        self._title = QLabel(self)
        self._title.setObjectName("lessonTitle")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        set_text_role(self._title, "heading")
        self._body = self._build_text("lessonBody")
        self._question = QuestionCard(self)
        self._goal = GoalCard(self)
        self._milestones = MilestonesCard(self)
        self._variants = VariantsRow(self)
        self._further = self._build_text("lessonFurther")
        self._empty = EmptyState("lesson", "", parent=self)
        self._content = QWidget()
        self._scroll = QScrollArea(self)
        self._build_layout()
        self._question.set_describe(self._describe)
        self._question.link_followed.connect(self._on_link_followed)
        self._question.link_focused.connect(lambda place: self._reveal(self._question, place))
        self._question.answered.connect(self.answered)
        self._variants.variant_chosen.connect(self.variant_chosen)
        self._variants.compare_requested.connect(self.compare_requested)
        self.show_lesson(None)

    def show_lesson(self, lesson: Lesson | None, why: str = "") -> None:
        """Show another lesson, its question unanswered; None says that there is none, and `why`."""
        self._stack.setCurrentWidget(self._empty if lesson is None else self._scroll)
        self._question.show_question(None if lesson is None else lesson.question)
        if lesson is None:
            why = why or self.tr("There is nothing to read about this experiment.")
            self._empty.set_text(self.tr("No lesson"), why)
            return
        self._title.setText(lesson.title)
        self.setAccessibleDescription(lesson.title)
        self._body.show_markdown(lesson.body)
        self._body.setVisible(bool(lesson.body))
        self._further.show_markdown(lesson.further)
        self._further.setVisible(bool(lesson.further))
        self._goal.set_sentence(lesson.goal)
        self._goal.show_goal("", False, "")
        self._milestones.show_milestones([], {})
        self._scroll.verticalScrollBar().setValue(0)

    def show_problem(self, sentence: str) -> None:
        """Say why the lesson cannot be shown."""
        self.show_lesson(None)
        self._empty.set_text(self.tr("This lesson cannot be shown"), sentence)

    def show_goal(self, words: str, met: bool, measured: str, progress: float | None = None) -> None:
        """Say how far the goal is, see `GoalCard.show_goal`."""
        self._goal.show_goal(words, met, measured, progress)

    def show_milestones(self, milestones: Sequence[Milestone], published: Mapping[int, float]) -> None:
        """Show what was measured on the way: step, loss, mean absolute error or None; and what was published."""
        self._milestones.show_milestones(milestones, published)

    def show_variants(self, variants: Sequence[tuple[str, str, bool]]) -> None:
        """Show the variants: name, title, and whether it is the one that is open."""
        self._variants.show_variants(variants)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for part in (
            *(self._body, self._question, self._goal, self._milestones),
            *(self._variants, self._further, self._empty),
        ):
            part.apply_theme(theme)
        self.update()

    def _describe(self, text: str) -> str:
        try:
            return link_words(parse_link(text), self._variants.titles)
        except EngineError as error:
            return str(error)

    def _reveal(self, part: QWidget, place: QRect) -> None:
        centre = part.mapTo(self._content, place.center())
        self._scroll.ensureVisible(centre.x(), centre.y(), 0, 48)

    def _on_link_followed(self, text: str) -> None:
        try:
            link = parse_link(text)
        except EngineError:
            # A lesson with such a link is refused before it is shown.
            logging.getLogger(__name__).exception("a lesson has a broken link")
            return
        self.link_activated.emit(link)

    def _build_text(self, name: str) -> LessonText:
        text = LessonText(self)
        text.setObjectName(name)
        text.setAccessibleName(self.tr("Lesson text"))
        text.set_describe(self._describe)
        text.link_followed.connect(self._on_link_followed)
        text.link_focused.connect(lambda place, text=text: self._reveal(text, place))
        return text

    def _build_layout(self) -> None:
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(16)
        for part in (
            *(self._title, self._body, self._question, self._goal, self._variants, self._further),
            # Last: it grows while somebody reads.
            self._milestones,
        ):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._scroll.setObjectName("lessonScrollArea")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        # The view's own ground shines through.
        self._content.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)

    def _fit(self) -> None:
        """Keep lines from getting too long."""
        most = self.fontMetrics().averageCharWidth() * _MOST_LETTERS
        spare = max(self.width() - 2 * _MARGIN - most, 0)
        self._column.setContentsMargins(_MARGIN, 12, _MARGIN + spare, 24)

    def minimumSizeHint(self) -> QSize:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return QSize(max(248, self._content.minimumSizeHint().width() + bar), 200)

    def sizeHint(self) -> QSize:
        return QSize(340, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.window)
        painter.end()
