"""Augmentation: every time an image is learnt from, it is a little shifted, turned, slanted and bent.

The label stays true, and the network meets new images in every epoch instead of learning the old ones by heart. For
fully connected networks on handwriting nothing else helps as much: Simard, Steinkraus, Platt 2003, "Best Practices
for Convolutional Neural Networks"; Ciresan, Meier, Gambardella, Schmidhuber 2010, arXiv:1003.0358.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from engine.checks import require_number
from engine.errors import DataError
from engine.warping import BLOCK_PIXELS, Floats32, Sheets

LIMITS = {"shift": 100.0, "rotation": 180.0, "scale": 0.9, "shear": 60.0, "elastic": 100.0, "thickness": 1.0}
"""The most that each change can be turned up to; the least is 0, off."""
_DRAWS = 7
_KNOT_DISTANCE = 1.25
_REACH = 2.5


@dataclass(frozen=True)
class AugmentationSpec:
    """How far training images are changed at random. 0 switches a change off; all are 0 at first.

    Where not said otherwise, an image's own value is drawn uniformly between minus and plus the given one.

    Attributes:
        shift: Pixels, for each direction by itself.
        rotation: Degrees around the middle of the image.
        scale: Width and height, each by itself, become 1 - scale to 1 + scale times as large.
        shear: Degrees by which upright strokes lean.
        elastic: Pixels (root mean square, for each direction) by which a smooth random field displaces each pixel. The
            alpha of Simard et al. is 2 √(3π) elastic_sigma times as large.
        elastic_sigma: How smooth that field is: the deviation, in pixels, of the Gaussian bumps that it is made of.
        thickness: Strokes grow or shrink by up to so many pixels on either side (at most 1).
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_sigma: float = 4.0
    thickness: float = 0.0

    def __post_init__(self) -> None:
        for name, limit in LIMITS.items():
            require_number(name, getattr(self, name), 0.0, limit)
        require_number("elastic_sigma", self.elastic_sigma, 0.5, 1000.0)

    @property
    def is_on(self) -> bool:
        """Whether anything is changed."""
        return bool(self.shift or self.rotation or self.scale or self.shear or self.elastic or self.thickness)


NO_AUGMENTATION = AugmentationSpec()


def augmenter(
    spec: AugmentationSpec, image_shape: tuple[int, int] | None, rng: np.random.Generator
) -> Callable[[NDArray[np.uint8]], NDArray[np.uint8]] | None:
    """`augment` with everything settled but the images; None where the spec changes nothing.

    `image_shape` may be None only there.
    """
    if not spec.is_on:
        return None
    assert image_shape is not None
    return partial(augment, image_shape=image_shape, spec=spec, rng=rng)


def augment(
    images: NDArray[np.uint8], image_shape: tuple[int, int], spec: AugmentationSpec, *, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The images, each changed in its own random way. To preview one image, pass it as many times as wanted.

    Args:
        images: (images, height x width), 0 is blank paper.
        image_shape: (height, width).
        spec: How far they are changed.
        rng: Its state decides every change.

    Raises:
        DataError: The images are not bytes, or not of that shape.
    """
    height, width = image_shape
    if images.dtype != np.uint8 or images.ndim != 2 or images.shape[1] != height * width:
        raise DataError(
            f"Augmentation takes rows of {height * width} bytes (images of {height}x{width}), "
            f"not an array {images.shape} of {images.dtype}."
        )
    if not spec.is_on:
        return images.copy()
    draws = rng.random((len(images), _DRAWS), dtype=np.float32) * np.float32(2.0) - np.float32(1.0)
    affine = source_maps(draws, image_shape, spec)
    plane = _plane(image_shape)
    bumps = _bumps(height, spec.elastic_sigma), _bumps(width, spec.elastic_sigma)
    knots = None
    if spec.elastic:
        knots = rng.standard_normal((2, len(images), bumps[0].shape[1], bumps[1].shape[1]), dtype=np.float32)
        knots *= np.float32(spec.elastic)

    result = np.empty_like(images)
    at_once = max(1, BLOCK_PIXELS // (height * width))
    for start in range(0, len(images), at_once):
        part = slice(start, start + at_once)
        sheets = Sheets(images[part], image_shape)
        if spec.thickness:
            sheets.change_strokes(draws[part, 6] * np.float32(spec.thickness))
        y, x = affine[0, part] @ plane, affine[1, part] @ plane
        if knots is not None:
            for source, heights in ((y, knots[0, part]), (x, knots[1, part])):
                source += (bumps[0] @ (heights @ bumps[1].T)).reshape(source.shape)
        result[part] = sheets.sample(y, x)
    return result


def source_maps(draws: Floats32, image_shape: tuple[int, int], spec: AugmentationSpec) -> Floats32:
    """Where the pixels of turned, slanted, scaled and shifted images come from.

    A point of the old image, seen from its middle, is scaled, slanted, turned and then shifted. Here the way back is
    needed: ``source = scale⁻¹ slant⁻¹ turn⁻¹ (pixel - middle - shift) + middle``.

    Args:
        draws: (images, at least 6), each between -1 and 1: shift down and right, rotation, scale down and right, shear.
        image_shape: (height, width).
        spec: What a draw of 1 stands for.

    Returns:
        (2, images, 3): a row's source row is ``[0] @ (row, column, 1)``, its source column ``[1] @ (row, column, 1)``.
    """
    drawn = draws.astype(np.float64).T
    middle = np.array([(length - 1) / 2.0 for length in image_shape])
    shift = drawn[0:2] * spec.shift + middle[:, None]
    angle, lean = np.radians(drawn[2] * spec.rotation), np.tan(np.radians(drawn[5] * spec.shear))
    size = 1.0 + drawn[3:5] * spec.scale
    sine, cosine = np.sin(angle), np.cos(angle)
    # Rows count downwards: a positive rotation is anticlockwise on screen, a positive lean is to the right.
    turn_back = np.array([[cosine, sine], [-sine, cosine]])
    turn_back[1] += lean * turn_back[0]
    turn_back /= size[:, None]
    offset = middle[:, None] - np.einsum("scn,cn->sn", turn_back, shift)
    maps = np.concatenate([turn_back, offset[:, None]], axis=1)
    return np.ascontiguousarray(maps.transpose(0, 2, 1), dtype=np.float32)


@lru_cache(maxsize=8)
def _plane(image_shape: tuple[int, int]) -> Floats32:
    """Row, column and 1 of every pixel: (3, height x width)."""
    rows, columns = np.indices(image_shape, dtype=np.float32).reshape(2, -1)
    plane: Floats32 = np.stack([rows, columns, np.ones_like(rows)])
    plane.flags.writeable = False
    return plane


@lru_cache(maxsize=16)
def _bumps(length: int, sigma: float) -> Floats32:
    """Gaussian bumps around evenly spread knots, (length, knots).

    A field of them, each times its own standard normal number, looks like white noise put through a Gaussian filter
    and needs a hundredth of the random numbers. Its variance is 1 at every pixel.
    """
    distance = _KNOT_DISTANCE * sigma
    count = math.ceil((length - 1 + 2 * _REACH * sigma) / distance) + 1
    knots = (length - 1) / 2.0 + (np.arange(count) - (count - 1) / 2.0) * distance
    bumps = np.exp(-0.5 * ((np.arange(length)[:, None] - knots) / sigma) ** 2)
    bumps /= np.sqrt((bumps**2).sum(axis=1, keepdims=True))
    result: Floats32 = bumps.astype(np.float32)
    result.flags.writeable = False
    return result
