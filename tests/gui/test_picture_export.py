"""Pictures for files: of the right size, in lines and letters where the format has them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.errors import DataError
from gui.inspect.network_view import NetworkView
from gui.inspect.picture import CachedPicture
from gui.picture_export import PICTURE_FORMATS, picture_of
from gui.theme.theme import DARK
from gui.watch.curve import Curve
from gui.watch.curve_plot import CurvePlot
from gui.widgets.paper import is_on_paper

SVG = "{http://www.w3.org/2000/svg}"


class Diagonal(CachedPicture):
    """A line and a word; counts how often it was drawn for a file."""

    def __init__(self) -> None:
        super().__init__()
        self.on_paper = 0

    def draw(self, painter: QPainter) -> None:
        self.on_paper += is_on_paper()
        painter.setClipRect(QRectF(10, 10, 80, 30))
        painter.setPen(QColor("red"))
        painter.drawLine(QPointF(0, 0), QPointF(self.width(), self.height()))
        painter.drawText(QPointF(20, 30), "weight")


@pytest.fixture
def diagonal(qtbot: QtBot) -> Diagonal:
    picture = Diagonal()
    qtbot.addWidget(picture)
    picture.setAccessibleName("A line")
    picture.resize(100, 50)
    picture.show()
    QApplication.processEvents()
    return picture


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[Callable[..., CurvePlot]]:
    def build(*curves: Curve) -> CurvePlot:
        made = CurvePlot("lossPlot", "Loss", "", "Press Start", scale="log")
        qtbot.addWidget(made)
        made.resize(400, 200)
        made.set_curves(list(curves))
        made.show()
        for _ in range(10):
            QApplication.processEvents()
        made.refresh()
        return made

    yield build


def curve(symbol: str | None = None) -> Curve:
    steps = np.arange(1.0, 6.0)
    return Curve("train", "train", steps, 1 / steps, QColor("teal"), symbol=symbol)


def image_of(widget: QWidget) -> QImage:
    return QImage.fromData(picture_of(widget, ".png"))


def texts_of(content: bytes) -> str:
    return " ".join(text.text or "" for text in ElementTree.fromstring(content).iter(f"{SVG}text"))


def test_that_a_png_has_twice_the_pixels_of_the_screen(diagonal: Diagonal) -> None:
    image = image_of(diagonal)

    assert image.size() == QSize(200, 100)
    assert image.pixelColor(198, 2) == diagonal._theme.surface
    assert image.pixelColor(100, 50).red() > 2 * image.pixelColor(100, 50).green()


def test_that_an_svg_has_the_size_of_the_widget_and_holds_its_lines_and_letters(diagonal: Diagonal) -> None:
    content = picture_of(diagonal, ".SVG")

    assert QSvgRenderer(content).viewBox().size() == diagonal.size()
    assert "weight" in texts_of(content)
    assert b"<image" not in content
    assert b'font-family="' in content
    assert all(family.endswith(b", sans-serif") for family in re.findall(rb'font-family="([^"]*)"', content))


def test_that_a_pdf_page_has_the_shape_of_the_widget(diagonal: Diagonal) -> None:
    content = picture_of(diagonal, ".pdf")

    assert content.startswith(b"%PDF-1.4")
    assert content.rstrip().endswith(b"%%EOF")
    found = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", content)
    assert found is not None
    # In whole points.
    assert (float(found[1]), float(found[2])) == pytest.approx((75.0, 37.5), abs=0.5)
    # A font is embedded: the letters are no picture.
    assert b"/FontFile" in content
    assert b"/Subtype /Image" not in content


def test_that_a_picture_is_drawn_anew_for_every_file_and_never_for_the_screen(diagonal: Diagonal) -> None:
    diagonal.grab()
    assert diagonal.on_paper == 0

    for count, suffix in enumerate(PICTURE_FORMATS, start=1):
        picture_of(diagonal, suffix)
        assert diagonal.on_paper == count


def test_that_what_is_clipped_in_a_part_of_a_view_is_clipped_there_in_an_svg(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    layout = QHBoxLayout(around)
    layout.setContentsMargins(40, 20, 0, 0)
    layout.addWidget(Diagonal())
    around.resize(140, 70)
    around.show()
    QApplication.processEvents()

    (clip,) = ElementTree.fromstring(picture_of(around, ".svg")).iter(f"{SVG}clipPath")
    (path,) = clip.iter(f"{SVG}path")
    corners = [float(number) for number in re.findall(r"-?[\d.]+", path.attrib["d"])]
    assert (min(corners[0::2]), min(corners[1::2])) == (50.0, 30.0)
    assert (max(corners[0::2]), max(corners[1::2])) == (130.0, 60.0)


def test_that_a_plot_is_lines_markers_and_words(plot: Callable[..., CurvePlot]) -> None:
    content = picture_of(plot(curve(symbol="d")), ".svg")

    words = texts_of(content)
    assert "Loss" in words
    assert "step" in words
    assert b"<image" not in content
    # Programs that know no pens of a fixed width would make them as thick as a unit of the data.
    drawn = [path for path in re.findall(rb"<path[^>]*>", content) if b"fill-rule" not in path or b" C" in path]
    assert not any(b"non-scaling-stroke" in path for path in drawn)


def test_that_an_empty_plot_says_in_its_picture_what_to_do(plot: Callable[..., CurvePlot]) -> None:
    assert "Press Start" in texts_of(picture_of(plot(), ".svg"))


def test_that_a_plot_with_the_keys_has_no_outline_on_paper(plot: Callable[..., CurvePlot]) -> None:
    made = plot(curve())
    made.setFocus()
    QApplication.processEvents()
    assert made.hasFocus()

    image = image_of(made)
    assert image.pixelColor(image.width() // 2, 1) == made._theme.surface


def test_that_the_switch_of_the_axis_is_not_in_a_picture(qtbot: QtBot) -> None:
    made = CurvePlot("lossPlot", "Loss", "", "Press Start", scale_switchable=True)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    assert made.findChild(QToolButton, "lossPlotLogButton").isVisible()
    assert "log" not in texts_of(picture_of(made, ".svg"))


def test_that_no_path_of_a_drawing_is_empty(plot: Callable[..., CurvePlot], diagonal: Diagonal) -> None:
    for widget in (plot(curve(symbol="d")), diagonal):
        paths = list(ElementTree.fromstring(picture_of(widget, ".svg")).iter(f"{SVG}path"))
        assert all(path.get("d") for path in paths)


def test_that_pictures_have_the_colours_of_the_screen(plot: Callable[..., CurvePlot], diagonal: Diagonal) -> None:
    made = plot(curve())
    made.apply_theme(DARK)
    diagonal.apply_theme(DARK)

    assert image_of(made).pixelColor(0, 0) == DARK.surface
    assert image_of(diagonal).pixelColor(0, 99) == DARK.surface


def test_that_a_view_without_a_network_says_so_in_its_picture(qtbot: QtBot) -> None:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(400, 240)

    assert "No network yet" in texts_of(picture_of(view, ".svg"))


def test_that_an_unknown_format_is_refused_in_words(diagonal: Diagonal) -> None:
    with pytest.raises(DataError, match=r"\.bmp.*PNG, SVG, PDF"):
        picture_of(diagonal, ".bmp")
    with pytest.raises(DataError, match="without a suffix"):
        picture_of(diagonal, "")


def test_that_a_view_without_room_is_refused_in_words(diagonal: Diagonal) -> None:
    diagonal.resize(0, 50)

    with pytest.raises(DataError, match="bring it into sight"):
        picture_of(diagonal, ".png")
