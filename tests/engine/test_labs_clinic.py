"""The clinic: every bug is seen by the check or by the reading help, and none gets out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.datasets import Dataset, load_dataset
from engine.dropout import draw_mask
from engine.labs.clinic import BUGS, PATIENT, make_trainer
from engine.labs.clinic_run import ClinicResult, ClinicRun
from engine.losses import LOSSES
from engine.network import Network
from engine.trainer import Trainer


@cache
def digits() -> Dataset:
    return load_dataset("digits")


@cache
def visit(bug: str) -> ClinicResult:
    run = ClinicRun(BUGS[bug], digits())
    while run.step():
        pass
    return run.result()


def wrong_layers(result: ClinicResult) -> list[int]:
    return [layer for layer, verdict in enumerate(result.sick.verdicts) if verdict.is_wrong]


def kinds(result: ClinicResult) -> set[str]:
    return {insight.kind for insight in result.sick.insights}


@pytest.mark.parametrize("bug", BUGS)
def test_that_the_healthy_network_passes_and_learns(bug: str) -> None:
    healthy = visit(bug).healthy

    assert all(verdict.is_right for verdict in healthy.verdicts)
    assert healthy.insights == () and healthy.diverged_at is None
    assert healthy.accuracy > 0.93


@pytest.mark.parametrize(
    ("bug", "layers"),
    [("missing-mean", [0, 1]), ("no-derivative", [0]), ("plus-one", [0, 1])],
)
def test_that_the_check_finds_what_is_wrong_on_the_way_back(bug: str, layers: list[int]) -> None:
    assert BUGS[bug].found_by == "check"
    assert wrong_layers(visit(bug)) == layers


@pytest.mark.parametrize(
    ("bug", "named"),
    [
        ("zero-start", "no_gradient"),
        ("dropout-not-rescaled", "dropout_scale"),
        ("unshuffled", "loss_repeats"),
        ("unscaled", "dead_units"),
    ],
)
def test_that_the_reading_help_names_what_the_check_cannot_see(bug: str, named: str) -> None:
    assert BUGS[bug].found_by == "plots"
    assert wrong_layers(visit(bug)) == []
    assert named in kinds(visit(bug))


def test_that_dead_units_are_not_taken_for_overfitting() -> None:
    assert "dead_units" in kinds(visit("missing-mean")) and "overfitting" not in kinds(visit("missing-mean"))


def test_that_every_bug_is_found_in_one_way() -> None:
    assert all(wrong_layers(visit(bug)) or kinds(visit(bug)) for bug in BUGS)


def test_the_figures_that_tell_the_bugs_apart() -> None:
    zero, mean, plus = visit("zero-start").sick, visit("missing-mean").sick, visit("plus-one").sick
    forgotten, unscaled, dropout = (
        visit("no-derivative").sick,
        visit("unscaled").sick,
        visit("dropout-not-rescaled").sick,
    )
    unshuffled = visit("unshuffled").sick

    assert zero.loss[0] == pytest.approx(np.log(10)) and zero.loss[-40:].mean() == pytest.approx(2.3, abs=0.02)
    assert all(verdict.analytic == pytest.approx(8 * verdict.measured, rel=1e-4) for verdict in mean.verdicts)
    assert plus.diverged_at == 158 and plus.loss[20] > 2 * plus.loss[0]
    assert forgotten.accuracy > 0.97
    assert unscaled.loss[0] > 8.0 and unscaled.accuracy < 0.5
    assert (dropout.validation[:, 1] > 1.9).all() and dropout.loss[-40:].mean() < 1.0 and dropout.accuracy > 0.85
    assert unshuffled.loss[-40:].mean() < 0.4 and unshuffled.accuracy < 0.8


def test_that_both_networks_start_alike() -> None:
    healthy, sick = make_trainer(PATIENT, digits(), None), make_trainer(PATIENT, digits(), BUGS["no-derivative"])

    assert np.array_equal(healthy.network.parameters, sick.network.parameters)
    assert visit("no-derivative").healthy.loss[0] == visit("no-derivative").sick.loss[0]


def parts() -> list[object]:
    return [*ACTIVATIONS.values(), *LOSSES.values(), Network, Trainer, Network.forward, Network.backward]


def test_that_no_bug_leaks_into_ordinary_training() -> None:
    def ordinary() -> bytes:
        trainer = Trainer(BUGS["dropout-not-rescaled"].patient, digits())
        while trainer.steps < 5:
            trainer.step()
        return trainer.network.parameters.tobytes()

    before, known = ordinary(), parts()
    for bug in BUGS.values():
        sick = make_trainer(bug.patient, digits(), bug)
        while sick.steps < 3:
            sick.step()
        # A network made beside the sick one has nothing of it.
        assert ordinary() == before
    network = Network(PATIENT.network)

    assert parts() == known
    assert network.draw_mask is draw_mask
    assert all(layer.activation in ACTIVATIONS.values() for layer in network.layers)
    assert network.loss in LOSSES.values()


@pytest.mark.parametrize("bug", BUGS)
def test_that_every_bug_makes_another_training(bug: str) -> None:
    result = visit(bug)
    both = min(len(result.healthy.loss), len(result.sick.loss))

    assert not np.allclose(result.healthy.loss[:both], result.sick.loss[:both], rtol=1e-3)


def test_that_a_visit_can_be_watched() -> None:
    run = ClinicRun(BUGS["zero-start"], digits(), steps=3)
    first = run.result()
    while run.step():
        pass

    assert (first.is_done, len(first.sick.loss), first.sick.verdicts) == (False, 0, ())
    assert run.result().is_done and len(run.result().sick.loss) == 3
