"""A table to look at: as high as its rows need, up to a number of them, and no higher."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from gui.theme.text import tabular

_ROW_ROOM = 10
_CELL_ROOM = 20
_BOX_ROOM = 26
# Columns are measured by their first rows: a first look must not take long.
_MEASURED_ROWS = 50


class PreviewTable(QTableView):
    """Shows a model; columns are as wide as their words.

    No column is wider than so many letters, `widest`; where it is to `fill`, the last one takes what is left. One that
    `grows` takes the height that is left where it has more rows than that.
    """

    def __init__(
        self,
        object_name: str,
        title: str,
        tooltip: str,
        model: QAbstractTableModel,
        *,
        most_rows: int,
        widest: int = 24,
        fill: bool = False,
        grows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._most_rows = most_rows
        self._widest = widest
        self._grows = grows
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setToolTip(tooltip)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        tabular(self)
        numbers = self.verticalHeader()
        numbers.hide()
        # Rows as high as their contents would be measured, every one of thousands of columns.
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setMinimumSectionSize(1)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setTextElideMode(Qt.TextElideMode.ElideRight)
        titles.setMinimumSectionSize(24)
        titles.setStretchLastSection(fill)
        model.modelReset.connect(self.fit)

    def wants_more(self) -> bool:
        """Whether it would take more height than it asks for."""
        return self._grows and self.model().rowCount() > self._most_rows

    def fit(self) -> None:
        """Measure rows and columns anew."""
        metrics, model = QFontMetrics(self.font()), self.model()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + _ROW_ROOM)
        widest = metrics.averageCharWidth() * self._widest
        role, rows = Qt.ItemDataRole.DisplayRole, range(min(model.rowCount(), _MEASURED_ROWS))
        for column in range(model.columnCount()):
            title = str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
            words = [str(model.index(row, column).data(role) or "") for row in rows]
            width = max((metrics.horizontalAdvance(text) for text in (title, *words)), default=0)
            self.setColumnWidth(column, min(width, widest) + _CELL_ROOM + self._room_of_box(column))
        height = QSizePolicy.Policy.MinimumExpanding if self.wants_more() else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, height)
        self.updateGeometry()

    def _room_of_box(self, column: int) -> int:
        first = (self.model().index(row, column) for row in range(min(2, self.model().rowCount())))
        return _BOX_ROOM if any(index.data(Qt.ItemDataRole.CheckStateRole) is not None for index in first) else 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # The bar for what does not fit may come or go.
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = max(1, min(self.model().rowCount(), self._most_rows))
        height = self.horizontalHeader().sizeHint().height() if self.horizontalHeader().isVisibleTo(self) else 0
        height += rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()
        is_wide = self.horizontalHeader().length() > self.viewport().width()
        return QSize(240, height + (self.horizontalScrollBar().sizeHint().height() if is_wide else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())
