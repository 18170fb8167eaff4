"""The widths and heights that the rows of the layer list share, so that they read as one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

# Left of the handle and right of the last column.
MARGIN = 8


@dataclass(frozen=True)
class LayerColumns:
    """Pixels; the activation takes what is left."""

    handle: int
    units: int
    dropout: int
    row: int

    @classmethod
    def for_font(cls, metrics: QFontMetrics) -> LayerColumns:
        """Columns in which every usual entry fits at this text size."""
        digit = metrics.horizontalAdvance("0")
        return cls(
            handle=metrics.horizontalAdvance("output") + 14,
            units=5 * digit + 16,
            dropout=metrics.horizontalAdvance("dropout") + 8,
            row=max(28, metrics.height() + 12),
        )
