"""What the person chooses the picture of the weights with."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QSlider, QToolButton, QWidget

ZOOM_STEPS = 100


def layer_combo(parent: QWidget) -> QComboBox:
    """Of which layer; its entries come with the weights."""
    tip = _tr("The layer whose weights are shown; a layer computes activation(x · weight + bias)")
    return _combo(parent, "weightLayerCombo", _tr("Layer"), tip)


def quantity_combo(parent: QWidget) -> QComboBox:
    """The weights, what pulls at them, or what became of them."""
    tip = _tr(
        "Weights: as they are now. Gradient: of the newest batch's loss by each weight, ∂L/∂w, with penalties, before "
        "clipping. Change: what that batch added to each weight, new minus old; for plain gradient descent that "
        "is −learning rate × gradient"
    )
    combo = _combo(parent, "weightQuantityCombo", _tr("Of what"), tip)
    combo.addItem(_tr("weights"), "weights")
    combo.addItem(_tr("gradient"), "gradient")
    combo.addItem(_tr("change"), "change")
    return combo


def mode_combo(parent: QWidget) -> QComboBox:
    """Tiles or a matrix."""
    tip = _tr("Tiles: for each unit an image of the weights it gives to the pixels. Matrix: inputs × units")
    combo = _combo(parent, "weightModeCombo", _tr("Shown as"), tip)
    combo.addItem(_tr("tiles"), "tiles")
    combo.addItem(_tr("matrix"), "matrix")
    return combo


def order_combo(parent: QWidget) -> QComboBox:
    """By what the tiles are ordered."""
    tip = _tr("The order of the tiles: of the units in the network, or the largest norm ‖w‖ of their weights first")
    combo = _combo(parent, "weightOrderCombo", _tr("Order of the tiles"), tip)
    combo.addItem(_tr("index"), "index")
    combo.addItem(_tr("norm"), "norm")
    return combo


def scale_button(parent: QWidget) -> QToolButton:
    """Whether the colours keep their meaning."""
    button = QToolButton(parent)
    button.setObjectName("weightScaleButton")
    button.setText(_tr("fix scale"))
    button.setAccessibleName(_tr("Fixed scale"))
    button.setToolTip(
        _tr("On: the colours keep the range they have now, so that growth is seen. Off: chosen by what is shown")
    )
    button.setCheckable(True)
    return button


def size_slider(parent: QWidget) -> QSlider:
    """How large the tiles are."""
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setObjectName("weightTileSizeSlider")
    slider.setAccessibleName(_tr("Tile size"))
    slider.setToolTip(_tr("Leftmost: as large as lets all units fit. Further right: fewer and larger tiles"))
    slider.setRange(0, ZOOM_STEPS)
    slider.setFixedSize(96, 24)
    return slider


def _combo(parent: QWidget, name: str, words: str, tip: str) -> QComboBox:
    combo = QComboBox(parent)
    combo.setObjectName(name)
    combo.setAccessibleName(words)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _tr(words: str) -> str:
    return QCoreApplication.translate("WeightControls", words)
