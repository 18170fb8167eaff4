"""Every format of file that the program opens: a sound file of it, and the reader that must stand damaged ones."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.checkpoint import resume, take_checkpoint
from engine.datasets.own import guess, survey
from engine.errors import DataError
from engine.experiments import EXPERIMENTS
from engine.images import read_grey
from engine.own_digits import OwnDigit, load_digits, save_digits
from engine.persistence import load, peek, save
from engine.sharing import LabState, Shared, read_shared, to_text
from engine.trainer import Trainer
from tests.helpers.idx_files import idx_bytes
from tests.helpers.small_runs import blobs, events, experiment, network_spec


@dataclass(frozen=True)
class FileFormat:
    """A format and its reader.

    Attributes:
        file_name: What a file of it is called.
        write: Makes in a folder what belongs beside the file, and returns the content of a sound one.
        read: Opens the file and uses what is in it; raises an `EngineError` where it is refused.
    """

    file_name: str
    write: Callable[[Path], bytes]
    read: Callable[[Path], object]


_DATA = blobs(60)


def _network(folder: Path) -> bytes:
    trainer = Trainer(experiment(network_spec(5, 6, 3, dropout=0.1), optimizer="adam", scaling="per_pixel"), _DATA)
    events(trainer, most=9)
    trainer.change("training.learning_rate", 0.05)
    save(take_checkpoint(trainer), folder / "sound.safetensors")
    return (folder / "sound.safetensors").read_bytes()


def _read_network(path: Path) -> None:
    peek(path)
    checkpoint = load(path)
    with np.errstate(all="ignore"):
        checkpoint.snapshot.read(_DATA.train.x[0])
        resume(checkpoint, _DATA)


def _images(rows: int = 40) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (rows, 8, 8), dtype=np.uint8)


def _idx(folder: Path) -> bytes:
    (folder / "own-labels-idx1-ubyte").write_bytes(idx_bytes(np.arange(40, dtype=np.uint8) % 4))
    return idx_bytes(_images())


def _npz(folder: Path) -> bytes:
    buffer = io.BytesIO()
    labels = np.arange(40) % 4
    np.savez_compressed(buffer, x_train=_images(), y_train=labels, x_test=_images(), y_test=labels)
    return buffer.getvalue()


def _csv(folder: Path) -> bytes:
    rng = np.random.default_rng(2)
    rows = [
        f'{row},{rng.normal():.4f},{rng.integers(100) if row % 9 else "NA"},"{"red" if row % 2 else "dark, blue"}",'
        f'"said ""{row}""\r\nand more",{"abc"[row % 3]}'
        for row in range(120)
    ]
    return "\r\n".join(["\ufeffid,length,count,colour,note,species", *rows, ""]).encode()


def _png(folder: Path) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.repeat(np.repeat(_images()[0], 5, axis=0), 5, axis=1)).save(buffer, "PNG")
    return buffer.getvalue()


def _digits(folder: Path) -> bytes:
    rng = np.random.default_rng(3)
    drawn = [OwnDigit(label, (rng.uniform(0, 280, (12, 2)),)) for label in range(6)]
    save_digits([*drawn, OwnDigit(3, picture=np.tile(_images()[0], (3, 3)))], folder / "sound.json")
    return (folder / "sound.json").read_bytes()


def _read_digits(path: Path) -> None:
    for digit in load_digits(path):
        digit.image((28, 28))


def _shared(folder: Path) -> bytes:
    return to_text(Shared(EXPERIMENTS["spirals"].spec, LabState("descent", {"rate": 0.5}))).encode()


def _read_own(path: Path) -> None:
    found = survey(guess(path))
    if found.dataset is None:
        raise DataError(found.problems[0])


FORMATS: dict[str, FileFormat] = {
    "safetensors": FileFormat("net.safetensors", _network, _read_network),
    "idx": FileFormat("own-images-idx3-ubyte", _idx, _read_own),
    "gz": FileFormat("own-images-idx3-ubyte.gz", lambda folder: gzip.compress(_idx(folder), mtime=0), _read_own),
    "npz": FileFormat("own.npz", _npz, _read_own),
    "csv": FileFormat("own.csv", _csv, _read_own),
    "png": FileFormat("own.png", _png, read_grey),
    "digits": FileFormat("digits.json", _digits, _read_digits),
    "shared": FileFormat("shared.json", _shared, read_shared),
}
"""By the names of the table that the benchmark prints."""
