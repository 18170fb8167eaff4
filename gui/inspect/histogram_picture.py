"""The picture of the histograms: a panel a layer, what they show in words, and the bin under the pointer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.inspect.histogram_cursor import HistogramCursor
from gui.inspect.histogram_panel import HistogramPanel
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import CachedPicture

_MARGIN = 16
_GAP = 12
_LEAST_WIDTH, _LEAST_HEIGHT = 176, 104
_SWATCH = 9


class HistogramPicture(CachedPicture):
    """Draws panels side by side, as many as can be read in the room there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogramPicture")
        self.setAccessibleName(self.tr("Picture of the histograms"))
        self._panels: tuple[HistogramPanel, ...] = ()
        self._places: list[QRectF] = []
        # The pointer points at what is drawn, which may be older than the newest panels.
        self._drawn: list[tuple[HistogramPanel, QRectF]] = []
        self._empty = ("", "")
        # Where the keys have come to; None for whoever uses the mouse.
        self._cursor: HistogramCursor | None = None
        self.setToolTip(
            self.tr(
                "Point at a line to read it. Keys: ← → another bin (Home, End), ↑ ↓ an older or newer record, "
                "Page Up and Down another layer, Esc ends it"
            )
        )

    @property
    def panels(self) -> tuple[HistogramPanel, ...]:
        """The panels there are; those beyond the room are not drawn, and the caption says so."""
        return self._panels

    def caption(self) -> str:
        """What is shown, and how much of it."""
        moments = max((panel.moments for panel in self._panels), key=len, default=())
        if not moments:
            return ""
        shown = max(len(panel.shown) for panel in self._panels)
        if len(moments) == 1:
            words = self.tr("one record, step {last:,}")
        elif shown < len(moments):
            words = self.tr("{shown} of {count} records, step {first:,} (pale) to {last:,} (strong)")
        else:
            words = self.tr("{count} records, step {first:,} (pale) to {last:,} (strong)")
        text = words.format(shown=shown, count=len(moments), first=moments[0].step, last=moments[-1].step)
        if len(self._places) < len(self._panels):
            words = self.tr("layers 1 to {shown} of {count}; choose one for the others")
            text = words.format(shown=len(self._places), count=len(self._panels)) + " · " + text
        return text

    def show_panels(self, panels: Sequence[HistogramPanel]) -> None:
        """Show these at the next `refresh()`."""
        self._panels = tuple(panels)
        self._arrange()
        self.mark_dirty()

    def show_nothing(self, sentence: str, hint: str) -> None:
        """Show two lines in place of histograms."""
        self._panels, self._places, self._empty = (), [], (sentence, hint)
        self.mark_dirty()

    def read_out(self, point: QPointF) -> list[str]:
        """What is under `point`, a line a fact; nothing outside."""
        for panel, _ in self._drawn:
            if hit := panel.hit(point):
                return [panel.title, *panel.read_out(*hit)]
        return []

    def press_key(self, key: int) -> bool:
        """Move among bins, records and layers; False for a key that means nothing here."""
        if key == Qt.Key.Key_Escape and self._cursor is not None:
            self.set_cursor_shown(False)
            return True
        moved = (self._cursor or HistogramCursor()).moved(Qt.Key(key), self._drawn_panels())
        if moved is None:
            return False
        # The first key shows where it begins.
        self._cursor = moved if self._cursor is not None else HistogramCursor()
        self.update()
        return True

    def set_cursor_shown(self, shown: bool) -> None:
        """Whether the keys read a bin; they begin in the middle of the newest record."""
        self._cursor = (self._cursor or HistogramCursor()) if shown else None
        self.update()

    def spoken(self) -> str:
        """The bin that the keys read, or what is shown, in words."""
        lines = self._cursor.read_out(self._drawn_panels()) if self._cursor is not None else []
        return ", ".join(lines) if lines else self.caption() or " ".join(filter(None, self._empty))

    def draw(self, painter: QPainter) -> None:
        self._drawn = list(zip(self._panels, self._places, strict=False))
        if not self._panels:
            self._draw_words(painter, QRectF(self.rect()), *self._empty)
            return
        height = painter.fontMetrics().height()
        painter.setPen(self._theme.muted_text)
        width = self.width() - 2 * _MARGIN
        text = painter.fontMetrics().elidedText(self.caption(), Qt.TextElideMode.ElideRight, width)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_MARGIN, 0, width, height + 4), left, text)
        for panel, area in self._drawn:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.layer_color(panel.layer))
            painter.drawRoundedRect(QRectF(area.left(), area.top() + (height - _SWATCH) / 2, _SWATCH, _SWATCH), 2, 2)
            painter.setPen(self._theme.text)
            painter.setFont(self.small_font(bold=True))
            title = QRectF(area.left() + _SWATCH + 6, area.top(), area.width(), height)
            painter.drawText(title, left, panel.title)
            painter.setFont(self.small_font())
            if panel.moments:
                panel.draw(painter, self._theme)
            else:
                hint = self.tr("Not known at the records so far: train one more epoch.")
                self._draw_words(painter, area, self.tr("No numbers yet"), hint)

    def draw_overlay(self, painter: QPainter) -> None:
        if self._pointer is None:
            self._draw_cursor(painter)
            return
        for panel, _ in self._drawn:
            if hit := panel.hit(self._pointer):
                panel.draw_mark(painter, hit[0], self._pointer.x(), self._theme)
                lines = [panel.title, *panel.read_out(*hit)]
                draw_hover_card(painter, self._pointer, lines, QRectF(self.rect()), self._theme)
                return

    def _draw_cursor(self, painter: QPainter) -> None:
        panels = self._drawn_panels()
        found = self._cursor.find(panels) if self._cursor is not None else None
        if self._cursor is None or found is None:
            return
        panel, line, bin_ = found
        point = panel.place_of(line, bin_)
        panel.draw_mark(painter, line, point.x(), self._theme)
        draw_hover_card(painter, point, self._cursor.read_out(panels), QRectF(self.rect()), self._theme)

    def _drawn_panels(self) -> list[HistogramPanel]:
        return [panel for panel, _ in self._drawn]

    def _draw_words(self, painter: QPainter, area: QRectF, sentence: str, hint: str) -> None:
        """A sentence and a hint in the middle."""
        height = painter.fontMetrics().height()
        painter.setPen(self._theme.muted_text)
        box = area.adjusted(16, area.height() / 2 + 4, -16, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, hint)
        painter.setFont(self.heading_font())
        painter.setPen(self._theme.text)
        above = QRectF(area.left() + 16, area.center().y() - 2 * height, area.width() - 32, 2 * height)
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, sentence)
        painter.setFont(self.small_font())

    def _arrange(self) -> None:
        """Columns and rows of panels: as few rows as keep a panel wide enough."""
        line = self.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(_MARGIN, line + 10, -_MARGIN, -6)
        count = len(self._panels)
        columns = max(1, min(count, int((room.width() + _GAP) // (_LEAST_WIDTH + _GAP))))
        rows = max(1, min(math.ceil(count / columns), int((room.height() + _GAP) // (_LEAST_HEIGHT + _GAP))))
        across, down = (room.width() + _GAP) / columns, (room.height() + _GAP) / rows
        self._places = []
        for i in range(min(count, rows * columns)):
            row, column = divmod(i, columns)
            left, top = room.left() + column * across, room.top() + row * down
            self._places.append(QRectF(left, top, across - _GAP, down - _GAP))
        for panel, place in zip(self._panels, self._places, strict=False):
            panel.arrange(place, line)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    def sizeHint(self) -> QSize:
        return QSize(720, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
