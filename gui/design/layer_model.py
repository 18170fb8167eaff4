"""The hidden layers as a Qt table: a row a layer, in order."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from gui.design.document import Document
from gui.design.names import activation_title
from gui.theme.icons import icon
from gui.theme.theme import LIGHT, Theme

COLUMNS = ("units", "activation", "dropout")
UNITS, ACTIVATION, DROPOUT = range(len(COLUMNS))

# Longer ones would not fit a float, which the checks of a spec compute with.
_WHOLE = re.compile(r"[-+]?\d{1,15}")

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class LayerModel(QAbstractTableModel):
    """Hidden layers as they were entered: what is impossible is kept, and marked once `set_problems` says so.

    A cell's EditRole is the entry of the layer's JSON: a number, the activation's name, or the very text that is
    no number.

    Signals:
        edited(): a layer was changed, added, removed or moved, by a person or `setData`; not by `set_layers`.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: list[Document] = []
        self._problems: dict[tuple[int, str], str] = {}
        self._theme = LIGHT

    def layers(self) -> list[Document]:
        """A copy of the layers, as the spec's JSON has them."""
        return copy.deepcopy(self._layers)

    def insert_layer(self, row: int, layer: Document) -> None:
        """Put `layer` before row `row`."""
        self.beginInsertRows(_NO_INDEX, row, row)
        self._layers.insert(row, copy.deepcopy(layer))
        self.endInsertRows()
        self._forget_problems()
        self.edited.emit()

    def remove_layer(self, row: int) -> None:
        """Take the layer at `row` out."""
        self.beginRemoveRows(_NO_INDEX, row, row)
        del self._layers[row]
        self.endRemoveRows()
        self._forget_problems()
        self.edited.emit()

    def move_layer(self, row: int, target: int) -> None:
        """Move the layer at `row` so that it stands at `target`; nothing happens where that is no row."""
        if row == target or not (0 <= row < len(self._layers) and 0 <= target < len(self._layers)):
            return
        # Qt names the row before which the moved one lands, counted before the move.
        self.beginMoveRows(_NO_INDEX, row, row, _NO_INDEX, target + 1 if target > row else target)
        self._layers.insert(target, self._layers.pop(row))
        self.endMoveRows()
        self._forget_problems()
        self.edited.emit()

    def set_layers(self, layers: Sequence[Document]) -> None:
        """Show other layers; keeps selection and open editors where only entries differ."""
        if list(layers) == self._layers:
            return
        if len(layers) != len(self._layers):
            self.beginResetModel()
            self._layers = copy.deepcopy(list(layers))
            self.endResetModel()
        else:
            self._layers = copy.deepcopy(list(layers))
            self._tell_all_changed()

    def set_problems(self, problems: Mapping[tuple[int, str], str]) -> None:
        """Mark the cells (row, "units" or another column's name) with a sentence each, and no other."""
        if dict(problems) != self._problems:
            self._problems = dict(problems)
            self._tell_all_changed()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme` for the marks."""
        self._theme = theme
        self._tell_all_changed()

    def _forget_problems(self) -> None:
        # They name rows, and rows have moved; whoever hears `edited` sets the new ones.
        self._problems = {}

    def _tell_all_changed(self) -> None:
        if self._layers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._layers) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = COLUMNS[index.column()]
        value = self._layers[index.row()][column]
        problem = self._problems.get((index.row(), column), "")
        if role == Qt.ItemDataRole.EditRole:
            return value
        if role == Qt.ItemDataRole.DisplayRole:
            return activation_title(value) if column == "activation" else _shown(value)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return problem or self._tooltip(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == "activation" else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if problem and role == Qt.ItemDataRole.DecorationRole:
            return icon("warning", self._theme)
        if problem and role == Qt.ItemDataRole.BackgroundRole:
            tint = QColor(self._theme.danger)
            tint.setAlphaF(0.16)
            return QBrush(tint)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        entry = value if COLUMNS[index.column()] == "activation" else _parsed(value)
        layer = self._layers[index.row()]
        if layer[COLUMNS[index.column()]] != entry:
            layer[COLUMNS[index.column()]] = entry
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return (self.tr("units"), self.tr("activation"), self.tr("dropout"))[section]

    def _tooltip(self, column: int) -> str:
        return (
            self.tr("Units of this layer: it has inputs × units weights and as many biases as units"),
            self.tr("What a unit makes of its weighted sum z = x W + b"),
            self.tr("Dropout rate: the share of this layer's outputs that a training step leaves out, 0 to below 1"),
        )[column]


def _parsed(value: Any) -> Any:
    """The number that a text says, whole where it is whole, else the text itself."""
    if not isinstance(value, str):
        return value
    text = value.strip().replace(",", ".")
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return value.strip()


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
