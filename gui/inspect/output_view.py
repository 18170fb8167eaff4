"""The view of what the network answers: a truth table for a few rows, a confusion matrix for classes, or a fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.fit_scatter import FitScatter
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import KEYBOARD_REASONS, CachedPicture
from gui.inspect.truth_table import TruthTable

# Down and across.
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

_Content = TruthTable | ConfusionMatrix | FitScatter


class OutputView(CachedPicture):
    """Shows the answers of a network in the form that suits the task."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answersView")
        self.setAccessibleName(self.tr("Answers"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._content: _Content | None = None
        # The pointer points at what is drawn, which may be older than the newest content.
        self._drawn: _Content | None = None
        # The cell that the keys read; None for whoever uses the mouse.
        self._cursor: tuple[int, int] | None = None
        self.setToolTip(self.tr("Point at a cell to read it. Keys: arrows go from cell to cell, Esc ends it"))
        self.clear()

    @property
    def content(self) -> _Content | None:
        """What is shown, or None."""
        return self._content

    def clear(self) -> None:
        """Show that there are no answers yet."""
        self._show(None)

    def show_table(
        self,
        inputs: NDArray[np.floating],
        wanted: NDArray[np.floating],
        outputs: NDArray[np.floating],
        hidden: Sequence[NDArray[np.floating]] = (),
        *,
        input_names: Sequence[str] = (),
    ) -> None:
        """Show samples row by row; drawn at the next `refresh()`.

        Args:
            inputs: (rows, n).
            wanted: (rows, k).
            outputs: (rows, k), what the network gives for these rows.
            hidden: one (rows, units) array a hidden layer, what its units make of these rows; left out if it does
                not fit.
            input_names: one an input; left out if they do not fit.
        """
        fits = inputs.ndim == 2 and wanted.ndim == 2 and wanted.shape == outputs.shape and outputs.size > 0
        sound = fits and len(inputs) == len(wanted) and inputs.size > 0
        if not all(values.ndim == 2 and len(values) == len(inputs) and values.size > 0 for values in hidden):
            hidden = ()
        self._show(TruthTable(inputs, wanted, outputs, hidden, input_names) if sound else None)

    def show_fit(self, wanted: NDArray[np.floating], outputs: NDArray[np.floating], split_name: str) -> None:
        """Show values that are to be met; drawn at the next `refresh()`.

        Args:
            wanted, outputs: (rows, k).
            split_name: where the rows are from, in words.
        """
        sound = wanted.ndim == 2 and wanted.shape == outputs.shape and outputs.size > 0
        self._show(FitScatter(wanted, outputs, split_name) if sound else None)

    def show_confusion(
        self, matrix: NDArray[np.integer], class_names: Sequence[str], split_name: str, accuracy: float | None
    ) -> None:
        """Show a confusion matrix; drawn at the next `refresh()`.

        Args:
            matrix: (classes, classes) counts, rows true, columns given.
            class_names: one name a class.
            split_name: where the samples are from, in words, such as "test".
            accuracy: 0..1, or None where it is not known.
        """
        classes = len(class_names)
        sound = classes > 0 and matrix.shape == (classes, classes)
        self._show(ConfusionMatrix(matrix, tuple(class_names), split_name, accuracy) if sound else None)

    def read_out(self, point: QPointF) -> str:
        """What is under `point`, a line a fact, or an empty text."""
        return "\n".join(self._drawn.read_out(point)) if self._drawn else ""

    def spoken(self) -> str:
        """The cell that the keys read, and what is shown, in words."""
        if self._content is None:
            return self.tr("No answers yet")
        words = self._content.words(*self._cursor_in(self._content)) if self._cursor is not None else []
        return "; ".join([*words, self._content.caption()])

    def draw(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        self._drawn = self._content
        if self._content is not None:
            self._content.draw(painter, area, self.heading_font(), self._theme)
            return
        height = painter.fontMetrics().height()
        painter.setPen(self._theme.muted_text)
        box = area.adjusted(16, area.height() / 2 + 4, -16, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, self.tr("The confusion matrix is made at the end of an epoch."))
        painter.setFont(self.heading_font())
        painter.setPen(self._theme.text)
        above = QRectF(16, area.height() / 2 - 2 * height, area.width() - 32, 2 * height)
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self.tr("No answers yet"))

    def draw_overlay(self, painter: QPainter) -> None:
        if self._drawn is None:
            return
        if self._cursor is not None:
            cell = self._cursor_in(self._drawn)
            box = self._drawn.cell_box(cell)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # The diagonal is filled with the accent: the line has a ground of its own.
            for pen in (QPen(self._theme.surface, 4), QPen(self._theme.accent, 2)):
                painter.setPen(pen)
                painter.drawRect(box)
            at, lines = box.center(), self._drawn.words(*cell)
        elif self._pointer is not None:
            at, lines = self._pointer, self._drawn.read_out(self._pointer)
        else:
            return
        draw_hover_card(painter, at, lines, QRectF(self.rect()), self._theme)

    def _cursor_in(self, content: _Content) -> tuple[int, int]:
        """The cell that the keys read, within what there is."""
        rows, columns = content.extent()
        row, column = self._cursor or (0, 0)
        return min(row, rows - 1), min(column, columns - 1)

    def _set_cursor(self, cell: tuple[int, int] | None) -> None:
        self._cursor = cell
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def _show(self, content: _Content | None) -> None:
        self._content = content
        if content is None:
            self._describe()
        self.mark_dirty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, content = _STEPS.get(Qt.Key(event.key())), self._content
        if step is not None and content is not None:
            rows, columns = content.extent()
            row, column = self._cursor_in(content)
            # The first key shows where it begins.
            down, across = step if self._cursor is not None else (0, 0)
            self._set_cursor((max(0, min(row + down, rows - 1)), max(0, min(column + across, columns - 1))))
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._set_cursor(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._cursor is not None:
            self._set_cursor(None)
        super().mouseMoveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in KEYBOARD_REASONS:
            self._set_cursor(self._cursor or (0, 0))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_cursor(None)
        super().focusOutEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(640, 440)
