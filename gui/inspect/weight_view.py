"""The view of the weights: which layer, how it is shown, and the weight under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from gui.inspect.weight_content import WeightContent
from gui.inspect.weight_picture import WeightPicture
from gui.inspect.weight_tiles import MAX_ZOOM
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme

_ZOOM_STEPS = 100


class WeightView(QWidget):
    """Weights of one layer, as image tiles or as a matrix, zero in the middle of the colours.

    Signals:
        layer_changed(int): the person chose another layer; 0 is the first after the inputs.
    """

    layer_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weightView")
        self.setAccessibleName(self.tr("Weights"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = LIGHT
        self._weights: tuple[NDArray[np.floating], ...] = ()
        self._biases: tuple[NDArray[np.floating] | None, ...] = ()
        self._image_shape: tuple[int, int] | None = None
        self._shapes: tuple[tuple[int, ...], ...] | None = None
        self._picture = WeightPicture(self)
        self._layer_combo = self._build_layer_combo()
        self._mode_combo = self._build_mode_combo()
        self._size_label = QLabel(self.tr("Tile size"), self)
        self._size_slider = self._build_size_slider()
        self._read_out = QLabel(self)
        self._read_out.setObjectName("weightReadout")
        self._build_layout()
        self._picture.pointer_moved.connect(self._update_read_out)
        self._layer_combo.currentIndexChanged.connect(self._on_layer_chosen)
        self._mode_combo.currentIndexChanged.connect(self._on_mode_chosen)
        self._size_slider.valueChanged.connect(self._on_size_changed)
        self.clear()

    @property
    def layer(self) -> int:
        """The layer shown; -1 for none."""
        return self._layer_combo.currentIndex()

    @property
    def dirty(self) -> bool:
        """Whether there are weights that are not drawn yet."""
        return self._picture.dirty

    @property
    def picture(self) -> WeightPicture:
        """The picture itself."""
        return self._picture

    def refresh(self) -> bool:
        """Draw the newest weights; returns False where there was nothing to do or nobody to see it."""
        drawn = self._picture.refresh()
        if drawn:
            # The weight under a resting pointer changes as well.
            self._update_read_out()
        return drawn

    def clear(self) -> None:
        """Show no weights."""
        self.show_weights((), (), None)

    def displayed(self) -> NDArray[np.floating]:
        """The weights shown: (inputs, tiles), or the drawn rows and columns of the matrix; (0, 0) for none."""
        return self._picture.displayed()

    def set_layer(self, layer: int) -> None:
        """Show `layer`, 0 for the first after the inputs; a layer that does not exist is ignored."""
        if 0 <= layer < len(self._weights):
            self._layer_combo.setCurrentIndex(layer)

    def show_weights(
        self,
        weights: Sequence[NDArray[np.floating]],
        biases: Sequence[NDArray[np.floating] | None] | None,
        image_shape: tuple[int, int] | None,
    ) -> None:
        """Take the newest weights; they are drawn at the next `refresh()`.

        Args:
            weights: one (inputs, units) array a layer; kept, not copied.
            biases: one (units,) array or None a layer, or None where no layer has one.
            image_shape: (height, width) where a sample is an image, else None.
        """
        sound = all(weight.ndim == 2 and weight.size for weight in weights)
        self._weights = tuple(weights) if sound else ()
        self._biases = tuple(biases) if biases is not None else (None,) * len(self._weights)
        self._image_shape = image_shape
        shapes = tuple(weight.shape for weight in self._weights)
        if shapes != self._shapes:
            self._shapes = shapes
            self._list_layers()
        self._show_layer()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture.apply_theme(theme)
        self.update()

    def _build_layer_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("weightLayerCombo")
        combo.setAccessibleName(self.tr("Layer"))
        combo.setToolTip(self.tr("The layer whose weights are shown; a layer computes activation(x · weight + bias)"))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _build_mode_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("weightModeCombo")
        combo.setAccessibleName(self.tr("Shown as"))
        combo.setToolTip(
            self.tr("Tiles: for each unit an image of the weights it gives to the pixels. Matrix: inputs × units")
        )
        combo.addItem(self.tr("tiles"), "tiles")
        combo.addItem(self.tr("matrix"), "matrix")
        return combo

    def _build_size_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setObjectName("weightTileSizeSlider")
        slider.setAccessibleName(self.tr("Tile size"))
        slider.setToolTip(self.tr("Leftmost: as large as lets all units fit. Further right: fewer and larger tiles"))
        slider.setRange(0, _ZOOM_STEPS)
        slider.setFixedSize(96, 24)
        return slider

    def _build_layout(self) -> None:
        for label in (self._size_label, self._read_out):
            set_text_role(label, "small")
            set_text_tone(label, "muted")
        tabular(self._read_out)
        # A long read-out must not widen the window.
        self._read_out.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        header = QHBoxLayout()
        header.setContentsMargins(16, 8, 16, 0)
        header.setSpacing(8)
        header.addWidget(self._layer_combo)
        header.addWidget(self._mode_combo)
        header.addStretch(1)
        header.addWidget(self._size_label)
        header.addWidget(self._size_slider)
        footer = QHBoxLayout()
        footer.setContentsMargins(16, 0, 16, 8)
        footer.addWidget(self._read_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._picture, 1)
        layout.addLayout(footer)

    def _list_layers(self) -> None:
        layer = max(0, min(self.layer, len(self._weights) - 1))
        self._layer_combo.blockSignals(True)
        self._layer_combo.clear()
        for index, (inputs, units) in enumerate(self._shapes or ()):
            words = self.tr("layer {number} ({inputs} → {units})")
            self._layer_combo.addItem(words.format(number=index + 1, inputs=inputs, units=units), index)
        self._layer_combo.setCurrentIndex(layer if self._weights else -1)
        self._layer_combo.blockSignals(False)
        self._layer_combo.setVisible(bool(self._weights))
        self._update_read_out()

    def _show_layer(self) -> None:
        content = self._content()
        can_be_tiles = content is not None and content.image_shape is not None
        as_tiles = can_be_tiles and self._mode_combo.currentData() == "tiles"
        self._mode_combo.setVisible(can_be_tiles)
        self._size_label.setVisible(as_tiles)
        self._size_slider.setVisible(as_tiles)
        if content is None:
            self._picture.show_nothing(self.tr("No weights yet. Choose an experiment and press Start."))
        else:
            self._picture.show_content(content, as_tiles)
        caption = self._picture.caption()
        if caption != self.accessibleDescription():
            self.setAccessibleDescription(caption)

    def _content(self) -> WeightContent | None:
        layer = self.layer
        if not 0 <= layer < len(self._weights):
            return None
        weight = self._weights[layer]
        bias = self._biases[layer] if layer < len(self._biases) else None
        if bias is not None and bias.shape != weight.shape[1:]:
            bias = None
        shape = self._image_shape
        is_image = layer == 0 and shape is not None and shape[0] * shape[1] == weight.shape[0]
        return WeightContent(layer, weight, bias, shape if is_image else None)

    @Slot()
    def _update_read_out(self) -> None:
        hint = self.tr("Point at a weight to read it.") if self._weights else ""
        self._read_out.setText(self._picture.read_out_at_pointer() or hint)

    @Slot()
    def _on_layer_chosen(self) -> None:
        self._on_mode_chosen()
        self.layer_changed.emit(self.layer)

    @Slot()
    def _on_mode_chosen(self) -> None:
        self._show_layer()
        self._picture.redraw()
        self._update_read_out()

    @Slot(int)
    def _on_size_changed(self, value: int) -> None:
        self._picture.set_zoom(MAX_ZOOM ** (value / _ZOOM_STEPS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
