from __future__ import annotations

import numpy as np
import pytest

from gui.draw.certainty import certainty, percent, ranking

DIGITS = [str(digit) for digit in range(10)]


def spread(**shares: float) -> np.ndarray:
    """Probabilities with the named digits (`d4=0.5`), the rest shared evenly."""
    rest = (1 - sum(shares.values())) / (10 - len(shares))
    probabilities = np.full(10, rest)
    for name, share in shares.items():
        probabilities[int(name[1:])] = share
    return probabilities


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        (spread(d7=0.97), "sure"),
        (spread(d7=0.85), "fairly sure"),
        (spread(d4=0.52, d9=0.44), "torn between 4 and 9"),
        (spread(d9=0.52, d4=0.44), "torn between 9 and 4"),
        (spread(d4=0.6, d9=0.1), "probably"),
        (spread(d4=0.2, d9=0.15), "only guessing"),
        (np.full(10, 0.1), "only guessing"),
    ],
)
def test_that_the_two_likeliest_classes_decide_the_words(probabilities: np.ndarray, words: str) -> None:
    assert certainty(probabilities, DIGITS) == words


def test_that_the_first_of_two_equal_classes_comes_first() -> None:
    assert ranking(np.array([0.1, 0.45, 0.45])).tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0%"),
        (0.0004, "<1%"),
        (0.005, "<1%"),
        (0.006, "1%"),
        (0.126, "13%"),
        (0.994, "99%"),
        (0.996, ">99%"),
        (0.9991, ">99%"),
        (1.0, "100%"),
    ],
)
def test_that_only_what_is_certain_is_written_as_certain(probability: float, text: str) -> None:
    assert percent(probability) == text
