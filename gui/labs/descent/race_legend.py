"""Which optimisers race, with the mark that each one's path has."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QMargins, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.optimizers import OPTIMIZERS
from gui.labs.descent.paths import number_of
from gui.plane.class_marks import mark_icon
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow


class RaceLegend(WrappingRow):
    """A check box for each optimiser of the engine.

    Signals:
        race_changed(tuple): these race, by name, beside the one that is followed.
    """

    race_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QMargins(0, 0, 0, 0), parent, spacing=10)
        self._is_showing = False
        self._lead = ""
        self.boxes: dict[str, QCheckBox] = {}
        for name, optimizer in OPTIMIZERS.items():
            box = QCheckBox(name, self)
            box.setObjectName(f"descentRace_{name}")
            box.setAccessibleName(self.tr("{name} races").format(name=name))
            box.setToolTip(optimizer.formula)
            box.setIconSize(QSize(14, 14))
            box.toggled.connect(self._on_toggled)
            self.boxes[name] = box
            self.add_widget(box)
        self.apply_theme(LIGHT)

    def set_racers(self, racers: Collection[str], lead: str) -> None:
        """Check these; the one that is followed always races."""
        self._is_showing = True
        self._lead = lead
        for name, box in self.boxes.items():
            box.setChecked(name in racers or name == lead)
        self._is_showing = False

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for name, box in self.boxes.items():
            box.setIcon(mark_icon(number_of(name), theme, self.devicePixelRatioF()))

    def _on_toggled(self) -> None:
        if self._is_showing:
            return
        if not self.boxes[self._lead].isChecked():
            # Whoever is followed cannot stay at home.
            self.boxes[self._lead].setChecked(True)
            return
        names = (name for name, box in self.boxes.items() if box.isChecked() and name != self._lead)
        self.race_changed.emit(tuple(names))
