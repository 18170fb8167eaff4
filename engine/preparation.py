"""Preparation: raw inputs (pixels 0..255, say) to the numbers a network learns well from.

First raw / value_range, then, where asked, a standard score: minus the mean, divided by the standard deviation, both
taken from the training rows only and kept with the model, so that whatever it reads later is prepared alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.errors import FileFormatError
from engine.spec import SCALINGS

_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class Preparation:
    """x = (raw / value_range - mean) / deviation.

    Attributes:
        scaling: "global" (one mean and deviation), "per_pixel" (one a column) or "none" (mean 0, deviation 1).
        mean, deviation: (1,) or (columns,) float64.
    """

    scaling: str
    value_range: float
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    @classmethod
    def fit(cls, scaling: str, x: NDArray[Any], value_range: float) -> Preparation:
        """Take mean and deviation from the training rows `x` (rows, columns)."""
        if scaling == "none":
            return cls(scaling, value_range, np.zeros(1), np.ones(1))
        # Squares of numbers far from zero leave no digits for a small spread: sum around a first guess of the mean.
        guess = x[0].astype(np.float64) / value_range
        if scaling == "global":
            guess = guess.mean(keepdims=True)
        total, total_of_squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        for start in range(0, len(x), _ROWS_AT_ONCE):
            block = x[start : start + _ROWS_AT_ONCE].astype(np.float64)
            block /= value_range
            block -= guess
            total += block.sum(axis=0)
            total_of_squares += np.einsum("rc,rc->c", block, block)
        mean, mean_of_squares = total / len(x), total_of_squares / len(x)
        if scaling == "global":
            mean, mean_of_squares = mean.mean(keepdims=True), mean_of_squares.mean(keepdims=True)
        deviation = np.sqrt(np.maximum(mean_of_squares - mean * mean, 0.0))
        # A column that never changes tells nothing: it becomes 0, not 0 / 0.
        deviation[deviation < 1e-12] = 1.0
        return cls(scaling, value_range, guess + mean, deviation)

    def apply(self, raw: NDArray[Any], out: Floats) -> None:
        """Write the prepared rows of `raw` (rows, columns) into `out` of the same shape."""
        factor = (1.0 / (self.value_range * self.deviation)).astype(out.dtype)
        # The plain line is out = (raw - offset) * factor. Converting bytes first is faster than letting it do that.
        if raw.dtype == np.uint8:
            np.copyto(out, raw, casting="same_kind")
            raw = out
        if self.scaling != "none":
            # In the precision of the inputs, and before the product: far from zero any other order loses their digits.
            offset = (self.value_range * self.mean).astype(np.result_type(raw, out))
            np.subtract(raw, offset, out=out)
            raw = out
        np.multiply(raw, factor, out=out)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "scaling": self.scaling,
            "value_range": self.value_range,
            "mean": self.mean.tolist(),
            "deviation": self.deviation.tolist(),
        }

    @classmethod
    def from_json(cls, document: Any, inputs: int) -> Preparation:
        """The preparation of a network with `inputs` inputs, from plain JSON values.

        Raises:
            FileFormatError: An entry is missing, not finite or does not fit the inputs.
        """
        try:
            scaling, value_range = str(document["scaling"]), float(document["value_range"])
            mean = np.array(document["mean"], dtype=np.float64)
            deviation = np.array(document["deviation"], dtype=np.float64)
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise FileFormatError("The preparation of the inputs in the file is incomplete.") from error
        sizes_fit = mean.shape == deviation.shape and mean.shape in ((1,), (inputs,))
        finite = np.isfinite(value_range) and np.isfinite(mean).all() and np.isfinite(deviation).all()
        if not (scaling in SCALINGS and sizes_fit and finite and value_range > 0.0 and (deviation > 0.0).all()):
            raise FileFormatError(f"The preparation in the file does not fit a network with {inputs} inputs.")
        return cls(scaling, value_range, mean, deviation)
