"""MNIST with pen strokes: the same images every time, and nothing of a writer who is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.datasets import load_dataset, mnist, mnist_pen, pendigits
from engine.datasets.mnist_pen import COPIES
from engine.datasets.pen_variation import SIZES, vary
from engine.drawing import prepare
from engine.errors import DataError
from tests.helpers.idx_files import write_mnist
from tests.helpers.pen_files import write_pen_digits

WRITERS = range(1, 31)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_mnist(tmp_path / "mnist")
    write_pen_digits(tmp_path / "pendigits", writers=WRITERS)
    return tmp_path


def pen_rows(dataset: mnist.Dataset, paper: mnist.Dataset) -> list[bytes]:
    return [row.tobytes() for row in dataset.train.x[paper.train.rows :]]


def test_that_mnist_comes_first_and_every_digit_of_the_pen_some_times_after_it(data: Path) -> None:
    both, paper = load_dataset("mnist+pen", data_dir=data), mnist.load(data)
    assert np.array_equal(both.train.x[: paper.train.rows], paper.train.x)
    assert both.train.rows == paper.train.rows + 2 * len(WRITERS) * COPIES
    assert both.train.labels is not None
    assert both.train.labels[paper.train.rows :].tolist() == ([1] * COPIES + [7] * COPIES) * len(WRITERS)
    assert both.validation is not None and paper.validation is not None
    assert both.test is not None and paper.test is not None
    assert np.array_equal(both.validation.x, paper.validation.x) and np.array_equal(both.test.x, paper.test.x)
    assert "MNIST" in both.attribution and "CC BY 4.0" in both.attribution


def test_that_the_images_are_the_same_every_time_and_all_different(data: Path) -> None:
    once, paper = mnist_pen.load(data), mnist.load(data)
    assert once.fingerprint() == mnist_pen.load(data).fingerprint()
    rows = pen_rows(once, paper)
    assert len(set(rows)) == len(rows)


def test_that_those_left_out_and_the_others_make_up_the_whole_and_share_nothing(data: Path) -> None:
    paper = mnist.load(data)
    first = pen_rows(mnist_pen.load(data, without_writers=range(11, 31)), paper)
    others = pen_rows(mnist_pen.load(data, without_writers=range(1, 11)), paper)
    assert len(first) == 20 * COPIES and len(others) == 40 * COPIES
    assert not set(first) & set(others)
    assert first + others == pen_rows(mnist_pen.load(data), paper)


def test_that_leaving_everybody_out_is_refused(data: Path) -> None:
    with pytest.raises(DataError, match="leave out fewer writers"):
        mnist_pen.load(data, without_writers=WRITERS)


@pytest.mark.parametrize(("lacking", "complaint"), [("mnist", "MNIST is not in"), ("pendigits", "pen strokes are not")])
def test_that_what_is_missing_is_named(tmp_path: Path, lacking: str, complaint: str) -> None:
    if lacking == "mnist":
        write_pen_digits(tmp_path / "pendigits")
    else:
        write_mnist(tmp_path / "mnist")
    with pytest.raises(DataError, match=complaint):
        load_dataset("mnist+pen", data_dir=tmp_path)


def test_that_a_digit_written_again_stays_on_the_canvas_on_whole_units(data: Path) -> None:
    seven = pendigits.load(data)[1]
    for seed in range(40):
        writing = vary(seven.strokes, rng=np.random.default_rng(seed))
        points = np.concatenate(writing.strokes)
        assert len(writing.strokes) == 2
        assert np.array_equal(points, np.rint(points)) and points.min() == 0
        assert SIZES[0] - 1 <= np.ptp(points, axis=0).max() <= SIZES[1] + 1


def test_that_points_closer_than_the_canvas_keeps_them_are_left_out() -> None:
    dense = [np.stack([np.linspace(0, 1, 2000), np.linspace(0, 5, 2000) % 1], axis=1)]
    for seed in range(20):
        (stroke,) = vary(dense, rng=np.random.default_rng(seed)).strokes
        assert np.hypot(*np.diff(stroke, axis=0).T).min() >= 2


def test_that_a_digit_written_again_by_another_seed_is_still_itself(data: Path) -> None:
    """It overlaps with the original more than with the other digit."""
    one, seven = pendigits.load(data)[:2]
    images = {digit.label: prepare(digit.strokes, (28, 28)) for digit in (one, seven)}
    for seed in range(20):
        writing = vary(seven.strokes, rng=np.random.default_rng(seed))
        again = prepare(writing.strokes, (28, 28), stroke_width=writing.stroke_width)
        assert again is not None
        overlap = {label: np.minimum(image, again).sum() for label, image in images.items() if image is not None}
        assert overlap[7] > overlap[1]
