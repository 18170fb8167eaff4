"""What a restless person does to the window itself: its panels, its size, its look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

from tests.helpers.restless import Deed, Reach

_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.TopDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
_LOOKS = ("theme_dark", "theme_light", "theme_system", "zoom_in", "zoom_out", "zoom_reset")
_SIZES = (900, 1500), (600, 1000)


class LayoutDeeds:
    """Moves, hides and resizes."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def deeds(self) -> list[tuple[int, Deed]]:
        """How often, and what."""
        return [
            (4, self.raise_panel),
            (2, self.switch_panel),
            (1, self.float_panel),
            (1, self.move_panel),
            (1, self.join_panels),
            (1, self.resize_panel),
            (2, self.reset_layout),
            (2, self.resize_window),
            (1, self.change_look),
        ]

    def raise_panel(self) -> None:
        dock = self._dock()
        dock.show()
        dock.raise_()

    def switch_panel(self) -> None:
        self._dock().toggleViewAction().trigger()

    def float_panel(self) -> None:
        dock = self._dock()
        dock.setFloating(not dock.isFloating())
        if dock.isFloating():
            dock.move(self._reach.chance.randrange(600), self._reach.chance.randrange(400))
            dock.resize(self._reach.chance.randrange(150, 800), self._reach.chance.randrange(100, 600))

    def move_panel(self) -> None:
        self._reach.window.addDockWidget(self._reach.pick(_AREAS), self._dock())

    def join_panels(self) -> None:
        below, above = self._reach.chance.sample(list(self._reach.window.docks.values()), 2)
        if self._reach.often(0.7):
            self._reach.window.tabifyDockWidget(below, above)
        else:
            side = self._reach.pick((Qt.Orientation.Horizontal, Qt.Orientation.Vertical))
            self._reach.window.splitDockWidget(below, above, side)

    def resize_panel(self) -> None:
        side = self._reach.pick((Qt.Orientation.Horizontal, Qt.Orientation.Vertical))
        self._reach.window.resizeDocks([self._dock()], [self._reach.chance.randrange(100, 700)], side)

    def reset_layout(self) -> None:
        self._reach.window.actions_by_name["reset_layout"].trigger()

    def resize_window(self) -> None:
        self._reach.window.resize(*(self._reach.chance.randrange(*limits) for limits in _SIZES))

    def change_look(self) -> None:
        look = self._reach.pick(_LOOKS)
        self._reach.note(look)
        self._reach.window.actions_by_name[look].trigger()

    def _dock(self) -> QDockWidget:
        dock = self._reach.pick(list(self._reach.window.docks.values()))
        self._reach.note(dock.objectName())
        return dock
