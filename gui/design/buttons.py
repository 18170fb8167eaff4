"""The small icon buttons of the panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.theme.icons import icon
from gui.theme.text import icon_size
from gui.theme.theme import LIGHT, Theme


class IconButton(QToolButton):
    """A quiet button that shows an icon and, with a text, the text beside it."""

    def __init__(
        self,
        object_name: str,
        icon_name: str,
        title: str,
        tooltip: str,
        on_click: Callable[[], object],
        *,
        shows_title: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setToolTip(tooltip)
        self.setIconSize(icon_size(self, 1.0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if shows_title:
            self.setText(title)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The click's own argument (checked) is nobody's business.
        self.clicked.connect(lambda: on_click())
        self.apply_theme(LIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Tint the icon for `theme`."""
        self.setIcon(icon(self._icon_name, theme))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setIconSize(icon_size(self, 1.0))
