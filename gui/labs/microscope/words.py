"""The operations of a training step, in words."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.labs.step_account import Account
from engine.labs.step_recording import Operation, Phase
from gui.labs.numbers import factor, shown


class OperationWords(NamedTuple):
    """What an operation is called, and what it does."""

    title: str
    explanation: str


def phase_title(phase: Phase) -> str:
    return {
        "forward": _tr("Forward"),
        "loss": _tr("Loss"),
        "backward": _tr("Backward"),
        "update": _tr("Update"),
    }[phase]


def operation_words(operation: Operation) -> OperationWords:
    """The words for an operation of any kind."""
    title, explanation = _table()[operation.kind]
    # The weights and the biases of a layer are updated alike.
    part = _tr("biases") if ".bias" in operation.name else _tr("weights")
    number = "" if operation.layer is None else str(operation.layer + 1)
    if operation.name == "input.dropped":
        title = _tr("Dropout on the inputs")
    return OperationWords(title.format(layer=number, part=part), explanation.format(part=part))


def _table() -> dict[str, tuple[str, str]]:
    return {
        "z": (
            _tr("Sums of layer {layer}"),
            _tr("Every row of what comes in times every column of the weights, and the unit's bias on top"),
        ),
        "a": (_tr("Activations of layer {layer}"), _tr("The activation function, number by number")),
        "dropped": (
            _tr("Dropout after layer {layer}"),
            _tr("Dropped units become 0; those that stay grow, so that their sum stays as large on average"),
        ),
        "p": (_tr("Probabilities"), _tr("What the outputs claim: numbers between 0 and 1")),
        "error": (_tr("Errors"), _tr("What came out minus what was wanted")),
        "value": (_tr("Loss"), _tr("How wrong the outputs are, in one number; c scales it and divides by the rows")),
        "d_a": (
            _tr("Slope of the loss by the outputs"),
            _tr("How the loss grows with each output: here the way back begins"),
        ),
        "d_z": (
            _tr("Back through the activation of layer {layer}"),
            _tr("The slope by the sums: where the activation is flat, hardly anything passes"),
        ),
        "d_weight": (
            _tr("Gradient of the weights of layer {layer}"),
            _tr("What came in times what was wrong with what went out, added up over the rows"),
        ),
        "d_bias": (_tr("Gradient of the biases of layer {layer}"), _tr("What was wrong, added up over the rows")),
        "d_x": (
            _tr("Back through the weights of layer {layer}"),
            _tr("Each unit of the layer before gets its share of the blame, along the same weights"),
        ),
        "penalized": (
            _tr("Penalties on the weights of layer {layer}"),
            _tr("Large weights cost: l2 adds a share of each weight to its gradient, l1 its sign"),
        ),
        "clipped": (
            _tr("Clipped gradient of the {part} of layer {layer}"),
            _tr("The whole gradient was too long: k shortens it, and its direction stays"),
        ),
        "velocity": (
            _tr("Velocity of the {part} of layer {layer}"),
            _tr("The optimiser remembers where it was going: old velocity times μ plus the gradient"),
        ),
        "mean": (
            _tr("Mean gradient of the {part} of layer {layer}"),
            _tr("A running mean of the gradients so far, which forgets at the rate β₁"),
        ),
        "square": (
            _tr("Squared gradient of the {part} of layer {layer}"),
            _tr("How large the gradients have been: their squares, gathered"),
        ),
        "update": (
            _tr("Step of the {part} of layer {layer}"),
            _tr("What will be subtracted from the {part}"),
        ),
        "after": (_tr("New {part} of layer {layer}"), _tr("The old {part} minus the step: the network has learnt")),
    }


MOST_SUMMANDS = 6


def account_words(account: Account) -> str:
    """How a number came about, written out: "z₁[0,1] = 1 · 0.5 + 2 · 1 = 2.5"; of a long sum the greatest terms."""
    summands = account.summands
    kept = summands
    if len(summands) > MOST_SUMMANDS:
        kept = tuple(sorted(summands, key=lambda one: -abs(one.value))[: MOST_SUMMANDS - 1])
    written = ""
    for summand in kept:
        factors = list(summand.factors)
        sign = " + " if written else ""
        if factors[0].symbol == "−1":
            sign, factors = (" − " if written else "−"), factors[1:]
        first, *others = (one.value for one in factors)
        words = [shown(first) if not written and sign == "" else factor(first), *map(factor, others)]
        written += sign + " · ".join(words)
    left_out = len(summands) - len(kept)
    if left_out:
        rest = sum(one.value for one in summands) - sum(one.value for one in kept)
        written += " + " + _tr("{count} more: {value}").format(count=left_out, value=factor(rest))
    symbols = " · ".join(one.symbol for one in summands[0].factors) if len(summands) == 1 else ""
    parts = [account.symbol, symbols, written, shown(account.value)]
    # A number that is what it was made of needs no second mention.
    if len(summands) == 1 and len(summands[0].factors) == 1:
        parts = [account.symbol, symbols, shown(account.value)]
    return " = ".join(part for part in parts if part)


def setting_words(symbol: str) -> str:
    """What a setting of the training is called; empty for anything else."""
    return {
        "η": _tr("learning rate"),
        "μ": _tr("momentum"),
        "β₁": _tr("setting"),
        "β₂": _tr("setting"),
        "c": _tr("scale of the loss"),
        "δ": _tr("weight decay"),
        "λ₁": _tr("l1"),
        "λ₂": _tr("l2"),
        "k": _tr("clipping"),
        "1/(1 − β₁ᵗ)": _tr("began at zero"),
    }.get(symbol, "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("microscope", text)
