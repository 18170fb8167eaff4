"""Smoothing of noisy curves without shifting them."""

from __future__ import annotations

import numpy as np

from gui.watch.curve import Values


def smoothed(values: Values, sigma: float) -> Values:
    """`values` (n,) averaged over neighbours with Gaussian weights of width `sigma`, in samples.

    The weights lie on both sides, so a fall in the curve stays where it is. Gaps (NaN) stay gaps and weigh nothing;
    at the ends the weights that fall outside are left out.
    """
    if sigma <= 0 or len(values) < 3:
        return values
    reach = max(1, int(np.ceil(3 * sigma)))
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    known = np.isfinite(values)
    inside = slice(reach, reach + len(values))
    total = np.convolve(np.where(known, values, 0.0), kernel)[inside]
    weight = np.convolve(known.astype(np.float64), kernel)[inside]
    return np.divide(total, weight, out=np.full(len(values), np.nan), where=known)
