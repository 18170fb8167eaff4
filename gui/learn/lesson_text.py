"""Text of a lesson: as high as it needs, with links that are reached by Tab."""

from __future__ import annotations

import math
from collections.abc import Callable
from urllib.parse import unquote

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip, QWidget

from gui.learn.text_style import fill_document
from gui.theme.theme import LIGHT, Theme

_LEAST_WIDTH = 120


class LessonText(QTextBrowser):
    """Read-only Markdown that does not scroll by itself; what it stands in does.

    Signals:
        link_followed(str): a link was clicked, or Enter pressed on it; what stands in its parentheses.
        link_focused(QRect): Tab went to a link, which lies here in the text.
    """

    link_followed = Signal(str)
    link_focused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._markdown = ""
        self._is_on_link = False
        self._describe: Callable[[str], str] = str
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("lessonText", True)
        self.viewport().setAutoFillBackground(False)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.anchorClicked.connect(self._on_anchor_clicked)

    def set_describe(self, describe: Callable[[str], str]) -> None:
        """How to say what a link does, given what stands in its parentheses."""
        self._describe = describe

    def description_at(self, place: QPoint) -> str:
        """What the link at a place does; "" where there is none."""
        link = self.anchorAt(place)
        return self._describe(link) if link else ""

    def show_markdown(self, markdown: str) -> None:
        """Show this text."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        fill_document(self.document(), self._markdown, self.font(), self._theme)
        has_links = "](" in self._markdown
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus)
        self._fit()

    def _fit(self) -> None:
        """As high as the text is at this width."""
        document = self.document()
        document.setTextWidth(self.viewport().width())
        self.setFixedHeight(max(1, math.ceil(document.size().height())))

    def _put_cursor(self, place: QTextCursor.MoveOperation) -> None:
        cursor = self.textCursor()
        cursor.movePosition(place)
        self.setTextCursor(cursor)

    def _on_anchor_clicked(self, url: QUrl) -> None:
        text = url.toString()
        # An address stays as it is; elsewhere quotes and spaces come back as they were written.
        self.link_followed.emit(text if url.scheme() == "https" else unquote(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.height())

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.description_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        moved = super().focusNextPrevChild(next)
        cursor = self.textCursor()
        self._is_on_link = moved and self.hasFocus() and cursor.hasSelection()
        if self._is_on_link:
            self.link_focused.emit(QRect(self.cursorRect(cursor)))
        return moved

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab goes to the first link at once, Shift+Tab to the last."""
        super().focusInEvent(event)
        forward = event.reason() == Qt.FocusReason.TabFocusReason
        if forward or event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._put_cursor(QTextCursor.MoveOperation.Start if forward else QTextCursor.MoveOperation.End)
            self.focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._is_on_link:
            self._is_on_link = False
            self._put_cursor(QTextCursor.MoveOperation.Start)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fill()
