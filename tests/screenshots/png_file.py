"""Small PNG files of windows: few colours are enough for flat surfaces, text and a colour map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

_COLOURS = (256, 192, 128, 96, 64)
_GAP = 16


def to_pillow(picture: QImage) -> Image.Image:
    """The same picture for Pillow."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombytes("RGB", (rgb.width(), rgb.height()), bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine())


def save_small(picture: Image.Image, path: Path, *, most_bytes: int) -> int:
    """Save with as many colours as `most_bytes` allow; returns how large the file became."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for colours in _COLOURS:
        # Maximum coverage keeps the colours of small things, such as a layer's mark, which median cut averages away.
        few = picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size <= most_bytes:
            break
    return path.stat().st_size


def contact_sheet(pictures: Sequence[Image.Image], columns: int, scale: float) -> Image.Image:
    """Pictures beside and below each other, each made smaller."""
    small = [picture.resize((round(picture.width * scale), round(picture.height * scale))) for picture in pictures]
    width, height = max(picture.width for picture in small), max(picture.height for picture in small)
    rows = -(-len(small) // columns)
    sheet = Image.new("RGB", (columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), (128, 128, 128))
    for i, picture in enumerate(small):
        sheet.paste(picture, (_GAP + i % columns * (width + _GAP), _GAP + i // columns * (height + _GAP)))
    return sheet
