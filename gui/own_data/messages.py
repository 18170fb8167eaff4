"""What is wrong with data, and what is worth knowing about them: a sign and a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.own_data.words import breakable
from gui.theme.icons import icon_pixmap
from gui.theme.text import icon_size, set_text_tone
from gui.theme.theme import LIGHT, Theme

_MOST = 12


class Messages(QWidget):
    """Problems or remarks; takes no room where there are none."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._theme = LIGHT
        self._signs: list[QLabel] = []
        self._words: list[QLabel] = []
        self._said: tuple[str, ...] = ()
        self._is_problem = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_messages(self, sentences: Sequence[str], *, is_problem: bool) -> None:
        """Show these sentences; of very many the first ones."""
        if tuple(sentences) == self._said and is_problem == self._is_problem:
            return
        self._said, self._is_problem = tuple(sentences), is_problem
        for label in (*self._signs, *self._words):
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._signs.clear()
        self._words.clear()
        for sentence in self._said[:_MOST]:
            self._add(sentence)
        if len(self._said) > _MOST:
            self._add(self.tr("… and {count:,} more").format(count=len(self._said) - _MOST))
        self.setAccessibleName(" ".join(self._said))
        self.setVisible(bool(self._said))
        self._tint()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._tint()

    def _add(self, text: str) -> None:
        sign, words = QLabel(self), QLabel(breakable(text), self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setObjectName("ownDataProblem" if self._is_problem else "ownDataRemark")
        set_text_tone(words, "danger" if self._is_problem else "muted")
        row = len(self._signs)
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._signs.append(sign)
        self._words.append(words)

    def _tint(self) -> None:
        name, color = ("error", self._theme.danger) if self._is_problem else ("info", self._theme.muted_text)
        for sign in self._signs:
            side = icon_size(self, 1.0).width()
            sign.setPixmap(icon_pixmap(name, color, side, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._tint()
