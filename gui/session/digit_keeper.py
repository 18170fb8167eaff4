"""The digits that a person drew and named: held here, written to their file in the compute thread."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.errors import EngineError, FileFormatError
from engine.own_digits import MOST_DIGITS, OwnDigit, export_digits, load_digits, save_digits
from gui.session.job_thread import Job
from gui.session.posting import Posting

TILE_SHAPE = (28, 28)
_DEEPEST_UNDO = 100


def digits_file() -> Path:
    """Where they are kept: in the user's data folder, wherever the data sets lie."""
    return platformdirs.user_data_path("backprop-studio", appauthor=False) / "my-digits.json"


class KeptDigit:
    """A digit, and what it becomes for networks: prepared once for each kind of image.

    Attributes:
        digit: What was drawn, and what it was called.
    """

    def __init__(self, digit: OwnDigit, images: dict[tuple[int, int], NDArray[np.uint8] | None] | None = None) -> None:
        self.digit = digit
        self._images = {} if images is None else images

    @property
    def label(self) -> int:
        """What it was called, 0 to 9."""
        return self.digit.label

    def image(self, image_shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        """What a network that reads images of this shape gets of it; None where there is nothing to read."""
        if image_shape not in self._images:
            self._images[image_shape] = self.digit.image(image_shape)
        return self._images[image_shape]

    def called(self, label: int) -> KeptDigit:
        """The same drawing under another name."""
        return KeptDigit(replace(self.digit, label=label), self._images)

    def shows(self, other: OwnDigit) -> bool:
        """Whether it is this very drawing or picture."""
        own = self.digit
        if own.picture is not None or other.picture is not None:
            return own.picture is other.picture
        return len(own.strokes) == len(other.strokes) and all(map(np.array_equal, own.strokes, other.strokes))


class DigitKeeper(Posting):
    """Every change is saved at once; a file that cannot be read is moved aside and never written over.

    Signals:
        changed(): there are other digits, or others of them are called otherwise.
        exported(int, str): so many were written there.
        saved(): the file holds all of them.
        not_saved(str): a sentence on why it does not; they are here as long as the window.
        failed(str): a sentence on what could not be read or exported.
    """

    changed = Signal()
    exported = Signal(int, str)
    saved = Signal()
    not_saved = Signal(str)
    failed = Signal(str)

    def __init__(self, submit: Callable[[Job], None], path: Path, parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread; nothing is read before `load`."""
        super().__init__(parent)
        self._submit = submit
        self._path = path
        self._is_loaded = False
        self._kept: tuple[KeptDigit, ...] = ()
        self._undo: list[tuple[KeptDigit, ...]] = []
        self._redo: list[tuple[KeptDigit, ...]] = []
        # What is to be written next: only the newest of several.
        self._to_write: tuple[KeptDigit, ...] | None = None

    @property
    def kept(self) -> tuple[KeptDigit, ...]:
        """All digits, in the order in which they were kept."""
        return self._kept

    @property
    def is_full(self) -> bool:
        """Whether no more can be kept."""
        return len(self._kept) >= MOST_DIGITS

    def find(self, digit: OwnDigit) -> int | None:
        """The place of this very drawing or picture, whatever it is called; or None."""
        return next((place for place, kept in enumerate(self._kept) if kept.shows(digit)), None)

    def load(self) -> None:
        """Read the file. What is added until then joins the others."""
        self._submit(self._load)

    def add(self, digit: OwnDigit) -> None:
        """Keep another one."""
        self._change((*self._kept, KeptDigit(digit)))

    def relabel(self, places: Collection[int], label: int) -> None:
        """Call those at these places `label`."""
        if any(self._kept[place].label != label for place in places):
            self._change(tuple(k.called(label) if place in places else k for place, k in enumerate(self._kept)))

    def remove(self, places: Collection[int]) -> None:
        """Forget those at these places."""
        if places:
            self._change(tuple(kept for place, kept in enumerate(self._kept) if place not in places))

    def undo(self) -> None:
        """Take back the last change."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Bring back what was taken back."""
        self._swap(self._redo, self._undo)

    def export(self, path: Path) -> None:
        """Write them as arrays for other programs."""
        digits = [kept.digit for kept in self._kept]

        def work() -> None:
            try:
                count = export_digits(digits, path)
            except EngineError as error:
                self._say(str(error))
            else:
                self.post(lambda: self.exported.emit(count, str(path)))

        self._submit(work)

    def _change(self, kept: tuple[KeptDigit, ...]) -> None:
        self._undo = [*self._undo[1 - _DEEPEST_UNDO :], self._kept]
        self._redo.clear()
        self._set(kept)

    def _swap(self, source: list[tuple[KeptDigit, ...]], target: list[tuple[KeptDigit, ...]]) -> None:
        if source:
            target.append(self._kept)
            self._set(source.pop())

    def _set(self, kept: tuple[KeptDigit, ...]) -> None:
        self._kept = kept
        if self._is_loaded:
            self._save()
        self.changed.emit()

    def _save(self) -> None:
        self._to_write = self._kept
        self._submit(self._write)

    # In the compute thread.

    def _load(self) -> None:
        kept: list[KeptDigit] = []
        try:
            kept = [KeptDigit(digit) for digit in load_digits(self._path)]
        except FileFormatError as error:
            self._move_aside(str(error))
        for one in kept:
            one.image(TILE_SHAPE)
        self.post(lambda: self._on_loaded(tuple(kept)))

    def _move_aside(self, sentence: str) -> None:
        aside = self._path.with_name(f"{self._path.name}.broken")
        number = 1
        while aside.exists():
            number += 1
            aside = self._path.with_name(f"{self._path.name}.broken{number}")
        try:
            self._path.rename(aside)
        except OSError:
            self._path = aside
            self._say(
                self.tr("{sentence} Your digits are kept in {file} from now on.").format(sentence=sentence, file=aside)
            )
        else:
            self._say(
                self.tr("{sentence} It was moved to {file}, and My digits begins anew.").format(
                    sentence=sentence, file=aside
                )
            )

    def _write(self) -> None:
        kept, self._to_write = self._to_write, None
        if kept is None:
            return
        try:
            save_digits([one.digit for one in kept], self._path)
        except EngineError as error:
            words = self.tr("{sentence} Your digits stay here until the window is closed.").format(sentence=error)
            self.post(lambda: self.not_saved.emit(words))
        else:
            self.post(self.saved.emit)

    def _say(self, sentence: str) -> None:
        self.post(lambda: self.failed.emit(sentence))

    # Back in the GUI thread.

    def _on_loaded(self, loaded: tuple[KeptDigit, ...]) -> None:
        self._is_loaded = True
        added = self._kept
        self._undo, self._redo = [], []
        self._kept = (*loaded, *added)
        if added:
            self._save()
        if self._kept:
            self.changed.emit()
