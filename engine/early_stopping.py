"""Early stopping: the weights that did best on the validation rows are kept, and training ends when none do better."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats


class BestWeights:
    """The best parameters so far.

    Attributes:
        loss: Their validation loss; infinite before the first record.
        waited: Records since then.
        parameters: A flat copy of them, or None.
    """

    def __init__(self) -> None:
        self.loss = math.inf
        self.waited = 0
        self.parameters: Floats | None = None

    def consider(self, loss: float, parameters: Floats) -> None:
        """Compare the weights of a record with the best ones."""
        if loss < self.loss:
            self.loss, self.waited = loss, 0
            self.parameters = parameters.copy() if self.parameters is None else self.parameters
            np.copyto(self.parameters, parameters)
        else:
            self.waited += 1

    def is_over(self, patience: int | None) -> bool:
        """Whether there was no better record for so long."""
        return patience is not None and self.parameters is not None and self.waited >= patience
