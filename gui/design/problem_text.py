"""The sentences about what cannot be built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from gui.theme.text import set_text_role, set_text_tone

_MOST = 3


class ProblemText(QLabel):
    """At most three sentences, a line each; takes no room when there is none."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setWordWrap(True)
        set_text_role(self, "small")
        set_text_tone(self, "danger")
        self.hide()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show these sentences and no others."""
        self.setText("\n".join(sentences[:_MOST]))
        self.setVisible(bool(sentences))
