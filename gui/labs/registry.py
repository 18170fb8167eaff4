"""The labs by name, each with the words that go with it; its widget is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QWidget

_CONTEXT = "Labs"
_N = QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Lab:
    """A lab.

    Attributes:
        title, summary: Marked for translation, which makes them objects to a type checker.
        make: Makes its widget.
    """

    name: str
    title: object
    summary: object
    make: Callable[[], QWidget]


def _chain() -> QWidget:
    from gui.labs.chain.chain_lab import ChainLab

    return ChainLab()


def _descent() -> QWidget:
    from gui.labs.descent.descent_lab import DescentLab

    return DescentLab()


def _activations() -> QWidget:
    from gui.labs.activations.activations_lab import ActivationsLab

    return ActivationsLab()


def _microscope() -> QWidget:
    from gui.labs.microscope.microscope_lab import MicroscopeLab

    return MicroscopeLab()


def _gradcheck() -> QWidget:
    from gui.labs.gradcheck.gradcheck_lab import GradientCheckLab

    return GradientCheckLab()


LABS: dict[str, Lab] = {
    lab.name: lab
    for lab in (
        Lab(
            "descent",
            _N("Labs", "Gradient descent"),
            _N("Labs", "Why a learning rate oscillates: where a ball on a curve rolls to, swings, or flies away."),
            _descent,
        ),
        Lab(
            "chain",
            _N("Labs", "The chain rule"),
            _N("Labs", "How derivatives run back through a formula, edge by edge: the whole of backpropagation."),
            _chain,
        ),
        Lab(
            "activations",
            _N("Labs", "Activations"),
            _N("Labs", "What the slope of a sigmoid does to a gradient, and where the sums of your network lie on it."),
            _activations,
        ),
        Lab(
            "microscope",
            _N("Labs", "The microscope"),
            _N("Labs", "One step of training, one operation at a time, with the line of code that makes it."),
            _microscope,
        ),
        Lab(
            "gradcheck",
            _N("Labs", "Gradient check"),
            _N(
                "Labs",
                "Why weights start at random, why minus one in a softmax: a clinic of bugs, and a measured gradient.",
            ),
            _gradcheck,
        ),
    )
}


def lab_text(text: object) -> str:
    """A text of the table in the user's language."""
    return QCoreApplication.translate(_CONTEXT, str(text))
