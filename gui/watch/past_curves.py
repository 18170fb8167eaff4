"""Curves of earlier runs, drawn faint behind those of the present one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor

from engine.history import SeriesView
from gui.theme.theme import Theme
from gui.watch.curve import Curve
from gui.watch.history_curves import accuracy_curves, loss_curves

# How much is left of a colour on the ground it is drawn on: of a run among others, and of one that is chosen.
_FAINT, _CHOSEN = 0.66, 1.0
# The line tells the run, colour and marker the series. As many as are usually seen at once; neighbours differ most.
_STYLES = (
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
)
_PREFIX = "past"


@dataclass(frozen=True, eq=False)
class EarlierRun:
    """A run that is over, as the plots show it.

    Attributes:
        key: Tells it from the others.
        number: Which run it was; decides its dashes.
        steps: What every step recorded; of its columns only step and loss need be there.
        records: What every epoch record holds; losses and accuracies.
        chosen: It is to stand out among the earlier runs.
    """

    key: int
    number: int
    name: str
    steps: SeriesView
    records: SeriesView
    chosen: bool = False


def past_loss_curves(runs: list[EarlierRun], theme: Theme) -> list[Curve]:
    """The losses of earlier runs; the means of the epochs would only repeat those of the steps."""
    return [
        _past(run, curve, theme)
        for run in runs
        for curve in loss_curves(run.steps, run.records, theme)
        if curve.key != "train_record"
    ]


def past_accuracy_curves(runs: list[EarlierRun], theme: Theme) -> list[Curve]:
    """The accuracies of earlier runs; that of the test samples is nothing to choose a run by."""
    return [
        _past(run, curve, theme) for run in runs for curve in accuracy_curves(run.records, theme) if curve.key != "test"
    ]


def series_of(curve: Curve) -> str:
    """The key of the present curve that an earlier one belongs to."""
    return curve.key.rpartition(".")[2]


def _past(run: EarlierRun, curve: Curve, theme: Theme) -> Curve:
    label = QCoreApplication.translate("Dashboard", "{run}: {series}")
    return Curve(
        key=f"{_PREFIX}.{run.key}.{curve.key}",
        label=label.format(run=run.name, series=curve.label),
        short=label.format(run=run.name, series=curve.short or curve.label),
        x=curve.x,
        mean=curve.mean,
        low=curve.low,
        high=curve.high,
        color=_mixed(curve.color, theme.surface, _CHOSEN if run.chosen else _FAINT),
        pen_style=_STYLES[run.number % len(_STYLES)],
        symbol=curve.symbol,
        emphasis="past" if curve.emphasis == "smooth" else "light",
        ended=True,
    )


def _mixed(color: QColor, ground: QColor, share: float) -> QColor:
    """Opaque, because a line of many dashes is drawn much faster so."""
    pairs = zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * one + (1.0 - share) * other) for one, other in pairs))
