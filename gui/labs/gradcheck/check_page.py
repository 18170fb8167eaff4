"""The check of one layer: its entries, the error over h, and the verdict on every layer."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QMargins, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.gradcheck import STEP
from engine.labs.gradient_table import STEPS, GradientTable, LayerVerdict
from gui.design.choice_combo import ChoiceCombo
from gui.design.names import Choice, activation_title
from gui.design.value_slider import ValueSlider
from gui.inspect.picture import CachedPicture
from gui.labs.gradcheck.matrices_picture import MatricesPicture, entry_name, error_text
from gui.labs.gradcheck.step_curve import StepCurve
from gui.labs.numbers import shown
from gui.labs.split_room import SLIDER_HEIGHT
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

MOST_ROWS = 32
_MARGIN = 12
_WIDE = 80
"""So many characters wide, the matrices stand beside each other."""


class CheckPage(QScrollArea):
    """What is checked above, the matrices below it, and under them the error over h with the verdicts.

    Signals:
        check_requested(int, int, float): the layer counted from 0, how many rows, and the step h.
        changed(): the person set something.
    """

    check_requested = Signal(int, int, float)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checkPage")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme = LIGHT
        self._table: GradientTable | None = None
        self._layer, self._rows = 0, 5
        self._layers: tuple[tuple[int, str], ...] = ()
        self._place = min(range(len(STEPS)), key=lambda place: abs(STEPS[place] - STEP))
        self._matrices, self._curve = MatricesPicture(), StepCurve()
        self._build()
        self.set_values(self._layer, self._rows, self.h)
        self.show_table(None)

    @property
    def layer(self) -> int:
        """The layer that is wanted, counted from 0; of a network with fewer layers the last one is checked."""
        return self._layer

    @property
    def rows(self) -> int:
        """How many rows the loss is taken over."""
        return self._rows

    @property
    def h(self) -> float:
        """The step to either side."""
        return STEPS[self._place]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for picture in self.pictures():
            picture.apply_theme(theme)
        self._theme = theme
        self._show_verdicts()

    def pictures(self) -> tuple[CachedPicture, ...]:
        """What is drawn here."""
        return (self._matrices, self._curve)

    def set_network(self, layers: Sequence[tuple[int, str]]) -> None:
        """Offer these layers: units and activation each."""
        self._layers = tuple(layers)
        choices: list[Choice] = []
        for number, (units, activation) in enumerate(layers, start=1):
            title = self.tr("layer {number}: {units} × {name}")
            name = activation_title(activation)
            choices.append((str(number - 1), title.format(number=number, units=units, name=name), ""))
        self._layer_combo.set_choices(choices)
        self._layer_combo.set_choice(str(self._present_layer))
        self._button.setEnabled(bool(layers))
        self.show_table(None)

    def set_values(self, layer: int, rows: int, h: float) -> None:
        """Set what is to be checked; h becomes the nearest of the steps."""
        self._layer, self._rows = layer, rows
        self._place = min(range(len(STEPS)), key=lambda place: abs(STEPS[place] - h))
        self._layer_combo.set_choice(str(self._present_layer))
        self._rows_spin.blockSignals(True)
        self._rows_spin.setValue(rows)
        self._rows_spin.blockSignals(False)
        self._slider.set_value(self.h)
        self._curve.set_place(self._place)

    def ask(self) -> None:
        """Ask for a check as it is set."""
        if self._layers:
            self.check_requested.emit(self._present_layer, self._rows, self.h)

    def show_table(self, table: GradientTable | None) -> None:
        """Show what is known of a check; None shows nothing."""
        self._table = table
        self._matrices.show_table(table)
        self._fit_matrices()
        self._curve.show_table(table)
        self._show_verdicts()
        self._words.setText("\n".join(filter(None, (self.worst_in_words(), self._curve.in_words()))))

    def worst_in_words(self) -> str:
        """The entry with the greatest error, of a gradient that can be measured."""
        table = self._table
        if table is None:
            return self.tr("Press Check: every entry is measured by moving one weight at a time.")
        worst, verdict = table.worst, table.verdict
        if worst is None or (verdict is not None and not verdict.is_measurable):
            return ""
        words = self.tr("Worst: the {name}; backpropagation {found}, measured {measured}, relative error {error}.")
        return words.format(
            name=entry_name(table, worst),
            found=shown(float(table.analytic[worst])),
            measured=shown(float(table.measured[worst])),
            error=error_text(float(table.errors[worst])),
        )

    @property
    def _present_layer(self) -> int:
        """The wanted layer as far as the network has it; a state may be restored before its network is there."""
        return min(self._layer, max(len(self._layers) - 1, 0))

    def _show_verdicts(self) -> None:
        verdicts = () if self._table is None else self._table.verdicts
        self._verdict.setText("<br>".join(self._verdict_line(layer, each) for layer, each in enumerate(verdicts)))

    def _verdict_line(self, layer: int, verdict: LayerVerdict) -> str:
        if verdict.is_right:
            words, color = self.tr("✓ layer {number}: right, to {error}"), self._theme.text
        elif verdict.is_wrong:
            words, color = self.tr("✗ layer {number}: wrong, by {error}"), self._theme.danger
        else:
            words = self.tr("○ layer {number}: too small, or out of range, to be measured")
            color = self._theme.muted_text
        line = words.format(number=layer + 1, error=error_text(verdict.error))
        return f"<span style='color:{color.name()}'>{html.escape(line)}</span>"

    def _build(self) -> None:
        self._layer_combo = ChoiceCombo("checkLayer", self.tr("Layer"), self.tr("Whose gradient is checked"))
        self._layer_combo.setMinimumContentsLength(20)
        self._layer_combo.chosen.connect(self._on_layer_chosen)
        self._rows_spin = QSpinBox()
        self._rows_spin.setObjectName("checkRows")
        self._rows_spin.setAccessibleName(self.tr("Rows"))
        self._rows_spin.setToolTip(self.tr("The loss is taken over so many training rows"))
        self._rows_spin.lineEdit().setTextMargins(6, 0, 0, 0)
        self._rows_spin.setRange(1, MOST_ROWS)
        self._rows_spin.setSuffix(self.tr(" rows"))
        self._rows_spin.valueChanged.connect(self._on_rows_changed)
        self._slider = ValueSlider(
            "checkStep",
            self.tr("Step h"),
            self.tr("How far a weight is moved to either side"),
            tuple(reversed(STEPS)),
            lambda h: self.tr("h = {h}").format(h=error_text(h)),
            "h = 3.2e−10",
        )
        self._slider.setMinimumSize(120, SLIDER_HEIGHT)
        self._slider.moved.connect(self._on_h_moved)
        step = QWidget()
        step_row = QHBoxLayout(step)
        step_row.setContentsMargins(0, 0, 0, 0)
        step_row.addWidget(self._slider)
        step_row.addWidget(self._slider.caption)
        self._curve.step_chosen.connect(lambda place: self._on_h_moved(STEPS[place]))
        self._button = QPushButton(self.tr("Check"))
        self._button.setObjectName("checkButton")
        self._button.setAccessibleName(self.tr("Check the gradient"))
        self._button.setToolTip(self.tr("Check the network as it is now, in float64 and without dropout"))
        self._button.setEnabled(False)
        self._button.clicked.connect(self.ask)
        controls = WrappingRow(QMargins(0, 0, 0, 0))
        # As high as its neighbours, in whose middle it then is.
        step.setMinimumHeight(self._layer_combo.sizeHint().height())
        for widget in (self._layer_combo, self._rows_spin, step, self._button):
            controls.add_widget(widget)
        self._verdict, self._words = self._build_label("checkVerdict"), self._build_label("checkWords")
        set_text_role(self._verdict, "body")
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._verdict)
        side.addWidget(self._words)
        side.addStretch(1)
        self._lower_part = QWidget()
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._lower_part)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.setSpacing(16)
        self._lower.addWidget(self._curve, 3)
        self._lower.addLayout(side, 2)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, _MARGIN)
        column.setSpacing(12)
        column.addWidget(controls)
        column.addWidget(self._matrices)
        column.addWidget(self._lower_part, 1)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _build_label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        set_text_role(label, "small")
        return label

    def _fit_matrices(self) -> None:
        self._matrices.setFixedHeight(self._matrices.wanted_height(self.viewport().width() - 2 * _MARGIN))

    def _on_changed(self) -> None:
        self.changed.emit()
        self.ask()

    @Slot(str)
    def _on_layer_chosen(self, layer: str) -> None:
        self._layer = int(layer)
        self._on_changed()

    @Slot(int)
    def _on_rows_changed(self, rows: int) -> None:
        self._rows = rows
        self._on_changed()

    @Slot(object)
    def _on_h_moved(self, h: float) -> None:
        self.set_values(self._layer, self._rows, h)
        self._on_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        metrics, width = self.fontMetrics(), self.viewport().width()
        is_wide = width >= metrics.averageCharWidth() * _WIDE
        # In a narrow room the verdict comes first: the matrices below each other are higher than the room.
        self._lower.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.BottomToTop)
        first, second = (self._matrices, self._lower_part) if is_wide else (self._lower_part, self._matrices)
        if self._column.indexOf(first) > self._column.indexOf(second):
            self._column.removeWidget(first)
            self._column.insertWidget(self._column.indexOf(second), first, int(first is self._lower_part))
        self._curve.setMinimumHeight(metrics.height() * 11)
        self._fit_matrices()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 200)
