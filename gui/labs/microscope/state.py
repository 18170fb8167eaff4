"""What a person has set up under the microscope, as it is saved and shared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from engine.checks import require_count, require_name
from engine.errors import SpecError
from engine.places import BIAS, WeightPlace
from engine.plain import from_plain, to_plain
from engine.spec import MAX_LAYERS, MAX_UNITS
from gui.labs.microscope.step_controls import PACES

PAGES = ("step", "weight")
_MOST_ROWS = 10_000_000
_OPERATION = re.compile(r"(input|loss|layers\.\d{1,2})(\.[a-z_0-9]{1,20}){1,3}")


@dataclass(frozen=True)
class MicroscopeState:
    """The entries, each with what the lab begins with.

    Attributes:
        page: Which page is in front.
        sample: The row of the training data, where `batch` is off.
        batch: Whether the step is made from the first batch.
        operation: The operation in sight, by its name; "" for the first.
        weight: Layer, input (-1 for the bias) and unit of the one weight, counted from 0.
        pace: How fast it plays.
    """

    page: str = "step"
    sample: int = 0
    batch: bool = True
    operation: str = ""
    weight: tuple[int, ...] = (0, 0, 0)
    pace: str = "normal"

    def __post_init__(self) -> None:
        require_name("page", self.page, PAGES, "page")
        require_count("sample", self.sample, 0, _MOST_ROWS)
        require_name("pace", self.pace, PACES, "pace")
        if self.operation and not _OPERATION.fullmatch(self.operation):
            raise SpecError("operation", f"An operation has a name like layers.0.z, not {self.operation!r}.")
        if len(self.weight) != 3:
            raise SpecError("weight", "A weight is given by three numbers: its layer, input and unit.")
        for number, low, high in zip(self.weight, (0, BIAS, 0), (MAX_LAYERS, MAX_UNITS, MAX_UNITS), strict=True):
            require_count("weight", number, low, high)

    @property
    def place(self) -> WeightPlace:
        """Where the one weight stands."""
        return WeightPlace(*self.weight)

    def to_plain(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain


def state_from_plain(document: dict[str, Any]) -> MicroscopeState:
    """The state that `document` describes; what it leaves out is as at the beginning.

    Raises:
        SpecError: An entry is unknown or impossible.
    """
    return from_plain(MicroscopeState, document)
