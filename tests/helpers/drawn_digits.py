"""Digits as people draw them with a mouse: strokes through a few points, on a sheet of 280 units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CORNERS: dict[str, tuple[int, tuple[str, ...]]] = {
    "0": (0, ("50,12 32,22 24,45 26,70 40,88 58,86 72,68 74,42 66,20 50,12",)),
    "1": (1, ("50,10 50,35 50,60 50,90",)),
    "1 with a long flag": (1, ("18,54 38,34 58,10 54,40 50,65 46,92",)),
    "1 on a foot": (1, ("38,28 52,12 52,50 52,88", "32,89 72,88")),
    "2": (2, ("28,30 36,15 54,12 66,22 66,36 54,54 38,70 26,87 48,86 74,87",)),
    "3": (3, ("30,22 44,12 60,16 66,28 60,42 46,48 60,50 72,62 70,78 56,88 40,88 28,78",)),
    "4": (4, ("52,10 38,36 24,62 48,62 78,61", "60,38 58,64 57,92")),
    "5": (5, ("70,13 50,13 36,14 33,46 48,40 62,44 71,58 68,76 54,87 38,86 28,78",)),
    "6": (6, ("62,10 46,24 34,44 28,66 34,82 50,90 66,82 68,66 56,54 40,58 31,70",)),
    "7": (7, ("26,14 48,13 74,13 62,38 52,62 44,92",)),
    "7 with a bar": (7, ("26,16 30,14 50,13 74,13 62,38 52,62 44,92", "36,52 52,50 70,50")),
    "8": (8, ("66,24 52,12 36,18 34,34 50,46 66,58 70,76 56,90 38,86 30,72 40,56 58,42 68,26",)),
    "9": (9, ("68,28 54,12 38,18 34,34 46,46 62,40 69,26 68,50 64,72 60,90",)),
    "9 with a hook": (9, ("66,26 54,12 40,17 37,31 48,40 60,36 66,25 69,50 66,74 56,88 38,90 18,84",)),
}

NAMES = tuple(_CORNERS)


def digit_of(name: str) -> int:
    """What a drawing shows."""
    return _CORNERS[name][0]


def strokes_of(
    name: str, *, size: float = 200.0, corner: tuple[float, float] = (20.0, 20.0)
) -> list[NDArray[np.float64]]:
    """The strokes (points, 2) of a drawing whose sheet of 100 units is `size` large and begins at `corner`."""
    return [
        np.array([[float(number) for number in point.split(",")] for point in stroke.split()]) * (size / 100.0) + corner
        for stroke in _CORNERS[name][1]
    ]
