"""`train`: train an experiment and report what came of it."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from engine.blas import default_threads, set_blas_threads
from engine.checkpoint import take_checkpoint
from engine.cli.common import add_data_option, add_json_option, report
from engine.cli.exit_codes import DIVERGED, INTERRUPTED
from engine.cli.progress import ProgressLine
from engine.datasets import load_dataset
from engine.errors import SpecError
from engine.events import BatchDone, EpochDone, Finished, SliceDone
from engine.experiments import Experiment, find_experiment
from engine.milestones import Milestones
from engine.persistence import save
from engine.spec import ExperimentSpec, parse_value
from engine.trainer import Trainer


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train", help="train an experiment", description="Train an experiment. Ctrl-C keeps what was learnt."
    )
    parser.add_argument("experiment", metavar="NAME", help="an experiment's name, see `list`")
    parser.add_argument("--epochs", type=int, metavar="N", help="train for N epochs instead of the experiment's own")
    parser.add_argument("--seed", type=int, metavar="N", help="the seed of weights, order and dropout")
    add_data_option(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="save the trained network to FILE")
    parser.add_argument(
        "--network-only", action="store_true", help="leave out of FILE what only more training would need"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="PATH=VALUE",
        help="change any entry of the experiment, such as training.learning_rate=0.1 (see `list --json`)",
    )
    parser.add_argument("--threads", type=int, metavar="N", help="threads for matrix products (default: cores - 1)")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, save where asked, report."""
    experiment = find_experiment(options.experiment)
    spec = _with_options(experiment.spec, options)
    if options.out is not None and not options.out.parent.is_dir():
        raise SpecError("out", f"There is no folder {options.out.parent} to save into: make it first.")
    if options.out is not None and options.out.is_dir():
        raise SpecError("out", f"{options.out} is a folder: name a file in it.")
    set_blas_threads(options.threads or default_threads())
    trainer = Trainer(spec, load_dataset(spec.dataset, data_dir=options.data, playground=spec.playground))
    run = _Run(trainer, experiment)
    finished = run.train()
    if options.out is not None:
        checkpoint = take_checkpoint(trainer)
        save(checkpoint.without_training() if options.network_only else checkpoint, options.out)
    values = run.result(str(options.out) if options.out is not None else None)
    report(values, as_json=options.json, lines=_lines(values))
    if finished is None:
        sys.stderr.write("Interrupted; what was learnt is kept.\n" if options.out else "Interrupted.\n")
        return INTERRUPTED
    if finished.divergence is not None:
        sys.stderr.write(finished.divergence.sentence() + "\n")
        return DIVERGED
    return 0


class _Run:
    """A training with a clock that stops for evaluations, and milestones."""

    def __init__(self, trainer: Trainer, experiment: Experiment) -> None:
        self._trainer = trainer
        self._milestones = Milestones(trainer, experiment.milestone_every)
        self._progress = ProgressLine()
        self._training_seconds = 0.0
        self._rows = 0
        self._seconds = 0.0
        self._interrupted = False

    def train(self) -> Finished | None:
        """Train to the end; None if the person interrupted."""
        begin = time.perf_counter()
        # Who started the program with Ctrl-C ignored, as nohup does, wants it ignored.
        ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if ours:
            signal.signal(signal.SIGINT, self._on_interrupt)
        try:
            self._milestones.consider()
            return self._loop()
        except KeyboardInterrupt:
            return None
        finally:
            if ours:
                signal.signal(signal.SIGINT, signal.default_int_handler)
            self._seconds = time.perf_counter() - begin
            self._progress.close()

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        """Stop after this event, when what is saved is whole; who presses Ctrl-C twice does not wait for it."""
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True

    def _loop(self) -> Finished | None:
        trainer = self._trainer
        before, position = time.perf_counter(), trainer.position
        for event in trainer.run():
            now = time.perf_counter()
            kind = type(event)
            if kind is BatchDone or kind is SliceDone:
                self._training_seconds += now - before
            if isinstance(event, BatchDone):
                self._rows += event.position - position
                position = event.position
                if trainer.steps % 16 == 0:
                    self._show_progress(event)
            elif isinstance(event, EpochDone):
                position = 0
                # At the end of an epoch: the training curve and the update before are complete.
                self._milestones.consider()
                now = time.perf_counter()
            elif isinstance(event, Finished):
                return event
            if self._interrupted:
                return None
            before = now
        raise AssertionError("a training ends with Finished")

    def result(self, file: str | None) -> dict[str, Any]:
        """What `--json` prints."""
        trainer = self._trainer
        record, last = trainer.recorder.latest, trainer.recorder.history.last()
        # After early stopping the best weights are in place, not those of the last record.
        fresh = record is not None and record.step == trainer.steps and not trainer.stopped_early
        scores = record.scores if record is not None and fresh else trainer.evaluate(SPLITS)
        layers = len(trainer.network.layers)
        return {
            "experiment": trainer.spec.name,
            "epochs": trainer.epoch,
            "steps": trainer.steps,
            "seconds": self._seconds,
            "samples_per_second": self._rows / self._training_seconds if self._training_seconds else None,
            "train_loss": record.train_loss if record is not None else (last[1] if last is not None else None),
            "validation_loss": _field(scores, "validation", "loss"),
            "validation_accuracy": _field(scores, "validation", "accuracy"),
            "test_loss": _field(scores, "test", "loss"),
            "test_accuracy": _field(scores, "test", "accuracy"),
            "gradient_norms": list(last[3 : 3 + layers]) if last is not None else None,
            "milestones": [milestone._asdict() for milestone in self._milestones.taken],
            "file": file,
        }

    def _show_progress(self, event: BatchDone) -> None:
        epochs = self._trainer.spec.training.epochs
        share = (event.epoch + event.position / self._trainer.dataset.train.rows) / epochs
        rate = self._rows / self._training_seconds
        self._progress.show(share, f"epoch {event.epoch + 1} of {epochs}  loss {event.loss:.4g}  {rate:,.0f} samples/s")


SPLITS = ("validation", "test")


def _with_options(spec: ExperimentSpec, options: argparse.Namespace) -> ExperimentSpec:
    for setting in options.settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise SpecError(path, f"--set {setting} has no value: write PATH=VALUE.")
        spec = spec.with_value(path, parse_value(text))
    if options.epochs is not None:
        spec = spec.with_value("training.epochs", options.epochs)
    if options.seed is not None:
        spec = spec.with_value("seed", options.seed)
    if options.threads is not None and options.threads < 1:
        raise SpecError("threads", "--threads must be at least 1.")
    return spec


def _field(scores: dict[str, Any], split: str, name: str) -> float | None:
    return getattr(scores[split], name) if split in scores else None


def _lines(values: dict[str, Any]) -> list[str]:
    lines = [
        f"{values['experiment']}: {values['epochs']:,} epochs, {values['steps']:,} steps in {values['seconds']:.1f} s"
    ]
    for mark in values["milestones"]:
        error = mark["mean_absolute_error"]
        tail = f"  mean |error| {error:.16g}" if error is not None else ""
        lines.append(f"  step {mark['step']:>7,}  loss {mark['loss']:.6g}{tail}")
    for name in ("train_loss", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy"):
        if values[name] is not None and math.isfinite(values[name]):
            lines.append(f"  {name.replace('_', ' '):<20} {values[name]:.4f}")
    if values["samples_per_second"]:
        lines.append(f"  {'samples/s':<20} {values['samples_per_second']:,.0f}")
    if values["file"]:
        lines.append(f"  saved to {values['file']}")
    return lines
