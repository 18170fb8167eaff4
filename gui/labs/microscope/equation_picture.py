"""The operation under the microscope: its operands and its result as matrices of coloured numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from engine.labs.step_account import account_of
from engine.labs.step_recording import Cell, Operation, Recording
from gui.inspect.heatmap import color_table, indexed_image, quantise, symmetric_limit
from gui.inspect.picture import CachedPicture, text_on
from gui.labs.microscope.equation import Matrix, equation_of
from gui.labs.microscope.equation_layout import Layout, arrange, caption, caption_height, fitting_number
from gui.labs.numbers import shown

_MARGIN = 8.0
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
# Cells smaller than this are not told apart: fewer rows and columns are shown then.
_LEAST_CELL = 3.0


class EquationPicture(CachedPicture):
    """Shows one operation; the cell under the pointer or the cursor brings out what made it.

    Signals:
        cell_pointed(Cell or None): the cell under the pointer, else the one that the cursor is on.
        cell_chosen(Cell): a cell was clicked, or Enter pressed on it.
    """

    cell_pointed = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("equationPicture")
        self.setAccessibleName(self.tr("The operation's numbers"))
        self.setToolTip(self.tr("Point at a number, or move with the arrow keys, to see what made it"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._recording: Recording | None = None
        self._operation: Operation | None = None
        self._layout = Layout((), 0.0, 0.0)
        self._cursor: tuple[int, int] | None = None
        self._told: Cell | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether some rows or columns of what is shown are left out."""
        return any(isinstance(placed.piece, Matrix) and placed.piece.is_sampled for placed in self._layout.placed)

    @property
    def layout_now(self) -> Layout:
        """Where everything was last drawn."""
        return self._layout

    def show_operation(self, recording: Recording | None, operation: Operation | None) -> None:
        """Show this operation of a recording, or nothing."""
        if recording is self._recording and operation is self._operation:
            return
        self._recording, self._operation = recording, operation
        self._cursor = None
        self._arrange()
        self.redraw()
        self._tell()

    def point_at(self, cell: Cell) -> None:
        """Put the cursor on a cell of the result, where it is shown."""
        result = self._result()
        span = None if result is None or result.name != cell.name else result.span([cell])
        self._cursor = None if span is None else (span[0], span[2])
        self._pointer = None
        self.update()
        self._tell()

    def pointed(self) -> Cell | None:
        """The cell that the pointer is on, else the cursor's."""
        found = None if self._pointer is None else self._find(self._pointer)
        if found is not None:
            return found
        result = self._result()
        return None if result is None or self._cursor is None else result.cell(*self._cursor)

    def draw(self, painter: QPainter) -> None:
        self._arrange()
        table = color_table(self._theme.diverging, self._theme.surface)
        for placed in self._layout.placed:
            if isinstance(placed.piece, Matrix):
                self._draw_matrix(painter, placed.piece, placed.box, table)
            else:
                painter.setPen(self._theme.text)
                painter.drawText(placed.box, Qt.AlignmentFlag.AlignCenter, placed.piece)

    def draw_overlay(self, painter: QPainter) -> None:
        cell = self.pointed()
        if cell is None or self._recording is None or self._operation is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        made_of = self._origins(cell)
        for placed in self._layout.placed:
            matrix = placed.piece
            if not isinstance(matrix, Matrix):
                continue
            own = [cell] if matrix.name == cell.name else [one for one in made_of if one.name == matrix.name]
            span = matrix.span(own)
            if span is not None:
                painter.setPen(QPen(self._theme.accent, 2.0 if matrix.name == cell.name else 1.5))
                painter.drawRect(self._box(matrix, placed.box, span).adjusted(0.5, 0.5, -0.5, -0.5))

    def spoken(self) -> str:
        """What is pointed at, in words."""
        cell = self.pointed()
        if cell is None or self._recording is None:
            return self._operation.formula if self._operation is not None else ""
        account = account_of(self._recording, cell)
        symbol = account.symbol if account is not None else f"{cell.name}[{cell.row},{cell.column}]"
        return f"{symbol} = {shown(self._recording.value(cell))}"

    def _arrange(self) -> None:
        if self._recording is None or self._operation is None:
            self._layout = Layout((), 0.0, 0.0)
            return
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        metrics = QFontMetricsF(self.small_font())
        for most in (64, 32, 16, 8):
            pieces = equation_of(self._recording, self._operation, most)
            self._layout = arrange(pieces, area, metrics)
            if min(self._layout.cell_width, self._layout.cell_height) >= _LEAST_CELL or not self.is_sampled_at(most):
                break

    def is_sampled_at(self, most: int) -> bool:
        """Whether fewer rows and columns than `most` could be shown."""
        arrays = [placed.piece.array for placed in self._layout.placed if isinstance(placed.piece, Matrix)]
        return any(max(array.shape) > most // 2 for array in arrays)

    def _draw_matrix(self, painter: QPainter, matrix: Matrix, box: QRectF, table: list[int]) -> None:
        theme, values = self._theme, matrix.shown
        above = QRectF(box.center().x() - 200, box.top() - caption_height(QFontMetricsF(painter.font())), 400, 18)
        painter.setPen(theme.muted_text)
        painter.setFont(self.small_font(bold=matrix.is_result))
        painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, caption(matrix))
        painter.setFont(self.small_font())
        if matrix.is_number:
            painter.setPen(theme.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown(float(values[0, 0])))
        else:
            finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
            levels = quantise(finite, symmetric_limit(finite).value)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, indexed_image(levels, table))
            if self._layout.has_numbers:
                self._draw_numbers(painter, matrix, box, levels, table)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.muted_text if matrix.is_result else theme.border, 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _draw_numbers(
        self, painter: QPainter, matrix: Matrix, box: QRectF, levels: np.ndarray, table: list[int]
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        room = self._layout.cell_width - 4
        for (down, across), value in np.ndenumerate(matrix.shown):
            painter.setPen(text_on(QColor.fromRgba(table[levels[down, across]])))
            cell = self._box(matrix, box, (down, down, across, across))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, fitting_number(float(value), metrics, room))

    def _box(self, matrix: Matrix, box: QRectF, span: tuple[int, int, int, int]) -> QRectF:
        rows, columns = matrix.shown.shape
        height, width = box.height() / rows, box.width() / columns
        first, last, left, right = span
        return QRectF(
            box.left() + left * width,
            box.top() + first * height,
            (right - left + 1) * width,
            (last - first + 1) * height,
        )

    def _origins(self, cell: Cell) -> list[Cell]:
        if self._recording is None or self._operation is None or cell.name != self._operation.name:
            return []
        account = account_of(self._recording, cell)
        summands = account.summands if account is not None else ()
        return [origin for summand in summands for factor in summand.factors for origin in factor.origins]

    def _result(self) -> Matrix | None:
        for placed in self._layout.placed:
            if isinstance(placed.piece, Matrix) and placed.piece.is_result:
                return placed.piece
        return None

    def _find(self, point: QPointF) -> Cell | None:
        for placed in self._layout.placed:
            matrix = placed.piece
            if isinstance(matrix, Matrix) and placed.box.contains(point):
                rows, columns = matrix.shown.shape
                down = int((point.y() - placed.box.top()) / placed.box.height() * rows)
                across = int((point.x() - placed.box.left()) / placed.box.width() * columns)
                return matrix.cell(min(down, rows - 1), min(across, columns - 1))
        return None

    def _tell(self) -> None:
        cell = self.pointed()
        if cell != self._told:
            self._told = cell
            self.cell_pointed.emit(cell)

    def _move(self, down: int, across: int) -> None:
        result = self._result()
        if result is None:
            return
        rows, columns = result.shown.shape
        if self._cursor is None:
            self._cursor = (0, 0)
        else:
            row, column = self._cursor[0] + down, self._cursor[1] + across
            self._cursor = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        self._pointer = None
        self.update()
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def event(self, event: QEvent) -> bool:
        # The arrows move in the matrix here; elsewhere in the lab they go from operation to operation.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._move(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (cell := self.pointed()) is not None:
            self.cell_chosen.emit(cell)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._find(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_chosen.emit(cell)
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._cursor is None and event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        ):
            self._move(0, 0)
        super().focusInEvent(event)
