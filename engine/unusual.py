"""How unusual an image is among those a network was trained on: where its ink lies, how large, thick and much it is.

A network reads what it has seen. Its answer to an image far from all its training images is a guess, however sure it
sounds, and four measurements say which way the image is off.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.drawing import FULL_INK

_INKED = 0.25
"""From this share of full ink on a pixel counts for the size."""


# The fullest of 70,000 digits of MNIST is 0.40, of the optical ones 0.42; a sheet filled by a pen 0.51 and 0.53.
_BLOT = 0.45


class InkMeasures(NamedTuple):
    """What is measured of an image.

    Attributes:
        offset: Pixels from the middle of the image to the ink's centre of mass.
        size: The longer side of the box around the ink, in pixels.
        width: Of the strokes, in pixels.
        ink: The share of the image that is inked.
    """

    offset: float
    size: float
    width: float
    ink: float


# Quantiles of what `measure_ink` finds in the training rows: 55,000 of MNIST, 1,257 of the optical digits. A row is a
# quantile of 0.1, 1, 5, 50, 95, 99 and 99.9 %, a column a measure.
_USUAL = {
    (28, 28): np.array(
        [
            [0.018, 19.0, 1.286, 0.036],
            [0.057, 20.0, 1.435, 0.049],
            [0.128, 20.0, 1.624, 0.065],
            [0.401, 20.0, 2.360, 0.127],
            [0.600, 20.0, 3.584, 0.207],
            [0.659, 20.0, 4.283, 0.246],
            [0.694, 20.0, 5.348, 0.292],
        ]
    ),
    (8, 8): np.array(
        [
            [0.114, 8.0, 1.115, 0.221],
            [0.222, 8.0, 1.175, 0.245],
            [0.353, 8.0, 1.239, 0.255],
            [0.741, 8.0, 1.471, 0.305],
            [1.319, 8.0, 1.879, 0.362],
            [1.565, 8.0, 2.229, 0.389],
            [1.783, 8.0, 2.517, 0.407],
        ]
    ),
}
# A digit may lie better in the middle than any of the training set, and a pixel more or less is no other size.
_TOLERANCE = InkMeasures(offset=0.1, size=1.0, width=0.0, ink=0.0)
_ONE_SIDED = ("offset",)


class Oddity(NamedTuple):
    """One way in which an image is unlike the training images.

    Attributes:
        name: Of the measure, see `InkMeasures`.
        value: What was measured.
        usual: Between which values 90 % of the training images lie.
        large: Whether it is more than usual rather than less.
        degree: 1 if fewer than 5 % of the training images are that far off on this side, 2 if fewer than 1 %, 3 if
            fewer than 0.1 %.
    """

    name: str
    value: float
    usual: tuple[float, float]
    large: bool
    degree: int


def find_oddities(image: NDArray[Any]) -> list[Oddity]:
    """In which ways an image is unlike the training images of its shape, the oddest first.

    Args:
        image: (28, 28), 0..255, or (8, 8), 0..16. Nothing is known of other shapes, nor of an image without ink.
    """
    shape = (image.shape[0], image.shape[1])
    measures = measure_ink(image, FULL_INK[shape]) if shape in _USUAL else None
    if measures is None or not measures.ink:
        return []
    found = []
    for place, (name, value) in enumerate(measures._asdict().items()):
        quantiles, tolerance = _USUAL[shape][:, place], _TOLERANCE[place]
        too_large = int((value > quantiles[4:] + tolerance).sum())
        too_small = 0 if name in _ONE_SIDED else int((value < quantiles[:3] - tolerance).sum())
        if too_large or too_small:
            usual = (float(quantiles[2]), float(quantiles[4]))
            found.append(Oddity(name, value, usual, too_large > 0, max(too_large, too_small)))
    return sorted(found, key=lambda oddity: -oddity.degree)


def is_blot(image: NDArray[Any]) -> bool:
    """Whether an image, (28, 28) or (8, 8), is so full of ink that nothing is to be claimed of it."""
    return float(image.mean()) > _BLOT * FULL_INK[image.shape[0], image.shape[1]]


def measure_ink(image: NDArray[Any], full_ink: float) -> InkMeasures:
    """Measure an image (height, width), 0 the paper and `full_ink` the ink; all 0 where there is none."""
    shares = image.astype(np.float64) / full_ink
    total = float(shares.sum())
    inked = shares >= _INKED
    if not inked.any():
        return InkMeasures(0.0, 0.0, 0.0, total / shares.size)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    height, width = shares.shape
    down = float((shares.sum(axis=1) * np.arange(height)).sum()) / total - height // 2
    right = float((shares.sum(axis=0) * np.arange(width)).sum()) / total - width // 2
    return InkMeasures(
        offset=float(np.hypot(down, right)),
        size=float(max(np.ptp(rows), np.ptp(columns)) + 1),
        width=_stroke_width(shares, total),
        ink=total / shares.size,
    )


def _stroke_width(shares: NDArray[np.float64], total: float) -> float:
    """Twice area over perimeter, which is the width of a long stroke; the perimeter is the total variation."""
    padded = np.pad(shares, 1)
    down, right = np.diff(padded, axis=0)[:, :-1], np.diff(padded, axis=1)[:-1]
    return 2.0 * total / float(np.hypot(down, right).sum())
