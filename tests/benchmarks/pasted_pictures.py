"""How well pictures of digits are read: MNIST's test digits, enlarged, on light and dark sheets, anywhere on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.bundled import bundled_model
from engine.images import cut_to_digit, digit_image
from engine.own_digits import PICTURE_SIDE
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.subjects import real_mnist

SIZES = (40, 260)
"""Sides of the enlarged images in pixels; a sheet is up to 300 pixels longer and wider."""
_MARGIN = 300


def _pasted(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The image (28, 28) enlarged, somewhere on a sheet, light on dark or dark on light."""
    side = int(rng.integers(SIZES[0], SIZES[1] + 1))
    height, width = (int(side) for side in rng.integers(side, side + _MARGIN, 2))
    method = rng.choice([Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC])
    sheet = np.zeros((height, width), np.uint8)
    top, left = (int(rng.integers(0, room - side + 1)) for room in (height, width))
    sheet[top : top + side, left : left + side] = np.asarray(Image.fromarray(image).resize((side, side), method))
    return sheet if rng.random() < 0.5 else 255 - sheet


def _run(options: Options) -> Figures:
    test = real_mnist(options).test
    assert test is not None and test.labels is not None
    count = options.count(10_000, 1_000)
    snapshot = bundled_model()
    network, rng = snapshot.network(), np.random.default_rng(0)
    images, labels = test.x[:count].reshape(-1, 28, 28), test.labels[:count]
    pasted = [digit_image(cut_to_digit(_pasted(image, rng), PICTURE_SIDE), (28, 28)) for image in images]

    def accuracy(rows: NDArray[np.uint8]) -> float:
        answers = network.predict(snapshot.prepare(rows.reshape(len(rows), -1))).argmax(axis=1)
        return float((answers == labels).mean())

    clean, found = accuracy(images), accuracy(np.array(pasted))
    return {"clean_accuracy": clean, "pasted_accuracy": found, "points_lost": 100.0 * (clean - found)}


PASTED_PICTURES = Benchmark(
    name="pasted_pictures",
    measures="the bundled model on MNIST's test digits as they are, and as pictures of 40 to 260 pixels on a sheet",
    bars={"clean_accuracy": Bar(at_least=0.990), "points_lost": Bar(at_most=1.0)},
    run=_run,
)
