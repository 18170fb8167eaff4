"""The main part: repeats a run from its first weights on, with the loss of every step as it was."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.augmentation import AugmentationSpec, augmenter
from engine.batches import ChangeImages, RowSource
from engine.course import Course
from engine.datasets import Split
from engine.events import Divergence
from engine.feed import SLICE_ROWS, Feed
from engine.network import Network
from engine.preparation import Preparation
from engine.randomness import make_generators
from engine.spec import NetworkSpec, TrainingSpec
from engine.workspace import Workspace

_LINES_OF_PROGRESS = 10


@dataclass(frozen=True)
class Settings:
    """What was set from `step` on."""

    step: int
    network: NetworkSpec
    training: TrainingSpec

    def change_images(self, rng: np.random.Generator) -> ChangeImages | None:
        """How images are changed before they are learnt from: not at all."""
        return None


@dataclass(frozen=True)
class ImageSettings(Settings):
    """What was set from `step` on, where images were changed at random."""

    augmentation: AugmentationSpec
    image_shape: tuple[int, int]

    def change_images(self, rng: np.random.Generator) -> ChangeImages | None:
        """How images are changed before they are learnt from."""
        return augmenter(self.augmentation, self.image_shape, rng)


@dataclass(frozen=True)
class Run:
    """What decides a run, beside its data.

    Attributes:
        steps: How many it made.
        start_stream: Where the initial weights come from, see `make_generators`.
        settings: In the order of their steps; the first begin at step 0.
    """

    name: str
    steps: int
    seed: int
    start_stream: str
    settings: tuple[Settings, ...]


def read_rows(path: Path) -> tuple[Split, Preparation]:
    """The rows to learn from, as they were before their preparation, and how they are prepared."""
    with np.load(path) as arrays:
        labels, targets = arrays.get("labels"), arrays.get("targets")
        scaling, value_range = str(arrays["scaling"]), float(arrays["value_range"])
        preparation = Preparation(scaling, value_range, arrays["mean"], arrays["deviation"])
        return Split(arrays["x"], labels, targets), preparation


def repeat(run: Run, split: Split, preparation: Preparation) -> Iterator[float]:
    """Train from the beginning: the loss of each step, until nobody asks for more or numbers run out of range."""
    first = run.settings[0]
    generators = make_generators(run.seed, run.start_stream)
    network = Network(first.network)
    network.initialize(rng=generators.start)
    source = RowSource(split, preparation, first.network, network.loss.needs_labels)
    workspace = Workspace(first.network, min(SLICE_ROWS, source.rows))
    course = Course(network, workspace, Feed(source, generators), generators, first.training)
    coming = list(run.settings)
    while True:
        if coming and coming[0].step == course.steps:
            now = coming.pop(0)
            course.use(now.network, now.training, now.change_images(generators.augmentation))
        while not course.learn():
            pass
        made = course.update()
        if isinstance(made, Divergence):
            sys.stderr.write(f"Numbers ran out of range at step {made.step:,}.\n")
            return
        yield made.loss
        if course.is_epoch_over:
            course.end_epoch()


def main(run: Run) -> None:
    """Repeat the run with the data beside this file, show how it goes, and write its curve."""
    here = Path(__file__)
    data, curve = (here.with_name(here.stem + ending) for ending in ("-data.npz", "-losses.csv"))
    parser = argparse.ArgumentParser(description="Repeats a run, with the loss of every step as it was.")
    parser.add_argument("--steps", type=int, default=run.steps, help="how many (%(default)s, as the run)")
    parser.add_argument("--out", type=Path, default=curve, help="where to write the losses (%(default)s)")
    options = parser.parse_args()
    if not data.is_file():
        parser.exit(1, f"The data are missing: put {data.name} beside {here.name}.\n")

    # Numbers out of range are found by the learner; NumPy need not warn of them too.
    np.seterr(over="ignore", invalid="ignore")
    sys.stdout.write(f"{run.name!r}, {options.steps:,} steps\n")
    losses = repeat(run, *read_rows(data))
    lines = ["step,loss"]
    # One after the other, for the losses might end first.
    for step, loss in zip(range(options.steps), losses, strict=False):
        lines.append(f"{step},{loss!r}")
        if (step + 1) % max(1, options.steps // _LINES_OF_PROGRESS) == 0:
            sys.stdout.write(f"step {step:>9,}  loss {loss:.9g}\n")
    try:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        parser.exit(1, f"{options.out} could not be written: {error.strerror}.\n")
    sys.stdout.write(f"{len(lines) - 1:,} losses written to {options.out}\n")
