"""A row of widgets that goes on in the next line where it is too long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_SPACING = 8


class WrappingRow(QWidget):
    """Widgets in their natural size from left to right, as many a line as fit; hidden ones take no room."""

    def __init__(self, margins: QMargins, parent: QWidget | None = None, *, spacing: int = _SPACING) -> None:
        super().__init__(parent)
        self._margins = margins
        self._spacing = spacing
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget at the end of the row."""
        widget.setParent(self)
        self._widgets.append(widget)

    def _present(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _places(self, width: int) -> list[QRect]:
        """Where the widgets that are not hidden stand in a row of this width."""
        left, right = self._margins.left(), width - self._margins.right()
        at, line_height, places = QPoint(left, self._margins.top()), 0, []
        for widget in self._present():
            size = _size(widget)
            if at.x() > left and at.x() + size.width() > right:
                at, line_height = QPoint(left, at.y() + line_height + self._spacing), 0
            places.append(QRect(at, size))
            at = at + QPoint(size.width() + self._spacing, 0)
            line_height = max(line_height, size.height())
        return places

    def _arrange(self) -> None:
        for widget, place in zip(self._present(), self._places(self.width()), strict=True):
            widget.setGeometry(place)

    def _tallest(self) -> int:
        """A row keeps its height while all that is in it is hidden, so that nothing below it jumps."""
        return max((_size(widget).height() for widget in self._widgets), default=0)

    def heightForWidth(self, width: int) -> int:
        bottom = max((place.y() + place.height() for place in self._places(width)), default=0)
        return max(bottom, self._margins.top() + self._tallest()) + self._margins.bottom()

    def sizeHint(self) -> QSize:
        widths = [_size(widget).width() for widget in self._present()]
        width = sum(widths) + max(0, len(widths) - 1) * self._spacing
        return QSize(width, self._tallest()).grownBy(self._margins)

    def minimumSizeHint(self) -> QSize:
        width = max((_size(widget).width() for widget in self._present()), default=0)
        return QSize(width, self._tallest()).grownBy(self._margins)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._arrange()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)


def _size(widget: QWidget) -> QSize:
    return widget.sizeHint().expandedTo(widget.minimumSize())
