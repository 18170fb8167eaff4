"""The line under a plot that says what is to be seen in it, where there is something worth saying."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.theme.icons import icon_pixmap
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.watch.advice import Advice
from gui.widgets.elided_label import ElidedLabel

_ICON = 14


class AdviceLine(QWidget):
    """An icon and a sentence; keeps its room while it is silent, so that the plot above stands still."""

    def __init__(self, plot_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{plot_name}Advice")
        self._advice: Advice | None = None
        self._theme = LIGHT
        self._icon = QLabel(self)
        self._icon.setFixedSize(_ICON, _ICON)
        self._text = ElidedLabel("", self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        set_text_role(self._text, "small")
        set_text_tone(self._text, "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_advice(None)

    def show_advice(self, advice: Advice | None) -> None:
        """Say this, or nothing; what is said already is left alone."""
        if advice == self._advice and self.accessibleName():
            return
        self._advice = advice
        sentence = advice.sentence if advice else ""
        self._text.setText(sentence)
        self.setToolTip(f"{sentence}.\n\n{advice.rule}" if advice else "")
        word = self.tr("Warning: {sentence}") if advice and advice.severity == "warning" else "{sentence}"
        self.setAccessibleName(word.format(sentence=sentence) if advice else self.tr("Nothing to remark"))
        self._tint()

    def text(self) -> str:
        """The whole sentence; empty while there is nothing to say."""
        return self._text.text()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._tint()

    def _tint(self) -> None:
        if self._advice is None:
            self._icon.clear()
            return
        grave = self._advice.severity == "warning"
        color = self._theme.warning if grave else self._theme.muted_text
        self._icon.setPixmap(icon_pixmap("warning" if grave else "info", color, _ICON, self.devicePixelRatioF()))

    def sizeHint(self) -> QSize:
        # An empty label asks for less than one with text.
        return QSize(0, max(_ICON, self._text.fontMetrics().height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
