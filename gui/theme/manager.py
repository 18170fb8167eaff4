"""Chooses the look, applies it to the application and tells the views."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.theme.palette import palette
from gui.theme.style_sheet import style_sheet
from gui.theme.theme import DARK, LIGHT, Theme

ThemeChoice = Literal["system", "light", "dark"]

TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75)
_BASE_POINTS = "baseTextPoints"
_IS_STYLED = "isStyled"


class ThemeManager(QObject):
    """The one owner of palette, style sheet and text size.

    Signals:
        changed(Theme): the look is another one; the palette is already applied.
        text_scale_changed(float): the text size is another one; 1.0 is that of the platform.
    """

    changed = Signal(object)
    text_scale_changed = Signal(float)

    def __init__(self, application: QApplication | None = None, parent: QObject | None = None) -> None:
        """Applies the look of the platform, or light where the platform does not tell."""
        super().__init__(parent)
        instance = application or QApplication.instance()
        if not isinstance(instance, QApplication):
            raise RuntimeError("A ThemeManager needs a QApplication.")
        self._application = instance
        self._choice: ThemeChoice = "system"
        self._text_scale = 1.0
        self._base_points = _base_points(instance)
        self._theme = self._chosen_theme()
        self._apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The look that is applied."""
        return self._theme

    @property
    def choice(self) -> ThemeChoice:
        """What the person asked for."""
        return self._choice

    @property
    def text_scale(self) -> float:
        """Text size in units of the platform's own."""
        return self._text_scale

    def set_choice(self, choice: ThemeChoice) -> None:
        """Follow the system, or be light or dark.

        Raises:
            ValueError: `choice` is none of the three words.
        """
        if choice not in ("system", "light", "dark"):
            raise ValueError(f"A theme is 'system', 'light' or 'dark', not {choice!r}.")
        self._choice = choice
        self._tell_platform()
        self._follow()

    def set_text_scale(self, scale: float) -> None:
        """Set the text size; the nearest of `TEXT_SCALES` is taken."""
        nearest = min(TEXT_SCALES, key=lambda known: abs(known - scale))
        if nearest != self._text_scale:
            self._text_scale = nearest
            self._apply()
            self.text_scale_changed.emit(nearest)

    @Slot()
    def zoom_in(self) -> None:
        """One text size up."""
        self._zoom(+1)

    @Slot()
    def zoom_out(self) -> None:
        """One text size down."""
        self._zoom(-1)

    @Slot()
    def zoom_reset(self) -> None:
        """Back to the text size of the platform."""
        self.set_text_scale(1.0)

    def _zoom(self, by: int) -> None:
        index = TEXT_SCALES.index(self._text_scale) + by
        self.set_text_scale(TEXT_SCALES[max(0, min(index, len(TEXT_SCALES) - 1))])

    def _chosen_theme(self) -> Theme:
        if self._choice == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def _follow(self) -> None:
        theme = self._chosen_theme()
        if theme is not self._theme:
            self._theme = theme
            self._apply()
            self.changed.emit(theme)

    def _apply(self) -> None:
        application = self._application
        # Under a style sheet the style no longer tells its name, and to set it again styles every widget anew.
        if not application.property(_IS_STYLED):
            application.setStyle("Fusion")
            application.setProperty(_IS_STYLED, True)
        font = QFont(application.font())
        font.setPointSizeF(self._base_points * self._text_scale)
        application.setFont(font)
        application.setPalette(palette(self._theme))
        sheet = style_sheet(self._theme, font.pointSizeF())
        if application.styleSheet() != sheet:
            application.setStyleSheet(sheet)

    def _tell_platform(self) -> None:
        """Title bars and native dialogs follow the choice where the platform lets them."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints = QGuiApplication.styleHints()
        if self._choice in schemes:
            hints.setColorScheme(schemes[self._choice])
        else:
            hints.unsetColorScheme()

    @Slot()
    def _on_system_scheme_changed(self) -> None:
        self._follow()


def _base_points(application: QApplication) -> float:
    """The platform's text size, remembered so that a second manager does not scale a scaled font."""
    known = application.property(_BASE_POINTS)
    if known is None:
        points = application.font().pointSizeF()
        known = points if points > 0 else 10.0
        application.setProperty(_BASE_POINTS, known)
    return float(known)
