"""The microscope: a recorded step is the engine's own, is explained to the last digit, and touches no training."""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.arrays import Floats
from engine.datasets import Dataset, Split, load_dataset
from engine.errors import EngineError
from engine.events import BatchDone
from engine.experiments import find_experiment
from engine.labs import microscope
from engine.labs.microscope import record_step
from engine.labs.source_lines import line_with
from engine.labs.step_account import account_of
from engine.labs.step_recording import PHASES, Cell, Recording, chosen, place_of, weight_cell
from engine.network import Network, parameters_on
from engine.optimizers import OPTIMIZERS
from engine.places import BIAS, WeightPlace
from engine.spec import NetworkSpec
from engine.trainer import Trainer
from engine.workspace import Workspace
from tests.engine import test_network as worked
from tests.helpers.small_runs import blobs, curve, everything, experiment, network_spec

WIDE = network_spec(5, 6, 4, 3, activation="sigmoid")
DROPPING = network_spec(5, 6, 4, 3, activation="gelu", dropout=0.4, input_dropout=0.3)
SIGMOIDS = network_spec(5, 4, 3, loss="sigmoid_cross_entropy", reduction="sum", scale=0.5)
SQUARES = network_spec(5, 4, 3, activation="silu", last="sigmoid", loss="squared_error")


def trained(network: NetworkSpec = WIDE, *, steps: int = 0, dataset: Dataset | None = None, **training: Any) -> Trainer:
    """A trainer on small data after so many steps, so that its optimiser remembers something."""
    spec = experiment(network, learning_rate=0.3, epochs=100, **training)
    trainer = Trainer(spec, dataset or blobs(40, held_out=0))
    while trainer.steps < steps:
        trainer.step()
    return trainer


def hand_example() -> Trainer:
    """The worked example 2-3-2 of the tests of the network."""
    split = Split(worked.X, targets=worked.WANTED)
    dataset = Dataset("hand", "Hand", split, None, None, (), None, 1.0, "Made for the tests.")
    trainer = Trainer(experiment(worked.HAND_SPEC, batch_size=None, learning_rate=0.5), dataset)
    trainer.network.parameters[...] = worked.hand_network().parameters
    return trainer


def cells(recording: Recording) -> list[Cell]:
    """Every cell of every array that an operation made."""
    return [
        Cell(operation.name, row, column)
        for operation in recording.operations
        for row, column in np.ndindex(operation.array.shape)
    ]


# The step is the engine's.


def test_that_the_worked_example_appears_number_for_number() -> None:
    recording = record_step(hand_example())
    expected = {
        "x": worked.X.tolist(),
        "y": worked.WANTED.tolist(),
        "layers.0.weight": worked.WEIGHT_0.tolist(),
        "layers.1.bias": [worked.BIAS_1.tolist()],
        "layers.0.z": [[2.0, 1.5, -1.25]],
        "layers.0.a": [[2.0, 1.5, 0.0]],
        "layers.1.z": [[2.75, -1.75]],
        "layers.1.a": [[2.75, -1.75]],
        "loss.error": [[0.75, -0.75]],
        "loss.value": [[0.5625]],
        "loss.d_a": [[0.75, -0.75]],
        "layers.1.d_z": [[0.75, -0.75]],
        "layers.1.d_weight": [[1.5, -1.5], [1.125, -1.125], [0.0, 0.0]],
        "layers.1.d_bias": [[0.75, -0.75]],
        "layers.1.d_x": [[1.125, 0.375, -0.75]],
        "layers.0.d_z": [[1.125, 0.375, 0.0]],
        "layers.0.d_weight": [[1.125, 0.375, 0.0], [2.25, 0.75, 0.0]],
        "layers.0.d_bias": [[1.125, 0.375, 0.0]],
        "layers.0.weight.after": [[0.4375, -1.1875, 0.5], [-0.625, 0.625, -1.0]],
        "layers.1.weight.after": [[-0.25, -0.25], [0.4375, 1.0625], [2.0, 3.0]],
        "layers.1.bias.after": [[-0.125, -0.125]],
    }
    assert {name: recording.arrays[name].tolist() for name in expected} == expected


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_that_the_next_step_of_the_training_makes_the_recorded_bits(optimizer: str) -> None:
    trainer = trained(
        DROPPING, steps=3, optimizer=optimizer, batch_size=None, l2=0.01, l1=0.02, weight_decay=0.1, clip_norm=0.2
    )
    recording = record_step(trainer)
    while not isinstance(trainer.step(), BatchDone):
        pass
    for i, layer in enumerate(trainer.network.layers):
        assert recording.arrays[f"layers.{i}.weight.after"].tobytes() == layer.weight.tobytes()
        assert layer.bias is not None
        assert recording.arrays[f"layers.{i}.bias.after"].tobytes() == layer.bias.tobytes()
    for name, slot in trainer.descent.slots.items():
        for i, layer_slot in enumerate(parameters_on(DROPPING, slot)):
            assert recording.arrays[f"layers.{i}.weight.{name}.after"].tobytes() == layer_slot.weight.tobytes()


@pytest.mark.parametrize("network", [DROPPING, replace(WIDE, dtype="float32")], ids=["dropout", "float32"])
def test_that_recording_and_walking_through_it_a_thousand_times_leaves_every_bit_of_the_training(
    network: NetworkSpec,
) -> None:
    trainer = trained(network, steps=2, optimizer="adam", batch_size=7)
    before = everything(trainer)
    recording = record_step(trainer)
    arrays = {name: array.tobytes() for name, array in recording.arrays.items()}
    last = len(recording.operations) - 1
    for step in range(1000):
        operation = recording.operations[abs(last - step % (2 * last))]
        account_of(recording, Cell(operation.name, 0, 0))
    assert everything(trainer) == before
    assert {name: array.tobytes() for name, array in recording.arrays.items()} == arrays
    assert not any(array.flags.writeable for array in recording.arrays.values())


def test_that_chosen_rows_are_learnt_from_and_none_stands_for_the_first_batch() -> None:
    trainer = trained(batch_size=7)
    assert record_step(trainer).rows == tuple(range(7))
    recording = record_step(trainer, (5, 3))
    assert recording.rows == (5, 3) and recording.row_count == 40 and recording.batch_rows == 7
    assert recording.arrays["x"].tolist() == trainer.dataset.train.x[[5, 3]].tolist()
    labels = trainer.dataset.train.labels
    assert labels is not None and recording.arrays["y"].argmax(axis=1).tolist() == labels[[5, 3]].tolist()


def test_that_a_batch_is_averaged_over_its_own_rows() -> None:
    assert record_step(trained(), (1, 2, 4, 6)).arrays["factor"].tolist() == [[0.25]]


# Every number is explained.


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_that_the_account_of_every_number_adds_up_with_every_optimizer(optimizer: str) -> None:
    trainer = trained(steps=3, optimizer=optimizer, l2=0.01, l1=0.02, weight_decay=0.1, clip_norm=0.2)
    assert_all_add_up(record_step(trainer, (0, 3, 8, 9)))


@pytest.mark.parametrize(
    "network", [WIDE, DROPPING, SIGMOIDS, SQUARES], ids=["softmax", "dropout", "logits", "squares"]
)
def test_that_the_account_of_every_number_adds_up_in_every_network(network: NetworkSpec) -> None:
    assert_all_add_up(record_step(trained(network, steps=1), (0, 3, 8, 9)))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_that_the_account_of_every_number_adds_up_with_every_activation(activation: str) -> None:
    assert_all_add_up(record_step(trained(network_spec(5, 4, 3, activation=activation)), (0, 3)))


def test_that_it_adds_up_for_values_without_biases() -> None:
    network = network_spec(2, 4, 2, loss="squared_error", bias=False)
    recording = record_step(trained(network, dataset=curve()))
    assert not any("bias" in operation.name for operation in recording.operations)
    assert_all_add_up(recording)


def assert_all_add_up(recording: Recording) -> None:
    for cell in cells(recording):
        account = account_of(recording, cell)
        assert account is not None and account.value == recording.value(cell)
        assert account.total == pytest.approx(account.value, rel=1e-12, abs=1e-13), (cell, account)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_that_the_move_of_a_weight_can_be_followed_back_to_what_was_given(optimizer: str) -> None:
    recording = record_step(trained(steps=2, optimizer=optimizer), (0, 3, 8))
    place = WeightPlace(0, 2, 1)
    account = account_of(recording, weight_cell(place, ".update"))
    assert account is not None
    before, after = (recording.value(weight_cell(place, what)) for what in ("", ".after"))
    assert before - account.total == pytest.approx(after, rel=1e-12, abs=1e-12)
    met: set[str] = set()
    waiting = [account.cell]
    while waiting:
        cell = waiting.pop()
        if cell.name in met:
            continue
        met.add(cell.name)
        known = account_of(recording, cell)
        for summand in known.summands if known else ():
            waiting += [origin for factor in summand.factors for origin in factor.origins]
    slots = {f"layers.0.weight.{name}{what}" for name in OPTIMIZERS[optimizer].slot_names for what in ("", ".after")}
    assert met >= {"x", "y", "layers.0.d_weight", "layers.0.d_z", "layers.1.weight", "loss.d_a", "loss.p", *slots}


def test_that_the_gradient_of_a_weight_names_its_factors_row_by_row() -> None:
    recording = record_step(trained(), (0, 3))
    account = account_of(recording, Cell("layers.1.d_weight", 4, 2))
    assert account is not None and account.symbol == "d_W₂[4,2]"
    assert account.operation.formula == "d_W₂ = a₁ᵀ · d_z₂"
    assert [[factor.symbol for factor in summand.factors] for summand in account.summands] == [
        ["a₁[0,4]", "d_z₂[0,2]"],
        ["a₁[1,4]", "d_z₂[1,2]"],
    ]
    assert account.summands[1].factors[0].origins == (Cell("layers.0.a", 1, 4),)


def test_that_what_was_given_has_no_account_and_no_cell_outside_has() -> None:
    recording = record_step(trained(), (0,))
    for cell in (Cell("x", 0, 0), Cell("layers.0.z", 1, 0), Cell("layers.0.z", 0, -1), Cell("nothing", 0, 0)):
        assert account_of(recording, cell) is None


def test_that_the_recorded_slopes_agree_with_central_differences() -> None:
    trainer = trained(SIGMOIDS)
    rows = (0, 3, 8)
    recording = record_step(trainer, rows)
    shift = 1e-5
    for i, layer in enumerate(trainer.network.layers):
        for place in np.ndindex(layer.weight.shape):
            losses = []
            for sign in (1.0, -1.0):
                other = trained(SIGMOIDS)
                other.network.layers[i].weight[place] += sign * shift
                losses.append(float(record_step(other, rows).arrays["loss.value"][0, 0]))
            numeric = (losses[0] - losses[1]) / (2 * shift)
            assert recording.arrays[f"layers.{i}.d_weight"][place] == pytest.approx(numeric, rel=1e-8, abs=1e-8)


# What is said of an operation.


def test_that_formulas_are_written_with_the_letters_of_the_network() -> None:
    recording = record_step(trained(DROPPING, steps=1, optimizer="momentum", clip_norm=0.1), (0, 1))
    formulas = {operation.name: operation.formula for operation in recording.operations}
    expected = {
        "input.dropped": "h₀ = x ∘ mask₀",
        "layers.0.z": "z₁ = h₀ · W₁ + b₁",
        "layers.0.a": "a₁ = gelu(z₁)",
        "layers.2.a": "a₃ = z₃",
        "loss.p": "p = softmax(a₃)",
        "loss.d_a": "d_a₃ = c · (p − y)",
        "layers.2.d_z": "d_z₃ = d_a₃",
        "layers.1.d_x": "d_h₁ = d_z₂ · W₂ᵀ",
        "layers.0.d_z": "d_z₁ = d_h₁ ∘ mask₁ ∘ f′(z₁)",
        "layers.0.d_weight": "d_W₁ = h₀ᵀ · d_z₁",
        "layers.0.weight.clipped": "d_W₁ᶜ = k · d_W₁",
        "layers.0.weight.velocity.after": "v′(W₁) = μ · v(W₁) + d_W₁ᶜ",
        "layers.0.weight.update": "ΔW₁ = η · v′(W₁)",
        "layers.0.weight.after": "W₁′ = W₁ − ΔW₁",
    }
    assert {name: formulas[name] for name in expected} == expected


@pytest.mark.parametrize(
    "network", [WIDE, DROPPING, SIGMOIDS, SQUARES], ids=["softmax", "dropout", "logits", "squares"]
)
def test_that_operands_are_there_before_they_are_read_and_phases_follow_each_other(network: NetworkSpec) -> None:
    recording = record_step(trained(network, steps=1, optimizer="adamw", weight_decay=0.1, l2=0.1, clip_norm=0.1), (0,))
    made_by = {operation.name: i for i, operation in enumerate(recording.operations)}
    for i, operation in enumerate(recording.operations):
        for operand in operation.operands:
            assert operand.name in recording.arrays
            assert made_by.get(operand.name, -1) < i
    phases = [PHASES.index(operation.phase) for operation in recording.operations]
    assert phases == sorted(phases)


# The lines of code.

QUOTED = {
    "dropped": "np.multiply(",
    "z": "a = x.dot(layer.weight, own.a)",
    "a": "layer.activation.forward(a, own.scratch)",
    "p": "np.divide(d, total, out=d)",
    "d_a": "np.multiply(d, factor, out=d)",
    "value": "network.loss.value_and_gradient(output",
    "d_z": "layer.activation.backward(own.a, d, own.scratch)",
    "d_weight": "incoming.T.dot(d, wanted.weight)",
    "d_bias": "buffers.ones.dot(d, wanted.bias)",
    "d_x": "d.dot(layer.weight_t, d_incoming)",
    "penalized": "wanted.weight += training.l2 * layer.weight",
    "clipped": "self._clip(norms, training.clip_norm)",
    "mean": "self.descent.step(",
    "square": "self.descent.step(",
    "update": "self.descent.step(",
    "after": "self.descent.step(",
}
DELEGATED = {
    "a": "def forward(",
    "d_z": "def backward(",
    "value": "np.log(total).sum(dtype=np.float64) - logit_of_true",
    "mean": "np.add(mean, scratch, out=mean)",
    "square": "np.add(square, scratch, out=square)",
    "update": "np.multiply(gradient, rate",
    "after": "np.subtract(block.parameters, block.gradient, out=block.parameters)",
}


def full_recording() -> Recording:
    return record_step(trained(DROPPING, steps=1, optimizer="adam", l2=0.1, clip_norm=0.1), (0, 1))


def test_that_the_quoted_lines_are_those_that_did_it() -> None:
    kinds = set()
    for operation in full_recording().operations:
        kinds.add(operation.kind)
        assert QUOTED[operation.kind] in operation.source[0].marked_text, operation.name
        if operation.kind in DELEGATED:
            assert DELEGATED[operation.kind] in "\n".join(operation.source[-1].lines), operation.name
    assert kinds == set(QUOTED)
    for spec, text in (
        (SQUARES, "np.subtract(output, target, out=d)"),
        (SIGMOIDS, "np.copyto(d, self.predict(output))"),
    ):
        assert (
            text
            in next(own for own in record_step(trained(spec), (0,)).operations if own.phase == "loss")
            .source[0]
            .marked_text
        )


def test_that_the_quoted_lines_stand_so_in_the_file() -> None:
    root = inspect.getfile(microscope).rsplit("engine", 1)[0]
    for operation in full_recording().operations:
        for excerpt in operation.source:
            with open(root + excerpt.file, encoding="utf-8") as file:
                lines = file.read().split("\n")
            stop = excerpt.first + len(excerpt.lines)
            there = lines[excerpt.first - 1 : stop - 1]
            assert [line.strip() for line in there] == [line.strip() for line in excerpt.lines]
            assert excerpt.first <= excerpt.marked[0] <= excerpt.marked[1] < stop


def test_that_the_quoted_lines_lie_between_the_call_before_and_the_observers_call() -> None:
    """By the running code itself: where the observer is called from, and nothing told between there and the quote."""
    calls: list[tuple[str, int]] = []

    def observer(name: str, array: Floats) -> None:
        frame = sys._getframe(1)
        calls.append((name, frame.f_lineno))

    network, rng = Network(WIDE), np.random.default_rng(0)
    network.parameters[...] = rng.normal(size=WIDE.parameter_count)
    network.forward(rng.normal(size=(2, 5)), Workspace(WIDE, 2).buffers(2), observer=observer)
    told = dict(calls)
    recording = record_step(trained(), (0, 1))
    for operation in recording.operations:
        if operation.name in told:
            _, last = operation.source[0].marked
            assert last < told[operation.name]
            assert not any(last < line < told[operation.name] for line in told.values())


def test_that_a_line_that_is_not_there_quotes_the_whole_function() -> None:
    assert "np.add(x, y" not in line_with(record_step, "np.add(x, y").marked_text
    assert "_Recorder(trainer, taken, batch).record()" in line_with(record_step, "no such line").marked_text


# The edges.


@pytest.mark.parametrize("rows", [(), (40,), (-1,), tuple(range(40)) * 30])
def test_that_impossible_rows_are_refused_in_words(rows: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match="rows"):
        record_step(trained(), rows)


def test_that_a_network_with_too_many_parameters_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microscope, "MOST_PARAMETERS", 10)
    with pytest.raises(EngineError, match="fewer units"):
        record_step(trained(), (0,))


def test_that_a_step_whose_numbers_run_out_of_range_has_no_update_but_can_be_looked_at() -> None:
    trainer = trained(network_spec(5, 6, 3, activation="relu"))
    trainer.network.parameters[...] = 1e200
    recording = record_step(trainer, (0, 1))
    assert recording.divergence is not None
    assert {operation.phase for operation in recording.operations} == {"forward", "loss", "backward"}
    for cell in cells(recording):
        account_of(recording, cell)


def test_that_the_articles_network_with_four_rows_and_no_bias_is_recorded() -> None:
    spec = find_experiment("xor").spec
    recording = record_step(Trainer(spec, load_dataset("xor")))
    assert [recording.arrays[name].shape for name in ("x", "layers.0.z", "layers.1.a", "loss.value")] == [
        (4, 3),
        (4, 4),
        (4, 1),
        (1, 1),
    ]


def test_that_rows_of_a_large_array_are_chosen_evenly_and_a_small_one_is_whole() -> None:
    assert chosen(5, 64).tolist() == [0, 1, 2, 3, 4]
    large = chosen(784, 64)
    assert len(large) == 64 and len(set(large)) == 64 and large.min() >= 0 and large.max() < 784
    assert np.ptp(np.diff(large)) <= 1


def test_that_a_weights_place_and_its_cells_belong_together() -> None:
    recording = record_step(trained(optimizer="momentum"), (0,))
    for place in (WeightPlace(1, 2, 3), WeightPlace(0, BIAS, 4)):
        assert recording.has_weight(place)
        for what in ("", ".update", ".after", ".velocity.after"):
            cell = weight_cell(place, what)
            assert cell.name in recording.arrays and place_of(cell) == place
    assert place_of(Cell("layers.1.d_weight", 2, 3)) == WeightPlace(1, 2, 3)
    assert place_of(Cell("layers.1.d_bias", 0, 3)) == WeightPlace(1, BIAS, 3)
    assert place_of(Cell("layers.1.z", 2, 3)) is None and place_of(Cell("x", 2, 3)) is None
    for nowhere in (WeightPlace(3, 0, 0), WeightPlace(-1, 0, 0), WeightPlace(0, 5, 0), WeightPlace(0, 0, 6)):
        assert not recording.has_weight(nowhere)
