"""A run as a script of its own, which repeats it with the same curve, number by number.

The script is put together from the engine's own source (`assembly`), of which it takes what this run needs, and needs
nothing but NumPy and the rows in NAME-data.npz beside it: `x`, as they were before their preparation, and `labels` or
`targets`; `scaling`, `value_range`, `mean` and `deviation`, with which `Preparation` prepares them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.changes import DATA, MAX_CHANGES, PARAMETERS
from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.errors import EngineError
from engine.export import repeat
from engine.export.assembly import assemble
from engine.export.expression import LINE_LENGTH, expression
from engine.export.pruning import Facts
from engine.export.repeat import ImageSettings, Run, Settings
from engine.export.run_facts import facts_of
from engine.spec import ExperimentSpec
from engine.whole_file import write_whole

BESIDE = "-data.npz"
"""How the name of the file with the rows ends."""
# Python looks for modules beside the script first.
_TAKEN = sys.stdlib_module_names | {"numpy"}
_PATIENCE = "training.patience"

_HEAD = '''\
"""Repeats a run of Backprop Studio from its first weights on, with the loss of every step as it was, number by number.

    python THIS_FILE.py [--steps N] [--out FILE]

It needs NumPy and the data file beside it. All of it stands in the program's own source files, from which it was put
together; each section names its file. What this run never comes to is left out. What comes later is made of what comes
before: to see how a network learns, begin at the end, with `repeat`, and go upwards.
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
    run, rows, preparation = run_of(checkpoint, dataset), dataset.train, checkpoint.snapshot.preparation
    text = script_text(run, facts_of(run, rows, preparation.scaling), max(1, checkpoint.blas_threads))
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


def script_text(run: Run, facts: Mapping[str, Facts], blas_threads: int) -> str:
    """The script that repeats `run`, of which `facts` are known, with so many threads for matrix products."""
    names = {"Run", "main", *(type(settings).__name__ for settings in run.settings)}
    assembly = assemble(repeat.__name__, sorted(names), _entries(run), facts)
    network, training = run.settings[0].network, run.settings[0].training
    own, named = ["# --- The run"], dict[str, Any]()
    for name, value in {"NETWORK": network, "TRAINING": training, "RUN": run}.items():
        room = LINE_LENGTH - len(f"{name} = ")
        own.append(f"{name} = {expression(value, named, read=assembly.mentioned, room=room)}")
        named[name] = value
    own.append('if __name__ == "__main__":\n    main(RUN)\n')
    return _HEAD.format(threads=blas_threads) + assembly.text() + "\n\n" + "\n\n".join(own)


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
