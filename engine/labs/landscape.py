"""What descent goes down: a curve over x, or a surface over x and y, given as an expression."""

from __future__ import annotations

from dataclasses import dataclass

from engine.labs.expression import Expression
from engine.labs.parser import parse_expression

NAMES = ("x", "y")


@dataclass(frozen=True)
class Ground:
    """A landscape by name.

    Attributes:
        title: As a person reads it.
        text: The expression it begins with.
        start: Where a descent begins; as many numbers as it has inputs.
        reach: It is shown from -reach to reach in each input.
        curvature: The second derivative where it is the same everywhere, else None.
        is_custom: Whether the expression is the person's own.
    """

    title: str
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
    "parabola": Ground("Parabola", "x**2", (-1.6,), curvature=2.0),
    "two_valleys": Ground("Two valleys", "x**4 - 2*x**2 + 0.3*x", (1.7,)),
    "curve": Ground("Your own curve", "x**2/4 + sin(3*x)/2", (-1.8,), reach=4.0, is_custom=True),
    "bowl": Ground("Bowl", "x**2 + y**2", (-1.5, 1.2)),
    "long_valley": Ground("Long valley", "0.05*x**2 + y**2", (-1.8, 1.2)),
    "saddle": Ground("Saddle", "x**2 - y**2 + y**4/4", (-1.5, 0.01)),
    "surface": Ground("Your own surface", "x**2 + y**2/4 + sin(3*x)*cos(2*y)/2", (-1.5, 1.5), is_custom=True),
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
