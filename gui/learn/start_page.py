"""The page on which an experiment is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gui.learn.card_shelf import CardShelf
from gui.learn.experiment_card import Card
from gui.theme.icons import icon, icon_pixmap
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.focus_order import move_focus, tab_stops

_MARGIN = 32


class StartPage(QWidget):
    """Every experiment as a card, a field that searches them, and a way back. It lies over the whole window.

    Signals:
        experiment_chosen(str): this experiment is to be opened.
        closed(): the person wants back to the window.
    """

    experiment_chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setAccessibleName(self.tr("Experiments"))
        # What is pressed between the cards is not meant for the window underneath.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._theme = LIGHT
        self._heading = QLabel(self.tr("What do you want to see?"), self)
        self._heading.setObjectName("startHeading")
        set_text_role(self._heading, "heading")
        self._search = self._build_search()
        self.setFocusProxy(self._search)
        self._close = self._build_close()
        self._shelf = CardShelf()
        self._nothing = QLabel(self)
        self._nothing.setObjectName("startNothing")
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        set_text_tone(self._nothing, "muted")
        self._scroll = QScrollArea(self)
        self._build_layout()
        self._search.textChanged.connect(self._on_search_changed)
        self._search.returnPressed.connect(self._on_search_entered)
        self._close.clicked.connect(self.closed)
        self._shelf.experiment_chosen.connect(self.experiment_chosen)
        self._shelf.card_focused.connect(lambda card: self._scroll.ensureWidgetVisible(card, 0, _MARGIN))
        self.apply_theme(LIGHT)

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show these experiments; a chapter stands where its first card stands."""
        self._shelf.set_cards(cards)
        self._fit()
        self._on_search_changed(self._search.text())

    def set_current(self, name: str) -> None:
        """Mark the experiment that is open."""
        self._shelf.set_current(name)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._shelf.apply_theme(theme)
        self._close.setIcon(icon("close", theme))
        self._search_action.setIcon(QIcon(self._search_icon()))
        self.update()

    def _search_icon(self) -> QPixmap:
        return icon_pixmap("search", self._theme.muted_text, 16, self.devicePixelRatioF())

    def _on_search_changed(self, text: str) -> None:
        self._shelf.filter(text)
        self._nothing.setText(self.tr("No experiment speaks of “{0}”.").format(text.strip()))
        self._nothing.setVisible(not self._shelf.shown and bool(text.strip()))
        self._scroll.verticalScrollBar().setValue(0)

    def _on_search_entered(self) -> None:
        if self._search.text().strip() and self._shelf.shown:
            self.experiment_chosen.emit(self._shelf.shown[0].card.name)

    def _build_search(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("startSearch")
        field.setAccessibleName(self.tr("Search the experiments"))
        field.setToolTip(self.tr("Show the experiments that speak of this; Enter opens the first"))
        field.setPlaceholderText(self.tr("Search"))
        field.setClearButtonEnabled(True)
        # Owned here: of an action that the field makes, the Python object may outlive what it stands for.
        self._search_action = QAction(QIcon(self._search_icon()), "", self)
        field.addAction(self._search_action, QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _build_close(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("startClose")
        button.setAccessibleName(self.tr("Close the start page"))
        button.setToolTip(self.tr("Back to the window (Esc)"))
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _build_layout(self) -> None:
        self._top = QHBoxLayout()
        self._top.setSpacing(16)
        self._top.addWidget(self._heading, 1)
        self._top.addWidget(self._search)
        self._top.addWidget(self._close)
        content = QWidget()
        self._inside = QVBoxLayout(content)
        self._inside.setSpacing(0)
        self._inside.addWidget(self._nothing)
        self._inside.addWidget(self._shelf)
        self._inside.addStretch(1)
        self._scroll.setObjectName("startScrollArea")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addWidget(self._scroll, 1)

    def _fit(self) -> None:
        """Let what the cards leave over stand at both sides alike, and all else above them."""
        side = (self.width() - self._shelf.fit(max(self.width() - 2 * _MARGIN, 1))) // 2
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._top.setContentsMargins(side, 24, side, 16)
        self._inside.setContentsMargins(side, 4, side - bar, _MARGIN)
        self._search.setFixedWidth(max(200, min(self.width() // 3, 320)))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays on the page while it lies over the window."""
        return move_focus(tab_stops([self]), self.focusWidget(), forward=next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_Down and self._search.hasFocus() and self._shelf.shown:
            self._shelf.shown[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.window)
        painter.end()
