"""Writes small IDX files, and whole folders of them in the form of MNIST."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def idx_bytes(values: NDArray[np.uint8]) -> bytes:
    """The content of an IDX file of unsigned bytes."""
    header = bytes((0, 0, 8, values.ndim))
    return header + np.array(values.shape, dtype=">u4").tobytes() + values.astype(np.uint8).tobytes()


def write_idx(path: Path, values: NDArray[np.uint8]) -> Path:
    """Write ``values``, gzipped where the name ends in ``.gz``."""
    content = idx_bytes(values)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path


def glyph_images(labels: NDArray[np.integer], *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Images (rows, 28, 28) that a small network can tell apart: a bright bar a class, and noise."""
    images = rng.integers(0, 40, (len(labels), 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        row, column = 4 + 4 * (int(label) % 5), 4 if label < 5 else 15
        image[row : row + 3, column : column + 9] += 200
    return images


def write_mnist(folder: Path, *, train: int = 200, test: int = 50, packed: bool = True, seed: int = 0) -> Path:
    """Write four files as MNIST names them into ``folder``; give the folder back."""
    rng = np.random.default_rng(seed)
    suffix = ".gz" if packed else ""
    for part, rows in (("train", train), ("t10k", test)):
        labels = rng.permutation(np.arange(rows, dtype=np.uint8) % 10)
        write_idx(folder / f"{part}-images-idx3-ubyte{suffix}", glyph_images(labels, rng=rng))
        write_idx(folder / f"{part}-labels-idx1-ubyte{suffix}", labels)
    return folder
