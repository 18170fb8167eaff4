"""Specs: what cannot be built cannot be made, and what can travels through JSON unchanged."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.errors import SpecError
from engine.experiments import EXPERIMENTS
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES, REDUCTIONS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.spec import (
    DTYPES,
    MAX_LAYERS,
    MAX_SEED,
    MAX_UNITS,
    SCALINGS,
    START_STREAMS,
    ExperimentSpec,
    InitializerSpec,
    LayerSpec,
    LossSpec,
    NetworkSpec,
    ScheduleSpec,
    TrainingSpec,
    parse_value,
)
from tests.helpers.small_runs import experiment, network_spec

SPEC = experiment(network_spec(5, 6, 4, 3, dropout=0.2))

rates = st.floats(0.0, 1.0, exclude_max=True)
initializer_specs = st.builds(
    InitializerSpec, name=st.sampled_from(sorted(INITIALIZERS)), scale=st.none() | st.floats(0.0, 1e6)
)


def layer_specs(*, output: bool = False, identity: bool = False) -> st.SearchStrategy[LayerSpec]:
    return st.builds(
        LayerSpec,
        units=st.integers(1, 1_000),
        activation=st.just("identity") if identity else st.sampled_from(sorted(ACTIVATIONS)),
        dropout=st.just(0.0) if output else rates,
        bias=st.booleans(),
        initializer=initializer_specs,
        bias_start=st.floats(-1e6, 1e6),
    )


@st.composite
def network_specs(draw: st.DrawFn) -> NetworkSpec:
    loss = draw(
        st.builds(
            LossSpec,
            name=st.sampled_from(sorted(LOSSES)),
            reduction=st.sampled_from(REDUCTIONS),
            scale=st.floats(0.0, 1e6, exclude_min=True),
        )
    )
    hidden = draw(st.lists(layer_specs(), max_size=4))
    last = draw(layer_specs(output=True, identity=LOSSES[loss.name].needs_identity))
    inputs, dtype = draw(st.integers(1, MAX_UNITS)), draw(st.sampled_from(DTYPES))
    return NetworkSpec(inputs, (*hidden, last), loss, draw(rates), dtype)


training_specs = st.builds(
    TrainingSpec,
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    learning_rate=st.floats(1e-7, 1e6),
    batch_size=st.none() | st.integers(1, 10_000_000),
    epochs=st.integers(1, 10_000_000),
    schedule=st.builds(
        ScheduleSpec,
        name=st.sampled_from(sorted(SCHEDULES)),
        every=st.floats(0.0, 1e7, exclude_min=True),
        factor=st.floats(0.0, 10.0),
    ),
    l1=st.floats(0.0, 1e3),
    l2=st.floats(0.0, 1e3),
    weight_decay=st.floats(0.0, 1e3),
    clip_norm=st.none() | st.floats(0.0, 1e6, exclude_min=True),
    patience=st.none() | st.integers(1, 10_000_000),
    momentum=rates,
    beta1=rates,
    beta2=rates,
    epsilon=st.floats(1e-30, 1.0),
    record_every=st.integers(1, 10_000_000),
)
experiment_specs = st.builds(
    ExperimentSpec,
    name=st.text(min_size=1).filter(str.strip),
    dataset=st.text(),
    network=network_specs(),
    training=training_specs,
    scaling=st.sampled_from(SCALINGS),
    seed=st.integers(0, MAX_SEED),
    start_stream=st.sampled_from(START_STREAMS),
)


@given(experiment_specs)
def test_that_every_valid_spec_comes_back_from_json_equal(spec: ExperimentSpec) -> None:
    text = json.dumps(spec.to_json(), allow_nan=False)
    assert ExperimentSpec.from_json(json.loads(text)) == spec


@given(experiment_specs)
def test_that_sizes_and_counts_belong_together(spec: ExperimentSpec) -> None:
    network = spec.network
    assert len(network.sizes) == len(network.layers) + 1
    assert network.outputs == network.sizes[-1]
    expected = sum(
        a * b + (b if layer.bias else 0)
        for a, b, layer in zip(network.sizes, network.sizes[1:], network.layers, strict=False)
    )
    assert network.parameter_count == expected


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_that_every_named_experiment_comes_back_from_json_equal(name: str) -> None:
    spec = EXPERIMENTS[name].spec
    assert ExperimentSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


def test_that_a_spec_cannot_be_changed_behind_its_checks() -> None:
    with pytest.raises(FrozenInstanceError):
        SPEC.network.layers[0].units = 0


HUGE = 10**400
BAD: list[tuple[str, Any, str]] = [
    ("name", "", "needs a name"),
    ("name", "  ", "needs a name"),
    ("dataset", 3, "must be a text"),
    ("scaling", "globl", "did you mean 'global'"),
    ("seed", -1, "at least 0"),
    ("seed", 2**32, "at most"),
    ("seed", 0.5, "whole number"),
    ("start_stream", "random", "no start stream"),
    ("network", None, "must be an object"),
    ("network.inputs", 0, "at least 1"),
    ("network.inputs", 100_001, "at most 100000"),
    ("network.dtype", "float16", "no dtype 'float16'"),
    ("network.input_dropout", 1.0, "below 1"),
    ("network.input_dropout", -0.1, "at least 0"),
    ("network.loss", "squared_error", "must be an object"),
    ("network.loss.name", "cross_entropy", "did you mean 'softmax_cross_entropy'"),
    ("network.loss.reduction", "median", "no reduction"),
    ("network.loss.scale", 0.0, "above 0"),
    ("network.loss.scale", math.nan, "above 0"),
    ("network.layers", [], "between 1 and 64"),
    ("network.layers", [{"units": 3, "activation": "identity"}] * 65, "between 1 and 64"),
    ("network.layers", 3, "must be a list"),
    ("network.layers.0", 3, "must be an object"),
    ("network.layers.0.units", 0, "at least 1"),
    ("network.layers.0.units", 2.5, "whole number"),
    ("network.layers.0.units", "", "whole number"),
    ("network.layers.1.units", HUGE, "too large"),
    ("network.layers.0.activation", "rleu", "did you mean 'relu'"),
    ("network.layers.0.dropout", 1.0, "below 1"),
    ("network.layers.1.dropout", math.nan, "below 1"),
    ("network.layers.0.bias", 0, "true or false"),
    ("network.layers.0.bias_start", math.inf, "at most"),
    ("network.layers.0.initializer", "he", "must be an object"),
    ("network.layers.0.initializer.name", "hee", "did you mean 'he'"),
    ("network.layers.0.initializer.scale", -1.0, "at least 0"),
    ("network.layers.2.dropout", 0.1, "output layer cannot drop"),
    ("network.layers.2.activation", "relu", "set its activation to identity"),
    ("training.optimizer", "adm", "did you mean 'adam'"),
    ("training.learning_rate", 0.0, "at least 1e-07"),
    ("training.learning_rate", 1e7, "at most 1e\\+06"),
    ("training.learning_rate", "fast", "must be a number, not 'fast'"),
    ("training.learning_rate", math.nan, "at least"),
    ("training.learning_rate", HUGE, "too large"),
    ("training.batch_size", 0, "at least 1"),
    ("training.batch_size", 1.5, "whole number"),
    ("training.epochs", 0, "at least 1"),
    ("training.epochs", None, "whole number"),
    ("training.epochs", HUGE, "too large"),
    ("training.l1", -1e-9, "at least 0"),
    ("training.l2", -1e-9, "at least 0"),
    ("training.weight_decay", -1e-9, "at least 0"),
    ("training.clip_norm", 0.0, "above 0"),
    ("training.patience", 0, "at least 1"),
    ("training.schedule", "cosine", "must be an object"),
    ("training.schedule.name", "cosin", "did you mean 'cosine'"),
    ("training.schedule.every", 0.0, "above 0"),
    ("training.schedule.factor", -0.1, "at least 0"),
    ("training.momentum", 1.0, "below 1"),
    ("training.beta1", 1.0, "below 1"),
    ("training.beta2", -0.1, "at least 0"),
    ("training.epsilon", 0.0, "at least 1e-30"),
    ("training.record_every", 0, "at least 1"),
]


@pytest.mark.parametrize(
    ("path", "value", "sentence"), BAD, ids=[f"{path}={str(value)[:20]}" for path, value, _ in BAD]
)
def test_that_every_impossible_entry_names_its_own_path(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        SPEC.with_value(path, value)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("path", "wrong", "nearest"),
    [
        ("", "traning", "training"),
        ("training", "learnin_rate", "learning_rate"),
        ("network", "input", "inputs"),
        ("network.layers.1", "unit", "units"),
        ("network.layers.0.initializer", "nam", "name"),
        ("network.loss", "reductoin", "reduction"),
    ],
)
def test_that_an_unknown_key_names_the_nearest_one(path: str, wrong: str, nearest: str) -> None:
    document = SPEC.to_json()
    place: Any = document
    for part in filter(None, path.split(".")):
        place = place[int(part) if isinstance(place, list) else part]
    place[wrong] = 1
    with pytest.raises(SpecError, match=f"did you mean '{nearest}'") as caught:
        ExperimentSpec.from_json(document)
    assert caught.value.path == (f"{path}.{wrong}" if path else wrong)


@pytest.mark.parametrize("entry", ["name", "dataset", "network"])
def test_that_what_has_no_default_must_be_there(entry: str) -> None:
    document = SPEC.to_json()
    del document[entry]
    with pytest.raises(SpecError, match="is missing") as caught:
        ExperimentSpec.from_json(document)
    assert caught.value.path == entry


def test_that_a_design_in_code_is_checked_like_one_from_a_file() -> None:
    with pytest.raises(SpecError) as caught:
        replace(SPEC.training, learning_rate=-1.0)
    assert caught.value.path == "learning_rate"


def test_that_the_most_layers_are_legal() -> None:
    layers = tuple(LayerSpec(1) for _ in range(MAX_LAYERS - 1))
    assert len(NetworkSpec(1, (*layers, LayerSpec(1, "identity"))).layers) == MAX_LAYERS


def test_that_squared_error_allows_any_last_activation() -> None:
    for activation in ACTIVATIONS:
        NetworkSpec(2, (LayerSpec(1, activation),), LossSpec("squared_error"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("seed", 7),
        ("training.batch_size", None),
        ("training.learning_rate", 3),
        ("network.layers.1.units", 40),
        ("network.layers.0.initializer.scale", 2.0),
        ("network.loss.reduction", "sum"),
    ],
)
def test_that_one_changed_value_moves_nothing_else(path: str, value: Any) -> None:
    changed = SPEC.with_value(path, value)
    expected = SPEC.to_json()
    place: Any = expected
    *parents, last = path.split(".")
    for part in parents:
        place = place[int(part) if isinstance(place, list) else part]
    place[last] = value
    assert changed.to_json() == expected
    assert SPEC.with_value("seed", 0) == SPEC


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("", "no entry ''"),
        ("lerning_rate", "no entry"),
        ("training.learning_rat", "did you mean 'learning_rate'"),
        ("training.learning_rate.x", "no entry"),
        ("training.", "no entry"),
        ("network.layers.3.units", "the list has 3 entries, counted from 0"),
        ("network.layers.-1.units", "the list has 3 entries"),
        ("network.layers.first.units", "the list has 3 entries"),
        ("network.layers.².units", "the list has 3 entries"),
        ("network.layers.00.units", "the list has 3 entries"),
        ("network.sizes", "no entry"),
    ],
)
def test_that_a_path_to_nowhere_is_refused(path: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        SPEC.with_value(path, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("0.1", 0.1),
        ("1e-3", 1e-3),
        ("null", None),
        ("true", True),
        ('"3"', "3"),
        ("[1, 2]", [1, 2]),
        ("relu", "relu"),
        ("", ""),
        ("1,5", "1,5"),
        ("{", "{"),
    ],
)
def test_that_a_typed_value_is_json_where_it_is_json(text: str, value: Any) -> None:
    assert parse_value(text) == value and type(parse_value(text)) is type(value)


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 100_000], ids=["digits", "brackets"])
def test_that_a_typed_value_no_parser_takes_is_a_text(text: str) -> None:
    assert parse_value(text) == text


def test_that_an_initializer_without_scale_takes_its_own() -> None:
    assert InitializerSpec("normal").effective_scale == 0.01
    assert InitializerSpec("he").effective_scale == 1.0
    assert InitializerSpec("normal", 0.5).effective_scale == 0.5
    assert InitializerSpec("normal", 0.0).effective_scale == 0.0
