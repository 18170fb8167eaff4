"""An image that was put on the canvas in place of strokes: one from the data, or a person's own picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.theme.theme import Theme
from gui.widgets.ink_picture import ink_picture

_MARGIN = 10.0
_GAP = 4.0


@dataclass(frozen=True, eq=False)
class GivenImage:
    """An image and what it is called.

    Attributes:
        image: (height, width), as it is stored, 0 the paper; of a picture its ink.
        full_ink: The value of a pixel full of ink.
        caption: Which one it is.
        picture: (height, width) uint8, 0 black to 255 white, where it is a person's own; None for one from the data.
    """

    image: NDArray[Any]
    full_ink: int
    caption: str
    picture: NDArray[np.uint8] | None = None

    def paint(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Draw the image, pixel for pixel where there is room, and its caption under it."""
        line = painter.fontMetrics().height()
        height, width = self.image.shape
        room = area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN - _GAP - line + 4)
        zoom = max(min(room.width() / width, room.height() / height), 0.0)
        zoom = float(int(zoom)) if zoom >= 1 else zoom
        frame = QRectF(0, 0, width * zoom, height * zoom)
        frame.moveCenter(room.center())
        frame.moveTopLeft(frame.topLeft().toPoint())
        if zoom < 1:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame, ink_picture(self.image, self.full_ink, theme))
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(theme.muted_text)
        box = QRectF(area.left() + _MARGIN, room.bottom() + _GAP, area.width() - 2 * _MARGIN, line)
        words = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
