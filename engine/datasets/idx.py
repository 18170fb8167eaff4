"""Reading IDX files, the format of MNIST: magic number, big-endian dimensions, then the values as bytes.

The magic number is 0, 0, the type of the values (8 = unsigned byte), the number of dimensions. Files may be
gzipped; the content decides, not the name. Format: "The IDX file format", http://yann.lecun.com/exdb/mnist.
"""

from __future__ import annotations

import math
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError

MAX_BYTES = 256 * 2**20
"""The most a file may hold, gunzipped: five times MNIST, yet harmless to the machine."""

GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTE = 8
_PIECE = 256 * 2**10


def read_idx(path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not.

    Args:
        path: the file.
        dimensions: number of dimensions it must have.

    Returns:
        A read-only uint8 array in the shape the file announces.

    Raises:
        DataError: it cannot be read, is no such IDX file, is too large, or is shorter or longer than it says.
    """
    with _unpacked(path) as source:
        shape = _read_shape(path, source, dimensions)
        count = math.prod(shape)
        body = np.empty(count, np.uint8)
        found = 0
        while piece := source.read(min(_PIECE, count - found)):
            body[found : found + len(piece)] = np.frombuffer(piece, np.uint8)
            found += len(piece)
        more = source.read(1)
    cut_off = isinstance(source, _Gunzip) and not source.ended
    if found < count or (cut_off and not more):
        raise DataError(f"{path} is cut off: {count:,} values are announced and {found:,} there; get the file again.")
    if more:
        raise DataError(f"{path} holds more than the {count:,} values it announces; get the file again.")
    body.flags.writeable = False
    return body.reshape(shape)


def read_labelled_images(
    images_path: Path, labels_path: Path, *, classes: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read a file of images and the file of their labels.

    Args:
        images_path: IDX file of three dimensions.
        labels_path: IDX file of one dimension.
        classes: labels must lie in 0..classes-1.

    Returns:
        Images (rows, height, width) and labels (rows,).

    Raises:
        DataError: as ``read_idx``, or the two do not belong together, or a label is out of range.
    """
    images = read_idx(images_path, dimensions=3)
    labels = read_idx(labels_path, dimensions=1)
    if len(images) != len(labels):
        raise DataError(
            f"{images_path} holds {len(images):,} images but {labels_path.name} {len(labels):,} labels; "
            "take both files from the same set."
        )
    if labels.max() >= classes:
        row = int(np.argmax(labels >= classes))
        raise DataError(
            f"{labels_path} holds label {labels[row]} in row {row}, outside 0 to {classes - 1}; get the file again."
        )
    return images, labels.astype(np.int64)


def read_content(path: Path) -> bytes:
    """All bytes of a file, unpacked where it is gzipped.

    Raises:
        DataError: it cannot be read or unpacked, or is larger than ``MAX_BYTES``.
    """
    with _unpacked(path) as source:
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise DataError(f"{path} unpacks to more than the {MAX_BYTES:,} bytes allowed; choose another file.")
    return content


class _Gunzip:
    """Unpacks on demand, so that the announced size is known, and judged, before the values are unpacked."""

    def __init__(self, file: BinaryIO) -> None:
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        self._file = file
        self._packed = b""

    def read(self, count: int) -> bytes:
        """At most ``count`` bytes, fewer only where the content ends."""
        content = bytearray()
        while len(content) < count and not self.ended:
            self._packed = self._packed or self._file.read(_PIECE)
            if not self._packed:
                break
            content += self._inflate.decompress(self._packed, count - len(content))
            self._packed = self._inflate.unconsumed_tail
        return bytes(content)

    @property
    def ended(self) -> bool:
        """Whether the end was reached, where zlib compares the checksum."""
        return self._inflate.eof


@contextmanager
def _unpacked(path: Path) -> Iterator[BinaryIO | _Gunzip]:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                raise DataError(f"{path} has {size:,} bytes, more than the {MAX_BYTES:,} allowed; choose another file.")
            gzipped = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
            yield _Gunzip(file) if gzipped else file
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error
    except zlib.error as error:
        raise DataError(f"{path} is damaged and cannot be unpacked; get the file again.") from error


def _read_shape(path: Path, source: BinaryIO | _Gunzip, dimensions: int) -> tuple[int, ...]:
    header = source.read(4 + 4 * dimensions)
    if header[:4] != bytes((0, 0, UNSIGNED_BYTE, dimensions))[: len(header)]:
        raise DataError(
            f"{path} is not an IDX file of unsigned bytes in {dimensions} dimension{'s' * (dimensions > 1)}: "
            f"it begins with {header[:4].hex(' ')} instead of 00 00 08 {dimensions:02x}; choose another file."
        )
    if len(header) < 4 + 4 * dimensions:
        raise DataError(f"{path} is cut off: it ends within its header; get the file again.")
    shape = struct.unpack(f">{dimensions}I", header[4:])
    count = math.prod(shape)
    if count == 0:
        announced = " x ".join(map(str, shape))
        raise DataError(f"{path} is empty, it announces {announced} values; choose another file.")
    if count > MAX_BYTES:
        raise DataError(f"{path} announces {count:,} values, more than the {MAX_BYTES:,} allowed; choose another file.")
    return shape
