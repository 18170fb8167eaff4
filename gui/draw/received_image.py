"""The picture that the network really gets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.widgets.ink_picture import ink_picture

_CAPTION_GAP = 2


class ReceivedImage(QWidget):
    """An image pixel for pixel, zero in the colour of the paper and its largest value in that of the ink."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._image: NDArray[np.uint8] | None = None
        self._largest = 255
        self._shape = (28, 28)
        self._picture = QImage()
        self._side = 84
        self.setObjectName("receivedImage")
        self.setAccessibleName(self.tr("What the network receives"))
        self.setToolTip(
            self.tr(
                "The drawing as the network receives it: scaled, thickened and centred like the images it"
                " was trained on"
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_text_role(self, "small")

    def show_image(self, image: NDArray[np.uint8], largest: int) -> None:
        """Show an image (height, width); `largest` is the value of full ink.

        Raises:
            ValueError: the array is not two-dimensional.
        """
        if image.ndim != 2:
            raise ValueError(f"an image has the shape (height, width), not {image.shape}")
        self._shape = (image.shape[0], image.shape[1])
        self._image, self._largest = image.copy(), largest
        self._make_picture()

    def show_blank(self) -> None:
        """Show an empty frame."""
        self._image = None
        self._make_picture()

    def set_shape(self, image_shape: tuple[int, int]) -> None:
        """Say in the caption what an image would be like."""
        if image_shape != self._shape:
            self._shape = image_shape
            self.show_blank()

    def set_side(self, side: int) -> None:
        """Take a square of `side` pixels."""
        if side != self._side:
            self._side = side
            self.updateGeometry()
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take paper and ink of `theme`."""
        self._theme = theme
        self._make_picture()

    def _make_picture(self) -> None:
        self._picture = QImage() if self._image is None else ink_picture(self._image, self._largest, self._theme)
        self.update()

    def _frame(self) -> QRect:
        """The largest rectangle of whole device pixels an image pixel that fits."""
        ratio = self.devicePixelRatioF()
        height, width = self._shape
        zoom = max(1, int((self._side - 2) * ratio) // max(height, width)) / ratio
        size = QSize(round(width * zoom), round(height * zoom))
        return QRect((self._side - size.width()) // 2, (self._side - size.height()) // 2, *size.toTuple())

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side + _CAPTION_GAP + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = self._frame()
        painter.fillRect(frame.adjusted(-1, -1, 1, 1), self._theme.control_border)
        painter.fillRect(frame, self._theme.paper)
        if not self._picture.isNull():
            painter.drawImage(frame, self._picture)
        painter.setPen(self._theme.muted_text)
        caption = QRect(0, frame.bottom() + 1 + _CAPTION_GAP, self.width(), self.fontMetrics().height())
        words = f"{self._shape[0]}×{self._shape[1]}"
        needed = self.fontMetrics().horizontalAdvance(words)
        if needed > self.width():
            # At a large text size the image is the narrower of the two.
            font = QFont(self.font())
            font.setPixelSize(int(self.fontInfo().pixelSize() * self.width() / needed))
            painter.setFont(font)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, words)
