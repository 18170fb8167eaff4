"""Tables of words as models: the classes with how many rows each has, and the first rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex

ROLE = Qt.ItemDataRole
NOWHERE = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
SHARE_ROLE = int(ROLE.UserRole)
"""How long the bar of a class is, 0..1 of the longest."""


class CellsModel(QAbstractTableModel):
    """Rows of text under titles."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show other rows; of a row that is too short the last cells are empty."""
        self.beginResetModel()
        self._titles = tuple(titles)
        self._rows = tuple(tuple(row) for row in rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return row[index.column()] if index.column() < len(row) else ""
        return _LEFT if role == ROLE.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return self._titles[section]
        return _LEFT if role == ROLE.TextAlignmentRole else None


class ClassModel(QAbstractTableModel):
    """A class a row: its name, how many rows it has, and a bar for that."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[tuple[str, int], ...] = ()

    def show(self, classes: Sequence[tuple[str, int]]) -> None:
        """Show these classes: name and rows of each."""
        self.beginResetModel()
        self._classes = tuple(classes)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        name, rows = self._classes[index.row()]
        if role == ROLE.DisplayRole:
            return (name, f"{rows:,}", "")[index.column()]
        if role == ROLE.ToolTipRole:
            whole = max(1, sum(count for _, count in self._classes))
            return self.tr("{name}: {rows:,} rows, {share:.1f} % of all").format(
                name=name, rows=rows, share=100 * rows / whole
            )
        if role == ROLE.TextAlignmentRole:
            return _RIGHT if index.column() == 1 else _LEFT
        if role == SHARE_ROLE and index.column() == 2:
            return rows / max(1, *(count for _, count in self._classes), 1)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < 3:
            return None
        if role == ROLE.DisplayRole:
            return (self.tr("Class"), self.tr("Rows"), "")[section]
        if role == ROLE.TextAlignmentRole:
            return _RIGHT if section == 1 else _LEFT
        return None
