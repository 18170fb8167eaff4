"""What is minimised, and how."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from gui.design.choice_combo import ChoiceCombo
from gui.design.document import Document
from gui.design.entry_form import EntryForm, make_note
from gui.design.form import Form
from gui.design.more_section import MoreSection
from gui.design.names import loss_choices, optimizer_choices
from gui.design.positive_field import PositiveField
from gui.theme.theme import Theme
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.section import Section

_MOST_STEPS = 10_000_000
_KNOBS = ("momentum", "beta1", "beta2", "epsilon")


class TrainingSection(Section):
    """Loss, optimiser with its own knobs, batch size, epochs and L2; the rest in a group that is folded away.

    Signals:
        loss_chosen(str): another loss was chosen.
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
        folded(QWidget): the person folded this group away or back.
    """

    loss_chosen = Signal(str)
    edited = Signal(str, object)
    folded = Signal(QWidget)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._form = EntryForm()
        self._more = MoreSection(self.tr("More"))
        self._rows: int | None = None
        self._build_choices()
        self._build_knobs()
        self._build_batch()
        self._build_rest()
        self.add_layout(self._form)
        self.add_widget(self._more)
        for part in (self._form, self._more):
            part.edited.connect(self.edited)
        self._more.collapsed_changed.connect(lambda: self.folded.emit(self._more))
        self._show_knobs("sgd")

    def forms(self) -> tuple[Form, ...]:
        """The forms whose fields stand under each other."""
        return self._form, self._more.form

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        return {**self._form.fields(), **self._more.fields()}

    def fold(self) -> None:
        """Show of the rarer entries only what is set, as a design that comes in wants it."""
        self._more.fold()

    def show_document(self, document: Document, *, reset: bool) -> None:
        """Show the loss and the training part of a spec's JSON; `reset` also clears texts that are no numbers."""
        training, loss = document["training"], document["network"]["loss"]
        self._loss.set_choice(loss["name"])
        self._show_loss_note(loss)
        self._optimizer.set_choice(training["optimizer"])
        self._form.show_part(training, reset=reset)
        self._more.show_training(training, reset=reset)
        self._show_knobs(training["optimizer"])
        self._show_batch()

    def set_data(self, rows: int | None, *, classes: bool, validation_rows: int | None = None) -> None:
        """Say how many training and validation rows there are (None: not known) and whether they have classes."""
        self._rows = rows
        for name, loss in LOSSES.items():
            self._loss.set_choice_enabled(name, classes or not loss.needs_labels)
        self._show_batch()
        self._more.set_validation_rows(validation_rows)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._more.apply_theme(theme)

    def _build_choices(self) -> None:
        self._loss = ChoiceCombo(
            "lossCombo",
            self.tr("Loss"),
            self.tr("What training makes small: one number for how wrong the outputs are"),
        )
        self._loss.set_choices(loss_choices())
        self._loss.chosen.connect(self.loss_chosen)
        self._form.add_row(self.tr("Loss"), self._loss)
        self._loss_note = make_note("lossNote")
        self._form.add_below(self._loss_note)
        self._optimizer = ChoiceCombo(
            "optimizerCombo",
            self.tr("Optimiser"),
            self.tr("How a gradient g becomes a step of the weights w"),
        )
        self._optimizer.set_choices(optimizer_choices())
        self._optimizer.chosen.connect(self._on_optimizer_chosen)
        self._form.add_row(self.tr("Optimiser"), self._optimizer)

    def _build_knobs(self) -> None:
        shares = (
            ("momentum", self.tr("Momentum"), self.tr("μ: the share of the velocity that a step keeps")),
            ("beta1", self.tr("Beta 1"), self.tr("β₁: how slowly the mean of the gradients forgets")),
            ("beta2", self.tr("Beta 2"), self.tr("β₂: how slowly the mean of their squares forgets")),
        )
        for name, title, tooltip in shares:
            share = NumberField(title, 0.9, 0.0, 1.0, decimals=True, step=0.01, below_maximum=True)
            self._form.add_entry(name, f"{name}Spin", title, tooltip, share)
        title, tooltip = self.tr("Epsilon"), self.tr("ε: keeps a step finite where the gradients have been almost zero")
        self._form.add_entry("epsilon", "epsilonSpin", title, tooltip, PositiveField(title, 1e-8, 1.0))

    def _build_batch(self) -> None:
        self._batch = NumberField(self.tr("Batch size"), 32, 0, _MOST_STEPS)
        self._batch.setSpecialValueText(self.tr("all rows"))
        tooltip = self.tr("Rows a step learns from; empty or 0: all rows, a step an epoch")
        self._steps_note = make_note("stepsNote")
        self._steps_note.setToolTip(self.tr("Steps an epoch: training rows / batch size, rounded up"))
        # Before the form hears of it: a batch that is too large is refused, not announced.
        self._batch.valueChanged.connect(self._show_batch)
        title = self.tr("Batch size")
        self._form.add_entry(
            "batch_size", "batchSizeSpin", title, tooltip, self._batch, self._steps_note, zero_is_none=True
        )
        # The field forgets what it was told with the next key, also where the number stays the same.
        self._batch.editingFinished.connect(self._show_batch)

    def _build_rest(self) -> None:
        title, tooltip = self.tr("Epochs"), self.tr("How often training goes through all training rows")
        self._form.add_entry("epochs", "epochsSpin", title, tooltip, NumberField(title, 10, 1, _MOST_STEPS))
        title = self.tr("L2 penalty")
        tooltip = self.tr("λ: adds λ W to the gradient, which pulls the weights (not the biases) towards zero")
        l2 = NumberField(title, 0.0, 0.0, 1000.0, decimals=True, step=0.0001)
        self._form.add_entry("l2", "l2Spin", title, tooltip, l2)

    def _show_loss_note(self, loss: Document) -> None:
        how = self.tr("summed over the rows") if loss["reduction"] == "sum" else self.tr("mean over the rows")
        self._loss_note.setText(f"{how}, × {loss['scale']:g}")
        # The usual mean needs no words.
        self._loss_note.setVisible((loss["reduction"], loss["scale"]) != ("mean", 1.0))

    def _show_knobs(self, optimizer: str) -> None:
        for name in _KNOBS:
            self._form.set_entry_visible(name, name in OPTIMIZERS[optimizer].knobs)

    @Slot()
    def _show_batch(self) -> None:
        """Refuse a batch of more rows than there are, and say how many steps the others make of an epoch."""
        field, rows = self._batch, self._rows
        too_large = self.tr("There are only {rows:,} training rows: choose at most so many, or all rows.")
        fits = rows is None or field.value() <= rows
        field.set_problem("" if fits else too_large.format(rows=rows))
        self._steps_note.setVisible(rows is not None and fits)
        if rows:
            steps = math.ceil(rows / (field.value() or rows))
            words = self.tr("× 1 step") if steps == 1 else self.tr("× {steps:,} steps").format(steps=steps)
            self._steps_note.setText(words)

    @Slot(str)
    def _on_optimizer_chosen(self, name: str) -> None:
        self._show_knobs(name)
        self.edited.emit("training.optimizer", name)
