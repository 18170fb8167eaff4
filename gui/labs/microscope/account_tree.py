"""Why a weight moves: the factors of its step, each of which opens into its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from engine.labs.step_account import Account, account_of
from engine.labs.step_recording import Cell, Recording
from engine.labs.step_rules import Factor, Summand
from gui.labs.microscope.words import setting_words
from gui.labs.numbers import shown
from gui.theme.theme import LIGHT, Theme

_ORIGINS = Qt.ItemDataRole.UserRole
_WAITS = Qt.ItemDataRole.UserRole + 1
# Of a sum over many rows those that count most are listed.
_MOST_SUMMANDS = 24
_OPEN_DEPTH = 3


class AccountTree(QTreeWidget):
    """The account of one number as a tree; a factor leads to the operation that it came from.

    Signals:
        cell_chosen(Cell): the person wants to see where a factor came from.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("accountTree")
        self.setAccessibleName(self.tr("Why the weight moves"))
        self.setToolTip(self.tr("Click a factor's origin, or press Enter on it, to see the operation that made it"))
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("Factor"), self.tr("Value"), self.tr("Comes from")])
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._theme = LIGHT
        self._recording: Recording | None = None
        self._root: Cell | None = None
        self.itemExpanded.connect(self._on_expanded)
        self.itemClicked.connect(self._on_clicked)
        self.itemActivated.connect(self._on_activated)

    def show_account(self, recording: Recording | None, cell: Cell | None) -> None:
        """Show how the number in `cell` came about, or nothing."""
        self._recording, self._root = recording, cell
        self.clear()
        account = None if recording is None or cell is None else account_of(recording, cell)
        if account is None:
            return
        root = self._build_item(account.operation.formula, account.value, (account.cell,))
        self.addTopLevelItem(root)
        self._open(root, _OPEN_DEPTH)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.show_account(self._recording, self._root)

    def _build_item(self, words: str, value: float, origins: tuple[Cell, ...]) -> QTreeWidgetItem:
        made = self._made_by(origins)
        item = QTreeWidgetItem([words, shown(value), f"{made} ›" if made else ""])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(2, self._theme.accent)
        item.setToolTip(0, words)
        item.setData(0, _ORIGINS, origins)
        accounts = [self._account(origin) for origin in origins]
        # What was made in passing opens into the numbers that it was made of.
        if len(origins) == 1 and accounts[0] is None:
            return item
        if origins:
            item.setData(0, _WAITS, True)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _factor_item(self, factor: Factor) -> QTreeWidgetItem:
        item = self._build_item(factor.symbol, factor.value, factor.origins)
        if not factor.origins:
            item.setText(2, setting_words(factor.symbol))
            item.setForeground(2, self._theme.muted_text)
        return item

    def _summand_item(self, summand: Summand) -> QTreeWidgetItem:
        if len(summand.factors) == 1:
            return self._factor_item(summand.factors[0])
        item = self._build_item(" · ".join(factor.symbol for factor in summand.factors), summand.value, ())
        item.addChildren([self._factor_item(factor) for factor in summand.factors])
        return item

    def _fill(self, item: QTreeWidgetItem) -> None:
        """Add what an item was made of, when it is first opened."""
        if not item.data(0, _WAITS) or self._recording is None:
            return
        item.setData(0, _WAITS, False)
        origins: tuple[Cell, ...] = tuple(Cell(*origin) for origin in item.data(0, _ORIGINS))
        if len(origins) > 1:
            item.addChildren([self._origin_item(origin) for origin in origins])
            return
        account = self._account(origins[0])
        if account is None:
            return
        if len(account.summands) == 1:
            item.addChildren([self._factor_item(factor) for factor in account.summands[0].factors])
            return
        kept = sorted(account.summands, key=lambda one: -abs(one.value))[:_MOST_SUMMANDS]
        shown_ones = [one for one in account.summands if any(one is other for other in kept)]
        item.addChildren([self._summand_item(summand) for summand in shown_ones])
        left_out = len(account.summands) - len(shown_ones)
        if left_out:
            rest = sum(one.value for one in account.summands) - sum(one.value for one in shown_ones)
            item.addChild(self._build_item(self.tr("{count} more").format(count=left_out), rest, ()))

    def _origin_item(self, origin: Cell) -> QTreeWidgetItem:
        account = self._account(origin)
        assert self._recording is not None
        words = account.symbol if account is not None else f"{origin.name}[{origin.row},{origin.column}]"
        return self._build_item(words, self._recording.value(origin), (origin,))

    def _account(self, cell: Cell) -> Account | None:
        return None if self._recording is None else account_of(self._recording, cell)

    def _made_by(self, origins: tuple[Cell, ...]) -> str:
        """The symbol of the array that the first of these cells stands in."""
        if self._recording is None or not origins:
            return ""
        name = origins[0].name
        for operation in self._recording.operations:
            if operation.name == name:
                return operation.symbol
            for operand in operation.operands:
                if operand.name == name:
                    return operand.symbol
        return self.tr("the activation’s slope") if name.endswith(".slope") else ""

    def _open(self, item: QTreeWidgetItem, depth: int) -> None:
        if depth and (item.data(0, _WAITS) or item.childCount()):
            item.setExpanded(True)
            self._fill(item)
            if item.childCount() <= 4:
                for child in [item.child(index) for index in range(item.childCount())]:
                    if child is not None:
                        self._open(child, depth - 1)

    def _choose(self, item: QTreeWidgetItem) -> None:
        origins = item.data(0, _ORIGINS)
        if origins:
            self.cell_chosen.emit(Cell(*origins[0]))

    @Slot(QTreeWidgetItem)
    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        self._fill(item)

    @Slot(QTreeWidgetItem, int)
    def _on_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 2:
            self._choose(item)

    @Slot(QTreeWidgetItem, int)
    def _on_activated(self, item: QTreeWidgetItem, column: int) -> None:
        if column != 2:
            self._choose(item)
