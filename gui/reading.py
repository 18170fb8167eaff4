"""Who reads the drawing, and what they say: answered inside the mouse event, on the newest weights there are."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from engine.drawing import IMAGE_SHAPES, STEPS, prepare
from engine.images import digit_image
from engine.snapshot import Snapshot
from engine.unusual import is_blot
from gui.draw.draw_panel import DrawPanel
from gui.draw.stroke_book import Strokes
from gui.why.step_words import step_words

DIGITS = 10


@dataclass(frozen=True, eq=False)
class Reading:
    """What stands on the canvas, and who reads it.

    Attributes:
        reader: None where nobody can read it.
        reason: Why nobody reads, or why there is nothing to read although something is there; else "".
        strokes: What is drawn; what was before an image took its place is not among it.
        brush: With how wide a pen.
        given: The image from the data, or what a picture becomes, that stands in place of strokes, or None.
        is_picture: Whether that was made of a picture.
        image: What the reader receives, (height, width), or None where there is nothing to read: the same object as
            long as neither the canvas nor the preparation has changed.
        left_out: The steps of the preparation that are not done.
    """

    reader: Snapshot | None
    reason: str
    strokes: Strokes
    brush: float
    given: NDArray[Any] | None
    is_picture: bool
    image: NDArray[Any] | None
    left_out: frozenset[str]


class ReadingDesk(QObject):
    """Hands drawings to the network or to the bundled model, and their answers to the panel.

    Signals:
        image_read(object): the image (height, width) that was read last by the network in training, or None.
        canvas_read(): the canvas was read, see `last`; inside the mouse event that changed it.
    """

    image_read = Signal(object)
    canvas_read = Signal()

    def __init__(
        self,
        panel: DrawPanel,
        bundled: Snapshot,
        parent: QObject | None = None,
        gate: AbstractContextManager[object] | None = None,
    ) -> None:
        """`gate` is held while a pen's move is answered, so that training does not slow it down."""
        super().__init__(parent)
        self._gate = gate or nullcontext()
        self._panel = panel
        self._bundled = bundled
        self._network: Snapshot | None = None
        # The drawing as networks take it, by (height, width): prepared once, and read with every newer network.
        self._prepared: dict[tuple[int, int], NDArray[np.uint8] | None] = {}
        self._strokes: Strokes = panel.strokes()
        self._left_out: frozenset[str] = frozenset()
        panel.strokes_changed.connect(self._on_strokes_changed)
        panel.reader_changed.connect(self.read)
        panel.canvas.brush_changed.connect(self._on_brush_changed)
        panel.restore_requested.connect(lambda: self.set_left_out(()))
        self.read()

    @property
    def last(self) -> Reading:
        """What was read last."""
        return self._last

    def set_network(self, snapshot: Snapshot | None) -> None:
        """Newer weights of the network in training: whatever stands on the canvas is read anew."""
        self._network = snapshot
        self.read()

    @Slot(object)
    def set_left_out(self, steps: Collection[str]) -> None:
        """Prepare drawings without these steps, see `engine.drawing.STEPS`, and read anew."""
        self._left_out = frozenset(steps)
        self._prepared.clear()
        self.read()

    @property
    def wants_network(self) -> bool:
        """Whether newer weights would change what the panel says."""
        if self._panel.reader == "bundled":
            return False
        is_blank = self._panel.canvas.is_blank
        network = self._network
        # After its first step it is the one who reads, and is to be named before the first stroke.
        is_untrained = network is not None and network.step == 0 and reads_drawings(network)
        return is_untrained or not is_blank

    @Slot()
    def read(self) -> None:
        """Read the canvas as it is now: an image from the data as it is, a drawing prepared as such images were."""
        given = self._panel.given_image
        reader = self._reader(given)
        if reader is None:
            reason = self._why_not(given)
            self._panel.show_reader(self.tr("Nobody reads"))
            self._panel.show_left_out(())
            self._panel.show_unreadable(reason)
            self.image_read.emit(None)
            self._tell(None, reason, given, None)
            return
        own = reader is self._network
        if own:
            # What may be cut off in a narrow panel is what the design says anyway.
            words = self.tr("This network after {steps:,} steps").format(steps=reader.step)
            self._panel.show_reader(words, "-".join(str(size) for size in reader.spec.sizes))
        else:
            self._panel.show_reader(self._bundled_title(), self.tr("trained on MNIST and pen strokes"))
        shape = reader.image_shape or IMAGE_SHAPES[0]
        self._panel.set_image_shape(shape)
        image = self._drawing(shape) if given is None else given
        if self._panel.picture is not None:
            given = image
        steps = STEPS.get(shape, ()) if given is None else ()
        self._panel.show_left_out([step_words(step).name for step in steps if step in self._left_out])
        is_full = image is not None and self._panel.given_image is None and is_blot(image)
        if is_full:
            image = None
        self.image_read.emit(image if own else None)
        reason = self.tr("Too much ink to be a digit: clear the canvas") if is_full else ""
        if is_full:
            self._panel.show_unreadable(reason)
        elif image is None:
            self._panel.set_classes(reader.class_names)
            self._panel.show_blank()
        else:
            self._panel.show_answer(shares_of(reader, image), reader.class_names, image, shape)
        self._tell(reader, reason, given, image)

    def _tell(
        self, reader: Snapshot | None, reason: str, given: NDArray[Any] | None, image: NDArray[Any] | None
    ) -> None:
        brush, is_picture = self._panel.canvas.brush, self._panel.picture is not None
        self._last = Reading(reader, reason, self._strokes, brush, given, is_picture, image, self._left_out)
        self.canvas_read.emit()

    @Slot(object)
    def _on_strokes_changed(self, strokes: Strokes) -> None:
        self._strokes = strokes
        self._prepared.clear()
        with self._gate:
            self.read()

    def _drawing(self, shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        if shape not in self._prepared:
            self._prepared[shape] = self._prepare(shape)
        return self._prepared[shape]

    def _prepare(self, shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        picture = self._panel.picture
        if picture is not None:
            return digit_image(picture, shape)
        return prepare(self._strokes, shape, without=self._left_out, brush=self._panel.canvas.brush)

    @Slot()
    def _on_brush_changed(self) -> None:
        """It matters where the step that gives a drawing the usual stroke width is left out."""
        self._prepared.clear()
        self.read()

    def _reader(self, given: NDArray[Any] | None) -> Snapshot | None:
        choice, network = self._panel.reader, self._network
        bundled = self._bundled if given is None or reads_image(self._bundled, given) else None
        if choice == "bundled" or network is None:
            return bundled if choice != "network" else None
        able = reads_drawings(network) if given is None else reads_image(network, given)
        if choice == "network":
            return network if able else None
        return network if able and network.step > 0 else bundled

    def _bundled_title(self) -> str:
        """What it is called; where it stands in for a network of other images, also why."""
        network = self._network
        if self._panel.reader != "automatic" or network is None or network.image_shape is None:
            return self.tr("Bundled model")
        if network.image_shape not in IMAGE_SHAPES:
            return self.tr("Bundled model: this network reads other sizes")
        if not reads_drawings(network):
            return self.tr("Bundled model: this network knows other classes")
        return self.tr("Bundled model")

    def _why_not(self, given: NDArray[Any] | None) -> str:
        if given is not None:
            return self.tr("Another network is needed for an image of {0}×{1} pixels").format(*given.shape)
        if self._network is None:
            return self.tr("There is no network yet")
        return self.tr("This network does not read images of digits: choose the bundled model")


def reads_drawings(snapshot: Snapshot) -> bool:
    """Whether a network takes the images that drawings become, and knows ten classes."""
    return snapshot.image_shape in IMAGE_SHAPES and len(snapshot.class_names) == DIGITS == snapshot.spec.outputs


def reads_image(snapshot: Snapshot, image: NDArray[Any]) -> bool:
    """Whether a network takes such images as they are, and has an answer for each of its classes."""
    return snapshot.image_shape == image.shape and len(snapshot.class_names) == snapshot.spec.outputs


def shares_of(reader: Snapshot, image: NDArray[Any]) -> NDArray[np.float64]:
    """The reader's answer to an image, (classes,), as shares of 1, also where its outputs are no probabilities."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = np.asarray(reader.read(image.reshape(-1)), dtype=np.float64)
    if reader.spec.loss.name == "softmax_cross_entropy":
        return outputs
    positive = np.clip(outputs, 0.0, None)
    total = positive.sum()
    return positive / total if total > 0.0 else np.full(len(outputs), 1.0 / len(outputs))
