"""The activations lab: what it draws is the engine's, and what it says of the sums is true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from engine.activations import ACTIVATIONS
from engine.errors import SpecError
from engine.labs.slopes import HIGH, LOW, curve
from engine.labs.sums import BINS, LayerSums, Sums
from gui.labs.activations.activations_lab import ActivationsLab
from gui.labs.activations.curves_picture import CurvesPicture, function_pen
from gui.labs.activations.readings import Readings
from gui.theme.theme import DARK, LIGHT


@pytest.fixture
def lab(qtbot: QtBot) -> ActivationsLab:
    lab = ActivationsLab()
    qtbot.addWidget(lab)
    lab.apply_theme(LIGHT)
    lab.resize(1000, 760)
    lab.show()
    return lab


def sums(*layers: tuple[str, float]) -> Sums:
    counts = np.ones(BINS, np.int64)
    made = tuple(LayerSums(name, counts, 2, 0, share) for name, share in layers)
    return Sums(10, 5, np.linspace(LOW, HIGH, BINS + 1), made)


def words(lab: ActivationsLab, name: str) -> str:
    label = lab.findChild(QLabel, name)
    assert label is not None
    return label.text()


def picture(lab: ActivationsLab) -> CurvesPicture:
    found = lab.findChild(CurvesPicture)
    assert found is not None
    return found


def test_that_dragging_on_the_picture_moves_z(lab: ActivationsLab, qtbot: QtBot) -> None:
    axes = picture(lab).axes()[0]
    at = axes.to_screen(-2.0, 0.5).toPoint()
    with qtbot.waitSignal(lab.state_changed):
        qtbot.mousePress(picture(lab), Qt.MouseButton.LeftButton, pos=at)

    slider = lab.findChild(QSlider, "activationZ")
    assert lab.state()["z"] == pytest.approx(-2.0, abs=0.03)
    assert slider is not None and slider.value() == round(100 * lab.state()["z"])


def test_that_keys_move_z_and_stop_at_the_end(lab: ActivationsLab, qtbot: QtBot) -> None:
    lab.set_state({"z": 5.95})
    qtbot.keyClick(picture(lab), Qt.Key.Key_Right)
    assert lab.state()["z"] == HIGH
    qtbot.keyClick(picture(lab), Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert lab.state()["z"] == pytest.approx(HIGH - 0.01)
    qtbot.keyClick(picture(lab), Qt.Key.Key_Home)
    assert lab.state()["z"] == 0.0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_the_readings_are_the_engines(lab: ActivationsLab, name: str) -> None:
    lab.set_state({"function": name, "z": -0.75, "depth": 3})
    a, slope = (float(array[0]) for array in curve(name, np.array([-0.75])))
    readings = lab.findChild(Readings)

    assert readings is not None
    (row,) = readings.rows_in_words()
    for value in (a, slope, slope**3):
        shown = f"{value:.4f}" if value == 0.0 or 5e-4 <= abs(value) < 100 else f"{value:.1e}".replace("e-0", "e-")
        assert shown.replace("-", "−") in row


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_curves_are_drawn_where_their_values_are(lab: ActivationsLab, theme: Any) -> None:
    lab.apply_theme(theme)
    lab.set_state({"function": "tanh", "compare": ["relu"], "z": -5.0, "layer": 0})
    image, (values, slopes) = picture(lab).grab().toImage(), picture(lab).axes()

    for name, z in (("tanh", 3.0), ("tanh", -2.0), ("relu", 5.0)):
        a, slope = (float(array[0]) for array in curve(name, np.array([z])))
        pen = function_pen(name, theme).color()
        for axes, value in ((values, a), (slopes, slope)):
            at = axes.to_screen(z, value).toPoint()
            # A dashed line has gaps no longer than these.
            assert any(is_like(image, at + QPoint(dx, dy), pen) for dx in range(-12, 13) for dy in (-2, -1, 0, 1, 2))


def is_like(image: QImage, at: QPoint, wanted: QColor) -> bool:
    found = image.pixelColor(at)
    return (
        abs(found.red() - wanted.red()) + abs(found.green() - wanted.green()) + abs(found.blue() - wanted.blue()) < 60
    )


def test_that_the_share_in_the_flat_zone_is_said_in_words(lab: ActivationsLab) -> None:
    assert words(lab, "activationSums") == "Start a network: its sums are laid under the curve."
    lab.show_sums(sums(("sigmoid", 0.312), ("relu", 0.5), ("identity", 0.0)))
    assert words(lab, "activationSums") == "31 % of layer 1's sums lie where the sigmoid is flat."
    lab.set_state({"layer": 2})
    assert "50 % of layer 2's sums lie where the ReLU is dead" in words(lab, "activationSums")
    lab.set_state({"layer": 3})
    assert "flat nowhere" in words(lab, "activationSums")
    lab.show_sums(None)
    assert lab.layer_sums is None


def test_that_a_chosen_layer_brings_its_own_function(lab: ActivationsLab, qtbot: QtBot) -> None:
    lab.show_sums(sums(("sigmoid", 0.3), ("tanh", 0.5)))
    combo = lab.findChild(QComboBox, "activationLayer")
    assert combo is not None and combo.count() == 3

    with qtbot.waitSignal(lab.state_changed):
        combo.setCurrentIndex(2)

    assert (lab.state()["layer"], lab.state()["function"]) == (2, "tanh")


def test_that_bars_stand_where_the_sums_are(lab: ActivationsLab) -> None:
    counts = np.zeros(BINS, np.int64)
    counts[BINS // 2 : BINS // 2 + 8] = 10
    edges = np.linspace(LOW, HIGH, BINS + 1)
    lab.set_state({"function": "identity", "z": -3.0})
    before = picture(lab).grab().toImage()
    lab.show_sums(Sums(1, 1, edges, (LayerSums("sigmoid", counts, 0, 0, 0.0),)))
    after, axes = picture(lab).grab().toImage(), picture(lab).axes()[0]

    def changed(z: float) -> bool:
        at = QPoint(round(axes.to_screen(z, 0.0).x()), round(axes.box.bottom()) - 30)
        return before.pixelColor(at) != after.pixelColor(at)

    assert changed(0.9) and not changed(-0.9) and not changed(3.1)


def test_that_functions_are_laid_over_each_other(lab: ActivationsLab) -> None:
    button = lab.findChild(QToolButton, "compare_relu")
    own = lab.findChild(QToolButton, "compare_sigmoid")
    assert button is not None and own is not None
    button.click()

    assert lab.state()["compare"] == ["relu"]
    assert own.isChecked() and not own.isEnabled()


def test_that_the_state_is_restored_as_it_was(lab: ActivationsLab, qtbot: QtBot) -> None:
    lab.set_state({"function": "gelu", "compare": ["relu", "silu"], "z": -1.25, "depth": 9, "layer": 2})
    other = ActivationsLab()
    qtbot.addWidget(other)
    other.set_state(lab.state())
    depth = other.findChild(QSpinBox, "activationDepth")

    assert other.state() == lab.state()
    assert depth is not None and depth.value() == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"function": "swishy"},
        {"function": 3},
        {"compare": "relu"},
        {"compare": ["nothing"]},
        {"z": 7},
        {"z": True},
        {"z": float("nan")},
        {"depth": 0},
        {"depth": 2.5},
        {"layer": -1},
        {"colour": "red"},
    ],
)
def test_that_an_impossible_state_is_refused_and_changes_nothing(lab: ActivationsLab, wrong: dict[str, Any]) -> None:
    before = lab.state()
    with pytest.raises(SpecError):
        lab.set_state({"z": -3.0, **wrong})

    assert lab.state() == before


@pytest.mark.parametrize("size", [(1000, 760), (440, 560), (60, 40)])
def test_that_any_size_can_be_painted(lab: ActivationsLab, size: tuple[int, int]) -> None:
    lab.show_sums(sums(("sigmoid", 0.3)))
    lab.resize(*size)

    assert not lab.grab().isNull()
    assert lab.minimumSizeHint().width() <= 440


def test_that_the_first_sums_are_laid_over_their_own_function(lab: ActivationsLab) -> None:
    lab.show_sums(sums(("relu", 0.5), ("tanh", 0.1)))
    assert lab.state()["function"] == "relu"
    combo = lab.findChild(QComboBox, "activationFunction")
    assert combo is not None and combo.currentData() == "relu"
    lab.show_sums(None)
    lab.show_sums(sums(("tanh", 0.5)))

    assert lab.state()["function"] == "tanh"


@pytest.mark.parametrize("function", ["gelu", "sigmoid"])
def test_that_a_function_that_was_asked_for_stays_when_sums_arrive(lab: ActivationsLab, function: str) -> None:
    lab.set_state({"function": function, "layer": 1})
    lab.show_sums(sums(("relu", 0.5)))

    assert lab.state()["function"] == function


def test_that_a_chosen_function_stays_while_sums_go_on_arriving(lab: ActivationsLab) -> None:
    lab.show_sums(sums(("relu", 0.5)))
    combo = lab.findChild(QComboBox, "activationFunction")
    assert combo is not None
    combo.setCurrentIndex(combo.findData("gelu"))
    lab.show_sums(sums(("relu", 0.4)))
    lab.show_sums(None)
    lab.show_sums(sums(("relu", 0.4)))

    assert lab.state()["function"] == "gelu"
