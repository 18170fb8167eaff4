"""The figures that the lessons on digits quote, computed again.

Those of longer runs come from these commands of `python -m engine` (`--threads 1`, and `--data DIR` for MNIST):

    train overfitting               and with --set network.layers.0.dropout=0.5, training.patience=5, training.l2=0.01
                                    or network.layers.0.units=16
    train normal-start              and with the settings of its variants
    train mnist-fcnn --epochs 5     and with --set scaling=per_pixel, or all dropout at 0
    train mnist-fcnn                and with all dropout at 0
    train pen-digits --epochs 10
    train mnist-best --seed 7       and 8 and 9

and from the README and the card of the bundled model, which say how they were measured.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.helpers.lesson_figures import accuracy, layers, says, score, softmax, trained, trainer_of


def test_that_the_digits_start_from_guessing() -> None:
    says("digits", "ln 10 = 2.3", "costs a little more: 2.5", "About one in ten")
    start = score(trainer_of("digits"), "test")
    assert math.log(10) == pytest.approx(2.3, abs=5e-3)
    assert start.loss == pytest.approx(2.5, abs=0.05)
    assert start.accuracy == pytest.approx(0.1, abs=0.03)


def test_that_the_digits_are_read_as_well_as_their_lesson_says() -> None:
    says("digits", "99.9 % of the training digits and about 98 % of the test digits", "reads about 96 %", "near 2.3")
    assert accuracy("digits", split="train") == pytest.approx(0.999, abs=2e-3)
    assert accuracy("digits", split="test") == pytest.approx(0.98, abs=0.015)
    plain = {"network.layers": layers((), "relu", 10, "xavier")}
    assert accuracy("digits", plain, "test") == pytest.approx(0.96, abs=0.015)
    assert accuracy("digits", {"training.learning_rate": 0.5}, "test") > 0.96


def test_that_the_digits_fail_as_their_lesson_says() -> None:
    fatal = score(trained("digits", {"training.learning_rate": 1.0}), "test")
    assert fatal.loss == pytest.approx(2.3, abs=0.05)
    zeros = {f"network.layers.{layer}.initializer.name": "zeros" for layer in range(3)}
    assert accuracy("digits", zeros, "test") < 0.15


def test_that_the_lesson_on_overfitting_counts_its_digits() -> None:
    says("overfitting", "1,257 training digits")
    assert trainer_of("overfitting").dataset.train.rows == 1257


def test_that_the_shortcut_is_the_whole_jacobian_of_the_softmax() -> None:
    says("mnist-fcnn", "| p | 0.665, 0.245, 0.090 |", "| −1.503, 0, 0 |", "| J · dL/dp | −0.335, 0.245, 0.090 |")
    p = softmax(np.array([[2.0, 1.0, 0.0]]))[0]
    jacobian = np.diag(p) - np.outer(p, p)
    of_p = np.array([-1.0 / p[0], 0.0, 0.0])
    assert p == pytest.approx([0.665, 0.245, 0.090], abs=5e-4)
    assert of_p[0] == pytest.approx(-1.503, abs=5e-4)
    assert jacobian @ of_p == pytest.approx(p - [1.0, 0.0, 0.0], abs=1e-15)
    assert jacobian @ of_p == pytest.approx([-0.335, 0.245, 0.090], abs=5e-4)


def test_that_a_pixel_inked_once_gets_a_giant_score_of_its_own() -> None:
    says("mnist-fcnn", "√54,999 = 235 deviations")
    pixel = np.zeros(55_000)
    pixel[17] = 128.0
    assert (pixel[17] - pixel.mean()) / pixel.std() == pytest.approx(math.sqrt(54_999))
    assert math.sqrt(54_999) == pytest.approx(235, abs=0.5)
