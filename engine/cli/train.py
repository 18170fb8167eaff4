"""`train`: train an experiment, or a saved network on from where it was, and report what came of it."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.blas import default_threads, set_blas_threads
from engine.changes import is_live
from engine.checkpoint import resume, take_checkpoint
from engine.cli.common import add_data_option, add_json_option, add_own_option, dataset_of, report, with_own
from engine.cli.exit_codes import DIVERGED, INTERRUPTED
from engine.cli.live_log import LiveLog
from engine.cli.own_data import is_own_data, own_experiment
from engine.cli.run import Run
from engine.errors import OtherDataError, SpecError
from engine.experiments import EXPERIMENTS, experiment_of, find_experiment
from engine.persistence import SUFFIX, load, save
from engine.spec import parse_value
from engine.trainer import Trainer
from engine.whole_file import is_same_file


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train an experiment, or go on with a saved network",
        description="Train an experiment, or go on with a saved network exactly where it was. "
        "Ctrl-C keeps what was learnt.",
    )
    parser.add_argument(
        "experiment",
        metavar="NAME|FILE",
        help="an experiment's name, see `list`, a file that was saved, or a file or folder of your own data",
    )
    parser.add_argument("--epochs", type=int, metavar="N", help="train for N epochs in all instead of the planned ones")
    parser.add_argument("--seed", type=int, metavar="N", help="the seed of weights, order and dropout; of a NAME alone")
    add_data_option(parser)
    add_own_option(parser)
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
        help="change any entry of the experiment, such as training.learning_rate=0.1 (see `list --json`); "
        "of a FILE those that can change while a network trains",
    )
    parser.add_argument("--tensorboard", type=Path, metavar="DIR", help="write a TensorBoard log to DIR on the way")
    parser.add_argument("--threads", type=int, metavar="N", help="threads for matrix products (default: cores - 1)")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, save where asked, report."""
    if options.threads is not None and options.threads < 1:
        raise SpecError("threads", "--threads must be at least 1.")
    if options.out is not None and not options.out.parent.is_dir():
        raise SpecError("out", f"There is no folder {options.out.parent} to save into: make it first.")
    if options.out is not None and options.out.is_dir():
        raise SpecError("out", f"{options.out} is a folder: name a file in it.")
    trainer = _resumed(options) if _is_file(options.experiment) else _begun(options)
    if options.out is not None and is_same_file(options.out, Path(trainer.spec.own.path)):
        raise SpecError("out", f"{options.out} holds the data to learn from: name another file.")
    log = None if options.tensorboard is None else LiveLog(options.tensorboard, trainer)
    experiment = EXPERIMENTS.get(options.experiment) or experiment_of(trainer.spec)
    run = Run(trainer, None if experiment is None else experiment.milestone_every, log)
    finished = run.train()
    if options.out is not None:
        checkpoint = take_checkpoint(trainer)
        save(checkpoint.without_training() if options.network_only else checkpoint, options.out)
    values = run.result(str(options.out) if options.out is not None else None)
    report(values, as_json=options.json, lines=_lines(values))
    if log is not None and log.problem:
        sys.stderr.write(log.problem + "\n")
    if finished is None:
        sys.stderr.write("Interrupted; what was learnt is kept.\n" if options.out else "Interrupted.\n")
        return INTERRUPTED
    if finished.divergence is not None:
        sys.stderr.write(finished.divergence.sentence() + "\n")
        return DIVERGED
    return 0


def _is_file(name: str) -> bool:
    return name not in EXPERIMENTS and (name.endswith(SUFFIX) or (os.path.isfile(name) and not is_own_data(name)))


def _begun(options: argparse.Namespace) -> Trainer:
    """A training from the beginning, of an experiment or of one's own data."""
    set_blas_threads(options.threads or default_threads())
    settings = [*_settings(options), *([("seed", options.seed)] if options.seed is not None else [])]
    if options.experiment not in EXPERIMENTS and is_own_data(options.experiment):
        if options.own is not None:
            raise SpecError("own", f"{options.experiment} are the data themselves: leave --own out.")
        return Trainer(*own_experiment(options.experiment, settings))
    spec = with_own(find_experiment(options.experiment).spec, options.own)
    for path, value in settings:
        spec = spec.with_value(path, value)
    return Trainer(spec, dataset_of(spec, options.data))


def _resumed(options: argparse.Namespace) -> Trainer:
    """The training of a file, with the threads it had: other numbers of them give other last bits."""
    file = options.experiment
    if options.seed is not None:
        raise SpecError("seed", f"{file} goes on with its own seed: leave --seed out, or train anew.")
    checkpoint = load(Path(file))
    set_blas_threads(options.threads or max(1, checkpoint.blas_threads))
    checkpoint = replace(checkpoint, spec=with_own(checkpoint.spec, options.own))
    try:
        trainer = resume(checkpoint, dataset_of(checkpoint.spec, options.data))
    except OtherDataError as error:
        raise OtherDataError(f"{error} Write that with `export {file} --to network`, and train it.") from error
    for path, value in _settings(options):
        trainer.spec.value(path)
        if not is_live(path):
            raise SpecError(
                path, f"{path} cannot change in the middle of a training: leave it out, or train an experiment anew."
            )
        trainer.change(path, value)
    if not checkpoint.has_training:
        sys.stderr.write(f"{file} holds a network without its training: the optimiser starts afresh.\n")
    if trainer.stopped_early:
        sys.stderr.write("This training has ended early: raise training.patience to go on.\n")
    elif trainer.epoch >= (epochs := trainer.spec.training.epochs):
        sys.stderr.write(f"All of its {epochs:,} epochs are done: ask for more with --epochs.\n")
    return trainer


def _settings(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Path and value of every entry that is to be changed."""
    for setting in options.settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise SpecError(path, f"--set {setting} has no value: write PATH=VALUE.")
        yield path, parse_value(text)
    if options.epochs is not None:
        yield "training.epochs", options.epochs


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
