"""How well digits of people are read of whom the network has seen nothing.

Thrice a third of the 30 writers of the pen strokes is left out of `pen-digits`, and their digits are then drawn on the
real canvas with the mouse. The trainings take an hour; where the variable PEN_WRITERS_MODELS names a folder, the
networks are kept there and trained only if they are missing.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

from engine.blas import set_blas_threads
from engine.checkpoint import take_checkpoint
from engine.datasets import Dataset, data_folder, mnist_pen, pendigits
from engine.experiments import find_experiment
from engine.persistence import load, save
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options, Skipped
from tests.benchmarks.open_window import NO_QT
from tests.benchmarks.subjects import real_mnist

MODELS_VARIABLE = "PEN_WRITERS_MODELS"
LEFT_OUT = tuple(tuple(range(first, first + 10)) for first in (1, 11, 21))
_Z = 1.959964  # 95 % of a normal distribution lie within so many deviations


def lower_bound(right: int, of: int) -> float:
    """The lower end of Wilson's 95 % interval for a share."""
    share, spread = right / of, _Z * _Z / of
    return (share + spread / 2 - math.sqrt(spread * (share * (1 - share) + spread / 4))) / (1 + spread)


def _run(options: Options) -> Figures:
    folder = data_folder(options.data)
    if pendigits.find(folder) is None:
        raise Skipped(f"The pen strokes are not in {folder / pendigits.FOLDER}: name the folder above with --data DIR.")
    try:
        from PySide6.QtWidgets import QApplication

        from tests.benchmarks.pen_replay import Replay
        from tests.screenshots.real_window import choose_platform
    except ImportError:
        raise Skipped(NO_QT) from None
    mnist, digits = real_mnist(options), pendigits.load(folder)
    set_blas_threads(1)
    choose_platform()
    application = QApplication(sys.argv[:1])
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as kept:
        models = Path(os.environ.get(MODELS_VARIABLE) or kept)
        for number, writers in enumerate(LEFT_OUT):
            key = f"writers_{writers[0]:02}_{writers[-1]:02}"
            reader = _reader_without(writers, models / f"without_{key}.safetensors", options)
            replay = Replay(seed=number)
            right = [
                int(reader.read(replay.image(digit).ravel()).argmax()) == digit.label
                for digit in digits
                if digit.writer in writers
            ]
            replay.close()
            figures |= {
                f"{key}_digits": len(right),
                f"{key}_misread": len(right) - sum(right),
                f"{key}_accuracy": sum(right) / len(right),
                f"{key}_lower": lower_bound(sum(right), len(right)),
                f"{key}_mnist_test": _accuracy(reader, mnist),
            }
    application.quit()
    return figures


def _reader_without(writers: tuple[int, ...], file: Path, options: Options) -> Snapshot:
    """The network that has not seen these writers, from its file or else from a training, which makes the file."""
    if not file.is_file():
        spec = find_experiment("pen-digits").spec
        spec = spec.with_value("training.epochs", options.count(spec.training.epochs, 2))
        trainer = Trainer(spec, mnist_pen.load(data_folder(options.data), without_writers=writers))
        for _ in trainer.run():
            pass
        save(take_checkpoint(trainer).without_training(), file)
    return load(file).snapshot


def _accuracy(reader: Snapshot, dataset: Dataset) -> float:
    assert dataset.test is not None
    right = [reader.read(x).argmax() == y for x, y in zip(dataset.test.x, np.asarray(dataset.test.labels), strict=True)]
    return float(np.mean(right))


PEN_WRITERS = Benchmark(
    name="pen_writers",
    measures="digits of 10 writers, drawn with the mouse, read by `pen-digits` trained without them (lower 95 % bound)",
    bars={
        f"writers_{writers[0]:02}_{writers[-1]:02}_{figure}": Bar(at_least=least)
        for writers in LEFT_OUT
        for figure, least in (("lower", 0.975), ("mnist_test", 0.99))
    },
    run=_run,
    takes_long=True,
)
