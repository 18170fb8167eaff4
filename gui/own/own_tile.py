"""One of the digits that a person kept, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class OwnTile:
    """A digit and what the network says of it.

    Attributes:
        label: What the person called it.
        image: (height, width) uint8, 255 full of ink; None where it shows nothing.
        answer: What the network reads; "" where that is not known.
    """

    label: str
    image: NDArray[np.uint8] | None
    answer: str = ""

    @property
    def is_misread(self) -> bool:
        """Whether the network reads something else."""
        return bool(self.answer) and self.answer != self.label
