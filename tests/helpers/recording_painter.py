"""A painter that remembers what it was told to write."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter


class RecordingPainter(QPainter):
    """Paints as any other, and keeps each text with its box."""

    def __init__(self, device: Any) -> None:
        super().__init__(device)
        self.written: list[tuple[str, QRectF]] = []

    def drawText(self, box: Any, flags: Any, text: str) -> None:  # type: ignore[override]
        self.written.append((text, QRectF(box)))
        super().drawText(box, flags, text)
