"""The curves that a checkpoint holds, to be read."""

from __future__ import annotations

from engine.checkpoint import Checkpoint
from engine.errors import EngineError, FileFormatError
from engine.history import Series, SeriesView
from engine.recorder import Recorder


def recorded(checkpoint: Checkpoint) -> tuple[SeriesView, SeriesView]:
    """Its history (a row a step) and its records (a row an epoch record), with columns named as `Recorder` does.

    Raises:
        EngineError: It holds a network without the training that made it.
        FileFormatError: Its tables do not fit the network.
    """
    if not checkpoint.has_training:
        raise EngineError("There are no curves to write: the network was saved without the history of its training.")
    recorder = Recorder(len(checkpoint.spec.network.layers))
    try:
        history = Series.from_state(recorder.history.names, checkpoint.history)
        records = Series.from_state(recorder.records.names, checkpoint.records)
    except (KeyError, TypeError, ValueError) as error:
        raise FileFormatError("The curves cannot be written: the history in the file is damaged.") from error
    return history.view(), records.view()
