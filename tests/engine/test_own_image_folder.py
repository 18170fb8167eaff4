"""A folder of images: its folders are the classes, its pictures become grey squares, and nothing outside is opened."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.datasets.own.image_folder import squared
from engine.errors import DataError
from tests.helpers.own_files import classes, read, values

RNG = np.random.default_rng(0)


def picture(path: Path, pixels: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """A grey picture at `path`, and its pixels."""
    pixels = RNG.integers(0, 256, (28, 28), dtype=np.uint8) if pixels is None else pixels
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return pixels


def test_that_folders_are_classes_in_their_natural_order(tmp_path: Path) -> None:
    shown = {name: picture(tmp_path / name / "a.png") for name in ("10", "9", "1")}
    picture(tmp_path / "9" / "b.bmp")
    (tmp_path / "9" / "notes.txt").write_text("no picture")
    found = read(tmp_path)
    assert found.classes == (("1", 1), ("9", 2), ("10", 1)) and found.image_shape == (28, 28)
    by_class = dict(zip(classes(found), values(found), strict=True))
    np.testing.assert_array_equal(by_class["10"].reshape(28, 28), shown["10"])
    assert found.dataset is not None and found.dataset.value_range == 255.0 and found.remarks == ()


@pytest.mark.parametrize("suffix", ["png", "bmp", "gif", "jpg", "tif", "webp"])
def test_that_pictures_of_every_kind_and_colour_become_grey(suffix: str, tmp_path: Path) -> None:
    for name, colour in (("dark", (10, 20, 30)), ("light", (230, 240, 250))):
        (tmp_path / name).mkdir()
        Image.new("RGB", (40, 40), colour).save(tmp_path / name / f"a.{suffix}")
    rows = dict(zip(classes(found := read(tmp_path)), values(found), strict=True))
    for name, colour in (("dark", (10, 20, 30)), ("light", (230, 240, 250))):
        # ITU-R BT.601: what eyes see of red, green and blue.
        expected = np.dot(colour, (0.299, 0.587, 0.114))
        assert np.abs(rows[name] - expected).max() <= 3


def test_that_a_picture_keeps_its_form_in_the_middle_of_a_square() -> None:
    wide = np.full((10, 40), 200, np.uint8)
    wide[0], wide[-1], wide[:, 0], wide[:, -1] = 50, 50, 50, 50
    sheet = squared(wide, 20)
    assert sheet.shape == (20, 20) and (sheet[:7] == sheet[0, 0]).all() and (sheet[12:] == sheet[0, 0]).all()
    assert sheet[9, 10] == 200
    tall = squared(wide.T, 20)
    np.testing.assert_array_equal(tall.T, sheet)


def test_that_the_side_can_be_chosen(tmp_path: Path) -> None:
    for name in "ab":
        picture(tmp_path / name / "a.png")
    assert values(read(tmp_path, side=12)).shape == (2, 144)


def test_that_folders_of_training_and_test_stay_apart(tmp_path: Path) -> None:
    for part, count in (("train", 6), ("test", 3)):
        for name in ("cat", "dog"):
            for number in range(count):
                picture(tmp_path / part / name / f"{number}.png")
    dataset = read(tmp_path, validation_share=0.25).dataset
    assert dataset is not None and dataset.class_names == ("cat", "dog")
    assert {name: split.rows for name, split in dataset.splits()} == {"train": 9, "validation": 3, "test": 6}
    assert read(tmp_path).kept_apart == ("test",)


def test_that_folders_without_images_and_pictures_in_colour_are_remarked_on(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        picture(tmp_path / name / "a.png")
    # Grey, although written as red, green and blue.
    Image.new("RGB", (30, 30), (90, 90, 90)).save(tmp_path / "dog" / "b.png")
    (tmp_path / "cow").mkdir()
    assert read(tmp_path).remarks[0] == "cow holds no image that is read, so no class."
    assert not any("colour" in remark for remark in read(tmp_path).remarks)
    Image.new("RGB", (30, 30), (200, 90, 10)).save(tmp_path / "dog" / "c.png")
    assert "Pictures in colour are made grey." in read(tmp_path).remarks


def test_that_what_cannot_be_read_or_leads_outside_is_left_out_and_named(tmp_path: Path) -> None:
    folder, outside = tmp_path / "own", tmp_path / "outside"
    for name in "ab":
        picture(folder / name / "good.png")
    picture(outside / "c" / "secret.png")
    (folder / "a" / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    (folder / "a" / "link.png").symlink_to(outside / "c" / "secret.png")
    (folder / "a" / "inner.png").symlink_to(folder / "b" / "good.png")
    (folder / "c").symlink_to(outside / "c")
    os.mkfifo(folder / "b" / "pipe.png")
    found = read(folder)
    assert found.classes == (("a", 2), ("b", 1))
    remark = next(remark for remark in found.remarks if remark.startswith("4 files left out"))
    assert "c is a link that leaves the folder" in remark


def test_that_links_that_lead_to_themselves_are_left_out_and_named(tmp_path: Path) -> None:
    for name in "ab":
        picture(tmp_path / name / "good.png")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "a" / "loop.png").symlink_to(tmp_path / "a" / "loop.png")
    found = read(tmp_path)
    assert found.rows == 2 and found.remarks[0].startswith("2 files left out: loop cannot be read")


def test_that_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for number in range(120):
        picture(tmp_path / "ab"[number % 2] / f"{number}.png")
        (tmp_path / "ab"[number % 2] / f"._{number}.png").write_bytes(b"\0\5\x16\7")
    found = read(tmp_path)
    assert found.rows == 120 and found.remarks == ()


def test_that_a_picture_of_too_many_pixels_is_left_out(tmp_path: Path) -> None:
    for name in "ab":
        picture(tmp_path / name / "a.png")
    Image.new("1", (5_000, 5_000)).save(tmp_path / "a" / "huge.png")
    found = read(tmp_path)
    assert found.rows == 2 and "huge.png has 5000x5000 pixels" in found.remarks[0].replace(f"a{os.sep}", "")


def test_that_a_folder_without_classes_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no folders of images"):
        read(tmp_path)
    picture(tmp_path / "a.png")
    with pytest.raises(DataError, match="holds no folders of images"):
        read(tmp_path)
    picture(tmp_path / "only" / "a.png")
    assert "single class (only)" in read(tmp_path).problems[0]
