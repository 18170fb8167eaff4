from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.events import EpochDone, Event
from engine.experiments import find_experiment
from engine.history import Series
from engine.insights import Insight, find_insights
from engine.recorder import Recorder
from engine.spec import NetworkSpec
from engine.statistics import Histogram, LayerStatistics
from engine.trainer import Trainer
from tests.helpers.small_runs import network_spec

NAN = math.nan
NETWORK = network_spec(8, 10, 10, 3, activation="relu")


def recorder(
    loss: Any,
    *,
    norms: Any = (0.3, 0.3, 0.3),
    ratios: Any = (1e-3, 1e-3, 1e-3),
    records: Any = (),
    capacity: int = 2**17,
) -> Recorder:
    """What a run of these losses recorded; `norms` and `ratios` are the same in every step, or a row a step.

    `records` are rows of train loss, validation loss, train accuracy, validation accuracy.
    """
    made = Recorder(3)
    made.history = Series(made.history.names, capacity)
    all_norms, all_ratios = (np.broadcast_to(np.asarray(rows), (len(loss), 3)) for rows in (norms, ratios))
    for step, (value, norm, ratio) in enumerate(zip(loss, all_norms, all_ratios, strict=True)):
        made.add_step(step, float(value), 0.1, norm.tolist(), ratio.tolist())
    for epoch, (train, validation, right, right_validation) in enumerate(records, start=1):
        row = [100 * epoch, 2 * epoch, train, validation, NAN, right, right_validation, NAN, 1.0, 1.0, 1.0]
        made.records.append(row)
    return made


def found(made: Recorder, dead: tuple[int, ...] = (), network: NetworkSpec = NETWORK) -> list[Insight]:
    nothing = Histogram(0.0, 0.0, (0,))
    layers = [LayerStatistics(nothing, None, nothing, count) for count in dead]
    return find_insights(made.history.view(), made.records.view(), layers, network)


def kinds(made: Recorder, dead: tuple[int, ...] = (), network: NetworkSpec = NETWORK) -> list[str]:
    return [insight.kind for insight in found(made, dead, network)]


def falling(steps: int = 600, last: float = 0.05) -> Any:
    """A loss that falls from 2.3 with the noise of batches, which grows as it falls."""
    rng = np.random.default_rng(0)
    mean = np.geomspace(2.3, last, steps)
    return mean * (1 + 0.3 * rng.uniform(-1, 1, steps))


HEALTHY = [(0.8, 0.9, 0.7, 0.69), (0.4, 0.5, 0.88, 0.86), (0.2, 0.3, 0.95, 0.93), (0.1, 0.29, 0.97, 0.94)]


def test_that_a_healthy_run_is_left_in_peace() -> None:
    assert kinds(recorder(falling(), records=HEALTHY), dead=(1, 0, 0)) == []


@pytest.mark.parametrize("steps", [0, 1, 19, 99])
def test_that_nothing_is_said_of_a_run_that_has_only_begun(steps: int) -> None:
    assert kinds(recorder(np.full(steps, 2.3), norms=(1e-9, 1, 1), ratios=(1, 1, 1e-9))) == []


def test_a_gradient_that_vanishes_on_its_way_back() -> None:
    made = recorder(falling(200, 1.5), norms=(0.01, 0.1, 0.6))
    (insight,) = found(made)
    assert (insight.kind, insight.severity) == ("vanishing", "warning")
    assert insight.values == {"ratio": pytest.approx(60), "layer": 0, "other": 2}


def test_a_gradient_that_explodes_on_its_way_back() -> None:
    (insight,) = found(recorder(falling(200, 1.5), norms=(50.0, 5.0, 1.0)))
    assert insight == Insight("exploding", "warning", {"ratio": 50.0, "layer": 0, "other": 2})


def test_a_layer_that_no_gradient_reaches() -> None:
    (insight,) = found(recorder(falling(200, 1.5), norms=(0.0, 0.0, 1.0), ratios=(0.0, 0.0, 1e-3)))
    assert insight == Insight("no_gradient", "warning", {"layer": 0})


def test_gradients_that_have_grown_since_the_start() -> None:
    norms = np.geomspace(0.2, 8.0, 300)[:, None] * [1.0, 1.0, 1.0]
    (insight,) = found(recorder(falling(300, 1.5), norms=norms))
    assert insight.kind == "gradient_grows"
    assert insight.values["ratio"] > 10


def test_that_gradients_say_nothing_of_a_network_that_has_learnt() -> None:
    assert kinds(recorder(falling(), norms=(0.001, 0.01, 0.6), records=HEALTHY)) == []


def test_that_one_odd_batch_raises_nothing() -> None:
    norms = np.full((200, 3), 0.3)
    norms[150:170, 0] = 1e-6
    loss = falling(200, 1.5)
    loss[160] = 1e6
    assert kinds(recorder(loss, norms=norms)) == []


@pytest.mark.parametrize(
    ("dead", "severity", "share"), [((1, 3, 0), "note", 0.3), ((6, 3, 0), "warning", 0.6), ((10, 10, 3), "warning", 1)]
)
def test_units_that_are_dead(dead: tuple[int, ...], severity: str, share: float) -> None:
    insight = found(recorder(falling(), records=HEALTHY), dead)[0]
    assert (insight.kind, insight.severity, insight.values["share"]) == ("dead_units", severity, share)


def test_that_only_relu_can_have_dead_units() -> None:
    assert kinds(recorder(falling(), records=HEALTHY), dead=(10, 10, 3), network=network_spec(8, 10, 10, 3)) == []


def test_steps_that_are_too_small() -> None:
    (insight,) = found(recorder(falling(200, 1.5), ratios=(3e-6, 1e-4, NAN)))
    assert insight == Insight("stalls", "note", {"ratio": pytest.approx(3e-6), "layer": 0})
    # What has learnt may rest.
    assert kinds(recorder(falling(), ratios=(3e-6, 1e-4, 1e-4), records=HEALTHY)) == []
    assert kinds(recorder(falling(600, 0.01), ratios=(3e-6, 1e-4, 1e-4))) == []


def test_steps_that_are_too_large() -> None:
    (insight,) = found(recorder(falling(200, 1.5), ratios=(1e-3, 1e-3, 0.2)))
    assert insight == Insight("tears", "warning", {"ratio": pytest.approx(0.2), "layer": 2})


def test_overfitting() -> None:
    rising = [
        (0.5, 0.6, 0.8, 0.8),
        (0.3, 0.5, 0.9, 0.85),
        *((0.2 / n, 0.5 + 0.05 * n, 0.95, 0.88) for n in range(1, 7)),
    ]
    (insight,) = found(recorder(falling(), records=rising))
    assert insight.kind == "overfitting"
    # Two epochs a record.
    assert insight.values == {"epochs": 12.0, "best_epoch": 4.0, "rise": pytest.approx(0.4)}
    assert kinds(recorder(falling(), records=rising[:6])) == []


def test_that_a_network_with_a_dead_layer_does_not_overfit() -> None:
    rising = [(0.5, 0.6, 0.8, 0.8), *((0.4 / n, 0.5 + 0.05 * n, 0.95, 0.88) for n in range(1, 8))]
    made = recorder(falling(), records=rising)
    assert "overfitting" in kinds(made, dead=(6, 0, 0))
    assert "overfitting" not in kinds(made, dead=(10, 0, 0))


def test_that_losses_which_rise_together_are_no_overfitting() -> None:
    worse = [(0.3, 0.5, 0.9, 0.85), *((0.3 + 0.05 * n, 0.5 + 0.05 * n, 0.8, 0.78) for n in range(1, 7))]
    assert kinds(recorder(falling(), records=worse)) == []


def test_that_a_validation_loss_which_comes_back_to_its_best_is_no_overfitting() -> None:
    noisy = [(0.5 - 0.05 * n, 0.30 if n % 3 else 0.29, 0.95, 0.93) for n in range(9)]
    assert kinds(recorder(falling(), records=noisy)) == []


def test_an_accuracy_gap() -> None:
    gap = [(0.3, 0.6, 1.0, 0.8)] * 3
    assert found(recorder(falling(), records=gap)) == [Insight("accuracy_gap", "note", {"gap": pytest.approx(0.2)})]
    assert kinds(recorder(falling(), records=gap[:2])) == []
    assert kinds(recorder(falling(), records=[(0.3, 0.6, 1.0, NAN)] * 3)) == []


def flat(steps: int, level: float = 2.3) -> Any:
    return level * (1 + 0.02 * np.random.default_rng(1).uniform(-1, 1, steps))


def test_a_loss_that_is_stuck() -> None:
    assert found(recorder(flat(1000))) == [Insight("stuck", "warning", {"steps": 500.0})]
    assert kinds(recorder(flat(1000), records=[(2.3, 2.3, 0.1, 0.1)])) == ["stuck"]
    assert kinds(recorder(flat(300))) == []


def test_that_a_flat_loss_of_a_network_that_has_learnt_is_the_end() -> None:
    done = np.concatenate([falling(200, 0.05), flat(1000, 0.05)])
    assert kinds(recorder(done)) == []
    assert kinds(recorder(np.concatenate([falling(200, 1.5), flat(1000, 1.5)]), records=[(1.5, 1.5, 0.6, 0.6)])) == []


def test_a_loss_that_grows() -> None:
    grows = np.concatenate([falling(400, 0.3), np.geomspace(0.3, 1.5, 200)])
    insight = found(recorder(grows, records=[(0.5, 0.5, 0.8, 0.8)]))[0]
    assert insight.kind == "loss_grows"
    assert 2 <= insight.values["ratio"] <= 5
    # From nearly nothing to a little more.
    assert kinds(recorder(np.concatenate([falling(400, 0.001), flat(200, 0.01)]))) == []


def test_a_loss_that_jumps_and_does_not_fall() -> None:
    jumps = np.where(np.arange(400) % 2, 0.5, 1.5)
    assert kinds(recorder(jumps, records=[(1.0, 1.0, 0.6, 0.6)])) == ["loss_jumps"]
    # While it falls, it may jump.
    assert kinds(recorder(jumps * np.geomspace(1.5, 0.5, 400), records=[(1.0, 1.0, 0.6, 0.6)])) == []


def test_that_the_gravest_comes_first() -> None:
    made = recorder(flat(1000), ratios=(3e-6, 1e-4, 1e-4))
    assert kinds(made, dead=(3, 0, 0)) == ["stuck", "dead_units", "stalls"]


def test_that_a_merged_history_says_the_same() -> None:
    made = recorder(flat(3000), norms=(0.01, 0.1, 0.6), capacity=512)
    assert made.history.view().stride > 1
    assert kinds(made) == ["vanishing", "stuck"]


@pytest.mark.parametrize(("name", "changes"), [("digits", {}), ("xor", {"training.epochs": 6000})])
def test_that_the_experiments_raise_no_alarm(name: str, changes: dict[str, Any]) -> None:
    spec = find_experiment(name).spec
    for path, value in changes.items():
        spec = spec.with_value(path, value)
    trainer = Trainer(spec, load_dataset(name))
    for event in trainer.run():
        if looked_at(event, trainer):
            recorded = trainer.recorder
            layers = recorded.latest.layers if recorded.latest else ()
            said = find_insights(recorded.history.view(), recorded.records.view(), layers, spec.network)
            assert said == [], trainer.steps
    assert trainer.steps


def looked_at(event: Event, trainer: Trainer) -> bool:
    return (isinstance(event, EpochDone) and event.record is not None) or trainer.steps % 97 == 0


def test_that_a_run_with_too_high_a_learning_rate_does() -> None:
    trainer = Trainer(find_experiment("digits").spec.with_value("training.learning_rate", 3.0), load_dataset("digits"))
    for _ in trainer.run():
        pass
    recorded = trainer.recorder
    assert recorded.latest is not None
    said = find_insights(recorded.history.view(), recorded.records.view(), recorded.latest.layers, trainer.spec.network)
    assert {"dead_units", "stuck"} <= {insight.kind for insight in said}


def shuffled_and_not(period: int = 40, epochs: int = 8) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    fall = np.geomspace(2.0, 0.5, period * epochs)
    pattern = np.tile(1 + 0.5 * np.sin(np.arange(period)), epochs)
    return fall * (1 + 0.3 * rng.uniform(-1, 1, period * epochs)), fall * pattern


def records_every(epochs: int, *, train: float = 1.0, validation: float = 0.9) -> list[tuple[float, ...]]:
    return [(train, validation, 0.6, 0.6)] * epochs


def test_a_loss_that_repeats_itself_epoch_after_epoch() -> None:
    noise, pattern = shuffled_and_not(50)

    assert "loss_repeats" not in kinds(recorder(noise, records=records_every(4)))
    (insight,) = [x for x in found(recorder(pattern, records=records_every(4))) if x.kind == "loss_repeats"]
    assert insight.values == {"period": 50.0, "likeness": pytest.approx(1.0, abs=0.05)}


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_a_loss_that_repeats_itself_whatever_its_size(size: float) -> None:
    noise, pattern = (size * np.asarray(losses) for losses in shuffled_and_not(50))

    assert "loss_repeats" not in kinds(recorder(noise.tolist(), records=records_every(4)))
    assert "loss_repeats" in kinds(recorder(pattern.tolist(), records=records_every(4)))


def test_that_dropout_which_makes_the_loss_smaller_is_named() -> None:
    dropping = network_spec(8, 10, 10, 3, activation="relu", dropout=0.5)
    larger, smaller = records_every(3, train=1.0, validation=1.3), records_every(3)

    assert kinds(recorder(falling(200, 1.5), records=larger), network=dropping) == ["dropout_scale"]
    assert kinds(recorder(falling(200, 1.5), records=larger)) == []
    assert kinds(recorder(falling(200, 1.5), records=smaller), network=dropping) == []
    assert kinds(recorder(falling(200, 1.5), records=larger[:2]), network=dropping) == []
