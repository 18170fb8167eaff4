"""Where the pieces of a curve meet: at the kinks of the hidden units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.plane.axes import Axes
from gui.plane.class_marks import class_color
from gui.theme.theme import Theme

_FOOT, _DOT = 4.5, 3.2
# So many units are named one by one where their kinks are too near each other for a name each.
_NAMED = 3
# What a name has around it, so that two are not read as one.
_ROOM = 8


@dataclass(frozen=True)
class Kink:
    """Where on the axis the kink of a hidden unit is; units are counted from 0."""

    x: float
    unit: int


def draw_kinks(
    painter: QPainter, axes: Axes, kinks: Sequence[Kink], height_at: Callable[[float], float], theme: Theme
) -> None:
    """Draw a foot on the axis and a dot on the curve for each of `kinks`, in the order of their x; name the units."""
    metrics = QFontMetricsF(painter.font())
    for kink in kinks:
        at, color = axes.to_screen(kink.x, height_at(kink.x)), class_color(theme, kink.unit)
        _draw_foot(painter, at.x(), axes.box.bottom(), color)
        if axes.contains(at):
            painter.setPen(QPen(theme.surface, 1.2))
            painter.setBrush(color)
            painter.drawEllipse(at, _DOT, _DOT)
    for text, box in named_groups(axes, kinks, metrics):
        ground = QColor(theme.surface)
        ground.setAlphaF(0.8)
        painter.fillRect(box, ground)
        painter.setPen(theme.muted_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _draw_foot(painter: QPainter, x: float, bottom: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    corners = [QPointF(x - _FOOT, bottom), QPointF(x + _FOOT, bottom), QPointF(x, bottom - 1.6 * _FOOT)]
    painter.drawPolygon(QPolygonF(corners))


def named_groups(axes: Axes, kinks: Sequence[Kink], metrics: QFontMetricsF) -> list[tuple[str, QRectF]]:
    """Names with their places; kinks whose names would lie on each other have one together."""
    named: list[tuple[list[Kink], QRectF]] = []
    for kink in kinks:
        group, box = [kink], _name_box(axes, [kink], metrics)
        while named and box.left() < named[-1][1].right():
            group = [*named.pop()[0], *group]
            box = _name_box(axes, group, metrics)
        named.append((group, box))
    return [(_name(group), box) for group, box in named]


def _name_box(axes: Axes, kinks: Sequence[Kink], metrics: QFontMetricsF) -> QRectF:
    width, height = metrics.horizontalAdvance(_name(kinks)) + _ROOM, metrics.height()
    middle = (axes.to_screen(kinks[0].x, 0).x() + axes.to_screen(kinks[-1].x, 0).x()) / 2
    left = min(max(middle - width / 2, axes.box.left() + 1), axes.box.right() - width - 1)
    return QRectF(left, axes.box.bottom() - 1.6 * _FOOT - 1 - height, width, height)


def _name(kinks: Sequence[Kink]) -> str:
    if len(kinks) > _NAMED:
        return QCoreApplication.translate("Kinks", "{count} units").format(count=len(kinks))
    return ", ".join(str(unit + 1) for unit in sorted(kink.unit for kink in kinks))
