"""What descent goes down: a curve over x, or a surface over x and y, given as an expression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.labs.expression import Expression
from engine.labs.parser import parse_expression

NAMES = ("x", "y")
# Places in each input at which the steepness is looked at.
_SAMPLES = 24


@dataclass(frozen=True)
class Ground:
    """A landscape by name.

    Attributes:
        text: The expression it begins with.
        start: Where a descent begins; as many numbers as it has inputs.
        reach: It is shown from -reach to reach in each input.
        curvature: The second derivative where it is the same everywhere, else None.
        is_custom: Whether the expression is the person's own.
    """

    text: str
    start: tuple[float, ...]
    reach: float = 2.0
    curvature: float | None = None
    is_custom: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of its inputs."""
        return NAMES[: len(self.start)]


GROUNDS: dict[str, Ground] = {
    "parabola": Ground("x**2", (-1.6,), curvature=2.0),
    "two_valleys": Ground("x**4 - 2*x**2 + 0.3*x", (1.7,)),
    "curve": Ground("x**2/4 + sin(3*x)/2", (-1.8,), reach=4.0, is_custom=True),
    "bowl": Ground("x**2 + y**2", (-1.5, 1.2)),
    "long_valley": Ground("0.05*x**2 + y**2", (-1.8, 1.2)),
    "saddle": Ground("x**2 - y**2 + y**4/4", (-1.5, 0.01)),
    "surface": Ground("x**2 + y**2/4 + sin(3*x)*cos(2*y)/2", (-1.5, 1.5), is_custom=True),
}


class Landscape:
    """A function that descent walks on.

    Attributes:
        names: Of its inputs, x or x and y.
        expression: What it was read from.
    """

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        """Read `text`.

        Raises:
            ExpressionError: A sentence that says what is wrong with it.
        """
        self.names = names
        self.expression: Expression = parse_expression(text, names)

    def slope(self, place: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        """Height and gradient at a place, by the chain rule; not finite where there is none."""
        used = [i for i, name in enumerate(self.names) if name in self.expression.variables]
        height, gradients = self.expression.slope([place[i] for i in used])
        gradient = [0.0] * len(self.names)
        for i, value in zip(used, gradients, strict=True):
            gradient[i] = value
        return height, tuple(gradient)

    def usual_steepness(self, reach: float) -> float:
        """The median length of the gradient from -reach to reach where there is a slope; 0 where there is none."""
        along = np.linspace(-reach, reach, _SAMPLES)
        used = [i for i, name in enumerate(self.names) if name in self.expression.variables]
        grid = np.meshgrid(*(along for _ in self.names))
        gradients, _ = self.expression.backward(self.expression.forward([grid[i] for i in used]))
        with np.errstate(all="ignore"):
            lengths = np.sqrt(sum(np.square(gradients[place] + 0.0 * grid[0]) for place in range(len(used))))
        sloping = lengths[np.isfinite(lengths) & (lengths > 0.0)]
        return float(np.median(sloping)) if sloping.size else 0.0
