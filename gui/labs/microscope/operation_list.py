"""The operations of a step, one below the other, under the headings of its phases."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from engine.labs.step_recording import Recording
from gui.labs.microscope.words import operation_words, phase_title

_INDEX = Qt.ItemDataRole.UserRole
_TO_THE_LAB = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class OperationList(QListWidget):
    """Lists the operations by their formulas and marks the current one.

    Signals:
        operation_chosen(int): the index of an operation that the person went to.
    """

    operation_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("operationList")
        self.setAccessibleName(self.tr("Operations of the step"))
        self.setToolTip(self.tr("The operations of the step, in the order in which they ran"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(self._on_current_changed)

    def show_recording(self, recording: Recording | None) -> None:
        """List the operations of a recording; emits nothing."""
        self.blockSignals(True)
        self.clear()
        row = QSize(0, self.fontMetrics().height() + 8)
        phase = ""
        for index, operation in enumerate(recording.operations if recording else ()):
            if operation.phase != phase:
                phase = operation.phase
                heading = QListWidgetItem(phase_title(operation.phase), self)
                font = heading.font()
                font.setBold(True)
                heading.setFont(font)
                heading.setSizeHint(row)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QListWidgetItem("   " + operation.formula, self)
            item.setSizeHint(row)
            item.setData(_INDEX, index)
            item.setToolTip(operation_words(operation).title)
        self.blockSignals(False)

    def set_current(self, index: int) -> None:
        """Mark an operation; emits nothing."""
        self.blockSignals(True)
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_INDEX) == index:
                self.setCurrentItem(item)
                self.scrollToItem(item)
        self.blockSignals(False)
        self.viewport().update()

    def _on_current_changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is None:
            return
        index = item.data(_INDEX)
        if index is not None:
            self.operation_chosen.emit(index)
            return
        # A heading was stepped onto: go on in the same direction, or stay.
        row = self.row(item)
        step = 1 if before is None or row > self.row(before) else -1
        beyond = self.item(row + step) or self.item(row + 1)
        if beyond is not None:
            self.setCurrentItem(beyond)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 28, 300)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TO_THE_LAB:
            event.ignore()
        else:
            super().keyPressEvent(event)
