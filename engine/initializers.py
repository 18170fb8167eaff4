"""Initialisers: the weights a network starts from.

Equal weights (zeros, say) make the units of a layer equal for ever, so the start is random. Its size matters: too
small and the signal dies on its way through the layers, too large and the units saturate. `lecun`, `xavier` and
`he` choose it from the number of inputs and outputs of the layer so that signals keep their variance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draw = Callable[[tuple[int, int], float, np.random.Generator], NDArray[np.float64]]


@dataclass(frozen=True)
class Initializer:
    """A way of drawing a weight matrix.

    Attributes:
        draw: Called with the shape (inputs, outputs), the scale and the generator; returns float64 of that shape.
        scale_means: What the scale is in this initialiser.
        default_scale: The scale where the design names none.
    """

    draw: Draw
    scale_means: str
    default_scale: float = 1.0


def _zeros(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.zeros(shape)


def _constant(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.full(shape, scale)


def _uniform(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.uniform(-scale, scale, shape)


def _normal(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.normal(0.0, scale, shape)


def _lecun(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """LeCun, Bottou, Orr, Mueller 1998, "Efficient BackProp", section 4.6: variance 1 / inputs."""
    return _normal(shape, scale * math.sqrt(1.0 / shape[0]), rng)


def _xavier(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Glorot, Bengio 2010, equation 16: uniform with variance 2 / (inputs + outputs)."""
    return _uniform(shape, scale * math.sqrt(6.0 / (shape[0] + shape[1])), rng)


def _xavier_normal(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Glorot, Bengio 2010, equation 12: normal with variance 2 / (inputs + outputs)."""
    return _normal(shape, scale * math.sqrt(2.0 / (shape[0] + shape[1])), rng)


def _he(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """He, Zhang, Ren, Sun 2015, equation 10: variance 2 / inputs keeps the forward signal."""
    return _normal(shape, scale * math.sqrt(2.0 / shape[0]), rng)


def _he_fan_out(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """He, Zhang, Ren, Sun 2015, equation 14: variance 2 / outputs keeps the backward signal."""
    return _normal(shape, scale * math.sqrt(2.0 / shape[1]), rng)


INITIALIZERS: dict[str, Initializer] = {
    "he": Initializer(_he, "factor on the deviation √(2 / inputs)"),
    "he_fan_out": Initializer(_he_fan_out, "factor on the deviation √(2 / outputs)"),
    "xavier": Initializer(_xavier, "factor on the limit √(6 / (inputs + outputs))"),
    "xavier_normal": Initializer(_xavier_normal, "factor on the deviation √(2 / (inputs + outputs))"),
    "lecun": Initializer(_lecun, "factor on the deviation √(1 / inputs)"),
    "uniform": Initializer(_uniform, "limit: weights lie between -scale and scale"),
    "normal": Initializer(_normal, "standard deviation", default_scale=0.01),
    "constant": Initializer(_constant, "every weight"),
    "zeros": Initializer(_zeros, "not used"),
}
