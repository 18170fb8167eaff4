"""The gradient check: every derivative that backpropagation finds, measured again by moving one number at a time.

A derivative is a limit: (loss(w + h) - loss(w - h)) / 2h as h shrinks. Here four points are used instead of two, whose
error shrinks with the fourth power of h, in float64. It is slow, and it knows nothing of the chain rule: where the
two agree, the backward pass is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.errors import EngineError
from engine.losses import LOSSES
from engine.network import Network, parameters_on
from engine.spec import NetworkSpec
from engine.workspace import Workspace

STEP = 5e-4
"""h: about where the formula's own error, h⁴, meets the rounding of the loss, 1e-16 / h."""
ROWS = 6
MAX_ENTRIES = 200
WITH_A_KINK = ("relu", "leaky_relu", "elu")
"""At 0 the derivative jumps, or with elu its own derivative does: either spoils a formula that looks across it."""
_DRAWS = 5
_TRIES = 2_000


@dataclass(frozen=True)
class GradientCheck:
    """The greatest error of each array of a gradient.

    Attributes:
        errors: Name ("layers.0.weight", "inputs") -> greatest relative error of the entries that were compared.
        entries: How many entries were compared.
    """

    errors: dict[str, float]
    entries: int

    @property
    def worst(self) -> float:
        """The greatest of all errors."""
        return max(self.errors.values())


def check_gradients(spec: NetworkSpec, *, rng: np.random.Generator) -> GradientCheck:
    """Compare the gradient of a network like `spec`, in float64 and without dropout, on random rows.

    At most `MAX_ENTRIES` entries of each array are compared, drawn at random.

    Raises:
        EngineError: No weights were found that keep every sum away from the kink of its activation.
    """
    spec = replace(spec, dtype="float64", input_dropout=0.0, layers=tuple(replace(x, dropout=0.0) for x in spec.layers))
    network, x, target = _draw_case(spec, rng)
    workspace = Workspace(spec, ROWS)
    buffers = workspace.buffers(ROWS)
    factor = spec.loss.factor(ROWS)

    def loss() -> float:
        return factor * float(network.loss.row_losses(network.forward(x, buffers), target).sum())

    output = network.forward(x, buffers)
    network.loss.value_and_gradient(output, target, factor, buffers.layers[-1].d)
    d_x = np.empty_like(x)
    gradient = parameters_on(spec, workspace.gradient)
    network.backward(x, buffers, gradient, d_x=d_x)
    pairs = {"inputs": (d_x.copy(), x)}
    for i, (layer, part) in enumerate(zip(network.layers, gradient, strict=True)):
        pairs[f"layers.{i}.weight"] = (part.weight.copy(), layer.weight)
        if part.bias is not None and layer.bias is not None:
            pairs[f"layers.{i}.bias"] = (part.bias.copy(), layer.bias)
    errors = {name: _compare(found, values, loss, rng) for name, (found, values) in pairs.items()}
    return GradientCheck(errors, sum(min(found.size, MAX_ENTRIES) for found, _ in pairs.values()))


def _compare(gradient: Floats, values: Floats, loss: Callable[[], float], rng: np.random.Generator) -> float:
    """The greatest error, relative to the entry or to a thousandth of the greatest one, whichever is more."""
    flat_gradient, flat_values = gradient.reshape(-1), values.reshape(-1)
    chosen = rng.permutation(flat_values.size)[:MAX_ENTRIES]
    scale = 1e-3 * float(np.abs(flat_gradient).max()) or 1.0
    worst = 0.0
    for place in chosen:
        measured = measure_derivative(flat_values, int(place), loss, STEP)
        worst = max(worst, relative_error(float(flat_gradient[place]), measured, scale))
    return worst


def measure_derivative(values: Floats, place: int, loss: Callable[[], float], step: float) -> float:
    """The derivative of the loss by one of `values` (flat), which is moved by one and two `step` to either side."""
    kept, found = values[place], []
    for steps in (-2, -1, 1, 2):
        values[place] = kept + steps * step
        found.append(loss())
    values[place] = kept
    # The five-point stencil, whose middle point has weight 0 (Abramowitz, Stegun, 25.3.6).
    return (found[0] - 8.0 * found[1] + 8.0 * found[2] - found[3]) / (12.0 * step)


def relative_error(found: float, measured: float, scale: float) -> float:
    """How far two derivatives are apart, relative to the larger of them or to `scale`, whichever is more."""
    return abs(measured - found) / max(abs(measured), abs(found), scale)


def _draw_case(spec: NetworkSpec, rng: np.random.Generator) -> tuple[Network, Floats, NDArray[Any]]:
    """Weights, rows and targets where no step of the check crosses a kink."""
    network = Network(spec)
    for _ in range(_DRAWS):
        for layer in network.layers:
            layer.flat[...] = rng.normal(0.0, 1.0 / np.sqrt(layer.weight.shape[0]), layer.flat.shape)
        rows = (rng.normal(size=(1, spec.inputs)) for _ in range(_TRIES))
        far = list(itertools.islice((row for row in rows if _distance_to_kinks(network, row) > 4.0 * STEP), ROWS))
        if len(far) == ROWS:
            if LOSSES[spec.loss.name].needs_labels:
                return network, np.concatenate(far), rng.integers(0, spec.outputs, ROWS)
            return network, np.concatenate(far), rng.uniform(0.0, 1.0, (ROWS, spec.outputs))
    raise EngineError("No random rows keep all sums away from the kinks of their activations: check a smaller network.")


def _distance_to_kinks(network: Network, x: Floats) -> float:
    nearest = [np.inf]

    def look(name: str, array: NDArray[Any]) -> None:
        place, number, *what = name.split(".")
        kinked = place == "layers" and network.spec.layers[int(number)].activation in WITH_A_KINK
        if kinked and what == ["z"]:
            nearest.append(float(np.abs(array).min()))

    network.forward(x, Workspace(network.spec, len(x)).buffers(len(x)), observer=look)
    return min(nearest)
