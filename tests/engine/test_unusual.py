"""How unusual an image is: measured on shapes whose figures are known, judged against real training images."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import load_dataset
from engine.drawing import prepare
from engine.unusual import find_oddities, is_blot, measure_ink

SEVEN = (np.array([[30.0, 40.0], [200.0, 40.0], [90.0, 250.0]]),)


def bar(width: int, height: int = 20, middle: tuple[int, int] = (14, 14)) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    top, left = middle[0] - height // 2, middle[1] - width // 2
    image[top : top + height, left : left + width] = 255
    return image


def names(image: np.ndarray) -> list[tuple[str, bool]]:
    return [(oddity.name, oddity.large) for oddity in find_oddities(image)]


def test_that_the_measures_of_a_bar_are_those_it_was_made_with() -> None:
    measures = measure_ink(bar(2), 255)
    assert measures.size == 20
    assert measures.offset == pytest.approx(np.hypot(0.5, 0.5))
    assert measures.width == pytest.approx(2 * 40 / 44, rel=0.05)
    assert measures.ink == pytest.approx(40 / 784)


def test_that_the_width_is_that_of_the_pen() -> None:
    for width in (1.8, 2.6, 3.6):
        image = prepare(SEVEN, (28, 28), stroke_width=width)
        assert image is not None
        assert measure_ink(image, 255).width == pytest.approx(width, rel=0.12)


def test_that_a_drawing_as_the_network_receives_it_is_usual() -> None:
    for shape in ((28, 28), (8, 8)):
        image = prepare(SEVEN, shape)
        assert image is not None
        assert all(oddity.degree < 2 for oddity in find_oddities(image))


def test_that_what_is_off_is_named_with_its_direction() -> None:
    assert ("offset", True) in names(bar(3, middle=(14, 20)))
    assert ("size", False) in names(bar(3, height=12))
    assert ("size", True) in names(bar(3, height=27))
    assert ("width", True) in names(bar(9))
    assert ("ink", True) in names(np.full((28, 28), 255, np.uint8))
    thin = prepare(SEVEN, (28, 28), stroke_width=1.0)
    assert thin is not None
    assert ("width", False) in names(thin)


def test_that_the_oddest_comes_first_and_its_degree_grows() -> None:
    degrees = [
        max((o.degree for o in find_oddities(bar(width)) if o.name == "width"), default=0) for width in (3, 5, 9)
    ]
    assert degrees == sorted(degrees) and degrees[0] == 0 and degrees[-1] == 3
    found = [oddity.degree for oddity in find_oddities(bar(9, height=12))]
    assert found == sorted(found, reverse=True) and len(found) > 1


def test_that_few_of_the_optical_digits_are_odd_among_themselves() -> None:
    dataset = load_dataset("digits")
    assert dataset.test is not None
    odd = [find_oddities(row.reshape(8, 8)) for row in dataset.test.x]
    assert np.mean([any(o.degree >= 2 for o in found) for found in odd]) < 0.08
    assert np.mean([any(o.degree == 3 for o in found) for found in odd]) < 0.02


def test_that_nothing_is_said_of_other_shapes_and_of_no_ink() -> None:
    assert find_oddities(np.zeros((28, 28), np.uint8)) == []
    assert find_oddities(np.full((5, 7), 9, np.uint8)) == []


@pytest.mark.parametrize("shape", [(28, 28), (8, 8)])
def test_that_a_sheet_full_of_ink_is_a_blot(shape: tuple[int, int]) -> None:
    rows = np.linspace(0.0, 280.0, 40)
    scribble = np.array([[x, y] for row, y in enumerate(rows) for x in ((0.0, 280.0) if row % 2 else (280.0, 0.0))])
    full, digit = prepare([scribble], shape), prepare(SEVEN, shape)
    assert full is not None and is_blot(full)
    assert digit is not None and not is_blot(digit)


def test_that_no_optical_digit_is_a_blot() -> None:
    dataset = load_dataset("digits")
    assert not any(is_blot(row.reshape(8, 8)) for _, split in dataset.splits() for row in split.x)
