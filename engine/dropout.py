"""Dropout: while training, silence a random share of units so that none can rely on a single other.

Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, in the inverted form: what stays is divided by the
share that stays, so the expected signal is the same with and without dropout and nothing changes when predicting.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Floats

MaskDrawer = Callable[[float, Floats, np.random.Generator], None]
"""Overwrites a mask (rows, units), given the dropout rate and a generator."""

_LEVELS = 2**16


def draw_mask(rate: float, mask: Floats, rng: np.random.Generator) -> None:
    """Overwrite `mask` (rows, units) by 0 for a dropped unit and 1 / kept share for the others.

    The plain line is ``mask = (rng.random(shape) >= rate) / (1 - rate)``. Here each unit takes 16 random bits, four
    units one draw of the generator, and the kept share is the one that 16 bits can express.
    """
    threshold = min(round(rate * _LEVELS), _LEVELS - 1)
    draws = rng.bit_generator.random_raw(-(-mask.size // 4))
    kept = draws.view(np.uint16)[: mask.size].reshape(mask.shape) >= threshold
    np.multiply(kept, mask.dtype.type(_LEVELS / (_LEVELS - threshold)), out=mask)
