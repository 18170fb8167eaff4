"""The operations that an expression is made of: each with its value and its local derivatives.

Everything works element by element on float64 arrays of any shape, or on single numbers. Sigmoid, tanh and relu are the
activations of the engine, forward and backward.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS

Value = Any
"""A float64 array of any shape, or one number."""


@dataclass(frozen=True)
class Operation:
    """One step of a calculation, u or (u, v) -> result.

    Attributes:
        formula: How it is written, with {0} for u and {1} for v.
        rules: The derivative of the result by each operand, as a formula of {0}, {1} and {out}.
        value: The result for the operands.
        derivatives: The derivatives by each operand, given the operands and the result.
    """

    formula: str
    rules: tuple[str, ...]
    value: Callable[..., Value]
    derivatives: Callable[..., tuple[Value, ...]]


def _activation(name: str) -> tuple[Callable[[Value], Value], Callable[[Value, Value], tuple[Value]]]:
    """Forward and derivative of the engine's activation `name`, which works in place."""
    activation = ACTIVATIONS[name]

    def forward(u: Value) -> NDArray[np.float64]:
        z = np.array(u, dtype=np.float64)
        activation.forward(z, np.empty_like(z))
        return z

    def derivative(u: Value, out: Value) -> tuple[NDArray[np.float64]]:
        a = np.array(out, dtype=np.float64)
        d = np.ones_like(a)
        activation.backward(a, d, np.empty_like(a))
        return (d,)

    return forward, derivative


def _power_derivatives(u: Value, exponent: Value, out: Value) -> tuple[Value, Value]:
    """The exponent is a plain number, so nothing is ever derived by it; u ** 0 is 1 everywhere, also at 0."""
    return (exponent * np.power(u, exponent - 1.0) if exponent else 0.0 * u), 0.0


ADD = Operation("{0} + {1}", ("1", "1"), np.add, lambda u, v, out: (1.0, 1.0))
SUBTRACT = Operation("{0} − {1}", ("1", "−1"), np.subtract, lambda u, v, out: (1.0, -1.0))
MULTIPLY = Operation("{0} · {1}", ("{1}", "{0}"), np.multiply, lambda u, v, out: (v, u))
DIVIDE = Operation("{0} / {1}", ("1 / {1}", "−{0} / {1}²"), np.divide, lambda u, v, out: (1.0 / v, -u / (v * v)))
POWER = Operation("{0} ** {1}", ("{1} · {0} ** ({1} − 1)", "0"), np.power, _power_derivatives)
NEGATE = Operation("−{0}", ("−1",), np.negative, lambda u, out: (-1.0,))
COPY = Operation("{0}", ("1",), np.positive, lambda u, out: (1.0,))

FUNCTIONS: dict[str, Operation] = {
    "sin": Operation("sin({0})", ("cos({0})",), np.sin, lambda u, out: (np.cos(u),)),
    "cos": Operation("cos({0})", ("−sin({0})",), np.cos, lambda u, out: (-np.sin(u),)),
    "tan": Operation("tan({0})", ("1 + {out}²",), np.tan, lambda u, out: (1.0 + out * out,)),
    "exp": Operation("exp({0})", ("{out}",), np.exp, lambda u, out: (out,)),
    "log": Operation("log({0})", ("1 / {0}",), np.log, lambda u, out: (1.0 / u,)),
    "sqrt": Operation("sqrt({0})", ("1 / (2 · {out})",), np.sqrt, lambda u, out: (0.5 / out,)),
    "tanh": Operation("tanh({0})", ("1 − {out}²",), *_activation("tanh")),
    "sigmoid": Operation("sigmoid({0})", ("{out} · (1 − {out})",), *_activation("sigmoid")),
    "relu": Operation("relu({0})", ("1 where {0} > 0, else 0",), *_activation("relu")),
    "abs": Operation("abs({0})", ("the sign of {0}",), np.abs, lambda u, out: (np.sign(u),)),
    "square": Operation("square({0})", ("2 · {0}",), np.square, lambda u, out: (2.0 * u,)),
}
"""What can be called by name."""

CONSTANTS: dict[str, float] = {"pi": float(np.pi), "e": float(np.e)}
