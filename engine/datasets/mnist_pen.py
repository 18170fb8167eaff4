"""MNIST and pen strokes: digits from paper and digits from a tablet, prepared in the same way.

MNIST's writers are American; who writes a 1 with a flag, a 7 with a bar or a 9 with a hook is misread by a network
that knows nothing else. The pen strokes are by 30 people of another country, and are turned into images as the
drawings on the canvas are.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets import mnist, pendigits
from engine.datasets.dataset import Dataset, Split
from engine.datasets.pen_variation import vary
from engine.datasets.pendigits import PenDigit
from engine.drawing import prepare
from engine.errors import DataError

NAME = "mnist+pen"
TITLE = "MNIST and pen strokes"
COPIES = 4
"""How often each pen digit is written again."""
VARIATION_SEED = 1996


def load(data_dir: Path, *, without_writers: Collection[int] = ()) -> Dataset:
    """Load MNIST, with pen digits added to what is learnt from (in about 15 s).

    Args:
        data_dir: the data folder, see ``mnist.load`` and ``pendigits.load``.
        without_writers: numbers of the people whose digits are left out.

    Returns:
        MNIST, and after its training rows ``COPIES`` of every pen digit, each different. Validation and test rows
        are MNIST's own.

    Raises:
        DataError: one of the two is missing or broken.
    """
    paper = mnist.load(data_dir)
    numbered = enumerate(pendigits.load(data_dir))
    pen = [(digit, number) for number, digit in numbered if digit.writer not in without_writers]
    if not pen:
        raise DataError("No pen strokes are left to learn from: leave out fewer writers.")
    images = np.array([image for digit, number in pen for image in written_again(digit, number)])
    labels = np.repeat(np.array([digit.label for digit, _ in pen]), COPIES)
    return Dataset(
        name=NAME,
        title=TITLE,
        train=Split(np.concatenate([paper.train.x, images]), np.concatenate([_labels(paper.train), labels])),
        validation=paper.validation,
        test=paper.test,
        class_names=paper.class_names,
        image_shape=paper.image_shape,
        value_range=paper.value_range,
        attribution=f"{paper.attribution} {pendigits.ATTRIBUTION}",
    )


def written_again(digit: PenDigit, number: int) -> NDArray[np.uint8]:
    """``COPIES`` images (images, 784) of one digit; its number in the file decides how they differ."""
    # A stream for each digit: who else is left out makes no difference.
    rng = np.random.Generator(np.random.PCG64((VARIATION_SEED, number)))
    images = np.zeros((COPIES, math.prod(mnist.IMAGE_SHAPE)), dtype=np.uint8)
    for image in images:
        writing = vary(digit.strokes, rng=rng)
        drawn = prepare(writing.strokes, mnist.IMAGE_SHAPE, stroke_width=writing.stroke_width)
        if drawn is None:
            raise DataError(f"Digit {number:,} of the pen strokes is a mere dot; get the file again.")
        image[...] = drawn.ravel()
    return images


def _labels(split: Split) -> NDArray[np.int64]:
    assert split.labels is not None
    return split.labels
