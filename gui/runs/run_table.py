"""The table of the runs: sorted by a click on a title, names edited in place."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gui.runs.columns import NAME
from gui.runs.run_model import RunModel
from gui.runs.run_row import RunRow
from gui.theme.text import tabular

_WIDEST = 220
_ROOM = 20
_ROW_ROOM = 12
_TITLE_ROOM = 20
_NAME_LETTERS = 13


class RunTable(QTableView):
    """Signals:
    remove_requested(): Delete was pressed.
    chosen_changed(): other runs are selected.
    """

    remove_requested = Signal()
    chosen_changed = Signal()

    def __init__(self, model: RunModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kept: set[int] = set()
        self._widths: dict[str, int] = {}
        self.setObjectName("runTable")
        self.setAccessibleName(self.tr("Runs"))
        self.setToolTip(
            self.tr(
                "Keys: ↑ ↓ another run, with Shift several; two are compared. F2 renames, Delete removes, S sorts by "
                "the current column, Space on the box shows or hides the curves"
            )
        )
        self.setModel(model)
        self._build_looks()
        self._build_behaviour()
        self._build_actions()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen_changed.emit())

    def chosen(self) -> list[RunRow]:
        """The selected runs, from top to bottom."""
        rows = self._model.rows()
        return [rows[index.row()] for index in sorted(self.selectionModel().selectedRows(), key=lambda i: i.row())]

    def fit_columns(self, rows: list[RunRow] | None = None) -> None:
        """Make columns as wide as what they say of `rows`, all by default.

        They grow at once but do not shrink while figures change.
        """
        metrics, titles = QFontMetrics(self.font()), QFontMetrics(self.horizontalHeader().font())
        rows = self._model.rows() if rows is None else rows
        for section, column in enumerate(self._model.columns()):
            texts = [metrics.horizontalAdvance(column.text(row)) + _ROOM for row in rows]
            title = titles.horizontalAdvance(column.title) + _TITLE_ROOM
            least = metrics.horizontalAdvance("0") * _NAME_LETTERS if column.key == NAME else 0
            wanted = min(max([title, least, *texts]), max(_WIDEST, title))
            if wanted > self._widths.get(column.key, 0):
                self._widths[column.key] = wanted
            self.setColumnWidth(section, self._widths[column.key])

    def forget_widths(self) -> None:
        """The text has another size."""
        self._widths.clear()
        self.verticalHeader().setDefaultSectionSize(QFontMetrics(self.font()).height() + _ROW_ROOM)
        self.fit_columns()

    def edit_name(self) -> None:
        """Edit the name of the current run."""
        place = [column.key for column in self._model.columns()].index(NAME)
        index = self._model.index(self.currentIndex().row(), place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def _sort_by_current(self) -> None:
        """As a click on the title of the current column: upwards, then downwards, then not at all."""
        column, titles = max(0, self.currentIndex().column()), self.horizontalHeader()
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if titles.sortIndicatorSection() != column:
            titles.setSortIndicator(column, ascending)
        elif titles.sortIndicatorOrder() == ascending:
            titles.setSortIndicator(column, descending)
        else:
            titles.setSortIndicator(-1, ascending)

    def _build_looks(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: none; border-radius: 0; }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        tabular(self)
        numbers = self.verticalHeader()
        numbers.hide()
        # Rows as high as their contents would be measured, all of them, with every figure that changes.
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setMinimumSectionSize(1)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setMinimumSectionSize(32)
        titles.setSortIndicatorClearable(True)
        titles.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _build_behaviour(self) -> None:
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)

    def _build_actions(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, call in (
            (self.tr("Rename"), "F2", self.edit_name),
            (self.tr("Remove"), "Del", self.remove_requested.emit),
            (self.tr("Sort by this column"), "S", self._sort_by_current),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            # Not while a name is typed: the keys are the editor's then.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda checked=False, call=call: call())
            self.addAction(action)

    @Slot()
    def _keep(self) -> None:
        self._kept = {row.key for row in self.chosen()}

    @Slot()
    def _restore(self) -> None:
        """Runs or columns came or went: the same runs stay selected, in the same order."""
        titles = self.horizontalHeader()
        blocked = titles.blockSignals(True)
        titles.setSortIndicator(*self._model.sort_section())
        titles.blockSignals(blocked)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place, row in enumerate(self._model.rows()):
            if row.key in self._kept:
                self.selectionModel().select(self._model.index(place, 0), flags)
        self.fit_columns()
        self.chosen_changed.emit()

    def sizeHintForColumn(self, column: int) -> int:
        # A double click between two titles.
        return self._widths.get(self._model.columns()[column].key, super().sizeHintForColumn(column))
