"""The Qt palette of a theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from gui.theme.theme import Theme


def palette(theme: Theme) -> QPalette:
    """Every role of every colour group of `theme`, so that no colour of the platform shines through."""
    result = QPalette()
    for role, color in _roles(theme).items():
        result.setColor(QPalette.ColorGroup.All, role, color)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.PlaceholderText,
        QPalette.ColorRole.HighlightedText,
        QPalette.ColorRole.Link,
        QPalette.ColorRole.LinkVisited,
    ):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.disabled_text)
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Button):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.panel)
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.pressed)
    return result


def _roles(theme: Theme) -> dict[QPalette.ColorRole, QColor]:
    role = QPalette.ColorRole
    return {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.panel,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted_text,
        role.Text: theme.text,
        role.Button: theme.field,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.control_border,
        role.Dark: theme.control_border,
        role.Shadow: theme.border,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }
