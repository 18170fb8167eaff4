"""The variants of an experiment, to choose one of or to run them all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme.icons import icon
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow


class VariantsRow(QWidget):
    """A button a variant, the chosen one pressed; where there are several, a button that runs one after the other.

    Signals:
        variant_chosen(str): the name of a variant.
        compare_requested(): all of them are to be run.
    """

    variant_chosen = Signal(str)
    compare_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._variants: list[tuple[str, str, bool]] = []
        self._row: WrappingRow | None = None
        heading = QLabel(self.tr("Variants"), self)
        set_text_role(heading, "small")
        set_text_tone(heading, "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(heading)
        self.hide()

    @property
    def titles(self) -> dict[str, str]:
        """Name -> title."""
        return {name: title for name, title, _ in self._variants}

    def show_variants(self, variants: Sequence[tuple[str, str, bool]]) -> None:
        """Show these: name, title, and whether it is the one that is open."""
        if list(variants) == self._variants:
            return
        is_same = [pair[:2] for pair in variants] == [pair[:2] for pair in self._variants]
        self._variants = list(variants)
        if is_same:
            self._mark_active()
            return
        if self._row is not None:
            self._row.hide()
            self._row.deleteLater()
        self._row = self._build_row()
        self._column.addWidget(self._row)
        self._mark_active()
        self.setVisible(bool(self._variants))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._mark_active()

    def _build_row(self) -> WrappingRow:
        row = WrappingRow(QMargins(0, 0, 0, 0), self)
        for name, title, _ in self._variants:
            button = QPushButton(title, row)
            button.setObjectName(f"variant_{name}")
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Variant: {0}").format(title))
            button.setToolTip(self.tr("Open this variant, with its own start"))
            button.clicked.connect(lambda checked=False, name=name: self._on_clicked(name))
            row.add_widget(button)
        if len(self._variants) > 1:
            compare = QPushButton(self.tr("Run all, one after the other"), row)
            compare.setObjectName("compareVariantsButton")
            compare.setAccessibleName(compare.text())
            compare.setToolTip(self.tr("Run every variant; the curves of those that are over stay behind the new one"))
            compare.clicked.connect(self.compare_requested)
            row.add_widget(compare)
        return row

    def _mark_active(self) -> None:
        if self._row is None:
            return
        for name, _, is_active in self._variants:
            button = self._row.findChild(QPushButton, f"variant_{name}")
            if button is not None:
                button.setChecked(is_active)
                button.setIcon(icon("check", self._theme) if is_active else QIcon())

    def _on_clicked(self, name: str) -> None:
        # Which one is open is not for the button to say.
        self._mark_active()
        self.variant_chosen.emit(name)
