"""What the galleries of images have in common: a list that lays its tiles out row by row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListView


def lay_out_tiles(view: QListView, margin: int) -> None:
    """Fill rows of equal tiles from the left, as many as fit, with `margin` pixels around them."""
    view.setFlow(QListView.Flow.LeftToRight)
    view.setWrapping(True)
    view.setUniformItemSizes(True)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setViewportMargins(margin, margin, margin, margin)
    view.setMouseTracking(True)
