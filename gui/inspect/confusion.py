"""The confusion matrix: for each true class, what the network took it for."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from gui.inspect.picture import channels, text_on
from gui.theme.theme import Theme

_MARGIN = 24.0
_MAX_CELL_WIDTH, _MAX_CELL_HEIGHT = 72.0, 52.0
_STRONGEST = 0.85
_SMALLEST_GAPPED = 6.0
_CENTER = Qt.AlignmentFlag.AlignCenter


class ConfusionMatrix:
    """Draws counts (rows true, columns given), filled by their share of the row, with totals."""

    def __init__(
        self, matrix: NDArray[np.integer], class_names: tuple[str, ...], split_name: str, accuracy: float | None
    ) -> None:
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

    def draw(self, painter: QPainter, area: QRectF, heading: QFont, theme: Theme) -> None:
        plain = QFont(painter.font())
        metrics = QFontMetricsF(plain)
        self._arrange(area, metrics, QFontMetricsF(heading).height())
        painter.setFont(heading)
        painter.setPen(theme.text)
        title = QRectF(_MARGIN, area.top() + 12, area.width() - 2 * _MARGIN, QFontMetricsF(heading).height())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.caption())
        room = title.width() - QFontMetricsF(heading).horizontalAdvance(self.caption()) - 16
        painter.setFont(plain)
        hint = _tr("fill: share of the row")
        if metrics.horizontalAdvance(hint) <= room:
            painter.setPen(theme.muted_text)
            painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)
        has_numbers = self._numbers_fit(metrics)
        self._draw_cells(painter, plain, has_numbers, theme)
        self._draw_names(painter, metrics, has_numbers, theme)

    def read_out(self, point: QPointF) -> list[str]:
        classes = len(self._names)
        width, height = self._cell()
        column = math.floor((point.x() - self._area.left()) / width)
        row = math.floor((point.y() - self._area.top()) / height)
        if not (0 <= row <= classes and 0 <= column <= classes):
            return []
        count = self.count_text(row, column)
        if row < classes and column < classes:
            words = _tr("true {true}, given {given}: {count}")
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
            words, share = _tr("given {name}: {count}"), _tr("{percent} % of them right")
            return [words.format(name=self._names[column], count=count), share.format(percent=right)]
        return [_tr("all rows: {count}").format(count=count)]

    def _cell(self) -> tuple[float, float]:
        """Width and height of a cell; totals take one more of each."""
        cells = len(self._names) + 1
        return max(self._area.width() / cells, 0.1), max(self._area.height() / cells, 0.1)

    def _arrange(self, area: QRectF, metrics: QFontMetricsF, heading: float) -> None:
        line, cells = metrics.height(), len(self._names) + 1
        names = min(max(map(metrics.horizontalAdvance, (*self._names, _tr("total")))), area.width() / 5)
        left, top = _MARGIN + line + 6 + names + 8, 12 + heading + 8 + 2 * line + 6
        width = min((area.width() - left - _MARGIN) / cells, _MAX_CELL_WIDTH)
        height = min((area.height() - top - 12) / cells, _MAX_CELL_HEIGHT, width)
        width, height = (math.floor(size) if size >= 4 else max(size, 0.1) for size in (width, height))
        self._area = QRectF(area.left() + left, area.top() + top, width * cells, height * cells)

    def _numbers_fit(self, metrics: QFontMetricsF) -> bool:
        width, height = self._cell()
        longest = max(metrics.horizontalAdvance(str(int(self._matrix.max(initial=0)))), metrics.horizontalAdvance("00"))
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
        for row in range(classes + 1):
            for column in range(classes + 1):
                box = QRectF(self._area.left() + column * width, self._area.top() + row * height, width, height)
                is_total = classes in (row, column)
                painter.setFont(plain if is_total or row != column else strong)
                if is_total:
                    painter.setPen(theme.muted_text)
                elif self._matrix[row, column]:
                    painter.setPen(text_on(QColor(*fills[row, column].tolist())))
                else:
                    painter.setPen(theme.disabled_text)
                # A total may be one digit longer than any count.
                painter.drawText(box.adjusted(-8, 0, 8, 0), _CENTER, self.count_text(row, column))
        painter.setFont(plain)

    def _fills(self, theme: Theme) -> NDArray[np.uint8]:
        """(classes, classes, 3): the right ones in the accent, the mistakes in the colour of danger."""
        # The root lets a mistake in one row of a hundred be seen beside a diagonal that is nearly full.
        shares = np.sqrt(self._shares)[..., None] * _STRONGEST
        ground, right, wrong = (channels(c) for c in (theme.panel, theme.accent, theme.danger))
        full = np.where(np.eye(len(self._names), dtype=bool)[..., None], right, wrong)
        return np.ascontiguousarray(np.rint((ground + (full - ground) * shares) * 255).astype(np.uint8))

    def _draw_names(self, painter: QPainter, metrics: QFontMetricsF, has_numbers: bool, theme: Theme) -> None:
        width, height = self._cell()
        line, area = metrics.height(), self._area
        names = (*self._names, _tr("total"))
        painter.setPen(theme.muted_text)
        for index, name in enumerate(names):
            if height >= line - 3:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.left() - _MARGIN - line - 12)
                box = QRectF(area.left() - 208, area.top() + index * height, 200, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            if width >= metrics.horizontalAdvance("00"):
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(width, 1.0) + 6)
                box = QRectF(area.left() + index * width - 8, area.top() - line - 4, width + 16, line)
                painter.drawText(box, _CENTER, text)
        painter.setPen(theme.text)
        over = QRectF(area.left(), area.top() - 2 * line - 8, area.width() - width, line)
        painter.drawText(over, _CENTER, _tr("given"))
        painter.save()
        painter.translate(_MARGIN + line / 2, area.top() + (area.height() - height) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -line / 2, 120, line), _CENTER, _tr("true"))
        painter.restore()
        painter.setPen(QPen(theme.control_border, 1))
        right, bottom = area.right() - width - 0.5, area.bottom() - height - 0.5
        painter.drawLine(QPointF(right, area.top()), QPointF(right, area.bottom()))
        painter.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom))


def _tr(words: str) -> str:
    return QCoreApplication.translate("ConfusionMatrix", words)
