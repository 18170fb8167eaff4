"""The feed: which training rows come next. An epoch shows all of them once, in an order drawn anew for each.

A batch larger than a slice is handed out slice by slice. What is half handed out can be begun anew with the same bits:
the generators are put back to where they were when the batch began.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.batches import ChangeImages, RowSource
from engine.randomness import Generators, plain_state, restore_generator, state_of
from engine.workspace import Buffers, Workspace

SLICE_ROWS = 1024


class Feed:
    """Hands out the rows of one split, batch after batch.

    Attributes:
        rows: How many there are.
        position: Rows of the current epoch that were learnt from.
        batch_rows: Rows of the batch under way.
        rows_done: Of these, those that were handed out; 0 between two batches.
    """

    def __init__(self, source: RowSource, generators: Generators) -> None:
        self.rows = source.rows
        self.position = 0
        self.batch_rows = 0
        self.rows_done = 0
        self._source = source
        self._generators = generators
        self._order: NDArray[np.intp] | None = None
        self._order_state = generators.order.bit_generator.state
        self._batch_states: dict[str, Any] = {}

    def begin_batch(self, size: int | None, draws_from: tuple[str, ...]) -> None:
        """The next `size` rows, or as many as the epoch has left; None stands for all rows, in their order.

        `draws_from` names the generators that are drawn from while the batch is computed.
        """
        if size is not None and size < self.rows and self._order is None:
            self._draw_order()
        self.batch_rows = min(size or self.rows, self.rows - self.position)
        if draws_from or self._batch_states:
            self._batch_states = {name: getattr(self._generators, name).bit_generator.state for name in draws_from}

    def next_slice(
        self, workspace: Workspace, change_images: ChangeImages | None = None
    ) -> tuple[Floats, NDArray[Any], Buffers]:
        """Prepared inputs (rows, inputs) and targets of the next slice, and the buffers of its size."""
        start = self.position + self.rows_done
        stop = min(start + SLICE_ROWS, self.position + self.batch_rows)
        buffers, source, order = workspace.buffers(stop - start), self._source, self._order
        if order is None and change_images is None:
            x, target = source.span(start, stop, buffers.x)
        else:
            index = np.arange(start, stop) if order is None else order[start:stop]
            x, target = source.take(index, buffers.x, change_images)
        self.rows_done = stop - self.position
        return x, target, buffers

    @property
    def is_last_batch(self) -> bool:
        """Whether the epoch ends with the batch under way."""
        return self.position + self.batch_rows >= self.rows

    def end_batch(self) -> None:
        """The batch was learnt from."""
        self.position += self.batch_rows
        self.rows_done = 0

    def drop_batch(self) -> None:
        """Nothing of the batch under way counts: it is begun anew."""
        if self.rows_done:
            for name, state in self._batch_states.items():
                getattr(self._generators, name).bit_generator.state = state
            self.rows_done = 0

    def end_epoch(self) -> None:
        """All rows come again, in another order."""
        self.position = 0
        self._order = None

    def random_states(self) -> dict[str, Any]:
        """Where the generators stand, as plain JSON values.

        "order" as it was before the current epoch's order was drawn, and whether it was ("order_drawn"); "dropout"
        and "augmentation" as they were when the current batch began.
        """
        states = {name: getattr(self._generators, name).bit_generator.state for name in ("dropout", "augmentation")}
        if self.rows_done:
            states.update(self._batch_states)
        return {
            "order": state_of(self._generators.order) if self._order is None else plain_state(self._order_state),
            "order_drawn": self._order is not None,
            **{name: plain_state(state) for name, state in states.items()},
        }

    def restore(self, position: int, random_states: dict[str, Any]) -> None:
        """Go back to the beginning of a batch.

        Raises:
            KeyError, TypeError, ValueError: The states are damaged, or the position lies outside the rows.
        """
        if not 0 <= position <= self.rows:
            raise ValueError("the position lies outside the data")
        self.position = position
        restore_generator(self._generators.dropout, random_states["dropout"])
        if "augmentation" in random_states:
            restore_generator(self._generators.augmentation, random_states["augmentation"])
        restore_generator(self._generators.order, random_states["order"])
        if random_states["order_drawn"]:
            self._draw_order()

    def _draw_order(self) -> None:
        self._order_state = self._generators.order.bit_generator.state
        self._order = self._generators.order.permutation(self.rows)
