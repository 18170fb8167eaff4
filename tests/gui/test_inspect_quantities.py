"""The view of the weights with what the last batch made of them in their place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton

from gui.inspect.color_bar import limit_rule
from gui.inspect.heatmap import symmetric_limit
from gui.inspect.weight_content import Quantity
from gui.inspect.weight_view import WeightView

WORDS = {"gradient": "gradient of the last batch", "change": "added by the last batch"}


@pytest.fixture
def view(qtbot) -> WeightView:
    view = WeightView()
    qtbot.addWidget(view)
    view.resize(720, 480)
    view.show()
    return view


def show(view: WeightView, *sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=pair).astype(np.float32) for pair in pairwise(sizes)]
    view.show_weights(weights, None, (8, 8))
    view.refresh()
    return weights


def choose(view: WeightView, quantity: Quantity) -> None:
    combo = view.findChild(QComboBox, "weightQuantityCombo")
    combo.setCurrentIndex(combo.findData(quantity))


@pytest.mark.parametrize("quantity", ["gradient", "change"])
def test_that_what_the_last_batch_made_is_shown_in_place_of_the_weights(
    view: WeightView, qtbot, quantity: Quantity
) -> None:
    weights = show(view, 64, 30, 4)
    of_step = [(weight / 1000, np.zeros(weight.shape[1])) for weight in weights]
    view.findChild(QToolButton, "weightScaleButton").setChecked(True)
    assert view.quantity == "weights"
    with qtbot.waitSignal(view.quantity_changed):
        choose(view, quantity)
    view.refresh()
    assert view.quantity == quantity and view.displayed().size == 0
    view.show_of_step(quantity, of_step)
    view.refresh()
    assert (view.displayed() == of_step[0][0]).all()
    assert WORDS[quantity] in view.picture.caption()
    assert "enlarge" in view.findChild(QLabel, "weightReadout").text()
    # A scale that was kept from the weights would hide it.
    assert view.picture.limit.value < 0.01
    view.show_of_step(quantity, ())
    view.refresh()
    assert view.displayed().size == 0
    choose(view, "weights")
    assert (view.displayed() == weights[0]).all()


def test_that_a_change_is_not_taken_for_a_gradient(view: WeightView) -> None:
    weights = show(view, 64, 30)
    choose(view, "gradient")
    view.show_of_step("change", [(weights[0], None)])
    view.refresh()
    assert view.displayed().size == 0


def test_that_a_change_of_another_network_is_not_shown(view: WeightView) -> None:
    show(view, 64, 30)
    choose(view, "change")
    view.show_of_step("change", [(np.ones((5, 5)), None)])
    assert view.displayed().size == 0


def test_that_the_colour_bar_names_what_it_measures() -> None:
    limit = symmetric_limit(np.array([[1.0, -2.0]]))
    quantities: tuple[Quantity, ...] = ("weights", "gradient", "change")
    rules = [limit_rule(limit, fixed=False, quantity=quantity) for quantity in quantities]
    assert rules == ["largest\n|weight|", "largest\n|gradient|", "largest\n|change|"]
