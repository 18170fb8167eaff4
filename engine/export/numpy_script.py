"""A run as a script of its own, which repeats it with the same curve, number by number.

The script is put together from the engine's own source (`assembly`), of which it takes what this run needs, and needs
nothing but NumPy and the rows in NAME-data.npz beside it: `x`, as they were before their preparation, and `labels` or
`targets`; `scaling`, `value_range`, `mean` and `deviation`, with which `Preparation` prepares them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.changes import DATA, MAX_CHANGES, PARAMETERS
from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.errors import EngineError
from engine.export import repeat
from engine.export.assembly import assemble
from engine.export.repeat import ImageSettings, Run, Settings
from engine.spec import ExperimentSpec
from engine.whole_file import write_whole

BESIDE = "-data.npz"
"""How the name of the file with the rows ends."""
# Python looks for modules beside the script first.
_TAKEN = sys.stdlib_module_names | {"numpy"}
_LINE_LENGTH = 120
_PATIENCE = "training.patience"

_HEAD = '''\
"""Repeats a run of Backprop Studio from its first weights on, with the loss of every step as it was, number by number.

    python THIS_FILE.py [--steps N] [--out FILE]

It needs NumPy and the data file beside it. All of it stands in the program's own source files, from which it was put
together; each section names its file. What comes later is made of what comes before: to see how a network learns, begin
at the end, with `repeat`, and go upwards.
"""

from __future__ import annotations

import os

# Another number of threads gives other last bits. NumPy asks for it when it is loaded.
os.environ.update(OPENBLAS_NUM_THREADS="{threads}", MKL_NUM_THREADS="{threads}", OMP_NUM_THREADS="{threads}")

'''


def write(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write the script as `path` and its rows beside it.

    Raises:
        EngineError: The run cannot be repeated; the sentence says why.
        FileFormatError: A file cannot be written there.
    """
    assert dataset is not None
    if path.stem in _TAKEN:
        raise EngineError(
            f"Python has a module {path.stem} of its own, which {path.name} would hide: name it otherwise."
        )
    text = script_text(run_of(checkpoint, dataset), max(1, checkpoint.blas_threads))
    rows, preparation = dataset.train, checkpoint.snapshot.preparation
    content = io.BytesIO()
    np.savez(
        content,
        x=rows.x,
        **({"targets": rows.targets} if rows.labels is None else {"labels": rows.labels}),
        scaling=np.array(preparation.scaling),
        value_range=np.array(preparation.value_range),
        mean=preparation.mean,
        deviation=preparation.deviation,
    )
    data = path.with_name(path.stem + BESIDE)
    write_whole(data, content.getvalue())
    write_whole(path, text.encode())
    return [path, data]


def run_of(checkpoint: Checkpoint, dataset: Dataset) -> Run:
    """What decides the run up to the checkpoint; where it made no step yet, all its epochs.

    Raises:
        EngineError: The run cannot be repeated from its first weights on.
    """
    _check_can_be_repeated(checkpoint)
    steps = checkpoint.snapshot.step
    # Back from the spec as it is now to the one at the beginning; what waits comes with the next step.
    spec = checkpoint.spec
    specs: dict[int, ExperimentSpec] = {}
    for change in reversed(checkpoint.changes):
        specs.setdefault(change.step, spec)
        spec = spec.with_value(change.path, change.old)
    specs.setdefault(0, spec)
    late = checkpoint.spec
    for path, value in checkpoint.waiting:
        late = specs[steps + 1] = late.with_value(path, value)
    training = checkpoint.spec.training
    epoch = -(-dataset.train.rows // (training.batch_size or dataset.train.rows))
    return Run(
        name=spec.name,
        steps=steps or epoch * training.epochs,
        seed=spec.seed,
        start_stream=spec.start_stream,
        settings=tuple(_settings_of(step, specs[step], dataset) for step in sorted(specs)),
    )


def script_text(run: Run, blas_threads: int) -> str:
    """The script that repeats `run` with so many threads for matrix products."""
    names = {"Run", "main", *(type(settings).__name__ for settings in run.settings)}
    parts = assemble(repeat.__name__, sorted(names), _entries(run))
    network, training = run.settings[0].network, run.settings[0].training
    own = [
        "# --- The run",
        f"NETWORK = {_expression(network, room=_LINE_LENGTH - len('NETWORK = '))}",
        f"TRAINING = {_expression(training, room=_LINE_LENGTH - len('TRAINING = '))}",
        f"RUN = {_expression(run, {'NETWORK': network, 'TRAINING': training}, room=_LINE_LENGTH - len('RUN = '))}",
        'if __name__ == "__main__":\n    main(RUN)\n',
    ]
    return _HEAD.format(threads=blas_threads) + parts + "\n\n" + "\n\n".join(own)


def _entries(run: Run) -> dict[str, set[str]]:
    """Of each of the engine's tables of parts the entries that the run uses."""
    networks = [settings.network for settings in run.settings]
    trainings = [settings.training for settings in run.settings]
    layers = [layer for network in networks for layer in network.layers]
    return {
        "ACTIVATIONS": {layer.activation for layer in layers},
        "INITIALIZERS": {layer.initializer.name for layer in layers},
        "LOSSES": {network.loss.name for network in networks},
        "OPTIMIZERS": {training.optimizer for training in trainings},
        "SCHEDULES": {training.schedule.name for training in trainings},
    }


def _expression(value: Any, names: Mapping[str, Any] = MappingProxyType({}), *, room: int, indent: int = 0) -> str:
    """What a value is written as in Python: on one line where there is room for so many characters, else on several.

    Of a dataclass those fields are written that have no default value, or another one. `names` are those of values that
    are not written out.
    """
    for name, known in names.items():
        if known == value:
            return name
    items: list[tuple[str, Any]]
    if is_dataclass(value):
        opening, closing = f"{type(value).__name__}(", ")"
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        items = [(f"{field.name}=", own) for field, own in pairs if field.default is MISSING or field.default != own]
    elif isinstance(value, tuple):
        opening, closing = "(", ",)" if len(value) == 1 else ")"
        items = [("", part) for part in value]
    else:
        text = repr(value)
        return text if not isinstance(value, str) or '"' in text else f'"{text[1:-1]}"'
    parts = [label + _expression(part, names, room=10**9) for label, part in items]
    line = opening + ", ".join(parts) + closing
    if len(line) <= room:
        return line
    inner = " " * (indent + 4)
    parts = [
        label + _expression(part, names, room=_LINE_LENGTH - indent - len(label) - 5, indent=indent + 4)
        for label, part in items
    ]
    return opening + "".join(f"\n{inner}{part}," for part in parts) + f"\n{' ' * indent})"


def _settings_of(step: int, spec: ExperimentSpec, dataset: Dataset) -> Settings:
    if spec.augmentation.is_on:
        assert dataset.image_shape is not None
        return ImageSettings(step, spec.network, spec.training, spec.augmentation, dataset.image_shape)
    return Settings(step, spec.network, spec.training)


def _check_can_be_repeated(checkpoint: Checkpoint) -> None:
    steps, paths = checkpoint.snapshot.step, {change.path for change in checkpoint.changes}
    if not checkpoint.fingerprint:
        raise EngineError("This network was taken over to other data, so no script can repeat how it came about.")
    if steps and not checkpoint.has_training:
        raise EngineError("This network was saved without its training, so no script can repeat it.")
    if steps != checkpoint.counters["optimizer_steps"]:
        raise EngineError(
            "This training began with a network saved without its training, so no script can repeat how it came about."
        )
    if PARAMETERS in paths:
        raise EngineError("The weights of this run were replaced on the way, which no script can repeat: train anew.")
    if DATA in paths:
        raise EngineError("The rows of this run were replaced on the way, which no script can repeat: train anew.")
    if len(checkpoint.changes) >= MAX_CHANGES:
        raise EngineError(f"Only the first {MAX_CHANGES:,} changes of this run are known, so no script can repeat it.")
    # Where it had ended early, training went on from the best weights.
    if any(
        change.path == _PATIENCE and change.old is not None and (change.new is None or change.new > change.old)
        for change in checkpoint.changes
    ):
        raise EngineError(
            "The patience was raised on the way, and a script cannot know whether this run then went on from its best "
            "weights: train anew."
        )
