"""The named experiments: each a small file that says everything about one run."""

from __future__ import annotations

from engine.checks import nearest
from engine.errors import EngineError
from engine.experiments.digits import DIGITS
from engine.experiments.experiment import MAX_SPEED, Experiment
from engine.experiments.mnist_best import MNIST_BEST
from engine.experiments.mnist_fcnn import MNIST_FCNN
from engine.experiments.pen_digits import PEN_DIGITS
from engine.experiments.xor import XOR

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment for experiment in (DIGITS, MNIST_FCNN, MNIST_BEST, PEN_DIGITS, XOR)
}
DEFAULT_EXPERIMENT = DIGITS.name


def find_experiment(name: str) -> Experiment:
    """The experiment called `name`.

    Raises:
        EngineError: There is none; the sentence names the nearest one.
    """
    if name not in EXPERIMENTS:
        raise EngineError(f"There is no experiment {name!r}{nearest(name, EXPERIMENTS)}")
    return EXPERIMENTS[name]


__all__ = ["DEFAULT_EXPERIMENT", "EXPERIMENTS", "MAX_SPEED", "Experiment", "find_experiment"]
