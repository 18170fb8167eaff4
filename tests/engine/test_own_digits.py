"""Digits that a person drew: kept, read back, turned into rows, and exported."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import own_digits
from engine.drawing import prepare
from engine.errors import EngineError, FileFormatError
from engine.images import digit_image
from engine.own_digits import OwnDigit, export_digits, load_digits, samples_of, save_digits

SEVEN = (np.array([[40.0, 50.0], [200.123, 50.0], [110.0, 240.0]]),)
DIGITS = [str(number) for number in range(10)]


def picture_of_one() -> np.ndarray:
    picture = np.full((400, 300), 250, np.uint8)
    picture[50:350, 140:170] = 10
    return picture


def test_that_drawings_and_pictures_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "digits.json"
    save_digits([OwnDigit(7, SEVEN), OwnDigit(1, picture=picture_of_one())], path)
    seven, one = load_digits(path)

    assert (seven.label, one.label) == (7, 1)
    np.testing.assert_allclose(seven.strokes[0], SEVEN[0], atol=0.005)
    assert one.picture is not None and max(one.picture.shape) == 280
    found, expected = one.image((28, 28)), digit_image(picture_of_one(), (28, 28))
    assert found is not None
    assert np.abs(found.astype(int) - expected).max() <= 40


@given(
    entries=st.lists(
        st.tuples(
            st.integers(0, 9),
            st.lists(
                st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=6), max_size=3
            ),
        ),
        max_size=4,
    )
)
@settings(max_examples=30, deadline=None)
def test_that_any_drawings_are_kept_to_a_hundredth(entries: list, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("digits") / "digits.json"
    digits = [OwnDigit(label, tuple(np.array(stroke) for stroke in strokes)) for label, strokes in entries]
    save_digits(digits, path)
    found = load_digits(path)

    assert [digit.label for digit in found] == [digit.label for digit in digits]
    for digit, expected in zip(found, digits, strict=True):
        for stroke, points in zip(digit.strokes, expected.strokes, strict=True):
            np.testing.assert_allclose(stroke, points, atol=0.00501)


def test_that_a_missing_file_holds_none(tmp_path: Path) -> None:
    assert load_digits(tmp_path / "none.json") == []


def test_that_rows_are_what_the_canvas_would_give_and_blank_ones_are_left_out() -> None:
    dot = OwnDigit(3, (np.array([[5.0, 5.0]]),))
    samples = samples_of([OwnDigit(7, SEVEN), dot, OwnDigit(2, picture=np.zeros((9, 9), np.uint8))], (8, 8), DIGITS)

    expected = prepare(SEVEN, (8, 8))
    assert expected is not None and samples.labels is not None
    np.testing.assert_array_equal(samples.x, expected.reshape(1, -1))
    assert samples.labels.tolist() == [7]


def test_that_labels_become_the_classes_of_the_network() -> None:
    samples = samples_of([OwnDigit(7, SEVEN), OwnDigit(1, SEVEN)], (28, 28), ["9", "7"])
    assert samples.labels is not None
    assert samples.labels.tolist() == [1]
    assert samples_of([], (28, 28), DIGITS).x.shape == (0, 784)


def test_that_an_export_is_read_by_numpy(tmp_path: Path) -> None:
    path = tmp_path / "digits.npz"
    assert export_digits([OwnDigit(7, SEVEN), OwnDigit(4)], path) == 1
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x"][0], prepare(SEVEN, (28, 28)))
        assert arrays["y"].tolist() == [7]


BROKEN = [
    "",
    "no json",
    "[]",
    "{}",
    '{"format_version": 1}',
    '{"format_version": "1", "digits": []}',
    '{"format_version": 0, "digits": []}',
    '{"format_version": 1, "digits": 5}',
    '{"format_version": 1, "digits": [{"label": 10, "strokes": []}]}',
    '{"format_version": 1, "digits": [{"label": true, "strokes": []}]}',
    '{"format_version": 1, "digits": [{"label": 1}]}',
    '{"format_version": 1, "digits": [{"label": 1, "strokes": [[[1, 2], [3]]]}]}',
    '{"format_version": 1, "digits": [{"label": 1, "strokes": [[1, 2]]}]}',
    '{"format_version": 1, "digits": [{"label": 1, "strokes": [[[1e9, 2]]]}]}',
    '{"format_version": 1, "digits": [{"label": 1, "strokes": [[[NaN, 2]]]}]}',
    '{"format_version": 1, "digits": [{"label": 1, "picture": "no base64"}]}',
    '{"format_version": 1, "digits": [{"label": 1, "picture": "aGVsbG8="}]}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN)
def test_that_a_damaged_file_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "digits.json"
    path.write_text(text)
    with pytest.raises(FileFormatError, match=r"digits\.json is damaged or holds no digits"):
        load_digits(path)


def test_that_a_file_of_a_newer_version_is_said(tmp_path: Path) -> None:
    path = tmp_path / "digits.json"
    path.write_text(json.dumps({"format_version": 2, "digits": []}))
    with pytest.raises(FileFormatError, match="newer version"):
        load_digits(path)


def test_that_any_cut_or_flipped_byte_loads_or_is_said(tmp_path: Path) -> None:
    path = tmp_path / "digits.json"
    save_digits([OwnDigit(7, SEVEN), OwnDigit(1, picture=picture_of_one()[::4, ::4])], path)
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(200):
        damaged = bytearray(content[: rng.integers(1, len(content) + 1)])
        damaged[rng.integers(len(damaged))] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            load_digits(path)
        except EngineError as error:
            assert "digits.json" in str(error)


def test_that_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileFormatError, match="could not be made"):
        save_digits([], tmp_path / "file" / "digits.json")


def test_that_what_could_not_be_opened_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "digits.json"
    save_digits([OwnDigit(7, SEVEN)], path)
    monkeypatch.setattr(own_digits, "_MAX_BYTES", 200)
    with pytest.raises(FileFormatError, match="remove some"):
        save_digits([OwnDigit(7, SEVEN)] * 9, path)
    assert len(load_digits(path)) == 1
