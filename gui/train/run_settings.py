"""What a person turns while a run is on its way: speed, learning rate, and the seed of the next one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gui.theme.text import set_text_tone
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.scientific_spin import ScientificSpin

SPEEDS = (1, 10, 100, 1_000, 10_000, 0)
LARGEST_SEED = 2**31 - 1

_GAP = 8
_GROUP_GAP = 20


class RunSettings(QWidget):
    """Speed, learning rate and seed with their labels; the least important of them give way in a narrow window.

    Signals:
        speed_changed(int): steps a second, 0 for as fast as it goes.
        learning_rate_changed(float), seed_changed(int): taken over by Enter, an arrow, leaving the field or `commit`.
        problem_changed(str): what is wrong with one of the fields; empty when nothing is.
    """

    speed_changed = Signal(int)
    learning_rate_changed = Signal(float)
    seed_changed = Signal(int)
    problem_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speed_combo = self._build_speed_combo()
        self._learning_rate_spin = self._build_learning_rate_spin()
        self._seed_spin = self._build_seed_spin()
        speed_label = self._build_label(self.tr("Speed"), self._speed_combo)
        learning_rate_label = self._build_label(self.tr("Learning rate"), self._learning_rate_spin)
        seed_label = self._build_label(self.tr("Seed"), self._seed_spin)
        self._groups: tuple[tuple[QWidget, ...], ...] = (
            (speed_label, self._speed_combo),
            (learning_rate_label, self._learning_rate_spin),
            (seed_label, self._seed_spin),
        )
        # What disappears at each level of compactness, the least important first.
        self._expendable: tuple[tuple[QWidget, ...], ...] = (
            (),
            (seed_label, self._seed_spin),
            (speed_label,),
            (learning_rate_label,),
        )
        self._build_layout()

    @property
    def levels(self) -> int:
        """How many levels of compactness there are."""
        return len(self._expendable)

    def problem(self) -> str:
        """What is wrong with one of the fields; empty when nothing is."""
        return self._learning_rate_spin.problem() or self._seed_spin.problem()

    def commit(self) -> None:
        """Take over what was typed, as Enter does."""
        self._learning_rate_spin.commit()
        self._seed_spin.commit()

    def discard_texts(self) -> None:
        """Show the values in force instead of what was typed, be it no value at all."""
        for spin in (self._learning_rate_spin, self._seed_spin):
            with QSignalBlocker(spin):
                spin.setValue(spin.value())
        self._on_problem_changed()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Show `learning_rate` without a signal, unless the person is just typing another one."""
        self._show_value(self._learning_rate_spin, learning_rate)

    def set_seed(self, seed: int) -> None:
        """Show `seed` without a signal, unless the person is just typing another one."""
        self._show_value(self._seed_spin, seed)

    def speed(self) -> int:
        """The speed that is shown."""
        return int(self._speed_combo.currentData())

    def speeds(self) -> list[tuple[int, str]]:
        """Every speed with its words."""
        combo = self._speed_combo
        return [(int(combo.itemData(row)), combo.itemText(row)) for row in range(combo.count())]

    def set_speed(self, speed: int) -> None:
        """Show the speed without a signal.

        Raises:
            ValueError: `speed` is none of `SPEEDS`.
        """
        if speed not in SPEEDS:
            raise ValueError(f"A speed is one of {SPEEDS}, not {speed}.")
        with QSignalBlocker(self._speed_combo):
            self._speed_combo.setCurrentIndex(SPEEDS.index(speed))

    def set_compactness(self, level: int) -> None:
        """Hide what level `level` gives up; 0 shows everything."""
        hidden = self._hidden_at(level)
        for group in self._groups:
            for widget in group:
                # A field that is wrong stays in sight.
                wrong = isinstance(widget, MarkedSpin) and bool(widget.problem())
                widget.setVisible(widget not in hidden or wrong)

    def width_at(self, level: int) -> int:
        """The room that level `level` needs, in pixels."""
        hidden = self._hidden_at(level)
        shown = [[widget for widget in group if widget not in hidden] for group in self._groups]
        widths = [
            sum(widget.sizeHint().width() for widget in group) + _GAP * (len(group) - 1) for group in shown if group
        ]
        return sum(widths) + _GROUP_GAP * (len(widths) - 1)

    def _hidden_at(self, level: int) -> set[QWidget]:
        return {widget for group in self._expendable[: level + 1] for widget in group}

    def _show_value(self, spin: MarkedSpin, value: float) -> None:
        if value == spin.value() or (spin.is_being_edited() and spin.hasFocus()):
            return
        with QSignalBlocker(spin):
            spin.setValue(value)
        self._on_problem_changed()

    def _build_speed_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("speedCombo")
        combo.setAccessibleName(self.tr("Speed"))
        combo.setToolTip(self.tr("Speed: how many updates of the weights a second; Max trains as fast as it goes"))
        for speed in SPEEDS:
            words = self.tr("1 step/s") if speed == 1 else self.tr("{0} steps/s").format(f"{speed:,}")
            combo.addItem(words if speed else self.tr("Max"), speed)
        combo.setCurrentIndex(SPEEDS.index(0))
        combo.currentIndexChanged.connect(lambda index: self.speed_changed.emit(SPEEDS[index]))
        return combo

    def _build_learning_rate_spin(self) -> ScientificSpin:
        spin = ScientificSpin(self.tr("Learning rate"), 0.01, parent=self)
        spin.setObjectName("learningRateSpin")
        spin.setToolTip(
            self.tr(
                "Learning rate η: how far one update moves the weights, W ← W − η ∇W for plain SGD.\n"
                "Takes 0.08, 1e-3 and the like; a change holds from the next batch on."
            )
        )
        # On the way to 1e-3 the text says 1: a running network must not train with that.
        spin.setKeyboardTracking(False)
        spin.valueChanged.connect(self.learning_rate_changed.emit)
        spin.problem_changed.connect(self._on_problem_changed)
        return spin

    def _build_seed_spin(self) -> NumberField:
        spin = NumberField(self.tr("Seed"), 0, 0, LARGEST_SEED, parent=self)
        spin.setObjectName("seedSpin")
        spin.setToolTip(
            self.tr(
                "Seed of the random numbers: initial weights, order of the rows, dropout.\n"
                "The same seed gives the same run; another one is applied at Reset."
            )
        )
        spin.setKeyboardTracking(False)
        spin.set_sample_text("00000")
        spin.valueChanged.connect(self.seed_changed.emit)
        spin.problem_changed.connect(self._on_problem_changed)
        return spin

    def _build_label(self, text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text, self)
        label.setBuddy(buddy)
        set_text_tone(label, "muted")
        return label

    def _build_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GROUP_GAP)
        for group in self._groups:
            row = QHBoxLayout()
            row.setSpacing(_GAP)
            for widget in group:
                row.addWidget(widget)
            layout.addLayout(row)

    def _on_problem_changed(self) -> None:
        self.problem_changed.emit(self.problem())
