"""The network as a list: input, hidden layers, output layer, and how each layer's weights start."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from engine.spec import MAX_LAYERS
from gui.design.card import Card
from gui.design.document import Document
from gui.design.initializer_form import InitializerForm
from gui.design.layer_buttons import LayerButtons
from gui.design.layer_captions import LayerCaptions
from gui.design.layer_columns import LayerColumns
from gui.design.layer_ends import InputRow, OutputRow
from gui.design.layer_model import LayerModel
from gui.design.layer_table import LayerTable
from gui.design.problem_text import ProblemText
from gui.design.problems import layer_entry
from gui.design.wish import new_layer
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import Theme
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.section import Section


class LayersSection(Section):
    """The layer list with its buttons.

    Signals:
        edited(str, object): the person set the entry at a dotted path of the spec to a value, possible or not.
        row_shown(QRect): a row became the current one; where it lies in this widget.
        undo_requested(), redo_requested()
    """

    edited = Signal(str, object)
    row_shown = Signal(QRect)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._network: Document = {"layers": [{}]}
        self._selected = 0
        self._is_showing = False
        self.form = InitializerForm()
        self._model = LayerModel(self)
        self._parameters = self._build_parameters()
        self._build_list()
        self._build_controls()
        self._connect()
        self._fit_columns()

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        scale_path = f"network.layers.{self._selected}.initializer.scale"
        return {
            "network.input_dropout": self._input.dropout_field,
            scale_path: self.form.scale_field,
        }

    def commit(self) -> None:
        """Take over what stands in an open editor."""
        self._table.commit()

    def select_last(self) -> None:
        """Select the last hidden layer, so that a layer is added below it."""
        self._select(max(self._hidden() - 1, 0))

    def show_selected(self, layer: int) -> None:
        """Mark a layer of the network that trains, the output being the last; a list that waits is left alone."""
        if self._note.isHidden() and layer != self._selected:
            self._select(layer)

    def show_network(self, network: Document, *, reset: bool) -> None:
        """Show the network part of a spec's JSON; `reset` also clears texts that are no numbers."""
        *hidden, output = network["layers"]
        self._network = network
        self._is_showing = True
        self._model.set_layers(hidden)
        self._input.set_units(network["inputs"])
        field = self._input.dropout_field
        if field.value() != network["input_dropout"] or (reset and field.problem()):
            field.setValue(network["input_dropout"])
        self._output.show_layer(len(hidden), output["units"], output["activation"], network["loss"]["name"])
        self._is_showing = False
        self._show_selected()

    def show_parameters(self, count: int | None) -> None:
        """Show how many weights and biases there are; None while the design is impossible."""
        figure = "–" if count is None else f"{count:,}"
        self._parameters.setText(self.tr("Parameters: {count}").format(count=figure))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark the cells of these dotted paths and show their sentences."""
        cells: dict[tuple[int, str], str] = {}
        for path, sentence in problems.items():
            place = layer_entry(path)
            if place is not None:
                cells[place] = sentence
        self._model.set_problems(cells)
        mine = [sentence for path, sentence in problems.items() if path.startswith("network.")]
        self._problem.show_sentences(mine)

    def set_pending(self, pending: bool) -> None:
        """Show that the layers on the list are not yet those that train."""
        self._note.setVisible(pending)

    def set_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Enable undo and redo where there is something to go to."""
        self._buttons.set_history(can_undo=can_undo, can_redo=can_redo)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._model.apply_theme(theme)
        for part in (self._card, self._table, self._input, self._output, self._buttons, self.form):
            part.apply_theme(theme)

    def _build_parameters(self) -> QLabel:
        label = QLabel(self)
        label.setObjectName("parametersLabel")
        label.setToolTip(
            self.tr("Weights and biases: Σ (inputs + 1) × units over the layers, or inputs × units without bias")
        )
        set_text_role(label, "small")
        set_text_tone(label, "muted")
        tabular(label)
        self.add_header_widget(label)
        return label

    def _build_list(self) -> None:
        self._card = Card(self)
        self._captions = LayerCaptions(self)
        self._input = InputRow(self)
        self._table = LayerTable(self._model, self)
        self._output = OutputRow(self)
        for row in (self._captions, self._input, self._table, self._output):
            self._card.add_widget(row)
        self.add_widget(self._card)

    def _build_controls(self) -> None:
        self._problem = ProblemText("layersProblem", self)
        self._note = QLabel(self.tr("Changes of the layers apply at Reset."), self)
        self._note.setObjectName("pendingNote")
        self._note.setWordWrap(True)
        set_text_role(self._note, "small")
        set_text_tone(self._note, "warning")
        self._note.hide()
        self._buttons = LayerButtons(self)
        for widget in (self._problem, self._note, self._buttons):
            self.add_widget(widget)
        self.add_layout(self.form)

    def _connect(self) -> None:
        self._model.edited.connect(self._on_layers_edited)
        self._table.current_row_changed.connect(self._on_row_chosen)
        self._table.focused.connect(self._on_table_focused)
        self._table.row_dragged.connect(self._move)
        self._output.selected.connect(self._on_output_selected)
        self._output.activation_chosen.connect(self._on_output_activation)
        self._input.dropout_field.valueChanged.connect(self._on_input_dropout)
        self.form.edited.connect(self._on_start_edited)
        self._buttons.undo_requested.connect(self.undo_requested)
        self._buttons.redo_requested.connect(self.redo_requested)
        for source in (self._table, self._buttons):
            source.add_requested.connect(self._on_add)
            source.remove_requested.connect(self._on_remove)
            source.move_requested.connect(self._on_move)

    def _hidden(self) -> int:
        return self._model.rowCount()

    def _select(self, index: int) -> None:
        """Select layer `index`, the output layer being the last."""
        self._selected = max(0, min(index, self._hidden()))
        self._is_showing = True
        self._table.set_current_row(self._selected if self._selected < self._hidden() else -1)
        self._is_showing = False
        self._show_selected()

    def _show_selected(self) -> None:
        hidden = self._hidden()
        self._selected = min(self._selected, hidden)
        is_output = self._selected == hidden
        if not is_output and self._table.current_row() != self._selected:
            self._select(self._selected)
            return
        layers = self._network["layers"]
        self._output.set_selected(is_output)
        if self._selected < len(layers):
            short_title = self.tr("output") if is_output else str(self._selected + 1)
            self.form.show_layer(self._selected, short_title, layers[self._selected])
        self._buttons.set_possible(
            add=hidden + 1 < MAX_LAYERS,
            remove=not is_output,
            up=not is_output and self._selected > 0,
            down=self._selected + 1 < hidden,
        )

    def _emit(self, path: str, value: object) -> None:
        if not self._is_showing:
            self.edited.emit(path, value)

    @Slot()
    def _on_layers_edited(self) -> None:
        self._emit("network.layers", [*self._model.layers(), self._network["layers"][-1]])

    @Slot(object)
    def _on_input_dropout(self, rate: float) -> None:
        self._emit("network.input_dropout", rate)

    @Slot(str)
    def _on_output_activation(self, name: str) -> None:
        self._emit(f"network.layers.{self._hidden()}.activation", name)

    @Slot(str, object)
    def _on_start_edited(self, entry: str, value: object) -> None:
        self._emit(f"network.layers.{self._selected}.{entry}", value)

    @Slot()
    def _on_add(self) -> None:
        if self._hidden() + 1 >= MAX_LAYERS:
            return
        layers = self._model.layers()
        is_output = self._selected >= len(layers)
        neighbour = layers[min(self._selected, len(layers) - 1)] if layers else None
        row = len(layers) if is_output else self._selected + 1
        self._model.insert_layer(row, new_layer(neighbour))
        self._select(row)

    @Slot()
    def _on_remove(self) -> None:
        row = self._selected
        if row < self._hidden():
            self._model.remove_layer(row)
            self._select(min(row, max(self._hidden() - 1, 0)))

    @Slot(int)
    def _on_move(self, by: int) -> None:
        self._move(self._selected, self._selected + by)

    @Slot(int, int)
    def _move(self, row: int, target: int) -> None:
        if 0 <= row < self._hidden() and 0 <= target < self._hidden():
            self._model.move_layer(row, target)
            self._select(target)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        if row >= 0 and not self._is_showing:
            self._selected = row
            self._show_selected()
            cell = self._table.visualRect(self._table.currentIndex())
            self.row_shown.emit(QRect(self._table.viewport().mapTo(self, QPoint(0, cell.top())), cell.size()))

    @Slot()
    def _on_table_focused(self) -> None:
        if self._selected >= self._hidden() > 0:
            self._select(self._hidden() - 1)

    @Slot()
    def _on_output_selected(self) -> None:
        if self._selected != self._hidden():
            self._select(self._hidden())

    def _fit_columns(self) -> None:
        columns = LayerColumns.for_font(QFontMetrics(self.font()))
        for part in (self._captions, self._input, self._table, self._output):
            part.set_columns(columns)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_columns()
