"""Where the signs and matrices of an equation stand: in one line or several, with cells as large as there is room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from gui.labs.microscope.equation import Matrix, Piece

# A cell in which a number of this length does not fit has none written into it.
_NUMBER = "−0.03"
_LARGEST = 1.5
_GAP = 8.0
_LINE_GAP = 12.0
_PADDING = 8.0


@dataclass(frozen=True)
class Placed:
    """A piece and where it is drawn: of a matrix its cells, without the caption above them."""

    piece: Piece
    box: QRectF


@dataclass(frozen=True)
class Layout:
    """All pieces in their places, and the size of a cell."""

    placed: tuple[Placed, ...]
    cell_width: float
    cell_height: float
    has_numbers: bool = False


def arrange(pieces: list[Piece], area: QRectF, metrics: QFontMetricsF) -> Layout:
    """The arrangement whose cells are largest; of equally good ones that with the fewest lines."""
    best: tuple[float, Layout] | None = None
    matrices = sum(isinstance(piece, Matrix) for piece in pieces)
    for count in range(1, matrices + 1):
        for lines in _broken(pieces, count):
            found = _fit(lines, area, metrics)
            least_width, least_height = _number_size(metrics)
            # The narrower side decides; of cells alike in that, the larger ones are better.
            sides = found.cell_width / least_width, found.cell_height / least_height
            quality = min(*sides, 1.3) + 0.05 * min(sides[0] * sides[1], 2.0)
            if best is None or quality > best[0] * 1.05:
                best = quality, found
    return best[1] if best else Layout((), 0.0, 0.0)


def caption_height(metrics: QFontMetricsF) -> float:
    return metrics.height() + 4


def _broken(pieces: list[Piece], count: int) -> list[list[list[Piece]]]:
    """The pieces in `count` lines, broken before signs: as evenly as it goes, and with the result by itself."""
    groups: list[list[Piece]] = [[]]
    for piece in pieces:
        # A sign begins a group unless nothing but signs stands in the one before.
        if isinstance(piece, str) and any(isinstance(one, Matrix) for one in groups[-1]) and piece[0] != ")":
            groups.append([])
        groups[-1].append(piece)
    if count == 1:
        return [[pieces]]
    if len(groups) < count:
        return []
    found = []
    for rest in ([len(groups)], [len(groups) - 1, len(groups)]):
        lines = count - len(rest) + 1
        if lines < 1:
            continue
        cuts = [round(rest[0] * i / lines) for i in range(lines + 1)]
        cuts += rest[1:]
        parts = [groups[start:stop] for start, stop in pairwise(cuts)]
        found.append([[piece for group in part for piece in group] for part in parts if part])
    return found


def _fit(lines: list[list[Piece]], area: QRectF, metrics: QFontMetricsF) -> Layout:
    fixed = [_fixed_width(line, metrics) for line in lines]
    columns = [max(sum(_columns(piece) for piece in line), 1) for line in lines]
    rows = [max((piece.shown.shape[0] for piece in line if isinstance(piece, Matrix)), default=1) for line in lines]
    width = min((area.width() - used) / count for used, count in zip(fixed, columns, strict=True))
    above = caption_height(metrics)
    height = (area.height() - len(lines) * above - (len(lines) - 1) * _LINE_GAP) / sum(rows)
    least_width, least_height = _number_size(metrics)
    width = _stepped(min(max(width, 0.5), _LARGEST * least_width))
    height = _stepped(min(max(height, 0.5), _LARGEST * 1.3 * least_height))
    placed: list[Placed] = []
    used = sum(above + count * height for count in rows) + (len(lines) - 1) * _LINE_GAP
    top = area.top() + max(0.0, (area.height() - used) / 2)
    for line, count in zip(lines, rows, strict=True):
        tall = count * height
        widths = [_width(piece, width, metrics) for piece in line]
        left = area.left() + max(0.0, (area.width() - sum(widths) - _GAP * (len(line) - 1)) / 2)
        for piece, wide in zip(line, widths, strict=True):
            own = piece.shown.shape[0] * height if isinstance(piece, Matrix) else tall
            placed.append(Placed(piece, QRectF(left, top + above + (tall - own) / 2, wide, own)))
            left += wide + _GAP
        top += above + tall + _LINE_GAP
    return Layout(tuple(placed), width, height, width >= least_width and height >= least_height)


def _columns(piece: Piece) -> int:
    """How many cells wide it is; a number always gets the room that it needs."""
    return 0 if isinstance(piece, str) or piece.is_number else piece.shown.shape[1]


def caption(matrix: Matrix) -> str:
    """What stands above it: its symbol and its true shape."""
    symbol = matrix.symbol + "ᵀ" * matrix.transposed
    return symbol if matrix.is_number else "{}  {} × {}".format(symbol, *matrix.shape)


def _width(piece: Piece, cell: float, metrics: QFontMetricsF) -> float:
    if isinstance(piece, str):
        return metrics.horizontalAdvance(piece) + 2
    least = metrics.horizontalAdvance(caption(piece)) + 4
    if piece.is_number:
        return max(least, metrics.horizontalAdvance("−0.0000") + _PADDING)
    return max(piece.shown.shape[1] * cell, 1.0)


def _fixed_width(line: list[Piece], metrics: QFontMetricsF) -> float:
    words = sum(_width(piece, 0.0, metrics) for piece in line if not _columns(piece))
    return words + _GAP * (len(line) - 1)


def _number_size(metrics: QFontMetricsF) -> tuple[float, float]:
    """The least cell that has a number written into it."""
    return float(int(metrics.horizontalAdvance(_NUMBER)) + 5), float(int(metrics.ascent()) + 3)


def _stepped(size: float) -> float:
    """Whole pixels where that is possible, so that all cells are alike."""
    return float(int(size)) if size >= 3 else size


def fitting_number(value: float, metrics: QFontMetricsF, room: float) -> str:
    """A number in three digits, or in as many as there is room for."""
    text = ""
    for form in (".3g", ".2g", ".1g", ".0e"):
        text = f"{value:{form}}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
        if metrics.horizontalAdvance(text) <= room:
            break
    return text
