"""The page of a classification task on a plane."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from gui.plane.editor import TOOLS
from gui.plane.layer_responses import LayerResponses
from gui.plane.page import PointPage, beside_or_below
from gui.plane.plane_view import PlaneView

# The plane leaves the units at least that much.
_MOST_OF_WIDTH, _MOST_OF_HEIGHT = 0.62, 0.66
# A body this much wider than high has the units beside the plane, else below it.
_WIDE = 1.15


class PlanePage(PointPage):
    """Decision regions with points to edit, and beside or below them what every unit gives.

    Attributes:
        plane: the regions; the caller gives it regions and points, and takes its signals.
        maps: the units; the caller gives them by `show_responses`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.plane = PlaneView()
        super().__init__(self.plane, TOOLS, parent)
        self.setObjectName("planePage")

    def show_unit(self, layer: LayerResponses | None, unit: int, name: str) -> None:
        if layer is None or layer.values.ndim != 3:
            self.plane.show_unit(None)
        else:
            self.plane.show_unit(layer.values[unit], name, layer.limit)

    def arrange(self, body: QRect) -> None:
        width = min(round(self.plane.width_for(body.height())), round(_MOST_OF_WIDTH * body.width()))
        plane, maps = beside_or_below(body, width, round(_MOST_OF_HEIGHT * body.height()), wide=_WIDE)
        self.plane.setGeometry(plane)
        self.maps.setGeometry(maps)
