"""Every slope the engine computes against central differences in float64, and proof that the check catches errors."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.datasets import Dataset, Split
from engine.errors import EngineError
from engine.losses import LOSSES, REDUCTIONS
from engine.network import Network
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from tests.helpers.gradients import Case, make_case, numeric_gradient, relative_error
from tests.helpers.small_runs import experiment, network_spec

TOLERANCE = 1e-6
PAIRS = list(itertools.product(LOSSES, ACTIVATIONS))
HIDDEN_LAYERS = {0: (3, 4), 1: (3, 5, 4), 2: (3, 5, 4, 4)}


def spec_of(loss: str, activation: str, sizes: tuple[int, ...] = (3, 5, 4), **options: Any) -> NetworkSpec:
    """The last layer has the activation too, where the loss allows it."""
    last = "identity" if LOSSES[loss].needs_identity else activation
    return network_spec(*sizes, activation=activation, last=last, loss=loss, **options)


@pytest.mark.parametrize("layers", HIDDEN_LAYERS)
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_that_every_slope_is_the_measured_one(loss: str, activation: str, layers: int) -> None:
    for reduction, bias in itertools.product(REDUCTIONS, (True, False)):
        spec = spec_of(loss, activation, HIDDEN_LAYERS[layers], reduction=reduction, bias=bias, scale=0.7)
        assert make_case(spec).worst_error() < TOLERANCE, (reduction, bias)


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_that_slopes_are_right_with_units_dropped(loss: str, activation: str) -> None:
    for input_rate, rate in ((0.4, 0.0), (0.0, 0.3), (0.4, 0.3)):
        spec = spec_of(loss, activation, (3, 5, 4, 4), input_dropout=input_rate, dropout=rate)
        assert make_case(spec, dropped=True).worst_error() < TOLERANCE, (input_rate, rate)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_a_single_row_and_a_single_unit_are_legal(loss: str) -> None:
    assert make_case(spec_of(loss, "tanh", (1, 1, 2)), rows=1).worst_error() < TOLERANCE


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_that_the_gradient_by_the_inputs_is_the_measured_one(loss: str, activation: str, reduction: str) -> None:
    case = make_case(spec_of(loss, activation, reduction=reduction, scale=0.7))
    x, weights = case.x.copy(), case.network.parameters.copy()
    found = case.network.input_gradient(case.x, case.target)
    assert relative_error(found, numeric_gradient(case.loss, case.x)) < TOLERANCE
    np.testing.assert_array_equal(case.x, x)
    np.testing.assert_array_equal(case.network.parameters, weights)


def test_that_a_step_along_the_gradient_by_the_inputs_raises_the_loss_and_against_it_lowers_it() -> None:
    case = make_case(spec_of("softmax_cross_entropy", "tanh"))
    before, x = case.loss(), case.x.copy()
    direction = np.sign(case.network.input_gradient(case.x, case.target))
    for sign in (1.0, -1.0):
        case.x[...] = x + sign * 1e-3 * direction
        assert (case.loss() - before) * sign > 0.0


@pytest.mark.parametrize(
    ("loss", "target", "sentence"),
    [
        ("softmax_cross_entropy", np.zeros(3, np.int64), "wants a target of shape"),
        ("softmax_cross_entropy", np.zeros(5), "must be whole numbers, not float64"),
        ("softmax_cross_entropy", np.full(5, 4), "lies outside 0 to 3"),
        ("softmax_cross_entropy", np.full(5, -1), "lies outside 0 to 3"),
        ("squared_error", np.zeros((5, 3)), "wants a target of shape"),
    ],
)
def test_that_a_target_that_does_not_fit_is_refused_in_words(loss: str, target: np.ndarray, sentence: str) -> None:
    network = Network(spec_of(loss, "tanh"))
    with pytest.raises(EngineError, match=sentence):
        network.input_gradient(np.zeros((5, 3)), target)
    with pytest.raises(EngineError, match="takes rows of 3 numbers"):
        network.input_gradient(np.zeros((5, 2)), target)


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.0, 0.3), (0.2, 0.0), (0.2, 0.3)])
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_that_a_step_goes_down_the_slope_of_loss_and_penalties(
    loss: str, reduction: str, l1: float, l2: float, bias: bool
) -> None:
    """With rate 1 the step is the gradient. The penalties are l1 Σ |w| and l2 / 2 Σ w², biases left out."""
    case = make_case(spec_of(loss, "tanh", (3, 5, 4), reduction=reduction, bias=bias))
    trainer = trainer_on(case, l1=l1, l2=l2, learning_rate=1.0)
    # The penalty of a weight at 0 has a kink there.
    assert np.abs(case.network.parameters).min() > 1e-4

    def objective() -> float:
        weights = [layer.weight for layer in case.network.layers]
        penalties = sum(l1 * float(np.abs(w).sum()) + l2 / 2 * float(np.sum(w**2)) for w in weights)
        return case.loss() + penalties

    numeric = numeric_gradient(objective, case.network.parameters)
    before = trainer.network.parameters.copy()
    loss_before = case.loss()
    trainer.step()
    assert relative_error(before - trainer.network.parameters, numeric) < TOLERANCE
    assert trainer.recorder.history.view().column("loss")[0] == pytest.approx(loss_before, rel=1e-12)


def test_that_the_recorded_norm_is_that_of_the_measured_slope_with_its_penalty() -> None:
    case = make_case(spec_of("softmax_cross_entropy", "tanh", (3, 5, 4)))
    trainer = trainer_on(case, l2=0.2, learning_rate=0.01)

    def objective() -> float:
        return case.loss() + 0.1 * sum(float(np.sum(layer.weight**2)) for layer in case.network.layers)

    slopes = numeric_gradient(objective, case.network.parameters)
    first = 3 * 5 + 5
    trainer.step()
    view = trainer.recorder.history.view()
    assert view.column("gradient_norm.0")[0] == pytest.approx(np.linalg.norm(slopes[:first]), rel=1e-7)
    assert view.column("gradient_norm.1")[0] == pytest.approx(np.linalg.norm(slopes[first:]), rel=1e-7)


# A check that cannot fail proves nothing: each of these plants one error.


def off_by_a_thousandth(original: Callable[..., Any], position: int) -> Callable[..., Any]:
    """The function with the array that it writes to (its argument at `position`) a thousandth too large."""

    def planted(*arguments: Any, **keywords: Any) -> Any:
        result = original(*arguments, **keywords)
        arguments[position][...] *= 1.001
        return result

    return planted


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_an_error_in_an_activation_is_caught(activation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(ACTIVATIONS[activation])
    case = make_case(spec_of("squared_error", activation))
    monkeypatch.setattr(kind, "backward", off_by_a_thousandth(kind.backward, position=2))
    assert case.worst_error() > 100 * TOLERANCE


@pytest.mark.parametrize("loss", LOSSES)
def test_that_an_error_in_a_loss_is_caught(loss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(LOSSES[loss])
    case = make_case(spec_of(loss, "tanh"))
    monkeypatch.setattr(kind, "value_and_gradient", off_by_a_thousandth(kind.value_and_gradient, position=4))
    assert case.worst_error() > 100 * TOLERANCE


def spoil_weight(gradient: Any, d_x: Any) -> None:
    gradient[0].weight[1, 2] *= 1.001


def spoil_bias(gradient: Any, d_x: Any) -> None:
    gradient[-1].bias[0] *= 1.001


def spoil_inputs(gradient: Any, d_x: Any) -> None:
    d_x[2, 1] *= 1.001


@pytest.mark.parametrize("spoil", [spoil_weight, spoil_bias, spoil_inputs])
def test_that_an_error_in_a_single_slope_is_caught(
    spoil: Callable[[Any, Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case(spec_of("softmax_cross_entropy", "tanh"))
    original = Network.backward

    def planted(self: Network, x: Any, rows: Any, gradient: Any, **keywords: Any) -> None:
        original(self, x, rows, gradient, **keywords)
        spoil(gradient, keywords["d_x"])

    monkeypatch.setattr(Network, "backward", planted)
    assert case.worst_error() > 100 * TOLERANCE


@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.3)], ids=["input", "hidden"])
def test_that_a_mask_forgotten_on_the_way_back_is_caught(
    rates: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of("softmax_cross_entropy", "tanh", (3, 5, 4), input_dropout=rates[0], dropout=rates[1])
    case = make_case(spec, dropped=True)
    original = Network.backward

    def planted(self: Network, x: Any, rows: Any, gradient: Any, **keywords: Any) -> None:
        original(self, x, rows, gradient, **{**keywords, "dropped": False})

    monkeypatch.setattr(Network, "backward", planted)
    assert case.worst_error() > 100 * TOLERANCE


def trainer_on(case: Case, **training: Any) -> Trainer:
    """A trainer of the case's network on the case's rows, all in one batch."""
    spec = case.network.spec
    labels = case.target if LOSSES[spec.loss.name].needs_labels else None
    names = tuple("abcdefgh"[: spec.outputs]) if labels is not None else ()
    rows = Split(case.x, labels, None if labels is not None else case.target)
    dataset = Dataset("case", "Case", rows, None, None, names, None, 1.0, "Made for the tests.")
    trainer = Trainer(experiment(spec, batch_size=None, **training), dataset)
    trainer.network.parameters[...] = case.network.parameters
    return trainer
