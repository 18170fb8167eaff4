"""The bin that the keys have come to in the histograms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from engine.statistics import BINS
from gui.inspect.histogram_panel import HistogramPanel, Line

_BINS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_RECORDS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_PANELS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: BINS - 1}


@dataclass(frozen=True)
class HistogramCursor:
    """Panel, record counted back from the newest, and bin; it stays with the newest while others come."""

    panel: int = 0
    back: int = 0
    bin: int = BINS // 2

    def moved(self, key: Qt.Key, panels: Sequence[HistogramPanel]) -> HistogramCursor | None:
        """Where a key leads among `panels`, at most to an end; None for a key that means nothing here."""
        panel, back, bin_ = self.panel, self.back, self.bin
        if key in _BINS:
            bin_ += _BINS[key]
        elif key in _RECORDS:
            back += _RECORDS[key]
        elif key in _PANELS:
            panel += _PANELS[key]
        elif key in _ENDS:
            bin_ = _ENDS[key]
        else:
            return None
        panel = max(0, min(panel, len(panels) - 1))
        records = len(panels[panel].shown) if panels else 0
        return HistogramCursor(panel, max(0, min(back, records - 1)), max(0, min(bin_, BINS - 1)))

    def find(self, panels: Sequence[HistogramPanel]) -> tuple[HistogramPanel, Line, int] | None:
        """Panel, line and bin; None where nothing is drawn there."""
        panel = panels[self.panel] if self.panel < len(panels) else None
        line = panel.line_back(self.back) if panel is not None else None
        if panel is None or line is None:
            return None
        # Where all values are equal there is one bin.
        return panel, line, self.bin if line.moment.bin_width > 0 else 0

    def point(self, panels: Sequence[HistogramPanel]) -> QPointF | None:
        """Where its bin is drawn."""
        found = self.find(panels)
        return found[0].place_of(*found[1:]) if found is not None else None

    def read_out(self, panels: Sequence[HistogramPanel]) -> list[str]:
        """What its bin says, a line a fact."""
        found = self.find(panels)
        return [found[0].title, *found[0].read_out(*found[1:])] if found is not None else []
