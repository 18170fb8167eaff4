"""The activations lab: what a function passes forward and back, and where the sums of a network lie on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QSpinBox, QVBoxLayout, QWidget

from engine.activations import ACTIVATIONS
from engine.labs.slopes import FLAT, HIGH, LOW, flat_zones, slope_through
from engine.labs.sums import LayerSums, Sums
from gui.design.choice_combo import ChoiceCombo
from gui.design.names import Choice, activation_choices, activation_title
from gui.inspect.picture import CachedPicture
from gui.labs.activations.curves_picture import CurvesPicture
from gui.labs.activations.function_chips import FunctionChips
from gui.labs.activations.readings import Readings
from gui.labs.numbers import shown
from gui.labs.split_room import SLIDER_HEIGHT, SplitRoom
from gui.labs.state_entries import StateEntries
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import Theme

MOST_LAYERS_DEEP = 50
_MOST_LAYER = 64
_FINE = 100


class ActivationsLab(QWidget):
    """Functions and slopes over z, a slider for z, the sums of a layer, and the slope through many layers.

    Signals:
        state_changed(): the person set something.
    """

    state_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activationsLab")
        self.setAccessibleName(self.tr("Activations lab"))
        self._function = "sigmoid"
        self._compared: tuple[str, ...] = ()
        self._z, self._depth, self._layer = 1.0, 5, 1
        self._sums: Sums | None = None
        # Until somebody says which function is looked at, it is that of the layer whose sums are shown.
        self._follows = True
        self._picture = CurvesPicture()
        self._readings = Readings()
        self._chips = FunctionChips()
        self._build()
        self._connect()
        self._show_all()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for picture in self.pictures():
            picture.apply_theme(theme)
        self._chips.apply_theme(theme)

    @property
    def goal_is_met(self) -> bool:
        """Whether five layers of tanh pass on less of a gradient here than five layers of sigmoid."""
        return slope_through("tanh", self._z, 5) < slope_through("sigmoid", self._z, 5)

    def pictures(self) -> tuple[CachedPicture, ...]:
        """What is drawn here."""
        return (self._picture, self._readings)

    def state(self) -> dict[str, Any]:
        """What is set, as plain JSON values."""
        return {
            "function": self._function,
            "compare": list(self._compared),
            "z": self._z,
            "depth": self._depth,
            "layer": self._layer,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Set what is given; the rest stays.

        Raises:
            SpecError: An entry is unknown or impossible; nothing is changed.
        """
        entries = StateEntries(self.state(), state)
        function, compared = entries.name("function", ACTIVATIONS), entries.names("compare", ACTIVATIONS)
        z, depth = entries.number("z", LOW, HIGH), entries.count("depth", 1, MOST_LAYERS_DEEP)
        layer = entries.count("layer", 0, _MOST_LAYER)
        self._function, self._compared = function, tuple(name for name in compared if name != function)
        self._z, self._depth, self._layer = z, depth, layer
        self._follows = self._follows and "function" not in state
        self._show_all()

    def show_sums(self, sums: Sums | None) -> None:
        """Show where the sums of the current network lie; None where there is no network."""
        layers = 0 if sums is None else len(sums.layers)
        known = 0 if self._sums is None else len(self._sums.layers)
        self._sums = sums
        if layers != known:
            self._offer_layers()
        if self._follows and not known:
            self._take_own_function()
            self._show_all()
        else:
            self._show_sums()

    @property
    def layer_sums(self) -> LayerSums | None:
        """Those of the chosen layer, where there is one."""
        if self._sums is None or not 1 <= self._layer <= len(self._sums.layers):
            return None
        return self._sums.layers[self._layer - 1]

    def sums_in_words(self) -> str:
        """What the sums of the chosen layer mean for its gradient."""
        sums = self.layer_sums
        if sums is None:
            if self._sums is None:
                return self.tr("Start a network: its sums are laid under the curve.")
            return self.tr("Choose a layer: its sums are laid under the curve.")
        name, zones = activation_title(sums.activation), flat_zones(sums.activation)
        values = {"layer": self._layer, "name": name, "share": _percent(sums.flat_share)}
        if not zones:
            return self.tr("Layer {layer} passes its sums on as they are: {name} is flat nowhere.").format(**values)
        if any(zone.is_dead for zone in zones):
            words = self.tr("{share} of layer {layer}'s sums lie where the {name} is dead: no gradient comes through.")
        else:
            words = self.tr("{share} of layer {layer}'s sums lie where the {name} is flat.")
        return words.format(**values)

    def _build(self) -> None:
        self._combo = ChoiceCombo("activationFunction", self.tr("Function"), self.tr("The function that is looked at"))
        self._combo.set_choices(activation_choices())
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("activationZ")
        self._slider.setAccessibleName(self.tr("The weighted sum z"))
        self._slider.setToolTip(
            self.tr("The weighted sum z that a unit receives; it can be dragged on the picture too")
        )
        self._slider.setRange(round(LOW * _FINE), round(HIGH * _FINE))
        self._slider.setPageStep(_FINE // 2)
        self._slider.setMinimumHeight(SLIDER_HEIGHT)
        self._z_label = QLabel()
        tabular(self._z_label)
        self._depth_spin = QSpinBox()
        self._depth_spin.setObjectName("activationDepth")
        self._depth_spin.setAccessibleName(self.tr("Through so many layers"))
        self._depth_spin.setToolTip(self.tr("A gradient on its way back is multiplied by f′(z) in every layer"))
        self._depth_spin.setRange(1, MOST_LAYERS_DEEP)
        self._depth_spin.setPrefix("d = ")
        self._depth_spin.lineEdit().setTextMargins(6, 0, 0, 0)
        self._layer_combo = ChoiceCombo(
            "activationLayer", self.tr("Sums of"), self.tr("Whose weighted sums are laid under the curve, as bars")
        )
        self._sums_label = self._build_label("activationSums")
        set_text_tone(self._sums_label, "normal")
        self._depth_label = self._build_label("activationDepthWords")
        self._flat_label = self._build_label("activationFlat")
        column = QVBoxLayout()
        column.setSpacing(8)
        form = QGridLayout()
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        rows: tuple[tuple[QLabel, QWidget], ...] = (
            (QLabel(self.tr("Function")), self._combo),
            (self._z_label, self._slider),
            (QLabel(self.tr("Layers")), self._depth_spin),
            (QLabel(self.tr("Sums of")), self._layer_combo),
        )
        for row, (label, field) in enumerate(rows):
            form.addWidget(label, row, 0)
            form.addWidget(field, row, 1)
        column.addLayout(form)
        column.addWidget(self._sums_label)
        column.addSpacing(8)
        column.addWidget(self._readings)
        column.addWidget(self._depth_label)
        column.addSpacing(8)
        compare = QLabel(self.tr("Lay over it"))
        set_text_role(compare, "small")
        column.addWidget(compare)
        column.addWidget(self._chips)
        column.addWidget(self._flat_label)
        column.addStretch(1)
        self._room = SplitRoom("activationsRoom", self._picture, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._room)
        self._offer_layers()

    def _build_label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        set_text_role(label, "small")
        set_text_tone(label, "muted")
        return label

    def _connect(self) -> None:
        self._combo.chosen.connect(self._on_function_chosen)
        self._chips.changed.connect(self._on_compared)
        self._slider.valueChanged.connect(lambda place: self._on_z_moved(place / _FINE))
        self._picture.z_moved.connect(self._on_z_moved)
        self._depth_spin.valueChanged.connect(self._on_depth_changed)
        self._layer_combo.chosen.connect(self._on_layer_chosen)

    def _offer_layers(self) -> None:
        layers = () if self._sums is None else self._sums.layers
        choices: list[Choice] = [("0", self.tr("no layer"), "")]
        for number, layer in enumerate(layers, start=1):
            title = self.tr("layer {number}, {name}").format(number=number, name=activation_title(layer.activation))
            choices.append((str(number), title, ""))
        self._layer_combo.set_choices(choices)
        self._layer_combo.setEnabled(bool(layers))
        self._layer_combo.set_choice(str(self._layer) if self._layer <= len(layers) else "0")

    def _take_own_function(self) -> None:
        """A layer's sums are read on its own function."""
        if self.layer_sums is not None:
            self._function = self.layer_sums.activation
            self._compared = tuple(name for name in self._compared if name != self._function)

    def _show_all(self) -> None:
        self._combo.set_choice(self._function)
        self._chips.show_chosen(self._function, self._compared)
        self._picture.set_functions((self._function, *self._compared))
        self._layer_combo.set_choice(str(self._layer) if self.layer_sums is not None else "0")
        words = self.tr("Hatched: |f′| is below {share} of its steepest; crossed: it is 0.")
        self._flat_label.setText(words.format(share=_percent(FLAT)))
        self._show_sums()
        self._show_readings()

    def _show_sums(self) -> None:
        self._picture.show_sums(self.layer_sums, max(self._layer - 1, 0))
        self._sums_label.setText(self.sums_in_words())

    def _show_readings(self) -> None:
        self._z_label.setText(f"z = {self._z:+.2f}".replace("-", "−"))
        for control, value in ((self._slider, round(self._z * _FINE)), (self._depth_spin, self._depth)):
            control.blockSignals(True)
            control.setValue(value)
            control.blockSignals(False)
        self._picture.set_z(self._z)
        self._readings.set_readings((self._function, *self._compared), self._z, self._depth)
        words = self.tr("Bars: what {depth} such layers leave of a gradient, were all their sums at z = {z}.")
        self._depth_label.setText(words.format(depth=self._depth, z=shown(self._z)))

    @Slot(str)
    def _on_function_chosen(self, name: str) -> None:
        self._function, self._compared = name, tuple(other for other in self._compared if other != name)
        self._follows = False
        self._show_all()
        self.state_changed.emit()

    @Slot(tuple)
    def _on_compared(self, names: tuple[str, ...]) -> None:
        self._compared = names
        self._show_all()
        self.state_changed.emit()

    @Slot(float)
    def _on_z_moved(self, z: float) -> None:
        self._z = z
        self._show_readings()
        self.state_changed.emit()

    @Slot(int)
    def _on_depth_changed(self, depth: int) -> None:
        self._depth = depth
        self._show_readings()
        self.state_changed.emit()

    @Slot(str)
    def _on_layer_chosen(self, layer: str) -> None:
        self._layer = int(layer)
        self._take_own_function()
        self._show_all()
        self.state_changed.emit()


def _percent(share: float) -> str:
    percent = 100.0 * share
    return f"{percent:.0f} %" if percent >= 1.0 or percent == 0.0 else f"{percent:.1g} %"
