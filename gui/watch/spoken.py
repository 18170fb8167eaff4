"""What a plot says in words, for those who do not see it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.watch.curve import Curve
from gui.watch.ticks import figure


def spoken_curves(curves: list[Curve], advice: str) -> str:
    """The newest value of every curve and the step it is of, then what is worth saying; empty without data."""
    known = [(curve, value) for curve in curves if (value := curve.latest()) is not None]
    if not known:
        return ""
    values = ", ".join(f"{curve.label} {figure(value, small_digits=2)}" for curve, value in known)
    step = max(float(curve.x[-1]) for curve, _ in known)
    words = QCoreApplication.translate("CurvePlot", "{values} at step {step}").format(
        values=values, step=f"{step:,.0f}"
    )
    return f"{words}. {advice}" if advice else words
