"""The values of the variables, and which of them the derivative is written out for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.widgets.number_field import NumberField
from gui.widgets.wrapping_row import WrappingRow

MOST = 4
"""So many variables have a field."""
FARTHEST = 1e6


class VariablesRow(WrappingRow):
    """A field and a button for each variable that occurs.

    Signals:
        value_edited(str, float): the person gave a variable another value.
        variable_chosen(str): the person wants the derivative by this one.
    """

    value_edited = Signal(str, float)
    variable_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QMargins(0, 0, 0, 0), parent, spacing=12)
        self.setObjectName("chainVariables")
        self._names: tuple[str, ...] = ()
        self._is_showing = False
        self._labels: list[QLabel] = []
        self.fields: list[NumberField] = []
        self.buttons: list[QPushButton] = []
        self._groups: list[QWidget] = []
        self._group = QButtonGroup(self)
        for place in range(MOST):
            self._add_variable(place)

    def set_variables(self, names: Sequence[str], values: Mapping[str, float], chosen: str) -> None:
        """Show these variables with their values."""
        self._names = tuple(names)
        self._is_showing = True
        parts = zip(self._groups, self._labels, self.fields, self.buttons, strict=True)
        for place, (group, label, field, button) in enumerate(parts):
            name = names[place] if place < len(names) else ""
            group.setVisible(bool(name))
            if name:
                label.setText(f"{name} =")
                field.setAccessibleName(self.tr("Value of {name}").format(name=name))
                field.setValue(values[name])
                button.setText(f"dz/d{name}")
                button.setAccessibleName(self.tr("Derivative by {name}").format(name=name))
                button.setChecked(name == chosen)
        self._is_showing = False

    def _add_variable(self, place: int) -> None:
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel(group)
        field = NumberField("", 0.0, -FARTHEST, FARTHEST, decimals=True, step=0.1, parent=group)
        field.setObjectName(f"chainValue{place}")
        field.setToolTip(self.tr("The value of this variable; arrows change it by 0.1"))
        field.set_sample_text("−0.000000")
        field.valueChanged.connect(lambda value: self._on_value(place, value))
        button = QPushButton(group)
        button.setObjectName(f"chainDerivative{place}")
        button.setCheckable(True)
        button.setToolTip(self.tr("Mark every path from this variable to z, and write its derivative out"))
        button.clicked.connect(lambda: self.variable_chosen.emit(self._names[place]))
        self._group.addButton(button)
        for part in (label, field, button):
            row.addWidget(part)
        self._groups.append(group)
        self._labels.append(label)
        self.fields.append(field)
        self.buttons.append(button)
        self.add_widget(group)

    def _on_value(self, place: int, value: float) -> None:
        if not self._is_showing and place < len(self._names):
            self.value_edited.emit(self._names[place], float(value))
