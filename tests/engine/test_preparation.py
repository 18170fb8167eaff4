"""Preparation against NumPy's plain formula, on the training rows alone."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from engine.datasets import Dataset, Split
from engine.errors import FileFormatError
from engine.preparation import Preparation
from engine.spec import SCALINGS
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, experiment

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (5000, 12), dtype=np.uint8)
NUMBERS = RNG.normal(3.0, 20.0, (5000, 12))


def prepared(preparation: Preparation, raw: np.ndarray, dtype: str = "float64") -> np.ndarray:
    out = np.full(raw.shape, np.nan, dtype)
    preparation.apply(raw, out)
    return out


def plainly(scaling: str, train: np.ndarray, raw: np.ndarray, value_range: float) -> np.ndarray:
    """The definition, on whole float64 arrays."""
    train, raw = train / value_range, raw / value_range
    if scaling == "none":
        return raw
    if scaling == "global":
        return (raw - train.mean()) / train.std()
    return (raw - train.mean(axis=0)) / train.std(axis=0)


@pytest.mark.parametrize(("x", "value_range"), [(PIXELS, 255.0), (NUMBERS, 1.0)], ids=["pixels", "numbers"])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_that_rows_are_prepared_by_the_plain_formula(scaling: str, x: np.ndarray, value_range: float) -> None:
    preparation = Preparation.fit(scaling, x, value_range)
    expected = plainly(scaling, x, x, value_range)
    np.testing.assert_allclose(prepared(preparation, x), expected, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(prepared(preparation, x, "float32"), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("scaling", ["global", "per_pixel"])
def test_that_other_rows_are_prepared_with_the_training_rows_score(scaling: str) -> None:
    train, test = PIXELS[:4000], PIXELS[4000:] // 3
    found = prepared(Preparation.fit(scaling, train, 255.0), test)
    np.testing.assert_allclose(found, plainly(scaling, train, test, 255.0), rtol=1e-10, atol=1e-12)


def test_that_training_takes_the_score_from_its_training_rows_only() -> None:
    data = blobs(60, as_bytes=True)
    strange = Split(np.zeros_like(data.validation.x), data.validation.labels)
    other = Dataset("o", "O", data.train, strange, strange, data.class_names, None, 255.0, "Made for the tests.")
    for scaling in ("global", "per_pixel"):
        spec = experiment(scaling=scaling)
        one, two = Trainer(spec, data).preparation, Trainer(spec, other).preparation
        np.testing.assert_array_equal(one.mean, two.mean)
        np.testing.assert_array_equal(one.deviation, two.deviation)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_that_bytes_and_the_same_numbers_as_floats_are_prepared_alike(scaling: str, dtype: str) -> None:
    as_bytes = Preparation.fit(scaling, PIXELS, 255.0)
    as_floats = Preparation.fit(scaling, PIXELS.astype(dtype), 255.0)
    np.testing.assert_array_equal(as_bytes.mean, as_floats.mean)
    np.testing.assert_array_equal(as_bytes.deviation, as_floats.deviation)
    # Bytes and float32 take the same route; float64 inputs of a float32 network are rounded once, at the end.
    np.testing.assert_array_equal(
        prepared(as_bytes, PIXELS, dtype), prepared(as_floats, PIXELS.astype(dtype), dtype), strict=True
    )


@pytest.mark.parametrize("value", [0, 3, 100, 255])
def test_that_a_pixel_that_never_changes_becomes_zero_and_stays_harmless(value: int) -> None:
    x = PIXELS[:1797].copy()
    x[:, 4] = value
    preparation = Preparation.fit("per_pixel", x, 255.0)
    assert preparation.deviation[4] == 1.0
    np.testing.assert_allclose(prepared(preparation, x)[:, 4], 0.0, atol=1e-12)
    # In a later row it may differ; it must not be blown up by a deviation that is rounding noise.
    assert np.abs(prepared(preparation, PIXELS[1797:])[:, 4]).max() <= 1.0


@pytest.mark.parametrize("value", [0.1, -1 / 3, 1e8 + 0.1, 7e-9])
def test_that_a_constant_column_of_any_size_has_no_deviation(value: float) -> None:
    x = NUMBERS[:1797].copy()
    x[:, 0] = value
    assert Preparation.fit("per_pixel", x, 1.0).deviation[0] == 1.0


def test_that_data_that_never_change_at_all_become_zero() -> None:
    x = np.full((50, 3), 0.1)
    np.testing.assert_allclose(prepared(Preparation.fit("global", x, 1.0), x), 0.0, atol=1e-12)


@pytest.mark.parametrize("scaling", ["global", "per_pixel"])
def test_that_numbers_far_from_zero_keep_their_spread(scaling: str) -> None:
    """Years, prices, timestamps: the mean of squares minus the square of the mean would be noise."""
    x = 1e8 + RNG.normal(0.0, 1.0, (3000, 4))
    found = prepared(Preparation.fit(scaling, x, 1.0), x)
    assert found.std() == pytest.approx(1.0, rel=1e-6)
    assert abs(found.mean()) < 1e-6


def test_that_single_precision_does_not_lose_numbers_far_from_zero() -> None:
    x = 1e6 + RNG.normal(0.0, 1.0, (3000, 4))
    preparation = Preparation.fit("per_pixel", x, 1.0)
    expected = plainly("per_pixel", x, x, 1.0)
    np.testing.assert_allclose(prepared(preparation, x, "float32"), expected, atol=1e-5)


def test_that_scaling_none_only_divides_by_the_range() -> None:
    preparation = Preparation.fit("none", PIXELS, 255.0)
    np.testing.assert_allclose(prepared(preparation, PIXELS), PIXELS / 255.0, rtol=1e-15)
    untouched = Preparation.fit("none", NUMBERS, 1.0)
    np.testing.assert_array_equal(prepared(untouched, NUMBERS), NUMBERS)


def test_that_the_raw_rows_are_not_changed() -> None:
    before = NUMBERS.copy()
    prepared(Preparation.fit("global", NUMBERS, 1.0), NUMBERS)
    np.testing.assert_array_equal(NUMBERS, before)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_that_it_comes_back_from_json_with_the_same_bits(scaling: str) -> None:
    preparation = Preparation.fit(scaling, PIXELS, 255.0)
    again = Preparation.from_json(json.loads(json.dumps(preparation.to_json())), 12)
    assert (again.scaling, again.value_range) == (scaling, 255.0)
    assert again.mean.tobytes() == preparation.mean.tobytes()
    assert again.deviation.tobytes() == preparation.deviation.tobytes()


DAMAGE: list[tuple[str, Any]] = [
    ("mean", [0.0] * 11),
    ("mean", 0.0),
    ("mean", "many"),
    ("mean", [math.nan]),
    ("mean", [None]),
    ("mean", [10**400]),
    ("mean", [[0.0]]),
    ("deviation", [0.0]),
    ("deviation", [-1.0]),
    ("deviation", [math.inf]),
    ("deviation", []),
    ("value_range", 0.0),
    ("value_range", "x"),
    ("value_range", math.nan),
    ("value_range", None),
    ("value_range", 10**400),
    ("scaling", "sideways"),
]


@pytest.mark.parametrize(("entry", "value"), DAMAGE, ids=[f"{entry}={str(value)[:12]}" for entry, value in DAMAGE])
def test_that_a_damaged_entry_is_refused_in_words(entry: str, value: Any) -> None:
    document = {**Preparation.fit("global", PIXELS, 255.0).to_json(), entry: value}
    with pytest.raises(FileFormatError, match="preparation"):
        Preparation.from_json(document, 12)


@pytest.mark.parametrize("entry", ["scaling", "value_range", "mean", "deviation"])
def test_that_a_missing_entry_is_refused_in_words(entry: str) -> None:
    document = Preparation.fit("global", PIXELS, 255.0).to_json()
    del document[entry]
    with pytest.raises(FileFormatError, match="preparation"):
        Preparation.from_json(document, 12)


@pytest.mark.parametrize("document", [None, [], 3, "global"])
def test_that_what_is_no_document_is_refused_in_words(document: Any) -> None:
    with pytest.raises(FileFormatError, match="preparation"):
        Preparation.from_json(document, 12)
