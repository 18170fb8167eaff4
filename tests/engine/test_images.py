"""Image files become the image a network reads."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import images
from engine.datasets import load_dataset
from engine.errors import DataError
from engine.images import NothingToRead, cut_to_digit, digit_image, read_image


def digit(shape: tuple[int, int] = (100, 80), *, ink: int = 255, paper: int = 0) -> np.ndarray:
    """A thick L, far from the middle."""
    picture = np.full(shape, paper, np.uint8)
    picture[10:50, 12:20] = ink
    picture[42:50, 12:40] = ink
    return picture


def saved(picture: np.ndarray, folder: Path, name: str = "digit.png", mode: str | None = None) -> Path:
    image = Image.fromarray(picture)
    path = folder / name
    (image if mode is None else image.convert(mode)).save(path)
    return path


def centre_of_mass(picture: np.ndarray) -> np.ndarray:
    weights = picture.astype(float)
    rows, columns = np.indices(picture.shape)
    return np.array([(rows * weights).sum(), (columns * weights).sum()]) / weights.sum()


def ink_box(picture: np.ndarray, threshold: int = 64) -> tuple[int, int]:
    rows, columns = np.nonzero(picture > threshold)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def test_that_a_picture_of_the_right_size_is_taken_as_it_is(tmp_path: Path) -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[3:9, 20:25] = np.arange(30).reshape(6, 5) * 8
    np.testing.assert_array_equal(read_image(saved(picture, tmp_path), (28, 28)), picture)


def test_that_every_optical_digit_comes_back_from_a_picture_of_its_own_size(tmp_path: Path) -> None:
    test = load_dataset("digits").test
    assert test is not None
    for row in test.x:
        counts = row.reshape(8, 8)
        picture = np.rint(counts * (255 / 16)).astype(np.uint8)
        np.testing.assert_array_equal(read_image(saved(picture, tmp_path), (8, 8)), counts)


def test_that_a_large_picture_is_scaled_to_twenty_pixels_of_ink_about_its_mass(tmp_path: Path) -> None:
    found = read_image(saved(digit(), tmp_path), (28, 28))
    assert found.shape == (28, 28) and found.dtype == np.uint8
    # The ink was 40 high and 28 wide.
    assert ink_box(found) == (20, 14)
    assert np.abs(centre_of_mass(found) - 14.0).max() <= 0.5


def test_that_dark_ink_on_light_paper_reads_the_same(tmp_path: Path) -> None:
    light, dark = digit(), digit(ink=0, paper=255)
    np.testing.assert_array_equal(
        read_image(saved(dark, tmp_path, "dark.png"), (28, 28)), read_image(saved(light, tmp_path), (28, 28))
    )


@pytest.mark.parametrize(("name", "mode"), [("a.png", "RGB"), ("a.bmp", "L"), ("a.png", "P"), ("a.png", "1")])
def test_that_colours_and_formats_do_not_matter(name: str, mode: str, tmp_path: Path) -> None:
    expected = read_image(saved(digit(), tmp_path, "plain.png"), (28, 28))
    np.testing.assert_array_equal(read_image(saved(digit(), tmp_path, name, mode), (28, 28)), expected)


def test_that_transparent_paper_counts_as_white(tmp_path: Path) -> None:
    ink = digit()
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[..., 3] = ink  # black ink, transparent elsewhere
    np.testing.assert_array_equal(
        read_image(saved(picture, tmp_path, "clear.png"), (28, 28)), read_image(saved(ink, tmp_path), (28, 28))
    )


@pytest.mark.parametrize(("scale", "size"), [(1, "small"), (12, "large")])
def test_that_where_and_how_large_it_was_does_not_matter(scale: int, size: str, tmp_path: Path) -> None:
    picture = np.kron(digit(), np.ones((scale, scale), np.uint8))
    moved = np.roll(picture, (31 * scale, 25 * scale), axis=(0, 1))
    one = read_image(saved(picture, tmp_path, "one.png"), (28, 28))
    np.testing.assert_array_equal(read_image(saved(moved, tmp_path, "two.png"), (28, 28)), one)


def test_that_for_the_optical_digits_ink_is_counted_in_blocks_of_four(tmp_path: Path) -> None:
    picture = np.zeros((64, 64), np.uint8)
    picture[0:64, 0:32] = 255  # 64 high, 32 wide: becomes 32x16 in the middle of 32x32
    framed = np.pad(picture, 40)
    found = read_image(saved(framed, tmp_path), (8, 8))
    expected = np.zeros((8, 8))
    expected[:, 2:6] = 16
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("shape", [(8, 8), (28, 28)])
def test_that_faint_ink_is_still_ink(shape: tuple[int, int], tmp_path: Path) -> None:
    faint, strong = saved(digit(ink=90), tmp_path, "faint.png"), saved(digit(), tmp_path)
    found, expected = read_image(faint, shape), read_image(strong, shape)
    assert found.any()
    np.testing.assert_array_equal(found > 0, expected > 0)


def test_that_a_single_dot_and_a_thin_line_are_read(tmp_path: Path) -> None:
    dot, line = np.zeros((60, 60), np.uint8), np.zeros((200, 60), np.uint8)
    dot[30, 30] = 255
    line[10:190, 30] = 255
    for picture in (dot, line):
        for shape in ((28, 28), (8, 8)):
            assert read_image(saved(picture, tmp_path), shape).any()


@pytest.mark.parametrize("paper", [0, 30, 255])
def test_that_an_empty_sheet_is_refused_in_words(paper: int, tmp_path: Path) -> None:
    path = saved(np.full((50, 50), paper, np.uint8), tmp_path)
    with pytest.raises(DataError, match="shows nothing to read"):
        read_image(path, (28, 28))


def test_that_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no image"):
        read_image(tmp_path / "none.png", (28, 28))


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", bytes(500)], ids=range(4))
def test_that_what_is_no_image_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read as an image"):
        read_image(path, (28, 28))


def test_that_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read as an image"):
        read_image(tmp_path, (28, 28))


def test_that_a_cut_off_file_is_refused_in_words(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    path = saved(rng.integers(0, 256, (200, 200), dtype=np.uint8), tmp_path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(DataError, match="cannot be read as an image"):
        read_image(path, (28, 28))


def test_that_a_drawing_that_would_start_another_program_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), "red").save(tmp_path / "own.png", "EPS")
    with pytest.raises(DataError, match="form EPS: save it as PNG"):
        images.read_grey(tmp_path / "own.png")


def test_that_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.png")
    with pytest.raises(DataError, match="no regular file"):
        images.read_grey(tmp_path / "own.png")


def test_that_too_many_pixels_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 99)
    with pytest.raises(DataError, match="at most 99 are read"):
        read_image(saved(digit(), tmp_path), (28, 28))


@pytest.mark.parametrize("limit", [5000, 2000], ids=["warning", "error"])
def test_that_a_decompression_bomb_is_refused(limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    with pytest.raises(DataError, match=r"cannot be read as an image|too large"):
        read_image(saved(digit(), tmp_path), (28, 28))


def test_that_networks_of_other_sizes_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="reads images of 10x12"):
        read_image(saved(digit(), tmp_path), (10, 12))


def test_that_sixteen_bit_pictures_are_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(digit().astype(np.uint16) * 257).save(path)
    np.testing.assert_array_equal(read_image(path, (28, 28)), read_image(saved(digit(), tmp_path), (28, 28)))


@pytest.mark.parametrize("light_paper", [True, False])
def test_that_the_grain_of_photographed_paper_is_no_ink(tmp_path: Path, light_paper: bool) -> None:
    clean = digit((120, 90))
    noise = np.random.default_rng(0).normal(0, 6, clean.shape)
    photo = np.where(clean > 0, 150.0, 0.0) + 45.0 + noise
    photo = 255.0 - photo if light_paper else photo
    found = read_image(saved(np.clip(photo, 0, 255).astype(np.uint8), tmp_path), (28, 28))
    expected = read_image(saved(clean, tmp_path), (28, 28))

    assert np.abs(found.astype(int) - expected).max() < 80
    np.testing.assert_array_equal(found[expected == 0] < 30, True)


def test_that_a_picture_cut_close_to_its_ink_keeps_it(tmp_path: Path) -> None:
    tight = np.full((40, 28), 230, np.uint8)
    tight[:, :8] = 20
    tight[16:24] = 20
    found = read_image(saved(tight, tmp_path), (28, 28))
    assert ink_box(found) == (20, 14)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_that_a_picture_of_one_grey_claims_nothing(value: int) -> None:
    with pytest.raises(NothingToRead):
        digit_image(np.full((50, 60), value, np.uint8), (28, 28))


@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (10, 240), (30, 255)])
def test_that_what_is_kept_of_a_picture_is_small_and_reads_the_same(ink: int, paper: int) -> None:
    picture = np.kron(digit((300, 220), ink=ink, paper=paper), np.ones((5, 5), np.uint8))
    kept = cut_to_digit(picture, 280)
    found, expected = (digit_image(grey, (28, 28)).astype(int) for grey in (kept, picture))

    assert max(kept.shape) <= 280
    assert np.abs(found - expected).max() <= 40


def test_that_ink_at_the_edge_of_a_picture_gets_paper_around_it() -> None:
    picture = np.full((60, 60), 255, np.uint8)
    picture[:30, :6] = 0
    kept = cut_to_digit(picture, 280)
    assert kept[0].min() == kept[:, 0].min() == 255
    assert ink_box(digit_image(kept, (28, 28))) == (20, 4)


def test_that_nothing_is_kept_of_an_empty_picture() -> None:
    with pytest.raises(NothingToRead):
        cut_to_digit(np.full((30, 40), 200, np.uint8), 280)


@pytest.mark.parametrize("paper", (230, 25))
def test_that_light_that_falls_unevenly_changes_nothing(paper: int) -> None:
    even = digit((300, 240), ink=255 - paper, paper=paper)
    slope = np.linspace(-20, 20, 300)[:, None] + np.linspace(-15, 15, 240)
    uneven = np.clip(even + slope, 0, 255).astype(np.uint8)
    expected, found = (digit_image(cut_to_digit(picture, 280), (28, 28)).astype(int) for picture in (even, uneven))
    assert np.abs(found - expected).max() <= 64 and np.abs(found - expected).mean() < 4


def test_that_ink_across_the_edge_is_not_taken_for_a_shadow() -> None:
    picture = np.full((200, 200), 250, np.uint8)
    picture[:, 20:40] = 10
    np.testing.assert_array_equal(images._in_even_light(picture), picture)


def test_that_single_grains_of_a_photograph_are_not_part_of_the_digit() -> None:
    picture = digit((300, 240), ink=40, paper=220) + np.random.default_rng(3).integers(-8, 9, (300, 240))
    clean = cut_to_digit(picture.astype(np.uint8), 280)
    picture[280, ::25] = 100
    np.testing.assert_allclose(cut_to_digit(picture.astype(np.uint8), 280).shape, clean.shape, atol=2)


def test_that_a_photograph_of_many_pixels_shows_the_same_digit() -> None:
    small = digit((300, 240), ink=20, paper=230)
    large = np.repeat(np.repeat(small, 20, axis=0), 20, axis=1)
    images_of_both = [digit_image(cut_to_digit(picture, 280), (28, 28)) for picture in (small, large)]
    np.testing.assert_allclose(images_of_both[0].astype(int), images_of_both[1], atol=32)


@pytest.mark.parametrize("content", (b"", b"hello", b"\x89PNG\r\n\x1a\n"))
def test_that_what_is_wrong_with_a_file_names_it_once(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seven.png"
    path.write_bytes(content)
    with pytest.raises(DataError) as trouble:
        read_image(path, (28, 28))
    assert str(trouble.value).count("seven.png") == 1 and str(trouble.value).endswith(".")
