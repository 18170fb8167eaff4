"""The columns of a table: what each is taken for, its numbers, and whether the network reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from engine.datasets.own import Column
from gui.own_data.cells import NOWHERE, ROLE, Index
from gui.own_data.words import column_kind, column_remark, number

_FIGURES = (2, 3, 4)
_READ = ("number", "categories")


class ColumnModel(QAbstractTableModel):
    """A column a row; its box says whether the network reads it.

    Signals:
        read_changed(str, bool): the person wants the column to be read, or not.
    """

    read_changed = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        # What the person wants, and what the file was read with.
        self._left_out: frozenset[str] = frozenset()
        self._left_out_when_read: frozenset[str] = frozenset()

    def show(self, columns: Sequence[Column], left_out: Sequence[str]) -> None:
        """Show these columns; the person has left out those of these names."""
        same = [column.name for column in columns] == [column.name for column in self._columns]
        if not same:
            self.beginResetModel()
        self._columns, self._left_out = tuple(columns), frozenset(left_out)
        self._left_out_when_read = self._left_out
        if not same:
            self.endResetModel()
        elif columns:
            # The list stays where it is scrolled.
            self.dataChanged.emit(self.index(0, 0), self.index(len(columns) - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles())

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        column = self._columns[index.row()]
        if role == ROLE.DisplayRole:
            return self._cells(column)[index.column()]
        if role == ROLE.CheckStateRole and index.column() == 0 and column.kind != "label":
            is_read = self._can_be_read(column) and column.name not in self._left_out
            return Qt.CheckState.Checked if is_read else Qt.CheckState.Unchecked
        if role == ROLE.TextAlignmentRole:
            return _side(index.column())
        if role == ROLE.ToolTipRole:
            return ", ".join(filter(None, (column.name, column_kind(column.kind), column_remark(column))))
        if role == ROLE.AccessibleTextRole and index.column() == 0:
            return self.tr("{name}: read by the network").format(name=column.name)
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role != ROLE.CheckStateRole or index.column() != 0:
            return False
        name = self._columns[index.row()].name
        is_read = Qt.CheckState(value) is Qt.CheckState.Checked
        self._left_out = self._left_out - {name} if is_read else self._left_out | {name}
        self.dataChanged.emit(index, index)
        self.read_changed.emit(name, is_read)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == 0 and self._can_be_read(self._columns[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._titles()):
            return None
        if role == ROLE.DisplayRole:
            return self._titles()[section]
        return _side(section) if role == ROLE.TextAlignmentRole else None

    def _titles(self) -> tuple[str, ...]:
        return (
            *(self.tr("Column"), self.tr("Kind"), self.tr("Range"), self.tr("Mean"), self.tr("Missing")),
            self.tr("Remark"),
        )

    def _cells(self, column: Column) -> tuple[str, ...]:
        low, high = number(column.low), number(column.high)
        span = self.tr("{low} … {high}").format(low=low, high=high) if low and high else ""
        missing = f"{column.missing:,}" if column.missing else ""
        return column.name, column_kind(column.kind), span, number(column.mean), missing, column_remark(column)

    def _can_be_read(self, column: Column) -> bool:
        """What the reader itself leaves out cannot be had."""
        return column.kind in _READ or column.name in self._left_out_when_read


def _side(section: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if section in _FIGURES else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
