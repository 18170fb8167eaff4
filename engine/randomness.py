"""The four random streams of a run, all from one seed, so that the same seed gives the same bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Generators:
    """One stream a purpose: drawing for one never shifts another.

    Attributes:
        start: The initial weights.
        order: The order of the rows, a permutation an epoch.
        dropout: Which units are dropped.
        augmentation: How the training images are changed.
    """

    start: np.random.Generator
    order: np.random.Generator
    dropout: np.random.Generator
    augmentation: np.random.Generator


def make_generators(seed: int, start_stream: str) -> Generators:
    """The streams of `seed`; `start_stream` as `ExperimentSpec.start_stream` says."""
    children = np.random.SeedSequence(seed).spawn(4)
    start, order, dropout, augmentation = (np.random.default_rng(child) for child in children)
    if start_stream == "randomstate":
        bits: np.random.BitGenerator = np.random.MT19937()
        bits.state = np.random.RandomState(seed).get_state(legacy=False)
        start = np.random.Generator(bits)
    return Generators(start, order, dropout, augmentation)


def state_of(generator: np.random.Generator) -> dict[str, Any]:
    """The generator's state as plain JSON values."""
    return plain_state(generator.bit_generator.state)


def plain_state(state: Any) -> dict[str, Any]:
    """A bit generator's state with its large integers as text, which JSON readers elsewhere would round."""
    return {**state, "state": {key: str(value) for key, value in state["state"].items()}}


def restore_generator(generator: np.random.Generator, state: dict[str, Any]) -> None:
    """Put a generator of the same kind back to where `state_of` saw it.

    Raises:
        ValueError, KeyError, TypeError: The state is of another kind or damaged.
    """
    generator.bit_generator.state = {
        **state,
        "state": {key: int(value) for key, value in state["state"].items()},
    }
