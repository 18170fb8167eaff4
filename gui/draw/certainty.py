"""Probabilities in words: how sure an answer is, and how a share is written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication


def ranking(probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
    """The classes from the likeliest to the least likely; of two equal ones the first comes first."""
    return np.argsort(-probabilities, kind="stable")


def certainty(probabilities: NDArray[np.floating], class_names: Sequence[str]) -> str:
    """How sure a network is, judged by its first and second choice."""
    order = ranking(probabilities)
    first, second = order[0], order[min(1, len(order) - 1)]
    best, next_best = float(probabilities[first]), float(probabilities[second])
    if best >= 0.95:
        return QCoreApplication.translate("Certainty", "sure")
    if best >= 0.8:
        return QCoreApplication.translate("Certainty", "fairly sure")
    if best + next_best >= 0.6 and next_best >= best / 2:
        torn = QCoreApplication.translate("Certainty", "torn between {0} and {1}")
        return torn.format(class_names[first], class_names[second])
    if best >= 0.5:
        return QCoreApplication.translate("Certainty", "probably")
    return QCoreApplication.translate("Certainty", "only guessing")


def percent(probability: float) -> str:
    """A share in whole percent; only what is exactly 0 or 1 is written as 0 or 100."""
    whole = round(100 * probability)
    if whole == 0 and probability > 0.0:
        return "<1%"
    if whole == 100 and probability < 1.0:
        return ">99%"
    return f"{whole}%"
