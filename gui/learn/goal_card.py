"""The goal of a lesson, and whether it is reached."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from gui.learn.tinted_card import TintedCard
from gui.theme.icons import icon_pixmap
from gui.theme.text import icon_size, set_text_role, set_text_tone, tabular
from gui.theme.theme import Theme


class GoalCard(TintedCard):
    """What is to be reached in words, the measured number, and a mark that does not depend on colour alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("goalCard")
        self._is_met = False
        self._state: tuple[str, bool, str, float | None] | None = None
        self._mark = QLabel(self)
        self._heading = QLabel(self)
        self._heading.setObjectName("goalHeading")
        self._sentence = self._build_label("goalSentence")
        self._measured = self._build_label("goalMeasured")
        set_text_role(self._measured, "small")
        tabular(self._measured)
        self._progress = QProgressBar(self)
        self._progress.setObjectName("goalProgress")
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("How near the goal is"))
        self._progress.setToolTip(self.tr("How near the goal is"))
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._mark)
        top.addWidget(self._heading, 1)
        self.column.setSpacing(6)
        self.column.addLayout(top)
        for part in (self._sentence, self._progress, self._measured):
            self.column.addWidget(part)
        self.set_sentence("")
        self.show_goal("", False, "")

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self._is_met

    def set_sentence(self, sentence: str) -> None:
        """What the lesson says of its goal."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._show_measured()
        self._show_if_needed()

    def show_goal(self, words: str, met: bool, measured: str, progress: float | None = None) -> None:
        """Say how things stand.

        Args:
            words: The goal as it is checked, such as "mean |error| below 0.01"; "" where nothing is checked.
            measured: The number now; "" before there is one.
            progress: The share of the way, 0 to 1; None shows no bar.
        """
        state = words, met, measured, progress
        if state == self._state:
            return
        self._state, self._is_met = state, met
        self.set_tone("success" if met else "plain")
        self._heading.setText(self.tr("Goal: reached") if met else self.tr("Goal: not yet"))
        if not words:
            self._heading.setText(self.tr("Goal"))
        set_text_tone(self._heading, "success" if met else "muted")
        set_text_role(self._heading, "small")
        self._show_measured()
        self._progress.setVisible(progress is not None and bool(words))
        if progress is not None:
            self._progress.setValue(round(1000 * min(max(progress, 0.0), 1.0)))
        self._show_if_needed()
        self._show_mark()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._show_mark()

    def _show_measured(self) -> None:
        """The number; what is checked is written out only where no sentence of the lesson says it."""
        words, _, measured, _ = self._state or ("", False, "", None)
        now = self.tr("now {0}").format(measured) if measured else self.tr("nothing measured yet")
        self._measured.setText(now if self._sentence.text() else f"{words}\n{now}")
        self._measured.setToolTip(words)
        # A goal that is no number is only reached or not.
        self._measured.setVisible(bool(words) and (bool(measured) or words != self._sentence.text()))
        self.setAccessibleName(f"{self._heading.text()}. {words}, {now}")

    def _show_if_needed(self) -> None:
        self.setVisible(bool(self._sentence.text() or (self._state and self._state[0])))

    def _show_mark(self) -> None:
        name, tone = ("success", self.theme.success) if self._is_met else ("flag", self.theme.muted_text)
        self._mark.setPixmap(icon_pixmap(name, tone, icon_size(self).width() - 4, self.devicePixelRatioF()))

    def _build_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label
