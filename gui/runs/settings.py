"""The settings in which runs differ, in words: one for each thing a person chose, whatever entries stand behind it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from engine.changes import differences
from engine.spec import ExperimentSpec
from gui.design.names import (
    Choice,
    activation_title,
    dataset_title,
    initializer_choices,
    loss_choices,
    optimizer_choices,
    scaling_choices,
    schedule_choices,
)
from gui.runs import playground_settings

Sortable = tuple[int, float, str]


@dataclass(frozen=True)
class Setting:
    """Something that was chosen for each run.

    Attributes:
        key: Tells it from other settings.
        title: Its name.
        text: What it is in a design.
        order: What a design is sorted by.
    """

    key: str
    title: str
    text: Callable[[ExperimentSpec], str]
    order: Callable[[ExperimentSpec], Sortable]


def differing(specs: Sequence[ExperimentSpec]) -> list[Setting]:
    """The settings that are not the same in all of `specs`, the important ones first."""
    if len(specs) < 2:
        return []
    paths = {path for spec in specs[1:] for path in differences(specs[0], spec)}
    keys = settings_of(paths) - _NOT_CHOSEN
    if not playground_settings.are_comparable(specs):
        keys -= set(playground_settings.TEXTS)
    titles = _titles()
    known = list(titles)
    found = []
    for key in sorted(keys, key=lambda key: (known.index(key) if key in titles else len(known), key)):
        setting = _setting(key, titles)
        # Another number of layers makes the whole list differ, though not all that is in it.
        is_moved = key == playground_settings.POINTS and playground_settings.are_moved(specs)
        if is_moved or len({setting.text(spec) for spec in specs}) > 1:
            found.append(setting)
    return found


def settings_of(paths: Iterable[str]) -> set[str]:
    """The keys of the settings that entries of a design belong to."""
    return {key for path in paths for key in _keys_of(path)}


def sortable(value: Any) -> Sortable:
    """Nothing before numbers before texts."""
    if value is None:
        return 0, 0.0, ""
    return (1, float(value), "") if isinstance(value, (bool, int, float)) else (2, 0.0, str(value).casefold())


# How the numbers of the seed are drawn comes with an experiment: nobody sets it.
_NOT_CHOSEN = {"start_stream"}
# Entries of a design that are one thing to a person.
_GROUPS = (
    (re.compile(r"network\.inputs|network\.layers\.\d+\.units"), "layers"),
    (re.compile(r"network\.layers\.\d+\.activation"), "activation"),
    (re.compile(r"network\.input_dropout|network\.layers\.\d+\.dropout"), "dropout"),
    (re.compile(r"network\.layers\.\d+\.initializer\..*"), "initializer"),
    (re.compile(r"network\.layers\.\d+\.bias(_start)?"), "bias"),
)


def _keys_of(path: str) -> list[str]:
    if path == "network.layers":
        return [key for _, key in _GROUPS]
    if path == "playground":
        return list(playground_settings.TEXTS)
    return [next((key for pattern, key in _GROUPS if pattern.fullmatch(path)), path)]


def _setting(key: str, titles: dict[str, str]) -> Setting:
    if key in _TEXTS:
        text, number = _TEXTS[key], playground_settings.NUMBERS.get(key)
        if key == "layers":
            return Setting(key, titles[key], text, _layers_order)
        return Setting(key, titles[key], text, lambda spec: sortable(number(spec) if number else text(spec)))
    title = titles.get(key) or key.rpartition(".")[2].replace("_", " ").capitalize()
    return Setting(
        key, title, lambda spec: _plain_text(key, _entry(spec, key)), lambda spec: sortable(_order_value(key, spec))
    )


def _entry(spec: ExperimentSpec, key: str) -> Any:
    """An entry outside the list of layers. Asked for with every painting: `spec.value` makes the whole document."""
    return functools.reduce(getattr, key.split("."), spec)


def _order_value(key: str, spec: ExperimentSpec) -> Any:
    value = _entry(spec, key)
    if key == "training.batch_size" and value is None:
        return float("inf")
    return _plain_text(key, value) if isinstance(value, str) else value


def _plain_text(key: str, value: Any) -> str:
    if value is None:
        return _tr("all rows") if key == "training.batch_size" else _tr("off")
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        # A seed is a name, not an amount.
        return str(value) if key == "seed" else f"{value:,}"
    return _choice_title(key, str(value))


def _choice_title(key: str, name: str) -> str:
    choices: dict[str, Callable[[], list[Choice]]] = {
        "training.optimizer": optimizer_choices,
        "training.schedule.name": schedule_choices,
        "network.loss.name": loss_choices,
        "scaling": scaling_choices,
    }
    if key == "dataset":
        return dataset_title(name, name)
    if key not in choices:
        return name
    return next((title for known, title, _ in choices[key]() if known == name), name)


def _layers(spec: ExperimentSpec) -> str:
    return "-".join(str(size) for size in spec.network.sizes)


def _layers_order(spec: ExperimentSpec) -> Sortable:
    return 1, float(spec.network.parameter_count), _layers(spec)


def _activation(spec: ExperimentSpec) -> str:
    *hidden, output = [activation_title(layer.activation) for layer in spec.network.layers]
    text = _joined(hidden)
    if spec.network.layers[-1].activation == "identity":
        return text or output
    return _tr("{hidden}, output {output}").format(hidden=text, output=output) if text else output


def _dropout(spec: ExperimentSpec) -> str:
    rates = [spec.network.input_dropout, *(layer.dropout for layer in spec.network.layers[:-1])]
    if not any(rates):
        return _tr("none")
    hidden = "/".join(f"{rate:g}" for rate in rates[1:])
    return _tr("input {rate:g}, {hidden}").format(rate=rates[0], hidden=hidden or "0") if rates[0] else hidden


def _initializer(spec: ExperimentSpec) -> str:
    titles = {name: title for name, title, _ in initializer_choices()}
    texts = []
    for layer in spec.network.layers:
        scale = layer.initializer.scale
        title = titles.get(layer.initializer.name, layer.initializer.name)
        texts.append(title if scale is None else f"{title} {scale:g}")
    return _joined(texts)


def _bias(spec: ExperimentSpec) -> str:
    texts = []
    for layer in spec.network.layers:
        texts.append((f"{layer.bias_start:g}" if layer.bias_start else _tr("yes")) if layer.bias else _tr("no"))
    return _joined(texts)


def _joined(texts: list[str]) -> str:
    """Once where all are the same."""
    return texts[0] if len(set(texts)) == 1 else "/".join(texts)


_TEXTS: dict[str, Callable[[ExperimentSpec], str]] = {
    "layers": _layers,
    "activation": _activation,
    "dropout": _dropout,
    "initializer": _initializer,
    "bias": _bias,
    **playground_settings.TEXTS,
}


def _titles() -> dict[str, str]:
    """Key -> title, in the order of the columns."""
    return {
        "name": _tr("Experiment"),
        "dataset": _tr("Data"),
        **playground_settings.titles(),
        "training.learning_rate": _tr("Learning rate"),
        "layers": _tr("Layers"),
        "training.optimizer": _tr("Optimiser"),
        "training.batch_size": _tr("Batch size"),
        "dropout": _tr("Dropout"),
        "activation": _tr("Activation"),
        "training.schedule.name": _tr("Schedule"),
        "training.momentum": _tr("Momentum"),
        "training.l1": _tr("L1"),
        "training.l2": _tr("L2"),
        "training.weight_decay": _tr("Weight decay"),
        "training.clip_norm": _tr("Clip norm"),
        "training.patience": _tr("Patience"),
        "network.loss.name": _tr("Loss function"),
        "network.loss.reduction": _tr("Loss reduction"),
        "network.loss.scale": _tr("Loss scale"),
        "initializer": _tr("Initialiser"),
        "bias": _tr("Bias"),
        "scaling": _tr("Input scaling"),
        "seed": _tr("Seed"),
        "training.epochs": _tr("Planned epochs"),
        "training.schedule.every": _tr("Schedule every"),
        "training.schedule.factor": _tr("Schedule factor"),
        "training.beta1": _tr("β₁"),
        "training.beta2": _tr("β₂"),
        "training.epsilon": _tr("ε"),
        "network.dtype": _tr("Precision"),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsView", text)
