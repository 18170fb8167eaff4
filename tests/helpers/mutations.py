"""Damage as it happens to files, and as somebody does it on purpose: the same one for the same seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_MOST_FLIPS = 8
_LONGEST = 4_096


def mutations(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """So many damaged forms of `content`, of five kinds in turn.

    They are: a beginning of it, some bits flipped, stretches exchanged, a stretch written over another one, and a
    stretch doubled. Half of the places lie within the first bytes, where formats say what follows.
    """
    rng = np.random.default_rng(seed)
    kinds = (_prefix, _flipped, _swapped, _spliced, _doubled)
    for number in range(count):
        yield kinds[number % len(kinds)](content, rng)


def _prefix(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: _place(content, rng)]


def _flipped(content: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(content)
    for _ in range(int(rng.integers(1, _MOST_FLIPS + 1))):
        damaged[_place(content, rng)] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def _swapped(content: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(content)
    one, other = _place(content, rng), _place(content, rng)
    length = min(int(rng.integers(1, 9)), len(content) - max(one, other))
    damaged[one : one + length], damaged[other : other + length] = (
        content[other : other + length],
        content[one : one + length],
    )
    return bytes(damaged)


def _spliced(content: bytes, rng: np.random.Generator) -> bytes:
    start, end = _stretch(content, rng)
    place = _place(content, rng)
    return content[:place] + content[start:end] + content[place + end - start :]


def _doubled(content: bytes, rng: np.random.Generator) -> bytes:
    start, end = _stretch(content, rng)
    return content[:end] + content[start:end] + content[end:]


def _place(content: bytes, rng: np.random.Generator) -> int:
    end = min(len(content), 256) if rng.integers(2) else len(content)
    return int(rng.integers(end))


def _stretch(content: bytes, rng: np.random.Generator) -> tuple[int, int]:
    start = _place(content, rng)
    return start, min(len(content), start + int(rng.integers(1, _LONGEST)))
