"""The gallery of the digits that were kept: a list of tiles of which only the visible ones are painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from gui.own.digit_tiles import DigitDelegate, DigitModel
from gui.own.own_tile import OwnTile
from gui.theme.text import set_text_role
from gui.theme.theme import Theme
from gui.widgets.tile_list import lay_out_tiles

_MARGIN = 2
_DIGITS = tuple(map(str, range(10)))


class DigitGallery(QListView):
    """Tiles to be selected; Delete removes them, a digit renames them.

    Signals:
        chosen_changed(): others are selected.
        remove_requested(): those that are selected are to be forgotten.
        relabel_requested(int): they are to be called so.
    """

    chosen_changed = Signal()
    remove_requested = Signal()
    relabel_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownDigitsGallery")
        self.setAccessibleName(self.tr("My digits"))
        self.setToolTip(self.tr("Click to select, with Ctrl several. Keys: Delete removes them, a digit renames them"))
        self._model = DigitModel(self)
        self._delegate = DigitDelegate(self._model, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        lay_out_tiles(self, _MARGIN)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        bar = self.verticalScrollBar()
        bar.setObjectName("ownDigitsScroll")
        bar.setAccessibleName(self.tr("Rows of digits"))
        bar.setToolTip(self.tr("Scroll to the digits that were kept later"))
        set_text_role(self, "small")

    @property
    def chosen(self) -> list[int]:
        """The places of those that are selected."""
        return sorted(index.row() for index in self.selectedIndexes())

    @property
    def tiles(self) -> list[OwnTile]:
        """What is shown."""
        return self._model.tiles

    def show_tiles(self, tiles: Sequence[OwnTile]) -> None:
        """Show these; a list that has grown shows the newest."""
        count = self._model.rowCount()
        self._model.show(tiles)
        if len(tiles) != count:
            # A reset ends the selection without saying so.
            self.chosen_changed.emit()
        if len(tiles) > count:
            self.scrollToBottom()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def _fit(self) -> None:
        """Tiles that fill the width, whether the scroll bar is there or not: it must not come and go by itself."""
        width = self.width() - 2 * (self.frameWidth() + _MARGIN) - self.verticalScrollBar().sizeHint().width() - 3
        size = self._delegate.fit(self.fontMetrics(), max(width, 1))
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def sizeHint(self) -> QSize:
        return QSize(300, 300)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.remove_requested.emit()
        elif event.text() in _DIGITS and plain:
            self.relabel_requested.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing a digit renames; it searches for nothing."""

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
