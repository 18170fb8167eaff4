"""Where something was changed while training ran, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.changes import PARAMETERS

_LAYER_DROPOUT = re.compile(r"network\.layers\.(\d+)\.dropout")


class ChangeMark(NamedTuple):
    """A change that took effect with the batch `step`, and what it was."""

    step: float
    text: str


def change_marks(changes: Iterable[tuple[int, str, Any, Any]]) -> list[ChangeMark]:
    """The marks of changes: step, dotted path of the entry, its value before and after.

    What was chosen before the first step is how the run began: it has no mark.
    """
    arrow, names = _tr("{name} {old} → {new}"), _names()
    return [
        ChangeMark(
            float(step),
            str(new)
            if path == PARAMETERS
            else arrow.format(name=_name(path, names), old=_value(path, old), new=_value(path, new)),
        )
        for step, path, old, new in changes
        if step > 0
    ]


def _name(path: str, names: dict[str, str]) -> str:
    if path in names:
        return names[path]
    layer = _LAYER_DROPOUT.fullmatch(path)
    if layer:
        return _tr("dropout of layer {number}").format(number=int(layer[1]) + 1)
    # What the images are changed by has names that are words.
    return path.rpartition(".")[2].replace("_", " ")


def _names() -> dict[str, str]:
    return {
        "training.learning_rate": _tr("learning rate"),
        "training.batch_size": _tr("batch size"),
        "training.epochs": _tr("epochs"),
        "training.l1": _tr("L1 penalty"),
        "training.l2": _tr("L2 penalty"),
        "training.weight_decay": _tr("weight decay"),
        "training.clip_norm": _tr("clipping"),
        "training.patience": _tr("patience"),
        "training.record_every": _tr("steps between records"),
        "training.momentum": _tr("momentum"),
        "training.beta1": _tr("β₁"),
        "training.beta2": _tr("β₂"),
        "training.epsilon": _tr("ε"),
        "training.schedule.name": _tr("schedule"),
        "training.schedule.every": _tr("schedule, every"),
        "training.schedule.factor": _tr("schedule, factor"),
        "network.input_dropout": _tr("dropout of the inputs"),
    }


def _value(path: str, value: Any) -> str:
    if value is None:
        return _tr("all rows") if path == "training.batch_size" else _tr("none")
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChangeMarks", text)
