"""The panel of the digits that a person kept: the tiles, what can be done with them, and the lesson."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from gui.own.digit_gallery import DigitGallery
from gui.own.lesson_card import LessonCard
from gui.own.own_tile import OwnTile
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.digit_buttons import DigitButtons
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState


class OwnDigitsView(QWidget):
    """Shows the digits, and says what a person wants of them.

    Signals:
        remove_requested(list): those at these places are to be forgotten.
        relabel_requested(list, int): they are to be called so.
        export_requested(): they are to be written for other programs.
        undo_requested(), redo_requested(): the last change of them is to be taken back, or brought back.
    """

    remove_requested = Signal(list)
    relabel_requested = Signal(list, int)
    export_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setObjectName("ownDigitsView")
        self.setAccessibleName(self.tr("My digits"))
        self.gallery = DigitGallery(self)
        self.lesson = LessonCard(self)
        self._empty = EmptyState(
            "draw",
            self.tr("No digits of yours yet"),
            self.tr(
                "Draw one on the canvas, then say under the answer what it was. It is kept here, and this network"
                " can learn it."
            ),
        )
        self._count = ElidedLabel("", self)
        self._count.setObjectName("ownDigitsCount")
        self._export = self._build_export()
        self._names = DigitButtons("relabelButton", self.tr("Call the selected digits {digit}"), self)
        self._remove = self._build_remove()
        self._hint = ElidedLabel("", self)
        self._hint.setObjectName("ownDigitsHint")
        for label in (self._count, self._hint):
            set_text_role(label, "small")
            set_text_tone(label, "muted")
        self._build_layout()
        self.gallery.chosen_changed.connect(self._on_chosen)
        self.gallery.remove_requested.connect(self._ask_to_remove)
        self.gallery.relabel_requested.connect(self._ask_to_relabel)
        self._names.digit_chosen.connect(self._ask_to_relabel)
        self._remove.clicked.connect(self._ask_to_remove)
        self._export.clicked.connect(self.export_requested)
        self.show_tiles([])

    def show_tiles(self, tiles: Sequence[OwnTile]) -> None:
        """Show these digits; without any the panel says how one comes here."""
        self.gallery.show_tiles(tiles)
        read = [tile for tile in tiles if tile.answer]
        words = self._counted(len(tiles))
        if read:
            right = sum(not tile.is_misread for tile in read)
            words = self.tr("{count}, {right} read rightly").format(count=words, right=right)
        self._count.setText(words)
        self._stack.setCurrentIndex(int(bool(tiles)))
        self._on_chosen()

    def undo(self) -> None:
        """Ask for the last change to be taken back."""
        self.undo_requested.emit()

    def redo(self) -> None:
        """Ask for what was taken back."""
        self.redo_requested.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.gallery.apply_theme(theme)
        self._empty.apply_theme(theme)
        self.update()

    def _counted(self, count: int) -> str:
        return self.tr("1 digit") if count == 1 else self.tr("{count:,} digits").format(count=count)

    def _build_export(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("exportDigitsButton")
        button.setAccessibleName(self.tr("Export my digits"))
        button.setText(self.tr("Export…"))
        button.setToolTip(self.tr("Write them as NumPy arrays, x (digits, 28, 28) and y (labels), for other programs"))
        button.setProperty("link", True)
        set_text_role(button, "small")
        return button

    def _build_remove(self) -> QPushButton:
        button = QPushButton(self.tr("Remove"), self)
        button.setObjectName("removeDigitsButton")
        button.setAccessibleName(self.tr("Remove the selected digits"))
        button.setToolTip(self.tr("Forget the selected digits (Delete); Undo brings them back"))
        return button

    def _build_layout(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self._export)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._remove)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.gallery, 1)
        column.addLayout(foot)
        column.addWidget(self._names)
        column.addSpacing(12)
        column.addWidget(self.lesson)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self.gallery.chosen
        self._remove.setEnabled(bool(chosen))
        self._names.setEnabled(bool(chosen))
        labels = {self.gallery.tiles[place].label for place in chosen}
        self._names.mark(int(labels.pop()) if len(labels) == 1 else None)
        if chosen:
            self._hint.setText(self.tr("{count} selected: really a…").format(count=len(chosen)))
        else:
            self._hint.setText(self.tr("Select to rename, remove"))

    @Slot()
    def _ask_to_remove(self) -> None:
        if self.gallery.chosen:
            self.remove_requested.emit(self.gallery.chosen)

    @Slot(int)
    def _ask_to_relabel(self, label: int) -> None:
        if self.gallery.chosen:
            self.relabel_requested.emit(self.gallery.chosen, label)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.window)
        if self._stack.currentIndex():
            # A hairline between the digits and the lesson.
            painter.setPen(self._theme.border)
            top = self.lesson.geometry().top() - 10
            painter.drawLine(12, top, self.width() - 13, top)

    def sizeHint(self) -> QSize:
        return QSize(300, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 240)
