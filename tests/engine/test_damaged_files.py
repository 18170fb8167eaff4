"""Damaged files of every format: each opens as something that can be used, or is refused with one of our errors."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.own import guess, survey
from engine.errors import EngineError
from engine.images import read_grey
from tests.helpers.file_formats import FORMATS
from tests.helpers.mutations import mutations

COUNT = 200


@pytest.mark.parametrize("name", FORMATS)
def test_that_two_hundred_damaged_files_are_read_or_refused_in_words(name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    content = form.write(tmp_path)
    path = tmp_path / form.file_name
    path.write_bytes(content)
    form.read(path)
    refused = 0
    for damaged in mutations(content, COUNT, seed=1):
        path.write_bytes(damaged)
        try:
            form.read(path)
        except EngineError as error:
            refused += 1
            assert str(error).strip() and "\n" not in str(error).replace(str(path), "")
    assert COUNT // 4 < refused <= COUNT


def test_that_damaged_pictures_of_a_folder_are_read_or_left_out(tmp_path: Path) -> None:
    form = FORMATS["png"]
    content = form.write(tmp_path)
    folder = tmp_path / "own"
    for name in "ab":
        (folder / name).mkdir(parents=True)
        (folder / name / "sound.png").write_bytes(content)
    for damaged in mutations(content, COUNT, seed=2):
        (folder / "a" / "damaged.png").write_bytes(damaged)
        found = survey(guess(folder))
        assert found.dataset is not None and found.rows == 3 - len(found.remarks)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["gz", "npz"])
def test_that_a_packed_file_that_still_opens_holds_what_it_held(name: str, tmp_path: Path) -> None:
    """These formats carry checksums: what is damaged inside must not pass for data."""
    form = FORMATS[name]
    content = form.write(tmp_path)
    path = tmp_path / form.file_name
    path.write_bytes(content)
    sound = survey(guess(path)).dataset
    assert sound is not None
    for damaged in mutations(content, COUNT, seed=3):
        path.write_bytes(damaged)
        try:
            found = survey(guess(path)).dataset
        except EngineError:
            continue
        # An array whose name is damaged is missing, which is said.
        if found is not None:
            np.testing.assert_array_equal(found.train.x, sound.train.x)


def test_that_a_picture_that_still_opens_shows_what_it_showed(tmp_path: Path) -> None:
    form = FORMATS["png"]
    content = form.write(tmp_path)
    path = tmp_path / form.file_name
    path.write_bytes(content)
    sound = read_grey(path)
    for damaged in mutations(content, COUNT, seed=4):
        path.write_bytes(damaged)
        with contextlib.suppress(EngineError):
            np.testing.assert_array_equal(read_grey(path), sound)


def test_that_the_same_seed_damages_alike_and_every_kind_does_something() -> None:
    content = bytes(range(256)) * 4
    one, other = list(mutations(content, 50, seed=5)), list(mutations(content, 50, seed=5))
    assert one == other != list(mutations(content, 50, seed=6))
    assert sum(damaged != content for damaged in one) > 40
    assert {len(damaged) < len(content) for damaged in one} == {True, False}
    assert list(mutations(b"x", 10, seed=0))
