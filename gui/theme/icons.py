"""Icons from our own line drawings, tinted from the palette.

Each drawing lies on a 24x24 grid with one stroke width and `currentColor`; the tint replaces that word.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt, qAddPostRoutine
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme.theme import Theme

ICON_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"

# Pixels: 16, 20 and 24 logical pixels are sharp at scale 1 and 2.
_SIZES = (16, 20, 24, 32, 40, 48)


def icon(name: str, theme: Theme) -> QIcon:
    """The icon `name` in the text colour of `theme`, paler when disabled and accented when checked.

    Raises:
        ValueError: there is no drawing of that name.
    """
    return _cached_icon(name, theme.text.rgba(), theme.disabled_text.rgba(), theme.accent.rgba())


def accent_icon(name: str, theme: Theme) -> QIcon:
    """The icon `name` for a button filled with the accent colour."""
    ink = theme.accent_text.rgba()
    return _cached_icon(name, ink, theme.disabled_text.rgba(), ink)


def icon_pixmap(name: str, color: QColor, size: int, device_pixel_ratio: float = 1.0) -> QPixmap:
    """The drawing `name` in `color`, `size` logical pixels wide and high."""
    pixmap = _rendered(_drawing(name, color), round(size * device_pixel_ratio))
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    return pixmap


def app_icon() -> QIcon:
    """The program's own coloured icon."""
    result = QIcon()
    drawing = _drawing("app", QColor(Qt.GlobalColor.black))
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(_rendered(drawing, size))
    return result


def icon_names() -> list[str]:
    """Every name that `icon` takes."""
    return sorted(path.stem for path in ICON_FOLDER.glob("*.svg") if not path.stem.startswith("control-"))


@lru_cache(maxsize=256)
def _cached_icon(name: str, normal: int, disabled: int, checked: int) -> QIcon:
    result = QIcon()
    for rgba, mode, states in (
        (normal, QIcon.Mode.Normal, (QIcon.State.Off,)),
        (checked, QIcon.Mode.Normal, (QIcon.State.On,)),
        (disabled, QIcon.Mode.Disabled, (QIcon.State.Off, QIcon.State.On)),
    ):
        drawing = _drawing(name, QColor.fromRgba(rgba))
        for size in _SIZES:
            pixmap = _rendered(drawing, size)
            for state in states:
                result.addPixmap(pixmap, mode, state)
    return result


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    path = ICON_FOLDER / f"{name}.svg"
    if not path.is_file():
        raise ValueError(f"There is no icon named {name!r} in {ICON_FOLDER}.")
    return path.read_text(encoding="utf-8")


def _drawing(name: str, color: QColor) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color.name()).encode()))


def _rendered(drawing: QSvgRenderer, pixels: int) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap


# A pixmap that outlives the application object crashes some platforms at exit.
qAddPostRoutine(_cached_icon.cache_clear)
