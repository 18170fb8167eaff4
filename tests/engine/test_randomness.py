"""Three streams from one seed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.randomness import make_generators, restore_generator, state_of

STREAMS = ("start", "order", "dropout")


def numbers(seed: int, stream: str, start_stream: str = "spawned") -> list[float]:
    return getattr(make_generators(seed, start_stream), stream).random(5).tolist()


@pytest.mark.parametrize("stream", STREAMS)
def test_that_the_seed_alone_decides_a_stream(stream: str) -> None:
    assert numbers(3, stream) == numbers(3, stream)
    assert numbers(3, stream) != numbers(4, stream)


def test_that_the_three_streams_differ() -> None:
    assert len({tuple(numbers(0, stream)) for stream in STREAMS}) == 3


def test_that_the_streams_are_those_spawned_from_the_seed() -> None:
    children = np.random.SeedSequence(11).spawn(3)
    for stream, child in zip(STREAMS, children, strict=True):
        assert numbers(11, stream) == np.random.default_rng(child).random(5).tolist()


def test_that_drawing_from_one_stream_shifts_no_other() -> None:
    generators = make_generators(0, "spawned")
    generators.start.random(1000)
    generators.dropout.bit_generator.random_raw(7)
    assert generators.order.random(5).tolist() == numbers(0, "order")


@pytest.mark.parametrize("seed", [0, 1, 42, 2**32 - 1])
def test_that_the_legacy_stream_gives_the_uniforms_of_random_state(seed: int) -> None:
    found = make_generators(seed, "randomstate").start.uniform(-1.0, 1.0, (3, 4))
    np.testing.assert_array_equal(found, np.random.RandomState(seed).uniform(-1.0, 1.0, (3, 4)))
    # The form in which the articles write it.
    np.testing.assert_array_equal(found, 2 * np.random.RandomState(seed).random((3, 4)) - 1)


def test_that_the_legacy_stream_is_for_the_start_only() -> None:
    for stream in ("order", "dropout"):
        assert numbers(1, stream, "randomstate") == numbers(1, stream)


def test_that_numpys_global_stream_is_not_touched() -> None:
    before = np.random.get_state()[1].copy()
    make_generators(5, "randomstate").start.random(10)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("drawn", ["nothing", "floats", "an odd number of small integers"])
def test_that_a_state_survives_json_and_goes_on_with_the_same_numbers(drawn: str) -> None:
    generator = np.random.default_rng(0)
    if drawn == "floats":
        generator.random(3)
    elif drawn == "an odd number of small integers":
        generator.integers(0, 10, 3, dtype=np.int32)
    state = json.loads(json.dumps(state_of(generator)))
    other = np.random.default_rng(99)
    restore_generator(other, state)
    assert (
        other.integers(0, 1000, 7, dtype=np.int32).tolist() == generator.integers(0, 1000, 7, dtype=np.int32).tolist()
    )
    assert other.permutation(20).tolist() == generator.permutation(20).tolist()


def test_that_large_integers_are_text_which_no_reader_rounds() -> None:
    state = state_of(np.random.default_rng(0))
    assert all(isinstance(value, str) for value in state["state"].values())


def test_that_the_state_of_another_kind_of_generator_is_refused() -> None:
    state = {**state_of(np.random.default_rng(0)), "bit_generator": "SFC64"}
    with pytest.raises((ValueError, KeyError, TypeError)):
        restore_generator(np.random.default_rng(0), state)
