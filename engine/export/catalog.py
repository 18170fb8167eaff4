"""The table of the kinds of file that a training can be exported as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.checkpoint import Checkpoint
from engine.checks import nearest
from engine.datasets import Dataset
from engine.errors import DataError, EngineError, FileFormatError
from engine.export import arrays, network_file, numpy_script, onnx_model, tables, tensorboard
from engine.export.packages import require
from engine.persistence import SUFFIX
from engine.whole_file import is_same_file


@dataclass(frozen=True)
class ExportKind:
    """One kind of file.

    Attributes:
        name: In the table and on the command line.
        title: For a person to read.
        suffix: Of the file; "" where it is a folder.
        write: Writes it, given a data set where `needs_data`, and returns the files written.
        tail: What is put behind the name that a network has, so that no two kinds come to the same name.
        beside: How a second file ends that is written beside the first, after the first one's name; "" for none.
        package: What must be installed; "" for nothing.
        needs_data: Whether it needs the data that the network learnt from.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Checkpoint, Dataset | None, Path], list[Path]]
    tail: str = ""
    beside: str = ""
    package: str = ""
    needs_data: bool = False

    def default_path(self, file: Path) -> Path:
        """Where to write it if nobody says where: beside the network's own `file`, and called after it."""
        return file.with_name(file.stem + self.tail + self.suffix)

    def named(self, path: Path) -> Path:
        """`path` with the suffix of the kind where its name has none; that of a folder that is there stays."""
        return path if path.suffix or path.is_dir() else path.with_name(path.name + self.suffix)

    def paths(self, path: Path) -> list[Path]:
        """The files that writing it as `path` makes, or the folder in which it makes one."""
        return [path, path.with_name(path.stem + self.beside)] if self.beside else [path]


_KINDS = (
    ExportKind("onnx", "ONNX model", ".onnx", onnx_model.write, package="onnx"),
    ExportKind("numpy", "NumPy script", ".py", numpy_script.write, beside=numpy_script.BESIDE, needs_data=True),
    ExportKind("tensorboard", "TensorBoard folder", "", tensorboard.write, tail="-tensorboard", package="tensorboardX"),
    ExportKind("csv", "Curves as tables", ".csv", tables.write, beside=tables.RECORDS),
    ExportKind("weights", "Weights as arrays", ".npz", arrays.write_weights, tail="-weights"),
    ExportKind("dataset", "Data as arrays", ".npz", arrays.write_dataset, tail="-dataset", needs_data=True),
    ExportKind("network", "Network without its training", SUFFIX, network_file.write, tail="-network"),
)
EXPORTS: dict[str, ExportKind] = {kind.name: kind for kind in _KINDS}


def find_kind(name: str) -> ExportKind:
    """The kind called `name`.

    Raises:
        EngineError: There is none; the sentence names the nearest one.
    """
    if name not in EXPORTS:
        raise EngineError(f"Nothing can be exported as {name!r}{nearest(name, EXPORTS)}")
    return EXPORTS[name]


def export(kind_name: str, checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write a training as a kind of file; what was at `path` is replaced by it, or, in a folder, is kept beside it.

    Args:
        kind_name: A key of `EXPORTS`.
        checkpoint: The training.
        dataset: What it learnt from, where the kind needs it.
        path: The file, or the folder for kinds that write into one.

    Returns:
        The files written.

    Raises:
        EngineError: There is no such kind, a package is missing, the checkpoint lacks what the kind is made of, the
            data are others, or the file cannot be written; nothing half-written stays.
    """
    kind = find_kind(kind_name)
    require(kind.package)
    if kind.needs_data:
        _check_data(checkpoint, dataset)
    try:
        if kind.suffix:
            for place in kind.paths(path):
                _check_place(place, Path(checkpoint.spec.own.path))
        return kind.write(checkpoint, dataset, path)
    except OSError as error:
        raise FileFormatError(f"{path} could not be written: {error.strerror or error}.") from error


def _check_data(checkpoint: Checkpoint, dataset: Dataset | None) -> None:
    if dataset is None:
        raise DataError("The data are needed for that: load them first.")
    if checkpoint.fingerprint and checkpoint.fingerprint != dataset.fingerprint():
        raise DataError(
            f"This network was trained on other data than the {dataset.title} found here: find those to export them."
        )


def _check_place(path: Path, data: Path) -> None:
    if is_same_file(path, data):
        raise FileFormatError(f"{path} holds the data that the network learnt from: name another file.")
    if path.is_dir():
        raise FileFormatError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise FileFormatError(f"There is no folder {path.parent} to write into: make it first.")
