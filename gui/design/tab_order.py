"""Where Tab leads on the design panel: from top to bottom, whatever the order in which the parts are built."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QWidget

from engine.playground import FEATURES

_NAMES = (
    *(
        "experimentCombo",
        "experimentsButton",
        "datasetCombo",
        "openFolderButton",
        "downloadButton",
        "cancelDataButton",
        "scalingCombo",
    ),
    *("newPointsButton", "pointsSlider", "noiseSlider", "trainShareSlider", "classesSpin", "generatedPointsButton"),
    *(f"feature_{name}" for name in FEATURES),
    *("inputDropoutSpin", "layerTable", "outputRow", "outputActivationCombo"),
    *("addLayerButton", "removeLayerButton", "layerUpButton", "layerDownButton", "undoButton", "redoButton"),
    *("initializerCombo", "initializerScaleSpin", "biasCheck"),
    *("lossCombo", "optimizerCombo", "momentumSpin", "beta1Spin", "beta2Spin", "epsilonSpin"),
    *("batchSizeSpin", "epochsSpin", "l2Spin", "moreToggle"),
    *("scheduleCombo", "scheduleEverySpin", "scheduleFactorSpin"),
    *("l1Spin", "weightDecaySpin", "clipNormSpin", "patienceSpin"),
    *("augmentationToggle", "shiftSpin", "rotationSpin", "scaleSpin", "shearSpin"),
    *("elasticSpin", "elasticSigmaSpin", "thicknessSpin"),
)


def set_tab_order(panel: QWidget) -> None:
    """Lead Tab through the parts of `panel`."""
    widgets = [panel.findChild(QWidget, name) for name in _NAMES]
    for before, after in pairwise(widget for widget in widgets if widget is not None):
        QWidget.setTabOrder(before, after)
