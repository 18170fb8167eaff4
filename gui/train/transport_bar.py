"""The bar on top that steers a run."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui.theme.theme import LIGHT, Theme
from gui.train.progress_meter import ProgressMeter
from gui.train.run_buttons import RunButtons
from gui.train.run_settings import RunSettings
from gui.train.start_button import StartButton

TransportState = Literal["loading", "ready", "training", "paused", "finished", "error"]

_STATES = ("loading", "ready", "training", "paused", "finished", "error")
_GAP = 12
_METER_GAP = 8
_METER_MINIMUM = 180
_METER_MAXIMUM = 440


class TransportBar(QWidget):
    """Start and Pause, single steps, reset, speed, learning rate, seed, and how far the run has come.

    Signals:
        start_requested(), pause_requested(): the start button, by what it shows.
        step_requested(), epoch_requested(): train one batch, or to the end of the epoch.
        reset_requested(), new_weights_requested(): back to step 0 with the same weights, or with others.
        speed_changed(int): steps a second, 0 for as fast as it goes.
        learning_rate_changed(float): taken over by Enter, an arrow, leaving the field or a press of Start or Step.
        seed_changed(int): the same for the seed.
    """

    start_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    epoch_requested = Signal()
    reset_requested = Signal()
    new_weights_requested = Signal()
    speed_changed = Signal(int)
    learning_rate_changed = Signal(float)
    seed_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: TransportState = "loading"
        self._waiting = False
        self._start_enabled = True
        self._start_reason = ""
        self.setObjectName("transportBar")
        self._start_button = StartButton(self)
        self._buttons = RunButtons(self)
        self._settings = RunSettings(self)
        self._meter = ProgressMeter(self)
        self._build_layout()
        self._connect()
        self.apply_theme(LIGHT)
        self._show_state()

    def trigger(self, command: str = "start") -> None:
        """Do what a press of a button does, for the window's shortcuts; nothing while that button is off.

        Args:
            command: "start" (or pause), "step", "epoch", "reset" or "new_weights".
        """
        if command == "start":
            self._start_button.click()
        else:
            self._buttons.press(command)

    def set_state(self, state: TransportState) -> None:
        """Show what the session is doing; buttons that make no sense then are off.

        Raises:
            ValueError: there is no such state.
        """
        if state not in _STATES:
            raise ValueError(f"A state is one of {', '.join(_STATES)}, not {state!r}.")
        self._state = state
        self._show_state()

    def set_start_enabled(self, enabled: bool, reason: str = "") -> None:
        """Whether a run may start, and if not why, as a sentence. Pausing is always possible."""
        self._start_enabled = enabled
        self._start_reason = "" if enabled else reason
        self._show_state()

    def set_waiting(self, waiting: bool) -> None:
        """Show that Start was pressed and the run begins when the data is there; a press takes the wish back."""
        self._waiting = waiting
        self._show_state()

    def set_progress(self, epoch: int, epochs: int, batch: int, batches: int, seconds_left: float | None) -> None:
        """Show how far the run is; `epoch` counts from 1, and is 0 before the first step."""
        self._meter.set_progress(epoch, epochs, batch, batches, seconds_left)

    @property
    def meter(self) -> ProgressMeter:
        """How far the run is."""
        return self._meter

    def discard_texts(self) -> None:
        """Forget what was typed and not taken over: the fields are about to show another experiment's values."""
        self._settings.discard_texts()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Show `learning_rate` without a signal, unless the person is just typing another one."""
        self._settings.set_learning_rate(learning_rate)

    def speed(self) -> int:
        """The speed that is shown, in steps a second; 0 stands for Max."""
        return self._settings.speed()

    def speeds(self) -> list[tuple[int, str]]:
        """Every speed there is, with its words."""
        return self._settings.speeds()

    def set_speed(self, speed: int) -> None:
        """Show `speed`, one of 1, 10, 100, 1000, 10000 and 0 for Max, without a signal.

        Raises:
            ValueError: it is none of these.
        """
        self._settings.set_speed(speed)

    def set_seed(self, seed: int) -> None:
        """Show `seed` without a signal, unless the person is just typing another one."""
        self._settings.set_seed(seed)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._start_button.apply_theme(theme)
        self._buttons.apply_theme(theme)
        self._meter.apply_theme(theme)

    def _build_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for widget in (self._start_button, self._buttons, self._settings):
            layout.addWidget(widget)
        layout.addSpacing(_METER_GAP)
        layout.addStretch(1)
        layout.addWidget(self._meter, 100)
        self._meter.setMinimumWidth(_METER_MINIMUM)
        self._meter.setMaximumWidth(_METER_MAXIMUM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self._start_button.clicked.connect(self._on_start_clicked)
        # What was typed counts for the step that is asked for now.
        self._buttons.step_requested.connect(self._settings.commit)
        self._buttons.epoch_requested.connect(self._settings.commit)
        self._buttons.step_requested.connect(self.step_requested)
        self._buttons.epoch_requested.connect(self.epoch_requested)
        self._buttons.reset_requested.connect(self.reset_requested)
        self._buttons.new_weights_requested.connect(self.new_weights_requested)
        self._settings.speed_changed.connect(self.speed_changed)
        self._settings.learning_rate_changed.connect(self.learning_rate_changed)
        self._settings.seed_changed.connect(self.seed_changed)
        self._settings.problem_changed.connect(self._show_state)

    def _show_state(self) -> None:
        problem = self._settings.problem()
        running = self._state == "training"
        may_start = self._start_enabled and not problem
        self._start_button.show_action(self._action())
        self._start_button.setEnabled(running or self._waiting or may_start)
        self._start_button.setToolTip(self._start_tool_tip(problem))
        self._buttons.set_allowed(
            steps=may_start and self._state in ("ready", "paused") and not self._waiting,
            beginnings=self._state != "loading",
        )
        if problem:
            self._meter.set_message(problem, danger=True)
        elif self._waiting:
            self._meter.set_message(self.tr("Starts as soon as the data is loaded"))
        elif self._state == "loading":
            self._meter.set_message(self.tr("Loading the data"))
        else:
            self._meter.set_message("")
        self._fit()

    def _action(self) -> str:
        if self._waiting:
            return "wait"
        return {"training": "pause", "paused": "resume"}.get(self._state, "start")

    def _start_tool_tip(self, problem: str) -> str:
        if self._waiting:
            return self.tr("Training starts as soon as the data is loaded; press to take that back (F5)")
        if self._state == "training":
            return self.tr("Pause after the running batch; nothing is lost (F5)")
        if problem or self._start_reason:
            return problem or self._start_reason
        if self._state == "paused":
            return self.tr("Go on where the run was paused (F5)")
        return self.tr("Train the network (F5)")

    def _fit(self) -> None:
        """Give up the least important settings until the rest fits."""
        meter = min(max(self._meter.wanted_width(), _METER_MINIMUM), _METER_MAXIMUM)
        room = self.width() - self._fixed_width() - meter
        last = self._settings.levels - 1
        level = next((level for level in range(last) if self._settings.width_at(level) <= room), last)
        self._settings.set_compactness(level)

    def _fixed_width(self) -> int:
        return self._start_button.sizeHint().width() + self._buttons.sizeHint().width() + 4 * _GAP + _METER_GAP

    def _on_start_clicked(self) -> None:
        if self._waiting or self._state == "training":
            self.pause_requested.emit()
            return
        self._settings.commit()
        if not self._settings.problem():
            self.start_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """The narrowest form, so that the window is not held wide by what can give way."""
        width = self._fixed_width() + _METER_MINIMUM + self._settings.width_at(self._settings.levels - 1)
        return QSize(width, super().minimumSizeHint().height())
