"""How far a file is read, with a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from gui.theme.icons import icon
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import Theme

_STEPS = 1000


class ReadingRow(QWidget):
    """A slim bar; it keeps its place while nothing is read, so that the buttons beside it do not move.

    Signals:
        cancel_requested(): the person wants the reading to end.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setObjectName("ownDataReading")
        set_text_role(self._words, "small")
        set_text_tone(self._words, "muted")
        tabular(self._words)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("ownDataProgress")
        self._bar.setAccessibleName(self.tr("Progress of reading"))
        self._bar.setToolTip(self.tr("How much of the file is read"))
        self._bar.setTextVisible(False)
        self._cancel = QToolButton(self)
        self._cancel.setObjectName("ownDataStop")
        self._cancel.setAccessibleName(self.tr("Stop reading"))
        self._cancel.setToolTip(self.tr("Stop reading the file"))
        self._cancel.clicked.connect(lambda: self.cancel_requested.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.stop()

    def start(self) -> None:
        """Reading begins; nobody knows how long it takes."""
        self._words.setText(self.tr("Reading…"))
        self._bar.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        """So much is read, of so much; of 0 nobody knows."""
        share = min(done / total, 1.0) if total > 0 else 0.0
        self._bar.setRange(0, _STEPS if total > 0 else 0)
        self._bar.setValue(round(share * _STEPS))
        words = self.tr("Reading… {percent} %").format(percent=round(100 * share)) if total > 0 else self.tr("Reading…")
        self._words.setText(words)

    def stop(self) -> None:
        """Nothing is read any more."""
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._cancel.setIcon(icon("close", theme))
