"""The view of the histograms over time: of which layer, of what, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QToolButton, QVBoxLayout, QWidget

from engine.statistics_log import LayersAt
from gui.inspect.histogram_content import QUANTITIES, moments_of
from gui.inspect.histogram_panel import HistogramPanel, Style
from gui.inspect.histogram_picture import HistogramPicture
from gui.inspect.picture import KEYBOARD_REASONS
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

_ALL = -1


class HistogramView(QWidget):
    """How the weights, gradients and activations of the layers are spread, record after record.

    Signals:
        layer_changed(int or None): the person chose a layer, 0 for the first after the inputs, or all.
    """

    layer_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogramView")
        self.setAccessibleName(self.tr("Histograms"))
        # The keys reach the bins through the view, which Space starts and pauses from.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = LIGHT
        self._log: tuple[LayersAt, ...] = ()
        self._waiting = False
        self._layers = 0
        self._wanted = _ALL
        self._picture = HistogramPicture(self)
        self._layer_combo = self._build_combo(
            "histogramLayerCombo", self.tr("Layer"), self.tr("The layers whose histograms are shown")
        )
        self._quantity_combo = self._build_quantity_combo()
        self._style_combo = self._build_style_combo()
        self._log_button = self._build_log_button()
        self._build_layout()
        for combo in (self._layer_combo, self._quantity_combo, self._style_combo):
            combo.currentIndexChanged.connect(self._on_chosen)
        self._log_button.toggled.connect(self._on_chosen)
        self._layer_combo.currentIndexChanged.connect(self._on_layer_chosen)
        self._list_layers()
        self._show()

    @property
    def picture(self) -> HistogramPicture:
        """The picture itself."""
        return self._picture

    @property
    def dirty(self) -> bool:
        """Whether there are histograms that are not drawn yet."""
        return self._waiting or self._picture.dirty

    def refresh(self) -> bool:
        """Draw the newest histograms; False where there was nothing to do or nobody to see it."""
        if self._waiting and self.isVisible():
            self._show()
        return self._picture.refresh()

    def show_statistics(self, log: Sequence[LayersAt]) -> None:
        """Take the layers at the records so far, oldest first; they are drawn at the next `refresh()`."""
        if log is self._log:
            return
        self._log = tuple(log)
        layers = max((len(at.layers) for at in self._log), default=0)
        if layers != self._layers:
            self._layers = layers
            self._list_layers()
        # Nothing is computed for a view that nobody sees.
        self._waiting = True

    def clear(self) -> None:
        """Show no histograms."""
        self.show_statistics(())

    def set_layer(self, layer: int | None) -> None:
        """Show one layer, 0 for the first after the inputs, or all (None), once there are histograms; emits nothing."""
        wanted = _ALL if layer is None else layer
        self.blockSignals(True)
        self._layer_combo.setCurrentIndex(max(0, self._layer_combo.findData(wanted)))
        self.blockSignals(False)
        self._wanted = wanted

    def spoken(self) -> str:
        """What is shown, or what the keys read, in words."""
        if self._waiting and self.isVisible():
            self._show()
        return self._picture.spoken()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture.apply_theme(theme)
        self.update()

    def _build_combo(self, name: str, words: str, tip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        combo.setToolTip(tip)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _build_quantity_combo(self) -> QComboBox:
        tip = self.tr(
            "Weights: of the layer, without biases. Gradients: of the epoch's last batch, weights and biases, with "
            "penalties, before clipping. Activations: what its units give for a fixed sample of training rows"
        )
        combo = self._build_combo("histogramQuantityCombo", self.tr("Of what"), tip)
        names = {
            "weights": self.tr("weights"),
            "gradients": self.tr("gradients"),
            "activations": self.tr("activations"),
        }
        for quantity in QUANTITIES:
            combo.addItem(names[quantity], quantity)
        return combo

    def _build_style_combo(self) -> QComboBox:
        tip = self.tr("Ridges: one before the other, the newest in front. Overlay: all on one base, the newest filled")
        combo = self._build_combo("histogramStyleCombo", self.tr("Drawn as"), tip)
        combo.addItem(self.tr("ridges"), "ridges")
        combo.addItem(self.tr("overlay"), "overlay")
        return combo

    def _build_log_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("histogramLogButton")
        button.setText(self.tr("log"))
        button.setAccessibleName(self.tr("Logarithmic counts"))
        button.setToolTip(self.tr("Draw log(1 + count): a few values far from the rest can be seen as well"))
        button.setCheckable(True)
        return button

    def _build_layout(self) -> None:
        header = WrappingRow(QMargins(16, 8, 16, 0), self)
        header.add_widget(self._layer_combo)
        header.add_widget(self._quantity_combo)
        header.add_widget(self._style_combo)
        header.add_widget(self._log_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(header)
        layout.addWidget(self._picture, 1)

    def _list_layers(self) -> None:
        combo = self._layer_combo
        combo.blockSignals(True)
        combo.clear()
        combo.addItem(self.tr("all layers"), _ALL)
        for layer in range(self._layers):
            combo.addItem(self._name(layer), layer)
        combo.setCurrentIndex(max(0, combo.findData(self._wanted)))
        combo.blockSignals(False)

    def _name(self, layer: int) -> str:
        return self.tr("layer {number}").format(number=layer + 1)

    def _show(self) -> None:
        self._waiting = False
        if not self._layers:
            self._picture.show_nothing(
                self.tr("No histograms yet"),
                self.tr("They are made at the end of an epoch: press Start, or train one epoch (F7)."),
            )
        else:
            chosen = self._layer_combo.currentData()
            quantity = self._quantity_combo.currentData()
            style = Style(self._style_combo.currentData() == "ridges", self._log_button.isChecked())
            layers = range(self._layers) if chosen == _ALL else (chosen,)
            words = self.tr("{layer}, {quantity}")
            self._picture.show_panels(
                [
                    HistogramPanel(
                        layer,
                        words.format(layer=self._name(layer), quantity=self._quantity_combo.currentText()),
                        moments_of(self._log, layer, quantity),
                        style,
                    )
                    for layer in layers
                ]
            )

    @Slot()
    def _on_layer_chosen(self) -> None:
        self._wanted = self._layer_combo.currentData()
        self.layer_changed.emit(None if self._wanted == _ALL else self._wanted)

    @Slot()
    def _on_chosen(self) -> None:
        self._show()
        self._picture.redraw()
        self._describe()

    def _describe(self) -> None:
        if self.spoken() != self.accessibleDescription():
            self.setAccessibleDescription(self.spoken())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._picture.press_key(event.key()):
            self._describe()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._picture.set_cursor_shown(event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._picture.set_cursor_shown(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
