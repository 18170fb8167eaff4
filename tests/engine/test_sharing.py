"""Experiments as text: what is written is read again, and nothing else is taken for one."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError, FileFormatError, SpecError
from engine.experiments import EXPERIMENTS
from engine.own_data import OwnDataSpec
from engine.playground import PointSpec
from engine.sharing import (
    MOST_CHARACTERS,
    LabState,
    Shared,
    from_text,
    looks_shared,
    read_shared,
    to_text,
    write_shared,
)

SPEC = EXPERIMENTS["spirals"].spec


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_that_every_experiment_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    shared = Shared(EXPERIMENTS[name].spec)
    assert from_text(to_text(shared)) == shared and looks_shared(to_text(shared))
    write_shared(shared, tmp_path / "shared.json")
    assert read_shared(tmp_path / "shared.json") == shared
    assert len(to_text(shared)) < 10_000


def test_that_a_name_of_a_file_that_is_no_text_can_be_shared(tmp_path: Path) -> None:
    own = OwnDataSpec(os.fsdecode(b"/data/caf\xe9.csv"), label="y")
    write_shared(Shared(replace(SPEC, dataset="own", own=own)), tmp_path / "shared.json")
    assert read_shared(tmp_path / "shared.json").spec.own.path == "caf?.csv"


def test_that_an_open_lab_travels_along() -> None:
    shared = Shared(SPEC, LabState("descent", {"rate": 0.5, "expression": "x**2"}))
    assert from_text(to_text(shared)) == shared


@pytest.mark.parametrize(
    "lab", [3, [], {"state": {}}, {"name": 3}, {"name": "descent", "state": []}, {"name": "a", "b": 1}]
)
def test_that_a_broken_lab_is_refused(lab: object) -> None:
    document = json.loads(to_text(Shared(SPEC)))
    document["lab"] = lab
    with pytest.raises(SpecError, match="lab"):
        from_text(json.dumps(document))


def test_that_points_placed_by_hand_travel_along() -> None:
    points = (PointSpec(0.25, -0.5, 1), PointSpec(-1.0, 0.75, 0, held_out=True))
    spec = replace(SPEC, playground=replace(SPEC.playground, points=points))
    assert from_text(to_text(Shared(spec))).spec.playground.points == points


def test_that_a_text_by_hand_may_leave_out_what_is_usual() -> None:
    document = {
        "backprop_studio_experiment": 1,
        "experiment": {
            "name": "mine",
            "dataset": "moons",
            "network": {"inputs": 2, "layers": [{"units": 4}, {"units": 2, "activation": "identity"}]},
        },
    }
    spec = from_text(json.dumps(document)).spec
    assert spec.network.sizes == (2, 4, 2) and spec.playground.features == ("x1", "x2")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not whole JSON"),
        ("[" * 100_000, "not whole JSON"),
        ("{}", "no experiment"),
        ("[1]", "no experiment"),
        ('{"backprop_studio_experiment": 1}', "no experiment"),
        ('{"backprop_studio_experiment": 2, "experiment": {}}', "format 2.*update"),
        ('{"backprop_studio_experiment": true, "experiment": {}}', "which version"),
        ('{"backprop_studio_experiment": 0, "experiment": {}}', "which version"),
        (" " * (MOST_CHARACTERS + 1), "at most 1,000,000 characters"),
    ],
)
def test_that_anything_else_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FileFormatError, match=sentence):
        from_text(text)


def test_that_an_impossible_entry_is_named_with_its_file(tmp_path: Path) -> None:
    document = json.loads(to_text(Shared(SPEC)))
    document["experiment"]["network"]["layers"][0]["units"] = -3
    (tmp_path / "bad.json").write_text(json.dumps(document))
    with pytest.raises(SpecError, match=r"bad\.json: .*units") as refused:
        read_shared(tmp_path / "bad.json")
    assert refused.value.path == "network.layers.0.units"


def test_that_files_that_are_none_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(bytes(range(256)))
    for name, sentence in (("bytes.json", "no text"), ("missing.json", "cannot be read"), (".", "cannot be read")):
        with pytest.raises(FileFormatError, match=sentence):
            read_shared(tmp_path / name)


def test_that_two_hundred_damaged_texts_are_read_or_refused() -> None:
    """A byte flipped, cut out or doubled: the same experiment, another possible one, or one of our errors."""
    text, rng = to_text(Shared(SPEC)), np.random.default_rng(0)
    refused = 0
    for _ in range(200):
        at = int(rng.integers(len(text)))
        piece = ("", text[at] * 2, chr(int(rng.integers(32, 127))))[int(rng.integers(3))]
        try:
            from_text(text[:at] + piece + text[at + 1 :])
        except EngineError:
            refused += 1
    assert 100 < refused <= 200


@pytest.mark.parametrize(
    ("entry", "value", "sentence"),
    [
        ("dataset", "nope", "no data set 'nope'"),
        ("name", "two\nlines", "on one line"),
        ("name", "x" * 101, "1 to 100 letters"),
        ("name", "\ud800", "on one line"),
    ],
)
def test_that_names_that_lead_nowhere_are_refused(entry: str, value: str, sentence: str) -> None:
    document = json.loads(to_text(Shared(SPEC)))
    document["experiment"][entry] = value
    with pytest.raises(SpecError, match=sentence):
        from_text(json.dumps(document))
