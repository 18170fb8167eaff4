"""The lines of the engine that made what is shown, with their numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from engine.labs.source_lines import Excerpt
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_LINES, _FEW_LINES = 8, 4


class SourceBox(QPlainTextEdit):
    """Shows excerpts of files; the lines that did it are marked by a sign in front and by their ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceBox")
        self.setAccessibleName(self.tr("Source of the engine"))
        self.setToolTip(self.tr("The lines of the engine that ran; those marked made the result"))
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self._theme = LIGHT
        self._source: tuple[Excerpt, ...] = ()
        self._is_compact = False
        set_text_role(self, "small")
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.setStyleSheet(f"font-family: '{family}', monospace;")
        self._take_height()

    @property
    def heading(self) -> str:
        """The file and the first of the lines that did it; empty where nothing is shown."""
        if not self._source:
            return ""
        source = self._source[-1]
        return self.tr("{file}, line {line}").format(file=source.file, line=source.marked[0])

    def show_source(self, source: tuple[Excerpt, ...]) -> None:
        """Show these excerpts, one below the other: the last did the work, those before it called."""
        if source != self._source:
            self._source = source
            self._fill()

    def set_compact(self, is_compact: bool) -> None:
        """Whether there is little room."""
        self._is_compact = is_compact
        self._take_height()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        marked, headings = [], []
        lines: list[str] = []
        for excerpt in reversed(self._source):
            if lines:
                headings.append(len(lines))
                words = self.tr("called by {file}, line {line}")
                lines.append(words.format(file=excerpt.file, line=excerpt.marked[0]))
            for number, line in enumerate(excerpt.lines, excerpt.first):
                is_marked = excerpt.marked[0] <= number <= excerpt.marked[1]
                if is_marked:
                    marked.append(len(lines))
                lines.append(f"{number:>4} {'▸' if is_marked else ' '} {line}")
        self.setPlainText("\n".join(lines))
        self._mark(marked, headings)
        self._scroll()

    def _scroll(self) -> None:
        """From the top, unless that hides marked lines for which there is room."""
        if not self._source:
            return
        source = self._source[-1]
        first, last = (number - source.first for number in source.marked)
        in_sight = self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1)
        self.verticalScrollBar().setValue(max(0, min(first, last - in_sight + 1)))

    def _mark(self, marked: list[int], headings: list[int]) -> None:
        selections = []
        for line in marked:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = self._cursor_at(line)
            selection.format.setBackground(self._theme.selection)
            selection.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            selections.append(selection)
        for line in headings:
            cursor = self._cursor_at(line)
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            muted = QTextCharFormat()
            muted.setForeground(self._theme.muted_text)
            cursor.mergeCharFormat(muted)
        self.setExtraSelections(selections)

    def _cursor_at(self, line: int) -> QTextCursor:
        return QTextCursor(self.document().findBlockByNumber(line))

    def _take_height(self) -> None:
        lines = _FEW_LINES if self._is_compact else _LINES
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 16)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll()
