"""The button that opens the choice of the pen's width."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from gui.draw.digit_canvas import BRUSHES
from gui.theme.icons import icon
from gui.theme.theme import LIGHT, Theme

_DOT_ROOM = 40


class BrushButton(QToolButton):
    """Opens a slider from the thinnest to the thickest pen.

    Signals:
        chosen(float): the pen is to be that wide, in units of the canvas.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("brushButton")
        self.setAccessibleName(self.tr("Width of the pen"))
        self.setToolTip(
            self.tr(
                "How wide the pen draws ([ thinner, ] thicker). What a network reads has strokes of its own width: "
                "the preparation makes thick and thin drawings alike"
            )
        )
        self.setIconSize(QSize(20, 20))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._dot = _Dot()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("brushSlider")
        self._slider.setAccessibleName(self.accessibleName())
        self._slider.setRange(0, len(BRUSHES) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(140)
        self._slider.valueChanged.connect(self._on_moved)
        menu = QMenu(self)
        menu.addAction(self._build_entry(menu))
        self.setMenu(menu)

    def set_brush(self, width: float) -> None:
        """Show this width without announcing it."""
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(min(range(len(BRUSHES)), key=lambda place: abs(BRUSHES[place] - width)))
        self._slider.blockSignals(blocked)
        self._dot.set_width(width)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setIcon(icon("brush", theme))
        self._dot.apply_theme(theme)

    def _build_entry(self, menu: QMenu) -> QWidgetAction:
        row = QWidget(menu)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._slider)
        layout.addWidget(self._dot)
        entry = QWidgetAction(menu)
        entry.setDefaultWidget(row)
        return entry

    def _on_moved(self, place: int) -> None:
        self._dot.set_width(BRUSHES[place])
        self.chosen.emit(BRUSHES[place])


class _Dot(QWidget):
    """The pen's tip, as wide as on a canvas of 280 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._width = BRUSHES[0]
        self.setFixedSize(_DOT_ROOM + 2, _DOT_ROOM + 2)

    def set_width(self, width: float) -> None:
        self._width = width
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.text)
        dot = QRectF(0, 0, self._width, self._width)
        dot.moveCenter(QRectF(self.rect()).center())
        painter.drawEllipse(dot)
