"""Pictures of what the window shows, for files: in pixels, or in lines and letters that stay sharp at any size."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPalette, QPdfWriter, QPicture
from PySide6.QtWidgets import QWidget

from engine.errors import DataError
from gui.widgets.paper import on_paper

# Pixels of a picture for one of the screen: enough for print and projectors.
_FINER = 2
_POINTS_PER_INCH = 72.0
# Qt writes one for every empty shape.
_EMPTY_PATH = re.compile(rb'<path [^>]*\bd=""[^>]*/>\s*')
_FONT = re.compile(rb'font-family="([^"]*)"')

Write = Callable[[QWidget, QBuffer], None]


def picture_of(widget: QWidget, suffix: str) -> bytes:
    """What `widget` shows now, as the content of a file with that suffix, one of `PICTURE_FORMATS`.

    PNG (W3C, 2003) has twice the pixels of the screen; SVG 1.1 (W3C, 2011) and PDF 1.4 (ISO 32000) keep lines and
    letters as such, in the size of the widget.

    Raises:
        DataError: There is no such format, or nothing of the widget is to be seen.
    """
    write = PICTURE_FORMATS.get(suffix.lower())
    if write is None:
        known = ", ".join(name.lstrip(".").upper() for name in PICTURE_FORMATS)
        raise DataError(f"A picture cannot be saved as {suffix or 'a file without a suffix'}: choose {known}.")
    if widget.size().isEmpty():
        raise DataError("This view has no room in the window: bring it into sight first.")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with on_paper():
        write(widget, buffer)
    content = bytes(buffer.data().data())
    if suffix.lower() != ".svg":
        return content
    # Where the screen's font is not installed another one without serifs takes its place.
    return _FONT.sub(rb'font-family="\1, sans-serif"', _EMPTY_PATH.sub(b"", content))


def _write_png(widget: QWidget, buffer: QBuffer) -> None:
    ratio = _FINER * widget.devicePixelRatioF()
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    _paint(widget, image)
    image.save(buffer, "PNG")  # type: ignore[call-overload]


def _write_svg(widget: QWidget, buffer: QBuffer) -> None:
    from PySide6.QtSvg import QSvgGenerator

    # The smaller version of the format knows no clipping: curves would run across their axes.
    drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    drawing.setOutputDevice(buffer)
    drawing.setResolution(widget.logicalDpiX())
    drawing.setSize(widget.size())
    drawing.setViewBox(QRect(QPoint(), widget.size()))
    drawing.setTitle(widget.accessibleName())
    # Recorded first: painted by the widgets themselves, the clipping of each would lie where its window begins.
    recording = QPicture()
    _paint(widget, recording)
    painter = QPainter(drawing)
    painter.drawPicture(0, 0, recording)
    painter.end()


def _write_pdf(widget: QWidget, buffer: QBuffer) -> None:
    dots = widget.logicalDpiX()
    page = QPdfWriter(buffer)
    page.setResolution(dots)
    page.setPageSize(QPageSize(QSizeF(widget.size()) * (_POINTS_PER_INCH / dots), QPageSize.Unit.Point))
    page.setPageMargins(QMarginsF())
    page.setTitle(widget.accessibleName())
    _paint(widget, page)


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    painter = QPainter(device)
    # Without the second hint the tiles of a picture would be blurred into each other, as a photograph may be.
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.LosslessImageRendering)
    # Few widgets fill their own ground: on screen it is that of the window.
    # Pages are cut to whole points: the ground reaches a little further.
    painter.fillRect(widget.rect().adjusted(0, 0, 1, 1), widget.palette().color(QPalette.ColorRole.Window))
    widget.render(painter, QPoint())
    painter.end()


PICTURE_FORMATS: dict[str, Write] = {".png": _write_png, ".svg": _write_svg, ".pdf": _write_pdf}
