"""The engine's names as a person reads them, translated, each with a sentence or a formula for its tooltip."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from PySide6.QtCore import QCoreApplication

from engine.activations import ACTIVATIONS
from engine.experiments.experiment import Chapter
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.spec import SCALINGS

Choice = tuple[str, str, str]
"""The engine's name, its title, its tooltip."""

ExperimentChoice = tuple[str, str, str, str]
"""A choice and the chapter it belongs to."""


def activation_title(name: str) -> str:
    return _activation_titles().get(name, _plain(name))


def activation_choices() -> list[Choice]:
    return [(name, activation_title(name), item.formula) for name, item in ACTIVATIONS.items()]


def loss_choices() -> list[Choice]:
    titles = {
        "softmax_cross_entropy": _tr("Softmax cross-entropy"),
        "sigmoid_cross_entropy": _tr("Sigmoid cross-entropy"),
        "squared_error": _tr("Squared error"),
    }
    return [(name, titles.get(name, _plain(name)), item.formula) for name, item in LOSSES.items()]


def reading_title(loss: str) -> str:
    """What a loss that works on plain sums reads them as."""
    titles = {"softmax_cross_entropy": _tr("softmax"), "sigmoid_cross_entropy": _tr("sigmoid")}
    return titles.get(loss, _plain(loss))


def reading_formula(loss: str) -> str:
    """How such a loss makes predictions of the sums z."""
    formulas = {
        "softmax_cross_entropy": _tr("predictions are their softmax, exp(zᵢ) / Σ exp(z)"),
        "sigmoid_cross_entropy": _tr("predictions are their sigmoids, 1 / (1 + exp(-zᵢ))"),
    }
    return formulas.get(loss, "")


def optimizer_choices() -> list[Choice]:
    titles = {
        "sgd": _tr("Gradient descent (SGD)"),
        "momentum": _tr("Momentum"),
        "nesterov": _tr("Nesterov momentum"),
        "adagrad": _tr("AdaGrad"),
        "rmsprop": _tr("RMSProp"),
        "adam": _tr("Adam"),
        "adamw": _tr("AdamW"),
    }
    return [(name, titles.get(name, _plain(name)), item.formula) for name, item in OPTIMIZERS.items()]


def schedule_choices() -> list[Choice]:
    titles = {
        "constant": _tr("Constant"),
        "step": _tr("Steps"),
        "exponential": _tr("Exponential"),
        "cosine": _tr("Cosine"),
        "one_cycle": _tr("One cycle"),
        "warm_up": _tr("Warm-up"),
    }
    return [(name, titles.get(name, _plain(name)), item.formula) for name, item in SCHEDULES.items()]


def initializer_choices() -> list[Choice]:
    titles = {
        "he": _tr("He (fan-in)"),
        "he_fan_out": _tr("He (fan-out)"),
        "xavier": _tr("Xavier uniform"),
        "xavier_normal": _tr("Xavier normal"),
        "lecun": _tr("LeCun"),
        "uniform": _tr("Uniform"),
        "normal": _tr("Normal"),
        "constant": _tr("Constant"),
        "zeros": _tr("Zeros"),
    }
    return [
        (name, titles.get(name, _plain(name)), _tr("Scale: {meaning}").format(meaning=item.scale_means))
        for name, item in INITIALIZERS.items()
    ]


def scaling_choices() -> list[Choice]:
    known = {
        "global": (
            _tr("One score for all"),
            _tr("z = (x − μ) / σ, with one mean μ and one deviation σ of all training values"),
        ),
        "per_pixel": (
            _tr("One score per input"),
            _tr("zᵢ = (xᵢ − μᵢ) / σᵢ, with the mean and deviation of every input over the training rows"),
        ),
        "none": (_tr("None"), _tr("z = x: the network reads the values as they are")),
    }
    return [(name, *known.get(name, (_plain(name), ""))) for name in SCALINGS]


def dataset_title(name: str, title: str) -> str:
    """A name for the data that fits a narrow box; `title` is the whole one."""
    titles = {
        "mnist": _tr("MNIST"),
        "mnist+pen": _tr("MNIST + pen"),
        "digits": _tr("UCI digits"),
        "first-input": _tr("First input"),
        "xor": _tr("XOR"),
        "circles": _tr("Circles"),
        "moons": _tr("Moons"),
        "spirals": _tr("Spirals"),
        "gaussians": _tr("Gaussians"),
        "parabola": _tr("Parabola"),
        "sine": _tr("Sine"),
        "line": _tr("Line"),
    }
    return titles.get(name, title)


def chapter_title(chapter: str) -> str:
    titles = {
        "first steps": _tr("First steps"),
        "depth": _tr("Depth"),
        "digits": _tr("Digits"),
        "curves": _tr("Curves"),
        "playground": _tr("Playground"),
    }
    return titles.get(chapter, _plain(chapter))


def by_chapter(experiments: Iterable[ExperimentChoice]) -> list[tuple[str, list[Choice]]]:
    """The title of each chapter with its experiments, the chapters in the order of the engine's."""
    chapters: dict[str, list[Choice]] = {chapter: [] for chapter in get_args(Chapter)}
    for *choice, chapter in experiments:
        name, title, summary = choice
        chapters[chapter].append((name, title, summary))
    return [(chapter_title(chapter), choices) for chapter, choices in chapters.items() if choices]


def _activation_titles() -> dict[str, str]:
    return {
        "relu": _tr("ReLU"),
        "leaky_relu": _tr("leaky ReLU"),
        "tanh": _tr("tanh"),
        "sigmoid": _tr("sigmoid"),
        "elu": _tr("ELU"),
        "softplus": _tr("softplus"),
        "gelu": _tr("GELU"),
        "silu": _tr("SiLU"),
        "identity": _tr("identity"),
    }


def _plain(name: str) -> str:
    """A name that is newer than this table."""
    return name.replace("_", " ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("design", text)
