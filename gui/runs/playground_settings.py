"""The settings of a playground in words, for runs that all learn from one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from engine.datasets.plane import is_playground
from engine.playground import FEATURES
from engine.spec import ExperimentSpec

POINTS = "playground.rows"


def are_comparable(specs: Sequence[ExperimentSpec]) -> bool:
    """Whether all of them learn from a playground, so that its settings mean something for each."""
    return all(is_playground(spec.dataset) for spec in specs)


def are_moved(specs: Sequence[ExperimentSpec]) -> bool:
    """Whether points were placed by hand, and not the same ones in all of them, though they may be as many."""
    return any(spec.playground.points != specs[0].playground.points for spec in specs)


def titles() -> dict[str, str]:
    """Key -> title, in the order of the columns."""
    return {
        POINTS: _tr("Points"),
        "playground.noise": _tr("Noise"),
        "playground.features": _tr("Inputs"),
        "playground.classes": _tr("Classes"),
        "playground.train_share": _tr("Train on"),
        "playground.seed": _tr("Seed of the points"),
    }


def _points(spec: ExperimentSpec) -> str:
    placed = spec.playground.points
    return _tr("{count:,} by hand").format(count=len(placed)) if placed else f"{spec.playground.rows:,}"


def _point_count(spec: ExperimentSpec) -> float:
    return len(spec.playground.points) or spec.playground.rows


def _made(text: Callable[[ExperimentSpec], str]) -> Callable[[ExperimentSpec], str]:
    """`text`, for points that are made; it says nothing of those placed by hand."""
    return lambda spec: "–" if spec.playground.points else text(spec)


TEXTS: dict[str, Callable[[ExperimentSpec], str]] = {
    POINTS: _points,
    "playground.noise": _made(lambda spec: f"{spec.playground.noise:g}"),
    "playground.features": lambda spec: ", ".join(FEATURES[name].title for name in spec.playground.features),
    "playground.classes": lambda spec: str(spec.playground.classes),
    "playground.train_share": _made(lambda spec: _tr("{share:g} %").format(share=100 * spec.playground.train_share)),
    "playground.seed": _made(lambda spec: str(spec.playground.seed)),
}
NUMBERS: dict[str, Callable[[ExperimentSpec], float]] = {
    POINTS: _point_count,
    "playground.noise": lambda spec: spec.playground.noise,
    "playground.classes": lambda spec: spec.playground.classes,
    "playground.train_share": lambda spec: spec.playground.train_share,
    "playground.seed": lambda spec: spec.playground.seed,
}
"""What they are sorted by, where that is a number."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsView", text)
