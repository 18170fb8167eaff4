"""PyTorch opens a saved network with the format's own loader and finds the same network in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checkpoint import take_checkpoint
from engine.datasets import load_dataset
from engine.experiments import EXPERIMENTS
from engine.persistence import save
from engine.spec import DTYPES
from engine.trainer import Trainer
from tests.helpers.small_runs import events

torch: Any = pytest.importorskip("torch", reason="PyTorch is an extra judge: the extra `peers` brings it")
load_file: Any = pytest.importorskip("safetensors.torch").load_file


@pytest.mark.parametrize("dtype", DTYPES)
def test_that_the_tensors_of_a_saved_network_make_its_logits_in_pytorch(dtype: str, tmp_path: Path) -> None:
    spec = EXPERIMENTS["digits"].spec.with_value("network.dtype", dtype).with_value("training.epochs", 2)
    dataset = load_dataset(spec.dataset)
    trainer = Trainer(spec, dataset)
    events(trainer)
    path = tmp_path / "net.safetensors"
    save(take_checkpoint(trainer), path)

    tensors = load_file(path)
    snapshot = trainer.snapshot()
    assert dataset.test is not None
    rows = dataset.test.x[:200]
    x = torch.from_numpy(snapshot.prepare(rows))
    last = len(spec.network.layers) - 1
    for i in range(last + 1):
        x = x @ tensors[f"layers.{i}.weight"] + tensors[f"layers.{i}.bias"]
        x = torch.relu(x) if i < last else x
    assert {layer.activation for layer in spec.network.layers[:last]} == {"relu"}
    wanted = np.stack([snapshot.activations(row)[-1] for row in rows])
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(x.numpy(), wanted, rtol=tolerance, atol=tolerance)
