"""The gradient check entry by entry."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.gradcheck import STEP
from engine.labs.clinic import BUGS
from engine.labs.gradient_table import BIAS, LIMIT, STEPS, CheckRun, GradientTable, LayerVerdict, make_case
from engine.network import parameters_on
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from engine.workspace import Workspace

ROWS = 5


def check(layer: int = 0, h: float = STEP, bug: str = "", experiment: str = "digits") -> GradientTable:
    spec = find_experiment(experiment).spec
    trainer = Trainer(spec, load_dataset(spec.dataset, playground=spec.playground))
    run = CheckRun(make_case(trainer.snapshot(), trainer.dataset.train, ROWS, BUGS.get(bug)), layer, h)
    while run.step():
        pass
    return run.result()


def test_that_every_entry_of_a_healthy_network_agrees() -> None:
    table = check()

    assert table.errors.shape == (10, 10) and table.inputs[-1] == BIAS
    assert table.errors.max() < LIMIT
    assert all(verdict.is_right for verdict in table.verdicts) and len(table.verdicts) == 3


@pytest.mark.parametrize("experiment", ["xor", "sine", "circles", "perceptron"])
def test_that_small_networks_are_shown_whole(experiment: str) -> None:
    spec = find_experiment(experiment).spec.network

    table = check(experiment=experiment)

    assert table.errors.shape == (min(spec.inputs + spec.layers[0].bias, 10), min(spec.layers[0].units, 10))
    assert all(verdict.is_right for verdict in table.verdicts)


def test_that_the_entries_are_those_of_the_gradient_by_their_numbers() -> None:
    table = check(layer=1)
    spec = find_experiment("digits").spec
    trainer = Trainer(spec, load_dataset("digits"))
    case = make_case(trainer.snapshot(), trainer.dataset.train, ROWS)
    seen: dict[str, np.ndarray] = {}

    def look(name: str, array: np.ndarray) -> None:
        seen[name] = array.copy()

    workspace = Workspace(case.network.spec, ROWS)
    buffers = workspace.buffers(ROWS)
    output = case.network.forward(case.x, buffers)
    case.network.loss.value_and_gradient(output, case.target, 1 / ROWS, buffers.layers[-1].d)
    gradient = parameters_on(case.network.spec, workspace.gradient)
    case.network.backward(case.x, buffers, gradient, observer=look)

    weights, bias = seen["layers.1.d_weight"], seen["layers.1.d_bias"]
    assert np.abs(table.analytic[:-1] - weights[np.ix_(table.inputs[:-1], table.units)]).max() < 1e-12
    assert np.abs(table.analytic[-1] - bias[table.units]).max() < 1e-12


def test_that_the_error_over_h_is_a_valley() -> None:
    curve = check().curve
    best = int(np.argmin(curve))

    assert 0 < best < len(STEPS) - 1
    assert curve[0] > 1e3 * curve[best] and curve[-1] > 1e3 * curve[best]


def test_that_a_bug_is_as_wrong_at_every_useful_h() -> None:
    curve = check(bug="missing-mean").curve

    assert curve[4:-4] == pytest.approx(1 - 1 / ROWS, rel=1e-3)


def test_that_checking_leaves_the_weights_as_they_were() -> None:
    spec = find_experiment("digits").spec
    trainer = Trainer(spec, load_dataset("digits"))
    snapshot = trainer.snapshot()
    case = make_case(snapshot, trainer.dataset.train, ROWS)
    run = CheckRun(case, 1)
    while run.step():
        pass

    assert np.array_equal(case.network.parameters, snapshot.parameters.astype(np.float64))


def test_that_a_table_can_be_seen_while_it_is_made() -> None:
    spec = find_experiment("xor").spec
    trainer = Trainer(spec, load_dataset(spec.dataset))
    run = CheckRun(make_case(trainer.snapshot(), trainer.dataset.train, ROWS), 0)
    before = run.result()
    run.step()
    after = run.result()

    assert before.worst is None and np.isnan(before.errors).all()
    assert after.worst == (0, 0) and np.isfinite(after.errors).sum() == 1


@cache
def trained() -> Trainer:
    spec = find_experiment("digits").spec
    trainer = Trainer(spec.with_value("training.epochs", 40), load_dataset("digits"))
    while trainer.epoch < 40:
        trainer.step()
    return trainer


def verdicts_of(snapshot: Snapshot, rows: int, bug: str = "") -> tuple[LayerVerdict, ...]:
    run = CheckRun(make_case(snapshot, trained().dataset.train, rows, BUGS.get(bug)), 0)
    while run.step():
        pass
    return run.result().verdicts


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_that_the_small_gradients_of_a_trained_network_are_not_called_wrong(rows: int) -> None:
    verdicts = verdicts_of(trained().snapshot(), rows)

    assert not any(verdict.is_wrong for verdict in verdicts)
    assert all(verdict.is_right for verdict in verdicts if verdict.is_measurable)


@pytest.mark.parametrize(("bug", "layers"), [("missing-mean", [0, 1, 2]), ("no-derivative", [0, 1])])
def test_that_a_bug_is_found_in_a_trained_network_too(bug: str, layers: list[int]) -> None:
    verdicts = verdicts_of(trained().snapshot(), 5, bug)

    assert [layer for layer, verdict in enumerate(verdicts) if verdict.is_wrong] == layers


@pytest.mark.parametrize("factor", [1e2, 1e6, 1e12, float("inf"), float("nan")])
def test_that_a_diverged_network_is_not_called_wrong(factor: float) -> None:
    snapshot = trained().snapshot()
    with np.errstate(all="ignore"):
        grown = replace(snapshot, parameters=(snapshot.parameters.astype(np.float64) * factor))

    for rows in (1, 5):
        verdicts = verdicts_of(grown, rows)
        assert not any(verdict.is_wrong for verdict in verdicts)
        if not np.isfinite(factor):
            assert not any(verdict.is_measurable for verdict in verdicts)


def test_that_a_gradient_of_zero_is_neither_right_nor_wrong() -> None:
    snapshot = trained().snapshot()
    verdicts = verdicts_of(replace(snapshot, parameters=0.0 * snapshot.parameters), 5)

    assert not verdicts[0].is_measurable and not verdicts[0].is_right and not verdicts[0].is_wrong
    assert verdicts[2].is_right
