"""The view of the weights: which layer, how it is shown, and the weight under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMargins, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.history import SeriesView
from engine.places import WeightPlace
from gui.inspect.followed_weights import FollowedWeights
from gui.inspect.weight_content import Quantity, WeightContent
from gui.inspect.weight_controls import (
    ZOOM_STEPS,
    layer_combo,
    mode_combo,
    order_combo,
    quantity_combo,
    scale_button,
    size_slider,
)
from gui.inspect.weight_picture import WeightPicture
from gui.inspect.weight_tiles import MAX_ZOOM
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.wrapping_row import WrappingRow

_LEAST_WIDTH = 472
Parameters = tuple[NDArray[np.floating], NDArray[np.floating] | None]
"""(inputs, units) and (units,) or None, of a layer."""


class WeightView(QWidget):
    """Weights of one layer, as image tiles or as a matrix, zero in the middle of the colours.

    Signals:
        layer_changed(int): the person chose another layer; 0 is the first after the inputs.
        quantity_changed(): the person chose to see something else of each weight.
        followed_changed(): the person follows other single weights.
    """

    layer_changed = Signal(int)
    quantity_changed = Signal()
    followed_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weightView")
        self.setAccessibleName(self.tr("Weights"))
        # The keyboard reaches the tiles through the view, which Space starts and pauses from.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = LIGHT
        self._weights: tuple[NDArray[np.floating], ...] = ()
        self._biases: tuple[NDArray[np.floating] | None, ...] = ()
        self._of_step: tuple[Quantity | None, tuple[Parameters, ...]] = (None, ())
        self._image_shape: tuple[int, int] | None = None
        self._shapes: tuple[tuple[int, ...], ...] | None = None
        self._picture = WeightPicture(self)
        self._followed = FollowedWeights(self)
        self._layer_combo = layer_combo(self)
        self._quantity_combo = quantity_combo(self)
        self._mode_combo = mode_combo(self)
        self._order_combo = order_combo(self)
        self._scale_button = scale_button(self)
        self._size_label = QLabel(self.tr("Tile size"), self)
        self._size_slider = size_slider(self)
        self._read_out = ElidedLabel("", self)
        self._read_out.setObjectName("weightReadout")
        self._build_layout()
        self._picture.weight_chosen.connect(self._followed.toggle)
        self._followed.changed.connect(self.followed_changed)
        self._picture.pointer_moved.connect(self._update_read_out)
        self._layer_combo.currentIndexChanged.connect(self._on_layer_chosen)
        self._mode_combo.currentIndexChanged.connect(self._on_mode_chosen)
        self._size_slider.valueChanged.connect(self._on_size_changed)
        self._quantity_combo.currentIndexChanged.connect(self._on_quantity_chosen)
        self._order_combo.currentIndexChanged.connect(self._on_order_chosen)
        self._scale_button.toggled.connect(self._picture.set_fixed)
        self._picture.unit_changed.connect(self._on_unit_changed)
        self.clear()

    @property
    def layer(self) -> int:
        """The layer shown; -1 for none."""
        return self._layer_combo.currentIndex()

    @property
    def dirty(self) -> bool:
        """Whether there are weights that are not drawn yet."""
        return self._picture.dirty or (bool(self.followed) and self._followed.dirty)

    @property
    def quantity(self) -> Quantity:
        """What the person wants to see of each weight."""
        quantity: Quantity = self._quantity_combo.currentData()
        return quantity

    @property
    def followed(self) -> tuple[WeightPlace, ...]:
        """The single weights whose values are wanted after every step."""
        return self._followed.places

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
        return self._followed.refresh() or drawn

    def follow(self, places: Sequence[WeightPlace]) -> None:
        """Follow these single weights and no others."""
        self._followed.follow(places)

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
        self._followed.set_image_width(image_shape[1] if image_shape is not None else 0)
        shapes = tuple(weight.shape for weight in self._weights)
        if shapes != self._shapes:
            self._shapes = shapes
            self._list_layers()
        self._show_layer()

    def show_of_step(self, quantity: Quantity | None, layers: Sequence[Parameters]) -> None:
        """Take the gradient or the change of the last batch, weights and biases of each layer; empty for not known.

        Drawn at the next `refresh()`, where the person has chosen this quantity.
        """
        self._of_step = quantity, tuple(layers)
        if self.quantity != "weights":
            self._show_layer()
            self._update_read_out()

    def show_followed(self, curves: Sequence[tuple[WeightPlace, SeriesView]]) -> None:
        """Take the values of the followed weights so far; drawn at the next `refresh()`."""
        self._followed.show_curves(curves)

    def spoken(self) -> str:
        """What is shown, or the weight that the keys read, in words."""
        return self._picture.spoken()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture.apply_theme(theme)
        self._followed.apply_theme(theme)
        self.update()

    def _build_layout(self) -> None:
        for label in (self._size_label, self._read_out):
            set_text_role(label, "small")
            set_text_tone(label, "muted")
        tabular(self._read_out)
        # In a narrow window, or with large text, the choosers do not all fit in a line.
        header = WrappingRow(QMargins(16, 8, 16, 0), self)
        header.add_widget(self._layer_combo)
        header.add_widget(self._quantity_combo)
        header.add_widget(self._mode_combo)
        header.add_widget(self._order_combo)
        header.add_widget(self._scale_button)
        footer = QHBoxLayout()
        footer.setContentsMargins(16, 0, 16, 8)
        footer.setSpacing(8)
        footer.addWidget(self._read_out, 1)
        footer.addWidget(self._size_label)
        footer.addWidget(self._size_slider)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(header)
        layout.addWidget(self._picture, 2)
        layout.addWidget(self._followed, 1)
        layout.addLayout(footer)

    def _list_layers(self) -> None:
        layer = max(0, min(self.layer, len(self._weights) - 1))
        self._layer_combo.blockSignals(True)
        self._layer_combo.clear()
        for index, (inputs, units) in enumerate(self._shapes or ()):
            self._layer_combo.addItem(self.tr("layer {number}").format(number=index + 1), index)
            sizes = self.tr("{inputs} inputs, {units} units").format(inputs=inputs, units=units)
            self._layer_combo.setItemData(index, sizes, Qt.ItemDataRole.ToolTipRole)
        self._layer_combo.setCurrentIndex(layer if self._weights else -1)
        self._layer_combo.blockSignals(False)
        self._layer_combo.setVisible(bool(self._weights))
        self._update_read_out()

    def _show_layer(self) -> None:
        content = self._content()
        can_be_tiles = content is not None and content.image_shape is not None
        as_tiles = can_be_tiles and self._mode_combo.currentData() == "tiles"
        self._mode_combo.setVisible(can_be_tiles)
        self._order_combo.setVisible(as_tiles)
        self._scale_button.setVisible(content is not None)
        self._quantity_combo.setVisible(bool(self._weights))
        if content is None and self._weights:
            self._picture.show_nothing(self._nothing_of_step())
        elif content is None:
            self._picture.show_nothing(self.tr("No weights yet. Choose an experiment and press Start."))
        else:
            self._picture.show_content(content, as_tiles)
        for widget in (self._size_label, self._size_slider):
            widget.setVisible(as_tiles and self._picture.enlarged is None)

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def _content(self) -> WeightContent | None:
        layer = self.layer
        if not 0 <= layer < len(self._weights):
            return None
        weight = self._weights[layer]
        bias = self._biases[layer] if layer < len(self._biases) else None
        if self.quantity != "weights":
            quantity, layers = self._of_step
            if quantity != self.quantity or layer >= len(layers) or layers[layer][0].shape != weight.shape:
                return None
            weight, bias = layers[layer]
        if bias is not None and bias.shape != weight.shape[1:]:
            bias = None
        shape = self._image_shape
        is_image = layer == 0 and shape is not None and shape[0] * shape[1] == weight.shape[0]
        return WeightContent(layer, weight, bias, shape if is_image else None, self.quantity)

    def _nothing_of_step(self) -> str:
        if self.quantity == "gradient":
            return self.tr("The gradient is shown from the next batch on. Press Start, or train one batch (F6).")
        return self.tr("No change yet. Press Start, or train one batch (F6).")

    @Slot()
    def _update_read_out(self) -> None:
        hint = ""
        if self._picture.has_tiles and self._picture.enlarged is None:
            hint = self.tr("Click enlarges a unit, right-click follows a weight.")
        elif self._picture.has_tiles:
            hint = self.tr("Point at a weight to read it, right-click it to follow it.")
        elif self._weights:
            hint = self.tr("Point at a weight to read it, click it to follow it.")
        self._read_out.setText(self._picture.read_out_at_pointer().replace("-", "−") or hint)

    @Slot()
    def _on_layer_chosen(self) -> None:
        self._on_mode_chosen()
        self.layer_changed.emit(self.layer)

    @Slot()
    def _on_mode_chosen(self) -> None:
        self._show_layer()
        self._picture.redraw()
        self._update_read_out()

    @Slot()
    def _on_quantity_chosen(self) -> None:
        # Gradients and changes are far smaller than weights: a range kept from the one would hide the other.
        self._scale_button.setChecked(False)
        self._on_mode_chosen()
        self.quantity_changed.emit()

    @Slot()
    def _on_order_chosen(self) -> None:
        self._picture.set_by_norm(self._order_combo.currentData() == "norm")
        self._on_mode_chosen()

    @Slot()
    def _on_unit_changed(self) -> None:
        all_units = self._picture.enlarged is None
        for widget in (self._size_label, self._size_slider):
            widget.setVisible(all_units and self._picture.has_tiles)
        self._describe()
        self._update_read_out()

    @Slot(int)
    def _on_size_changed(self, value: int) -> None:
        self._picture.set_zoom(MAX_ZOOM ** (value / ZOOM_STEPS))

    def minimumSizeHint(self) -> QSize:
        # Room for the choosers in one line, in the usual size of text.
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._picture.press_key(event.key()):
            self._describe()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A click says by itself which tile is meant; the mark is for the keyboard.
        self._picture.set_focus_shown(event.reason() != Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._picture.set_focus_shown(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
