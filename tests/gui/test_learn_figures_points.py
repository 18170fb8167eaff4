"""The figures that the lessons on curves and planes quote, computed again.

Those of longer runs come from `python -m engine train spirals --threads 1` with `--set playground.noise=0.1`,
`training.optimizer=sgd` (and `training.learning_rate=0.3`), or three hidden layers of 8.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.experiments import find_experiment
from engine.trainer import Trainer
from tests.helpers.lesson_figures import Array, accuracy, layers, says, score, trained, trainer_of, weights

# Single precision over thousands of steps differs a little from processor to processor.
NEAR = 0.035


def bias(trainer: Trainer) -> Array:
    start = trainer.network.layers[0].bias
    assert start is not None
    return np.asarray(start, np.float64)


def test_that_the_line_goes_the_way_its_lesson_tells() -> None:
    says("line", "starts at 0.89", "After 10 steps it is 0.47 and the bias 0.11; after 50, 0.123 and 0.288")
    says("line", "after 201, 0.100 and 0.300")
    assert weights(trainer_of("line")).item() == pytest.approx(0.89, abs=5e-3)
    for steps, weight, of_bias, near in ((10, 0.47, 0.11, 5e-3), (50, 0.123, 0.288, 5e-4), (201, 0.1, 0.3, 5e-6)):
        trainer = trained("line", steps=steps)
        assert weights(trainer).item() == pytest.approx(weight, abs=near)
        assert bias(trainer).item() == pytest.approx(of_bias, abs=near)


def test_that_the_valley_of_the_line_is_as_steep_as_its_lesson_says() -> None:
    says("line", "curvatures are 2.48 and 0.13", "2 / 2.48 = 0.81", "the weight is still 0.15")
    x = np.asarray(trainer_of("line").dataset.train.x, np.float64).ravel()
    curvatures = np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]]))
    assert curvatures == pytest.approx([0.13, 2.48], abs=5e-3)
    assert weights(trained("line", {"training.learning_rate": 0.1})).item() == pytest.approx(0.15, abs=5e-3)
    assert score(trained("line", {"training.learning_rate": 0.80})).loss < 0.1
    assert score(trained("line", {"training.learning_rate": 0.9})).loss > 1e30
    momentum = {"training.optimizer": "momentum", "training.learning_rate": 0.1}
    assert weights(trained("line", momentum)).item() == pytest.approx(0.1, abs=1e-4)


def test_that_the_kinks_of_the_parabola_spread() -> None:
    says("parabola", "seven of the ten kinks crowd within 0.14", "eight lie between −0.49 and 0.58")
    says("parabola", "falls from 0.26 to 0.0155 in the first 50 steps, and ends at 0.0036")
    start, trainer = trainer_of("parabola"), trained("parabola")
    first, last = (-bias(each) / weights(each).ravel() for each in (start, trainer))
    assert (np.abs(first) < 0.14).sum() == 7
    assert ((last > -0.49) & (last < 0.58)).sum() == 8 and (last < -1.0).sum() == 2
    losses = [score(each).loss for each in (start, trained("parabola", steps=50), trainer)]
    assert losses == pytest.approx([0.26, 0.0155, 0.0036], rel=0.03)


def test_that_the_parabola_is_fitted_as_well_as_its_lesson_says() -> None:
    says("parabola", "0.05² = 0.0025", "one kink: 0.061", "reach 0.0046", "0.0029", "without a hidden layer: 0.0025")
    for units, loss in ((1, 0.061), (2, 0.0046), (30, 0.0029)):
        found = score(trained("parabola", {"network.layers.0.units": units})).loss
        assert found == pytest.approx(loss, rel=0.03)
    square = {
        "playground.features": ["x1_squared"],
        "network.layers": [{"units": 1, "activation": "identity"}],
    }
    assert score(trained("parabola", square)).loss == pytest.approx(0.0025, abs=1e-4)


def test_that_the_sine_tells_noise_from_curve_as_its_lesson_says() -> None:
    says("sine", "From 0.017 to 0.00002", "0.0065 for the points", "is 0.002, that of the held-out points 0.21")
    trainer = trained("sine")
    assert (trainer.dataset.train.rows, score(trainer, "validation").rows) == (70, 30)
    assert score(trainer).loss == pytest.approx(0.0065, abs=3e-4)
    assert score(trainer, "validation").loss == pytest.approx(0.017, abs=1e-3)
    assert score(trained("sine", {"playground.noise": 0.0}), "validation").loss == pytest.approx(0.00002, abs=2e-5)
    few = trained("sine", {"playground.rows": 20, "playground.noise": 0.3})
    assert score(few).loss == pytest.approx(0.002, abs=1e-3)
    assert score(few, "validation").loss == pytest.approx(0.21, abs=0.03)


def test_that_the_sine_takes_the_units_and_the_start_that_its_lesson_names() -> None:
    says("sine", "flat: 0.14. [Seed 1]", "are too few for two waves", "are enough")
    relu = {"network.layers.0.activation": "relu", "network.layers.1.activation": "relu"}
    assert score(trained("sine", relu), "validation").loss == pytest.approx(0.14, abs=0.02)
    assert score(trained("sine", {**relu, "seed": 1}), "validation").loss < 0.03
    for units, is_enough in ((2, False), (4, True)):
        narrow = {"network.layers.0.units": units, "network.layers.1.units": units}
        assert (score(trained("sine", narrow), "validation").loss < 0.03) == is_enough


@pytest.mark.parametrize(
    ("name", "phrase", "settings", "share"),
    [
        ("gaussians", "82 %", {"playground.noise": 0.3}, 0.82),
        ("gaussians", "half of the answers", {"playground.features": ["x1_x2"], "network.inputs": 1}, 0.5),
        ("gaussians", "at least 95 %", {"playground.classes": 6, "network.layers.0.units": 6}, 0.99),
        ("circles", "71 %", {"network.layers.0.units": 1}, 0.71),
        ("circles", "83 %", {"network.layers.0.units": 2}, 0.83),
        ("circles", ": 98 %.", {"network.layers.0.units": 3}, 0.98),
        ("circles", "four give all of them", {}, 1.0),
        ("circles", "at all, and 98 %", dict(find_experiment("circles").variants[1].settings), 0.98),
        ("circles", "88 % is left", {"playground.noise": 0.2}, 0.88),
        ("moons", "91 %. A straight line", {"network.layers": layers((), "tanh", 2, "xavier")}, 0.91),
        ("moons", "than a line: 90 %", {"network.layers.0.units": 1}, 0.90),
        ("moons", "still at 91 %", {"network.layers.0.units": 3}, 0.91),
        ("moons", "than the eight: 99 %", {"network.layers.0.units": 16}, 0.99),
        ("moons", "80 %", {"playground.noise": 0.3}, 0.80),
        ("spirals", "49 % with this start", {"network.layers": layers((16,), "tanh", 3, "xavier")}, 0.49),
        ("spirals", "of eight reach 99 %", {}, 0.99),
        (
            "spirals",
            "every held-out point is right",
            {"playground.features": ["x1", "x2", "sin_x1", "sin_x2"], "network.inputs": 4},
            1.0,
        ),
    ],
)
def test_that_a_playground_ends_as_its_lesson_says(
    name: str, phrase: str, settings: dict[str, Any], share: float
) -> None:
    says(name, phrase)
    assert accuracy(name, settings) == pytest.approx(share, abs=NEAR)


def test_that_the_moons_wait_on_a_shelf_and_few_noisy_points_are_learnt_by_heart() -> None:
    says("moons", "the [loss](go:plots) waits on a shelf", "96 % of the points it learns from", "the 12 held out")
    early, shelf, end = (score(trained("moons", steps=steps)).loss for steps in (100, 300, 1000))
    assert early - shelf < 0.03 and shelf - end > 0.15
    heart = {
        "playground.noise": 0.3,
        "playground.rows": 40,
        "network.layers.0.units": 64,
        "training.epochs": 1000,
    }
    trainer = trained("moons", heart)
    learnt, fresh = score(trainer), score(trainer, "validation")
    assert fresh.rows == 12
    assert learnt.accuracy == pytest.approx(0.96, abs=0.04)
    assert fresh.accuracy is not None and fresh.accuracy < 0.7


def test_that_the_spirals_take_their_time() -> None:
    says("spirals", "1.0 after 1,000 steps, 0.34 after 4,000, 0.05 in the end")
    early, middle = (score(trained("spirals", steps=steps)).loss for steps in (1000, 4000))
    assert early == pytest.approx(1.0, abs=0.05)
    assert middle == pytest.approx(0.34, abs=0.1)
    assert score(trained("spirals")).loss == pytest.approx(0.05, abs=0.05)
