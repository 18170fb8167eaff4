"""One weight: which it is, by how much it moves, and why."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QSpinBox, QVBoxLayout, QWidget

from engine.labs.step_recording import Recording, weight_cell
from engine.places import BIAS, WeightPlace
from gui.labs.microscope.account_tree import AccountTree
from gui.labs.numbers import shown
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme
from gui.widgets.wrapping_row import WrappingRow


class WeightPage(QWidget):
    """Chooses a weight of the recorded network and shows the account of its move.

    Signals:
        place_chosen(WeightPlace): the person chose a weight or a bias.
    """

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._place = WeightPlace(0, 0, 0)
        self.tree = AccountTree(self)
        self._row = WrappingRow(QMargins(0, 0, 0, 0), self)
        self._layer = self._build_spin("weightLayerSpin", self.tr("Layer"))
        self._input = self._build_spin("weightInputSpin", self.tr("from input"))
        self._unit = self._build_spin("weightUnitSpin", self.tr("to unit"))
        self._bias = QCheckBox(self.tr("Bias"), self)
        self._bias.setObjectName("weightBiasCheck")
        self._bias.setAccessibleName(self.tr("Bias"))
        self._bias.setToolTip(self.tr("The unit's bias instead of a weight"))
        self._bias.setMinimumHeight(self._unit.sizeHint().height())
        self._bias.toggled.connect(self._on_edited)
        self._row.add_widget(self._bias)
        self._sentence, self._hint = QLabel(self), QLabel(self)
        set_text_role(self._sentence, "heading")
        set_text_role(self._hint, "small")
        set_text_tone(self._hint, "muted")
        for label in (self._sentence, self._hint):
            label.setWordWrap(True)
        self._sentence.setObjectName("weightSentence")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._row)
        column.addWidget(self._sentence)
        column.addWidget(self._hint)
        column.addWidget(self.tree, 1)

    @property
    def place(self) -> WeightPlace:
        return self._place

    def show_recording(self, recording: Recording | None) -> None:
        """Show the weight in another recording; the first one where it has none there."""
        self._recording = recording
        if recording is not None and not recording.has_weight(self._place):
            self._place = WeightPlace(0, 0, 0)
        self._show()

    def show_place(self, place: WeightPlace) -> bool:
        """Show another weight; emits nothing. Returns False where the recorded network has no such weight."""
        if self._recording is not None and not self._recording.has_weight(place):
            return False
        self._place = place
        self._show()
        return True

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.tree.apply_theme(theme)

    def _build_spin(self, name: str, words: str) -> QSpinBox:
        label, spin = QLabel(words, self), QSpinBox(self)
        set_text_tone(label, "muted")
        label.setMinimumHeight(spin.sizeHint().height())
        label.setBuddy(spin)
        spin.setObjectName(name)
        spin.setAccessibleName(words)
        spin.setToolTip(self.tr("Which weight: layers count from 1, inputs and units from 0"))
        spin.setKeyboardTracking(False)
        spin.setMinimumWidth(self.fontMetrics().averageCharWidth() * 11)
        spin.valueChanged.connect(self._on_edited)
        self._row.add_widget(label)
        self._row.add_widget(spin)
        return spin

    def _show(self) -> None:
        recording, place = self._recording, self._place
        self.setEnabled(recording is not None)
        if recording is None:
            self._sentence.setText(self.tr("No step recorded yet"))
            self._hint.clear()
            self.tree.show_account(None, None)
            return
        self._show_choice(recording, place)
        update, before = weight_cell(place, ".update"), weight_cell(place)
        if recording.divergence is not None or update.name not in recording.arrays:
            self._sentence.setText(self.tr("Numbers ran out of range: there is no update"))
            self._hint.clear()
            self.tree.show_account(recording, None)
            return
        moves = self.tr("This bias moves by {value}") if place.row == BIAS else self.tr("This weight moves by {value}")
        self._sentence.setText(moves.format(value=shown(-recording.value(update))))
        old, new = recording.value(before), recording.value(weight_cell(place, ".after"))
        self._hint.setText(
            self.tr("From {old} to {new}: its step is subtracted. Open a factor to see what it was made of").format(
                old=shown(old), new=shown(new)
            )
        )
        self.tree.show_account(recording, update)

    def _show_choice(self, recording: Recording, place: WeightPlace) -> None:
        network = recording.network
        limits = (
            (self._layer, 1, len(network.layers), place.layer + 1),
            (self._input, 0, network.sizes[place.layer] - 1, max(place.row, 0)),
            (self._unit, 0, network.layers[place.layer].units - 1, place.unit),
        )
        for spin, low, high, value in limits:
            spin.blockSignals(True)
            spin.setRange(low, high)
            spin.setValue(value)
            spin.blockSignals(False)
        self._bias.blockSignals(True)
        self._bias.setChecked(place.row == BIAS)
        self._bias.blockSignals(False)
        self._bias.setEnabled(network.layers[place.layer].bias)
        self._input.setEnabled(place.row != BIAS)

    @Slot()
    def _on_edited(self) -> None:
        recording = self._recording
        if recording is None:
            return
        layer = self._layer.value() - 1
        network = recording.network
        row = BIAS if self._bias.isChecked() and network.layers[layer].bias else self._input.value()
        unit = min(self._unit.value(), network.layers[layer].units - 1)
        self._place = WeightPlace(layer, min(row, network.sizes[layer] - 1), unit)
        self._show()
        self.place_chosen.emit(self._place)
