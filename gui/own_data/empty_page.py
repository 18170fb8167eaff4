"""What the page says before there is a file: what can be opened, and how."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.own_data.words import breakable
from gui.theme.icons import accent_icon, icon
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

_WIDEST_LETTERS = 92
_DROP_MARGIN = 16


class EmptyPage(QWidget):
    """A place to drop a file on, with what it may be.

    Signals:
        file_requested(), folder_requested(): the person wants to choose one.
    """

    file_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._block = QWidget(self)
        self._heading = QLabel(self._block)
        self._heading.setObjectName("ownDataWish")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        set_text_role(self._heading, "heading")
        self._heading.setWordWrap(True)
        self.show_wish("")
        column = QVBoxLayout(self._block)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addWidget(self._heading)
        column.addLayout(self._build_kinds())
        column.addWidget(self._build_buttons())
        drop = QLabel(self.tr("… or drop it anywhere on this window. It is looked through before it is used."), self)
        drop.setWordWrap(True)
        set_text_tone(drop, "muted")
        column.addWidget(drop)
        middle = QVBoxLayout(self)
        middle.setContentsMargins(_DROP_MARGIN, _DROP_MARGIN, _DROP_MARGIN, _DROP_MARGIN)
        middle.addStretch(4)
        # Aligned by the layout it would get the height of lines that are not wrapped.
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._block, 100)
        across.addStretch(1)
        middle.addLayout(across)
        # Slightly above the middle looks like the middle.
        middle.addStretch(5)

    def show_wish(self, wish: str) -> None:
        """Say which data are asked for, "" for any."""
        self._heading.setText(breakable(wish or self.tr("What is the network to learn from?")))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._file.setIcon(accent_icon("open", theme))
        self._folder.setIcon(icon("folder", theme))
        self.update()

    def _build_kinds(self) -> QGridLayout:
        kinds = (
            (self.tr("CSV, TSV"), self.tr("A table as text: a row a line, one column of it to be predicted")),
            (self.tr("NPZ"), self.tr("NumPy arrays, such as x and y, or x_train and y_train")),
            (self.tr("IDX"), self.tr("Images and labels in the format of MNIST, packed (.gz) or not")),
            (self.tr("Folder"), self.tr("Pictures (PNG, JPEG …) in a folder for each class, named after it")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (name, words) in enumerate(kinds):
            label, note = QLabel(name, self._block), QLabel(words, self._block)
            note.setWordWrap(True)
            set_text_tone(note, "muted")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(note, row, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def _build_buttons(self) -> QWidget:
        self._file = QPushButton(self.tr("Choose a file…"), self._block)
        self._file.setObjectName("ownDataFile")
        self._file.setProperty("primary", True)
        self._file.setToolTip(self.tr("Choose a table, an NPZ file or IDX images"))
        self._folder = QPushButton(self.tr("Choose a folder…"), self._block)
        self._folder.setObjectName("ownDataFolder")
        self._folder.setToolTip(self.tr("Choose a folder that holds a folder of pictures for each class"))
        row = WrappingRow(self._block.contentsMargins(), self._block)
        for button, signal in ((self._file, self.file_requested), (self._folder, self.folder_requested)):
            button.setAccessibleName(button.text())
            button.clicked.connect(lambda checked=False, signal=signal: signal.emit())
            row.add_widget(button)
        self.setFocusProxy(self._file)
        return row

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Polish, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._block.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDEST_LETTERS)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.control_border, 1.5, Qt.PenStyle.DashLine))
        margin = _DROP_MARGIN / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(margin, margin, -margin, -margin), 10, 10)
        painter.end()
