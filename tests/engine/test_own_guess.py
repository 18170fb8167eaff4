"""What data of one's own seem to be: separator, header, label and task, as a person would say."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.own import guess
from engine.errors import DataError
from tests.helpers.own_files import write

PIXELS = [f"pixel{i}" for i in range(64)]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("text", "separator", "header"),
    [
        ("a,b\n1,2\n", ",", True),
        ("1,2\n3,4\n", ",", False),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";", True),
        ("1,5;2,5;3\n4,5;1,5;2\n", ";", False),
        ("a\tb\n1\t2\n", "\t", True),
        ("a|b\n1|2\n", "|", True),
        ("5.1   3.5  1\n4.9 3.0 0\n", " ", False),
        ("name,said\nAnn,yes\nBob,no\n", ",", True),
        ("yes,no\nno,yes\nyes,yes\n", ",", False),
        ('"a;b","c;d"\n1,2\n3,4\n', ",", True),
        ("when,what,y\n2020-01-01 10:00,a b,1\n2020-01-02 11:00,c d,0\n", ",", True),
        ("1\n2\n3\n", ",", False),
        ("a,b,y\n", ",", True),
    ],
)
def test_that_separator_and_header_are_found(text: str, separator: str, header: bool, tmp_path: Path) -> None:
    found = guess(write(tmp_path, text))
    assert (found.separator, found.header) == (separator, header)


def digits(first: bool) -> str:
    """Rows of 64 pixels with a dark corner, and the digit at one end."""
    rows = np.random.default_rng(0).integers(1, 17, (20, 64))
    rows[:, [0, -1]] = 0
    return lines(*(",".join(map(str, [i % 10, *row] if first else [*row, i % 10])) for i, row in enumerate(rows)))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("species,a,b\nx,1,2\ny,3,4\n", "species"),
        ("a,Class,b\n1,2,3\n4,5,6\n", "Class"),
        ("class,target\n1,2\n4,5\n", "class"),
        ("a,b,c\n1,2,3\n4,5,6\n", "c"),
        ("1,2,3\n4,5,6\n", "column 3"),
        (lines(",".join(["digit_is", *PIXELS]), ",".join(["3"] * 65), ",".join(["4"] * 65)), "digit_is"),
        (lines(",".join(PIXELS), ",".join(["3"] * 64), ",".join(["4"] * 64)), ""),
        (digits(first=True), "column 1"),
        (digits(first=False), "column 65"),
    ],
)
def test_that_the_label_is_found_by_name_or_place(text: str, label: str, tmp_path: Path) -> None:
    assert guess(write(tmp_path, text)).label == label


@pytest.mark.parametrize(
    ("column", "task"),
    [
        (["a", "b"] * 20, "classes"),
        (["0", "1"] * 20, "classes"),
        (["1.0", "2.0", "3.0"] * 20, "classes"),
        ([f"{i / 7:.3f}" for i in range(40)], "values"),
        ([str(1000 * i + 7) for i in range(60)], "values"),
        (["", "NA", "0", "1"] * 5, "classes"),
    ],
)
def test_that_many_different_numbers_are_values_and_few_are_classes(
    column: list[str], task: str, tmp_path: Path
) -> None:
    path = write(tmp_path, lines("x,y", *(f"{i},{text}" for i, text in enumerate(column))))
    assert guess(path).task == task


def test_that_the_task_follows_the_label_that_is_wished_for(tmp_path: Path) -> None:
    path = write(tmp_path, lines("x,y", *(f"{i / 7:.3f},{'ab'[i % 2]}" for i in range(30))))
    assert (guess(path).task, guess(path, label="x").task, guess(path, label="x").label) == ("classes", "values", "x")


def test_that_the_kind_is_told_by_what_is_in_a_file_and_not_by_its_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 2)), y=np.zeros(2))
    (tmp_path / "a.npz").rename(tmp_path / "a.csv")
    idx = bytes((0, 0, 8, 1, 0, 0, 0, 1, 5))
    kinds = [
        guess(tmp_path / "a.csv").kind,
        guess(write(tmp_path, idx, "b.txt")).kind,
        guess(write(tmp_path, gzip.compress(idx), "c.gz")).kind,
        guess(write(tmp_path, "1,2\n", "d.npz")).kind,
        guess(tmp_path).kind,
    ]
    assert kinds == ["npz", "idx", "idx", "csv", "images"]


def test_that_a_relative_path_becomes_an_absolute_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "1,2\n")
    monkeypatch.chdir(tmp_path)
    assert guess(Path("own.csv")).path == str(tmp_path / "own.csv")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "own.csv is empty"),
        (b"\n\n \n", "holds no rows"),
        (b"\x7fELF" + bytes(range(256)) * 8, "neither a table"),
        (b"a\0b\n", "neither a table"),
        (b"PK\x03\x04 and nothing more", "no archive"),
    ],
)
def test_that_what_is_nothing_known_is_refused_in_words(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=sentence):
        guess(write(tmp_path, content))


def test_that_what_is_gone_or_no_regular_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"There is no gone.csv in {tmp_path}: check the name"):
        guess(tmp_path / "gone.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match=r"pipe\.csv is no regular file"):
        guess(tmp_path / "pipe.csv")
