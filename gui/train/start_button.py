"""The one button that starts, pauses and goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from gui.theme.icons import accent_icon
from gui.theme.text import icon_size
from gui.theme.theme import LIGHT, Theme


class StartButton(QPushButton):
    """Shows what a press would do, in one width for all of its words.

    Its signals are those of a QPushButton: `clicked` says that it was pressed, the bar knows what that means.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._icon_name = "play"
        self._words = {
            "start": self.tr("Start"),
            "pause": self.tr("Pause"),
            "resume": self.tr("Resume"),
            "wait": self.tr("Waiting"),
        }
        self.setObjectName("startButton")
        self.setProperty("primary", True)
        self.setIconSize(icon_size(self, 1.15))
        self.show_action("start")

    def show_action(self, action: str) -> None:
        """Show what a press does: "start", "pause", "resume", or "wait" (a press takes the wish to start back)."""
        self.setText(self._words[action])
        self.setAccessibleName(self._words[action])
        self._icon_name = "pause" if action in ("pause", "wait") else "play"
        self._show_icon()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._show_icon()

    def _show_icon(self) -> None:
        self.setIcon(accent_icon(self._icon_name, self._theme))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setIconSize(icon_size(self, 1.15))
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics, side = self.fontMetrics(), self.iconSize().height()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = max(self._words.values(), key=metrics.horizontalAdvance)
        # Four pixels between icon and text, as QPushButton has them.
        content = QSize(metrics.horizontalAdvance(option.text) + side + 4, max(metrics.height(), side))
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, content, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
