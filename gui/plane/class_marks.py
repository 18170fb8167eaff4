"""How a class looks wherever its points are: its colour and, since colour alone says nothing to many, its shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gui.inspect.picture import blend
from gui.theme.theme import Theme

# Places among the layers' colours, which are those of Okabe and Ito: neighbours in the list are far apart in hue.
_ORDER = (6, 5, 0, 1, 3, 4, 2)
# The colours of a second round are mixed with that of text, so that regions can still be told apart.
_SECOND_ROUND = 0.45
_RING = 0.36
_RIM = 0.22


def class_color(theme: Theme, label: int) -> QColor:
    """The colour of class `label`, the same in every view of points."""
    round_, place = divmod(label, len(_ORDER) + 1)
    color = theme.test if place == len(_ORDER) else theme.layer_color(_ORDER[place])
    return blend(color, theme.text, min(_SECOND_ROUND * round_, 0.8))


def class_title(names: Sequence[str], label: int) -> str:
    """What class `label` is called: where its name is a bare number, with the word."""
    name = names[label] if label < len(names) else str(label)
    return QCoreApplication.translate("ClassMarks", "class {name}").format(name=name) if name.isdigit() else name


def mark_path(label: int, radius: float) -> QPainterPath:
    """The shape of class `label` around the origin, about as large in area as a circle of `radius`."""
    path = QPainterPath()
    shape = label % (1 + len(_shapes()))
    if shape == 0:
        path.addEllipse(QPointF(0, 0), radius, radius)
    else:
        path.addPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in _shapes()[shape - 1]]))
        path.closeSubpath()
    return path


def draw_mark(painter: QPainter, at: QPointF, label: int, radius: float, theme: Theme, *, hollow: bool) -> None:
    """Draw the mark of a class: filled with a rim for what is learnt from, hollow for what is held out."""
    color = class_color(theme, label)
    ring = max(1.4, _RING * radius)
    if hollow:
        pen, fill, radius = QPen(color, ring), theme.surface, radius - 0.3 * ring
    else:
        pen, fill = QPen(theme.surface, max(1.0, _RIM * radius)), color
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPath(mark_path(label, radius).translated(at))


def mark_pixmap(label: int, radius: float, theme: Theme, ratio: float, *, hollow: bool) -> QPixmap:
    """The mark of a class on a transparent ground, in its middle; sharp at `ratio` pixels a point."""
    side = 2 * math.ceil(1.6 * radius + 2) + 1
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark(painter, QRectF(0, 0, side, side).center(), label, radius, theme, hollow=hollow)
    painter.end()
    return pixmap


def mark_icon(label: int, theme: Theme, ratio: float) -> QIcon:
    """The mark of a class for a button."""
    return QIcon(mark_pixmap(label, 5.5, theme, ratio, hollow=False))


@lru_cache(maxsize=1)
def _shapes() -> tuple[tuple[tuple[float, float], ...], ...]:
    """The corners of all shapes but the circle, y downwards."""
    square = ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89))
    arm, width = 1.2, 0.42
    plus = (
        *((-width, -arm), (width, -arm), (width, -width), (arm, -width), (arm, width), (width, width)),
        *((width, arm), (-width, arm), (-width, width), (-arm, width), (-arm, -width), (-width, -width)),
    )
    turn = math.sqrt(0.5)
    cross = tuple(((x - y) * turn, (x + y) * turn) for x, y in plus)
    star = tuple(
        (radius * math.sin(index * math.pi / 5), -radius * math.cos(index * math.pi / 5))
        for index, radius in enumerate((1.5, 0.68) * 5)
    )
    triangle, diamond = _regular(3, 1.42), _regular(4, 1.3)
    upside_down = tuple((x, -y) for x, y in triangle)
    return square, triangle, diamond, upside_down, plus, cross, star, _regular(5, 1.18), _regular(6, 1.12)


def _regular(corners: int, radius: float) -> tuple[tuple[float, float], ...]:
    turns = [index * 2 * math.pi / corners for index in range(corners)]
    return tuple((radius * math.sin(turn), -radius * math.cos(turn)) for turn in turns)
