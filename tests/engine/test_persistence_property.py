"""Any network that can be designed comes back from its file bit for bit, however its arrays lie in memory."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.checkpoint import Checkpoint, take_checkpoint
from engine.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.persistence import load, save
from engine.spec import ExperimentSpec, InitializerSpec, LayerSpec, LossSpec, NetworkSpec, TrainingSpec
from engine.trainer import Trainer
from tests.engine.test_persistence import comparable
from tests.helpers.small_runs import blobs, events

ORDERS = ("as it is", "transposed", "sliced", "reversed")
# Zeros of both signs, the smallest and the largest numbers there are, and what lies between.
EXTREMES = (0.0, -0.0, 5e-324, -1e-45, 3.4e38, -3.4e38, 1.0, 1e-7)


@st.composite
def specs(draw: st.DrawFn) -> ExperimentSpec:
    hidden = tuple(
        LayerSpec(
            draw(st.integers(1, 7)),
            draw(st.sampled_from(sorted(ACTIVATIONS))),
            dropout=draw(st.sampled_from([0.0, 0.3])),
            bias=draw(st.booleans()),
            initializer=InitializerSpec(draw(st.sampled_from(sorted(INITIALIZERS)))),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    output = LayerSpec(3, "identity", bias=draw(st.booleans()))
    network = NetworkSpec(
        5,
        (*hidden, output),
        LossSpec("softmax_cross_entropy"),
        draw(st.sampled_from([0.0, 0.2])),
        draw(st.sampled_from(["float32", "float64"])),
    )
    training = TrainingSpec(
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))),
        learning_rate=1e-3,
        batch_size=draw(st.sampled_from([None, 7])),
        patience=draw(st.sampled_from([None, 3])),
        record_every=1,
    )
    return ExperimentSpec("any", "blobs", network, training, seed=draw(st.integers(0, 2**32 - 1)))


def strided(array: NDArray[Any], order: str) -> NDArray[Any]:
    """The same numbers in the same shape, lying otherwise in memory."""
    if order == "transposed" and array.ndim == 2:
        return np.asfortranarray(array)
    if order == "sliced":
        return np.repeat(array, 2, axis=0)[::2]
    return np.ascontiguousarray(array[::-1])[::-1] if order == "reversed" else array


def laid_out(checkpoint: Checkpoint, order: str, parameters: NDArray[Any]) -> Checkpoint:
    parts = {
        kind: {name: strided(array, order) for name, array in getattr(checkpoint, kind).items()}
        for kind in ("slots", "history", "records")
    }
    snapshot = replace(checkpoint.snapshot, parameters=strided(parameters, order))
    return replace(checkpoint, snapshot=snapshot, **parts)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    specs(),
    st.integers(0, 12),
    st.sampled_from(["as it is", "transposed", "sliced", "reversed"]),
    st.integers(0, 2**31),
)
def test_that_any_network_comes_back_bit_for_bit(spec: ExperimentSpec, items: int, order: str, seed: int) -> None:
    trainer = Trainer(spec, blobs())
    events(trainer, most=items)
    checkpoint = take_checkpoint(trainer)
    parameters = checkpoint.snapshot.parameters.copy()
    places = np.random.default_rng(seed).integers(0, parameters.size, min(4, parameters.size))
    parameters[places] = np.random.default_rng(seed).choice(EXTREMES, len(places))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.safetensors"
        save(laid_out(checkpoint, order, parameters), path)
        back = load(path)

    assert comparable(back) == comparable(laid_out(checkpoint, "as it is", parameters))
