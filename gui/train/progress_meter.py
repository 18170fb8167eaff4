"""How far a run has come: a line of text over two thin bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.widgets.elided_label import ElidedLabel


class ProgressMeter(QWidget):
    """Epoch n of N and the time left, over a bar for the run and a fainter one for the epoch."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progressMeter")
        self.setAccessibleName(self.tr("Progress of the run"))
        self.setToolTip(self.tr("Upper bar: the whole run. Lower bar: this epoch, one pass over the training rows."))
        self._progress_text = ""
        self._message = ""
        self._epoch_label = _quiet(ElidedLabel("", self), "progressLabel")
        self._time_label = _quiet(QLabel("", self), "timeLeftLabel")
        self._bars = _Bars(self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._epoch_label, 1)
        row.addWidget(self._time_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self._bars)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_progress(self, epoch: int, epochs: int, batch: int, batches: int, seconds_left: float | None) -> None:
        """Show epoch `epoch` (counted from 1; 0 before the first) of `epochs`, `batch` of `batches` done in it."""
        if epoch > 0:
            self._progress_text = self.tr("Epoch {0} of {1}").format(f"{epoch:,}", f"{epochs:,}")
        else:
            self._progress_text = self.tr("{0} epochs").format(f"{epochs:,}") if epochs else ""
        self._show_text()
        left = "" if seconds_left is None else self.tr("{0} left").format(format_duration(seconds_left))
        if self._time_label.text() != left:
            self._time_label.setText(left)
        part = batch / batches if batches > 0 else 0.0
        done = (max(epoch, 1) - 1 + part) / epochs if epochs > 0 else 0.0
        self._bars.set_shares(done, part if batches > 1 else None)

    def set_message(self, text: str, *, danger: bool = False) -> None:
        """Show a sentence in place of the epoch; an empty one gives the place back."""
        self._message = text
        set_text_tone(self._epoch_label, "danger" if danger and text else "muted")
        self._time_label.setVisible(not text)
        self._show_text()

    def spoken(self) -> str:
        """Epoch, share of the run and time left in words."""
        if self._message:
            return self._message
        share = self.tr("{percent} % of the run").format(percent=f"{100 * self._bars.run:.0f}")
        return ", ".join(filter(None, (self._progress_text, share, self._time_label.text())))

    def wanted_width(self) -> int:
        """The room that the message needs, in pixels; progress makes do with what there is, or it would flicker."""
        return self._epoch_label.sizeHint().width() if self._message else 0

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._bars.apply_theme(theme)

    def _show_text(self) -> None:
        text = self._message or self._progress_text
        if self._epoch_label.text() != text:
            self._epoch_label.setText(text)
            self._epoch_label.setToolTip(self._message)


def _quiet(label: QLabel, object_name: str) -> QLabel:
    label.setObjectName(object_name)
    set_text_role(label, "small")
    set_text_tone(label, "muted")
    tabular(label)
    return label


class _Bars(QWidget):
    """The two bars, repainted only when a pixel changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._run = 0.0
        self._epoch: float | None = 0.0
        self.setObjectName("progressBars")
        self._painted: tuple[int, int] = (-1, -1)
        self.setFixedHeight(8)

    @property
    def run(self) -> float:
        """The share of the run that is done."""
        return self._run

    def set_shares(self, run: float, epoch: float | None) -> None:
        self._run = min(max(run, 0.0), 1.0)
        self._epoch = None if epoch is None else min(max(epoch, 0.0), 1.0)
        if self._pixels() != self._painted:
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _pixels(self) -> tuple[int, int]:
        scale = self.width() * self.devicePixelRatioF()
        return round(self._run * scale), -1 if self._epoch is None else round(self._epoch * scale)

    def sizeHint(self) -> QSize:
        return QSize(120, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted = self._pixels()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        faint = QColor(self._theme.accent)
        faint.setAlphaF(0.45)
        self._paint_bar(painter, 0, 4, self._run, self._theme.accent)
        if self._epoch is not None:
            self._paint_bar(painter, 6, 2, self._epoch, faint)

    def _paint_bar(self, painter: QPainter, top: int, height: int, share: float, color: QColor) -> None:
        painter.setBrush(self._theme.pressed)
        painter.drawRoundedRect(QRectF(0, top, self.width(), height), height / 2, height / 2)
        if share > 0:
            painter.setBrush(color)
            width = max(share * self.width(), height)
            painter.drawRoundedRect(QRectF(0, top, width, height), height / 2, height / 2)


def format_duration(seconds: float) -> str:
    """Minutes and seconds, or hours, minutes and seconds: 0:07, 1:42, 2:05:09."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
