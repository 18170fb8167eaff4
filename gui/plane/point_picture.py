"""A picture with points that mouse and keys can edit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from gui.plane.axes import Axes, Place
from gui.plane.axes_picture import AxesPicture
from gui.plane.class_marks import draw_mark
from gui.plane.editor import REACH, PointEditor, Tool
from gui.plane.point_marks import PointMarks, mark_radius
from gui.plane.points import Points

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_TOOL_KEYS: dict[Qt.Key, Tool] = {
    Qt.Key.Key_A: "move",
    Qt.Key.Key_M: "move",
    Qt.Key.Key_P: "paint",
    Qt.Key.Key_E: "erase",
}
_NOT_TYPING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
# A press this far outside the axes still means their edge.
_SLACK = 6.0
# What is carried is drawn that much larger.
_CARRIED = 1.25


class PointPicture(AxesPicture):
    """Points on axes; subclasses draw the ground, and put places and points into words.

    Signals:
        point_added(float, float, int): a point is to be there, of that class (0 on a curve).
        point_moved(int, float, float): a point is to be there; repeated while it is dragged.
        point_painted(int, int): a point is to have that class.
        points_erased(list): points are to go, by their indices.
        edit_finished(): the mouse is up, or the key has done its work: what came since the last is one edit.
        tool_chosen(str): a key chose a tool.
        class_chosen(int): a key chose a class.
        points_changed(): there are other points, or the person did something to them.
    """

    point_added = Signal(float, float, int)
    point_moved = Signal(int, float, float)
    point_painted = Signal(int, int)
    points_erased = Signal(list)
    edit_finished = Signal()
    tool_chosen = Signal(str)
    class_chosen = Signal(int)
    points_changed = Signal()

    def __init__(self, tools: tuple[Tool, ...], parent: QWidget | None = None) -> None:
        """`tools` are those that the keys choose among; the first holds."""
        super().__init__(parent)
        self._tools = tools
        self._editor = PointEditor(self)
        self._editor.tool = tools[0]
        self._marks = PointMarks()
        self._editor.point_added.connect(self.point_added)
        self._editor.point_moved.connect(self.point_moved)
        self._editor.point_painted.connect(self.point_painted)
        self._editor.points_erased.connect(self.points_erased)
        self._editor.edit_finished.connect(self.edit_finished)
        self._editor.changed.connect(self._on_edited)

    @property
    def points(self) -> Points:
        """The points as they are shown, with what the person has just done to them."""
        return self._editor.points

    @property
    def tool(self) -> Tool:
        """What a press of the mouse does."""
        return self._editor.tool

    @property
    def label(self) -> int:
        """The class that new and painted points get."""
        return self._editor.label

    def set_tool(self, tool: Tool) -> None:
        """Choose what the mouse does."""
        self._let_go()
        self._editor.tool = tool

    def set_label(self, label: int) -> None:
        """Choose the class that new and painted points get."""
        self._editor.label = label

    def clear(self) -> None:
        """Show the points alone."""
        raise NotImplementedError

    def draw_ground(self, painter: QPainter, axes: Axes) -> None:
        """Draw what is behind the points."""
        raise NotImplementedError

    def draw_on_top(self, painter: QPainter, axes: Axes) -> None:
        """Draw what lies on the points."""

    def place_words(self, place: Place) -> list[str]:
        """What is said of a place, a line a fact."""
        raise NotImplementedError

    def point_words(self, index: int) -> list[str]:
        """What is said of a point."""
        raise NotImplementedError

    def words_at(self, axes: Axes, at: QPointF) -> list[str]:
        index = self._editor.points.nearest(axes, at, REACH)
        about = [] if index is None else self.point_words(index)
        return [*about, *self.place_words(axes.within(axes.to_values(at)))]

    def read_out(self, point: QPointF) -> list[str]:
        # While something is dragged nothing may cover it.
        return [] if self._editor.is_busy else super().read_out(point)

    def draw_on(self, painter: QPainter, axes: Axes) -> None:
        self.draw_ground(painter, axes)
        editor = self._editor
        held = () if editor.held is None else (editor.held,)
        self._marks.draw(painter, axes, editor.points, frozenset((*editor.erased, *held)), self._theme)
        self.draw_on_top(painter, axes)

    def draw_moving(self, painter: QPainter, axes: Axes) -> None:
        """The point that is carried, or will be added, is where the mouse is, whatever was drawn before."""
        editor = self._editor
        place, label, hollow = editor.new, editor.label, False
        if editor.held is not None:
            place = editor.points.place(editor.held)
            label, hollow = int(editor.points.labels[editor.held]), bool(editor.points.held_out[editor.held])
        if place is not None:
            radius = _CARRIED * mark_radius(axes, len(editor.points))
            draw_mark(painter, axes.to_screen(*place), label, radius, self._theme, hollow=hollow)

    def walk(self, step: tuple[int, int], share: float) -> None:
        super().walk(step, share)
        if self._editor.held is not None and self._cursor is not None:
            axes = self.axes()
            self._editor.drag(axes.to_screen(*self._cursor), axes)

    def _set_points(self, points: Points) -> None:
        self._editor.set_points(points)
        self._describe()
        self.mark_dirty()
        self.points_changed.emit()

    def _on_edited(self) -> None:
        self.redraw()
        self.points_changed.emit()

    def _act(self, place: Place) -> None:
        """Use the tool at a place: take a point or put it down, add one, paint, erase."""
        axes = self.axes()
        if self._editor.held is not None:
            self._editor.release()
            return
        self._editor.press(axes.to_screen(*place), axes)
        if self._editor.held is None:
            self._editor.release()

    def _erase_at(self, at: QPointF) -> None:
        index = self._editor.points.nearest(self.axes(), at, REACH)
        if index is not None and not self._editor.is_busy:
            self._editor.erase([index])

    def _choose(self, event: QKeyEvent) -> bool:
        """Choose a tool, or a class by its name where that is a digit, else by its number; False for other keys."""
        names, text, tool = self.points.class_names, event.text(), _TOOL_KEYS.get(Qt.Key(event.key()))
        if event.modifiers() & _NOT_TYPING:
            return False
        if tool in self._tools and tool is not None:
            self.set_tool(tool)
            self.tool_chosen.emit(tool)
            return True
        label = names.index(text) if text in names else -1
        if label < 0 and text and text in "123456789":
            label = int(text) - 1
        if not 0 <= label < len(names):
            return False
        self.set_label(label)
        self.class_chosen.emit(label)
        return True

    def _let_go(self) -> None:
        if self._editor.is_busy:
            self._editor.release()

    def _show_shape(self, at: QPointF, axes: Axes) -> None:
        """The pointer says what a press would do."""
        shape = Qt.CursorShape.ArrowCursor
        if self._editor.held is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif axes.contains(at, _SLACK):
            over = self.tool == "move" and self.points.nearest(axes, at, REACH) is not None
            shape = Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UngrabMouse:
            self._let_go()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ENTER and self._cursor is not None:
            self._act(self._cursor)
        elif key in _ERASE and self._cursor is not None:
            self._erase_at(self.axes().to_screen(*self._cursor))
        elif key == Qt.Key.Key_Escape and self._editor.is_busy:
            self._let_go()
        elif not self._choose(event):
            super().keyPressEvent(event)
        self._describe()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, axes = event.position(), self.axes()
        is_left = event.button() == Qt.MouseButton.LeftButton
        removes = event.button() == Qt.MouseButton.RightButton or (
            is_left and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        )
        self._set_cursor(None)
        if not axes.contains(at, _SLACK):
            super().mousePressEvent(event)
        elif removes:
            self._erase_at(at)
        elif is_left:
            self._editor.press(at, axes)
            self._show_shape(at, axes)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick clicks are two points.
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, axes = event.position(), self.axes()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._editor.drag(at, axes)
        else:
            # The release went elsewhere, or the keys were carrying a point.
            self._let_go()
        self._show_shape(at, axes)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()
            self._show_shape(event.position(), self.axes())
        super().mouseReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)
