"""An operation as a row of signs and matrices: what it reads, and what it makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.labs.step_recording import Cell, Operation, Recording, chosen

MOST_SHOWN = 64


@dataclass(frozen=True, eq=False)
class Matrix:
    """An array of an equation, as it is shown.

    Attributes:
        rows, columns: Which of the array's own are shown, before it is transposed.
        transposed: Its rows are shown as columns.
    """

    name: str
    symbol: str
    array: NDArray[np.floating]
    rows: NDArray[np.int_]
    columns: NDArray[np.int_]
    transposed: bool = False
    is_result: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a single number, a setting for example."""
        return self.array.shape == (1, 1)

    @property
    def is_sampled(self) -> bool:
        """Whether some rows or columns are left out."""
        return (len(self.rows), len(self.columns)) != self.array.shape

    @property
    def shown(self) -> NDArray[np.floating]:
        """The numbers as they are shown, transposed where it is."""
        part = self.array[np.ix_(self.rows, self.columns)]
        return part.T if self.transposed else part

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns as they stand in the equation, those left out among them."""
        rows, columns = self.array.shape
        return (columns, rows) if self.transposed else (rows, columns)

    def cell(self, down: int, across: int) -> Cell:
        """The cell of the array that is shown at a place."""
        if self.transposed:
            down, across = across, down
        return Cell(self.name, int(self.rows[down]), int(self.columns[across]))

    def span(self, cells: list[Cell]) -> tuple[int, int, int, int] | None:
        """The first and last row and the first and last column, as shown, of those cells that are; None without."""
        rows = [row for cell in cells if (row := _index(self.rows, cell.row)) is not None]
        columns = [column for cell in cells if (column := _index(self.columns, cell.column)) is not None]
        if not rows or not columns:
            return None
        down, across = (min(rows), max(rows)), (min(columns), max(columns))
        return (*across, *down) if self.transposed else (*down, *across)


Piece = str | Matrix


def equation_of(recording: Recording, operation: Operation, most: int = MOST_SHOWN) -> list[Piece]:
    """What an operation reads and what it makes, with the signs between; at most `most` rows and columns of each."""
    pieces: list[Piece] = []
    for operand in operation.operands:
        pieces += [operand.before.strip()] if operand.before.strip() else []
        array = recording.arrays[operand.name]
        pieces.append(_matrix(operand.name, operand.symbol, array, most, transposed=operand.transposed))
        pieces += [operand.after.strip()] if operand.after.strip() else []
    return [*pieces, "=", _matrix(operation.name, operation.symbol, operation.array, most, is_result=True)]


def _matrix(
    name: str, symbol: str, array: NDArray, most: int, *, transposed: bool = False, is_result: bool = False
) -> Matrix:
    rows, columns = chosen(array.shape[0], most), chosen(array.shape[1], most)
    return Matrix(name, symbol, array, rows, columns, transposed, is_result)


def _index(places: NDArray[np.int_], wanted: int) -> int | None:
    index = int(np.searchsorted(places, wanted))
    return index if index < len(places) and places[index] == wanted else None
