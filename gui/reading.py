"""Who reads the drawing, and what they say: answered inside the mouse event, on the newest weights there are."""

from __future__ import annotations

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
        panel.strokes_changed.connect(self.read)
        panel.reader_changed.connect(self.read)
        self.read()

    def set_network(self, snapshot: Snapshot | None) -> None:
        """Newer weights of the network in training: whatever stands on the canvas is read anew."""
        self._network = snapshot
        self.read()

    @property
    def wants_network(self) -> bool:
        """Whether newer weights would change what the panel says."""
        return bool(self._panel.strokes()) and self._panel.reader != "bundled"

    @Slot()
    def read(self) -> None:
        """Read the canvas as it is now."""
        reader = self._reader()
        if reader is None:
            self._panel.show_reader(self.tr("Nobody reads"))
            self._panel.show_unreadable(self._why_not())
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
        image = prepare(self._panel.strokes(), shape)
        self.image_read.emit(image if own else None)
        if image is None:
            self._panel.set_classes(reader.class_names)
            self._panel.show_blank()
            return
        self._panel.show_answer(_shares(reader, image), reader.class_names, image, shape)

    def _reader(self) -> Snapshot | None:
        choice, network = self._panel.reader, self._network
        if choice == "bundled":
            return self._bundled
        able = network is not None and reads_drawings(network)
        if choice == "network":
            return network if able else None
        return network if able and network is not None and network.step > 0 else self._bundled

    def _why_not(self) -> str:
        if self._network is None:
            return self.tr("There is no network yet")
        return self.tr("This network does not read images of digits: choose the bundled model")


def reads_drawings(snapshot: Snapshot) -> bool:
    """Whether a network takes the images that drawings become, and knows ten classes."""
    return snapshot.image_shape in IMAGE_SHAPES and len(snapshot.class_names) == DIGITS == snapshot.spec.outputs


def _shares(reader: Snapshot, image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The reader's answer as shares of 1, also where its outputs are no probabilities (squared error)."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = np.asarray(reader.read(image.reshape(-1)), dtype=np.float64)
    if reader.spec.loss.name == "softmax_cross_entropy":
        return outputs
    positive = np.clip(outputs, 0.0, None)
    total = positive.sum()
    return positive / total if total > 0.0 else np.full(len(outputs), 1.0 / len(outputs))
