"""The one loop of the commands that train: a clock that stops for evaluations, Ctrl-C, and what came of it."""

from __future__ import annotations

import signal
import time
from types import FrameType
from typing import Any

from engine.cli.live_log import LiveLog
from engine.cli.progress import ProgressLine
from engine.events import BatchDone, EpochDone, Finished, SliceDone
from engine.milestones import Milestones
from engine.trainer import Trainer

SPLITS = ("validation", "test")


class Run:
    """A training with a clock that stops for evaluations, milestones, and a log where one is wanted.

    Milestones are taken every `milestone_every` steps; None takes none.
    """

    def __init__(self, trainer: Trainer, milestone_every: int | None, log: LiveLog | None) -> None:
        self._trainer = trainer
        self._milestones = Milestones(trainer, milestone_every)
        self._log = log
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
            if self._log is not None:
                self._log.close()

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
            if self._log is not None and trainer.steps % 16 == 0:
                self._log.follow()
                now = time.perf_counter()
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


def _field(scores: dict[str, Any], split: str, name: str) -> float | None:
    return getattr(scores[split], name) if split in scores else None
