"""A small picture that is shown pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme.theme import LIGHT, Theme

_FADED = 0.25


class PixelPicture(QWidget):
    """A picture with a hairline around it, every pixel of it a whole number of device pixels wide.

    Signals:
        clicked(): the left button was pressed on it.
    """

    clicked = Signal()

    def __init__(self, object_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._picture = QImage()
        self._outline: list[QLineF] = []
        self._room = 86
        self._faded = False
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: QImage) -> None:
        """Show `picture`, of as many pixels as the image has."""
        is_other_size = picture.size() != self._picture.size()
        self._picture = picture
        if is_other_size:
            self.updateGeometry()
        self.update()

    def show_outline(self, inside: NDArray[np.bool_]) -> None:
        """Draw a line around the pixels (height, width) that are inside something."""
        padded = np.pad(inside, 1)
        across = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
        down = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
        self._outline = [QLineF(x, y, x + 1, y) for y, x in across.tolist()]
        self._outline += [QLineF(x, y, x, y + 1) for y, x in down.tolist()]
        self.update()

    def picture(self) -> QImage:
        """What is shown."""
        return self._picture

    def set_room(self, side: int) -> None:
        """Take at most a square of `side` pixels."""
        if side != self._room:
            self._room = side
            self.updateGeometry()
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Step back, or not."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take paper and frame of `theme`; the picture is made by who shows it."""
        self._theme = theme
        self.update()

    def pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column of the pixel of the image under `point`, or None."""
        frame, zoom = self._frame(), self._zoom()
        if self._picture.isNull() or not QRectF(frame).contains(point):
            return None
        row, column = int((point.y() - frame.top()) / zoom), int((point.x() - frame.left()) / zoom)
        return min(row, self._picture.height() - 1), min(column, self._picture.width() - 1)

    def _zoom(self) -> float:
        ratio = self.devicePixelRatioF()
        longer = max(self._picture.width(), self._picture.height(), 1)
        return max(1, int((self._room - 2) * ratio) // longer) / ratio

    def _frame(self) -> QRect:
        zoom = self._zoom()
        size = QSize(round(self._picture.width() * zoom), round(self._picture.height() * zoom))
        return QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple())

    def sizeHint(self) -> QSize:
        return self._frame().size() + QSize(2, 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        painter = QPainter(self)
        frame = self._frame()
        painter.fillRect(frame.adjusted(-1, -1, 1, 1), self._theme.control_border)
        painter.fillRect(frame, self._theme.paper)
        painter.setOpacity(_FADED if self._faded else 1.0)
        painter.drawImage(frame, self._picture)
        if self._outline:
            pen = QPen(self._theme.text, 1.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.translate(frame.topLeft())
            painter.scale(self._zoom(), self._zoom())
            painter.drawLines(self._outline)
        painter.end()
