"""The histograms as drawn, against NumPy's of the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from engine.statistics import BINS, LayerStatistics, histogram
from engine.statistics_log import LayersAt
from gui.inspect.histogram_view import HistogramView
from gui.theme.theme import LIGHT

RECORDS = 5


def numbers(record: int) -> np.ndarray:
    # The same ends in all records, so that a stretch is a bin.
    inner = np.random.default_rng(record).normal(scale=0.1 + 0.1 * record, size=3000)
    return np.concatenate([np.clip(inner, -1.0, 1.0), [-1.0, 1.0]])


@pytest.fixture
def view(qtbot: QtBot) -> HistogramView:
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(760, 420)
    view.show()
    return view


def show(view: HistogramView, records: int, style: str, *, log: bool) -> None:
    combo = view.findChild(QComboBox, "histogramStyleCombo")
    combo.setCurrentIndex(combo.findData(style))
    view.findChild(QToolButton, "histogramLogButton").setChecked(log)
    found = [histogram(numbers(record)) for record in range(records)]
    view.show_statistics(
        [LayersAt(100 * (i + 1), i + 1, (LayerStatistics(each, each, each, 0),)) for i, each in enumerate(found)]
    )
    view.refresh()


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("style", ["ridges", "overlay"])
def test_that_every_line_has_the_heights_of_numpys_counts(view: HistogramView, style: str, log: bool) -> None:
    show(view, RECORDS, style, log=log)
    lines = view.picture.panels[0]._lines
    counts = [np.histogram(numbers(record), BINS, (-1.0, 1.0))[0] for record in range(RECORDS)]
    expected = [np.log10(1 + count) if log else count.astype(float) for count in counts]
    most = max(height.max() for height in expected)
    tallest = max(float((line.base - line.y).max()) for line in lines)
    assert [line.moment.step for line in lines] == [100 * (i + 1) for i in range(RECORDS)]
    for line, height in zip(lines, expected, strict=True):
        # A point a bin in its middle, and one at the ground at either end.
        np.testing.assert_allclose((line.base - line.y)[1:-1] / tallest, height / most, atol=1e-9)
        assert (line.y[0], line.y[-1]) == (line.base, line.base)
        middles = (np.arange(BINS) + 0.5) / BINS
        np.testing.assert_allclose(line.x[1:-1], line.x[0] + middles * (line.x[-1] - line.x[0]))


@pytest.mark.parametrize("style", ["ridges", "overlay"])
def test_that_the_painted_outline_stands_at_the_height_of_the_count(view: HistogramView, style: str) -> None:
    show(view, 1, style, log=False)
    image, line = view.picture.grab().toImage(), view.picture.panels[0]._lines[0]
    counts = np.histogram(numbers(0), BINS, (-1.0, 1.0))[0]
    tallest = float((line.base - line.y).max())
    color = LIGHT.layer_color(0)
    for place, count in zip(line.x[1:-1], counts, strict=True):
        column = [image.pixelColor(int(place), y) for y in range(int(line.base) + 1)]
        top = next((y for y, pixel in enumerate(column) if _alike(pixel, color)), int(line.base))
        # The line falls or rises within the pixel.
        assert top == pytest.approx(line.base - tallest * count / counts.max(), abs=tallest * 0.06 + 2)


def _alike(pixel: QColor, color: QColor) -> bool:
    return sum(abs(a - b) for a, b in zip(pixel.getRgb()[:3], color.getRgb()[:3], strict=True)) < 90
