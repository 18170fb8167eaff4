"""The cards of the start page in columns, chapter under chapter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.learn.experiment_card import Card, ExperimentCard
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_GAP = 16
_CHAPTER_GAP = 28
_LEAST_CARD = 228
_LEAST_LINES = 13.5
"""The narrowest card, in pixels and in lines of text: larger text wants wider cards."""
_MOST_WIDER = 1.45
"""The widest card, as a multiple of the narrowest: a larger one says no more."""
_USUAL_COLUMNS, _MOST_COLUMNS = 3, 6


class CardShelf(QWidget):
    """Columns that leave few places empty, all cards of a row equally high. Its minimum height is what it needs.

    Signals:
        experiment_chosen(str): the card of this experiment was pressed.
        card_focused(QWidget): the keys are on this card now.
    """

    experiment_chosen = Signal(str)
    card_focused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._chapters: list[tuple[QLabel, list[ExperimentCard]]] = []
        self._words = ""
        self._columns = 1

    @property
    def shown(self) -> list[ExperimentCard]:
        """The cards that match what is searched for, in their order."""
        return [card for _, cards in self._chapters for card in cards if not card.isHidden()]

    def fit(self, room: int) -> int:
        """Choose the columns for so many pixels of width; returns the width that they take of it."""
        least = max(_LEAST_CARD, round(_LEAST_LINES * self.fontMetrics().lineSpacing()))
        fitting = max(1, min((room + _GAP) // (least + _GAP), _MOST_COLUMNS))
        # Of several that leave equally many places empty, the most: they need the fewest rows.
        self._columns = min(range(fitting, min(fitting, _USUAL_COLUMNS) - 1, -1), key=self._empty_places)
        self._arrange()
        return min(room, self._columns * (round(_MOST_WIDER * least) + _GAP) - _GAP)

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show these; those of a chapter stand together."""
        for label, old in self._chapters:
            for widget in (label, *old):
                widget.hide()
                widget.deleteLater()
        order = list(dict.fromkeys(card.chapter for card in cards))
        self._chapters = []
        for chapter, group in groupby(sorted(cards, key=lambda card: order.index(card.chapter)), lambda c: c.chapter):
            label = QLabel(chapter, self)
            set_text_role(label, "heading")
            self._chapters.append((label, [self._build_card(card) for card in group]))
        self.filter(self._words)

    def set_current(self, name: str) -> None:
        """Mark the card of the experiment that is open."""
        for _, cards in self._chapters:
            for card in cards:
                card.set_current(card.card.name == name)
        self._arrange()

    def filter(self, words: str) -> None:
        """Show the cards on which all of these words stand."""
        self._words = words
        for label, cards in self._chapters:
            for card in cards:
                card.setVisible(card.card.matches(words))
            label.setVisible(any(not card.isHidden() for card in cards))
        self._arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for _, cards in self._chapters:
            for card in cards:
                card.apply_theme(theme)

    def _build_card(self, card: Card) -> ExperimentCard:
        button = ExperimentCard(card, self)
        button.apply_theme(self._theme)
        button.clicked.connect(lambda checked=False: self.experiment_chosen.emit(card.name))
        return button

    def _empty_places(self, columns: int) -> int:
        """How many places at the ends of rows no card stands in."""
        return sum(-len(cards) % columns for _, cards in self._chapters)

    def _arrange(self) -> None:
        columns = self._columns
        width = (self.width() - (columns - 1) * _GAP) // columns
        top = 0
        for label, cards in self._chapters:
            present = [card for card in cards if not card.isHidden()]
            if not present:
                continue
            height = label.sizeHint().height()
            label.setGeometry(0, top, self.width(), height)
            top += height + 10
            for start in range(0, len(present), columns):
                row = present[start : start + columns]
                height = max(card.height_at(width) for card in row)
                for place, card in enumerate(row):
                    card.setGeometry(place * (width + _GAP), top, width, height)
                top += height + _GAP
            top += _CHAPTER_GAP - _GAP
        self.setMinimumHeight(max(top - _CHAPTER_GAP, 0))

    def _neighbour(self, of: ExperimentCard, key: int) -> ExperimentCard | None:
        """The card that an arrow leads to: left and right in reading order, up and down to the nearest column."""
        shown = self.shown
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            there = shown.index(of) + (1 if key == Qt.Key.Key_Right else -1)
            return shown[there] if 0 <= there < len(shown) else None
        here: QRect = of.geometry()
        below = key == Qt.Key.Key_Down
        rows = {card.y() for card in shown if (card.y() > here.y() if below else card.y() < here.y())}
        if not rows:
            return None
        row = min(rows) if below else max(rows)
        return min((card for card in shown if card.y() == row), key=lambda card: abs(card.x() - here.x()))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_CARD, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End go from card to card."""
        focused = next((card for card in self.shown if card.hasFocus()), None)
        there = None
        if focused is not None and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            there = self.shown[0 if event.key() == Qt.Key.Key_Home else -1]
        elif focused is not None and event.key() in (
            *(Qt.Key.Key_Left, Qt.Key.Key_Right),
            *(Qt.Key.Key_Up, Qt.Key.Key_Down),
        ):
            there = self._neighbour(focused, event.key())
        else:
            super().keyPressEvent(event)
            return
        if there is not None:
            there.setFocus(Qt.FocusReason.TabFocusReason)
            self.card_focused.emit(there)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
