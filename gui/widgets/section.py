"""A heading and what belongs under it, grouped by space instead of a box."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QToolButton, QVBoxLayout, QWidget

from gui.theme.icons import icon
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme


class Section(QWidget):
    """A heading with content below; with `collapsible` the heading folds it away.

    Signals:
        collapsed_changed(bool): the person folded the content away or back.
    """

    collapsed_changed = Signal(bool)

    def __init__(self, title: str, *, collapsible: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._content = QWidget(self)
        self._content_layout = QVBoxLayout(self._content)
        self._content_layout.setContentsMargins(0, 0, 0, 0)
        self._content_layout.setSpacing(8)
        self._header_layout = QHBoxLayout()
        self._header_layout.setSpacing(4)
        self._toggle: QToolButton | None = None
        if collapsible:
            self._toggle = self._build_toggle(title)
            self._show_arrow()
        self._header_layout.addWidget(self._toggle or self._build_heading(title))
        self._header_layout.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._header_layout)
        layout.addWidget(self._content)

    def add_widget(self, widget: QWidget) -> None:
        """Put `widget` under what is there."""
        self._content_layout.addWidget(widget)

    def add_layout(self, layout: QLayout) -> None:
        """Put `layout` under what is there."""
        self._content_layout.addLayout(layout)

    def add_header_widget(self, widget: QWidget) -> None:
        """Put a small `widget` (a button) at the right end of the heading."""
        self._header_layout.addWidget(widget)

    def is_collapsed(self) -> bool:
        """Whether the content is folded away."""
        return self._content.isHidden()

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold the content away or back."""
        self._content.setVisible(not collapsed)
        if self._toggle:
            self._show_arrow()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._show_arrow()

    def _build_heading(self, title: str) -> QLabel:
        heading = QLabel(title, self)
        set_text_role(heading, "heading")
        return heading

    def _build_toggle(self, title: str) -> QToolButton:
        toggle = QToolButton(self)
        toggle.setObjectName("sectionToggle")
        toggle.setText(title)
        toggle.setAccessibleName(title)
        toggle.setToolTip(self.tr("Show or hide this group"))
        toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        toggle.setIconSize(QSize(16, 16))
        toggle.setProperty("sectionToggle", True)
        set_text_role(toggle, "heading")
        toggle.clicked.connect(self._on_toggle_clicked)
        return toggle

    def _show_arrow(self) -> None:
        if self._toggle:
            name = "chevron-right" if self.is_collapsed() else "chevron-down"
            self._toggle.setIcon(icon(name, self._theme))

    def _on_toggle_clicked(self) -> None:
        self.set_collapsed(not self.is_collapsed())
        self.collapsed_changed.emit(self.is_collapsed())
