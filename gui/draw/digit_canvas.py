"""The surface on which a person draws."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QEventPoint,
    QFocusEvent,
    QHideEvent,
    QImage,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from engine.drawing import BRUSH, CANVAS_SIDE
from gui.draw.given_image import GivenImage
from gui.draw.ink import Ink
from gui.draw.stroke_book import StrokeBook, Strokes
from gui.theme.icons import icon_pixmap
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

BRUSHES = (8.0, 11.0, 14.0, BRUSH, 21.0, 26.0, 32.0, 40.0)
"""The widths of the pen that can be chosen, in units of the canvas."""


class _Tool(Enum):
    """What draws a stroke: while one is down the others are ignored, the hand beside the pen for instance."""

    MOUSE = auto()
    PEN = auto()
    FINGER = auto()


_CORNER = 8.0
_GLYPH = 28
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class DigitCanvas(QWidget):
    """Takes strokes by mouse, pen and finger and shows them as smooth ink.

    Points are kept in canvas units, 280 to a side with the origin at the upper left, and may lie outside: a
    stroke goes on beyond the edge. Resizing changes the picture, never the strokes. An image from the data may stand
    in their place, until the next stroke, undo, redo or clearing.

    Signals:
        brush_changed(float): the pen has another width.
        strokes_changed(): another point, stroke, undo, redo, clearing or image; emitted inside the event that
            caused it.
        pen_down_changed(bool): a stroke began or ended.
        dropped(QMimeData): a file or picture was dropped here.
    """

    dropped = Signal(object)
    brush_changed = Signal(float)
    strokes_changed = Signal()
    pen_down_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._book = StrokeBook()
        self._given: GivenImage | None = None
        self._covers_drawing = False
        self._ink = Ink()
        self._ink.set_color(LIGHT.ink)
        self._to_units = QTransform()
        self._tool = _Tool.MOUSE
        self._finger = -1
        self._focus_is_shown = False
        self.setObjectName("digitCanvas")
        self.setAccessibleName(self.tr("Drawing surface"))
        self.setToolTip(self.tr("Draw a digit with mouse, pen or finger: it is read with every stroke"))
        self.setAccessibleDescription(self.toolTip())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        set_text_role(self, "body")

    def strokes(self) -> Strokes:
        """One read-only float64 array (points, 2) a stroke, the unfinished one last."""
        return self._book.strokes

    @property
    def is_blank(self) -> bool:
        """Whether nothing is there."""
        return self._book.is_blank and self._given is None

    @property
    def given(self) -> GivenImage | None:
        """The image that stands in place of strokes."""
        return self._given

    @property
    def is_pen_down(self) -> bool:
        """Whether a stroke is being drawn."""
        return self._book.is_open

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self._book.can_undo or self._given is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return self._book.can_redo

    @property
    def brush(self) -> float:
        """The width of the pen, one of `BRUSHES`."""
        return self._ink.width

    def set_brush(self, width: float) -> None:
        """Draw with a pen of another width, the nearest of `BRUSHES`; what is drawn already gets it as well."""
        nearest = min(BRUSHES, key=lambda known: abs(known - width))
        if nearest != self._ink.width:
            self._ink.width = nearest
            self._redraw()
            self.brush_changed.emit(nearest)

    def step_brush(self, steps: int) -> None:
        """So many widths up, or down."""
        place = BRUSHES.index(self._ink.width) + steps
        self.set_brush(BRUSHES[max(0, min(place, len(BRUSHES) - 1))])

    def picture(self, side: int) -> QImage:
        """What is on the canvas as a square image of `side` pixels, dark ink on white paper."""
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(LIGHT.paper)
        painter = QPainter(image)
        if self._given is not None:
            self._given.paint(painter, QRectF(image.rect()), LIGHT)
        else:
            ink = Ink()
            ink.width = self._ink.width
            ink.set_color(LIGHT.ink)
            ink.set_frame(image.size(), 1.0, QTransform.fromScale(side / CANVAS_SIDE, side / CANVAS_SIDE))
            ink.redraw(self._book.finished, self._book.open_points())
            painter.drawImage(QPointF(0, 0), ink.image)
            ink.draw_growing(painter)
        painter.end()
        return image

    def show_image(self, given: GivenImage | None) -> None:
        """Put an image in place of the drawing, which `undo` brings back; None takes one away."""
        if given is None and self._given is None:
            return

        covers = self._covers_drawing and self._given is not None

        def replace() -> bool:
            self._covers_drawing = self._book.clear() or covers
            self._given = given
            return True

        self._edit(replace)

    @Slot()
    def clear(self) -> None:
        """Take everything away; `undo` brings it back."""
        self._edit(self._book.clear)

    @Slot()
    def undo(self) -> None:
        """Take back the newest stroke, the clearing or an image."""
        # An image on a blank canvas took nothing away that could come back.
        covers_nothing = self._given is not None and not self._covers_drawing
        self._edit((lambda: False) if covers_nothing else self._book.undo)

    @Slot()
    def redo(self) -> None:
        """Bring back what was taken back."""
        self._edit(self._book.redo)

    def apply_theme(self, theme: Theme) -> None:
        """Take paper and ink of `theme`."""
        self._theme = theme
        self._ink.set_color(theme.ink)
        self._redraw()

    def _edit(self, change: Callable[[], bool]) -> None:
        was_down, given = self._book.is_open, self._given
        self._given = None
        changed = change() or given is not None
        if changed or was_down:
            self._redraw()
        if changed:
            self.strokes_changed.emit()
        if was_down:
            self.pen_down_changed.emit(False)

    def _begin(self, position: QPointF, tool: _Tool) -> None:
        if self._book.is_open:
            return
        self._tool = tool
        self._given = None
        point = self._to_canvas(position)
        self._book.begin(*point)
        self._ink.add(point)
        self.update()
        self.pen_down_changed.emit(True)
        self.strokes_changed.emit()

    def _move(self, position: QPointF, tool: _Tool) -> None:
        point = self._to_canvas(position)
        if tool is self._tool and self._book.extend(*point):
            self.update(self._ink.add(point).toAlignedRect())
            self.strokes_changed.emit()

    def _end(self) -> None:
        if not self._book.is_open:
            return
        self._book.end()
        self._redraw()
        self.pen_down_changed.emit(False)

    def _to_canvas(self, position: QPointF) -> tuple[float, float]:
        return self._to_units.map(position).toTuple()

    def _redraw(self) -> None:
        self._ink.redraw(self._book.finished, self._book.open_points())
        self.update()

    def _fit(self) -> None:
        scale = min(self.width(), self.height()) / CANVAS_SIDE
        transform = QTransform.fromTranslate(
            (self.width() - scale * CANVAS_SIDE) / 2, (self.height() - scale * CANVAS_SIDE) / 2
        )
        transform.scale(scale, scale)
        self._to_units = transform.inverted()[0]
        self._ink.set_frame(self.size(), self.devicePixelRatioF(), transform)
        self._redraw()

    def _paint_hint(self, painter: QPainter) -> None:
        words, flags = self.tr("Draw a digit here"), Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        line = self.fontMetrics().boundingRect(self.rect(), int(flags), words).height()
        top = (self.height() - _GLYPH - line) / 2
        glyph = icon_pixmap("draw", self._theme.muted_text, _GLYPH, self.devicePixelRatioF())
        painter.drawPixmap(QPointF((self.width() - _GLYPH) / 2, top), glyph)
        painter.setPen(self._theme.muted_text)
        place = QRectF(0, top + _GLYPH + 8, self.width(), line)
        painter.drawText(place, int(flags), words)

    def _touch(self, event: QTouchEvent) -> bool:
        if event.device().type() != QInputDevice.DeviceType.TouchScreen:
            return False
        if event.type() == QEvent.Type.TouchBegin:
            self._finger = event.points()[0].id()
            self._begin(event.points()[0].position(), _Tool.FINGER)
        for point in event.points():
            if point.id() == self._finger:
                self._move(point.position(), _Tool.FINGER)
                if point.state() == QEventPoint.State.Released:
                    self._lift(_Tool.FINGER)
        if event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._lift(_Tool.FINGER)
        # Accepted, or the platform repeats it as a mouse.
        event.accept()
        return True

    def _lift(self, tool: _Tool) -> None:
        if tool is self._tool:
            self._end()

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._touch(event) or super().event(event)
        if event.type() == QEvent.Type.UngrabMouse:
            self._lift(_Tool.MOUSE)
        if event.type() == QEvent.Type.ToolTip and not self.is_blank:
            # Nothing may cover the drawing, and who draws knows how.
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), _Tool.MOUSE)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position(), _Tool.MOUSE)
        else:
            # The release went elsewhere.
            self._lift(_Tool.MOUSE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position(), _Tool.MOUSE)
            self._lift(_Tool.MOUSE)
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Accepted whatever it is, or the platform repeats it as a mouse.
        event.accept()
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), _Tool.PEN)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event.position(), _Tool.PEN)
        elif event.type() == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position(), _Tool.PEN)
            self._lift(_Tool.PEN)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_is_shown = event.reason() in _KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_is_shown = False
        self._end()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QPainterPath()
        card.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        painter.fillPath(card, self._theme.paper)
        if self._given is not None:
            self._given.paint(painter, QRectF(self.rect()), self._theme)
        elif self._book.is_blank:
            self._paint_hint(painter)
        else:
            painter.save()
            painter.setClipPath(card)
            painter.drawImage(QPointF(0, 0), self._ink.image)
            self._ink.draw_growing(painter)
            painter.restore()
        theme = self._theme
        painter.strokePath(card, QPen(theme.accent if self._focus_is_shown else theme.control_border))
