"""What a link of a lesson does, in a sentence for its tooltip."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from engine.experiments import EXPERIMENTS
from engine.playground import FEATURES
from gui.design.names import (
    Choice,
    activation_choices,
    initializer_choices,
    loss_choices,
    optimizer_choices,
    scaling_choices,
    schedule_choices,
)
from gui.labs.registry import LABS, lab_text
from gui.learn.link import Link

_LAYER = re.compile(r"network\.layers\.(\d+)\.(.+)")


def link_words(link: Link, variants: Mapping[str, str] | None = None) -> str:
    """What happens when `link` is followed; `variants` are the titles of those that can be chosen, by name."""
    target = link.target
    if link.kind == "set":
        return _tr("Sets {settings}").format(settings=_and([_setting_words(*pair) for pair in link.settings]))
    if link.kind == "lab":
        settings = [f"{name.replace('_', ' ')} = {value}" for name, value in link.settings]
        return _tr("Sets in the lab {settings}").format(settings=_and(settings))
    if link.kind == "variant":
        return _tr("Chooses “{title}”").format(title=(variants or {}).get(target, target))
    if link.kind == "compare":
        return _tr("Runs every variant, one after the other, with their curves over each other")
    if link.kind == "open" and target == "lesson":
        return _tr("Goes back to the lesson of the experiment")
    if link.kind == "open" and target.startswith("lab-"):
        return _tr("Opens the lab “{title}”").format(title=lab_text(LABS[target.removeprefix("lab-")].title))
    if link.kind == "open":
        return _tr("Opens the experiment “{title}”").format(
            title=EXPERIMENTS[target].title if target in EXPERIMENTS else target
        )
    if link.kind == "go":
        return _tr("Brings {panel} to the front").format(panel=_panels().get(target, target))
    if link.kind == "do":
        return _commands().get(target, target)
    return _tr("Opens {address} in the browser").format(address=target)


def _setting_words(path: str, value: Any) -> str:
    if match := _LAYER.fullmatch(path):
        entry = _layer_titles().get(match[2], match[2].replace("_", " "))
        layer = _tr("layer {number}").format(number=int(match[1]) + 1)
        return _tr("the {entry} of {layer} to {value}").format(
            entry=entry, layer=layer, value=_value_words(match[2], value)
        )
    title = _titles().get(path) or path.rpartition(".")[2].replace("_", " ")
    return _tr("the {entry} to {value}").format(entry=title, value=_value_words(path, value))


def _value_words(path: str, value: Any) -> str:
    if value is None:
        return _tr("all rows") if path == "training.batch_size" else _tr("off")
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    if isinstance(value, int) and path != "seed":
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}"
    if path == "network.layers" and isinstance(value, list):
        return "-".join(str(layer.get("units", "?")) for layer in value if isinstance(layer, dict))
    if isinstance(value, list):
        return ", ".join(FEATURES[item].title if item in FEATURES else str(item) for item in value)
    choices = next((make() for ending, make in _choices().items() if path.endswith(ending)), [])
    return next((title for name, title, _ in choices if name == value), str(value))


def _choices() -> dict[str, Callable[[], list[Choice]]]:
    return {
        "activation": activation_choices,
        "initializer.name": initializer_choices,
        "optimizer": optimizer_choices,
        "schedule.name": schedule_choices,
        "loss.name": loss_choices,
        "scaling": scaling_choices,
    }


def _and(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _tr("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])


def _titles() -> dict[str, str]:
    return {
        "training.learning_rate": _tr("learning rate"),
        "training.batch_size": _tr("batch size"),
        "training.epochs": _tr("number of epochs"),
        "training.optimizer": _tr("optimiser"),
        "training.momentum": _tr("momentum"),
        "training.l1": _tr("L1 penalty"),
        "training.l2": _tr("L2 penalty"),
        "training.clip_norm": _tr("clip norm"),
        "training.patience": _tr("patience of early stopping"),
        "training.schedule.name": _tr("schedule"),
        "network.loss.name": _tr("loss"),
        "network.loss.reduction": _tr("reduction of the loss"),
        "network.loss.scale": _tr("scale of the loss"),
        "network.input_dropout": _tr("dropout of the inputs"),
        "network.inputs": _tr("number of inputs"),
        "scaling": _tr("input scaling"),
        "seed": _tr("seed"),
        "playground.rows": _tr("number of points"),
        "playground.noise": _tr("noise"),
        "playground.classes": _tr("number of classes"),
        "playground.train_share": _tr("share of training points"),
        "playground.seed": _tr("seed of the points"),
        "playground.features": _tr("features"),
    }


def _layer_titles() -> dict[str, str]:
    return {
        "units": _tr("number of units"),
        "bias_start": _tr("starting bias"),
        "initializer.name": _tr("start of the weights"),
        "initializer.scale": _tr("scale of the start"),
    }


def _panels() -> dict[str, str]:
    return {
        "design": _tr("Design"),
        "lesson": _tr("Lesson"),
        "plots": _tr("the plots"),
        "network": _tr("Network"),
        "weights": _tr("Weights"),
        "histograms": _tr("Histograms"),
        "output": _tr("Output"),
        "why": _tr("Why"),
        "mistakes": _tr("Mistakes"),
        "runs": _tr("Runs"),
        "draw": _tr("Draw"),
        "ownDigits": _tr("My digits"),
    }


def _commands() -> dict[str, str]:
    return {
        "start": _tr("Starts the training, or pauses it"),
        "reset": _tr("Goes back to the same initial weights"),
        "step": _tr("Trains one batch, then pauses"),
        "epoch": _tr("Trains to the end of the epoch, then pauses"),
        "new_weights": _tr("Starts from other initial weights: those of the next seed"),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("learn", text)
