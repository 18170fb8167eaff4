"""What explains an answer, computed from what was read last, and only while somebody looks at it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Slot

from engine.drawing import FULL_INK, prepare_in_stages
from engine.saliency import saliency_map
from engine.snapshot import Snapshot
from engine.unusual import Oddity, find_oddities
from gui.frame_clock import FrameClock
from gui.main_window import MainWindow
from gui.mind_change import MindChange
from gui.reading import Reading, ReadingDesk, shares_of

# After so long the rest waits for the next turn of the event loop: a pen or a button may be waiting.
_TURN_SECONDS = 0.004


class WhyDesk(QObject):
    """Explains what the reading desk read last, in the view's turns of the frame clock.

    A drawing that has changed is explained at once. Where only the network is a newer one, the explanation under way
    is finished first, so that it is not begun anew for ever while a large network trains.
    """

    def __init__(self, window: MainWindow, reading: ReadingDesk, clock: FrameClock) -> None:
        super().__init__(window)
        self._view = view = window.why_view
        self._reading = reading
        self._clock = clock
        # What is being explained, or was last.
        self._taken: Reading | None = None
        self._work: Iterator[None] = iter(())
        self._is_done = True
        self._is_asked = False
        self._mind: tuple[Reading, MindChange] | None = None
        self._turns = QTimer(self)
        self._turns.setSingleShot(True)
        self._turns.timeout.connect(self._on_turn)
        view.content_requested.connect(self._on_content_requested)
        view.question_changed.connect(self._on_question_changed)
        view.left_out_changed.connect(reading.set_left_out)
        reading.canvas_read.connect(self._on_something_new)
        window.docks["why"].visibilityChanged.connect(self._on_something_new)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the view shows all there is to say of what was read last."""
        return self._is_done and not self._is_asked and self._taken is self._reading.last

    @Slot()
    def _on_something_new(self) -> None:
        if not self._view.visibleRegion().isEmpty():
            self._turns.start(0)

    @Slot()
    def _on_question_changed(self) -> None:
        self._is_asked = True
        self._turns.start(0)

    @Slot()
    def _on_turn(self) -> None:
        """Ask the clock for a turn of the view, which asks for the next one if it did not say all."""
        if not self.is_up_to_date and not self._view.visibleRegion().isEmpty():
            self._clock.poke_views()

    @Slot()
    def _on_content_requested(self) -> None:
        if self.is_up_to_date:
            return
        newest, taken = self._reading.last, self._taken
        is_other = taken is None or newest.image is not taken.image
        if self._is_asked or is_other or (self._is_done and newest is not taken):
            before = None if is_other else taken
            self._taken, self._work, self._is_done, self._is_asked = newest, self._explain(newest, before), False, False
        end = time.perf_counter() + _TURN_SECONDS
        for _ in self._work:
            if time.perf_counter() >= end:
                self._turns.start(0)
                return
        self._is_done = True
        if not self.is_up_to_date:
            self._turns.start(0)

    def _explain(self, reading: Reading, before: Reading | None) -> Iterator[None]:
        """Show one thing after the other, with a stop after each that takes its time.

        Args:
            reading: What is to be explained.
            before: What was explained before of the same image, or None.
        """
        reader, image, view = reading.reader, reading.image, self._view
        if reader is None or image is None:
            view.show_nothing(*self._what_to_do(reading))
            return
        if before is None or before.reader is None:
            self._show_preparation(reading, reader, image)
            yield
        shares, slopes = _answer_and_slopes(reader, image, view.output)
        if slopes is None:
            view.show_no_answer(self._not_finite())
            return
        names, answer = reader.class_names, int(shares.argmax())
        ink = np.clip(image / reader.preparation.value_range, 0.0, 1.0)
        view.set_classes(names)
        output = _asked(reader, view.output, answer)
        view.show_saliency(ink, slopes, names[output], is_answer=output == answer)
        yield
        if self._mind is None or self._mind[0] is not reading:
            self._mind = reading, MindChange(reader, image)
            yield
        mind = self._mind[1]
        yield from mind.search()
        changed = mind.image_at(view.strength)
        read = shares_of(reader, changed)
        if np.isfinite(read).all():
            view.show_change(ink, changed / reader.preparation.value_range, read, names, answer, mind.turning)
        else:
            view.show_no_answer(self._not_finite())

    def _show_preparation(self, reading: Reading, reader: Snapshot, image: NDArray[Any]) -> None:
        """The way from the drawing to the image, and how unusual that is."""
        shape = (image.shape[0], image.shape[1])
        oddities: list[Oddity] | None = find_oddities(image) if shape in FULL_INK else None
        if reading.given is not None:
            words = self.tr("An image from the data is read as it is: no step prepares it.")
            if reading.is_picture:
                words = self.tr("A picture is cut to its ink, scaled and centred as the training digits were.")
            self._view.show_received(image, round(reader.preparation.value_range), words, oddities)
            return
        stages = prepare_in_stages(reading.strokes, shape, without=reading.left_out, brush=reading.brush)
        self._view.show_stages(stages, reading.left_out, oddities)

    def _not_finite(self) -> str:
        return self.tr("The network's outputs are not finite numbers: there is no answer to explain.")

    def _what_to_do(self, reading: Reading) -> tuple[str, str]:
        if reading.reader is None:
            return reading.reason, self.tr("Under the canvas you choose who reads.")
        hint = self.tr(
            "Here you see what the network receives of it, how unusual that is, what speaks for the answer,"
            " and what would change it."
        )
        if reading.strokes and not reading.reason:
            return self.tr("A dot says nothing: draw a digit"), hint
        return reading.reason or self.tr("Draw a digit"), hint


def _asked(reader: Snapshot, chosen: int | None, answer: int) -> int:
    """The output that is asked about: the answer where none is chosen, or one that this reader has not."""
    return chosen if chosen is not None and chosen < reader.spec.outputs else answer


def _answer_and_slopes(
    reader: Snapshot, image: NDArray[Any], chosen: int | None
) -> tuple[NDArray[np.float64], NDArray[np.floating] | None]:
    """The answer, and the slopes (height, width) of the output asked about; None where they are not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        shares = shares_of(reader, image)
        if not np.isfinite(shares).all():
            return shares, None
        output = _asked(reader, chosen, int(shares.argmax()))
        slopes = saliency_map(reader, image.reshape(-1), output).reshape(image.shape)
    return shares, slopes if np.isfinite(slopes).all() else None
