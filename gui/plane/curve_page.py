"""The page of a regression task with one input."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.inspect.picture import CachedPicture
from gui.plane.curve_view import CurveView
from gui.plane.layer_responses import LayerResponses
from gui.plane.page import PointPage, beside_or_below
from gui.plane.surface_view import SurfaceView

_MOST_OF_WIDTH, _MOST_OF_HEIGHT = 0.58, 0.6
_WIDE = 1.3


class CurvePage(PointPage):
    """The fitted curve with points to edit, and beside or below it the loss surface, or what every unit gives.

    A network that has a loss surface has a single unit, which gives the curve itself.

    Attributes:
        curve: the caller gives it curve and points, and takes its signals.
        surface: the caller gives it path and goal, and the surface by `show_surface`.
        maps: the units; the caller gives them by `show_responses`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.curve, self.surface = CurveView(), SurfaceView()
        super().__init__(self.curve, ("move", "erase"), parent)
        self.setObjectName("curvePage")
        self.surface.setParent(self)
        self._contributions_check = QCheckBox(self.tr("Contributions"), self)
        self._contributions_check.setObjectName("contributionsCheck")
        self._contributions_check.setAccessibleName(self.tr("Show what each hidden unit contributes"))
        self._contributions_check.setToolTip(
            self.tr(
                "Show what each hidden unit adds: its response times its weight. All together, and the bias, they are "
                "the curve"
            )
        )
        self._contributions_check.toggled.connect(self.curve.set_contributions_shown)
        self.tools.add_widget(self._contributions_check)
        self._show_side()

    def pictures(self) -> list[CachedPicture]:
        return [*super().pictures(), self.surface]

    def clear(self) -> None:
        super().clear()
        self.surface.clear()
        self._show_side()

    def show_surface(
        self, loss: NDArray[np.floating] | None, weight_range: tuple[float, float], bias_range: tuple[float, float]
    ) -> None:
        """Show a loss surface, as `SurfaceView.show_surface`, in the place of the units; or with None the units."""
        if loss is None:
            self.surface.clear()
        else:
            self.surface.show_surface(loss, weight_range, bias_range)
        self._show_side()

    def show_unit(self, layer: LayerResponses | None, unit: int, name: str) -> None:
        if layer is None or layer.values.ndim != 2:
            self.curve.show_unit(None)
        else:
            self.curve.show_unit(layer.values[unit], name)

    def arrange(self, body: QRect) -> None:
        width, height = round(_MOST_OF_WIDTH * body.width()), round(_MOST_OF_HEIGHT * body.height())
        curve, side = beside_or_below(body, width, height, wide=_WIDE)
        self.curve.setGeometry(curve)
        self.maps.setGeometry(side)
        self.surface.setGeometry(side)

    def _show_side(self) -> None:
        self.surface.setVisible(self.surface.has_surface)
        self.maps.setVisible(not self.surface.has_surface)
        self._contributions_check.setVisible(not self.surface.has_surface)
