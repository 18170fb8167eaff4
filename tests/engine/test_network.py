"""The network: one example worked by hand, what the observer sees, and what may be asked of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.datasets import Dataset, Split
from engine.dropout import draw_mask
from engine.errors import EngineError
from engine.network import Network, parameters_on
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from engine.workspace import Workspace
from tests.helpers.small_runs import experiment, network_spec

# A network 2-3-2 with a relu, worked by hand. All numbers are exact in binary, so == is the judge.
X = np.array([[1.0, 2.0]])
WANTED = np.array([[2.0, -1.0]])
WEIGHT_0 = np.array([[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]])
BIAS_0 = np.array([0.0, 0.5, 0.25])
WEIGHT_1 = np.array([[0.5, -1.0], [1.0, 0.5], [2.0, 3.0]])
BIAS_1 = np.array([0.25, -0.5])
HAND_SPEC = network_spec(2, 3, 2, activation="relu", loss="squared_error", reduction="sum", scale=0.5)


def hand_network() -> Network:
    network = Network(HAND_SPEC)
    network.parameters[...] = np.concatenate([WEIGHT_0.ravel(), BIAS_0, WEIGHT_1.ravel(), BIAS_1])
    return network


def test_that_the_layers_are_where_the_hand_example_puts_them() -> None:
    first, second = hand_network().layers
    assert first.weight.tolist() == WEIGHT_0.tolist() and second.weight.tolist() == WEIGHT_1.tolist()
    assert first.bias is not None and first.bias.tolist() == BIAS_0.tolist()
    assert second.bias is not None and second.bias.tolist() == BIAS_1.tolist()


def test_that_forward_gives_the_sums_worked_by_hand() -> None:
    buffers = Workspace(HAND_SPEC, 1).buffers(1)
    output = hand_network().forward(X, buffers)
    # z = 1*1 + 2*0.5 + 0, 1*-1 + 2*1 + 0.5, 1*0.5 + 2*-1 + 0.25 = 2, 1.5, -1.25; the relu stops the last.
    assert buffers.layers[0].a.tolist() == [[2.0, 1.5, 0.0]]
    # 2*0.5 + 1.5*1 + 0*2 + 0.25 = 2.75 and 2*-1 + 1.5*0.5 + 0*3 - 0.5 = -1.75.
    assert output.tolist() == [[2.75, -1.75]]


def test_that_backward_gives_the_slopes_worked_by_hand() -> None:
    network, buffers = hand_network(), Workspace(HAND_SPEC, 1).buffers(1)
    output = network.forward(X, buffers)
    # The outputs are 0.75 too high and 0.75 too low: loss 0.5 * (0.75^2 + 0.75^2) = 0.5625 before the scale's half.
    value = network.loss.value_and_gradient(output, WANTED, 0.5, buffers.layers[-1].d)
    assert 0.5 * value == 0.5625
    flat, d_x = np.empty(network.parameters.shape), np.empty(X.shape)
    first, second = parameters_on(HAND_SPEC, flat)
    network.backward(X, buffers, [first, second], d_x=d_x)
    # d_z of the outputs is a - y = 0.75, -0.75. Each weight's slope: what came in (2, 1.5, 0) times that.
    assert second.weight.tolist() == [[1.5, -1.5], [1.125, -1.125], [0.0, 0.0]]
    assert second.bias is not None and second.bias.tolist() == [0.75, -0.75]
    # Carried back: 0.75*0.5 + 0.75*1 = 1.125, 0.75*1 - 0.75*0.5 = 0.375, 0.75*2 - 0.75*3 = -0.75, which the relu stops.
    assert first.bias is not None and first.bias.tolist() == [1.125, 0.375, 0.0]
    assert first.weight.tolist() == [[1.125, 0.375, 0.0], [2.25, 0.75, 0.0]]
    # 1.125*1 - 0.375*1 + 0 = 0.75 and 1.125*0.5 + 0.375*1 + 0 = 0.9375.
    assert d_x.tolist() == [[0.75, 0.9375]]


def test_that_a_step_moves_the_weights_as_worked_by_hand() -> None:
    dataset = Dataset("hand", "Hand", Split(X, targets=WANTED), None, None, (), None, 1.0, "Made for the tests.")
    trainer = Trainer(experiment(HAND_SPEC, batch_size=None, learning_rate=0.5), dataset)
    trainer.network.parameters[...] = hand_network().parameters
    trainer.step()
    first, second = trainer.network.layers
    # Each weight minus half its slope.
    assert first.weight.tolist() == [[0.4375, -1.1875, 0.5], [-0.625, 0.625, -1.0]]
    assert second.weight.tolist() == [[-0.25, -0.25], [0.4375, 1.0625], [2.0, 3.0]]
    assert second.bias is not None and second.bias.tolist() == [-0.125, -0.125]
    view = trainer.recorder.history.view()
    assert view.column("loss")[0] == 0.5625
    # The slopes of layer 1: 1.5, 1.5, 1.125, 1.125, 0, 0, 0.75, 0.75.
    assert view.column("gradient_norm.1")[0] == np.sqrt(2 * 1.5**2 + 2 * 1.125**2 + 2 * 0.75**2)


# The observer.

SPEC = network_spec(4, 6, 5, 3, activation="sigmoid", input_dropout=0.3, dropout=0.25)
DROPPING = ["input.dropped"]
FORWARD = [
    *("layers.0.z", "layers.0.a", "layers.0.dropped"),
    *("layers.1.z", "layers.1.a", "layers.1.dropped"),
    *("layers.2.z", "layers.2.a"),
]
BACKWARD = [
    *("layers.2.d_z", "layers.2.d_weight", "layers.2.d_bias", "layers.2.d_x"),
    *("layers.1.d_z", "layers.1.d_weight", "layers.1.d_bias", "layers.1.d_x"),
    *("layers.0.d_z", "layers.0.d_weight", "layers.0.d_bias"),
]


def observed(
    spec: NetworkSpec, *, dropout_seed: int | None, d_x: bool = False
) -> tuple[list[str], dict[str, Any], Any]:
    """Names in order, name -> copy of its array, and the inputs and labels."""
    rng = np.random.default_rng(5)
    network = Network(spec)
    network.parameters[...] = rng.normal(0.0, 0.7, spec.parameter_count)
    x, labels = rng.normal(size=(7, spec.inputs)), rng.integers(0, spec.outputs, 7)
    names: list[str] = []
    seen: dict[str, Any] = {}

    def observer(name: str, array: np.ndarray) -> None:
        names.append(name)
        seen[name] = array.copy()

    buffers = Workspace(spec, 7).buffers(7)
    dropout = None if dropout_seed is None else np.random.default_rng(dropout_seed)
    output = network.forward(x, buffers, dropout=dropout, observer=observer)
    network.loss.value_and_gradient(output, labels, 1 / 7, buffers.layers[-1].d)
    network.backward(
        x,
        buffers,
        parameters_on(spec, np.empty_like(network.parameters)),
        dropped=dropout is not None,
        d_x=np.empty_like(x) if d_x else None,
        observer=observer,
    )
    return names, seen, (network, x, labels)


def test_that_the_observer_is_called_after_each_operation_in_order() -> None:
    names, _, _ = observed(SPEC, dropout_seed=1)
    assert names == [*DROPPING, *FORWARD, *BACKWARD]


def test_that_predicting_shows_no_dropout() -> None:
    names, _, _ = observed(SPEC, dropout_seed=None)
    assert [name for name in names if "dropped" in name] == []


def test_that_the_slope_by_the_inputs_is_shown_where_it_is_computed() -> None:
    names, _, _ = observed(SPEC, dropout_seed=None, d_x=True)
    assert names[-1] == "layers.0.d_x"


def test_that_a_layer_without_bias_shows_no_bias() -> None:
    names, _, _ = observed(network_spec(4, 6, 3, bias=False), dropout_seed=None)
    assert [name for name in names if "bias" in name] == []


@pytest.mark.parametrize("dropout_seed", [None, 1], ids=["clean", "dropout"])
def test_that_the_observer_sees_what_einsum_computes(dropout_seed: int | None) -> None:
    _, seen, (network, x, labels) = observed(SPEC, dropout_seed=dropout_seed)
    masks = drawn_masks(dropout_seed)
    signal, incoming = x * masks[0], []
    for i, layer in enumerate(network.layers):
        incoming.append(signal)
        z = np.einsum("ri,iu->ru", signal, layer.weight) + layer.bias
        assert_close(seen[f"layers.{i}.z"], z)
        a = 1 / (1 + np.exp(-z)) if i < 2 else z
        assert_close(seen[f"layers.{i}.a"], a)
        signal = a * masks[i + 1]
    p = np.exp(signal) / np.exp(signal).sum(axis=1, keepdims=True)
    d = (p - np.eye(3)[labels]) / 7
    for i in (2, 1, 0):
        assert_close(seen[f"layers.{i}.d_z"], d)
        assert_close(seen[f"layers.{i}.d_weight"], np.einsum("ri,ru->iu", incoming[i], d))
        assert_close(seen[f"layers.{i}.d_bias"], np.einsum("ru->u", d))
        if i:
            d_incoming = np.einsum("ru,iu->ri", d, network.layers[i].weight)
            assert_close(seen[f"layers.{i}.d_x"], d_incoming)
            a = seen[f"layers.{i - 1}.a"]
            d = d_incoming * masks[i] * a * (1 - a)


def test_that_the_observer_changes_no_bit() -> None:
    spec = network_spec(4, 6, 3, dropout=0.5, dtype="float32")
    network = Network(spec)
    network.initialize(rng=np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(9, 4)).astype("float32")
    buffers = Workspace(spec, 9).buffers(9)
    plain = network.forward(x, buffers, dropout=np.random.default_rng(2)).copy()
    watched = network.forward(x, buffers, dropout=np.random.default_rng(2), observer=lambda name, array: None)
    assert watched.tobytes() == plain.tobytes()


# The network as a whole.


def test_that_parameters_are_one_array_and_layers_its_views() -> None:
    network = Network(network_spec(4, 6, 3))
    network.parameters[...] = 1.0
    for layer in network.layers:
        assert layer.weight.base is not None and (layer.weight == 1.0).all() and (layer.bias == 1.0).all()
        assert np.shares_memory(layer.weight_t, layer.weight) and layer.weight_t.shape == layer.weight.shape[::-1]
    assert network.parameters.size == 4 * 6 + 6 + 6 * 3 + 3


def test_that_biases_start_where_the_design_says_and_weights_by_the_generator() -> None:
    network, same, other = (Network(network_spec(4, 6, 3, bias_start=0.25)) for _ in range(3))
    network.initialize(rng=np.random.default_rng(0))
    same.initialize(rng=np.random.default_rng(0))
    other.initialize(rng=np.random.default_rng(1))
    assert all((layer.bias == 0.25).all() for layer in network.layers)
    np.testing.assert_array_equal(network.parameters, same.parameters)
    assert not np.array_equal(network.parameters, other.parameters)


def test_that_both_precisions_start_from_the_same_draw() -> None:
    single, double = (Network(network_spec(4, 6, 3, dtype=dtype)) for dtype in ("float32", "float64"))
    single.initialize(rng=np.random.default_rng(0))
    double.initialize(rng=np.random.default_rng(0))
    np.testing.assert_array_equal(single.parameters, double.parameters.astype("float32"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_that_everything_stays_in_the_precision_of_the_design(dtype: str) -> None:
    spec = network_spec(4, 6, 3, activation="leaky_relu", input_dropout=0.2, dropout=0.2, dtype=dtype)
    network = Network(spec)
    buffers = Workspace(spec, 5).buffers(5)
    output = network.forward(np.ones((5, 4), dtype), buffers, dropout=np.random.default_rng(0))
    assert output.dtype == dtype
    assert network.predict(np.ones((5, 4))).dtype == dtype


def test_that_predict_gives_probabilities_with_a_softmax_and_outputs_otherwise() -> None:
    x = np.random.default_rng(0).normal(size=(8, 4))
    softmax, plain = Network(network_spec(4, 3)), Network(network_spec(4, 3, loss="squared_error"))
    for network in (softmax, plain):
        network.initialize(rng=np.random.default_rng(1))
    logits = np.einsum("ri,iu->ru", x, plain.layers[0].weight)
    np.testing.assert_allclose(plain.predict(x), logits, rtol=1e-13)
    np.testing.assert_allclose(softmax.predict(x), np.exp(logits) / np.exp(logits).sum(1, keepdims=True), rtol=1e-13)


def test_that_predict_takes_rows_in_any_layout_and_leaves_them() -> None:
    network = Network(network_spec(4, 6, 3))
    network.initialize(rng=np.random.default_rng(1))
    x = np.random.default_rng(0).normal(size=(8, 4))
    before = x.copy()
    expected = network.predict(x)
    np.testing.assert_array_equal(network.predict(np.asfortranarray(x)), expected)
    np.testing.assert_array_equal(network.predict(np.repeat(x, 2, axis=0)[::2]), expected)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("shape", [(3,), (2, 5), (1, 4, 1)])
def test_that_rows_of_another_length_are_refused_in_words(shape: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match="rows of 4 numbers"):
        Network(network_spec(4, 3)).predict(np.zeros(shape))


def test_that_equal_units_stay_equal_which_is_why_the_start_is_random() -> None:
    spec = network_spec(4, 6, 3, initializer="zeros")
    labels = np.array([0, 1, 2, 0])
    data = Dataset("d", "D", Split(np.eye(4), labels), None, None, ("a", "b", "c"), None, 1.0, "Made for the tests.")
    trainer = Trainer(experiment(spec, batch_size=None, learning_rate=1.0), data)
    trainer.network.layers[0].weight[...] = 0.5
    trainer.network.layers[1].weight[...] = np.array([0.1, -0.2, 0.3])
    for _ in range(2):
        trainer.step()
    weight = trainer.network.layers[0].weight
    assert np.ptp(weight, axis=1).max() == 0.0 and weight[0, 0] != 0.5


def drawn_masks(seed: int | None) -> list[np.ndarray]:
    """The masks that the network draws with this seed: of the inputs, then layer after layer; ones without a seed."""
    shapes, rates = [(7, 4), (7, 6), (7, 5), (7, 3)], [0.3, 0.25, 0.25, 0.0]
    masks = [np.ones(shape) for shape in shapes]
    if seed is not None:
        rng = np.random.default_rng(seed)
        for mask, rate in zip(masks, rates, strict=True):
            if rate:
                draw_mask(rate, mask, rng)
    return masks


def assert_close(array: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(array, expected, rtol=1e-11, atol=1e-14)
