"""The button that ends a zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from gui.theme.icons import icon
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme

_MARGIN = 8


class FollowButton(QPushButton):
    """Lies over the top right corner of a plot, and is there only while the plot does not follow its data."""

    def __init__(self, plot_name: str, parent: QWidget) -> None:
        super().__init__(self.tr("Follow"), parent)
        self.setObjectName(f"{plot_name}FollowButton")
        self.setAccessibleName(self.tr("Follow"))
        self.setToolTip(self.tr("Return from the zoom and follow the newest data (or double-click the plot)"))
        self.setIconSize(QSize(14, 14))
        set_text_role(self, "small")
        self.apply_theme(LIGHT)
        self.hide()

    def place_over(self, plot: QWidget) -> None:
        """Move to the corner of `plot`, a sibling."""
        self.adjustSize()
        corner = plot.geometry().topRight()
        self.move(corner.x() - self.width() - _MARGIN, corner.y() + _MARGIN)
        self.raise_()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setIcon(icon("follow", theme))
