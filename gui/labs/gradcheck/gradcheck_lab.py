"""The gradient check lab: the check of a network's layer, and the clinic of bugs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from engine.labs.clinic import BUGS
from engine.labs.clinic_run import ClinicResult
from engine.labs.gradient_table import STEPS, GradientTable
from gui.inspect.picture import CachedPicture
from gui.labs.gradcheck.check_page import MOST_ROWS, CheckPage
from gui.labs.gradcheck.clinic_page import ClinicPage
from gui.labs.state_entries import StateEntries
from gui.theme.theme import Theme

_PAGES = ("check", "clinic")
_MOST_LAYER = 64
_IN_A_ROW = 3


class GradientCheckLab(QWidget):
    """Two pages: the check of the current network, and the clinic.

    Signals:
        check_requested(int, int, float): check this layer, counted from 0, on so many rows with the step h.
        clinic_requested(str): train a healthy network and one with the bug of this name.
        state_changed(): the person set something.
    """

    check_requested = Signal(int, int, float)
    clinic_requested = Signal(str)
    state_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, rng: random.Random | None = None) -> None:
        """`rng` draws the hidden bugs of the quiz."""
        super().__init__(parent)
        self.setObjectName("gradcheckLab")
        self.setAccessibleName(self.tr("Gradient check lab"))
        self._check, self._clinic = CheckPage(), ClinicPage(rng or random.Random())
        self._tabs = QTabWidget()
        self._tabs.setObjectName("gradcheckTabs")
        self._tabs.setAccessibleName(self.tr("Check or clinic"))
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._check, self.tr("Check a layer"))
        self._tabs.addTab(self._clinic, self.tr("Clinic of bugs"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs)
        self._check.check_requested.connect(self.check_requested)
        self._clinic.clinic_requested.connect(self.clinic_requested)
        for signal in (self._check.changed, self._clinic.changed):
            signal.connect(self.state_changed)
        self._tabs.currentChanged.connect(lambda place: self.state_changed.emit())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._check.apply_theme(theme)
        self._clinic.apply_theme(theme)

    @property
    def goal_is_met(self) -> bool:
        """Whether three hidden bugs were named in a row."""
        return self._clinic.named_in_a_row >= _IN_A_ROW

    def pictures(self) -> tuple[CachedPicture, ...]:
        """What is drawn here."""
        return (*self._check.pictures(), *self._clinic.pictures())

    def state(self) -> dict[str, Any]:
        """What is set, as plain JSON values; layers are counted from 1, and a hidden bug is empty."""
        return {
            "page": _PAGES[self._tabs.currentIndex()],
            "layer": self._check.layer + 1,
            "rows": self._check.rows,
            "h": self._check.h,
            "bug": self._clinic.bug,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Set what is given; the rest stays. A bug that is named is examined at once; an empty one stays as it is.

        Raises:
            SpecError: An entry is unknown or impossible; nothing is changed.
        """
        before = self.state()
        entries = StateEntries(before, state)
        page, bug = entries.name("page", _PAGES), entries.name("bug", ("", *BUGS))
        layer, rows = entries.count("layer", 1, _MOST_LAYER), entries.count("rows", 1, MOST_ROWS)
        h = entries.number("h", STEPS[-1], STEPS[0])
        self._tabs.setCurrentIndex(_PAGES.index(page))
        self._check.set_values(layer - 1, rows, h)
        after = self.state()
        if any(after[key] != before[key] for key in ("layer", "rows", "h")):
            self._check.ask()
        is_other = bug not in ("", before["bug"])
        if is_other:
            self._clinic.set_bug(bug)
        # The bug that is chosen from the beginning was perhaps never examined.
        is_unseen = page == "clinic" and bool(state.get("bug")) and not self._clinic.has_result
        if is_other or is_unseen:
            self._clinic.ask()

    def set_network(self, layers: Sequence[tuple[int, str]]) -> None:
        """Say which layers the current network has: units and activation each."""
        self._check.set_network(layers)

    def request_check(self) -> None:
        """Ask for a check as it is set, of the network as it is now."""
        self._check.ask()

    def show_check(self, table: GradientTable | None) -> None:
        """Show what is known of a check; None shows nothing."""
        self._check.show_table(table)

    def show_clinic(self, result: ClinicResult | None) -> None:
        """Show what is known of both networks; None shows nothing."""
        self._clinic.show_result(result)
