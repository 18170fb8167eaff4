"""A combo box over names: what the engine calls a thing is the item's data, what a person reads its text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QMouseEvent, QPaintEvent, QPalette, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from gui.design.names import Choice

_LIST_MARGIN = 8
_MOST_VISIBLE = 26


class ChoiceCombo(QComboBox):
    """A choice among names that tells apart who chose: the person, or the program showing its state.

    Signals:
        chosen(str): another name was chosen, or the same one once more out of the open list; never by `set_choice`.
    """

    chosen = Signal(str)

    def __init__(self, object_name: str, title: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self._tooltip = tooltip
        self._is_showing = False
        self._announced = ""
        # Long titles are elided instead of widening the dock; scrolling the panel must not change a choice.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tooltip)
        self.setMaxVisibleItems(_MOST_VISIBLE)
        self.currentIndexChanged.connect(self._on_index_changed)
        self.activated.connect(self._on_activated)

    def choice(self) -> str:
        """The chosen name, empty where none is."""
        data = self.currentData()
        return "" if data is None else str(data)

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer (name, title, tooltip) each; the choice stays if it is still among them."""
        self.set_groups([("", choices)])

    def set_groups(self, groups: Iterable[tuple[str, Iterable[Choice]]]) -> None:
        """Offer choices under headings, which cannot be chosen; without a heading where it is empty."""
        kept = self.choice()
        self._is_showing = True
        self.clear()
        for heading, choices in groups:
            if heading:
                self._add_heading(heading)
            for name, title, tooltip in choices:
                self.addItem(title, name)
                if tooltip:
                    self.setItemData(self.count() - 1, tooltip, Qt.ItemDataRole.ToolTipRole)
        self._is_showing = False
        self.set_choice(kept)

    def set_choice(self, name: str, unknown_title: str = "") -> None:
        """Show `name` as chosen; where it is not among the choices, `unknown_title` stands in the closed box."""
        self._is_showing = True
        self.setPlaceholderText(unknown_title)
        self.setCurrentIndex(self.findData(name))
        self._is_showing = False
        self._show_tooltip()

    def set_choice_enabled(self, name: str, enabled: bool) -> None:
        """Let a choice be chosen, or show it as impossible."""
        model = self.model()
        index = self.findData(name)
        if index >= 0 and isinstance(model, QStandardItemModel):
            model.item(index).setEnabled(enabled)

    def _add_heading(self, heading: str) -> None:
        if not isinstance(self.itemDelegate(), _Delegate):
            self.setItemDelegate(_Delegate(self))
        item = QStandardItem(heading)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont()
        font.setBold(True)
        item.setFont(font)
        model = self.model()
        if isinstance(model, QStandardItemModel):
            model.appendRow(item)

    def _show_tooltip(self) -> None:
        # The title too, because a narrow box elides it.
        title = self.currentText() or self.placeholderText()
        of_choice = self.currentData(Qt.ItemDataRole.ToolTipRole) or ""
        self.setToolTip("\n".join(filter(None, (self._tooltip, title, of_choice))))

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        self._show_tooltip()
        if not self._is_showing and self.choice():
            self._announced = self.choice()
            self.chosen.emit(self._announced)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if self._announced != self.choice():
            self.chosen.emit(self.choice())
        self._announced = ""

    def showPopup(self) -> None:
        self._announced = ""
        # The open list has room for what the closed box elides.
        view = self.view()
        # In front of the list's own: installed once more, a filter moves there.
        view.viewport().installEventFilter(self)
        scroll_bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + scroll_bar + _LIST_MARGIN)
        super().showPopup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The list takes a click on what cannot be chosen for one on what the pointer has passed before.
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            index = self.view().indexAt(event.position().toPoint())
            return index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEnabled
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        text = self.currentText() or self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width() - 2)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())


class _Delegate(QStyledItemDelegate):
    """Shows headings as what they are: they cannot be chosen, but nothing is switched off."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.UserRole) is None:
            option.state |= QStyle.StateFlag.State_Enabled
            palette = QPalette(option.palette)
            quiet = palette.brush(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText)
            palette.setBrush(QPalette.ColorRole.Text, quiet)
            option.palette = palette
