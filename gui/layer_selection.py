"""The layer that is selected, the same in every view."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gui.main_window import MainWindow


class LayerSelection(QObject):
    """Hears of a layer that the person chose in one view, and shows it in all of them.

    The network and the histograms can choose none: then the plots and the histograms show all alike again, and the
    weights stay with the layer they have. The design shows what is selected, but chooses nothing here: its layers are
    a wish, not those that train.

    Signals:
        changed(): another layer is selected, or none.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._layers = 0
        self._layer: int | None = None
        window.network_view.layer_selected.connect(self.select)
        window.weight_view.layer_changed.connect(self.select)
        window.histogram_view.layer_changed.connect(self.select)

    @property
    def layer(self) -> int | None:
        """The selected layer, 0 for the first after the inputs, or None."""
        return self._layer

    @Slot(object)
    def select(self, layer: int | None) -> None:
        """Show `layer` in every view, or none."""
        if layer == self._layer:
            return
        self._layer = layer
        window = self._window
        window.network_view.set_selected_layer(layer)
        window.histogram_view.set_layer(layer)
        window.dashboard.set_selected_layer(layer)
        if layer is not None:
            window.weight_view.set_layer(layer)
            window.design.show_selected_layer(layer)
        self.changed.emit()

    def set_layers(self, count: int) -> None:
        """There is another network with `count` layers: with another number of them none is selected."""
        if count != self._layers:
            self._layers = count
            self.select(None)
