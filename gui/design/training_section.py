"""What is minimised, and how."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from gui.design.choice_combo import ChoiceCombo
from gui.design.form import Form
from gui.design.names import loss_choices, optimizer_choices
from gui.design.wish import Document
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.problem_label import ProblemLabel
from gui.widgets.section import Section

_MOST_STEPS = 10_000_000


class TrainingSection(Section):
    """Loss, optimiser with its own knobs, batch size, epochs and L2.

    Signals:
        loss_chosen(str): another loss was chosen.
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
    """

    loss_chosen = Signal(str)
    edited = Signal(str, object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.form = Form()
        self._is_showing = False
        self._rows: int | None = None
        self._fields: dict[str, NumberField] = {}
        self._knob_rows: dict[str, tuple[QWidget, ...]] = {}
        self._build_choices()
        self._build_knobs()
        self._build_batch()
        self._build_rest()
        self.add_layout(self.form)
        self._show_knobs("sgd")

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        return {f"training.{name}": field for name, field in self._fields.items()}

    def show_document(self, document: Document, *, reset: bool) -> None:
        """Show the loss and the training part of a spec's JSON; `reset` also clears texts that are no numbers."""
        training, loss = document["training"], document["network"]["loss"]
        self._is_showing = True
        self._loss.set_choice(loss["name"])
        self._show_loss_note(loss)
        self._optimizer.set_choice(training["optimizer"])
        for name, field in self._fields.items():
            value = training[name] or 0
            if field.value() != value or (reset and field.problem()):
                field.setValue(value)
        self._show_knobs(training["optimizer"])
        self._is_showing = False
        self._show_batch()

    def set_data(self, rows: int | None, *, classes: bool) -> None:
        """Say how many training rows there are (None: not known) and whether they have classes."""
        self._rows = rows
        for name, loss in LOSSES.items():
            self._loss.set_choice_enabled(name, classes or not loss.needs_labels)
        self._show_batch()

    def _build_choices(self) -> None:
        self._loss = ChoiceCombo(
            "lossCombo",
            self.tr("Loss"),
            self.tr("What training makes small: one number for how wrong the outputs are"),
        )
        self._loss.set_choices(loss_choices())
        self._loss.chosen.connect(self.loss_chosen)
        self.form.add_row(self.tr("Loss"), self._loss)
        self._loss_note = self._build_note("lossNote")
        self.form.add_below(self._loss_note)
        self._optimizer = ChoiceCombo(
            "optimizerCombo",
            self.tr("Optimiser"),
            self.tr("How a gradient g becomes a step of the weights w"),
        )
        self._optimizer.set_choices(optimizer_choices())
        self._optimizer.chosen.connect(self._on_optimizer_chosen)
        self.form.add_row(self.tr("Optimiser"), self._optimizer)

    def _build_knobs(self) -> None:
        knobs = (
            ("momentum", self.tr("Momentum"), self.tr("μ: the share of the velocity that a step keeps")),
            ("beta1", self.tr("Beta 1"), self.tr("β₁: how slowly the mean of the gradients forgets")),
            ("beta2", self.tr("Beta 2"), self.tr("β₂: how slowly the mean of their squares forgets")),
        )
        for name, title, tooltip in knobs:
            field = NumberField(title, 0.9, 0.0, 1.0, decimals=True, step=0.01, below_maximum=True)
            self._knob_rows[name] = (*self._add_field(name, title, tooltip, field), field)

    def _build_batch(self) -> None:
        field = NumberField(self.tr("Batch size"), 32, 0, _MOST_STEPS)
        field.setSpecialValueText(self.tr("all rows"))
        tooltip = self.tr("Rows a step learns from; empty or 0: all rows, a step an epoch")
        self._steps_note = self._build_note("stepsNote")
        self._steps_note.setToolTip(self.tr("Steps an epoch: training rows / batch size, rounded up"))
        self._add_field("batch_size", self.tr("Batch size"), tooltip, field, self._steps_note)
        # The field forgets what it was told with the next key, also where the number stays the same.
        field.editingFinished.connect(self._show_batch)

    def _build_rest(self) -> None:
        epochs = NumberField(self.tr("Epochs"), 10, 1, _MOST_STEPS)
        tooltip = self.tr("How often training goes through all training rows")
        self._add_field("epochs", self.tr("Epochs"), tooltip, epochs)
        l2 = NumberField(self.tr("L2 penalty"), 0.0, 0.0, 1000.0, decimals=True, step=0.0001)
        tooltip = self.tr("λ: adds λ W to the gradient, which pulls the weights (not the biases) towards zero")
        self._add_field("l2", self.tr("L2 penalty"), tooltip, l2)

    def _add_field(
        self, name: str, title: str, tooltip: str, field: NumberField, *beside: QWidget
    ) -> tuple[QLabel, ProblemLabel]:
        field.setObjectName(_OBJECT_NAMES[name])
        field.setToolTip(tooltip)
        field.set_sample_text("000000")
        # A batch of 1 on the way to 120 must not train.
        field.setKeyboardTracking(False)
        field.valueChanged.connect(lambda value: self._on_value_changed(name, value))
        self._fields[name] = field
        label = self.form.add_row(title, field, *beside, stretch=False)
        problem = ProblemLabel()
        problem.setObjectName(f"{field.objectName()}Problem")
        self.form.add_below(problem)
        problem.watch(field)
        return label, problem

    def _build_note(self, object_name: str) -> QLabel:
        note = QLabel(self)
        note.setObjectName(object_name)
        set_text_role(note, "small")
        set_text_tone(note, "muted")
        tabular(note)
        return note

    def _show_loss_note(self, loss: Document) -> None:
        how = self.tr("summed over the rows") if loss["reduction"] == "sum" else self.tr("mean over the rows")
        self._loss_note.setText(f"{how}, × {loss['scale']:g}")
        # The usual mean needs no words.
        self._loss_note.setVisible((loss["reduction"], loss["scale"]) != ("mean", 1.0))

    def _show_knobs(self, optimizer: str) -> None:
        for name, (label, problem, field) in self._knob_rows.items():
            is_used = name in OPTIMIZERS[optimizer].knobs
            label.setVisible(is_used)
            field.setVisible(is_used)
            if not is_used:
                # What cannot be seen must not stand in the way.
                self._fields[name].setValue(self._fields[name].value())
                problem.hide()

    def _show_batch(self) -> None:
        """Refuse a batch of more rows than there are, and say how many steps the others make of an epoch."""
        field, rows = self._fields["batch_size"], self._rows
        too_large = self.tr("There are only {rows:,} training rows: choose at most so many, or all rows.")
        fits = rows is None or field.value() <= rows
        field.set_problem("" if fits else too_large.format(rows=rows))
        self._steps_note.setVisible(rows is not None and fits)
        if rows:
            steps = math.ceil(rows / (field.value() or rows))
            words = self.tr("× 1 step") if steps == 1 else self.tr("× {steps:,} steps").format(steps=steps)
            self._steps_note.setText(words)

    def _on_value_changed(self, name: str, value: float) -> None:
        if name == "batch_size":
            self._show_batch()
        if not self._is_showing:
            self.edited.emit(f"training.{name}", None if name == "batch_size" and value == 0 else value)

    @Slot(str)
    def _on_optimizer_chosen(self, name: str) -> None:
        self._show_knobs(name)
        self.edited.emit("training.optimizer", name)


_OBJECT_NAMES = {
    "momentum": "momentumSpin",
    "beta1": "beta1Spin",
    "beta2": "beta2Spin",
    "batch_size": "batchSizeSpin",
    "epochs": "epochsSpin",
    "l2": "l2Spin",
}
