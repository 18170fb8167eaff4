"""Rows of number fields, each of which sets one entry of a part of the spec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gui.design.document import Document
from gui.design.form import Form
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.problem_label import ProblemLabel


@dataclass(frozen=True)
class _Entry:
    field: MarkedSpin
    row: tuple[QWidget, ...]
    zero_is_none: bool


class EntryForm(Form):
    """Number fields by the path of their entry under one part of a spec ("training", say), a problem under each.

    Signals:
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
    """

    edited = Signal(str, object)

    def __init__(self, part: str = "training") -> None:
        super().__init__()
        self._part = part
        self._is_showing = False
        self._entries: dict[str, _Entry] = {}

    def add_entry(
        self,
        path: str,
        object_name: str,
        title: str,
        tooltip: str,
        field: MarkedSpin,
        *beside: QWidget,
        zero_is_none: bool = False,
    ) -> None:
        """A row for the entry at `path`; with `zero_is_none` the field's 0 is the spec's null."""
        field.setObjectName(object_name)
        field.setToolTip(tooltip)
        field.set_sample_text("000000")
        # A batch of 1 on the way to 120 must not train.
        field.setKeyboardTracking(False)
        field.valueChanged.connect(lambda value: self._on_value_changed(path, value))
        label = self.add_row(title, field, *beside, stretch=False)
        problem = ProblemLabel()
        problem.setObjectName(f"{object_name}Problem")
        self.add_below(problem)
        problem.watch(field)
        self._entries[path] = _Entry(field, (label, field, *beside), zero_is_none)

    def fields(self) -> dict[str, MarkedSpin]:
        """The fields by the dotted path in the spec of what they set."""
        return {f"{self._part}.{path}": entry.field for path, entry in self._entries.items()}

    def show_part(self, part: Document, *, reset: bool) -> None:
        """Show that part of a spec's JSON; `reset` also clears texts that are no numbers."""
        self._is_showing = True
        for path, entry in self._entries.items():
            value = entry_at(part, path)
            shown = 0 if value is None else value
            if entry.field.value() != shown or (reset and entry.field.problem()):
                entry.field.setValue(shown)
        self._is_showing = False

    def set_entry_visible(self, path: str, visible: bool) -> None:
        """Show or hide a row."""
        entry = self._entries[path]
        for widget in entry.row:
            widget.setVisible(visible)
        if not visible:
            # What cannot be seen must not stand in the way.
            entry.field.setValue(entry.field.value())

    def _on_value_changed(self, path: str, value: float) -> None:
        if not self._is_showing:
            is_none = self._entries[path].zero_is_none and value == 0
            self.edited.emit(f"{self._part}.{path}", None if is_none else value)


def entry_at(part: Document, path: str) -> Any:
    """The entry at a dotted path of a part of a spec's JSON."""
    place: Any = part
    for key in path.split("."):
        place = place[key]
    return place


def make_note(object_name: str, text: str = "") -> QLabel:
    """A quiet word beside or under a field."""
    note = QLabel(text)
    note.setObjectName(object_name)
    set_text_role(note, "small")
    set_text_tone(note, "muted")
    tabular(note)
    return note
