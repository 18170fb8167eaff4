"""What a person has set up in the lab of gradient descent, as it is saved and shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.checks import require_count, require_name, require_number, require_rate
from engine.errors import SpecError
from engine.labs.descent import MOST_STEPS
from engine.labs.expression import ExpressionError
from engine.labs.landscape import GROUNDS, Ground, Landscape
from engine.labs.rates import HIGHEST, LOWEST
from engine.optimizers import OPTIMIZERS
from engine.plain import from_plain, to_plain

_FARTHEST = 1e3


@dataclass(frozen=True)
class DescentState:
    """The entries, each with what the lab begins with.

    Attributes:
        ground: The name of a landscape.
        expression: Its height; "" for the one that the landscape begins with.
        start: Where the descent begins; () for where the landscape has it.
        rate, momentum: Of every optimiser that has them.
        optimizer: The one that is followed in words.
        racers: Those that start from the same place.
        steps: How many were made.
    """

    ground: str = "parabola"
    expression: str = ""
    start: tuple[float, ...] = ()
    rate: float = 0.1
    momentum: float = 0.9
    optimizer: str = "sgd"
    racers: tuple[str, ...] = ()
    steps: int = 0

    def __post_init__(self) -> None:
        require_name("ground", self.ground, GROUNDS, "landscape")
        ground = self.landscape_kind
        if self.expression and not ground.is_custom and self.expression != ground.text:
            raise SpecError("expression", f"The landscape {self.ground} has an expression of its own.")
        try:
            Landscape(self.text, ground.names)
        except ExpressionError as error:
            raise SpecError("expression", str(error)) from None
        if self.start and len(self.start) != len(ground.names):
            raise SpecError("start", f"The start must be {len(ground.names)} numbers, for {', '.join(ground.names)}.")
        for number in self.start:
            require_number("start", number, -_FARTHEST, _FARTHEST)
        require_number("rate", self.rate, LOWEST, HIGHEST)
        require_rate("momentum", self.momentum)
        for name in (self.optimizer, *self.racers):
            require_name("optimizer", name, OPTIMIZERS, "optimiser")
        if len(set(self.racers)) < len(self.racers):
            raise SpecError("racers", "Each optimiser races once.")
        require_count("steps", self.steps, 0, MOST_STEPS)

    @property
    def landscape_kind(self) -> Ground:
        """The landscape that is named."""
        return GROUNDS[self.ground]

    @property
    def text(self) -> str:
        """The expression of its height."""
        return self.expression or self.landscape_kind.text

    @property
    def place(self) -> tuple[float, ...]:
        """Where the descent begins."""
        return self.start or self.landscape_kind.start

    def to_plain(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain: dict[str, Any] = to_plain(self)
        return plain


def state_from_plain(document: dict[str, Any]) -> DescentState:
    """The state that `document` describes; what it leaves out is as at the beginning.

    Raises:
        SpecError: An entry is unknown or impossible.
    """
    return from_plain(DescentState, document)
