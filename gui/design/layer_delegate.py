"""How a cell of the layer table is painted and edited."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.design.layer_model import ACTIVATION, DROPOUT
from gui.design.names import activation_choices
from gui.theme.icons import icon_pixmap
from gui.theme.theme import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex
PADDING = 8
_ICON = 14


class LayerDelegate(QStyledItemDelegate):
    """Cells that look like text until the pointer or the keyboard is on them, and like fields then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index)
        left = self._paint_signs(painter, option, index)
        right = _ICON + 4 if index.column() == ACTIVATION else PADDING
        room = option.rect.adjusted(left, 0, -right, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        is_no_dropout = index.column() == DROPOUT and index.data(Qt.ItemDataRole.EditRole) == 0
        painter.setFont(option.font)
        painter.setPen(self._theme.muted_text if is_no_dropout else self._theme.text)
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), elided)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        if option.state & QStyle.StateFlag.State_Selected:
            is_active = bool(option.state & QStyle.StateFlag.State_Active) and _has_focus(option)
            painter.fillRect(option.rect, theme.selection if is_active else theme.hover)
        # Hairlines between the rows instead of a grid.
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, theme.grid)
        field = QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -3.5)
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(tint, QBrush):
            self._paint_field(painter, field, tint.color(), theme.danger)
        elif option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_field(painter, field, theme.field, theme.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            self._paint_field(painter, field, theme.field, theme.control_border)

    def _paint_field(self, painter: QPainter, field: QRectF, fill: QColor, line: QColor) -> None:
        painter.setPen(QPen(line, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(field, 4, 4)

    def _paint_signs(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> int:
        """Paint the icons of the cell and return where its text begins."""
        ratio = painter.device().devicePixelRatioF()
        top = option.rect.top() + (option.rect.height() - _ICON) // 2
        if index.column() == ACTIVATION:
            arrow = icon_pixmap("chevron-down", self._theme.muted_text, _ICON, ratio)
            painter.drawPixmap(option.rect.right() - _ICON - 4, top, arrow)
        if index.data(Qt.ItemDataRole.DecorationRole) is None:
            return PADDING
        warning = icon_pixmap("warning", self._theme.danger, _ICON, ratio)
        painter.drawPixmap(option.rect.left() + PADDING - 2, top, warning)
        return PADDING + _ICON

    def _on_activation_picked(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.fontMetrics.horizontalAdvance("00000") + 2 * PADDING, option.fontMetrics.height() + 12)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() != ACTIVATION:
            line = QLineEdit(parent)
            line.setObjectName("layerNumberEditor")
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            return line
        combo = QComboBox(parent)
        combo.setObjectName("layerActivationEditor")
        for name, title, formula in activation_choices():
            combo.addItem(title, name)
            combo.setItemData(combo.count() - 1, formula, Qt.ItemDataRole.ToolTipRole)
        combo.activated.connect(lambda: self._on_activation_picked(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value: Any = index.data(Qt.ItemDataRole.EditRole)
        name = str(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        editor.setAccessibleName(name)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(1, 1, -1, -2))


def _has_focus(option: QStyleOptionViewItem) -> bool:
    widget = option.widget
    return widget is not None and widget.hasFocus()
