"""The engine's complaints about a design, made readable at the place where they are shown."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from gui.design.document import Document

_LAYER = re.compile(r"network\.layers\.(\d+)\.(.+)")


def readable(path: str, sentence: str, document: Document) -> str:
    """`sentence` about the entry at `path`, with the entry's title for its path and its layer in front."""
    place = layer_entry(path)
    title = entry_title(place[1] if place else path.rpartition(".")[2])
    if sentence.endswith("not ''."):
        sentence = _tr("{entry} is empty: type a number.").format(entry=title)
    else:
        sentence = sentence.replace(path, title)
    if place is None:
        return sentence
    return f"{layer_title(place[0], len(document['network']['layers']) - 1)}: {sentence}"


def layer_entry(path: str) -> tuple[int, str] | None:
    """The layer's index and its entry that a dotted path names, (1, "units"); None where it names no layer."""
    match = _LAYER.fullmatch(path)
    return (int(match.group(1)), match.group(2)) if match else None


def layer_title(index: int, hidden: int) -> str:
    """How layer `index` of a network with `hidden` hidden layers is called; hidden layers count from 1."""
    return _tr("Output") if index >= hidden else _tr("Layer {number}").format(number=index + 1)


def entry_title(entry: str) -> str:
    """The title of an entry of the spec, as it begins a sentence."""
    titles = {
        "units": _tr("The number of units"),
        "activation": _tr("The activation"),
        "dropout": _tr("The dropout"),
        "input_dropout": _tr("The input dropout"),
        "initializer.scale": _tr("The initialiser's scale"),
        "batch_size": _tr("The batch size"),
        "epochs": _tr("The number of epochs"),
        "schedule.every": _tr("The schedule's period"),
        "schedule.factor": _tr("The schedule's factor"),
        "l1": _tr("The L1 penalty"),
        "l2": _tr("The L2 penalty"),
        "weight_decay": _tr("The weight decay"),
        "clip_norm": _tr("The clip norm"),
        "patience": _tr("The patience"),
        "momentum": _tr("The momentum"),
        "beta1": _tr("β₁"),
        "beta2": _tr("β₂"),
        "epsilon": _tr("ε"),
        "learning_rate": _tr("The learning rate"),
        "classes": _tr("The number of classes"),
    }
    return titles.get(entry, entry.replace("_", " "))


def _tr(text: str) -> str:
    return QCoreApplication.translate("design", text)
