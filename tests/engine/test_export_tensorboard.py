"""Event files hold every number that was recorded, once, at its step, and TensorBoard's own reader finds them."""

from __future__ import annotations

import errno
import io
import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checkpoint import Checkpoint, take_checkpoint
from engine.errors import EngineError, FileFormatError
from engine.export import export
from engine.export.recorded import recorded
from engine.history import Series, SeriesView
from engine.recorder import Recorder
from engine.statistics import Histogram, LayerStatistics
from engine.statistics_log import LayersAt
from tests.helpers.exports import DATA, histograms_in, read_events, scalars_in, trained, trained_on

pytest.importorskip("tensorboardX", reason="the extra `exchange` brings it")

from engine.export.tensorboard import EventLog

LAYERS = 2
EMPTY = Recorder(1).records.view()


def exported(folder: Path, checkpoint: Checkpoint | None = None) -> Path:
    (file,) = export("tensorboard", checkpoint or trained(), None, folder)
    return file


def points(series: SeriesView, column: str) -> list[tuple[int, float]]:
    pairs = zip(series.steps.tolist(), series.column(column).tolist(), strict=True)
    return [(int(step), value) for step, value in pairs if not math.isnan(value)]


def curve(steps: int, *, capacity: int = 32, start: int = 0) -> Series:
    """A history of one layer whose loss is the step itself."""
    series = Series(Recorder(1).history.names, capacity)
    for step in range(start, start + steps):
        series.append((step, float(step), 0.1, 1.0, 0.001))
    return series


def losses_in(log: EventLog) -> list[tuple[int, float]]:
    log.close()
    return scalars_in(log.path).get("loss/batch", [])


def test_that_every_number_of_every_step_and_record_is_there_at_its_step(tmp_path: Path) -> None:
    history, records = recorded(trained())
    layers = range(1, LAYERS + 1)
    wanted = {
        "loss/batch": points(history, "loss"),
        "learning rate": points(history, "learning_rate"),
        **{f"gradient norm/layer {n}": points(history, f"gradient_norm.{n - 1}") for n in layers},
        **{f"update ratio/layer {n}": points(history, f"update_ratio.{n - 1}") for n in layers},
        **{f"loss/{split}": points(records, f"{split}_loss") for split in ("train", "validation", "test")},
        **{f"accuracy/{split}": points(records, f"{split}_accuracy") for split in ("train", "validation", "test")},
        **{f"weight norm/layer {n}": points(records, f"weight_norm.{n - 1}") for n in layers},
    }
    found = scalars_in(exported(tmp_path / "log"))
    assert found.keys() == wanted.keys()
    for tag, values in wanted.items():
        assert [step for step, _ in found[tag]] == [step for step, _ in values]
        assert [value for _, value in found[tag]] == pytest.approx([value for _, value in values], rel=1e-6)


def test_that_what_was_not_measured_leaves_no_point(tmp_path: Path) -> None:
    checkpoint = take_checkpoint(trained_on(replace(DATA, test=None)))
    assert not {"loss/test", "accuracy/test"} & scalars_in(exported(tmp_path, checkpoint)).keys()


def test_that_histograms_keep_their_bins_and_counts(tmp_path: Path) -> None:
    found = histograms_in(exported(tmp_path))
    moments = trained().statistics.view()
    assert len(found) == len(moments) * LAYERS * 3
    for moment in moments:
        for n, layer in enumerate(moment.layers, 1):
            for tag, wanted in {"weights": layer.weights, "activations": layer.activations}.items():
                message = found[f"{tag}/layer {n}", moment.step]
                assert tuple(message.bucket) == wanted.counts
                assert (message.min, message.max, message.num) == (wanted.low, wanted.high, sum(wanted.counts))
                edges = np.linspace(wanted.low, wanted.high, len(wanted.counts) + 1)[1:]
                assert list(message.bucket_limit) == pytest.approx(edges.tolist())
                assert message.bucket_limit[-1] == wanted.high


def test_that_a_histogram_of_equal_values_is_one_bin_and_one_of_no_numbers_is_left_out(tmp_path: Path) -> None:
    equal, broken = Histogram(0.5, 0.5, (7,) + (0,) * 31), Histogram(math.nan, math.nan, (7,) + (0,) * 31)
    log = EventLog(tmp_path)
    log.add(curve(0).view(), EMPTY, (LayersAt(3, 1, (LayerStatistics(equal, None, broken, 0),)),))
    log.close()
    found = histograms_in(log.path)
    assert found.keys() == {("weights/layer 1", 3)}
    assert (list(found["weights/layer 1", 3].bucket), list(found["weights/layer 1", 3].bucket_limit)) == ([7], [0.5])


def test_that_wall_times_are_those_of_writing_and_the_graph_is_there(tmp_path: Path) -> None:
    before = time.time()
    events = read_events(exported(tmp_path))
    assert all(before <= event.wall_time <= time.time() for event in events)
    assert events[0].file_version == "brain.Event:2"
    assert sum(bool(event.graph_def) for event in events) == 1


# While a training runs.


def test_that_each_call_writes_only_what_is_new(tmp_path: Path) -> None:
    log, history, recorder = EventLog(tmp_path), curve(3), Recorder(1)
    statistics: tuple[LayersAt, ...] = ()
    for step in range(3, 9):
        history.append((step, float(step), 0.1, 1.0, 0.001))
        recorder.records.append((step, step, *[0.5] * 7))
        spread = Histogram(0.0, float(step), (1,) * 32)
        statistics = (*statistics, LayersAt(step, step, (LayerStatistics(spread, None, spread, 0),)))
        log.add(history.view(), recorder.records.view(), statistics)
        log.add(history.view(), recorder.records.view(), statistics)
    assert losses_in(log) == [(step, step) for step in range(9)]
    assert [step for step, _ in scalars_in(log.path)["loss/test"]] == list(range(3, 9))
    assert sorted(step for tag, step in histograms_in(log.path) if tag == "weights/layer 1") == list(range(3, 9))


def test_that_a_row_of_several_steps_is_their_mean_at_the_first_of_them(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    log.add(curve(64).view(), EMPTY, ())
    assert losses_in(log) == [(step, step + 0.5) for step in range(0, 64, 2)]


def test_that_a_history_that_gets_coarser_repeats_no_step_and_voids_none(tmp_path: Path) -> None:
    log, history = EventLog(tmp_path), curve(0)
    for step in range(1000):
        history.append((step, float(step), 0.1, 1.0, 0.001))
        if step % 7 == 0:
            log.add(history.view(), EMPTY, ())
    log.add(history.view(), EMPTY, ())
    steps = [step for step, _ in losses_in(log)]
    assert steps == sorted(set(steps)) and steps[0] == 0 and steps[-1] == 960
    assert history.stride == 32 and max(np.diff(steps)) <= 33
    assert sum(event.HasField("session_log") for event in read_events(log.path)) == 1


@pytest.mark.parametrize("steps_after", [3, 8, 30])
def test_that_a_training_that_went_back_is_written_anew_however_far_it_is_by_now(
    steps_after: int, tmp_path: Path
) -> None:
    log, other = EventLog(tmp_path), curve(12, capacity=128)
    log.add(curve(20, capacity=128).view(), EMPTY, ())
    for step in range(12, 12 + steps_after):
        other.append((step, -1.0, 0.05, 1.0, 0.001))
    log.add(other.view(), EMPTY, ())
    written = losses_in(log)
    assert written[:20] == [(step, step) for step in range(20)]
    assert written[20:] == points(other.view(), "loss")
    assert [event.step for event in read_events(log.path) if event.HasField("session_log")] == [0, 0]


def test_that_a_second_log_stands_beside_the_first_and_takes_the_place_of_its_steps(tmp_path: Path) -> None:
    first = EventLog(tmp_path)
    first.add(curve(5).view(), EMPTY, ())
    kept = (losses_in(first), first.path.read_bytes())
    second = EventLog(tmp_path)
    second.add(curve(3, start=5).view(), EMPTY, ())
    assert losses_in(second) == [(5, 5.0), (6, 6.0), (7, 7.0)]
    assert (losses_in(first), first.path.read_bytes()) == kept
    assert sorted(tmp_path.iterdir()) == [first.path, second.path]


# TensorBoard itself.


def test_that_tensorboards_own_reader_finds_every_scalar_and_histogram(tmp_path: Path) -> None:
    reader: Any = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="a judge: the extra `peers` brings it"
    )
    file = exported(tmp_path)
    everything = {"scalars": 0, "histograms": 0, "tensors": 0}
    found = reader.EventAccumulator(str(tmp_path), size_guidance=everything)
    found.Reload()
    scalars = scalars_in(file)
    assert set(found.Tags()["scalars"]) == scalars.keys()
    for tag, values in scalars.items():
        assert [(event.step, event.value) for event in found.Scalars(tag)] == values
    histograms = histograms_in(file)
    assert set(found.Tags()["histograms"]) == {tag for tag, _ in histograms}
    for tag in found.Tags()["histograms"]:
        for event in found.Histograms(tag):
            assert event.histogram_value.bucket == list(histograms[tag, event.step].bucket)
    assert len(found.Graph().node) > 0


@pytest.mark.logs_warnings
def test_that_tensorboards_own_reader_forgets_what_was_voided(tmp_path: Path) -> None:
    reader: Any = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="a judge: the extra `peers` brings it"
    )
    log = EventLog(tmp_path)
    for steps in (20, 12, 15):
        log.add(curve(steps).view(), EMPTY, ())
    log.close()
    later = EventLog(tmp_path)
    later.add(curve(5, start=10).view(), EMPTY, ())
    later.close()
    found = reader.EventAccumulator(str(tmp_path))
    found.Reload()
    assert [event.step for event in found.Scalars("loss/batch")] == list(range(15))


# What goes wrong.


def test_that_a_network_without_history_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="saved without the history"):
        exported(tmp_path / "log", trained().without_training())
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_text("mine")
    with pytest.raises(FileFormatError, match="taken is a file: name a folder"):
        exported(place)
    assert place.read_text() == "mine"


class FullDisk(io.FileIO):
    """A file that takes a number of writes, and then no more than half of one."""

    room = 0

    def write(self, content: Any) -> int:
        FullDisk.room -= 1
        if FullDisk.room < 0:
            super().write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


@pytest.mark.parametrize("room", range(3))
def test_that_a_full_disk_is_a_sentence_and_nothing_half_written_stays(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FullDisk.room = room
    monkeypatch.setattr("engine.export.event_file.open", FullDisk, raising=False)
    with pytest.raises(FileFormatError, match="could not be written: No space left on device"):
        exported(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_cannot_be_made_is_named() -> None:
    with pytest.raises(FileFormatError, match="could not be made"):
        EventLog(Path("/dev/null/log"))
