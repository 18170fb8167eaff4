"""A training as TensorBoard shows it: scalars, histograms and the graph of the network, in event files.

| tags | from | step |
|---|---|---|
| loss/batch, learning rate, gradient norm/layer N, update ratio/layer N | each update | the updates before it |
| loss/train, loss/validation, loss/test, accuracy/..., weight norm/layer N | each epoch record | the updates so far |
| weights/layer N, gradients/layer N, activations/layer N | records with histograms | the updates so far |

Layers are counted from 1, as everywhere on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.export.event_file import EventFile, graph_event, histograms_event, restart_event, scalars_event
from engine.export.graph_definition import graph_of
from engine.export.packages import require
from engine.export.recorded import recorded
from engine.history import SeriesView
from engine.recorder import SPLITS
from engine.snapshot import Snapshot
from engine.statistics import Histogram
from engine.statistics_log import LayersAt

_TAGS = {
    "loss": "loss/batch",
    "learning_rate": "learning rate",
    **{f"{split}_{what}": f"{what}/{split}" for what in ("loss", "accuracy") for split in SPLITS},
}
"""Column of the history or of the records -> tag; the columns of a layer follow in `_tag`."""
_PLACES = ("step", "epoch")


def write(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write a finished training into the folder `path`, as a file beside any that are there.

    Raises:
        EngineError: The checkpoint has no history.
        FileFormatError: The file cannot be written; nothing of it stays.
    """
    history, records = recorded(checkpoint)
    log = EventLog(path)
    try:
        log.add_graph(checkpoint.snapshot)
        log.add(history, records, checkpoint.statistics.view())
    except BaseException:
        log.discard()
        raise
    log.close()
    return [log.path]


class EventLog:
    """A file of events that follows a training, or takes up a finished one in one go.

    Of a history whose rows stand for several steps the mean of each row is written, at the row's first step. While a
    training runs its history gets coarser now and then; what was written before stays as fine as it was.

    Where the folder holds an earlier log of the same steps, this one takes its place in what TensorBoard shows.

    Raises:
        EngineError: The package tensorboardX is missing.
        FileFormatError: There can be no file in `folder`, which is made where it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        require("tensorboardX")
        self._file = EventFile(folder)
        # The first steps that are not written yet.
        self._next_row = self._next_record = self._next_moment = 0.0
        # How far the history went, and how its last row began.
        self._samples = 0
        self._last: NDArray[np.float64] | None = None

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self._file.path

    def add_graph(self, snapshot: Snapshot) -> None:
        """Write the graph of the network.

        Raises:
            FileFormatError: The file cannot be written; it is closed.
        """
        self._file.write([graph_event(graph_of(snapshot))])

    def add(self, history: SeriesView, records: SeriesView, statistics: tuple[LayersAt, ...]) -> None:
        """Write what is new since the last call.

        A training that went back has another history than the last time: what was written is declared void, and it is
        written anew.

        Raises:
            FileFormatError: The file cannot be written; it is closed.
        """
        self._file.write(self._new_events(history, records, statistics))

    def close(self) -> None:
        """End the file; a second call does nothing."""
        self._file.close()

    def discard(self) -> None:
        """End the file and take it away."""
        self._file.discard()

    def _new_events(self, history: SeriesView, records: SeriesView, statistics: tuple[LayersAt, ...]) -> Iterator[Any]:
        if len(history):
            if not self._goes_on(history):
                self._next_row = self._next_record = self._next_moment = history.steps[0]
                yield restart_event(int(history.steps[0]))
            yield from _scalars(history, self._next_row)
            self._next_row = history.steps[-1] + 1
            self._samples, self._last = history.samples, history.first[-1].copy()
        if len(records):
            yield from _scalars(records, self._next_record)
            self._next_record = records.steps[-1] + 1
        for moment in statistics:
            if moment.step >= self._next_moment:
                yield histograms_event(moment.step, _histograms(moment))
                self._next_moment = moment.step + 1

    def _goes_on(self, history: SeriesView) -> bool:
        """Whether it still has the row that was written last, which may have become a part of another since then."""
        if self._last is None or history.samples < self._samples:
            return False
        place = history.steps.searchsorted(self._last[0])
        merged = place == len(history) or history.steps[place] != self._last[0]
        return bool(merged or np.array_equal(history.first[place], self._last, equal_nan=True))


def _scalars(series: SeriesView, since: float) -> Iterator[Any]:
    """An event a row, for the rows from step `since` on."""
    columns = [i for i, name in enumerate(series.names) if name not in _PLACES]
    tags = [_tag(series.names[i]) for i in columns]
    first = int(series.steps.searchsorted(since))
    for step, row in zip(series.steps[first:].tolist(), series.mean[first:, columns].tolist(), strict=True):
        yield scalars_event(int(step), zip(tags, row, strict=True))


def _tag(column: str) -> str:
    name, _, layer = column.partition(".")
    return f"{name.replace('_', ' ')}/{_layer(int(layer))}" if layer else _TAGS[name]


def _histograms(moment: LayersAt) -> Iterator[tuple[str, Histogram]]:
    for i, layer in enumerate(moment.layers):
        yield f"weights/{_layer(i)}", layer.weights
        yield f"activations/{_layer(i)}", layer.activations
        if layer.gradients is not None:
            yield f"gradients/{_layer(i)}", layer.gradients


def _layer(i: int) -> str:
    return f"layer {i + 1}"
