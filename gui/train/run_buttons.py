"""The quiet buttons beside Start: single steps and new beginnings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.theme.icons import icon
from gui.theme.text import icon_size
from gui.theme.theme import LIGHT, Theme


class RunButtons(QWidget):
    """Step one batch, step one epoch, Reset, New weights.

    Signals:
        step_requested(), epoch_requested(), reset_requested(), new_weights_requested(): the button was pressed.
    """

    step_requested = Signal()
    epoch_requested = Signal()
    reset_requested = Signal()
    new_weights_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_names: dict[QToolButton, str] = {}
        self._by_command: dict[str, QToolButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._steps = self._build_steps()
        self._layout.addSpacing(6)
        self._beginnings = self._build_beginnings()
        self.apply_theme(LIGHT)

    def set_allowed(self, *, steps: bool, beginnings: bool) -> None:
        """Whether single steps, and Reset and New weights, make sense now."""
        for button in self._steps:
            button.setEnabled(steps)
        for button in self._beginnings:
            button.setEnabled(beginnings)

    def press(self, command: str) -> None:
        """Press the button of "step", "epoch", "reset" or "new_weights"; nothing happens while it is off."""
        self._by_command[command].click()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for button, name in self._icon_names.items():
            button.setIcon(icon(name, theme))

    def _build_steps(self) -> tuple[QToolButton, QToolButton]:
        step = self._build_button("stepButton", "step", self.step_requested)
        step.setAccessibleName(self.tr("Step one batch"))
        step.setToolTip(
            self.tr("Step one batch: forward, backward and one update of the weights,\nW ← W − η ∇W for plain SGD")
        )
        epoch = self._build_button("epochButton", "epoch", self.epoch_requested)
        epoch.setAccessibleName(self.tr("Step one epoch"))
        epoch.setToolTip(self.tr("Step one epoch: train until every training row of this epoch was seen"))
        return step, epoch

    def _build_beginnings(self) -> tuple[QToolButton, QToolButton]:
        reset = self._build_button("resetButton", "reset", self.reset_requested)
        reset.setAccessibleName(self.tr("Reset"))
        reset.setToolTip(
            self.tr("Reset: back to step 0 with the same initial weights; the design as it stands is applied")
        )
        new_weights = self._build_button("newWeightsButton", "new-weights", self.new_weights_requested)
        new_weights.setAccessibleName(self.tr("New weights"))
        new_weights.setToolTip(self.tr("New weights: back to step 0 with other initial weights, from the next seed"))
        return reset, new_weights

    def _build_button(self, object_name: str, icon_name: str, pressed: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(object_name)
        button.setIconSize(icon_size(button))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: pressed.emit())
        self._icon_names[button] = icon_name
        self._by_command[icon_name.replace("-", "_")] = button
        self._layout.addWidget(button)
        return button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for button in self._icon_names:
                button.setIconSize(icon_size(self))
