"""The four-row tables of the articles, to see a whole network at work."""

from __future__ import annotations

import numpy as np

from engine.datasets.dataset import Dataset, Split


def make_first_input() -> Dataset:
    """The answer is the first input, the second says nothing, the third is always 1 and does the work of a bias."""
    rows = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]]
    return _table("first-input", "First input", rows, "Four rows as articles on the perceptron use them.")


def make_xor() -> Dataset:
    """Exclusive or of the first two inputs; the third is always 1 and does the work of a bias."""
    rows = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    source = 'The four rows of "A Neural Network in 11 lines of Python" by Andrew Trask (2015).'
    return _table("xor", "Exclusive or", rows, source)


def _table(name: str, title: str, rows: list[list[int]], attribution: str) -> Dataset:
    """A table whose second and third row are answered by 1, as those of both articles are."""
    return Dataset(
        name=name,
        title=title,
        train=Split(np.array(rows, dtype=np.float64), np.array([0, 1, 1, 0])),
        validation=None,
        test=None,
        class_names=("0", "1"),
        image_shape=None,
        value_range=1.0,
        attribution=attribution,
    )
