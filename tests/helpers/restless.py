"""A person who tries everything, the same things in the same order for the same seed."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gui.main_window import MainWindow
from tests.helpers import hands

Deed = Callable[[], object]
Kind = TypeVar("Kind", bound=QWidget)
Item = TypeVar("Item")

_REMEMBERED = 30


class Reach:
    """A window, chance, and a memory of what was done: what every deed needs."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.done: deque[str] = deque(maxlen=_REMEMBERED)
        self._known: dict[str, QWidget | None] = {}

    def note(self, words: str) -> None:
        """Remember what is about to be done."""
        self.done.append(words)

    def pick(self, choices: Sequence[Item]) -> Item:
        """One of them."""
        return self.chance.choice(choices)

    def often(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.chance.random() < share

    def seen(self, name: str, kind: type[Kind] = QWidget) -> Kind | None:  # type: ignore[assignment]
        """The widget of that name if one can see and use it."""
        widget = self._known.get(name)
        if widget is None or not isValid(widget):
            # Looking for it gives every widget on the way a wrapper, which may outlive it: no way to count leaks.
            widget = self._known[name] = self.window.findChild(QWidget, name)
        if not isinstance(widget, kind):
            return None
        return widget if widget is not None and widget.isVisible() and widget.isEnabled() else None

    def place_in(self, widget: QWidget) -> QPoint:
        """Any point of a widget."""
        width, height = max(widget.width(), 1), max(widget.height(), 1)
        return QPoint(self.chance.randrange(width), self.chance.randrange(height))

    def press(self, name: str) -> None:
        """Click a button if it is to be seen."""
        button = self.seen(name)
        if button is not None:
            self.note(name)
            hands.click(button)


class Restless:
    """Does one thing after the other.

    Attributes:
        deed: The name of the last one.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        from tests.helpers.drawing_deeds import DrawingDeeds
        from tests.helpers.layout_deeds import LayoutDeeds
        from tests.helpers.training_deeds import TrainingDeeds
        from tests.helpers.view_deeds import ViewDeeds

        self._reach = Reach(window, seed)
        self.deed = ""
        kinds = (TrainingDeeds, ViewDeeds, DrawingDeeds, LayoutDeeds)
        self._deeds = [deed for kind in kinds for weight, deed in kind(self._reach).deeds() for _ in range(weight)]

    @property
    def done(self) -> list[str]:
        """What was done last, the newest at the end."""
        return list(self._reach.done)

    def note(self, words: str) -> None:
        """Remember what somebody else does in between."""
        self._reach.note(words)

    def act(self) -> None:
        """Do something."""
        deed = self._reach.pick(self._deeds)
        self.deed = getattr(deed, "__name__", "")
        self._reach.note(self.deed)
        deed()
