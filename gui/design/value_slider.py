"""A slider over a few values, with the chosen one in words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from gui.theme.text import set_text_role, set_text_tone, tabular


class ValueSlider(QSlider):
    """A slider whose places stand for values, which need not be evenly far from each other.

    Signals:
        moved(object): the person moved it to another of its values; not by `set_value`.
    """

    moved = Signal(object)

    def __init__(
        self,
        object_name: str,
        title: str,
        tooltip: str,
        values: Sequence[float],
        words: Callable[[float], str],
        longest: str,
        parent: QWidget | None = None,
    ) -> None:
        """`values` from left to right; `words` says one of them as it is read, with room for the `longest`."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._values = tuple(values)
        self._words = words
        self._is_showing = False
        self.caption = _Caption(longest)
        self.caption.setObjectName(f"{object_name}Value")
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setToolTip(tooltip)
        self.setRange(0, len(self._values) - 1)
        self.setPageStep(max(1, len(self._values) // 8))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._on_place_changed)
        self._say(self._values[0])

    def set_value(self, value: float, *, shown: float | None = None) -> None:
        """Show a value, the handle at the nearest there is; `shown` stands beside it where another number holds."""
        self._is_showing = True
        self.setValue(min(range(len(self._values)), key=lambda place: abs(self._values[place] - value)))
        self._is_showing = False
        self._say(value if shown is None else shown)

    def _say(self, value: float) -> None:
        text = self._words(value)
        self.caption.setText(text)
        self.setAccessibleDescription(text)

    @Slot(int)
    def _on_place_changed(self, place: int) -> None:
        if not self._is_showing:
            self._say(self._values[place])
            self.moved.emit(self._values[place])

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the panel must not turn a setting.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(56, super().minimumSizeHint().height())


class _Caption(QLabel):
    """A number with room for the longest there can be, so that the slider beside it never moves."""

    def __init__(self, longest: str) -> None:
        super().__init__()
        self._longest = longest
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_text_role(self, "small")
        tabular(self)
        set_text_tone(self, "muted")

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self.fontMetrics().horizontalAdvance(self._longest) + 4, 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
