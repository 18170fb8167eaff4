"""The tables hold what was recorded, number by number."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import pytest

from engine.checkpoint import take_checkpoint
from engine.errors import EngineError, FileFormatError
from engine.export import export
from engine.export.recorded import recorded
from engine.history import Series, SeriesView
from engine.recorder import Recorder
from tests.helpers.exports import DATA, trained, trained_on

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(rows: Rows, series: SeriesView) -> None:
    assert len(rows) == len(series)
    for row, values in zip(rows, series.mean.tolist(), strict=True):
        assert tuple(row) == series.names
        for name, value in zip(series.names, values, strict=True):
            assert row[name] == "" if math.isnan(value) else float(row[name]) == value


def test_that_history_and_records_are_written_with_every_digit(tmp_path: Path) -> None:
    files = export("csv", trained(), None, tmp_path / "run.csv")
    assert files == [tmp_path / "run.csv", tmp_path / "run-records.csv"]
    for file, series in zip(files, recorded(trained()), strict=True):
        check(read(file), series)
    assert [row["step"] for row in read(files[0])] == [str(step) for step in range(8)]
    assert [(row["step"], row["epoch"]) for row in read(files[1])] == [("4", "1"), ("8", "2")]


def test_that_what_was_not_measured_is_an_empty_cell(tmp_path: Path) -> None:
    checkpoint = take_checkpoint(trained_on(replace(DATA, test=None)))
    _, records = export("csv", checkpoint, None, tmp_path / "run.csv")
    assert {row["test_loss"] for row in read(records)} == {row["test_accuracy"] for row in read(records)} == {""}


def test_that_rows_of_several_steps_have_least_mean_and_greatest(tmp_path: Path) -> None:
    series = Series(Recorder(2).history.names, 4)
    for step in range(8):
        series.append((step, step * step, 0.1, *[1.0, math.nan] * 2))
    checkpoint = replace(trained(), history=series.state())
    history, _ = export("csv", checkpoint, None, tmp_path / "run.csv")
    rows = read(history)
    assert list(rows[0])[:4] == ["step", "loss.min", "loss.mean", "loss.max"]
    assert [tuple(row.values())[:4] for row in rows] == [
        ("0", "0.0", "0.5", "1.0"),
        ("2", "4.0", "6.5", "9.0"),
        ("4", "16.0", "20.5", "25.0"),
        ("6", "36.0", "42.5", "49.0"),
    ]
    assert rows[0]["gradient_norm.1.mean"] == "" and rows[0]["gradient_norm.0.max"] == "1.0"


def test_that_a_network_without_history_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no curves to write"):
        export("csv", trained().without_training(), None, tmp_path / "run.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["short", "missing", "other columns"])
def test_that_a_damaged_history_says_so(damage: str, tmp_path: Path) -> None:
    history = dict(trained().history)
    if damage == "short":
        history["first"] = history["first"][:3]
    elif damage == "missing":
        del history["counts"]
    else:
        history["first"] = history["first"][:, :4]
    with pytest.raises(FileFormatError, match="damaged"):
        export("csv", replace(trained(), history=history), None, tmp_path / "run.csv")
