"""Pen strokes are read from UCI's own text, and what is no such text is refused in words."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import pendigits
from engine.datasets.pendigits import read_pen_digits
from engine.errors import DataError
from tests.helpers.pen_files import HEAD, digit_text, write_pen_digits

SEVEN = digit_text(7, 12, [[(0, 90), (50, 90), (20, 10)], [(10, 50), (45, 52)]])


def written(folder: Path, text: str) -> Path:
    path = folder / "pendigits-orig.tra"
    path.write_text(text, encoding="utf-8")
    return path


def test_that_a_digit_has_its_strokes_label_and_writer_with_y_downwards(tmp_path: Path) -> None:
    one, seven = read_pen_digits(written(tmp_path, HEAD + digit_text(1, 3, [[(5, 80), (5, 20)]]) + SEVEN))
    assert (one.label, one.writer, seven.label, seven.writer) == (1, 3, 7, 12)
    assert [stroke.tolist() for stroke in seven.strokes] == [[[0, -90], [50, -90], [20, -10]], [[10, -50], [45, -52]]]
    assert one.strokes[0].dtype == np.float64 and not one.strokes[0].flags.writeable


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("below", ["pendigits", "."])
def test_that_it_loads_from_the_data_folder_or_its_own(tmp_path: Path, packed: bool, below: str) -> None:
    path = write_pen_digits(tmp_path / below, writers=(4, 9), packed=packed)
    assert pendigits.find(tmp_path) == path
    assert [(digit.label, digit.writer) for digit in pendigits.load(tmp_path)] == [(1, 4), (7, 4), (1, 9), (7, 9)]


def test_that_a_missing_file_is_named_with_its_place(tmp_path: Path) -> None:
    assert pendigits.find(tmp_path) is None
    with pytest.raises(DataError, match=r"not in .*pendigits: put pendigits-orig\.tra there"):
        pendigits.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no digits"),
        ("label,pixel0\n7,0\n", "holds no digits"),
        (HEAD, "holds no digits"),
        (SEVEN.replace('"7"', '"x"'), "line 2 is not as UCI writes it"),
        (SEVEN.replace(".COMMENT 7 12", ".COMMENT 7"), "line 3 is not as UCI writes it"),
        (SEVEN.replace(".COMMENT 7 12", ".COMMENT 1 12"), "line 3 speaks of a 1 within a 7"),
        (SEVEN.replace(" 50  90\n", " 50\n"), "line 6 is no point: '50'"),
        (SEVEN.replace(" 50  90\n", " 50  ninety\n"), "line 6 is no point: '50  ninety'"),
        (SEVEN.replace(" 50  90\n", " 50  nan\n"), "line 6 is a point out of range"),
        (SEVEN.replace(" 50  90\n", " 50  1e9\n"), "line 6 is a point out of range"),
        (SEVEN.replace(".PEN_UP\n.DT 100\n", "", 1), "line 8 puts the pen down twice"),
        (SEVEN[: SEVEN.index(" 45  52")], "ends a digit with the pen down"),
        (SEVEN.partition(".PEN_DOWN")[0], "ends a digit that has no strokes"),
        (SEVEN.replace(".COMMENT 7 12  1\n", ""), "whose writer is not named"),
        (".PEN_DOWN\n.PEN_UP\n", "line 2 ends a stroke that has no points"),
        (".PEN_DOWN\n 1 2\n.PEN_UP\n", "line 3 ends a stroke that .* belongs to no digit"),
    ],
)
def test_that_what_is_not_such_a_file_is_refused_in_words(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        read_pen_digits(written(tmp_path, text))


def test_that_any_bytes_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "pendigits-orig.tra"
    for seed in range(50):
        noise = np.random.default_rng(seed).bytes(2000)
        for content in (noise, gzip.compress(noise), SEVEN.encode()[:40] + noise, gzip.compress(SEVEN.encode())[:60]):
            path.write_bytes(content)
            with pytest.raises(DataError):
                read_pen_digits(path)


def test_that_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pendigits, "MAX_BYTES", 1000)
    path = write_pen_digits(tmp_path)
    assert path.stat().st_size < 1000
    with pytest.raises(DataError, match="more than the 1,000 bytes allowed"):
        read_pen_digits(path)
