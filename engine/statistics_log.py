"""How the numbers of the layers were spread over a whole run, in a bounded number of moments."""

from __future__ import annotations

from typing import NamedTuple

from engine.statistics import LayerStatistics

CAPACITY = 64


class LayersAt(NamedTuple):
    """The layers at one epoch record.

    Attributes:
        step, epoch: Updates and epochs completed.
        layers: One a layer, in order.
    """

    step: int
    epoch: int
    layers: tuple[LayerStatistics, ...]


class StatisticsLog:
    """Keeps at most `capacity` moments of a run of any length, evenly spread, the newest always among them.

    Every `stride`-th moment is kept, counted from the first. Where there would be too many of them every second one
    goes and the stride doubles.

    Attributes:
        count: How many moments were added in all.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity < 3:
            raise ValueError("capacity must be at least 3: the first moment, the newest and one between them")
        self.stride = 1
        self._capacity = capacity
        self._kept: list[LayersAt] = []
        self._newest: LayersAt | None = None
        self.count = 0
        self._view: tuple[LayersAt, ...] = ()

    def add(self, moment: LayersAt) -> None:
        """Add the newest moment."""
        if self.count % self.stride == 0:
            # One place is left for a newest one that is between two strides.
            if len(self._kept) == self._capacity - 1:
                self._kept = self._kept[::2]
                self.stride *= 2
            if self.count % self.stride == 0:
                self._kept.append(moment)
        self.count += 1
        self._newest = moment
        self._view = ()

    @classmethod
    def from_moments(cls, moments: tuple[LayersAt, ...], stride: int, count: int) -> StatisticsLog:
        """The log of which `moments` was the view.

        Raises:
            ValueError: They are more, or fewer, than such a log holds.
        """
        log = cls()
        if not moments or stride < 1:
            raise ValueError("a log that holds nothing has no moments")
        # The newest is one of those that stay where it falls on the stride.
        kept = moments if (count - 1) % stride == 0 else moments[:-1]
        if not kept or len(kept) != -(-count // stride) or len(kept) >= CAPACITY:
            raise ValueError("the moments do not fit their count")
        log.stride, log.count, log._kept, log._newest = stride, count, list(kept), moments[-1]
        return log

    def copy(self) -> StatisticsLog:
        """A log of its own with the same moments, which never change."""
        log = StatisticsLog(self._capacity)
        log.stride, log.count, log._kept, log._newest = self.stride, self.count, list(self._kept), self._newest
        return log

    def view(self) -> tuple[LayersAt, ...]:
        """The moments kept, oldest first: the same object until one is added."""
        if not self._view and self._newest is not None:
            last = () if self._kept[-1] is self._newest else (self._newest,)
            self._view = (*self._kept, *last)
        return self._view
