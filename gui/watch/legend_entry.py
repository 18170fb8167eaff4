"""One entry of a legend: a piece of the curve's line, its name and its newest value."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.watch.curve import Curve
from gui.watch.line_style import line_pen
from gui.watch.ticks import figure

_SWATCH = 20
_SMALL_SWATCH = 14
_TINY_SWATCH = 12
_TINY_SYMBOL = 6
_GAP = 4


class Detail(IntEnum):
    """How much an entry says, from all to the shortest name over the line."""

    FULL = 0
    SHORT = 1
    NAME = 2
    TINY = 3


class LegendEntry(QAbstractButton):
    """A piece of a curve's line, its name and newest value; checked while the curve is shown."""

    def __init__(self, curve: Curve, parent: QWidget) -> None:
        super().__init__(parent)
        self._curve = curve
        self._theme = LIGHT
        self._detail = Detail.FULL
        self._value = ""
        self._widest: dict[str, int] = {}
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_text_role(self, "small")

    def set_curve(self, curve: Curve) -> bool:
        """Show the newest of `curve`; returns whether more room is needed."""
        old, self._curve = self._curve, curve
        value = figure(curve.latest(), small_digits=2)
        same_room = old.label == curve.label and old.steps_back == curve.steps_back
        if value == self._value and same_room and old.color == curve.color:
            return False
        self._value = value
        self.setAccessibleName(f"{curve.label} {value}")
        self.setToolTip(
            self.tr("{name}: {value}\nClick to hide or show this curve.").format(name=curve.label, value=value)
        )
        self.update()
        # The room for a value only grows, so that figures that change do not push each other about.
        widest = self._widest.get("value", 0)
        self._widest["value"] = max(widest, self._width_of(value))
        return self._widest["value"] > widest or not same_room

    def value_text(self) -> str:
        """The value as written."""
        return self._value

    def steps_back(self) -> bool:
        """Whether another curve is selected."""
        return self._curve.steps_back

    def detail(self) -> Detail:
        """How much is written."""
        return self._detail

    def set_detail(self, detail: Detail) -> None:
        """Write this much."""
        if detail != self._detail:
            self._detail = detail
            self.update()

    def needed_in(self, detail: Detail) -> bool:
        """Whether it is worth its room: a thin curve gives way where values would not fit otherwise."""
        return detail is not Detail.SHORT or self._curve.emphasis != "light"

    def room_for(self, detail: Detail) -> int:
        """The width that this detail needs."""
        if detail is Detail.TINY:
            return max(
                self._width_of(self._name(detail)), _TINY_SWATCH + (_TINY_SYMBOL // 2 if self._curve.symbol else 0)
            )
        name = self._width_of(self._name(detail))
        value = _GAP + self._widest.get("value", 0) if detail < Detail.NAME else 0
        return _swatch_width(detail) + _GAP + name + value

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _name(self, detail: Detail) -> str:
        curve = self._curve
        if detail is Detail.FULL:
            return curve.label
        return (curve.tiny if detail is Detail.TINY else "") or curve.short or curve.label

    def _width_of(self, text: str) -> int:
        return round(QFontMetricsF(self._figures_font()).horizontalAdvance(text) + 0.5)

    def _figures_font(self) -> QFont:
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def sizeHint(self) -> QSize:
        return QSize(self.room_for(self._detail), self.fontMetrics().height() + 6)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widest = {"value": self._width_of(self._value)}

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, shown = self._theme, self.isChecked()
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        font = self._figures_font()
        font.setStrikeOut(not shown)
        painter.setFont(font)
        painter.setPen(theme.muted_text if shown else theme.disabled_text)
        if self._detail is Detail.TINY:
            self._paint_tiny(painter, shown)
            return
        width = _swatch_width(self._detail)
        room = QRectF(width + _GAP, 0, self.width() - width - _GAP, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._name(self._detail))
        if self._detail < Detail.NAME:
            painter.setPen(theme.text if shown else theme.disabled_text)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._value)
        paint_swatch(painter, QRectF(0, 0, width, self.height()), self._curve, theme, shown=shown)

    def _paint_tiny(self, painter: QPainter, shown: bool) -> None:
        """The name over the line: side by side they would not fit."""
        room = QRectF(self.rect())
        painter.drawText(room.adjusted(0, 0, 0, -_GAP), Qt.AlignmentFlag.AlignCenter, self._name(self._detail))
        color = self._curve.color if shown else self._theme.disabled_text
        y = round(room.bottom()) - 2
        # Beside the symbol, or it would hide the dashes.
        left = room.left() + (_TINY_SYMBOL if self._curve.symbol else 0)
        width = 1.0 if self._curve.is_thin else 2.0
        painter.setPen(line_pen(color, self._curve.pen_style, width, short=True, cosmetic=False))
        painter.drawLine(QPointF(left, y), QPointF(room.right(), y))
        _paint_symbol(painter, self._curve, QPointF(room.left() + _TINY_SYMBOL / 2, y - 0.5), color, self._theme)


def paint_swatch(painter: QPainter, room: QRectF, curve: Curve, theme: Theme, *, shown: bool = True) -> None:
    """A piece of a curve as it looks in the plot, in the middle of `room`."""
    color = curve.color if shown else theme.disabled_text
    middle = round(room.center().y())
    painter.setPen(line_pen(color, curve.pen_style, 1.0 if curve.is_thin else 2.0, cosmetic=False))
    painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
    _paint_symbol(painter, curve, QPointF(room.center().x(), middle), color, theme)


def _paint_symbol(painter: QPainter, curve: Curve, at: QPointF, color: QColor, theme: Theme) -> None:
    if not curve.symbol:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(theme.surface if curve.is_thin else color)
    _paint_shape(painter, curve.symbol, at)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_shape(painter: QPainter, symbol: str, at: QPointF) -> None:
    if symbol in ("+", "x", "star"):
        # A star is both.
        reach, slanted = 3.5, 2.5
        if symbol != "x":
            painter.drawLine(at - QPointF(reach, 0), at + QPointF(reach, 0))
            painter.drawLine(at - QPointF(0, reach), at + QPointF(0, reach))
        if symbol != "+":
            painter.drawLine(at - QPointF(slanted, slanted), at + QPointF(slanted, slanted))
            painter.drawLine(at - QPointF(slanted, -slanted), at + QPointF(slanted, -slanted))
    elif symbol == "s":
        painter.drawRect(QRectF(at.x() - 2.5, at.y() - 2.5, 5, 5))
    elif symbol == "t":
        corners = [QPointF(-3, -2.5), QPointF(3, -2.5), QPointF(0, 3)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    elif symbol == "d":
        corners = [QPointF(0, -3.5), QPointF(3, 0), QPointF(0, 3.5), QPointF(-3, 0)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    else:
        painter.drawEllipse(at, 2.5, 2.5)


def _swatch_width(detail: Detail) -> int:
    return _SMALL_SWATCH if detail >= Detail.NAME else _SWATCH
