"""A few training images, each beside what augmentation makes of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme.theme import LIGHT, Theme
from gui.widgets.ink_picture import ink_picture

_GAP = 2
_FIRST_GAP = 10
_SMALLEST, _LARGEST = 20, 40


class AugmentationPreview(QWidget):
    """A grid of images: the first of each row is the original, the others are changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._images: NDArray[np.uint8] | None = None
        self._full_ink = 255
        self._pictures: list[list[QImage]] = []
        self.setObjectName("augmentationPreview")
        self.setAccessibleName(self.tr("Augmented images"))
        self.setToolTip(
            self.tr("At the left training images as they are, beside each what the network may meet in its place")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def images(self) -> NDArray[np.uint8] | None:
        """What is shown, or None."""
        return self._images

    def show_images(self, images: NDArray[np.uint8], full_ink: int) -> None:
        """Show `images` (rows, columns, height, width); `full_ink` is the value of a pixel full of ink."""
        self._images, self._full_ink = images, full_ink
        self._make_pictures()
        self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Take paper and ink of `theme`."""
        self._theme = theme
        self._make_pictures()

    def sizeHint(self) -> QSize:
        side = self._side()
        rows = len(self._pictures) or 3
        return QSize(7 * (_SMALLEST + _GAP) + _FIRST_GAP, rows * (side + _GAP) - _GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * (_SMALLEST + _GAP) + _FIRST_GAP, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = self._side()
        for row, pictures in enumerate(self._pictures):
            for column, picture in enumerate(pictures):
                left = column * (side + _GAP) + (_FIRST_GAP if column else 0)
                painter.drawImage(QRect(left, row * (side + _GAP), side, side), picture)

    def _side(self) -> int:
        columns = len(self._pictures[0]) if self._pictures else 7
        fitting = (self.width() - _FIRST_GAP + _GAP) // columns - _GAP
        return max(_SMALLEST, min(fitting, _LARGEST))

    def _make_pictures(self) -> None:
        self._pictures = []
        if self._images is not None:
            for row in self._images:
                self._pictures.append([ink_picture(image, self._full_ink, self._theme) for image in row])
        self.update()
