"""The runs as a table model: the present one first, the others in the order a person chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from gui.runs.columns import NAME, SHOW, Column, columns_for
from gui.runs.run_row import RunRow

Index = QModelIndex | QPersistentModelIndex

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class RunModel(QAbstractTableModel):
    """Knows how the runs are called, sorted and written; what a person changes goes out as a wish.

    Signals:
        rename_requested(object, str): the run of this key is to be called so.
        show_requested(object, bool): its curves are to be seen, or not.
    """

    rename_requested = Signal(object, str)
    show_requested = Signal(object, bool)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[RunRow] = []
        self._columns: list[Column] = columns_for([])
        self._sorted_by = ""
        self._order = Qt.SortOrder.AscendingOrder
        self._best: int | None = None

    def rows(self) -> list[RunRow]:
        """The runs in the order shown."""
        return list(self._rows)

    def columns(self) -> list[Column]:
        """The columns in the order shown."""
        return list(self._columns)

    def set_rows(self, rows: Sequence[RunRow]) -> None:
        """Show these runs, which come newest first; cells change in place where no row or column comes or goes."""
        columns = columns_for(rows)
        same = [c.key for c in columns] == [c.key for c in self._columns]
        if same and {row.key for row in rows} == {row.key for row in self._rows}:
            self._arrange(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return
        self.beginResetModel()
        self._columns = columns
        self._rows = self._sorted(rows)
        self._find_best()
        self.endResetModel()

    def set_present(self, row: RunRow) -> bool:
        """The present run has gone on; False if it has not, or is none of these."""
        place = next((i for i, known in enumerate(self._rows) if known.key == row.key), None)
        if place is None or row == self._rows[place]:
            return False
        self._rows[place] = row
        best = self._best
        self._find_best()
        last = place if best == self._best else len(self._rows) - 1
        self.dataChanged.emit(self.index(place, 0), self.index(last, len(self._columns) - 1))
        return True

    def sort_section(self) -> tuple[int, Qt.SortOrder]:
        """The column it is sorted by, -1 for none, and in which direction."""
        keys = [column.key for column in self._columns]
        return (keys.index(self._sorted_by) if self._sorted_by in keys else -1), self._order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = self._columns[column].key if 0 <= column < len(self._columns) else ""
        self._order = order
        self._arrange(sorted(self._rows, key=lambda row: row.key, reverse=True))

    def _arrange(self, rows: Sequence[RunRow]) -> None:
        """Take over the rows, which are the same runs as before; what is selected moves with its run."""
        self.layoutAboutToBeChanged.emit()
        before = [row.key for row in self._rows]
        self._rows = self._sorted(rows)
        places = {row.key: place for place, row in enumerate(self._rows)}
        old = self.persistentIndexList()
        self.changePersistentIndexList(old, [self.index(places[before[i.row()]], i.column()) for i in old])
        self._find_best()
        self.layoutChanged.emit()

    def _sorted(self, rows: Sequence[RunRow]) -> list[RunRow]:
        column = next((column for column in self._columns if column.key == self._sorted_by), None)
        past = [row for row in rows if not row.present]
        if column is not None:
            past.sort(key=column.order, reverse=self._order is Qt.SortOrder.DescendingOrder)
        return [row for row in rows if row.present] + past

    def _find_best(self) -> None:
        """Of several runs the most accurate stands out."""
        known = [row for row in self._rows if row.accuracy is not None]
        best = max(known, key=lambda row: row.accuracy or 0.0) if len(known) > 1 else None
        self._best = best.key if best else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == _ROLE.DisplayRole:
            if column.key == NAME and row.present:
                return self.tr("{name} (now)").format(name=row.name)
            return column.text(row)
        if role == _ROLE.EditRole and column.key == NAME:
            return row.name
        if role == _ROLE.CheckStateRole and column.key == SHOW and not row.present:
            return Qt.CheckState.Checked if row.shown else Qt.CheckState.Unchecked
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == _ROLE.FontRole and column.key == "accuracy" and row.key == self._best:
            font = QFont()
            font.setBold(True)
            return font
        if role == _ROLE.ToolTipRole:
            return self._tip(row, column)
        if role == _ROLE.AccessibleTextRole and column.key == SHOW:
            return self.tr("Show the curves of {name}").format(name=row.name)
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        row, key = self._rows[index.row()], self._columns[index.column()].key
        if role == _ROLE.EditRole and key == NAME:
            self.rename_requested.emit(row.key, str(value))
            return True
        if role == _ROLE.CheckStateRole and key == SHOW and not row.present:
            self.show_requested.emit(row.key, Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        row, key = self._rows[index.row()], self._columns[index.column()].key
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if key == NAME:
            return flags | Qt.ItemFlag.ItemIsEditable
        if key != SHOW:
            return flags
        if not row.comparable:
            return flags & ~Qt.ItemFlag.ItemIsEnabled
        return flags if row.present else flags | Qt.ItemFlag.ItemIsUserCheckable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _ROLE.DisplayRole:
            return column.title
        if role == _ROLE.ToolTipRole:
            return column.tip
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _tip(self, row: RunRow, column: Column) -> str:
        if column.key == SHOW:
            if row.present:
                return self.tr("The present run is always shown.")
            if not row.comparable:
                return self.tr("It has other data or another loss: its curves do not belong beside the present ones.")
            return column.tip
        if column.key == NAME:
            return row.ended or self.tr("Double-click or press F2 to give it another name.")
        return column.text(row)
