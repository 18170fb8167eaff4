"""What stands in a plot without data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.theme.text import set_text_role, set_text_tone


class PlotHint(QLabel):
    """A sentence in the middle: what to do next."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(12)
        set_text_role(self, "small")
        set_text_tone(self, "muted")
