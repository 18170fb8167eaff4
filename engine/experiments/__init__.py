"""The named experiments: each says in a few lines everything about one run."""

from __future__ import annotations

from engine.checks import nearest
from engine.errors import EngineError
from engine.experiments.any_depth import ANY_DEPTH
from engine.experiments.curves import LINE, PARABOLA, SINE
from engine.experiments.digits import DIGITS
from engine.experiments.experiment import MAX_SPEED, Experiment, Goal, Variant
from engine.experiments.mnist_best import MNIST_BEST
from engine.experiments.mnist_fcnn import MNIST_FCNN
from engine.experiments.normal_start import NORMAL_START
from engine.experiments.overfitting import OVERFITTING
from engine.experiments.pen_digits import PEN_DIGITS
from engine.experiments.perceptron import PERCEPTRON
from engine.experiments.playgrounds import CIRCLES, GAUSSIANS, MOONS, SPIRALS
from engine.experiments.tanh_softmax import TANH_SOFTMAX
from engine.experiments.xor import XOR, XOR_DEEP, XOR_WIDE
from engine.own_data import OWN
from engine.spec import ExperimentSpec

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        *(DIGITS, PERCEPTRON, XOR, XOR_WIDE),
        *(XOR_DEEP, TANH_SOFTMAX, ANY_DEPTH),
        *(LINE, PARABOLA, SINE, GAUSSIANS, CIRCLES, MOONS, SPIRALS),
        *(OVERFITTING, NORMAL_START, MNIST_FCNN, MNIST_BEST, PEN_DIGITS),
    )
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


def experiment_of(spec: ExperimentSpec) -> Experiment | None:
    """The named experiment that a design came from, None where there is none.

    A design for data of one's own is called like their file, which may well be "xor.csv": it is of no experiment.
    """
    return EXPERIMENTS.get(spec.name) if spec.dataset != OWN else None


__all__ = ["DEFAULT_EXPERIMENT", "EXPERIMENTS", "MAX_SPEED", "Experiment", "Goal", "Variant"]
__all__ += ["experiment_of", "find_experiment"]
