"""What goes through a recording, and what is recorded: steps, play, and the rows."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QToolButton, QWidget

from gui.theme.icons import icon
from gui.theme.text import icon_size, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

PACES = {"slow": 2500, "normal": 1200, "fast": 400}
"""Milliseconds from operation to operation."""


class StepControls(WrappingRow):
    """Buttons to go through the operations, and the choice of the rows that the step is made from.

    Signals:
        step_requested(int): so many operations further; negative ones back.
        end_requested(int): to the first operation (0) or to the last one (-1).
        record_requested(): the rows, or the wish for a new recording.
        pace_changed(): how fast it plays.
    """

    step_requested = Signal(int)
    end_requested = Signal(int)
    record_requested = Signal()
    pace_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QMargins(0, 0, 0, 0), parent, spacing=6)
        self._theme = LIGHT
        self._icons: dict[QToolButton, str] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.step_requested.emit(1))
        self._first = self._build_button("firstButton", "to-start", self.tr("First operation (Home)"))
        self._back = self._build_button("backButton", "step-back", self.tr("One operation back (left arrow)"))
        self._play = self._build_button("playButton", "play", self.tr("Play the operations one after the other"))
        self._forward = self._build_button("forwardButton", "step", self.tr("One operation further (right arrow)"))
        self._last = self._build_button("lastButton", "to-end", self.tr("Last operation (End)"))
        self._pace = QComboBox(self)
        self._sample = QSpinBox(self)
        self._batch = QCheckBox(self.tr("Whole batch"), self)
        self._record = QPushButton(self.tr("Record"), self)
        self._build_choices()
        self._first.clicked.connect(lambda: self.end_requested.emit(0))
        self._back.clicked.connect(lambda: self.step_requested.emit(-1))
        self._forward.clicked.connect(lambda: self.step_requested.emit(1))
        self._last.clicked.connect(lambda: self.end_requested.emit(-1))
        self._play.clicked.connect(self._on_play_clicked)
        self.set_steps(back=False, forward=False)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def pace(self) -> str:
        return str(self._pace.currentData())

    @property
    def sample(self) -> int:
        """The row, where a single one is chosen."""
        return self._sample.value()

    @property
    def is_batch(self) -> bool:
        return self._batch.isChecked()

    def set_row_count(self, count: int) -> None:
        """How many training rows there are to choose from; emits nothing."""
        self._sample.blockSignals(True)
        self._sample.setMaximum(max(count - 1, 0))
        self._sample.blockSignals(False)

    def set_choices(self, *, sample: int, is_batch: bool, pace: str) -> None:
        """Take other choices; emits nothing."""
        for widget in (self._sample, self._batch, self._pace):
            widget.blockSignals(True)
        self._sample.setMaximum(max(self._sample.maximum(), sample))
        self._sample.setValue(sample)
        self._batch.setChecked(is_batch)
        self._sample.setEnabled(not is_batch)
        self._pace.setCurrentIndex(self._pace.findData(pace))
        for widget in (self._sample, self._batch, self._pace):
            widget.blockSignals(False)
        self._timer.setInterval(PACES[pace])

    def set_steps(self, *, back: bool, forward: bool) -> None:
        """Whether there are operations before and after this one; playing ends at the last."""
        for button in (self._first, self._back):
            button.setEnabled(back)
        for button in (self._forward, self._last):
            button.setEnabled(forward)
        self._play.setEnabled(back or forward)
        if not forward:
            self.stop()

    def stop(self) -> None:
        """Play no longer."""
        self._timer.stop()
        self._show_play()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme))
        self._show_play()

    def _build_button(self, name: str, icon_name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIconSize(icon_size(button))
        button.setIcon(icon(icon_name, self._theme))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icons[button] = icon_name
        self.add_widget(button)
        return button

    def _build_choices(self) -> None:
        self._pace.setObjectName("paceCombo")
        self._pace.setAccessibleName(self.tr("Pace"))
        self._pace.setToolTip(self.tr("How fast it plays"))
        for name, title in (("slow", self.tr("Slow")), ("normal", self.tr("Normal")), ("fast", self.tr("Fast"))):
            self._pace.addItem(title, name)
        self._pace.currentIndexChanged.connect(self._on_pace_changed)
        self._pace.setCurrentIndex(1)
        label = QLabel(self.tr("Row"), self)
        label.setBuddy(self._sample)
        set_text_tone(label, "muted")
        self._sample.setObjectName("sampleSpin")
        self._sample.setAccessibleName(self.tr("Row of the training data"))
        self._sample.setToolTip(self.tr("The row of the training data that the step is made from"))
        self._sample.setMaximum(0)
        self._sample.setKeyboardTracking(False)
        self._sample.setMinimumWidth(self.fontMetrics().averageCharWidth() * 12)
        self._batch.setObjectName("batchCheck")
        self._batch.setAccessibleName(self.tr("Whole batch"))
        self._batch.setToolTip(self.tr("Make the step from the first batch instead of a single row"))
        self._record.setObjectName("recordButton")
        self._record.setAccessibleName(self.tr("Record"))
        self._record.setToolTip(self.tr("Record the step that the network would make now; the network itself stays"))
        self._sample.valueChanged.connect(lambda: self.record_requested.emit())
        self._batch.toggled.connect(self._on_batch_toggled)
        self._record.clicked.connect(lambda: self.record_requested.emit())
        rows = QWidget(self)
        line = QHBoxLayout(rows)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(label)
        line.addWidget(self._sample)
        for widget in (self._pace, self._sample, self._batch, self._record):
            widget.setMinimumHeight(self._play.sizeHint().height())
        for part in (self._pace, rows, self._batch, self._record):
            self.add_widget(part)

    def _show_play(self) -> None:
        words = self.tr("Pause") if self.is_playing else self.tr("Play the operations one after the other")
        self._play.setIcon(icon("pause" if self.is_playing else "play", self._theme))
        self._play.setAccessibleName(words)
        self._play.setToolTip(words)

    @Slot()
    def _on_play_clicked(self) -> None:
        if self.is_playing:
            self.stop()
            return
        if not self._forward.isEnabled():
            self.end_requested.emit(0)
        self._timer.start(PACES[self.pace])
        self._show_play()

    @Slot()
    def _on_pace_changed(self) -> None:
        self._timer.setInterval(PACES[self.pace])
        self.pace_changed.emit()

    @Slot(bool)
    def _on_batch_toggled(self, is_batch: bool) -> None:
        self._sample.setEnabled(not is_batch)
        self.record_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)
