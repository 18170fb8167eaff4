"""Where the columns of a truth table stand, and what makes room for what where there is little of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF

from gui.inspect.network_layout import sampled_units

Kind = Literal["input", "hidden", "wanted", "output", "error", "sign"]

_MARGIN, _NARROW_MARGIN = 24.0, 12.0
_NARROW = 480.0
# What the columns of figures grow to, all together; beyond that a row is hard to follow with the eye.
_MOST_WIDTH = 760.0
_SIGN = 24.0
BAR_GAP, _BAR = 12.0, 32.0
# The part of an output that its figure takes; the bar has the rest.
_FIGURE_SHARE = 0.45
# Cells narrower than this are no longer told from each other.
_LEAST_CELL, _PLAIN_CELL = 8.0, 26.0
_BLOCK_GAP = 12.0
# How room that is left over is shared among columns of figures: one with a bar takes more.
_SHARES: dict[Kind, float] = {"input": 1.0, "wanted": 1.0, "output": 2.4, "error": 1.0, "sign": 0.6}
# What only says again what other columns say, and may go so that they, or every hidden unit, are seen.
_WITHOUT: tuple[frozenset[str], ...] = (frozenset(), frozenset({"error"}), frozenset({"error", "bar"}))


@dataclass(frozen=True)
class Place:
    """A column: its kind, which input or output it shows, and where it stands.

    Attributes:
        index: which input or output; of a hidden unit its layer, 0 for the first.
        unit: of a hidden unit which of its layer.
    """

    kind: Kind
    index: int
    left: float
    width: float
    unit: int = 0


@dataclass(frozen=True)
class Needs:
    """The least width of a column of each kind, in points.

    Attributes:
        input, wanted, error: with the gap before them.
        output: of its figure alone, with the gap before it.
        cell: of a hidden unit with its figure in it.
    """

    input: float
    wanted: float
    output: float
    error: float
    cell: float


@dataclass(frozen=True)
class Arrangement:
    """The columns from left to right.

    Attributes:
        figure: how wide the part of an output is that its figure stands in; what is left of its column has a bar.
        has_figures: whether there is room for figures in the cells of the hidden units.
        hidden: of each hidden layer the units that are shown.
    """

    places: tuple[Place, ...]
    figure: float
    has_figures: bool
    hidden: tuple[tuple[int, ...], ...]


def arrange_table(area: QRectF, needs: Needs, inputs: int, outputs: int, hidden: Sequence[int]) -> Arrangement:
    """Columns for `inputs`, a cell a unit of each `hidden` layer, and two for each of `outputs`, within `area`.

    The hidden units give way first: then as many as fit, spread over their layers. Of inputs and outputs that do not
    fit the first stay.
    """
    room = area.width() - 2 * (_MARGIN if area.width() > _NARROW else _NARROW_MARGIN)
    without = _given_up(room, needs, inputs, outputs, hidden)
    columns = _columns(needs, inputs, outputs, without)
    units = _units_in(room - _width(columns), hidden)
    if _width(columns) > room:
        inputs = _most(room - _width(_columns(needs, 0, outputs, without)), needs.input, inputs)
        outputs = _most(room - _width(_columns(needs, inputs, 0, without)), _pair_width(needs, without), outputs)
        columns = _columns(needs, inputs, outputs, without)
    cells = sum(map(len, units))
    gaps = _BLOCK_GAP * len(units) if cells else 0.0
    cell = _cell_width(room - _width(columns) - gaps, cells, needs.cell)
    figures = min(room - gaps - cells * cell, max(_MOST_WIDTH, _width(columns)))
    spare = max(0.0, figures - _width(columns)) / sum(_SHARES[kind] for kind, _, _ in columns)
    x = area.left() + (area.width() - figures - gaps - cells * cell) / 2
    places: list[Place] = []
    for kind, index, width in columns:
        if kind == "wanted" and index == 0 and cells:
            for layer, chosen in enumerate(units):
                x += _BLOCK_GAP
                places += [Place("hidden", layer, x + i * cell, cell, unit) for i, unit in enumerate(chosen)]
                x += cell * len(chosen)
        width += spare * _SHARES[kind]
        places.append(Place(kind, index, x, width))
        x += width
    output = next(place.width for place in places if place.kind == "output")
    figure = output if "bar" in without else max(needs.output, output * _FIGURE_SHARE)
    return Arrangement(tuple(places), figure, cell >= needs.cell, units)


def _given_up(room: float, needs: Needs, inputs: int, outputs: int, hidden: Sequence[int]) -> frozenset[str]:
    """The least that must go for all hidden units to be seen, else for half of them, else for all other columns."""
    left = [(without, room - _width(_columns(needs, inputs, outputs, without))) for without in _WITHOUT]
    fitting = [(without, sum(map(len, _units_in(rest, hidden)))) for without, rest in left if rest >= 0]
    for share in (1.0, 0.5, 0.0):
        for without, shown in fitting:
            if shown >= share * sum(hidden):
                return without
    return _WITHOUT[-1]


def _columns(needs: Needs, inputs: int, outputs: int, without: frozenset[str]) -> list[tuple[Kind, int, float]]:
    """The columns of figures with the least widths they need."""
    columns: list[tuple[Kind, int, float]] = [("input", i, needs.input) for i in range(inputs)]
    columns += [("wanted", i, needs.wanted) for i in range(outputs)]
    columns += [("output", i, _pair_width(needs, without) - needs.wanted) for i in range(outputs)]
    if "error" not in without:
        columns.append(("error", 0, needs.error))
    return [*columns, ("sign", 0, _SIGN)]


def _pair_width(needs: Needs, without: frozenset[str]) -> float:
    """What an output takes, with what is wanted of it."""
    return needs.wanted + needs.output + (0.0 if "bar" in without else BAR_GAP + _BAR)


def _most(room: float, width: float, count: int) -> int:
    """How many of `count` columns fit into `room`; one stays whatever happens."""
    return max(1, min(count, int(room / width)))


def _width(columns: Sequence[tuple[Kind, int, float]]) -> float:
    return sum(width for _, _, width in columns)


def _units_in(room: float, hidden: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Which units of each layer fit into `room`: none of any where not even one of each does."""
    cells = int((room - _BLOCK_GAP * len(hidden)) / _LEAST_CELL)
    if cells < len(hidden):
        return tuple(() for _ in hidden)
    most = cells
    while sum(min(size, most) for size in hidden) > cells:
        most -= 1
    return tuple(tuple(sampled_units(size, most).tolist()) for size in hidden)


def _cell_width(room: float, cells: int, with_figure: float) -> float:
    """Wide enough for a figure, or, where that is too much, about square without taking all there is."""
    if not cells:
        return 0.0
    if cells * with_figure <= room:
        return with_figure
    return min(_LEAST_CELL + 0.6 * max(0.0, room / cells - _LEAST_CELL), _PLAIN_CELL)
