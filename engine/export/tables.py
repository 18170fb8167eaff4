"""What a training recorded as tables: CSV files (RFC 4180, UTF-8) that spreadsheets and other programs open.

The first holds a row a step, the one beside it a row an epoch record; `engine.recorder.Recorder` says what their
columns are. Layers are counted from 0, as in every file of the program. Numbers are written with as many digits as
tell them apart from all others; where there is none, the cell is empty.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.export.recorded import recorded
from engine.history import SeriesView
from engine.whole_file import write_whole

RECORDS = "-records.csv"
"""How the file of the epoch records ends, after the name of the other one."""
_PLACES = ("step", "epoch")
_PARTS = {"min": "low", "mean": "mean", "max": "high"}
"""What a column is called where its rows stand for several samples -> part of the series."""


def write(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write the history as `path` and the epoch records beside it.

    Raises:
        EngineError: The checkpoint has no history.
        FileFormatError: A file cannot be written there.
    """
    history, records = recorded(checkpoint)
    beside = path.with_name(path.stem + RECORDS)
    tables = {path: _table(history), beside: _table(records)}
    for place, content in tables.items():
        write_whole(place, content)
    return [path, beside]


def _table(series: SeriesView) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading for heading, _ in _columns(series))
    writer.writerows(zip(*(cells for _, cells in _columns(series)), strict=True))
    return text.getvalue().encode()


def _columns(series: SeriesView) -> Iterator[tuple[str, Iterable[str]]]:
    """Heading and cells of each column; where rows stand for several samples, a column's least, mean and greatest."""
    for name in series.names:
        if name in _PLACES:
            yield name, (str(int(place)) for place in series.column(name, "first").tolist())
        elif series.stride == 1:
            yield name, _cells(series, name, "mean")
        else:
            for heading, part in _PARTS.items():
                yield f"{name}.{heading}", _cells(series, name, part)


def _cells(series: SeriesView, name: str, part: str) -> Iterator[str]:
    return ("" if math.isnan(value) else repr(value) for value in series.column(name, part).tolist())
