"""Data of one's own within the program: settings, the table of data sets, fitting networks, saving and sharing."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checkpoint import resume, take_checkpoint
from engine.compatibility import check_fit, is_data_of, rows_for
from engine.datasets import DATASETS, load_dataset
from engine.datasets.own import guess, load_own, suggested_spec, survey
from engine.errors import DataError, SpecError
from engine.experiments import EXPERIMENTS
from engine.own_data import NO_OWN_DATA, OwnDataSpec
from engine.persistence import load, save
from engine.sharing import Shared, from_text, to_text
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.own_files import IRIS, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A table of three flowers."""
    rng = np.random.default_rng(0)
    rows = "".join(f"{rng.normal(2 * (row % 3), 0.5):.3f},{rng.normal():.3f},{'abc'[row % 3]}\n" for row in range(240))
    return write(tmp_path, f"length,width,species\n{rows}", "flowers.csv")


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("kind", "xlsx"),
        ("separator", "x"),
        ("task", "guess"),
        ("missing", "ignore"),
        ("side", 3),
        ("side", 10_000),
        ("path", "a\0b"),
        ("path", "x" * 5_000),
        ("label", "x" * 1_001),
        ("validation_share", 0.95),
        ("validation_share", -0.1),
        ("test_share", float("nan")),
        ("test_share", 0.8),
    ],
)
def test_that_impossible_settings_are_refused_by_their_entry(entry: str, value: Any) -> None:
    document = EXPERIMENTS["xor"].spec.to_json()
    document["own"][entry] = value
    with pytest.raises(SpecError) as refused:
        ExperimentSpec.from_json(document)
    assert refused.value.path == f"own.{entry}"


def test_that_settings_travel_as_plain_json() -> None:
    own = OwnDataSpec("/data/a.csv", "csv", ";", False, "column 3", "values", ("column 1",), "mean", 20, 0.2, 0.0)
    spec = replace(EXPERIMENTS["xor"].spec, own=own)
    assert ExperimentSpec.from_json(spec.to_json()) == spec
    document = spec.to_json()
    del document["own"]
    assert ExperimentSpec.from_json(document).own == NO_OWN_DATA


def test_that_the_suggested_network_fits_and_learns(path: Path) -> None:
    found = survey(guess(path))
    spec = suggested_spec(found)
    assert found.dataset is not None
    assert (spec.name, spec.dataset, spec.network.sizes) == ("flowers", "own", (2, 32, 16, 3))
    check_fit(spec, found.dataset)
    trainer = Trainer(spec, found.dataset)
    for _ in islice(trainer.run(), 400):
        pass
    accuracy = trainer.evaluate(("validation",))["validation"].accuracy
    assert accuracy is not None and accuracy > 0.8


@pytest.mark.parametrize(("mean", "spread"), [(0.0, 1.0), (250_000.0, 80_000.0), (-7.0, 0.1)])
def test_that_the_suggested_network_meets_values_of_every_size(mean: float, spread: float, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 2))
    y = mean + spread * np.sin(x[:, 0]) * np.sqrt(2)
    text = "".join(f"{a:.4f},{b:.4f},{c:.8g}\n" for (a, b), c in zip(x, y, strict=True))
    found = survey(replace(guess(write(tmp_path, f"a,b,y\n{text}")), task="values"))
    assert found.dataset is not None
    trainer = Trainer(suggested_spec(found), found.dataset)
    for _ in islice(trainer.run(), 1_500):
        pass
    # A twentieth of what guessing the mean would cost.
    assert trainer.evaluate(("test",))["test"].loss < 0.05 * y.var()


def test_that_own_data_are_in_the_table_but_need_settings(path: Path) -> None:
    with pytest.raises(DataError, match="not chosen yet"):
        load_dataset("own")
    dataset = load_dataset("own", own=guess(path))
    assert (dataset.name, dataset.title, dataset.own) == (DATASETS["own"].name, "flowers.csv", guess(path))


def test_that_data_belong_to_the_settings_they_were_read_with(path: Path) -> None:
    found = survey(guess(path))
    spec, dataset = suggested_spec(found), found.dataset
    assert dataset is not None and is_data_of(spec, dataset) and rows_for(spec, dataset) is dataset
    other = replace(spec, own=replace(spec.own, left_out=("width",)))
    assert not is_data_of(other, dataset)
    with pytest.raises(SpecError, match="load the data again"):
        rows_for(other, dataset)


def test_that_a_saved_network_finds_its_data_again_and_says_when_they_are_gone(path: Path, tmp_path: Path) -> None:
    found = survey(guess(path))
    assert found.dataset is not None
    save(take_checkpoint(Trainer(suggested_spec(found), found.dataset)), tmp_path / "net.safetensors")
    checkpoint = load(tmp_path / "net.safetensors")
    assert checkpoint.spec.own.path == str(path)
    resume(checkpoint, load_dataset("own", own=checkpoint.spec.own))
    path.unlink()
    with pytest.raises(DataError, match=rf"flowers\.csv is not in {tmp_path} any more"):
        load_dataset("own", own=checkpoint.spec.own)


@pytest.mark.parametrize("place", ["/home/ann/secret", "C:\\Users\\Ann\\secret", "//server/share/secret/"])
def test_that_a_shared_experiment_carries_the_name_of_the_file_and_no_folder(place: str) -> None:
    spec = replace(EXPERIMENTS["xor"].spec, dataset="own", own=OwnDataSpec(f"{place}/mine.csv", label="y"))
    text = to_text(Shared(spec))
    assert "secret" not in text and "mine.csv" in text
    again = from_text(text).spec
    assert again.own == replace(spec.own, path="mine.csv")
    by_hand = text.replace("mine.csv", "../../etc/mine.csv")
    assert from_text(by_hand).spec.own.path == "mine.csv"
    with pytest.raises(DataError, match=r"learns from mine\.csv, which did not come along: choose the file"):
        load_own(again.own)


def test_that_problems_are_what_loading_says(tmp_path: Path) -> None:
    settings = replace(guess(write(tmp_path, IRIS)), label="nothing")
    with pytest.raises(DataError, match="no column 'nothing'"):
        load_own(settings)
    with pytest.raises(DataError, match="no column 'nothing'"):
        suggested_spec(survey(settings))
