"""Markdown as a text document in the colours and sizes of the program."""

from __future__ import annotations

import re

from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)

from gui.theme.theme import Theme

_SIGN = re.compile(r"(?<=\S) ([−+·/]) (?=\S)")
_EQUALS = re.compile(r"(?<= )= (?=\S)")
_PER_CENT = re.compile(r"(?<=\d) %")
_HEADING = 1.08
_CODE = 0.94
_LINE_HEIGHT = 125.0
_GAP = 0.5
"""Between paragraphs, in lines of text."""


def fill_document(document: QTextDocument, markdown: str, font: QFont, theme: Theme) -> None:
    """Show `markdown` in `document`, with body text of `font`, in the colours of `theme`."""
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setIndentWidth(round(0.9 * _line(font)))
    document.setMarkdown(_bound(markdown), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        if block.length() <= 1 and QTextCursor(block).currentTable() is None:
            _flatten(block)
        else:
            _style_block(QTextCursor(block), block, font, theme)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _style_table(frame, font, theme)
    cursor.endEditBlock()


def _bound(markdown: str) -> str:
    """Keep formulas together: no line ends at a sign of arithmetic, after an equals sign, or before a per cent sign."""
    text = _SIGN.sub("\u00a0\\1\u00a0", markdown)
    return _EQUALS.sub("=\u00a0", _PER_CENT.sub("\u00a0%", text))


def _style_block(cursor: QTextCursor, block: QTextBlock, font: QFont, theme: Theme) -> None:
    line = _line(font)
    level = block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    in_table = cursor.currentTable() is not None
    is_code = _is_code(block)
    in_list = block.textList() is not None
    is_first, is_last = not block.previous().isValid(), not block.next().isValid()
    above = round(line) if level and not is_first else 0
    below = 0.25 if level or in_list else _GAP
    shape.setTopMargin(0 if in_table else above)
    ends = is_last or (is_code and _is_code(block.next()))
    shape.setBottomMargin(0 if in_table or ends else round(below * line))
    if in_list and not _is_in_list(block.next()):
        shape.setBottomMargin(0 if is_last else round(_GAP * line))
    # Qt's own type for "in per cent" is no number.
    height = 100.0 if is_code else _LINE_HEIGHT
    shape.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if is_code:
        shape.setBackground(QBrush(theme.hover))
        shape.setNonBreakableLines(False)
    cursor.mergeBlockFormat(shape)
    _style_runs(block, font, theme, is_heading=level > 0, is_code=is_code)


def _flatten(block: QTextBlock) -> None:
    """Qt keeps an empty paragraph before and after a table; it cannot be taken away, but need not be high."""
    shape = QTextBlockFormat()
    shape.setLineHeight(1.0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    QTextCursor(block).setBlockFormat(shape)


def _style_runs(block: QTextBlock, font: QFont, theme: Theme, *, is_heading: bool, is_code: bool) -> None:
    places = []
    run = block.begin()
    while not run.atEnd():
        fragment = run.fragment()
        places.append((fragment.position(), fragment.length(), fragment.charFormat()))
        run += 1
    for position, length, known in places:
        look = QTextCharFormat()
        if known.isAnchor():
            look.setForeground(QBrush(theme.accent))
            look.setFontUnderline(True)
        else:
            look.setForeground(QBrush(theme.text))
        if known.fontFixedPitch():
            look.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
            look.setFontPointSize(font.pointSizeF() * _CODE)
            if not is_code:
                look.setBackground(QBrush(theme.hover))
        if is_heading:
            look.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            look.setFontPointSize(font.pointSizeF() * _HEADING)
            look.setFontWeight(QFont.Weight.DemiBold)
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(look)


def _style_table(table: QTextTable, font: QFont, theme: Theme) -> None:
    line = _line(font)
    shape = table.format()
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setBorder(0)
    shape.setBorderBrush(QBrush(theme.border))
    shape.setCellSpacing(0)
    shape.setCellPadding(0)
    shape.setTopMargin(round(0.25 * line))
    shape.setBottomMargin(round(_GAP * line))
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1)
            look.setBottomBorderBrush(QBrush(theme.control_border if row == 0 else theme.border))
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setPadding(round(0.2 * line))
            look.setLeftPadding(0 if column == 0 else round(0.45 * line))
            look.setRightPadding(round(0.45 * line))
            cell.setFormat(look)
            if row == 0:
                head = QTextCharFormat()
                head.setForeground(QBrush(theme.muted_text))
                head.setFontWeight(QFont.Weight.Normal)
                cursor = cell.firstCursorPosition()
                cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(head)


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and bool(block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence))


def _is_in_list(block: QTextBlock) -> bool:
    return block.isValid() and block.textList() is not None


def _line(font: QFont) -> float:
    """The height of a line of text, roughly: points to the pixels of a usual screen, and the room between lines."""
    return font.pointSizeF() * 96 / 72 * 1.25
