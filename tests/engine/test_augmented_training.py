"""Training on images that are changed anew in every epoch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.augmentation import AugmentationSpec
from engine.checkpoint import resume, take_checkpoint
from engine.datasets import Dataset, Split
from engine.errors import SpecError
from engine.persistence import load, save
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, events, everything, experiment, network_spec

CHANGED = AugmentationSpec(shift=1.0, rotation=10.0, elastic=0.8, thickness=0.3)


def images(rows: int = 60) -> Dataset:
    return replace(blobs(rows, inputs=30, as_bytes=True), image_shape=(5, 6))


def spec(augmentation: AugmentationSpec = CHANGED, dtype: str = "float32", **training: object) -> ExperimentSpec:
    network = network_spec(30, 6, 3, dropout=0.2, dtype=dtype)
    return replace(experiment(network, scaling="global", **training), augmentation=augmentation)


def test_that_every_epoch_shows_other_images_of_the_same_rows() -> None:
    """One full batch an epoch and weights that hardly move: only the images make the losses differ."""
    still = spec(batch_size=None, epochs=4, learning_rate=1e-7)
    for augmentation, kinds in ((CHANGED, 4), (AugmentationSpec(), 1)):
        network = network_spec(30, 6, 3, dtype="float64")
        trainer = Trainer(replace(still, network=network, augmentation=augmentation), images())
        events(trainer)
        losses = trainer.recorder.history.view().column("loss")
        assert len({round(float(loss), 5) for loss in losses}) == kinds


def test_that_networks_are_judged_by_images_as_they_are() -> None:
    plain, changed = Trainer(spec(AugmentationSpec()), images()), Trainer(spec(), images())
    names = ("train", "validation", "test")
    assert repr(plain.evaluate(names)) == repr(changed.evaluate(names))


@pytest.mark.parametrize("batch_size", [16, None, 1500])
@pytest.mark.parametrize("stop", [1, 2, 3, 5])
def test_that_a_stopped_run_goes_on_with_the_same_bits(batch_size: int | None, stop: int, tmp_path: Path) -> None:
    """With 2,100 rows a batch of 1,500 is computed in slices, and some stops fall between them."""
    data = images(60 if batch_size == 16 else 2100)
    design = spec(batch_size=batch_size, epochs=2, optimizer="momentum")
    straight = Trainer(design, data)
    events(straight)
    stopped = Trainer(design, data)
    for _ in range(stop):
        stopped.step()
    path = tmp_path / "run.safetensors"
    save(take_checkpoint(stopped), path)
    resumed = resume(load(path), data)
    events(resumed)
    assert everything(resumed) == everything(straight)


def test_that_augmentation_is_switched_on_and_off_while_training_runs() -> None:
    trainer = Trainer(spec(AugmentationSpec(), epochs=3), images())
    trainer.step()
    trainer.change("augmentation.rotation", 20.0)
    events(trainer)
    assert trainer.spec.augmentation.rotation == 20.0
    assert [change.path for change in trainer.changes] == ["augmentation.rotation"]


def test_that_only_images_of_bytes_can_be_changed() -> None:
    data = images()
    floats = [Split(split.x.astype(np.float64), split.labels) for _, split in data.splits()]
    for other in (
        replace(data, image_shape=None),
        replace(data, train=floats[0], validation=floats[1], test=floats[2]),
    ):
        with pytest.raises(SpecError) as refused:
            Trainer(spec(), other)
        assert refused.value.path == "augmentation"


def test_that_specs_without_the_entry_change_nothing() -> None:
    document = spec().to_json()
    del document["augmentation"]
    assert ExperimentSpec.from_json(document).augmentation == AugmentationSpec()
