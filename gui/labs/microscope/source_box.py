"""The lines of the engine that made what is shown, with their numbers."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QTextEdit, QWidget

from engine.labs.source_lines import Excerpt
from gui.theme.style_sheet import SMALL_SCALE
from gui.theme.theme import LIGHT, Theme

_LINES, _FEW_LINES = 8, 5


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
        self._take_font()

    def show_source(self, source: tuple[Excerpt, ...]) -> None:
        """Show these excerpts, one below the other: the last did the work, those before it called."""
        if source != self._source:
            self._source = source
            self._fill()

    def set_compact(self, is_compact: bool) -> None:
        """Whether there is little room."""
        self.setFixedHeight(self.fontMetrics().lineSpacing() * (_FEW_LINES if is_compact else _LINES) + 16)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        self.clear()
        marked, headings, place = [], [], 0
        lines: list[str] = []
        for excerpt in reversed(self._source):
            words = self.tr("{file}, line {line}")
            if excerpt is not self._source[-1]:
                words = self.tr("called by {file}, line {line}")
            headings.append(len(lines))
            lines.append(words.format(file=excerpt.file, line=excerpt.marked[0]))
            for number, line in enumerate(excerpt.lines, excerpt.first):
                is_marked = excerpt.marked[0] <= number <= excerpt.marked[1]
                if is_marked:
                    marked.append(len(lines))
                    place = place or len(lines)
                lines.append(f"{number:>4} {'▸' if is_marked else ' '} {line}")
        self.setPlainText("\n".join(lines))
        self._mark(marked, headings)
        # From the top, with the name of the file, as long as two of the marked lines are in sight.
        in_sight = self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1)
        self.verticalScrollBar().setValue(0 if place + 2 <= in_sight else max(place - 2, 0))

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
            cursor.mergeBlockFormat(QTextBlockFormat())
        self.setExtraSelections(selections)

    def _cursor_at(self, line: int) -> QTextCursor:
        return QTextCursor(self.document().findBlockByNumber(line))

    def _take_font(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        size = QApplication.font().pointSizeF()
        if size > 0:
            font.setPointSizeF(size * SMALL_SCALE)
        self.setStyleSheet(f"font-family: '{font.family()}'; font-size: {font.pointSizeF():.1f}pt;")
