"""The confusion matrix: for each true class, what the network took it for."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from gui.inspect.picture import channels, text_on
from gui.theme.theme import Theme

_MARGIN, _NARROW_MARGIN = 24.0, 12.0
_MAX_CELL_WIDTH, _MAX_CELL_HEIGHT = 72.0, 52.0
_SMALLEST_GAPPED = 6.0
_CENTER = Qt.AlignmentFlag.AlignCenter


class ConfusionMatrix:
    """Draws counts (rows true, columns given), filled by their share of the row, with totals.

    Without a heading it takes the least room: there are no totals, and somebody else says what it is of. Where numbers
    have no room, there are no totals either.
    """

    def __init__(
        self,
        matrix: NDArray[np.integer],
        class_names: tuple[str, ...],
        split_name: str = "",
        accuracy: float | None = None,
        *,
        has_heading: bool = True,
        as_shares: bool = False,
    ) -> None:
        """`as_shares` writes percent of the row in place of counts."""
        self._has_heading = has_heading
        self._as_shares = as_shares
        self._margin = _MARGIN if has_heading else _NARROW_MARGIN
        # How many rows and columns are drawn: the totals take one more of each.
        self._has_totals = has_heading
        self._cells = len(class_names) + has_heading
        self._matrix = matrix
        self._names = class_names
        self._split_name = split_name
        self._accuracy = accuracy
        self._rows, self._columns = matrix.sum(axis=1), matrix.sum(axis=0)
        self._shares = matrix / np.maximum(self._rows, 1)[:, None]
        self._area = QRectF()

    def caption(self) -> str:
        rows = f"{int(self._rows.sum()):,}"
        if self._accuracy is None:
            return _tr("{split}: {rows} rows").format(split=self._split_name, rows=rows)
        words = _tr("{split}: {rows} rows, accuracy {accuracy} %")
        return words.format(split=self._split_name, rows=rows, accuracy=f"{100 * self._accuracy:.2f}")

    def count_text(self, row: int, column: int) -> str:
        """What is written for true class `row` and given class `column`; an index of `classes` is the total."""
        classes = len(self._names)
        if row < classes and column < classes:
            number = int(self._matrix[row, column])
        elif row < classes:
            number = int(self._rows[row])
        elif column < classes:
            number = int(self._columns[column])
        else:
            number = int(self._rows.sum())
        return str(number)

    def cell_text(self, row: int, column: int) -> str:
        """What is written into a cell: its count, or its share of the row in percent."""
        is_total = len(self._names) in (row, column)
        if not self._as_shares or is_total or not self._matrix[row, column]:
            return self.count_text(row, column)
        share = 100 * float(self._shares[row, column])
        if share == 100:
            return "100"
        # A single mistake among thousands is not none.
        return "<0.1" if share < 0.05 else f"{min(share, 99.9):.1f}"

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell (true, given) under `point` as it was last drawn; None beside the classes."""
        row, column = self._place_at(point)
        classes = len(self._names)
        return (row, column) if 0 <= row < classes and 0 <= column < classes else None

    def cell_box(self, cell: tuple[int, int]) -> QRectF:
        """Where a cell was last drawn."""
        width, height = self._cell()
        return QRectF(self._area.left() + cell[1] * width, self._area.top() + cell[0] * height, width, height)

    def extent(self) -> tuple[int, int]:
        """Rows and columns that are drawn, with the totals where there are any."""
        return self._cells, self._cells

    def draw(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        plain = QFont(painter.font())
        metrics = QFontMetricsF(plain)
        for has_totals in (self._has_heading, False):
            self._has_totals = has_totals
            self._cells = len(self._names) + has_totals
            self._arrange(area, metrics, QFontMetricsF(heading).height())
            if self._numbers_fit(metrics):
                break
        if self._has_heading:
            self._draw_heading(painter, area, heading, theme)
        has_numbers = self._numbers_fit(metrics)
        self._draw_cells(painter, plain, has_numbers, theme)
        self._draw_names(painter, metrics, theme)

    def _draw_heading(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        plain = QFont(painter.font())
        painter.setFont(heading)
        painter.setPen(theme.text)
        title = QRectF(self._margin, area.top() + 12, area.width() - 2 * self._margin, QFontMetricsF(heading).height())
        words = QFontMetricsF(heading).elidedText(self.caption(), Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        room = title.width() - QFontMetricsF(heading).horizontalAdvance(self.caption()) - 16
        painter.setFont(plain)
        hint = _tr("fill: share of the row")
        if QFontMetricsF(plain).horizontalAdvance(hint) <= room:
            painter.setPen(theme.muted_text)
            painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)

    def read_out(self, point: QPointF) -> list[str]:
        row, column = self._place_at(point)
        if not (0 <= row < self._cells and 0 <= column < self._cells):
            return []
        return self.words(row, column)

    def words(self, row: int, column: int) -> list[str]:
        """A cell or total in words, a line a fact."""
        classes = len(self._names)
        count = self.count_text(row, column)
        if row < classes and column < classes:
            words = _tr("true {true}, read as {given}: {count}")
            share = _tr("{percent} % of the {total} that are {true}")
            names = {"true": self._names[row], "given": self._names[column]}
            percent = f"{100 * self._shares[row, column]:.1f}"
            return [words.format(count=count, **names), share.format(percent=percent, total=self._rows[row], **names)]
        if row < classes:
            right = f"{100 * self._shares[row, row]:.1f}"
            words, share = _tr("true {name}: {count}"), _tr("{percent} % of them found")
            return [words.format(name=self._names[row], count=count), share.format(percent=right)]
        if column < classes:
            right = f"{100 * self._matrix[column, column] / max(int(self._columns[column]), 1):.1f}"
            words, share = _tr("read as {name}: {count}"), _tr("{percent} % of them right")
            return [words.format(name=self._names[column], count=count), share.format(percent=right)]
        return [_tr("all rows: {count}").format(count=count)]

    def _place_at(self, point: QPointF) -> tuple[int, int]:
        """Row and column of `point`, which may lie outside."""
        width, height = self._cell()
        x, y = point.x() - self._area.left(), point.y() - self._area.top()
        return math.floor(y / height), math.floor(x / width)

    def _cell(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return max(self._area.width() / self._cells, 0.1), max(self._area.height() / self._cells, 0.1)

    def _arrange(self, area: QRectF, metrics: QFontMetricsF, heading: float) -> None:
        line, cells, margin = metrics.height(), self._cells, self._margin
        names = min(max(map(metrics.horizontalAdvance, self._captions())), area.width() / 5)
        left, top = margin + line + 6 + names + 8, (12 + heading + 8 if self._has_heading else 4) + 2 * line + 6
        width = min((area.width() - left - margin) / cells, _MAX_CELL_WIDTH)
        height = min((area.height() - top - 12) / cells, _MAX_CELL_HEIGHT, width)
        width, height = (math.floor(size) if size >= 4 else max(size, 0.1) for size in (width, height))
        self._area = QRectF(area.left() + left, area.top() + top, width * cells, height * cells)

    def _numbers_fit(self, metrics: QFontMetricsF) -> bool:
        width, height = self._cell()
        # Where the mistakes are what counts, a diagonal too narrow for its large counts goes without them.
        widest = str(int(self._matrix.max(initial=0))) if self._has_heading else "0.0" if self._as_shares else "00"
        longest = max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance("00"))
        return width >= longest + 4 and height >= metrics.height()

    def _draw_cells(self, painter: QPainter, plain: QFont, has_numbers: bool, theme: Theme) -> None:
        classes = len(self._names)
        width, height = self._cell()
        fills = self._fills(theme)
        image = QImage(fills.data, classes, classes, 3 * classes, QImage.Format.Format_RGB888)
        cells = QRectF(self._area.topLeft(), QSizeF(width * classes, height * classes))
        painter.drawImage(cells, image)
        if min(width, height) >= _SMALLEST_GAPPED:
            painter.setPen(QPen(theme.surface, 1))
            for step in range(1, classes):
                x, y = cells.left() + step * width - 0.5, cells.top() + step * height - 0.5
                painter.drawLine(QPointF(x, cells.top()), QPointF(x, cells.bottom()))
                painter.drawLine(QPointF(cells.left(), y), QPointF(cells.right(), y))
        if has_numbers:
            self._draw_numbers(painter, plain, fills, theme)

    def _draw_numbers(self, painter: QPainter, plain: QFont, fills: NDArray[np.uint8], theme: Theme) -> None:
        classes = len(self._names)
        width, height = self._cell()
        strong = QFont(plain)
        strong.setWeight(QFont.Weight.Bold)
        for row in range(self._cells):
            for column in range(self._cells):
                box = QRectF(self._area.left() + column * width, self._area.top() + row * height, width, height)
                is_total = classes in (row, column)
                painter.setFont(plain if is_total or row != column else strong)
                if is_total:
                    painter.setPen(theme.muted_text)
                elif self._matrix[row, column]:
                    painter.setPen(text_on(QColor(*fills[row, column].tolist())))
                else:
                    painter.setPen(theme.disabled_text)
                text = self.cell_text(row, column)
                if is_total or painter.fontMetrics().horizontalAdvance(text) < width:
                    # A total may be one digit longer than any count.
                    painter.drawText(box.adjusted(-8, 0, 8, 0), _CENTER, text)
        painter.setFont(plain)

    def _fills(self, theme: Theme) -> NDArray[np.uint8]:
        """(classes, classes, 3): the right ones in the accent, the mistakes in the colour of danger."""
        # The root lets a mistake in one row of a hundred be seen beside a diagonal that is nearly full.
        shares = np.sqrt(self._shares)[..., None]
        ground, right, wrong = (channels(c) for c in (theme.panel, theme.accent, theme.danger))
        full = np.where(np.eye(len(self._names), dtype=bool)[..., None], right, wrong)
        return np.ascontiguousarray(np.rint((ground + (full - ground) * shares) * 255).astype(np.uint8))

    def _captions(self) -> tuple[str, ...]:
        return (*self._names, _tr("total")) if self._has_totals else self._names

    def _draw_names(self, painter: QPainter, metrics: QFontMetricsF, theme: Theme) -> None:
        width, height = self._cell()
        line, area = metrics.height(), self._area
        painter.setPen(theme.muted_text)
        room = max(width, 1.0) + 6
        # Beginnings of a letter or two tell nobody anything.
        has_room = room >= metrics.horizontalAdvance("00000")
        has_columns = width >= metrics.horizontalAdvance("00") and (
            has_room or all(metrics.horizontalAdvance(name) <= room for name in self._names)
        )
        for index, name in enumerate(self._captions()):
            if height >= line - 3:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.left() - self._margin - line - 12)
                box = QRectF(area.left() - 208, area.top() + index * height, 200, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            if has_columns:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
                box = QRectF(area.left() + index * width - 8, area.top() - line - 4, width + 16, line)
                painter.drawText(box, _CENTER, text)
        painter.setPen(theme.text)
        total_width, total_height = (width, height) if self._has_totals else (0.0, 0.0)
        over = QRectF(area.left(), area.top() - 2 * line - 8, area.width() - total_width, line)
        painter.drawText(over, _CENTER, _tr("read as"))
        painter.save()
        painter.translate(self._margin + line / 2, area.top() + (area.height() - total_height) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -line / 2, 120, line), _CENTER, _tr("true"))
        painter.restore()
        if not self._has_totals:
            return
        painter.setPen(QPen(theme.control_border, 1))
        right, bottom = area.right() - width - 0.5, area.bottom() - height - 0.5
        painter.drawLine(QPointF(right, area.top()), QPointF(right, area.bottom()))
        painter.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom))


def _tr(words: str) -> str:
    return QCoreApplication.translate("ConfusionMatrix", words)
