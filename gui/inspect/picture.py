"""A widget that paints from a cached image, so that painting costs nothing while nothing changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.theme.style_sheet import SMALL_SCALE
from gui.theme.theme import LIGHT, Theme
from gui.widgets.paper import is_on_paper

# The focus came by keys: what they are on is to be marked. A click says by itself what is meant.
KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class CachedPicture(QWidget):
    """Draws into an image when told to, and paints that image.

    New data marks the picture dirty; the next `refresh()` draws it. A new size, theme or choice by the person is
    drawn by the next paint event, since a person waits for it. A hidden picture is drawn when it is next shown.
    Subclasses draw in `draw`, and in `draw_overlay` what follows the mouse. On paper there is no image in between, so
    that lines stay lines.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._image: QImage | None = None
        self._dirty = True
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def dirty(self) -> bool:
        """Whether there is something that is not drawn yet."""
        return self._dirty

    def refresh(self) -> bool:
        """Draw what has changed; returns False where there was nothing to do or nobody to see it."""
        if not self._dirty or not self.isVisible() or self.size().isEmpty():
            return False
        self._render()
        self.update()
        return True

    def mark_dirty(self) -> None:
        """The data is new: draw at the next `refresh()`."""
        self._dirty = True
        if not self.isVisible():
            self._image = None

    def redraw(self) -> None:
        """The person changed something: draw at the next paint event."""
        self._dirty = True
        self._image = None
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme` from now on."""
        self._theme = theme
        self.redraw()

    def draw(self, painter: QPainter) -> None:
        """Draw the picture; the background is filled already."""
        raise NotImplementedError

    def read_out(self, point: QPointF) -> str | list[str]:
        """What is said beside the pointer at `point`; there the tooltip keeps silent."""
        return ""

    def draw_overlay(self, painter: QPainter) -> None:
        """Draw what follows the mouse; called at each paint event."""

    def small_font(self, bold: bool = False) -> QFont:
        """The small text size, with digits of equal width."""
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * SMALL_SCALE)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def heading_font(self) -> QFont:
        """Body size, semi-bold: a heading inside a picture."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _render(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._image is None or self._image.size() != size:
            # Premultiplied: the raster engine blends thin lines onto it several times faster than onto RGB32.
            self._image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
        self._image.fill(self._theme.surface)
        painter = QPainter(self._image)
        self._draw_with(painter)
        painter.end()
        self._dirty = False

    def _draw_with(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.small_font())
        self.draw(painter)

    def _is_drawn_for_this_size(self) -> bool:
        image = self._image
        ratio = self.devicePixelRatioF()
        return image is not None and image.devicePixelRatio() == ratio and image.size() == self.size() * ratio

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.read_out(QPointF(event.pos())):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.redraw()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.redraw()
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.size().isEmpty():
            return
        painter = QPainter(self)
        if is_on_paper():
            painter.fillRect(self.rect(), self._theme.surface)
            painter.save()
            self._draw_with(painter)
            painter.restore()
        else:
            if not self._is_drawn_for_this_size():
                self._render()
            if self._image is not None:
                painter.drawImage(QPointF(0, 0), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.small_font())
        self.draw_overlay(painter)
        painter.end()


def figure(value: float, digits: int = 4) -> str:
    """A measured value in so many significant digits, with a minus sign."""
    return f"{value + 0.0:.{digits}g}".replace("-", "−")


def fixed(value: float, decimals: int) -> str:
    """A measured value in so many decimals, with a minus sign; what is rounded to nothing has none."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")


def text_on(fill: QColor) -> QColor:
    """Black or white, whichever is read better on `fill`."""
    luminance = 0.2126 * fill.redF() ** 2.2 + 0.7152 * fill.greenF() ** 2.2 + 0.0722 * fill.blueF() ** 2.2
    return QColor("#111318") if luminance > 0.2 else QColor("#ffffff")


def blend(under: QColor, over: QColor, share: float) -> QColor:
    """The opaque colour of `over` laid on `under` with an opacity of `share` in 0..1."""
    share = min(max(share, 0.0), 1.0)
    red = under.redF() + (over.redF() - under.redF()) * share
    green = under.greenF() + (over.greenF() - under.greenF()) * share
    blue = under.blueF() + (over.blueF() - under.blueF()) * share
    return QColor.fromRgbF(red, green, blue)


def channels(color: QColor) -> NDArray[np.float64]:
    """Red, green and blue of `color`, each 0..1."""
    return np.array([color.redF(), color.greenF(), color.blueF()])
