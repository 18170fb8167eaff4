"""Who reads the drawing, and what they say: answered inside the mouse event, on the newest weights there are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from engine.drawing import IMAGE_SHAPES, prepare
from engine.snapshot import Snapshot
from gui.draw.draw_panel import DrawPanel

DIGITS = 10


class ReadingDesk(QObject):
    """Hands drawings to the network or to the bundled model, and their answers to the panel.

    Signals:
        image_read(object): the image (height, width) that was read last by the network in training, or None.
    """

    image_read = Signal(object)

    def __init__(self, panel: DrawPanel, bundled: Snapshot, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._bundled = bundled
        self._network: Snapshot | None = None
        # The drawing as networks take it, by (height, width): prepared once, and read with every newer network.
        self._prepared: dict[tuple[int, int], NDArray[np.uint8] | None] = {}
        panel.strokes_changed.connect(self._on_strokes_changed)
        panel.reader_changed.connect(self.read)
        self.read()

    def set_network(self, snapshot: Snapshot | None) -> None:
        """Newer weights of the network in training: whatever stands on the canvas is read anew."""
        self._network = snapshot
        self.read()

    @property
    def wants_network(self) -> bool:
        """Whether newer weights would change what the panel says."""
        if self._panel.reader == "bundled":
            return False
        is_blank = not self._panel.strokes() and self._panel.given_image is None
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
            self._panel.show_reader(self.tr("Nobody reads"))
            self._panel.show_unreadable(self._why_not(given))
            self.image_read.emit(None)
            return
        own = reader is self._network
        if own:
            # What may be cut off in a narrow panel is what the design says anyway.
            words = self.tr("This network after {steps:,} steps").format(steps=reader.step)
            self._panel.show_reader(words, "-".join(str(size) for size in reader.spec.sizes))
        else:
            self._panel.show_reader(self.tr("Bundled model, trained on MNIST"))
        shape = reader.image_shape or IMAGE_SHAPES[0]
        self._panel.set_image_shape(shape)
        image = self._drawing(shape) if given is None else given
        self.image_read.emit(image if own else None)
        if image is None:
            self._panel.set_classes(reader.class_names)
            self._panel.show_blank()
            return
        self._panel.show_answer(_shares(reader, image), reader.class_names, image, shape)

    @Slot()
    def _on_strokes_changed(self) -> None:
        self._prepared.clear()
        self.read()

    def _drawing(self, shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        if shape not in self._prepared:
            self._prepared[shape] = prepare(self._panel.strokes(), shape)
        return self._prepared[shape]

    def _reader(self, given: NDArray[Any] | None) -> Snapshot | None:
        choice, network = self._panel.reader, self._network
        bundled = self._bundled if given is None or reads_image(self._bundled, given) else None
        if choice == "bundled" or network is None:
            return bundled if choice != "network" else None
        able = reads_drawings(network) if given is None else reads_image(network, given)
        if choice == "network":
            return network if able else None
        return network if able and network.step > 0 else bundled

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


def _shares(reader: Snapshot, image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The reader's answer as shares of 1, also where its outputs are no probabilities (squared error)."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = np.asarray(reader.read(image.reshape(-1)), dtype=np.float64)
    if reader.spec.loss.name == "softmax_cross_entropy":
        return outputs
    positive = np.clip(outputs, 0.0, None)
    total = positive.sum()
    return positive / total if total > 0.0 else np.full(len(outputs), 1.0 / len(outputs))
