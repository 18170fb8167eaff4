"""The table of the hidden layers, as high as its rows: the panel around it scrolls, not the table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QHeaderView, QSizePolicy, QTableView, QWidget

from gui.design.layer_columns import MARGIN, LayerColumns
from gui.design.layer_delegate import LayerDelegate
from gui.design.layer_header import LayerHeader
from gui.design.layer_model import ACTIVATION, DROPOUT, UNITS, LayerModel
from gui.theme.theme import LIGHT, Theme


class LayerTable(QTableView):
    """Hidden layers in order, edited in place.

    Signals:
        add_requested(): Insert or + was pressed.
        remove_requested(): Delete was pressed.
        move_requested(int): Alt+Up (-1) or Alt+Down (+1) was pressed.
        row_dragged(int, int): a row was dragged from one place to another.
        current_row_changed(int): another row is the current one; -1 for none.
        focused(): the keyboard focus came to the table.
    """

    add_requested = Signal()
    remove_requested = Signal()
    move_requested = Signal(int)
    row_dragged = Signal(int, int)
    current_row_changed = Signal(int)
    focused = Signal()

    def __init__(self, model: LayerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._delegate = LayerDelegate(self)
        self._header = LayerHeader(self)
        self._header.row_dragged.connect(self.row_dragged)
        self.setObjectName("layerTable")
        self.setAccessibleName(self.tr("Hidden layers"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalHeader(self._header)
        self._build_looks()
        self._build_behaviour()
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self._on_rows_changed)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.clicked.connect(self.open_editor)

    def set_columns(self, columns: LayerColumns) -> None:
        """Take the shared widths and the row height."""
        self._header.setFixedWidth(columns.handle + MARGIN)
        self._header.setMinimumSectionSize(columns.row)
        self._header.setDefaultSectionSize(columns.row)
        self.setColumnWidth(UNITS, columns.units)
        self.setColumnWidth(DROPOUT, columns.dropout)
        self._on_rows_changed()

    def current_row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def set_current_row(self, row: int) -> None:
        """Make `row` the current one; -1 for none."""
        column = max(self.currentIndex().column(), 0)
        self.setCurrentIndex(self.model().index(row, column) if row >= 0 else QModelIndex())
        if row < 0:
            self.clearSelection()

    def commit(self) -> None:
        """Take over what stands in an open editor."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, LayerDelegate.EndEditHint.NoHint)

    def open_editor(self, index: QModelIndex) -> None:
        """Edit the cell at `index`; of the activations the list opens at once."""
        self.edit(index)
        editor = self.indexWidget(index)
        if isinstance(editor, QComboBox):
            editor.showPopup()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._delegate.apply_theme(theme)
        self._header.apply_theme(theme)
        self.viewport().update()

    def _build_looks(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The card around the rows has the ground and the border.
        self.setStyleSheet("QTableView { background: transparent; border: none; border-radius: 0; }")
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        titles = self.horizontalHeader()
        titles.hide()
        titles.setMinimumSectionSize(24)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setSectionResizeMode(ACTIVATION, QHeaderView.ResizeMode.Stretch)

    def _build_behaviour(self) -> None:
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        # Tab walks through the panel; the arrow keys walk through the cells.
        self.setTabKeyNavigation(False)

    def _is_editing(self) -> bool:
        # The Return that ends an editor comes here afterwards.
        return self.state() == QAbstractItemView.State.EditingState

    def _show_selected_handle(self) -> None:
        self._header.set_selected(self.current_row(), self.hasFocus())

    @Slot()
    def _on_rows_changed(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    @Slot()
    def _on_current_changed(self) -> None:
        self._show_selected_handle()
        self.current_row_changed.emit(self.current_row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.add_requested.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == Qt.KeyboardModifier.AltModifier:
            self.move_requested.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers and not self._is_editing():
            self.open_editor(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()
        self._show_selected_handle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_selected_handle()

    def sizeHint(self) -> QSize:
        return QSize(200, max(self.model().rowCount(), 1) * self._header.defaultSectionSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.muted_text)
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("no hidden layer"))
