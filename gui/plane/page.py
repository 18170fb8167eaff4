"""A page with a picture of points, its tools above and its key below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.inspect.picture import CachedPicture
from gui.plane.editor import Tool
from gui.plane.layer_responses import LayerResponses
from gui.plane.point_key import PointKey
from gui.plane.point_picture import PointPicture
from gui.plane.point_tools import PointTools
from gui.plane.response_maps import NO_UNIT, ResponseMaps
from gui.theme.theme import LIGHT, Theme


class PointPage(QWidget):
    """Keeps tools and picture in step, and shows large the unit that the response maps point at.

    Subclasses share out the room between the pictures, and show a unit.
    """

    def __init__(self, picture: PointPicture, tools: Sequence[Tool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._picture = picture
        self.tools = PointTools(tools, self)
        picture.setParent(self)
        self.maps = ResponseMaps(self)
        self.key = PointKey(self)
        self.setFocusProxy(picture)
        self.tools.tool_chosen.connect(self._on_tool_chosen)
        self.tools.class_chosen.connect(picture.set_label)
        picture.tool_chosen.connect(self._on_tool_key)
        picture.class_chosen.connect(self.tools.set_label)
        picture.points_changed.connect(self._count)
        self.maps.unit_hovered.connect(self._show_current_unit)
        self.maps.unit_chosen.connect(self._show_current_unit)
        self._on_tool_key(tools[0])
        self._count()

    @property
    def picture(self) -> PointPicture:
        """The picture of the points."""
        return self._picture

    def pictures(self) -> list[CachedPicture]:
        """What is drawn at `refresh()`, and takes the keyboard besides the tools."""
        return [self._picture, self.maps]

    def refresh(self) -> bool:
        """Draw what has changed; False where there was nothing to do or nobody to see it."""
        return any([picture.refresh() for picture in self.pictures()])

    def spoken(self) -> str:
        """What is shown, in words."""
        return self._picture.spoken()

    def clear(self) -> None:
        """Show the points alone."""
        self._picture.clear()
        self.maps.clear()
        self._show_current_unit()

    def show_responses(
        self, layers: Sequence[NDArray[np.floating]], total_units: Sequence[int], names: Sequence[str]
    ) -> None:
        """Show what every unit gives, as `ResponseMaps.show_responses`, also large where one is pointed at."""
        self.maps.show_responses(layers, total_units, names)
        self._show_current_unit()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for picture in self.pictures():
            picture.apply_theme(theme)
        self.tools.apply_theme(theme)
        self.key.apply_theme(theme)
        self.update()

    def show_unit(self, layer: LayerResponses | None, unit: int, name: str) -> None:
        """Show a unit large, or none."""
        raise NotImplementedError

    def arrange(self, body: QRect) -> None:
        """Share out the room between tools and key."""
        raise NotImplementedError

    def hint(self, tool: Tool) -> str:
        """What the mouse does with a tool."""
        hints: dict[Tool, str] = {
            "move": self.tr("Click to add a point, drag one to move it, right-click to remove it"),
            "paint": self.tr("Drag over points to give them the chosen class"),
            "erase": self.tr("Drag over points to remove them"),
        }
        return hints[tool]

    @Slot(str)
    def _on_tool_chosen(self, tool: Tool) -> None:
        self._picture.set_tool(tool)
        self.key.set_hint(self.hint(tool))

    @Slot(str)
    def _on_tool_key(self, tool: Tool) -> None:
        self.tools.set_tool(tool)
        self.key.set_hint(self.hint(tool))

    @Slot()
    def _show_current_unit(self) -> None:
        layer, unit = self.maps.current
        if (layer, unit) == NO_UNIT:
            self.show_unit(None, -1, "")
        else:
            self.show_unit(self.maps.layers[layer], unit, self.maps.unit_name((layer, unit)))

    @Slot()
    def _count(self) -> None:
        """The counts of legend and key are those of the picture."""
        points = self._picture.points
        held_out = int(points.held_out.sum())
        self.key.set_counts(len(points) - held_out, held_out)
        counts = np.bincount(points.labels, minlength=len(points.class_names))[: len(points.class_names)]
        self.tools.set_classes(points.class_names, counts.tolist())
        self.tools.set_label(self._picture.label)
        self._arrange()

    def _arrange(self) -> None:
        width = self.width()
        # How much the tools say, and with that their height, follows from their width.
        self.tools.resize(width, self.tools.height())
        top, bottom = self.tools.heightForWidth(width), self.key.sizeHint().height()
        self.tools.setGeometry(0, 0, width, top)
        self.key.setGeometry(0, self.height() - bottom, width, bottom)
        self.arrange(QRect(0, top + 4, width, max(self.height() - top - 4 - bottom, 0)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 200)

    def sizeHint(self) -> QSize:
        return QSize(700, 360)

    def showEvent(self, event: QShowEvent) -> None:
        self._arrange()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()


def beside_or_below(body: QRect, width: int, height: int, *, wide: float) -> tuple[QRect, QRect]:
    """Two parts of `body`: side by side, the first of `width`, where it is `wide` times as wide as high.

    Else one below the other, the first of `height`.
    """
    if body.width() >= wide * body.height():
        first = QRect(body.left(), body.top(), width, body.height())
        return first, QRect(body.left() + width, body.top(), body.width() - width, body.height())
    first = QRect(body.left(), body.top(), body.width(), height)
    return first, QRect(body.left(), body.top() + height, body.width(), body.height() - height)
