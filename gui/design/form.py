"""Rows of a label and its fields, in two columns that several forms can share."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from gui.theme.text import set_text_tone

_LABEL_GAP = 12
# Boxes and number fields of one height, so that the rows keep step.
_FIELD_HEIGHT = 28


class Form(QGridLayout):
    """A grid with labels on the left and fields on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(0)
        self.setVerticalSpacing(6)
        self.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []

    def add_row(
        self, title: str, field: QWidget, *beside: QWidget, before: QWidget | None = None, stretch: bool = True
    ) -> QLabel:
        """A row of `field` and what stands before and beside it; with `stretch` the field takes the room left."""
        label = QLabel(title)
        label.setBuddy(field)
        set_text_tone(label, "muted")
        self._labels.append(label)
        row = QHBoxLayout()
        row.setSpacing(4)
        if before is not None:
            row.addWidget(before)
        field.setMinimumHeight(_FIELD_HEIGHT)
        row.addWidget(field, 1 if stretch else 0)
        for widget in beside:
            row.addWidget(widget)
        if not stretch:
            row.addStretch(1)
        number = self.rowCount()
        self.addWidget(label, number, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addLayout(row, number, 1)
        return label

    def add_below(self, widget: QWidget) -> None:
        """A row of one widget under the fields: a note or a problem."""
        self.addWidget(widget, self.rowCount(), 1)

    def end(self) -> None:
        """Let what is left over lie under the last row instead of between the rows."""
        self.setRowStretch(self.rowCount(), 1)

    def label_width(self) -> int:
        """What the longest label needs."""
        return max((label.sizeHint().width() for label in self._labels), default=0) + _LABEL_GAP


def align(forms: Iterable[Form]) -> None:
    """Give `forms` labels of one width, so that their fields stand under each other."""
    forms = list(forms)
    width = max(form.label_width() for form in forms)
    for form in forms:
        form.setColumnMinimumWidth(0, width)
