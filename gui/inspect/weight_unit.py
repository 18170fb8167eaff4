"""One unit of the first layer, large: the image it looks for, and what else there is to know of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.inspect.heatmap import indexed_image, quantise
from gui.inspect.picture import figure
from gui.inspect.weight_content import WeightContent
from gui.theme.theme import Theme

_FACTS_WIDTH = 150.0
_GAP = 24.0


class WeightUnit:
    """Draws the weights of one unit as an image, its facts beside it, and tells which weight is under a point."""

    def __init__(self, content: WeightContent, image_shape: tuple[int, int], unit: int) -> None:
        self.unit = unit
        self._content = content
        self._image_shape = image_shape
        self._area = QRectF()
        self._facts = QRectF()

    def arrange(self, area: QRectF) -> None:
        """Choose the size of a pixel for `area`: a whole number of points where there is room for it."""
        tall, wide = self._image_shape
        scale = min((area.width() - _FACTS_WIDTH - _GAP) / wide, area.height() / tall)
        scale = float(math.floor(scale)) if scale >= 1 else max(scale, 1 / wide)
        self._area = QRectF(area.left(), area.top(), scale * wide, scale * tall)
        self._facts = QRectF(self._area.right() + _GAP, area.top(), _FACTS_WIDTH, area.height())

    def caption(self) -> str:
        words = _tr("unit {unit} of {units} · Esc or a click goes back, Page Up and Down to the others")
        return words.format(unit=self.unit, units=self._content.units)

    def displayed(self) -> NDArray[np.floating]:
        """(inputs, 1)."""
        return self._content.weight[:, self.unit : self.unit + 1]

    def facts(self) -> list[tuple[str, str]]:
        """What there is to know of the unit: a name and a number each."""
        weight, bias = self.displayed(), self._content.bias
        found = [
            (_tr("norm"), figure(float(np.linalg.norm(weight)))),
            (_tr("rank by norm"), str(1 + int(np.count_nonzero(self._content.norms > self._content.norms[self.unit])))),
            (_tr("least"), figure(float(weight.min()))),
            (_tr("mean"), figure(float(weight.mean()))),
            (_tr("greatest"), figure(float(weight.max()))),
        ]
        return found if bias is None else [(_tr("bias"), figure(float(bias[self.unit]))), *found]

    def draw(self, painter: QPainter, limit: float, table: list[int], theme: Theme) -> None:
        levels = quantise(self.displayed().reshape(self._image_shape), limit)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._area.width() < self._image_shape[1])
        painter.drawImage(self._area, indexed_image(levels, table))
        painter.setPen(theme.border)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._area.adjusted(-0.5, -0.5, 0.5, 0.5))
        facts, line = self.facts(), float(painter.fontMetrics().height())
        # In a low picture the lines are nearer to each other; none is cut.
        height = max(line, min(1.5 * line, self._facts.height() / len(facts)))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, (name, number) in enumerate(facts[: max(1, int(self._facts.height() / height + 0.01))]):
            box = QRectF(self._facts.left(), self._facts.top() + row * height, self._facts.width(), height)
            painter.setPen(theme.muted_text)
            painter.drawText(box, left, name)
            painter.setPen(theme.text)
            painter.drawText(box, right, number.replace("-", "−"))

    def find(self, point: QPointF) -> tuple[int, int] | None:
        """Input and unit of the weight under `point`; None outside."""
        tall, wide = self._image_shape
        if not self._area.contains(point):
            return None
        column = min(int((point.x() - self._area.left()) / self._area.width() * wide), wide - 1)
        row = min(int((point.y() - self._area.top()) / self._area.height() * tall), tall - 1)
        return row * wide + column, self.unit

    def neighbour(self, place: tuple[int, int] | None, down: int, across: int) -> tuple[int, int]:
        """The weight so many pixels from the one at `place`, at most at the edge; the middle one for None."""
        tall, wide = self._image_shape
        if place is None:
            return tall // 2 * wide + wide // 2, self.unit
        row, column = divmod(place[0], wide)
        return max(0, min(row + down, tall - 1)) * wide + max(0, min(column + across, wide - 1)), self.unit

    def box(self, place: tuple[int, int]) -> QRectF:
        """Where the pixel of a weight is drawn."""
        tall, wide = self._image_shape
        row, column = divmod(place[0], wide)
        width, height = self._area.width() / wide, self._area.height() / tall
        return QRectF(self._area.left() + column * width, self._area.top() + row * height, width, height)


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightUnit", words)
