"""The microscope: one training step of the network, operation by operation, and why a single weight moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine.labs.step_recording import Cell, Recording, place_of, weight_cell
from engine.places import WeightPlace
from gui.labs.microscope.operation_list import OperationList
from gui.labs.microscope.operation_page import OperationPage
from gui.labs.microscope.state import PAGES, MicroscopeState, state_from_plain
from gui.labs.microscope.step_controls import StepControls
from gui.labs.microscope.weight_page import WeightPage
from gui.labs.numbers import shown
from gui.theme.text import set_text_tone
from gui.theme.theme import Theme
from gui.widgets.empty_state import EmptyState

_NARROW_CHARACTERS = 90
_KEYS = {"Left": -1, "Right": 1}
_ENDS = {"Home": 0, "End": -1}


class MicroscopeLab(QWidget):
    """Goes through a recorded step, forwards and back, and accounts for the move of any weight.

    Signals:
        record_requested(tuple of int or None): record a step from these training rows; None for the first batch.
        weight_chosen(WeightPlace): the person chose a weight.
        state_changed(): what `state` returns is another.
    """

    record_requested = Signal(object)
    weight_chosen = Signal(object)
    state_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscopeLab")
        self.setAccessibleName(self.tr("The microscope"))
        self._state = MicroscopeState()
        self._recording: Recording | None = None
        self._index = 0
        # The person goes from factor to factor of an account.
        self._is_following = self._goal_is_met = False
        self.controls = StepControls(self)
        self.list = OperationList(self)
        self._choice = QComboBox(self)
        self.operation_page, self.weight_page = OperationPage(self), WeightPage(self)
        self._tabs, self._stack = QTabWidget(self), QStackedWidget(self)
        self._empty = EmptyState("search", "", parent=self)
        self._note = QLabel(self)
        self._stale = QLabel(self)
        self._why = QPushButton(self)
        self._build()
        self._connect()
        self.show_recording(None)

    @property
    def goal_is_met(self) -> bool:
        """Whether the move of a weight was followed back to the loss."""
        return self._goal_is_met

    @property
    def rows(self) -> tuple[int, ...] | None:
        """The rows that are chosen to record; None for the first batch."""
        return None if self._state.batch else (self._state.sample,)

    def show_recording(self, recording: Recording | None) -> None:
        """Show a recorded step, at the operation that was in sight; None where there is none."""
        self._recording = recording
        self._empty.set_text(
            self.tr("No step recorded yet"),
            self.tr("Press Record: the step that the network would make now is taken apart, and the network stays"),
        )
        self.controls.stop()
        self._note.hide()
        self._stale.hide()
        if recording is not None:
            self.controls.set_row_count(recording.row_count)
        self.list.show_recording(recording)
        self._fill_choice(recording)
        self.weight_page.show_recording(recording)
        self._index = (recording.find(self._state.operation) or 0) if recording is not None else 0
        self._why.setText("")
        self._show()

    def set_row_count(self, rows: int) -> None:
        """There are so many rows to record a step from; a row that is not there becomes the last."""
        self.controls.set_row_count(rows)
        if self._state.sample >= rows:
            self._take(replace(self._state, sample=rows - 1))

    def show_network_step(self, step: int) -> None:
        """Say so where the network has made steps since the recorded one; `step` counts its updates."""
        recording = self._recording
        if recording is None or recording.step == step:
            self._stale.hide()
            return
        words = self.tr("Recorded after {then:,} steps; the network has made {now:,}: press Record for its next one.")
        self._stale.setText(words.format(then=recording.step, now=step))
        self._stale.show()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing could be recorded."""
        self.show_recording(None)
        self._empty.set_text(self.tr("This step cannot be recorded"), sentence)

    def show_weight(self, layer: int, row: int, unit: int) -> None:
        """Account for this weight, the one of input `row`, or `BIAS`; emits no `weight_chosen`."""
        if self.weight_page.show_place(WeightPlace(layer, row, unit)):
            self._take(replace(self._state, weight=(layer, row, unit), page="weight"))

    def step(self, operations: int) -> None:
        """Go so many operations further, or back; at most to the ends."""
        self.go_to(self._index + operations)

    def go_to(self, index: int) -> None:
        """Show the operation `index`, or the one at the end that is next to it."""
        if self._recording is None or not self._recording.operations:
            return
        last = len(self._recording.operations) - 1
        self._index = min(max(index, 0), last)
        self._take(replace(self._state, operation=self._recording.operations[self._index].name))

    def show_cell(self, cell: Cell) -> None:
        """Show the operation that made the number in `cell`, else the first that read it, with the number marked."""
        index = None if self._recording is None else self._recording.find(cell.name)
        if index is not None and self._recording is not None:
            from_account = self._state.page == "weight" or self._is_following
            self._is_following = from_account
            self._goal_is_met |= from_account and self._recording.operations[index].phase == "loss"
            self._take(replace(self._state, page="step"))
            self.go_to(index)
            self.operation_page.picture.point_at(cell)

    def state(self) -> dict[str, Any]:
        """What is set up, as plain JSON values."""
        return self._state.to_plain()

    def set_state(self, document: dict[str, Any]) -> None:
        """Set up what `document` says; what it leaves out is as at the beginning. Other rows are asked for.

        Raises:
            SpecError: An entry is unknown or impossible; nothing is changed.
        """
        state = state_from_plain(document)
        rows = self.rows
        self.weight_page.show_place(state.place)
        self._take(state)
        if self._recording is not None and state.operation:
            self._index = self._recording.find(state.operation) or 0
            self._show()
        if self.rows != rows:
            self.record_requested.emit(self.rows)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for part in (self.controls, self.operation_page, self.weight_page, self._empty):
            part.apply_theme(theme)

    def pictures(self) -> list[Any]:
        """What is drawn when it is told to refresh; a person's changes are drawn at once."""
        return [self.operation_page.picture]

    def _build(self) -> None:
        self._choice.setObjectName("operationCombo")
        self._choice.setAccessibleName(self.tr("Operation"))
        self._choice.setToolTip(self.tr("The operation in sight"))
        self._choice.hide()
        set_text_tone(self._stale, "muted")
        self._stale.setWordWrap(True)
        self._stale.hide()
        set_text_tone(self._note, "warning")
        self._note.setWordWrap(True)
        self._note.hide()
        self._tabs.setObjectName("microscopeTabs")
        self._tabs.addTab(self.operation_page, self.tr("Operation"))
        self._tabs.addTab(self.weight_page, self.tr("One weight"))
        self._why.setObjectName("whyButton")
        self._why.setAccessibleName(self.tr("Why the chosen weight moves"))
        self._why.setToolTip(self.tr("Show every factor of the move of the weight that was clicked"))
        self._tabs.setCornerWidget(self._why)
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.list)
        row.addWidget(self._tabs, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(8)
        for widget in (self.controls, self._stale, self._note, self._choice):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        for name, steps in _KEYS.items():
            self._shortcut(name).activated.connect(lambda steps=steps: self.step(steps))
        for name, end in _ENDS.items():
            self._shortcut(name).activated.connect(lambda end=end: self._on_end_requested(end))

    def _shortcut(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return shortcut

    def _connect(self) -> None:
        self.controls.step_requested.connect(self.step)
        self.controls.end_requested.connect(self._on_end_requested)
        self.controls.record_requested.connect(self._on_record_requested)
        self.controls.pace_changed.connect(lambda: self._take(replace(self._state, pace=self.controls.pace)))
        self.list.operation_chosen.connect(self.go_to)
        self._choice.activated.connect(self.go_to)
        self._tabs.currentChanged.connect(lambda page: self._take(replace(self._state, page=PAGES[page])))
        self.operation_page.cell_chosen.connect(self._on_cell_chosen)
        self._why.clicked.connect(lambda: self._take(replace(self._state, page="weight")))
        self.weight_page.place_chosen.connect(self._on_place_chosen)
        self.weight_page.tree.cell_chosen.connect(self.show_cell)

    def _fill_choice(self, recording: Recording | None) -> None:
        self._choice.clear()
        self._choice.addItems([operation.formula for operation in recording.operations] if recording else [])

    def _take(self, state: MicroscopeState) -> None:
        changed = state != self._state
        self._state = state
        self._show()
        if changed:
            self.state_changed.emit()

    def _show(self) -> None:
        state, recording = self._state, self._recording
        self.controls.set_choices(sample=state.sample, is_batch=state.batch, pace=state.pace)
        self._tabs.blockSignals(True)
        self._tabs.setCurrentIndex(PAGES.index(state.page))
        self._tabs.blockSignals(False)
        self._why.setVisible(state.page == "step" and bool(self._why.text()))
        self._stack.setCurrentIndex(0 if recording is None else 1)
        count = len(recording.operations) if recording is not None else 0
        self.controls.set_steps(back=self._index > 0, forward=self._index < count - 1)
        self._fit()
        if recording is None:
            return
        if recording.divergence is not None:
            self._note.setText(self.tr("A number ran out of range on the way, so the weights were left as they are"))
            self._note.show()
        self.list.set_current(self._index)
        self._choice.setCurrentIndex(self._index)
        self.operation_page.show_operation(recording, self._index)

    def _fit(self) -> None:
        """Beside a list there must be room for matrices; where there is not, a box takes its place."""
        is_narrow = self.width() < self.fontMetrics().averageCharWidth() * _NARROW_CHARACTERS
        self.list.setVisible(not is_narrow)
        self.list.setFixedWidth(self.fontMetrics().averageCharWidth() * 30)
        self._choice.setVisible(is_narrow and self._recording is not None)
        self.operation_page.set_compact(is_narrow)

    @Slot(int)
    def _on_end_requested(self, end: int) -> None:
        count = len(self._recording.operations) if self._recording is not None else 0
        self.go_to(count - 1 if end else 0)

    @Slot()
    def _on_record_requested(self) -> None:
        self._take(replace(self._state, sample=self.controls.sample, batch=self.controls.is_batch))
        self.record_requested.emit(self.rows)

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        recording, place = self._recording, place_of(cell)
        self.operation_page.picture.point_at(cell)
        if recording is None or place is None or not self.weight_page.show_place(place):
            return
        update = weight_cell(place, ".update")
        if update.name in recording.arrays:
            self._why.setText(self.tr("Why it moves by {value}").format(value=shown(-recording.value(update))))
        self._on_place_chosen(place)

    @Slot(object)
    def _on_place_chosen(self, place: WeightPlace) -> None:
        self._take(replace(self._state, weight=tuple(place)))
        self.weight_chosen.emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(1000, 700)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 320)
