"""Add, remove and move a layer; undo and redo."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.design.buttons import IconButton
from gui.theme.theme import Theme


class LayerButtons(QWidget):
    """The buttons under the layer list.

    Signals:
        add_requested(): a layer below the selected one.
        remove_requested(): the selected layer away.
        move_requested(int): the selected layer up (-1) or down (+1).
        undo_requested(), redo_requested(): of any change of the design.
    """

    add_requested = Signal()
    remove_requested = Signal()
    move_requested = Signal(int)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add = IconButton(
            "addLayerButton",
            "add",
            self.tr("Add"),
            self.tr("Add a layer below the selected one (Insert or + in the list)"),
            self.add_requested.emit,
            shows_title=True,
        )
        self._remove = IconButton(
            "removeLayerButton",
            "remove",
            self.tr("Remove layer"),
            self.tr("Remove the selected layer (Delete in the list)"),
            self.remove_requested.emit,
        )
        self._up = IconButton(
            "layerUpButton",
            "up",
            self.tr("Move layer up"),
            self.tr("Move the selected layer towards the input (Alt+Up in the list)"),
            lambda: self.move_requested.emit(-1),
        )
        self._down = IconButton(
            "layerDownButton",
            "down",
            self.tr("Move layer down"),
            self.tr("Move the selected layer towards the output (Alt+Down in the list)"),
            lambda: self.move_requested.emit(1),
        )
        self._undo = IconButton(
            "undoButton",
            "undo",
            self.tr("Undo"),
            self.tr("Undo the last change of the design"),
            self.undo_requested.emit,
        )
        self._redo = IconButton(
            "redoButton",
            "redo",
            self.tr("Redo"),
            self.tr("Redo the change of the design that was undone"),
            self.redo_requested.emit,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self._add, self._remove, self._up, self._down):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        self.set_history(can_undo=False, can_redo=False)

    def set_possible(self, *, add: bool, remove: bool, up: bool, down: bool) -> None:
        """Enable what can be done now."""
        self._add.setEnabled(add)
        self._remove.setEnabled(remove)
        self._up.setEnabled(up)
        self._down.setEnabled(down)

    def set_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Enable undo and redo where there is something to go to."""
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for button in (self._add, self._remove, self._up, self._down, self._undo, self._redo):
            button.apply_theme(theme)
