"""Descent in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from engine.labs.descent import MOST_STEPS, Outcome, Walk
from engine.labs.rates import COUNT, STEPS, borders
from engine.optimizers import OPTIMIZERS
from gui.labs.numbers import factor, shown

_MOST_STRETCHES = 6


def ground_title(name: str) -> str:
    """The title of a landscape."""
    return {
        "parabola": _tr("Parabola"),
        "two_valleys": _tr("Two valleys"),
        "curve": _tr("Your own curve"),
        "bowl": _tr("Bowl"),
        "long_valley": _tr("Long valley"),
        "saddle": _tr("Saddle"),
        "surface": _tr("Your own surface"),
    }[name]


def outcome_word(outcome: Outcome) -> str:
    """An outcome in a word."""
    return {
        "straight": _tr("straight"),
        "oscillating": _tr("swings"),
        "slow": _tr("not there"),
        "diverging": _tr("diverges"),
    }[outcome]


def strip_words(outcomes: Sequence[Outcome], curvature: float | None) -> str:
    """What comes of which rates; with the curvature of a parabola also why."""
    if curvature is not None:
        words = _tr(
            "f″ = {a} everywhere: up to 1/f″ = {one} straight home, up to 2/f″ = {two} swinging, beyond it diverges."
        )
        return words.format(a=shown(curvature), one=shown(1 / curvature), two=shown(2 / curvature))
    if len(outcomes) < COUNT:
        return _tr("Trying the rates: {done} of {all} …").format(done=len(outcomes), all=COUNT)
    parts = [
        _tr("{word} to {rate}").format(word=outcome_word(outcome), rate=f"{high:.2g}")
        for outcome, _, high in borders(tuple(outcomes))
    ]
    if len(parts) > _MOST_STRETCHES:
        parts = [*parts[:_MOST_STRETCHES], "…"]
    return _tr("{stretches}; measured in {steps} steps each.").format(stretches=", ".join(parts), steps=STEPS)


def stand_words(walk: Walk, names: Sequence[str]) -> str:
    """Where a descent is: "Step 3: x = 0.82", and below "f = 0.67, f′(x) = 1.64"."""
    stand = walk.stands[-1]
    place = ", ".join(f"{name} = {shown(value)}" for name, value in zip(names, stand.place, strict=True))
    slopes = ", ".join(map(shown, stand.gradient))
    slope = f"f′(x) = {slopes}" if len(names) == 1 else f"∇f = ({slopes})"
    words = _tr("Step {step}: {place}\nf = {height}, {slope}")
    return words.format(step=walk.steps, place=place, height=shown(stand.height), slope=slope)


def move_words(walk: Walk, names: Sequence[str], optimizer: str, rate: float) -> list[str]:
    """The last step with its numbers, a line for each input."""
    if not walk.steps:
        return [OPTIMIZERS[optimizer].formula]
    before, now = walk.stands[-2:]
    lines = []
    for i, name in enumerate(names):
        derivative = f"f′({name})" if len(names) == 1 else f"∂f/∂{name}"
        if OPTIMIZERS[optimizer].is_plain:
            rule, step = f"{name} − η {derivative}", f"{shown(rate)} · {factor(before.gradient[i])}"
        else:
            rule, step = _tr("{name} − update").format(name=name), factor(before.place[i] - now.place[i])
        lines.append(f"{name} ← {rule} = {shown(before.place[i])} − {step} = {shown(now.place[i])}")
    return lines if OPTIMIZERS[optimizer].is_plain else [OPTIMIZERS[optimizer].formula, *lines]


def outcome_words(walk: Walk) -> str:
    """What has come of a descent so far."""
    if walk.has_diverged and not walk.steps:
        return _tr("There is no height or no slope at the start: put it somewhere else.")
    if walk.has_diverged:
        return _tr("Diverged at step {steps}: it ran off the landscape. Lower the rate.").format(steps=walk.steps)
    if walk.has_arrived and not walk.steps:
        return _tr("The ground is level at the start: without a slope there is no step.")
    if walk.has_arrived:
        how = _tr("after crossing the valley {turns} times") if walk.turns else _tr("straight, without a turn")
        words = _tr("At rest after {steps} steps, {how}.")
        return words.format(steps=walk.steps, how=how.format(turns=walk.turns))
    if walk.steps >= MOST_STEPS:
        return _tr("Not at rest after {steps} steps.").format(steps=walk.steps)
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("DescentLab", text)
