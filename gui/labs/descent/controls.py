"""Everything beside the landscape: what it is, where it starts, how it steps, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.labs.landscape import GROUNDS, NAMES
from engine.optimizers import OPTIMIZERS
from gui.labs.descent.race_legend import RaceLegend
from gui.labs.descent.rate_panel import RatePanel
from gui.labs.descent.state import DescentState
from gui.labs.descent.words import ground_title
from gui.labs.expression_field import ExpressionField
from gui.theme.icons import icon
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.widgets.number_field import NumberField
from gui.widgets.wrapping_row import WrappingRow

_FARTHEST = 1e3


class DescentControls(QWidget):
    """Landscape, start, optimiser, rate, the buttons, the race, and the words.

    Signals:
        ground_chosen(str), optimizer_chosen(str): by name.
        start_edited(tuple): the inputs at which the descent is to begin.
        momentum_edited(float): of the optimisers that have one.
    """

    ground_chosen = Signal(str)
    optimizer_chosen = Signal(str)
    start_edited = Signal(object)
    momentum_edited = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descentControls")
        self._is_showing = False
        self._theme = LIGHT
        self._inputs = 1
        titles = {name: ground_title(name) for name in GROUNDS}
        self.ground_combo = self._build_combo("descentGround", self.tr("Landscape"), titles)
        self.ground_combo.setToolTip(self.tr("What is walked down: a curve over x, or a surface over x and y"))
        self.field = ExpressionField(
            "descentExpression",
            self.tr("Expression of the height"),
            self.tr("x and y, numbers, + − * / **, and sin cos tan exp log sqrt tanh sigmoid relu abs square"),
            self,
        )
        self.starts = [self._build_start(place) for place in range(len(NAMES))]
        self.optimizer_combo = self._build_combo(
            "descentOptimizer", self.tr("Optimiser"), {name: name for name in OPTIMIZERS}
        )
        self.optimizer_combo.setToolTip(self.tr("The one that is followed in words; the strip of rates is its own"))
        self.momentum = NumberField(
            self.tr("Momentum"), 0.9, 0.0, 1.0, decimals=True, step=0.05, below_maximum=True, parent=self
        )
        self.momentum.setObjectName("descentMomentum")
        self.momentum.setToolTip(self.tr("μ: how much of its velocity a step of momentum or nesterov keeps"))
        self.momentum.set_sample_text("0.95")
        self.rate = RatePanel(self)
        self.step_button = self._build_button("descentStep", self.tr("Step"), self.tr("One step of each optimiser"))
        self.play_button = self._build_button("descentPlay", self.tr("Play"), self.tr("Step by itself, or pause"))
        self.end_button = self._build_button(
            "descentEnd", self.tr("End"), self.tr("Steps until all rest or are gone, 500 at most")
        )
        self.reset_button = self._build_button("descentReset", self.tr("Reset"), self.tr("Back to the start"))
        self.legend = RaceLegend(self)
        self._stand, self._move, self._outcome = (QLabel(self) for _ in range(3))
        self._build_layout()
        self.ground_combo.activated.connect(lambda place: self.ground_chosen.emit(self.ground_combo.itemData(place)))
        self.optimizer_combo.activated.connect(
            lambda place: self.optimizer_chosen.emit(self.optimizer_combo.itemData(place))
        )
        self.momentum.valueChanged.connect(self._on_momentum)

    def set_state(self, state: DescentState, *, can_step: bool) -> None:
        """Show what is set up, and whether there is a step to make."""
        self._is_showing = True
        ground = state.landscape_kind
        self._inputs = len(ground.names)
        self.ground_combo.setCurrentIndex(self.ground_combo.findData(state.ground))
        self.field.set_expression(state.text)
        self.field.show_problem("")
        self._field_label.setText(f"f({', '.join(ground.names)}) =")
        for place, (group, spin) in enumerate(self.starts):
            group.setVisible(place < self._inputs)
            if place < self._inputs:
                spin.setValue(state.place[place])
        self.optimizer_combo.setCurrentIndex(self.optimizer_combo.findData(state.optimizer))
        self.momentum.setValue(state.momentum)
        self._momentum_group.setVisible(
            any("momentum" in OPTIMIZERS[name].knobs for name in (state.optimizer, *state.racers))
        )
        self.rate.set_rate(state.rate)
        self.legend.set_racers(state.racers, state.optimizer)
        for button in (self.step_button, self.play_button, self.end_button):
            button.setEnabled(can_step)
        self.reset_button.setEnabled(state.steps > 0)
        self._is_showing = False

    def set_playing(self, playing: bool) -> None:
        """Whether it steps by itself."""
        self.play_button.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play_button.setIcon(icon("pause" if playing else "play", self._theme))

    def show_words(self, stand: str, moves: Sequence[str], outcome: str) -> None:
        """Say where the followed descent is, how it got there, and what has come of it."""
        self._stand.setText(stand)
        self._move.setText("\n".join(moves))
        self._outcome.setText(outcome)
        self._outcome.setVisible(bool(outcome))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.rate.apply_theme(theme)
        self.legend.apply_theme(theme)
        for button, name in ((self.step_button, "step"), (self.end_button, "flag"), (self.reset_button, "reset")):
            button.setIcon(icon(name, theme))
        self.set_playing(self.play_button.text() == self.tr("Pause"))

    def _build_combo(self, object_name: str, title: str, entries: dict[str, str]) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(object_name)
        combo.setAccessibleName(title)
        for name, words in entries.items():
            combo.addItem(words, name)
        return combo

    def _build_button(self, object_name: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(object_name)
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        return button

    def _build_start(self, place: int) -> tuple[QWidget, NumberField]:
        title = self.tr("Start in {name}").format(name=NAMES[place])
        spin = NumberField(title, 0.0, -_FARTHEST, _FARTHEST, decimals=True, step=0.1, parent=self)
        spin.setObjectName(f"descentStart{place}")
        spin.setToolTip(self.tr("Where the descent begins; or click into the picture"))
        spin.set_sample_text("−0.000")
        spin.valueChanged.connect(self._on_start)
        return _group(QLabel(self.tr("start {name}").format(name=NAMES[place]), self), spin), spin

    def _build_layout(self) -> None:
        self._field_label = QLabel(self)
        self._field_label.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        expression = QHBoxLayout()
        expression.setSpacing(6)
        expression.addWidget(self._field_label)
        expression.addWidget(self.field, 1)
        settings = WrappingRow(QMargins(0, 0, 0, 0), self)
        self._momentum_group = _group(QLabel(self.tr("μ"), self), self.momentum)
        optimizer = _group(QLabel(self.tr("Optimiser"), self), self.optimizer_combo)
        for group in (*(group for group, _ in self.starts), optimizer, self._momentum_group):
            settings.add_widget(group)
        buttons = WrappingRow(QMargins(0, 0, 0, 0), self)
        for button in (self.step_button, self.play_button, self.end_button, self.reset_button):
            buttons.add_widget(button)
        race = QLabel(self.tr("Race from the same start, at the same rate"), self)
        for label in (self._stand, self._move, self._outcome):
            label.setWordWrap(True)
            tabular(label)
        set_text_role(self._move, "small")
        set_text_tone(self._move, "muted")
        self._outcome.setObjectName("descentOutcome")
        self._stand.setObjectName("descentStand")
        self._move.setObjectName("descentMove")
        column.addWidget(self.ground_combo)
        column.addLayout(expression)
        for part in (self.field.problem, settings, self.rate, buttons):
            column.addWidget(part)
        column.addSpacing(4)
        for part in (self._stand, self._move, self._outcome):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(race)
        column.addWidget(self.legend)
        column.addStretch(1)

    def _on_start(self) -> None:
        if not self._is_showing:
            self.start_edited.emit(tuple(float(spin.value()) for _, spin in self.starts[: self._inputs]))

    def _on_momentum(self, value: float) -> None:
        if not self._is_showing:
            self.momentum_edited.emit(float(value))


def _group(label: QLabel, field: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    label.setBuddy(field)
    row.addWidget(label)
    row.addWidget(field)
    return group
