"""Classes given and their confusion, against plain loops and scikit-learn."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.metrics import Score, confusion_matrix, predicted_classes

RNG = np.random.default_rng(0)
TRUE, GIVEN = RNG.integers(0, 6, 500), RNG.integers(0, 6, 500)


def test_that_the_class_is_that_of_the_greatest_output() -> None:
    output = RNG.normal(size=(50, 4))
    assert predicted_classes(output).tolist() == [max(range(4), key=lambda k: row[k]) for row in output.tolist()]


def test_that_a_single_output_speaks_for_class_one_above_a_half() -> None:
    assert predicted_classes(np.array([[0.49], [0.5], [0.51], [-3.0], [7.0]])).tolist() == [0, 0, 1, 0, 1]


def test_that_the_confusion_counts_true_rows_and_given_columns() -> None:
    expected = [[0] * 6 for _ in range(6)]
    for true, given in zip(TRUE.tolist(), GIVEN.tolist(), strict=True):
        expected[true][given] += 1
    assert confusion_matrix(TRUE, GIVEN, 6).tolist() == expected


def test_that_the_confusion_agrees_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="an extra judge: the extra `peers` brings it")
    expected = metrics.confusion_matrix(TRUE, GIVEN, labels=range(8))
    np.testing.assert_array_equal(confusion_matrix(TRUE, GIVEN, 8), expected)


def test_that_classes_that_never_occur_have_their_row_and_column() -> None:
    assert confusion_matrix(np.array([0]), np.array([2]), 4).tolist() == [[0, 0, 1, 0], *[[0] * 4] * 3]


def test_that_a_score_becomes_plain_json() -> None:
    score = Score(3, 0.5, 2 / 3, np.array([[1, 0], [1, 1]]), None)
    assert json.loads(json.dumps(score.to_json())) == {"accuracy": 2 / 3, "loss": 0.5, "confusion": [[1, 0], [1, 1]]}
    assert Score(3, 0.5, None, None, 0.1).to_json() == {"accuracy": None, "loss": 0.5, "confusion": None}
