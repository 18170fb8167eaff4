"""What mouse and keys do to points: moved, added, given a class, removed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QPointF, QTimer, Signal, Slot

from gui.plane.axes import Axes, Place
from gui.plane.points import NO_POINTS, Points

Tool = Literal["move", "paint", "erase"]
TOOLS: tuple[Tool, ...] = ("move", "paint", "erase")

REACH = 9.0
"""A point as near as this to the pointer is meant, in pixels."""
_MOVES_EVERY_MS = 33


class PointEditor(QObject):
    """Applies a gesture, from press to release, to its own copy of the points, and tells what was done.

    Points are erased at the end of a gesture, so that the indices told are those of the points as they were shown.

    Signals:
        point_added(float, float, int): a point at these coordinates, with a class.
        point_moved(int, float, float): a point is now there; at most 30 times a second, and at the end.
        point_painted(int, int): a point has now that class.
        points_erased(list): these points are gone.
        edit_finished(): the gesture that did something is over.
        changed(): what is kept of the points was changed here.
    """

    point_added = Signal(float, float, int)
    point_moved = Signal(int, float, float)
    point_painted = Signal(int, int)
    points_erased = Signal(list)
    edit_finished = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: Points = NO_POINTS
        self.tool: Tool = "move"
        self.label = 0
        self._doing: Tool | None = None
        self._held: int | None = None
        self._new: Place | None = None
        self._erased: set[int] = set()
        self._last = QPointF()
        self._grip = QPointF()
        self._did_something = False
        self._to_send: Place | None = None
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(_MOVES_EVERY_MS)
        self._pace.timeout.connect(self._send_move)

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._doing is not None

    @property
    def held(self) -> int | None:
        """The point that is being moved."""
        return self._held

    @property
    def new(self) -> Place | None:
        """Where a point will be added when the gesture ends."""
        return self._new

    @property
    def erased(self) -> set[int]:
        """The points that will be gone when the gesture ends."""
        return self._erased

    def set_points(self, points: Points) -> None:
        """Take the points as they are now; what a gesture holds stays where it is held."""
        if len(points) != len(self.points):
            # The numbers of the points mean others now.
            self._forget()
        elif self._held is not None:
            points = points.moved(self._held, self.points.place(self._held))
        self.points = points

    def press(self, at: QPointF, axes: Axes) -> None:
        """Begin a gesture at a point of the screen."""
        self._forget()
        self._doing, self._last = self.tool, at
        if self._doing == "move":
            self._held = self.points.nearest(axes, at, REACH)
            if self._held is None:
                self._new = axes.within(axes.to_values(at))
            else:
                # A point is carried by where it was taken, or it would jump.
                self._grip = axes.to_screen(*self.points.place(self._held)) - at
            self.changed.emit()
        else:
            self._sweep(at, axes)

    def drag(self, at: QPointF, axes: Axes) -> None:
        """Go on with the gesture."""
        if self._held is not None:
            place = axes.within(axes.to_values(at + self._grip))
            if at != self._last and place != self.points.place(self._held):
                self.points = self.points.moved(self._held, place)
                self._did_something = True
                self._to_send = place
                if not self._pace.isActive():
                    self._send_move()
        elif self._new is not None:
            self._new = axes.within(axes.to_values(at))
        elif self._doing is not None:
            self._sweep(at, axes)
        self._last = at

    def release(self) -> None:
        """End the gesture: what waits is told."""
        self._send_move()
        if self._new is not None:
            place, label = self._new, self.label
            self.points = self.points.added(place, label)
            self._did_something = True
            self.point_added.emit(*place, label)
        erased = sorted(self._erased)
        did_something = self._did_something
        self._forget()
        if erased:
            self.erase(erased)
        elif did_something:
            self.edit_finished.emit()
        self.changed.emit()

    def erase(self, indices: list[int]) -> None:
        """Remove points, as a gesture of its own."""
        self.points = self.points.without(indices)
        self.points_erased.emit(indices)
        self.edit_finished.emit()
        self.changed.emit()

    def _sweep(self, at: QPointF, axes: Axes) -> None:
        """Paint or erase what lies between the last place of the pointer and this."""
        for index in self.points.along(axes, self._last, at, REACH):
            if self._doing == "erase" and index not in self._erased:
                self._erased.add(index)
                self.changed.emit()
            elif self._doing == "paint" and self.points.labels[index] != self.label:
                self.points = self.points.painted(index, self.label)
                self._did_something = True
                self.point_painted.emit(index, self.label)
                self.changed.emit()
        self._last = at

    def _forget(self) -> None:
        """No gesture is under way."""
        self._doing = self._held = self._new = self._to_send = None
        self._erased = set()
        self._did_something = False
        self._pace.stop()

    @Slot()
    def _send_move(self) -> None:
        if self._held is not None and self._to_send is not None:
            place, self._to_send = self._to_send, None
            self._pace.start()
            self.point_moved.emit(self._held, *place)
