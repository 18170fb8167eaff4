"""Trainings to be exported, and the event files that come of them."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import Any

from engine.checkpoint import Checkpoint, take_checkpoint
from engine.datasets import Dataset
from engine.trainer import Trainer
from tests.helpers.small_runs import blobs, events, experiment

DATA = blobs()


@cache
def trained() -> Checkpoint:
    """A 5-6-3 network after two epochs of four steps on `DATA`, with all that was recorded of them."""
    return take_checkpoint(trained_on(DATA))


def trained_on(data: Dataset, **training: Any) -> Trainer:
    """A trainer that has done all its epochs."""
    trainer = Trainer(experiment(**training), data)
    events(trainer)
    return trainer


def read_events(path: Path) -> list[Any]:
    """The messages of an event file, whose checksums must be right."""
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.record_writer import masked_crc32c

    content, found, place = path.read_bytes(), [], 0
    while place < len(content):
        (size,) = struct.unpack_from("<Q", content, place)
        message = content[place + 12 : place + 12 + size]
        assert struct.unpack_from("<I", content, place + 8) == (masked_crc32c(content[place : place + 8]),)
        assert struct.unpack_from("<I", content, place + 12 + size) == (masked_crc32c(message),)
        found.append(Event.FromString(message))
        place += 16 + size
    return found


def scalars_in(path: Path) -> dict[str, list[tuple[int, float]]]:
    """Step and value of each scalar, tag by tag, in the order of the file."""
    found: dict[str, list[tuple[int, float]]] = {}
    for event in read_events(path):
        for value in event.summary.value:
            if value.WhichOneof("value") == "simple_value":
                found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def histograms_in(path: Path) -> dict[tuple[str, int], Any]:
    """The histogram message of each tag and step."""
    return {
        (value.tag, event.step): value.histo
        for event in read_events(path)
        for value in event.summary.value
        if value.WhichOneof("value") == "histo"
    }
