"""The rounds on the way to the target."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from engine.labs.target import Round
from gui.labs.numbers import shown
from gui.theme.text import set_text_role, tabular

_SHOWN_ROWS = 5
_FITTING = 5


class RoundsTable(QTableWidget):
    """A row for each round: its number, the variables, z, and by how much that misses the target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainRounds")
        self.setAccessibleName(self.tr("Rounds"))
        self.setToolTip(self.tr("Where the variables and z are after each round, and by how much z misses the target"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setMinimumSectionSize(56)
        self.horizontalHeader().setHighlightSections(False)
        set_text_role(self, "small")
        tabular(self)

    def show_rounds(self, variables: Sequence[str], rounds: Sequence[Round]) -> None:
        """Show these rounds, the start first."""
        titles = [self.tr("round"), *variables, "z", self.tr("off by")]
        self.setColumnCount(len(titles))
        # With more columns than fit it is better to scroll than to squeeze the last one.
        self.horizontalHeader().setStretchLastSection(len(titles) <= _FITTING)
        self.setRowCount(len(rounds))
        for column, title in enumerate(titles):
            item = QTableWidgetItem(title)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, item)
        for row, one in enumerate(rounds):
            numbers = [*(one.values[name] for name in variables), one.result]
            texts = [
                self.tr("start") if row == 0 else str(row),
                *map(shown, numbers),
                f"{one.missing:+.3g}" if one.missing else "0",
            ]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text.replace("-", "−"))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self._fit_rows()
        self.scrollToBottom()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.7))

    def sizeHint(self) -> QSize:
        row = round(self.fontMetrics().height() * 1.7)
        return QSize(280, self.horizontalHeader().sizeHint().height() + _SHOWN_ROWS * row + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())
