"""NumPy's archives of arrays (NPZ): a ZIP file with an NPY file for each array.

Nothing is believed before it is compared: the number of arrays, what they unpack to, and the shapes that they announce
against their bytes. Objects, which would be unpickled, are refused. Formats: NumPy's `numpy.lib.format`; APPNOTE.TXT of
PKWARE for ZIP.
"""

from __future__ import annotations

import contextlib
import math
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.files import opened
from engine.datasets.own.pace import Pace
from engine.errors import DataError

MOST_MEMBERS = 64
MOST_BYTES = 2 * 2**30
"""Of all arrays together, unpacked."""
_MOST_RATIO = 200
_ALWAYS_FINE = 64 * 2**20
_END_RECORD = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_LONGEST_TAIL = 65_557
_LARGEST_DIRECTORY = 64 * 2**10
_SLICE = 512 * 2**10
_LONGEST_HEADER = 10_000
_KINDS = "buifUS"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 1
_SIGNS_OF_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, LookupError, NotImplementedError, OverflowError),
    *(RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, MemoryError, AttributeError),
    tokenize.TokenError,
)
"""What reading a damaged archive can end in."""


@dataclass(frozen=True)
class Announced:
    """What an array says of itself."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    offset: int

    @property
    def count(self) -> int:
        """How many values it has."""
        return math.prod(self.shape)


class Archive:
    """The arrays of an NPZ file, looked at and read one by one.

    Attributes:
        arrays: What each says of itself, by its name.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        self.arrays: Mapping[str, Announced] = {name: self._announced(info) for name, info in self._members.items()}

    def read(self, name: str, pace: Pace | None = None) -> NDArray[Any]:
        """The array `name`, in C order.

        Raises:
            DataError: It is damaged, or does not fit into memory.
        """
        try:
            return self._read(name, pace)
        except MemoryError as error:
            raise DataError(f"{self._path.name} is larger than the memory here: choose fewer rows.") from error
        except _SIGNS_OF_DAMAGE as error:
            raise _damaged(self._path) from error

    def _read(self, name: str, pace: Pace | None) -> NDArray[Any]:
        announced, info = self.arrays[name], self._members[name]
        flat = np.empty(announced.count, announced.dtype)
        if flat.nbytes:
            room = flat.view(np.uint8).data
            with self._archive.open(info) as file:
                file.read(announced.offset)
                done = 0
                while done < len(room):
                    chunk = file.read(min(_SLICE, len(room) - done))
                    if not chunk:
                        raise EOFError(name)
                    room[done : done + len(chunk)] = chunk
                    done += len(chunk)
                    if pace is not None:
                        pace.step(done, len(room))
                # Past its end the checksum is compared.
                file.read(1)
        return np.ascontiguousarray(flat.reshape(announced.shape, order="F" if announced.fortran else "C"))

    def _announced(self, info: zipfile.ZipInfo) -> Announced:
        with self._archive.open(info) as file:
            announced = _header(file)
        if announced.dtype.hasobject or announced.dtype.kind not in _KINDS:
            raise DataError(
                f"{self._path.name} holds {info.filename}, an array of {announced.dtype}: only arrays of numbers and "
                "texts are read."
            )
        if announced.count * announced.dtype.itemsize != info.file_size - announced.offset:
            raise DataError(f"{self._path.name} is damaged: {info.filename} does not hold what it announces.")
        return announced


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive, checked as a whole; damage that shows while it is read becomes a sentence.

    Raises:
        DataError: It is no such archive, damaged, or unpacks to more than is read.
    """
    with opened(path) as (file, size):
        _check_directory(path, file, size)
        try:
            packed = zipfile.ZipFile(file)
            _check_members(path, packed.infolist(), size)
            archive = Archive(path, packed)
        except _SIGNS_OF_DAMAGE as error:
            raise _damaged(path) from error
        with packed:
            yield archive


def _damaged(path: Path) -> DataError:
    return DataError(f"{path.name} is damaged, or no archive of NumPy arrays: get the file again.")


def _check_directory(path: Path, file: IO[bytes], size: int) -> None:
    """Refuse a table of contents that alone would take long to read."""
    file.seek(max(0, size - _LONGEST_TAIL))
    tail = file.read(_LONGEST_TAIL)
    place = tail.rfind(_END_RECORD)
    if place < 0 or len(tail) < place + 22:
        raise DataError(f"{path.name} is cut off, or no archive of NumPy arrays: get the file again.")
    entries = int.from_bytes(tail[place + 10 : place + 12], "little")
    directory = int.from_bytes(tail[place + 12 : place + 16], "little")
    if entries > MOST_MEMBERS or directory > _LARGEST_DIRECTORY or _ZIP64_LOCATOR in tail[max(0, place - 20) : place]:
        raise DataError(f"{path.name} holds more than the {MOST_MEMBERS} arrays that are read: choose another file.")
    file.seek(0)


def _check_members(path: Path, members: list[zipfile.ZipInfo], size: int) -> None:
    if not members:
        raise DataError(f"{path.name} holds no arrays: choose another file.")
    if len(members) > MOST_MEMBERS:
        raise DataError(f"{path.name} holds more than the {MOST_MEMBERS} arrays that are read: choose another file.")
    names = [info.filename for info in members]
    if len(set(names)) < len(names) or not all(_is_plain(name) for name in names):
        raise DataError(f"{path.name} is no archive of NumPy arrays: it holds {names[0][:60]!r}.")
    if any(info.compress_type not in _PACKINGS or info.flag_bits & _LOCKED for info in members):
        raise DataError(f"{path.name} is packed or locked in a way NumPy does not know: write it with numpy.savez.")
    unpacked = sum(info.file_size for info in members)
    if unpacked > MOST_BYTES or unpacked > max(_ALWAYS_FINE, _MOST_RATIO * size):
        raise DataError(f"{path.name} would unpack from {size:,} to {unpacked:,} bytes, which is refused.")


def _is_plain(name: str) -> bool:
    """Whether it is the name of an array, and not of a file somewhere else."""
    return name.endswith(".npy") and name.isprintable() and len(name) <= 100 and not set(name) & set("/\\:")


def _header(file: IO[bytes]) -> Announced:
    version = np.lib.format.read_magic(file)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in readers:
        raise ValueError("an unknown version of the format")
    shape, fortran, dtype = readers[version](file, max_header_size=_LONGEST_HEADER)
    if any(side < 0 for side in shape):
        raise ValueError("a negative side")
    return Announced(tuple(shape), dtype, fortran, file.tell())
