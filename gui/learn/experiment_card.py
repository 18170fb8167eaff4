"""An experiment on the start page: a picture, a title, a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.theme.icons import icon_pixmap
from gui.theme.style_sheet import SMALL_SCALE
from gui.theme.theme import LIGHT, Theme

PICTURE_SHAPE = QSize(480, 300)
"""Pixels of a picture: shown at half of it, it is sharp on every screen."""

_RADIUS = 10.0
_PADDING = 12
_LINES = 3
_WORDS = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Card:
    """What a card says; a picture that is None or not there leaves a quiet ground in its place."""

    name: str
    title: str
    summary: str
    chapter: str
    picture_light: Path | None = None
    picture_dark: Path | None = None

    def matches(self, words: str) -> bool:
        """Whether every one of these words stands somewhere on the card."""
        text = f"{self.name} {self.title} {self.summary} {self.chapter}".casefold()
        return all(word in text for word in words.casefold().split())


class ExperimentCard(QAbstractButton):
    """A card to press. Its picture is read when it is first painted."""

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self._theme = LIGHT
        self._pixmap: QPixmap | None = None
        self._is_current = False
        self.setObjectName(f"card_{card.name}")
        self.setText(card.title)
        self.setToolTip(self.tr("Open this experiment"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_current(False)

    @property
    def card(self) -> Card:
        """What it says."""
        return self._card

    @property
    def is_current(self) -> bool:
        """Whether its experiment is the one that is open."""
        return self._is_current

    def set_current(self, is_current: bool) -> None:
        """Mark the card of the experiment that is open."""
        self._is_current = is_current
        name = self.tr("{0}, open now") if is_current else "{0}"
        self.setAccessibleName(name.format(self._card.title))
        self.setAccessibleDescription(self._card.summary)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._pixmap = None
        self.update()

    def height_at(self, width: int) -> int:
        """Pixels that it needs to show all of itself at a width."""
        return self._picture_height(width) + 2 * _PADDING + self._title_height(width) + 4 + self._summary_height(width)

    def _picture_height(self, width: int) -> int:
        return round(width * PICTURE_SHAPE.height() / PICTURE_SHAPE.width())

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _summary_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * SMALL_SCALE)
        return font

    def _title_width(self, width: int) -> int:
        """What the title has beside the badge."""
        badge = self._badge_size().width() + 8 if self._is_current else 0
        return width - 2 * _PADDING - badge

    def _title_height(self, width: int) -> int:
        return _text_height(QFontMetrics(self._title_font()), self._title_width(width), self._card.title, 2)

    def _summary_height(self, width: int) -> int:
        return _text_height(QFontMetrics(self._summary_font()), width - 2 * _PADDING, self._card.summary, _LINES)

    def sizeHint(self) -> QSize:
        width = PICTURE_SHAPE.width() // 2
        return QSize(width, self.height_at(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        # Where an arrow leads is for the shelf to say.
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(box, _RADIUS, _RADIUS)
        is_warm = self.underMouse() or self.isDown()
        painter.fillPath(shape, theme.pressed if self.isDown() else theme.hover if is_warm else theme.surface)
        painter.save()
        painter.setClipPath(shape)
        self._paint_picture(painter, QRect(0, 0, self.width(), self._picture_height(self.width())))
        painter.restore()
        self._paint_words(painter)
        strong = self.hasFocus() or self._is_current
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
        else:
            painter.setPen(QPen(theme.accent if strong else theme.control_border if is_warm else theme.border, 1))
        painter.drawPath(shape)
        if self._is_current:
            self._paint_badge(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, place: QRect) -> None:
        theme = self._theme
        if self._pixmap is None:
            path = self._card.picture_dark if theme.is_dark else self._card.picture_light
            self._pixmap = QPixmap(str(path)) if path is not None and path.is_file() else QPixmap()
        if self._pixmap.isNull():
            painter.fillRect(place, theme.hover)
            mark = icon_pixmap("network", theme.disabled_text, 40, self.devicePixelRatioF())
            painter.drawPixmap(place.center().x() - 20, place.center().y() - 20, mark)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, self._pixmap)
        painter.setPen(QPen(theme.border, 1))
        painter.drawLine(place.left(), place.bottom(), place.right(), place.bottom())

    def _paint_words(self, painter: QPainter) -> None:
        width = self.width() - 2 * _PADDING
        top = self._picture_height(self.width()) + _PADDING
        height = self._title_height(self.width())
        painter.setPen(self._theme.text)
        place = QRect(_PADDING, top, self._title_width(self.width()), height)
        _draw_words(painter, self._title_font(), place, self._card.title, 2)
        top += height + 4
        painter.setPen(self._theme.muted_text)
        place = QRect(_PADDING, top, width, self._summary_height(self.width()))
        _draw_words(painter, self._summary_font(), place, self._card.summary, _LINES)

    def _badge_font(self) -> QFont:
        font = self._summary_font()
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _badge_size(self) -> QSize:
        metrics = QFontMetrics(self._badge_font())
        return QSize(metrics.horizontalAdvance(self._badge_words()) + 16, metrics.height() + 4)

    def _badge_words(self) -> str:
        return self.tr("Open now")

    def _paint_badge(self, painter: QPainter) -> None:
        """Beside the first line of the title, where it covers nothing."""
        size = self._badge_size()
        middle = self._picture_height(self.width()) + _PADDING + QFontMetrics(self._title_font()).height() / 2
        left = self.width() - _PADDING - size.width()
        box = QRectF(left, round(middle - size.height() / 2), size.width(), size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self._badge_font())
        painter.setPen(self._theme.accent_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge_words())


def _text_height(metrics: QFontMetrics, width: int, text: str, most_lines: int) -> int:
    needed = metrics.boundingRect(QRect(0, 0, max(width, 1), 10_000), _WORDS, text).height()
    return min(needed, most_lines * metrics.lineSpacing())


def _draw_words(painter: QPainter, font: QFont, place: QRect, text: str, most_lines: int) -> None:
    """Text in at most so many lines, the last one ended by an ellipsis where it goes on."""
    metrics = QFontMetrics(font)
    words = text.split()
    shown = text
    while words and metrics.boundingRect(QRect(0, 0, place.width(), 10_000), _WORDS, shown).height() > (
        most_lines * metrics.lineSpacing()
    ):
        words.pop()
        shown = " ".join(words) + "…"
    painter.setFont(font)
    painter.drawText(place, _WORDS, shown)
