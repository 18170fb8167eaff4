"""Writes small files of pen strokes in the form of UCI's."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

Stroke = Sequence[tuple[int, int]]

HEAD = '.INCLUDE        dene.doc\n\n.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"\n.HIERARCHY      DIGIT\n'


def digit_text(label: int, writer: int, strokes: Iterable[Stroke], *, sample: int = 1) -> str:
    """One digit, with y upwards as a tablet has it."""
    parts = [f'\n.SEGMENT DIGIT    0 ? "{label}"\n.COMMENT {label} {writer}  {sample}\n']
    for stroke in strokes:
        points = "".join(f" {x}  {y}\n" for x, y in stroke)
        parts.append(f".PEN_DOWN\n{points}.PEN_UP\n.DT 100\n")
    return "".join(parts)


def write_pen_digits(folder: Path, *, writers: Iterable[int] = range(1, 31), packed: bool = True) -> Path:
    """Write a 1 and a crossed 7 of each writer under UCI's name into ``folder``; give the path of the file back."""
    text = HEAD
    for writer in writers:
        text += digit_text(1, writer, [[(100 + writer, 300), (110, 200), (105, 100)]])
        text += digit_text(7, writer, [[(100, 300), (200, 300 + writer), (130, 100)], [(120, 200), (190, 205)]])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("pendigits-orig.tra.gz" if packed else "pendigits-orig.tra")
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if packed else text.encode())
    return path
