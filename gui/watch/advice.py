"""What the engine noticed in a run, as a sentence in plain words under the plot that shows it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine import insights
from engine.insights import Insight, Kind, Severity

PLOT_OF: dict[Kind, str] = {
    "loss_grows": "lossPlot",
    "stuck": "lossPlot",
    "overfitting": "lossPlot",
    "loss_jumps": "lossPlot",
    "loss_repeats": "lossPlot",
    "dropout_scale": "lossPlot",
    "accuracy_gap": "accuracyPlot",
    "dead_units": "gradientNormPlot",
    "no_gradient": "gradientNormPlot",
    "vanishing": "gradientNormPlot",
    "exploding": "gradientNormPlot",
    "gradient_grows": "gradientNormPlot",
    "tears": "updateRatioPlot",
    "stalls": "updateRatioPlot",
}
"""objectName of the plot that shows what an insight is about."""


class Advice(NamedTuple):
    """A sentence, the rule that it came from, and how grave it is."""

    severity: Severity
    sentence: str
    rule: str


def advice_by_plot(found: Sequence[Insight], layers: int) -> dict[str, Advice]:
    """The gravest advice of each plot; `layers` is how many the network has."""
    chosen: dict[str, Advice] = {}
    for insight in found:
        plot = PLOT_OF[insight.kind]
        if plot not in chosen:
            chosen[plot] = Advice(insight.severity, _sentence(insight, layers), _rule(insight.kind))
    return chosen


def _sentence(insight: Insight, layers: int) -> str:
    values = insight.values

    def layer(key: str = "layer") -> str:
        index = int(values[key])
        last = index == layers - 1
        return _tr("the output layer") if last else _tr("layer {number}").format(number=index + 1)

    def times() -> str:
        return _tr("{factor}×").format(factor=about(values["ratio"]))

    # What matters comes first: the end of the line may not fit under a small plot.
    sentences: dict[Kind, Callable[[], str]] = {
        "loss_grows": lambda: _tr("Learning rate too high: the loss is {times} its lowest").format(times=times()),
        "stuck": lambda: _tr("Stuck: the loss has hardly fallen for {steps} steps").format(
            steps=f"{values['steps']:,.0f}"
        ),
        "overfitting": lambda: _tr("Overfitting: validation loss above its lowest for {epochs} epochs").format(
            epochs=f"{values['epochs']:,.0f}"
        ),
        "loss_jumps": lambda: _tr("The loss jumps by {share} a step: learning rate too high or batch too small").format(
            share=_percent(10 * round(10 * values["jump"]))
        ),
        "loss_repeats": lambda: _tr("Every epoch looks alike: are the rows shuffled?"),
        "dropout_scale": lambda: _tr("Dropout out of scale: without it the loss is {times} as large").format(
            times=_tr("{factor}×").format(factor=f"{values['ratio']:.1f}")
        ),
        "accuracy_gap": lambda: _tr("Partly learnt by heart: train is {points} points above validation").format(
            points=f"{100 * values['gap']:.0f}"
        ),
        "dead_units": lambda: (
            _tr("All units of {layer} are dead").format(layer=layer())
            if values["share"] == 1.0
            else _tr("{share} of the units of {layer} are dead").format(
                share=_percent(100 * values["share"]), layer=layer()
            )
        ),
        "no_gradient": lambda: _tr("No gradient reaches {layer}: it learns nothing").format(layer=layer()),
        "vanishing": lambda: _tr("Gradients vanish: {layer} gets {times} less than {other}").format(
            layer=layer(), other=layer("other"), times=times()
        ),
        "exploding": lambda: _tr("Gradients explode: {layer} gets {times} as much as {other}").format(
            layer=layer(), other=layer("other"), times=times()
        ),
        "gradient_grows": lambda: _tr("Gradients have grown to {times} those of the first steps").format(times=times()),
        "tears": lambda: _tr("Learning rate too high: a step changes {layer} by {share}").format(
            layer=layer(), share=_percent(100 * values["ratio"])
        ),
        "stalls": lambda: _tr("Hardly moves: a step changes {layer} by {share}").format(
            layer=layer(), share=_percent(100 * values["ratio"])
        ),
    }
    sentence = sentences[insight.kind]()
    return sentence[:1].upper() + sentence[1:]


def _rule(kind: Kind) -> str:
    """When the sentence is said, with the thresholds that are in force."""
    ratio = f"{insights.GRADIENT_RATIO:g}"
    median = _tr("Medians of the last {steps} steps.").format(steps=insights.WINDOW)
    rules: dict[Kind, Callable[[], str]] = {
        "loss_grows": lambda: _tr(
            "Said when the loss is {factor} times the best so far, and above {share} of its first value. {median}"
        ).format(factor=f"{insights.LOSS_GROWTH:g}", share=_percent(100 * insights.HIGH_LOSS), median=median),
        "stuck": lambda: _tr(
            "Said when the loss of the last quarter of the steps is less than {share} below that of the quarter "
            "before, though train accuracy is below {accuracy} (without one: though the loss is above {loss} of its "
            "first value)."
        ).format(
            share=_percent(100 * insights.STUCK_FALL),
            accuracy=_percent(100 * insights.STUCK_ACCURACY),
            loss=_percent(100 * insights.STUCK_LOSS),
        ),
        "overfitting": lambda: _tr(
            "Said when the last {records} records are all {share} or more above the lowest validation loss, while the "
            "train loss has fallen since (Prechelt 1998)."
        ).format(records=insights.OVERFIT_RECORDS, share=_percent(100 * insights.OVERFIT_RISE)),
        "loss_jumps": lambda: _tr(
            "Said when the loss changes by {share} of itself from one step to the next, over {steps} steps in which "
            "it does not fall by a tenth."
        ).format(share=_percent(100 * insights.JUMP), steps=insights.WINDOW),
        "loss_repeats": lambda: _tr(
            "Said when the losses of {epochs} epochs go up and down alike, a correlation of {likeness} or more: rows "
            "drawn in a new order each time give no pattern."
        ).format(epochs=insights.REPEATED_EPOCHS, likeness=f"{insights.REPEATS:g}"),
        "dropout_scale": lambda: _tr(
            "Said when the first {records} records all have a validation loss of {factor} times the train loss or "
            "more, in a network with dropout and no gap in accuracy: dropout should make the train loss the larger one."
        ).format(records=insights.DROPOUT_RECORDS, factor=f"{insights.DROPOUT_EXCESS:g}"),
        "accuracy_gap": lambda: _tr(
            "Said when train accuracy is {points} points or more above validation, as a mean of {records} records."
        ).format(points=f"{100 * insights.ACCURACY_GAP:g}", records=insights.GAP_RECORDS),
        "dead_units": lambda: _tr(
            "Said when {share} or more of the units of a relu layer give 0 for every row of a fixed sample: no "
            "gradient passes through them. Often the learning rate is, or was, too high."
        ).format(share=_percent(100 * insights.DEAD_NOTE)),
        "no_gradient": lambda: _tr("Said when ‖dW‖ of a layer is 0. {median}").format(median=median),
        "vanishing": lambda: _tr(
            "Said when ‖dW‖ of a layer is {ratio} times less than that of one nearer to the output. {median}"
        ).format(ratio=ratio, median=median),
        "exploding": lambda: _tr(
            "Said when ‖dW‖ of a layer is {ratio} times that of one nearer to the output. {median}"
        ).format(ratio=ratio, median=median),
        "gradient_grows": lambda: _tr(
            "Said when the largest ‖dW‖ is {factor} times what it was in the first {steps} steps. {median}"
        ).format(factor=f"{insights.GRADIENT_GROWTH:g}", steps=insights.WINDOW, median=median),
        "tears": lambda: _tr("Said when ‖ΔW‖ / ‖W‖ of a layer is above {most}. {median}").format(
            most=f"{insights.MOST_UPDATE:g}", median=median
        ),
        "stalls": lambda: _tr(
            "Said when ‖ΔW‖ / ‖W‖ of a layer is below {least} before the task is learnt. {median}"
        ).format(least=f"{insights.LEAST_UPDATE:g}", median=median),
    }
    return rules[kind]()


def about(value: float) -> str:
    """In one significant digit, so that a sentence stands still while its number moves a little."""
    unit = 10.0 ** math.floor(math.log10(value))
    return f"{round(value / unit) * unit:,.0f}" if value < 1e6 else f"{value:.0e}"


def _percent(value: float) -> str:
    if value >= 1:
        return _tr("{percent} %").format(percent=f"{value:.0f}")
    unit = 10.0 ** math.floor(math.log10(value))
    return _tr("{percent} %").format(percent=f"{round(value / unit) * unit:.1g}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)
