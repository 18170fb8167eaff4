"""The confusion matrix as something to choose from: a cell by mouse or keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.judged_rows import Cell
from gui.inspect.picture import KEYBOARD_REASONS, CachedPicture

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConfusionPicture(CachedPicture):
    """Draws counts or shares; a click or Enter chooses a cell, the same again or Escape gives it up.

    Signals:
        cell_chosen(object): (true, given), or None for no cell.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakeMatrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._counts: NDArray[np.integer] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._as_shares = False
        self._content: ConfusionMatrix | None = None
        # The pointer points at what is drawn, which may be older than the newest content.
        self._drawn: ConfusionMatrix | None = None
        self._chosen: Cell | None = None
        self._cursor: Cell = (0, 0)
        # Of no interest to whoever uses the mouse.
        self._cursor_is_shown = False
        self.setToolTip(
            self.tr(
                "Click a cell to see its images. Keys: arrows go from cell to cell, Enter chooses one or gives it up, "
                "Esc shows all mistakes"
            )
        )

    @property
    def chosen(self) -> Cell | None:
        """The chosen cell."""
        return self._chosen

    @property
    def content(self) -> ConfusionMatrix | None:
        """What is shown."""
        return self._content

    def show_matrix(self, counts: NDArray[np.integer], class_names: Sequence[str]) -> None:
        """Show counts (classes, classes), rows true, columns given; drawn at the next `refresh()`."""
        self._counts, self._names = counts, tuple(class_names)
        self._make_content()
        last = len(self._names) - 1
        self._cursor = (min(self._cursor[0], last), min(self._cursor[1], last))
        self.mark_dirty()

    def set_as_shares(self, as_shares: bool) -> None:
        """Write shares of the row in place of counts."""
        self._as_shares = as_shares
        if self._content is not None:
            self._make_content()
        self.redraw()

    def choose(self, cell: Cell | None) -> None:
        """Choose a cell, or none."""
        if cell == self._chosen:
            return
        self._chosen = cell
        self._describe()
        self.update()
        self.cell_chosen.emit(cell)

    def cell_box(self, cell: Cell) -> QRectF:
        """Where a cell is drawn."""
        return self._drawn.cell_box(cell) if self._drawn is not None else QRectF()

    def read_out(self, point: QPointF) -> list[str]:
        """What is under `point`, a line a fact."""
        return self._drawn.read_out(point) if self._drawn is not None else []

    def draw(self, painter: QPainter) -> None:
        self._drawn = self._content
        if self._content is not None:
            self._content.draw(painter, QRectF(self.rect()), self.heading_font(), self._theme)

    def draw_overlay(self, painter: QPainter) -> None:
        drawn = self._drawn
        if drawn is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            # Ink on paper: it is seen on the palest cell and on the fullest.
            box = drawn.cell_box(self._chosen)
            painter.setPen(QPen(self._theme.surface, 4))
            painter.drawRect(box)
            painter.setPen(QPen(self._theme.text, 2))
            painter.drawRect(box)
        if self._cursor_is_shown:
            # The diagonal is filled with the accent: the line has a ground of its own.
            box = drawn.cell_box(self._cursor).adjusted(3, 3, -3, -3)
            painter.setPen(QPen(self._theme.surface, 3))
            painter.drawRect(box)
            painter.setPen(QPen(self._theme.accent, 2, Qt.PenStyle.DotLine))
            painter.drawRect(box)
        if self._pointer is not None:
            lines = drawn.read_out(self._pointer)
            draw_hover_card(painter, self._pointer, lines, QRectF(self.rect()), self._theme)

    def _make_content(self) -> None:
        self._content = ConfusionMatrix(self._counts, self._names, has_heading=False, as_shares=self._as_shares)
        self._describe()

    def _describe(self) -> None:
        """What the keyboard is on, for those who do not see it."""
        if self._content is None:
            return
        words = "; ".join(self._content.words(*self._cursor))
        if self._cursor == self._chosen:
            words = self.tr("{cell}; chosen").format(cell=words)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _toggle(self, cell: Cell) -> None:
        self._cursor = cell
        self.choose(None if cell == self._chosen else cell)
        self.update()

    def _cell_at(self, point: QPointF) -> Cell | None:
        return self._drawn.cell_at(point) if self._drawn is not None else None

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 120)

    def sizeHint(self) -> QSize:
        return QSize(360, 300)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cursor_is_shown = False
            self._toggle(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_cell = self._cell_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_cell else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._names) - 1
        self._cursor_is_shown = True
        if key in _STEPS and last >= 0:
            row, column = (place + step for place, step in zip(self._cursor, _STEPS[key], strict=True))
            self._cursor = (min(max(row, 0), last), min(max(column, 0), last))
            self._describe()
            self.update()
        elif key in _ENTER and last >= 0:
            self._toggle(self._cursor)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._cursor_is_shown = event.reason() in KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._cursor_is_shown = False
        self.update()
