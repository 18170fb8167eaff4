"""A picture whose pixels can be read one by one, with the mouse or with the keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.inspect.picture import KEYBOARD_REASONS
from gui.why.pixel_picture import PixelPicture

# Down and across.
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ReadablePicture(PixelPicture):
    """Tells which pixel is pointed at; arrows go from pixel to pixel, Esc ends it.

    Signals:
        pixel_pointed(object): (row, column), or None where none is pointed at any more.
    """

    pixel_pointed = Signal(object)

    def __init__(self, object_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, name, parent)
        self._cursor: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(self.tr("Point at a pixel to read it. Keys: arrows go from pixel to pixel, Esc ends it"))

    @property
    def cursor_pixel(self) -> tuple[int, int] | None:
        """The pixel that is pointed at."""
        if self._cursor is None or self._picture.isNull():
            return None
        return min(self._cursor[0], self._picture.height() - 1), min(self._cursor[1], self._picture.width() - 1)

    def _point_at(self, pixel: tuple[int, int] | None) -> None:
        if pixel != self._cursor:
            self._cursor = pixel
            self.update()
            self.pixel_pointed.emit(self.cursor_pixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, here = _STEPS.get(Qt.Key(event.key())), self.cursor_pixel
        if step is not None and not self._picture.isNull():
            row, column = here or (self._picture.height() // 2, self._picture.width() // 2)
            # The first key shows where it begins.
            down, across = step if here is not None else (0, 0)
            row = max(0, min(row + down, self._picture.height() - 1))
            self._point_at((row, max(0, min(column + across, self._picture.width() - 1))))
        elif event.key() == Qt.Key.Key_Escape and here is not None:
            self._point_at(None)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.pixel_at(event.position()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in KEYBOARD_REASONS and not self._picture.isNull():
            self._point_at(self.cursor_pixel or (self._picture.height() // 2, self._picture.width() // 2))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        pixel = self.cursor_pixel
        if pixel is None:
            return
        painter = QPainter(self)
        frame, zoom = self._frame(), self._zoom()
        box = QRectF(frame.left() + pixel[1] * zoom, frame.top() + pixel[0] * zoom, zoom, zoom).adjusted(-1, -1, 1, 1)
        # The pixel may have any colour: the line has a ground of its own.
        for pen in (QPen(self._theme.surface, 4), QPen(self._theme.accent, 2)):
            painter.setPen(pen)
            painter.drawRect(box)
        painter.end()
