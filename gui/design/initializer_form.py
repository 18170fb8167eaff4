"""How the weights of the selected layer start, and whether it has biases."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.initializers import INITIALIZERS
from gui.design.choice_combo import ChoiceCombo
from gui.design.document import Document
from gui.design.form import Form
from gui.design.layer_badge import LayerBadge
from gui.design.names import initializer_choices
from gui.theme.theme import LIGHT, Theme
from gui.widgets.number_field import NumberField


class InitializerForm(Form):
    """The sign of the selected layer, its initialiser with the scale where it matters, and whether it has biases.

    Signals:
        edited(str, object): another value at this path under the layer: "initializer", "initializer.scale", "bias".
    """

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._index = 0
        self._title = ""
        self._is_showing = False
        self._badge = LayerBadge()
        self._combo = ChoiceCombo(
            "initializerCombo", self.tr("Initialiser"), self.tr("How the weights of the selected layer start")
        )
        self._combo.set_choices(initializer_choices())
        self._combo.chosen.connect(self._on_chosen)
        self.scale_field = NumberField(self.tr("Scale"), 1.0, 0.0, 1e6, decimals=True, step=0.1)
        self.scale_field.setObjectName("initializerScaleSpin")
        self.scale_field.setKeyboardTracking(False)
        self.scale_field.valueChanged.connect(self._on_scale_changed)
        self.add_row(self.tr("Initialiser"), self._combo, before=self._badge)
        self._scale_label = self.add_row(self.tr("Scale"), self.scale_field, stretch=False)
        self._build_bias()

    def show_layer(self, index: int, title: str, layer: Document) -> None:
        """Show initialiser and biases of layer `index`, called `title` here, from its JSON."""
        name, scale = layer["initializer"]["name"], layer["initializer"]["scale"]
        is_another = (index, name) != (self._index, self._combo.choice())
        self._index, self._title = index, title
        self._is_showing = True
        self._combo.set_choice(name)
        self._show_bias(layer["bias"])
        self._show_scale(name, scale, clear_text=is_another)
        self._is_showing = False
        self._show_badge()

    def apply_theme(self, theme: Theme) -> None:
        """Take the layer colours of `theme`."""
        self._theme = theme
        self._show_badge()

    def _build_bias(self) -> None:
        self._bias = QCheckBox()
        self._bias.setObjectName("biasCheck")
        self._bias.setAccessibleName(self.tr("Bias"))
        self._bias.setToolTip(self.tr("Whether each unit of the selected layer adds a bias b to its weighted sum"))
        self._bias.toggled.connect(self._on_bias_toggled)
        self.add_row(self.tr("Bias"), self._bias)

    def _show_bias(self, has_bias: bool) -> None:
        self._bias.setChecked(has_bias)
        self._bias.setText("z = x W + b" if has_bias else "z = x W")

    def _show_scale(self, name: str, scale: float | None, *, clear_text: bool) -> None:
        known = INITIALIZERS[name]
        shown = known.default_scale if scale is None else scale
        if self.scale_field.value() != shown or clear_text:
            self.scale_field.setValue(shown)
        titles = {"uniform": self.tr("Limit ±"), "normal": self.tr("Deviation"), "constant": self.tr("Value")}
        # A plain factor of 1 needs no words; a limit, a deviation or a value does.
        has_scale = name in titles or (scale is not None and name != "zeros")
        self._scale_label.setText(titles.get(name, self.tr("Factor")))
        self.scale_field.setToolTip(self.tr("Scale: {meaning}").format(meaning=known.scale_means))
        widgets: tuple[QWidget, ...] = (self._scale_label, self.scale_field)
        for widget in widgets:
            widget.setVisible(has_scale)

    def _show_badge(self) -> None:
        self._badge.set_layer(self._title, self._theme.layer_color(self._index))

    def _on_chosen(self, name: str) -> None:
        # Another initialiser's scale would mean something else.
        self.edited.emit("initializer", {"name": name, "scale": None})

    def _on_scale_changed(self, scale: float) -> None:
        if not self._is_showing:
            self.edited.emit("initializer.scale", scale)

    def _on_bias_toggled(self, has_bias: bool) -> None:
        if not self._is_showing:
            self.edited.emit("bias", has_bias)
