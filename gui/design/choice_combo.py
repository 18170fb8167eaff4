"""A combo box over names: what the engine calls a thing is the item's data, what a person reads its text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from gui.design.names import Choice

_LIST_MARGIN = 8


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
        self.currentIndexChanged.connect(self._on_index_changed)
        self.activated.connect(self._on_activated)

    def choice(self) -> str:
        """The chosen name, empty where none is."""
        data = self.currentData()
        return "" if data is None else str(data)

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer (name, title, tooltip) each; the choice stays if it is still among them."""
        kept = self.choice()
        self._is_showing = True
        self.clear()
        for name, title, tooltip in choices:
            self.addItem(title, name)
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

    def _show_tooltip(self) -> None:
        # The title too, because a narrow box elides it.
        title = self.currentText() or self.placeholderText()
        of_choice = self.currentData(Qt.ItemDataRole.ToolTipRole) or ""
        self.setToolTip("\n".join(filter(None, (self._tooltip, title, of_choice))))

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        self._show_tooltip()
        if not self._is_showing and index >= 0:
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
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + _LIST_MARGIN)
        super().showPopup()

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
