"""A file of TensorBoard events: records of TensorFlow's TFRecord framing, each of them a message of event.proto.

A record is its length (uint64), the masked CRC-32C of that, the message, and the masked CRC-32C of the message, all
little-endian (https://www.tensorflow.org/tutorials/load_data/tfrecord).
"""

from __future__ import annotations

import contextlib
import math
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.errors import FileFormatError
from engine.statistics import Histogram

_VERSION = "brain.Event:2"


class EventFile:
    """A new file of events, open for more of them.

    Attributes:
        path: Where it is. Its name begins with the time, by which TensorBoard puts the files of a folder in order.

    Raises:
        FileFormatError: There can be no such file in the folder.
    """

    def __init__(self, folder: Path) -> None:
        seconds, nanoseconds = divmod(time.time_ns(), 10**9)
        self.path = folder / f"events.out.tfevents.{seconds:010d}.{nanoseconds:09d}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = open(self.path, "xb")  # noqa: SIM115  # It stays open until `close`.
        except FileExistsError as error:
            raise FileFormatError(f"{folder} is a file: name a folder for the events.") from error
        except OSError as error:
            raise FileFormatError(f"{self.path} could not be made: {error.strerror or error}.") from error
        try:
            self.write([_event(0, file_version=_VERSION)])
        except FileFormatError:
            self.discard()
            raise

    def write(self, events: Iterable[Any]) -> None:
        """Add events, so that a TensorBoard that reads along finds them.

        Raises:
            FileFormatError: They cannot be written; the file is closed.
        """
        content = b"".join(_framed(event.SerializeToString()) for event in events)
        try:
            self._file.write(content)
            self._file.flush()
        except OSError as error:
            self.close()
            raise FileFormatError(f"{self.path} could not be written: {error.strerror or error}.") from error

    def close(self) -> None:
        """End the file; a second call does nothing."""
        # What could not be written was said when it was tried.
        with contextlib.suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """End the file and take it away."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


def scalars_event(step: int, values: Iterable[tuple[str, float]]) -> Any:
    """The numbers of one step, tag by tag; those that are not a number are left out."""
    from tensorboardX.proto.summary_pb2 import Summary

    found = [Summary.Value(tag=tag, simple_value=value) for tag, value in values if not math.isnan(value)]
    return _event(step, summary=Summary(value=found))


def histograms_event(step: int, histograms: Iterable[tuple[str, Histogram]]) -> Any:
    """The histograms of one step, tag by tag; those over numbers out of range are left out."""
    from tensorboardX.proto.summary_pb2 import Summary

    found = [
        Summary.Value(tag=tag, histo=_histogram_message(histogram))
        for tag, histogram in histograms
        if math.isfinite(histogram.high - histogram.low)
    ]
    return _event(step, summary=Summary(value=found))


def graph_event(graph: Any) -> Any:
    """The network as a GraphDef."""
    return _event(0, graph_def=graph.SerializeToString())


def restart_event(step: int) -> Any:
    """From here on nothing counts that was said before of this step and later ones."""
    from tensorboardX.proto.event_pb2 import SessionLog

    return _event(step, session_log=SessionLog(status=SessionLog.START))


def _event(step: int, **what: Any) -> Any:
    from tensorboardX.proto.event_pb2 import Event

    return Event(wall_time=time.time(), step=step, **what)


def _histogram_message(histogram: Histogram) -> Any:
    """With the upper edge of every bin; sums are those of the bins' middles, for the values themselves are not kept."""
    from tensorboardX.proto.summary_pb2 import HistogramProto

    low, high, counts = histogram.low, histogram.high, histogram.counts
    if low == high:
        counts = counts[:1]
    width = (high - low) / len(counts)
    middles = [low + (i + 0.5) * width for i in range(len(counts))]
    return HistogramProto(
        min=low,
        max=high,
        num=sum(counts),
        sum=sum(count * middle for count, middle in zip(counts, middles, strict=True)),
        sum_squares=sum(count * middle * middle for count, middle in zip(counts, middles, strict=True)),
        bucket_limit=[*(low + (i + 1) * width for i in range(len(counts) - 1)), high],
        bucket=counts,
    )


def _framed(message: bytes) -> bytes:
    from tensorboardX.record_writer import masked_crc32c

    length = struct.pack("<Q", len(message))
    checks = (struct.pack("<I", masked_crc32c(part)) for part in (length, message))
    return length + next(checks) + message + next(checks)
