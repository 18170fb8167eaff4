"""What training can do beyond the usual: a schedule, further penalties, clipping and early stopping."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from engine.plain import to_plain
from engine.schedules import SCHEDULES
from engine.spec import TrainingSpec
from gui.design.choice_combo import ChoiceCombo
from gui.design.document import Document
from gui.design.entry_form import EntryForm, entry_at, make_note
from gui.design.names import schedule_choices
from gui.design.positive_field import PositiveField
from gui.theme.text import set_text_role
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.section import Section

_USUAL: Document = to_plain(TrainingSpec())
_SWITCHES = ("schedule.name", "l1", "weight_decay", "clip_norm", "patience")


class MoreSection(Section):
    """A group that is folded away while nothing in it is set, and opens for what is set or wrong.

    Signals:
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
    """

    edited = Signal(str, object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, collapsible=True, parent=parent)
        self.setObjectName("moreSection")
        self.form = EntryForm()
        self._shown: dict[str, Any] = {}
        self._validation_rows: int | None = None
        self._build_heading_looks()
        self._build_schedule()
        self._build_penalties()
        self._build_limits()
        self.add_layout(self.form)
        self.form.edited.connect(self.edited)
        for field in self.fields().values():
            field.problem_changed.connect(self._on_problem_changed)
        self.collapsed_changed.connect(self._on_problem_changed)
        self._show_knobs("constant")
        self.set_collapsed(True)

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        return self.form.fields()

    def fold(self) -> None:
        """Open the group where something in it is set, fold it away where nothing is."""
        self.set_collapsed(not self._shown)
        self._on_problem_changed()

    def show_training(self, training: Document, *, reset: bool) -> None:
        """Show the training part of a spec's JSON; the group opens for what was not set before."""
        self._schedule.set_choice(training["schedule"]["name"])
        self.form.show_part(training, reset=reset)
        self._show_knobs(training["schedule"]["name"])
        self._show_patience()
        entries = {path: entry_at(training, path) for path in _SWITCHES}
        if training["optimizer"] == "adamw":
            # Its own knob lies here.
            entries["optimizer"] = "adamw"
        found = {path: value for path, value in entries.items() if value != _usual(path)}
        if found.items() - self._shown.items():
            self.set_collapsed(False)
        self._shown = found

    def set_validation_rows(self, rows: int | None) -> None:
        """Say how many rows there are to stop early by; None: not known."""
        self._validation_rows = rows
        self._show_patience()

    def _build_heading_looks(self) -> None:
        # A group inside a group: its heading is no larger than what it heads.
        toggle = self.findChild(QToolButton, "sectionToggle")
        if toggle is not None:
            toggle.setObjectName("moreToggle")
            toggle.setToolTip(self.tr("Schedule of the learning rate, further penalties, clipping, early stopping"))
            set_text_role(toggle, "body")

    def _build_schedule(self) -> None:
        self._schedule = ChoiceCombo(
            "scheduleCombo", self.tr("Schedule"), self.tr("How the learning rate changes over the run")
        )
        self._schedule.set_choices(schedule_choices())
        self._schedule.chosen.connect(self._on_schedule_chosen)
        self.form.add_row(self.tr("Schedule"), self._schedule)
        self.form.add_entry(
            "schedule.every",
            "scheduleEverySpin",
            self.tr("Period"),
            self.tr("The period of the schedule, in epochs"),
            PositiveField(self.tr("Schedule period"), 10.0, 1e7),
            make_note("scheduleEveryNote", self.tr("epochs")),
        )
        self.form.add_entry(
            "schedule.factor",
            "scheduleFactorSpin",
            self.tr("Factor"),
            self.tr("The factor of the schedule: a share of the learning rate"),
            NumberField(self.tr("Schedule factor"), 0.1, 0.0, 10.0, decimals=True, step=0.1),
        )

    def _build_penalties(self) -> None:
        self.form.add_entry(
            "l1",
            "l1Spin",
            self.tr("L1 penalty"),
            self.tr("λ₁: adds λ₁ sign(W) to the gradient, which pulls weights (not biases) all the way to zero"),
            NumberField(self.tr("L1 penalty"), 0.0, 0.0, 1000.0, decimals=True, step=0.0001),
        )
        self.form.add_entry(
            "weight_decay",
            "weightDecaySpin",
            # In full it would be the longest label and narrow every field of the panel.
            self.tr("Decay"),
            self.tr("Weight decay λ: W ← W - η λ W with every step, beside the gradient; biases do not decay"),
            NumberField(self.tr("Weight decay"), 0.0, 0.0, 1000.0, decimals=True, step=0.01),
        )

    def _build_limits(self) -> None:
        clip = NumberField(self.tr("Clip norm"), 0.0, 0.0, 1e6, decimals=True, step=0.5)
        clip.setSpecialValueText(self.tr("off"))
        tooltip = self.tr("c: g ← g min(1, c / ‖g‖), over the gradient g of all layers; empty or 0: never clipped")
        self.form.add_entry("clip_norm", "clipNormSpin", self.tr("Clip norm"), tooltip, clip, zero_is_none=True)
        self._patience = NumberField(self.tr("Patience"), 0, 0, 10_000_000)
        self._patience.setSpecialValueText(self.tr("off"))
        self.form.add_entry("patience", "patienceSpin", self.tr("Patience"), "", self._patience, zero_is_none=True)
        self._show_patience()
        # The field forgets what it was told with the next key, also where the number stays the same.
        self._patience.editingFinished.connect(self._show_patience)

    def _show_knobs(self, schedule: str) -> None:
        for name in ("every", "factor"):
            self.form.set_entry_visible(f"schedule.{name}", name in SCHEDULES[schedule].knobs)

    def _show_patience(self) -> None:
        """Without validation rows there is nothing to be patient about, but what is set can be taken back."""
        field, is_idle = self._patience, self._validation_rows == 0
        is_set = field.value() != 0
        reason = self.tr("The data have no validation rows to stop early by: leave the patience empty.")
        usual = self.tr(
            "Training ends early, with its best weights, after so many epoch records without a better validation "
            "loss; empty or 0: never"
        )
        if is_idle and not is_set:
            field.setValue(0)
        else:
            field.set_problem(reason if is_idle else "")
        field.setEnabled(is_set or not is_idle)
        field.setToolTip(reason if is_idle else usual)

    @Slot(str)
    def _on_schedule_chosen(self, name: str) -> None:
        self._show_knobs(name)
        self.edited.emit("training.schedule.name", name)

    @Slot()
    def _on_problem_changed(self) -> None:
        # What stands in the way stays in sight.
        if any(field.problem() for field in self.fields().values()):
            self.set_collapsed(False)


def _usual(path: str) -> object:
    return None if path == "optimizer" else entry_at(_USUAL, path)
