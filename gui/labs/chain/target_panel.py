"""Changing z to a wanted value, round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.labs.target import Round
from gui.labs.chain.rounds_table import RoundsTable
from gui.labs.chain.variables_row import FARTHEST, MOST
from gui.labs.numbers import shown
from gui.theme.text import set_text_role, set_text_tone
from gui.widgets.number_field import NumberField
from gui.widgets.wrapping_row import WrappingRow


class TargetPanel(QWidget):
    """The target, the shares of the variables, the buttons, and the table of the rounds.

    Signals:
        target_edited(float): z is to become this.
        share_edited(str, float): a variable is to take this share of the change.
        round_requested(), all_rounds_requested(), return_requested(): one round, as many as it takes, or none.
    """

    target_edited = Signal(float)
    share_edited = Signal(str, float)
    round_requested = Signal()
    all_rounds_requested = Signal()
    return_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainTarget")
        self._names: tuple[str, ...] = ()
        self._is_showing = False
        self.target = self._build_field("chainTargetValue", self.tr("Target for z"), -(FARTHEST**2), FARTHEST**2, 1.0)
        self.target.setToolTip(self.tr("What z is to become"))
        self.target.valueChanged.connect(self._on_target)
        self._groups: list[QWidget] = []
        self._labels: list[QLabel] = []
        self.shares: list[NumberField] = []
        self._from = QLabel(self)
        self._note = QLabel(self)
        self._note.setObjectName("chainTargetNote")
        self._note.setWordWrap(True)
        set_text_role(self._note, "small")
        self.table = RoundsTable(self)
        self.round_button = self._build_button("chainRound", self.tr("One round"))
        self.round_button.setToolTip(self.tr("Each variable moves by its share of the missing change / its derivative"))
        self.all_button = self._build_button("chainAllRounds", self.tr("Until it is there"))
        self.all_button.setToolTip(self.tr("Rounds until z is the target to five digits"))
        self.return_button = self._build_button("chainReturn", self.tr("Back to the start"))
        self.return_button.setToolTip(self.tr("Forget the rounds and put the variables back"))
        self.round_button.clicked.connect(self.round_requested)
        self.all_button.clicked.connect(self.all_rounds_requested)
        self.return_button.clicked.connect(self.return_requested)
        self._build_layout()

    def set_target(self, target: float, names: Sequence[str], shares: Mapping[str, float]) -> None:
        """Show the target and the share of each variable."""
        self._names = tuple(names)
        self._is_showing = True
        self.target.setValue(target)
        for place, (group, label, field) in enumerate(zip(self._groups, self._labels, self.shares, strict=True)):
            name = names[place] if place < len(names) else ""
            group.setVisible(bool(name))
            if name:
                label.setText(self.tr("share of {name}").format(name=name))
                field.setAccessibleName(self.tr("Share of {name}").format(name=name))
                field.setValue(shares[name])
        self._is_showing = False

    def show_rounds(self, rounds: Sequence[Round], note: str, *, is_problem: bool, can_go_on: bool) -> None:
        """Show the rounds so far, with a sentence on them; whether another one can be made."""
        self.table.show_rounds(self._names, rounds)
        self._from.setText(self.tr("z from {value} to").format(value=shown(rounds[0].result)) if rounds else "z")
        self._note.setText(note)
        set_text_tone(self._note, "danger" if is_problem else "muted")
        self.round_button.setEnabled(can_go_on)
        self.all_button.setEnabled(can_go_on)
        self.return_button.setEnabled(len(rounds) > 1)

    def set_wide(self, wide: bool) -> None:
        """Put the table beside the controls, or under them."""
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _build_field(self, object_name: str, title: str, low: float, high: float, step: float) -> NumberField:
        field = NumberField(title, 0.0, low, high, decimals=True, step=step, parent=self)
        field.setObjectName(object_name)
        return field

    def _build_button(self, object_name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(object_name)
        button.setAccessibleName(text)
        return button

    def _build_layout(self) -> None:
        heading = QLabel(self.tr("Change z"), self)
        set_text_role(heading, "heading")
        wish = WrappingRow(QMargins(0, 0, 0, 0), self)
        wish.add_widget(_group(self._from, self.target))
        for place in range(MOST):
            label = QLabel(self)
            field = self._build_field(f"chainShare{place}", "", 0.0, FARTHEST, 0.1)
            field.setToolTip(self.tr("Which share of the missing change of z this variable is to make; 0: it stays"))
            field.set_sample_text("0.333")
            field.valueChanged.connect(lambda value, place=place: self._on_share(place, value))
            self._labels.append(label)
            self.shares.append(field)
            self._groups.append(_group(label, field))
            wish.add_widget(self._groups[-1])
        buttons = WrappingRow(QMargins(0, 0, 0, 0), self)
        for button in (self.round_button, self.all_button, self.return_button):
            buttons.add_widget(button)
        controls = QVBoxLayout()
        controls.setSpacing(8)
        for part in (heading, wish, buttons, self._note):
            controls.addWidget(part)
        controls.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(16)
        self._parts.addLayout(controls, 6)
        self._parts.addWidget(self.table, 5, Qt.AlignmentFlag.AlignTop)
        order = [self.target, *self.shares, self.round_button, self.all_button, self.return_button, self.table]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _on_target(self, value: float) -> None:
        if not self._is_showing:
            self.target_edited.emit(float(value))

    def _on_share(self, place: int, value: float) -> None:
        if not self._is_showing and place < len(self._names):
            self.share_edited.emit(self._names[place], float(value))


def _group(label: QLabel, field: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(label)
    row.addWidget(field)
    return group
