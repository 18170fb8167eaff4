"""Opening pictures of digits, in the compute thread: a photograph of fifty million pixels takes its time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.errors import DataError
from engine.images import NothingToRead, cut_to_digit, read_grey
from engine.own_digits import PICTURE_SIDE
from gui.session.job_thread import Job
from gui.session.posting import Posting


class PictureLoader(Posting):
    """Cuts pictures to the digit they show.

    Signals:
        loaded(picture, str): uint8 (height, width), 0 black to 255 white, and what it is called.
        failed(str): a sentence on why there is no digit to be had.
    """

    loaded = Signal(object, str)
    failed = Signal(str)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit

    def open(self, path: Path) -> None:
        """Open a file; any picture will do."""
        self._load(lambda: read_grey(path), path.name)

    def take(self, grey: NDArray[np.uint8], name: str) -> None:
        """Take a picture (height, width), 0 black to 255 white, under that name."""
        self._load(lambda: grey, name)

    def _load(self, read: Callable[[], NDArray[np.uint8]], name: str) -> None:
        def work() -> None:
            try:
                picture = cut_to_digit(read(), PICTURE_SIDE)
            except DataError as error:
                sentence = f"{name} {error}" if isinstance(error, NothingToRead) else str(error)
                self.post(lambda: self.failed.emit(sentence))
                return
            picture.setflags(write=False)
            self.post(lambda: self.loaded.emit(picture, name))

        self._submit(work)
