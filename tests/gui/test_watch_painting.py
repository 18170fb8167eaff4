"""How often a plot is painted: once for what has changed, and not at all for what has not."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from gui.theme.theme import DARK
from gui.watch.curve import Curve
from gui.watch.curve_plot import CurvePlot


class PaintCounter(QObject):
    """Counts the paintings of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def curve(rows: int) -> Curve:
    steps = np.arange(1.0, rows + 1.0)
    return Curve("loss", "loss", steps, np.exp(-steps / 50.0), QColor("teal"))


def let_events_pass() -> None:
    for _ in range(10):
        QApplication.processEvents()


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    plot = CurvePlot("lossPlot", "Loss", "", "Press Start")
    qtbot.addWidget(plot)
    plot.resize(600, 240)
    plot.set_curves([curve(100)])
    plot.show()
    let_events_pass()
    return plot


@pytest.fixture
def paintings(plot: CurvePlot) -> PaintCounter:
    view = plot.findChild(QGraphicsView)
    assert view is not None
    return PaintCounter(view.viewport())


def test_that_a_frame_paints_a_plot_once(plot: CurvePlot, paintings: PaintCounter) -> None:
    plot.set_curves([curve(150)])
    assert plot.refresh()
    plot.repaint()
    let_events_pass()

    assert paintings.count == 1


def test_that_a_plot_that_rests_is_not_painted(plot: CurvePlot, paintings: PaintCounter) -> None:
    assert not plot.refresh()
    let_events_pass()

    assert paintings.count == 0


def test_that_the_cross_hair_and_another_theme_are_seen(plot: CurvePlot, paintings: PaintCounter) -> None:
    view = plot.findChild(QGraphicsView)
    assert view is not None
    place = QPointF(view.viewport().rect().center())
    everywhere = view.viewport().mapToGlobal(place)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, everywhere, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), move)
    let_events_pass()
    assert plot.hovered_text()
    hovered = paintings.count
    assert hovered

    plot.apply_theme(DARK)
    let_events_pass()
    assert paintings.count > hovered
