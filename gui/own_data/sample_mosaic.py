"""Sample images, each with the name of its class under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.own_data.cells import NOWHERE, ROLE, Index
from gui.theme.theme import LIGHT, Theme
from gui.widgets.ink_picture import ink_picture
from gui.widgets.tile_list import lay_out_tiles

_SIDE = 56
_PADDING = 6
_FULL_INK = 255


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.images: NDArray[np.uint8] = np.empty((0, 1, 1), np.uint8)
        self._names: tuple[str, ...] = ()

    def show(self, images: NDArray[np.uint8], names: Sequence[str]) -> None:
        self.beginResetModel()
        self.images, self._names = images, tuple(names)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return self._names[index.row()]
        if role == ROLE.AccessibleTextRole:
            return self.tr("image of {name}").format(name=self._names[index.row()] or self.tr("an unknown class"))
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a tile in `size`."""

    def __init__(self, model: _Model, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.theme = LIGHT
        self.size = QSize(_SIDE, _SIDE)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        image = self._model.images[index.row()]
        height, width = image.shape
        zoom = _SIDE / max(height, width)
        # Whole pixels where it can be; large images are made smaller.
        zoom = float(int(zoom)) if zoom >= 1 else zoom
        size = QSize(max(1, round(width * zoom)), max(1, round(height * zoom)))
        left = area.left() + (area.width() - size.width()) // 2
        frame = QRect(left, area.top() + _PADDING + (_SIDE - size.height()) // 2, size.width(), size.height())
        painter.save()
        has_focus = option.state & QStyle.StateFlag.State_HasFocus
        painter.fillRect(frame.adjusted(-1, -1, 1, 1), self.theme.accent if has_focus else self.theme.control_border)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < 1)
        painter.drawImage(frame, ink_picture(image, _FULL_INK, self.theme))
        painter.setPen(self.theme.text)
        words = QRect(area.left() + 2, area.top() + _PADDING + _SIDE + 2, area.width() - 4, area.height())
        words.setHeight(painter.fontMetrics().height())
        name = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), name)
        painter.restore()


class SampleMosaic(QListView):
    """Tiles in rows, as high as there are rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownSamples")
        self.setAccessibleName(self.tr("Sample images"))
        self.setToolTip(self.tr("Images as the network receives them, with their classes"))
        self._images = _Model(self)
        self._delegate = _Delegate(self._images, self)
        lay_out_tiles(self, 0)
        self.setModel(self._images)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QListView { background: transparent; }")

    def show_images(self, images: NDArray[np.uint8], names: Sequence[str]) -> None:
        """Show images (n, height, width) of 0 (paper) to 255 (ink), and what each shows."""
        self._images.show(images, names)
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._delegate.theme = theme
        self.viewport().update()

    def _fit(self) -> None:
        """Tiles that fill the width, and a list as high as they need."""
        count, width = self._images.rowCount(), max(self.viewport().width(), _SIDE)
        height = _SIDE + self.fontMetrics().height() + 2 * _PADDING + 2
        columns = max(1, min(width // (_SIDE + 2 * _PADDING + 8), max(count, 1)))
        size = QSize(min(width // columns, 2 * _SIDE), height)
        if size != self._delegate.size:
            self._delegate.size = size
            self.scheduleDelayedItemsLayout()
        columns = max(1, width // size.width())
        self.setFixedHeight(-(-max(count, 1) // columns) * height + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
