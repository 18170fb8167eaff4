"""The icons: every promised one is there, drawn in one hand, and takes the colours of the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtSvg import QSvgRenderer

from gui.theme.icons import ICON_FOLDER, accent_icon, app_icon, icon, icon_names, icon_pixmap
from gui.theme.theme import DARK, LIGHT

PROMISED = {
    "play", "pause", "step", "epoch", "reset", "new-weights", "add", "remove", "up", "down", "clear", "open",
    "save", "undo", "redo", "zoom-fit", "follow", "sun", "moon", "info", "warning", "close", "folder", "download",
    "network", "app",
}  # fmt: skip


def strongest_color(image: QImage) -> str:
    """The colour of the most opaque pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha).name()


def is_close(name: str, color: QColor) -> bool:
    other = QColor(name)
    differences = [abs(a - b) for a, b in zip(other.getRgb(), color.getRgb(), strict=True)]
    return max(differences[:3]) <= 3


def test_that_every_promised_icon_is_there() -> None:
    assert set(icon_names()) >= PROMISED


@pytest.mark.parametrize("path", sorted(ICON_FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_that_every_drawing_is_valid_and_not_empty(path, qapp) -> None:
    assert QSvgRenderer(str(path)).isValid()
    image = icon_pixmap(path.stem, QColor("#123456"), 24).toImage()
    assert any(image.pixelColor(x, y).alpha() > 64 for x in range(24) for y in range(24))


@pytest.mark.parametrize("name", [name for name in icon_names() if name != "app"])
def test_that_icons_share_grid_stroke_and_round_caps(name: str) -> None:
    source = (ICON_FOLDER / f"{name}.svg").read_text()
    assert 'viewBox="0 0 24 24"' in source
    assert 'stroke="currentColor"' in source
    assert 'stroke-width="1.75" stroke-linecap="round"' in source
    assert not re.search(r"#[0-9a-f]{3,6}", source)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_an_icon_takes_the_colours_of_the_theme(theme, qapp) -> None:
    size = QSize(48, 48)
    drawn = icon("save", theme)
    normal = drawn.pixmap(size, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    disabled = drawn.pixmap(size, QIcon.Mode.Disabled, QIcon.State.Off).toImage()
    checked = drawn.pixmap(size, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert is_close(strongest_color(normal), theme.text)
    assert is_close(strongest_color(disabled), theme.disabled_text)
    assert is_close(strongest_color(checked), theme.accent)
    filled = accent_icon("save", theme).pixmap(size).toImage()
    assert is_close(strongest_color(filled), theme.accent_text)


def test_that_an_icon_is_drawn_once_for_a_theme(qapp) -> None:
    assert icon("play", LIGHT) is icon("play", LIGHT)
    assert icon("play", LIGHT) is not icon("play", DARK)


def test_that_a_pixmap_is_sharp_on_a_dense_screen(qapp) -> None:
    pixmap = icon_pixmap("info", LIGHT.text, 20, 2.0)
    assert pixmap.width() == 40
    assert pixmap.deviceIndependentSize().width() == 20


def test_that_a_missing_icon_is_named(qapp) -> None:
    with pytest.raises(ValueError, match="unicorn"):
        icon("unicorn", LIGHT)


def test_that_the_program_has_an_icon_of_its_own(qapp) -> None:
    assert app_icon().pixmap(64, 64).width() == 64
