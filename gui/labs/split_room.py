"""Room for a picture and what belongs to it: beside each other where there is width, else one below the other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

SLIDER_HEIGHT = 20
"""Lower, the handle of a slider is cut off at the top."""

_SIDE_CHARACTERS = 46
_LEAST_PICTURE_LINES = 23
_UNBOUNDED = 16_777_215


class SplitRoom(QScrollArea):
    """A picture that fills the room and a column at its right; in a narrow room the column goes below and scrolls."""

    def __init__(self, object_name: str, picture: QWidget, column: QVBoxLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName(f"{object_name}Content")
        self._picture = picture
        self._side = QWidget(content)
        self._side.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._layout.setContentsMargins(12, 0, 12, 12)
        self._layout.setSpacing(16)
        self._layout.addWidget(picture, 1)
        self._layout.addWidget(self._side)
        self.setWidget(content)
        # The colour of the lab shows through.
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _arrange(self) -> None:
        metrics = self.fontMetrics()
        side = metrics.averageCharWidth() * _SIDE_CHARACTERS
        is_wide = self.viewport().width() >= 2.2 * side
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._side.setMinimumWidth(side if is_wide else 0)
        self._side.setMaximumWidth(side if is_wide else _UNBOUNDED)
        least = metrics.height() * _LEAST_PICTURE_LINES
        self._picture.setMinimumHeight(least)
        # Below a picture that fills the room nobody would look for more.
        self._picture.setMaximumHeight(_UNBOUNDED if is_wide else least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 200)
