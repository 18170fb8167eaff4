"""The keys of weights, histograms, answers and runs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from engine.places import BIAS, WeightPlace
from gui.inspect.histogram_view import HistogramView
from gui.inspect.output_view import OutputView
from gui.inspect.weight_view import WeightView
from tests.gui.test_inspect_histograms import log_of

KEY = Qt.Key


def press(view: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def focused(qtbot: QtBot, view: QWidget) -> None:
    """Show a view that the keys have come to."""
    qtbot.addWidget(view)
    view.resize(720, 480)
    with qtbot.waitActive(view):
        view.show()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)


@pytest.fixture
def weights(qtbot: QtBot) -> WeightView:
    view = WeightView()
    focused(qtbot, view)
    rng = np.random.default_rng(0)
    view.show_weights([rng.normal(size=(64, 6)), rng.normal(size=(6, 3))], [rng.normal(size=6), None], (8, 8))
    view.refresh()
    view.grab()
    return view


def read_out(view: WeightView) -> str:
    label = view.findChild(QLabel, "weightReadout")
    assert label is not None
    return label.text()


def test_that_arrows_read_and_w_follows_the_weights_of_a_large_unit(weights: WeightView) -> None:
    press(weights, KEY.Key_Right, KEY.Key_Return, KEY.Key_Down, KEY.Key_Down, KEY.Key_Right)
    assert read_out(weights).startswith("from input (5, 5), to unit 1: ")
    assert weights.accessibleDescription().startswith(read_out(weights))
    press(weights, KEY.Key_W)
    assert weights.followed == (WeightPlace(0, 5 * 8 + 5, 1),)
    press(weights, KEY.Key_W)
    assert weights.followed == ()
    press(weights, *[KEY.Key_Right] * 9)
    assert read_out(weights).startswith("from input (5, 7)")
    weights.grab()
    press(weights, KEY.Key_PageDown)
    assert weights.picture.enlarged == 2


def test_that_arrows_read_and_w_follows_the_weights_of_a_matrix_and_its_bias(weights: WeightView) -> None:
    combo = weights.findChild(QComboBox, "weightModeCombo")
    assert combo is not None
    combo.setCurrentIndex(combo.findData("matrix"))
    press(weights, KEY.Key_Up)
    assert read_out(weights).startswith("from input (0, 0), to unit 0: ")
    press(weights, *[KEY.Key_Down] * 64, KEY.Key_Right, KEY.Key_W)
    assert read_out(weights).startswith("bias of unit 1: ")
    assert weights.followed == (WeightPlace(0, BIAS, 1),)
    weights.grab()
    press(weights, KEY.Key_Up)
    assert read_out(weights).startswith("from input (7, 7), to unit 1: ")
    weights.set_layer(1)
    assert "64" not in read_out(weights)
    press(weights, *[KEY.Key_Down] * 9, *[KEY.Key_Right] * 9)
    assert read_out(weights).startswith("from unit 5 of layer 1, to unit 2: ")


def test_that_arrows_read_the_bins_of_every_record_and_layer(qtbot: QtBot) -> None:
    view = HistogramView()
    focused(qtbot, view)
    view.show_statistics(log_of(3))
    view.refresh()
    view.grab()
    press(view, KEY.Key_Home)
    newest = view.accessibleDescription()
    assert newest.startswith("layer 1, weights, step 300 ·")
    press(view, KEY.Key_Right)
    assert view.accessibleDescription() != newest
    press(view, KEY.Key_Up)
    assert "step 200 ·" in view.accessibleDescription()
    press(view, *[KEY.Key_Up] * 9, KEY.Key_PageDown)
    assert view.accessibleDescription().startswith("layer 2, weights, step 100 ·")
    view.grab()
    press(view, KEY.Key_Escape)
    assert view.accessibleDescription() == view.picture.caption()


def test_that_arrows_read_the_cells_of_a_confusion_matrix_and_its_totals(qtbot: QtBot) -> None:
    view = OutputView()
    focused(qtbot, view)
    view.show_confusion(np.array([[8, 2], [1, 9]]), ("cat", "dog"), "test", 0.85)
    view.refresh()
    press(view, KEY.Key_Right)
    assert view.spoken().startswith("true cat, read as dog: 2; 20.0 % of the 10 that are cat; test: 20 rows")
    press(view, *[KEY.Key_Down] * 5, KEY.Key_Left)
    assert view.accessibleDescription().startswith("read as cat: 9")
    view.grab()


def test_that_arrows_read_the_rows_of_a_truth_table(qtbot: QtBot) -> None:
    view = OutputView()
    focused(qtbot, view)
    view.show_table(np.eye(3), np.ones((3, 1)), np.full((3, 1), 0.9))
    view.refresh()
    view.grab()
    press(view, KEY.Key_Down, KEY.Key_Right)
    assert view.spoken().startswith("row 2: right; inputs 0, 1, 0; wanted 1; output 0.9")
    view.grab()


def test_that_views_without_data_take_any_key(qtbot: QtBot) -> None:
    for view in (WeightView(), HistogramView(), OutputView()):
        focused(qtbot, view)
        press(
            view, KEY.Key_Left, KEY.Key_Down, KEY.Key_Return, KEY.Key_PageDown, KEY.Key_End, KEY.Key_W, KEY.Key_Escape
        )
        view.grab()
