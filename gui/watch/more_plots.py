"""The plots that share a place with the update ratio."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from gui.watch.curve_plot import CurvePlot


def build_weight_norms(parent: QWidget) -> CurvePlot:
    """How large the weights of each layer are."""
    return CurvePlot(
        "weightNormPlot",
        _tr("Weight norm"),
        _tr("‖W‖ per layer"),
        _tr("The size of each layer's weights appears here at the end of every epoch"),
        explanation=_tr(
            "The root of the sum of a layer's squared weights and biases.\nSteady growth is learning; a layer that "
            "shoots up is about to diverge, and one that shrinks is being pulled to zero by a penalty or decay."
        ),
        scale_switchable=True,
        parent=parent,
    )


def build_learning_rates(parent: QWidget) -> CurvePlot:
    """The learning rate of each step."""
    return CurvePlot(
        "learningRatePlot",
        _tr("Learning rate"),
        empty_text=_tr("Press Start: the learning rate of every step appears here"),
        explanation=_tr(
            "What a step's gradient is multiplied by, as the schedule and your own changes make it.\nA dotted line "
            "with a foot marks where something was changed, in every plot."
        ),
        scale_switchable=True,
        parent=parent,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dashboard", text)
