"""The looks: contrast, colours that stay apart, colour maps, and the manager that applies them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from gui.theme import manager as manager_module
from gui.theme.colormaps import oklab_to_rgb, rgb_to_oklab
from gui.theme.manager import ThemeManager
from gui.theme.palette import palette
from gui.theme.style_sheet import style_sheet
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(color: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def manager(qapp: QApplication) -> Iterator[ThemeManager]:
    """A manager on the application, which is put back afterwards."""
    font, colors, sheet = QFont(qapp.font()), QPalette(qapp.palette()), qapp.styleSheet()
    result = ThemeManager(qapp)
    yield result
    result.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(colors)
    qapp.setFont(font)


def test_that_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)


@THEMES
@pytest.mark.parametrize("ink", ["text", "muted_text", "danger", "warning", "success", "accent"])
@pytest.mark.parametrize("ground", ["window", "panel", "surface", "field", "hover", "selection"])
def test_that_every_text_colour_reads_on_every_ground(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@THEMES
def test_that_text_reads_on_the_accent_and_ink_on_paper(theme: Theme) -> None:
    for ground in (theme.accent, theme.accent_hover, theme.accent_pressed):
        assert contrast(theme.accent_text, ground) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 12


@THEMES
def test_that_layer_and_series_colours_stand_out_from_the_surface_and_differ(theme: Theme) -> None:
    colors = [*theme.layer_colors, theme.train, theme.validation, theme.test]
    assert all(contrast(color, theme.surface) >= 3 for color in colors)
    assert len({color.name() for color in theme.layer_colors}) == len(theme.layer_colors)
    assert len({theme.train.name(), theme.validation.name(), theme.test.name()}) == 3


@THEMES
def test_that_the_first_four_layers_do_not_look_like_train_or_validation(theme: Theme) -> None:
    series = {theme.train.name(), theme.validation.name(), theme.test.name()}
    assert not series & {theme.layer_color(index).name() for index in range(4)}


def test_that_layer_signs_are_cycled_and_neighbours_differ_in_colour_line_and_symbol() -> None:
    assert LIGHT.layer_color(7) == LIGHT.layer_color(0)
    for index in range(20):
        assert LIGHT.layer_color(index) != LIGHT.layer_color(index + 1)
        assert LIGHT.layer_pen_style(index) != LIGHT.layer_pen_style(index + 1)
        assert LIGHT.layer_symbol(index) != LIGHT.layer_symbol(index + 1)


@THEMES
def test_that_colour_maps_are_read_only_tables_of_256_colours(theme: Theme) -> None:
    for table in (theme.diverging, theme.sequential):
        assert table.shape == (256, 3)
        assert table.dtype == np.uint8
        assert not table.flags.writeable


@THEMES
def test_that_zero_lies_in_the_middle_near_the_surface(theme: Theme) -> None:
    surface = np.array(theme.surface.getRgb()[:3])
    for middle in (127, 128):
        assert np.abs(theme.diverging[middle].astype(int) - surface).max() <= 6


@THEMES
def test_that_the_diverging_map_is_blue_below_and_orange_above_zero(theme: Theme) -> None:
    below, above = theme.diverging[0].astype(int), theme.diverging[255].astype(int)
    assert below[2] > below[0] + 60
    assert above[0] > above[2] + 60


@THEMES
def test_that_equal_values_of_either_sign_look_equally_strong(theme: Theme) -> None:
    lab = rgb_to_oklab(theme.diverging / 255.0)
    middle = lab[127:129].mean(axis=0)
    strength = np.linalg.norm(lab - middle, axis=1)
    np.testing.assert_allclose(strength[:128][::-1], strength[128:], atol=0.03)
    np.testing.assert_allclose(lab[:128, 0][::-1], lab[128:, 0], atol=0.03)


@THEMES
def test_that_steps_of_the_diverging_map_are_perceptually_even(theme: Theme) -> None:
    lab = rgb_to_oklab(theme.diverging / 255.0)
    # Sixteen entries at a time: a single step of an 8-bit colour is too coarse to measure.
    for half in (lab[:128:16], lab[255:127:-16]):
        steps = np.linalg.norm(np.diff(half, axis=0), axis=1)
        assert steps.max() / steps.min() < 1.1


@THEMES
def test_that_a_person_without_red_cones_still_tells_the_signs_apart(theme: Theme) -> None:
    # Protanopia after Viénot, Brettel and Mollon, 1999, in linear light.
    protanopia = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
    for distance in (32, 64, 128):
        pair = theme.diverging[[128 - distance, 127 + distance]] / 255.0
        seen = np.clip((pair**2.2) @ protanopia.T, 0, 1) ** (1 / 2.2)
        lab = rgb_to_oklab(seen)
        assert np.linalg.norm(lab[0] - lab[1]) > 0.05


def test_that_viridis_begins_and_ends_as_published() -> None:
    assert LIGHT.sequential[0].tolist() == [0x44, 0x01, 0x54]
    assert LIGHT.sequential[255].tolist() == [0xFD, 0xE7, 0x25]
    assert np.abs(LIGHT.sequential[128].astype(int) - [0x21, 0x91, 0x8C]).max() <= 1


def test_that_oklab_round_trips() -> None:
    rgb = np.random.default_rng(0).random((50, 3))
    np.testing.assert_allclose(oklab_to_rgb(rgb_to_oklab(rgb)), rgb, atol=1e-6)
    np.testing.assert_allclose(rgb_to_oklab(np.ones(3)), [1, 0, 0], atol=1e-4)


@THEMES
def test_that_the_palette_sets_every_role_and_pales_what_is_disabled(theme: Theme) -> None:
    colors = palette(theme)
    unset = [
        role
        for role in QPalette.ColorRole
        if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)
        and not colors.isBrushSet(QPalette.ColorGroup.Active, role)
    ]
    assert unset == []
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        assert colors.color(QPalette.ColorGroup.Disabled, role) == theme.disabled_text
        assert colors.color(QPalette.ColorGroup.Active, role) == theme.text


@THEMES
def test_that_no_word_of_the_style_sheet_is_left_without_a_value(theme: Theme) -> None:
    sheet = style_sheet(theme, 10.0)
    assert "@" not in sheet
    assert theme.accent.name() in sheet


def test_that_marks_and_arrows_grow_with_the_text() -> None:
    def widths(points: float) -> list[int]:
        sheet = style_sheet(LIGHT, points)
        rules = ("QCheckBox::indicator, ", "QMenu::indicator ", "QAbstractSpinBox::up-arrow ")
        found = [re.search(re.escape(rule) + r"[^}]*?width: (\d+)px", sheet) for rule in rules]
        return [int(match[1]) for match in found if match]

    assert widths(10.0) == [14, 14, 10]
    assert widths(15.0) == [21, 21, 15]


def test_that_every_drawing_named_in_the_style_sheet_exists() -> None:
    from pathlib import Path

    for theme in (LIGHT, DARK):
        paths = re.findall(r"url\(([^)]+)\)", style_sheet(theme, 10.0))
        assert paths
        assert [path for path in paths if not Path(path).is_file()] == []


def test_that_the_platform_that_tells_nothing_gets_light(manager: ThemeManager, qapp: QApplication) -> None:
    assert manager.theme is LIGHT
    assert manager.choice == "system"
    assert qapp.palette().color(QPalette.ColorRole.Window) == LIGHT.window


def test_that_a_choice_is_applied_and_told_once(manager: ThemeManager, qapp: QApplication) -> None:
    told: list[Theme] = []
    manager.changed.connect(told.append)
    manager.set_choice("dark")
    manager.set_choice("dark")
    assert told == [DARK]
    assert manager.theme is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.window
    assert DARK.window.name() in qapp.styleSheet()


def test_that_an_unknown_choice_is_refused(manager: ThemeManager) -> None:
    with pytest.raises(ValueError, match="sepia"):
        manager.set_choice("sepia")  # type: ignore[arg-type]


class SystemHints(QObject):
    """Stands in for the style hints of a platform that tells its scheme."""

    colorSchemeChanged = Signal()

    def __init__(self, scheme: Qt.ColorScheme) -> None:
        super().__init__()
        self.scheme = scheme

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        pass

    def unsetColorScheme(self) -> None:
        pass


def test_that_system_follows_the_platform_and_a_choice_does_not(
    manager: ThemeManager, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = SystemHints(Qt.ColorScheme.Dark)

    class Platform:
        @staticmethod
        def styleHints() -> SystemHints:
            return hints

    monkeypatch.setattr(manager_module, "QGuiApplication", Platform)
    follower = ThemeManager(qapp)
    assert follower.theme is DARK
    hints.scheme = Qt.ColorScheme.Light
    hints.colorSchemeChanged.emit()
    assert follower.theme is LIGHT
    follower.set_choice("light")
    hints.scheme = Qt.ColorScheme.Dark
    hints.colorSchemeChanged.emit()
    assert follower.theme is LIGHT
    follower.set_choice("system")
    assert follower.theme is DARK


def test_that_zooming_scales_every_text_role_and_comes_back(manager: ThemeManager, qtbot) -> None:
    labels = {role: QLabel("3.14") for role in ("heading", "body", "small")}
    for role, label in labels.items():
        qtbot.addWidget(label)
        set_text_role(label, role)
        label.ensurePolished()
    sizes = {role: label.font().pointSizeF() for role, label in labels.items()}
    assert sizes["heading"] > sizes["body"] > sizes["small"]
    manager.zoom_in()
    assert manager.text_scale > 1
    for role, label in labels.items():
        assert label.font().pointSizeF() == pytest.approx(sizes[role] * manager.text_scale, rel=0.01)
    manager.zoom_reset()
    for role, label in labels.items():
        assert label.font().pointSizeF() == pytest.approx(sizes[role], rel=0.01)


def test_that_zooming_ends_where_the_window_still_fits_a_small_screen(manager: ThemeManager) -> None:
    for _ in range(20):
        manager.zoom_in()
    assert manager.text_scale == 1.75
    for _ in range(20):
        manager.zoom_out()
    assert 0.5 <= manager.text_scale < 1


def test_that_a_second_manager_does_not_scale_a_scaled_font(manager: ThemeManager, qapp: QApplication) -> None:
    usual = qapp.font().pointSizeF()
    manager.set_text_scale(2.0)
    ThemeManager(qapp)
    assert qapp.font().pointSizeF() == pytest.approx(usual)


def test_that_tones_and_roles_change_a_label_that_is_already_shown(manager: ThemeManager, qtbot) -> None:
    label = QLabel("loss")
    qtbot.addWidget(label)
    label.show()
    before = label.font().pointSizeF()
    set_text_role(label, "heading")
    set_text_tone(label, "danger")
    assert label.font().pointSizeF() > before
    assert label.palette().color(QPalette.ColorRole.WindowText) == LIGHT.danger
    manager.set_choice("dark")
    assert label.palette().color(QPalette.ColorRole.WindowText) == DARK.danger


def test_that_tabular_figures_survive_role_and_zoom(manager: ThemeManager, qtbot) -> None:
    label = QLabel("1,111")
    qtbot.addWidget(label)
    tabular(label)
    set_text_role(label, "small")
    label.show()
    manager.zoom_in()
    assert label.font().featureValue(QFont.Tag("tnum")) == 1
