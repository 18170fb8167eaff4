"""The slider that says how much the strong lines of the plots are smoothed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget, QWidgetAction

from gui.theme.text import set_text_role, set_text_tone
from gui.watch.shaping import SMOOTHING

# Widths of averaging, as shares of what is shown of the steps.
_SHARES = (0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032)
_ROOM = "0.0 %"


class SmoothingSlider(QWidgetAction):
    """An entry of a menu: a slider from the raw values to a smooth line.

    Signals:
        moved(float): this share of what is shown is to be averaged over.
    """

    moved = Signal(float)

    def __init__(self, plot_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = QLabel()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName(f"{plot_name}SmoothingSlider")
        self._slider.setAccessibleName(self.tr("Smoothing"))
        self._slider.setRange(0, len(_SHARES) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(120)
        self._slider.valueChanged.connect(self._on_moved)
        row = QWidget(parent)
        row.setToolTip(
            self.tr(
                "How wide the strong line is averaged (Gaussian weights, so that a fall stays where it is), as a "
                "share of the steps in sight. The faint line is every step, always."
            )
        )
        layout = QHBoxLayout(row)
        # Where the texts of the other entries begin.
        layout.setContentsMargins(26, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(QLabel(self.tr("Smoothing")))
        layout.addWidget(self._slider, 1)
        set_text_role(self._value, "small")
        set_text_tone(self._value, "muted")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance(_ROOM))
        layout.addWidget(self._value)
        self.setDefaultWidget(row)
        self.set_share(SMOOTHING)

    def set_share(self, share: float) -> None:
        """Show this share, or the nearest there is, without saying that it was moved."""
        position = min(range(len(_SHARES)), key=lambda index: abs(_SHARES[index] - share))
        was_blocked = self._slider.blockSignals(True)
        self._slider.setValue(position)
        self._slider.blockSignals(was_blocked)
        self._write(position)

    def step(self, steps: int) -> None:
        """Move so many places towards the smooth end, or away from it, as a person does."""
        self._slider.setValue(self._slider.value() + steps)

    def _on_moved(self, position: int) -> None:
        self._write(position)
        self.moved.emit(_SHARES[position])

    def _write(self, position: int) -> None:
        share = _SHARES[position]
        self._value.setText(self.tr("{percent} %").format(percent=f"{100 * share:.1f}") if share else self.tr("none"))
