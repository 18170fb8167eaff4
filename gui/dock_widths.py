"""Docks have at each text size the widths that they were given there: larger text makes them wider for a while only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow

_SIDES = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class DockWidths(QObject):
    """Remembers the widths of the docks at both sides, by text size."""

    def __init__(self, window: QMainWindow, scale: float) -> None:
        """`scale`: the text size that `window` has now."""
        super().__init__(window)
        self._window = window
        self._scale = scale
        self._known: dict[float, dict[QDockWidget, int]] = {}
        # The docks ask for less room only once they are laid out anew.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._give_back)

    @Slot(float)
    def change_scale(self, scale: float) -> None:
        """The text has another size, in which nothing is laid out yet."""
        if not self._soon.isActive():
            self._known[self._scale] = {dock: dock.width() for dock in self._docks()}
        self._scale = scale
        self._soon.start()

    @Slot()
    def _give_back(self) -> None:
        known = self._known.get(self._scale, {})
        docks = [dock for dock in self._docks() if dock in known]
        if docks:
            self._window.resizeDocks(docks, [known[dock] for dock in docks], Qt.Orientation.Horizontal)

    def _docks(self) -> list[QDockWidget]:
        """Those that stand in front at a side of the window."""
        return [
            dock
            for dock in self._window.findChildren(QDockWidget)
            if not dock.isFloating()
            and not dock.visibleRegion().isEmpty()
            and self._window.dockWidgetArea(dock) in _SIDES
        ]
