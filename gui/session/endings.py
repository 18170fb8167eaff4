"""Why training stopped, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.errors import EngineError
from engine.events import Finished
from engine.trainer import Trainer
from gui.session.run import Run


def end_of(trainer: Trainer) -> Finished | None:
    """How the training that `trainer` was restored to had ended, or None where it can go on."""
    if trainer.stopped_early:
        return Finished("early_stopping", trainer.steps, None)
    is_recorded = trainer.recorder.last_record_step >= trainer.steps
    if trainer.position == 0 and trainer.epoch >= trainer.spec.training.epochs and is_recorded:
        return Finished("epochs", trainer.steps, None)
    return None


def ending_of(run: Run, finished: Finished) -> str:
    """A sentence on how the training of `run` ended."""
    if finished.divergence is not None:
        return finished.divergence.short()
    if finished.reason == "early_stopping":
        return _tr("Training ended early: the validation loss got no better. The best weights are back in place.")
    return _tr("All {epochs:,} epochs are done.").format(epochs=run.spec.training.epochs)


def failure_of(error: Exception) -> str:
    """A sentence on what went wrong in the compute thread."""
    if isinstance(error, MemoryError):
        return _tr("There is not enough memory for this; make the network or the batch smaller.")
    if isinstance(error, EngineError):
        return str(error)
    return _tr("Something in the program went wrong: {error}").format(error=error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("endings", text)
