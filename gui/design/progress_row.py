"""A slim bar for long work, with a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from gui.design.buttons import IconButton
from gui.theme.theme import Theme

_STEPS = 1000


class ProgressRow(QWidget):
    """Progress of loading or downloading data.

    Signals:
        cancel_requested(): the person wants the work to end.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("dataProgress")
        self._bar.setAccessibleName(self.tr("Progress of the data"))
        self._bar.setToolTip(self.tr("How much of the data is here"))
        self._bar.setTextVisible(False)
        self._cancel = IconButton(
            "cancelDataButton",
            "close",
            self.tr("Cancel"),
            self.tr("Stop loading; the data loaded before stay in use"),
            self.cancel_requested.emit,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)

    def set_fraction(self, fraction: float | None) -> None:
        """Show 0..1 of the work as done; None while nobody knows how much there is."""
        self._bar.setRange(0, 0 if fraction is None else _STEPS)
        if fraction is not None:
            self._bar.setValue(round(max(0.0, min(fraction, 1.0)) * _STEPS))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._cancel.apply_theme(theme)
