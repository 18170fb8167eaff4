"""The sections of the panel, under each other, scrolled where they are higher than the room."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class ScrollColumn(QScrollArea):
    """Widgets as wide as the room, scrolled up and down."""

    def __init__(self, object_name: str, widgets: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(12, 8, 12, 16)
        column.setSpacing(16)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        self.setObjectName(object_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._content)

    @Slot(QWidget)
    def reveal(self, widget: QWidget) -> None:
        """Scroll to `widget`, whose height may just have changed."""
        _settle()
        self.ensureWidgetVisible(widget, 0, 16)

    def reveal_row(self, widget: QWidget, row: QRect) -> None:
        """Scroll to a row of `widget` with its neighbours."""
        centre = widget.mapTo(self._content, row.center())
        self.ensureVisible(centre.x(), centre.y(), 0, row.height() * 2)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        _settle()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 200)


def _settle() -> None:
    """Lay out now: left to itself each nested layout takes a turn of the event loop, and shows squeezed rows."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
