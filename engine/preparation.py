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

_ROWS_AT_ONCE = 2048


@dataclass(frozen=True)
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
        total, total_of_squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        for start in range(0, len(x), _ROWS_AT_ONCE):
            block = x[start : start + _ROWS_AT_ONCE].astype(np.float64) / value_range
            total += block.sum(axis=0)
            total_of_squares += np.einsum("rc,rc->c", block, block)
        mean, mean_of_squares = total / len(x), total_of_squares / len(x)
        if scaling == "global":
            mean, mean_of_squares = mean.mean(keepdims=True), mean_of_squares.mean(keepdims=True)
        deviation = np.sqrt(np.maximum(mean_of_squares - mean * mean, 0.0))
        # A column that never changes tells nothing: it becomes 0, not 0 / 0.
        deviation[deviation < 1e-12] = 1.0
        return cls(scaling, value_range, mean, deviation)

    def apply(self, raw: NDArray[Any], out: Floats) -> None:
        """Write the prepared rows of `raw` (rows, columns) into `out` of the same shape, in two passes."""
        factor = (1.0 / (self.value_range * self.deviation)).astype(out.dtype)
        offset = (-self.mean / self.deviation).astype(out.dtype)
        if self.scaling == "none" and self.value_range == 1.0:
            np.copyto(out, raw, casting="same_kind")
        elif len(factor) == 1:
            np.multiply(raw, factor[0], out=out)
            np.add(out, offset[0], out=out)
        else:
            np.multiply(raw, factor, out=out)
            np.add(out, offset, out=out)

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
        except (KeyError, TypeError, ValueError) as error:
            raise FileFormatError("The preparation of the inputs in the file is incomplete.") from error
        sizes_fit = mean.shape == deviation.shape and mean.shape in ((1,), (inputs,))
        finite = np.isfinite(value_range) and np.isfinite(mean).all() and np.isfinite(deviation).all()
        if not (sizes_fit and finite and value_range > 0.0 and (deviation > 0.0).all()):
            raise FileFormatError(f"The preparation in the file does not fit a network with {inputs} inputs.")
        return cls(scaling, value_range, mean, deviation)
