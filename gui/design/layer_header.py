"""The handles at the left of the layer table: a layer's colour and number, and where a row is dragged."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.design.layer_badge import paint_badge
from gui.design.layer_columns import MARGIN
from gui.theme.theme import LIGHT, Theme


class LayerHeader(QHeaderView):
    """Row handles that can be dragged up and down.

    Signals:
        row_dragged(int, int): the person dropped a row at another place; the rows themselves are not moved yet.
    """

    row_dragged = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = LIGHT
        self._selected = -1
        self._is_active = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(self.tr("Drag to change the order of the layers (Alt+Up, Alt+Down)"))
        self.sectionMoved.connect(self._on_section_moved)

    def apply_theme(self, theme: Theme) -> None:
        """Take the layer colours of `theme`."""
        self._theme = theme
        self.viewport().update()

    def set_selected(self, row: int, is_active: bool) -> None:
        """Continue the selection of `row` into its handle; -1 for none."""
        self._selected, self._is_active = row, is_active
        self.viewport().update()

    @Slot(int, int, int)
    def _on_section_moved(self, logical: int, old: int, new: int) -> None:
        # The model owns the order: put the handle back and let the model move the row.
        self.blockSignals(True)
        self.moveSection(new, old)
        self.blockSignals(False)
        self.row_dragged.emit(old, new)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._theme
        if logicalIndex == self._selected:
            painter.fillRect(rect, theme.selection if self._is_active else theme.hover)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.grid)
        painter.setFont(self.font())
        room = rect.adjusted(MARGIN, 0, 0, 0)
        paint_badge(painter, room, str(logicalIndex + 1), theme.layer_color(logicalIndex), theme.text)
