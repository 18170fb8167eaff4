"""Every experiment, trained as it stands, reaches what its source published or what it promises."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.datasets.dataset import Dataset, Split
from engine.experiments import EXPERIMENTS, Experiment, Variant
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.idx_files import write_mnist

MADE_HERE = [name for name, experiment in EXPERIMENTS.items() if not experiment.spec.dataset.startswith("mnist")]
OF_MNIST = [name for name in EXPERIMENTS if name not in MADE_HERE and name != "pen-digits"]


@functools.cache
def trained(spec: ExperimentSpec, dataset: Dataset | None = None) -> Trainer:
    """Trained once for all tests that look at the same run."""
    trainer = Trainer(spec, dataset or load_dataset(spec.dataset, playground=spec.playground))
    for _ in trainer.run():
        pass
    return trainer


def variant_of(experiment: Experiment, name: str) -> ExperimentSpec:
    return next(variant for variant in experiment.variants if variant.name == name).applied_to(experiment.spec)


def scores_of(trainer: Trainer) -> dict[str, object]:
    assert trainer.recorder.latest is not None
    return trainer.recorder.latest.scores  # type: ignore[return-value]


@pytest.mark.parametrize("name", [name for name in MADE_HERE if name != "xor"])
def test_that_every_experiment_on_data_of_its_own_meets_its_goal(name: str) -> None:
    experiment = EXPERIMENTS[name]
    measured = experiment.goal.measured(scores_of(trained(experiment.spec)))  # type: ignore[arg-type]
    assert measured is not None and experiment.goal.is_met_by(measured)


def test_that_the_milestones_of_xor_are_those_that_were_published() -> None:
    """Nine digits of each; the run itself is compared with the article's in the tests of the trainer."""
    experiment = EXPERIMENTS["xor"]
    trainer = Trainer(experiment.spec, load_dataset("xor"))
    found = {}
    while trainer.steps <= 20_000:
        if trainer.steps % 10_000 == 0 and trainer.steps not in found:
            found[trainer.steps] = trainer.evaluate(("train",))["train"].mean_absolute_error
        trainer.step()
    assert found == pytest.approx(dict(experiment.published[:3]), abs=1e-9, rel=0)


def test_that_exclusive_or_needs_a_hidden_layer() -> None:
    """Without one every answer ends at a half: no line parts the rows."""
    trainer = trained(variant_of(EXPERIMENTS["xor"], "none"))
    outputs = trainer.answers_on_train().outputs
    assert outputs[:, 0] == pytest.approx(np.full(4, 0.5), abs=1e-9)


@pytest.mark.parametrize("start", ["zeros", "uniform"])
def test_that_the_first_weight_of_the_perceptron_wins(start: str) -> None:
    weights = trained(variant_of(EXPERIMENTS["perceptron"], start)).network.layers[0].weight[:, 0]
    assert weights[0] > 5 and abs(weights[1]) < 1 and weights[2] < -2


def test_that_the_line_is_found_to_six_digits() -> None:
    layer = trained(EXPERIMENTS["line"].spec).network.layers[0]
    assert layer.bias is not None
    assert (layer.weight[0, 0], layer.bias[0]) == pytest.approx((0.1, 0.3), abs=1e-6)


def test_that_the_line_goes_as_plain_gradient_descent_by_hand_goes() -> None:
    trainer = Trainer(EXPERIMENTS["line"].spec, load_dataset("line", playground=EXPERIMENTS["line"].spec.playground))
    x, y = trainer.dataset.train.x[:, 0], 0.1 * trainer.dataset.train.x[:, 0] + 0.3
    weight, bias = float(trainer.network.layers[0].weight[0, 0]), 0.0
    for _ in range(50):
        error = weight * x + bias - y
        weight, bias = weight - 0.5 * np.mean(2 * error * x), bias - 0.5 * np.mean(2 * error)
    while trainer.steps < 50:
        trainer.step()
    layer = trainer.network.layers[0]
    assert layer.bias is not None
    assert (layer.weight[0, 0], layer.bias[0]) == pytest.approx((weight, bias), rel=1e-12)


def test_that_the_parabola_is_fitted_down_to_its_noise() -> None:
    """No curve can do much better than the variance of the noise, 0.05 squared."""
    record = trained(EXPERIMENTS["parabola"].spec).recorder.latest
    assert record is not None and 0.8 * 0.05**2 < record.train_loss < 2 * 0.05**2


def test_that_a_penalty_keeps_the_weights_of_tanh_softmax_small() -> None:
    experiment = EXPERIMENTS["tanh-softmax"]
    norms = []
    for name in ("none", "small", "strong"):
        layers = trained(variant_of(experiment, name)).network.layers
        norms.append(sum(float(np.sum(layer.weight**2)) for layer in layers))
    assert norms[0] > norms[1] > 10 * norms[2]


def test_that_squares_make_circles_a_task_for_no_hidden_layer() -> None:
    experiment = EXPERIMENTS["circles"]
    spec = variant_of(experiment, "squares")
    assert spec.network.sizes == (2, 2)
    measured = experiment.goal.measured(scores_of(trained(spec)))  # type: ignore[arg-type]
    assert measured is not None and experiment.goal.is_met_by(measured)


def test_that_dropout_narrows_the_gap_between_training_and_validation() -> None:
    plain, dropped = (scores_of(trained(variant_of(EXPERIMENTS["overfitting"], name))) for name in ("plain", "dropout"))
    assert plain["train"].accuracy == 1.0  # type: ignore[attr-defined]
    assert dropped["validation"].loss < 0.75 * plain["validation"].loss  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OF_MNIST)
def test_that_experiments_on_mnist_train_two_epochs_on_made_digits(name: str, tmp_path: Path) -> None:
    """What they reach on the real digits is measured by the benchmarks; here that their losses fall."""
    write_mnist(tmp_path / "mnist", train=600, test=50)
    data = load_dataset("mnist", data_dir=tmp_path)
    small = replace(
        data, train=Split(data.train.x[:240], data.train.labels[:240] if data.train.labels is not None else None)
    )
    spec = EXPERIMENTS[name].spec.with_value("training.epochs", 2).with_value("training.record_every", 1)
    layers = [{**layer, "units": min(layer["units"], 32)} for layer in spec.to_json()["network"]["layers"]]
    trainer = trained(spec.with_value("network.layers", layers), small)
    assert trainer.divergence is None and trainer.epoch == 2
    loss = trainer.recorder.records.view().column("train_loss")
    assert np.isfinite(loss).all()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_that_variants_are_possible_and_the_first_is_the_experiment_itself(name: str) -> None:
    experiment = EXPERIMENTS[name]
    assert len({variant.name for variant in experiment.variants}) == len(experiment.variants)
    specs = [variant.applied_to(experiment.spec) for variant in experiment.variants]
    assert specs[:1] in ([], [experiment.spec]) and len(set(specs)) == len(specs)


def test_that_a_variant_changes_what_it_names_and_nothing_else() -> None:
    spec = EXPERIMENTS["digits"].spec
    assert Variant("same", "Same").applied_to(spec) == spec
    assert Variant("l2", "L2", (("training.l2", 0.5),)).applied_to(spec) == spec.with_value("training.l2", 0.5)


def test_that_a_goal_is_not_met_by_what_is_not_a_number() -> None:
    for experiment in EXPERIMENTS.values():
        assert not experiment.goal.is_met_by(float("nan"))
