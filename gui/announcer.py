"""What the views say to those who do not see them: the newest numbers, as accessible descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QRegion

SECONDS = 1.0


class Speaker(Protocol):
    """A widget that can say in words what it shows."""

    def spoken(self) -> str: ...

    def visibleRegion(self) -> QRegion: ...

    def accessibleDescription(self) -> str: ...

    def setAccessibleDescription(self, description: str) -> None: ...


class Announcer(QObject):
    """Has the visible views describe themselves once a second while it trains, and whenever it is asked to.

    More often nobody could listen; and so it costs next to nothing whether anybody listens or not.
    """

    def __init__(self, speakers: Sequence[Speaker], parent: QObject) -> None:
        super().__init__(parent)
        self._speakers = tuple(speakers)
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * SECONDS))
        self._timer.timeout.connect(self.announce)

    def add_speaker(self, speaker: Speaker) -> None:
        """Somebody else has something to say from now on."""
        self._speakers = (*self._speakers, speaker)

    def set_training(self, training: bool) -> None:
        """Whether the numbers change by themselves; once they rest the last ones are said."""
        if training and not self._timer.isActive():
            self._timer.start()
        elif not training and self._timer.isActive():
            self._timer.stop()
            self.announce()

    @Slot()
    def announce(self) -> None:
        """Describe what is seen now."""
        for speaker in self._speakers:
            # Behind another tab a view counts as visible, but nobody sees it.
            if not speaker.visibleRegion().isEmpty():
                words = speaker.spoken()
                if words != speaker.accessibleDescription():
                    speaker.setAccessibleDescription(words)

    def stop(self) -> None:
        """Say nothing more by itself."""
        self._timer.stop()
