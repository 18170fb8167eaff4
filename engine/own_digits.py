"""Digits that a person drew and named: kept in one file, turned into rows for a network to learn from.

Strokes are kept as they were drawn and pictures as they were opened, so that they can become the images of any
network that reads digits. The file is JSON: a version, and for each digit its label with its strokes (points in
canvas units) or its picture (a grey PNG).
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Split
from engine.drawing import prepare
from engine.errors import DataError, FileFormatError
from engine.images import digit_image
from engine.whole_file import write_whole

FORMAT_VERSION = 1
MOST_DIGITS = 5_000
PICTURE_SIDE = 280
"""The longer side that a picture is kept with at most, in pixels."""
_MAX_BYTES = 64 * 2**20
_MOST_POINTS = 100_000
_LARGEST = 1e6
_CLASSES = 10


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """A digit and what it shows.

    Attributes:
        label: 0 to 9.
        strokes: Arrays (points, 2) in canvas units; empty where it is a picture.
        picture: (height, width) uint8, 0 black to 255 white; None where it was drawn.
    """

    label: int
    strokes: tuple[NDArray[np.float64], ...] = ()
    picture: NDArray[np.uint8] | None = None

    def image(self, image_shape: tuple[int, int]) -> NDArray[np.uint8] | None:
        """What a network that reads images of this shape gets of it; None where there is nothing to read."""
        if self.picture is None:
            return prepare(self.strokes, image_shape)
        try:
            return digit_image(self.picture, image_shape)
        except DataError:
            return None


def samples_of(digits: Sequence[OwnDigit], image_shape: tuple[int, int], class_names: Sequence[str]) -> Split:
    """The digits as rows to learn from; those that show nothing, or that the network has no class for, are left out.

    Args:
        digits: What was drawn.
        image_shape: Of the images that the network reads.
        class_names: What its classes are called.
    """
    classes = {name: number for number, name in enumerate(class_names)}
    known = [digit for digit in digits if str(digit.label) in classes]
    images = [(digit.image(image_shape), classes[str(digit.label)]) for digit in known]
    rows = [(image.reshape(-1), label) for image, label in images if image is not None]
    x = np.array([image for image, _ in rows], dtype=np.uint8).reshape(len(rows), image_shape[0] * image_shape[1])
    return Split(x, np.array([label for _, label in rows], dtype=np.int64))


def save_digits(digits: Sequence[OwnDigit], path: Path) -> None:
    """Write the digits to `path`, whole or not at all; its folder is made where it is missing.

    Raises:
        FileFormatError: The file cannot be written, or would be larger than what `load_digits` opens.
    """
    document = {"format_version": FORMAT_VERSION, "digits": [_to_json(digit) for digit in digits]}
    content = json.dumps(document).encode()
    if len(content) > _MAX_BYTES:
        raise FileFormatError(f"More is drawn than {path} may hold: remove some digits.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileFormatError(f"{path.parent} could not be made: {error.strerror or error}.") from error
    write_whole(path, content)


def load_digits(path: Path) -> list[OwnDigit]:
    """Read what `save_digits` wrote; a file that is not there holds none.

    Raises:
        FileFormatError: The file cannot be read, is damaged, too new or not one of these.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FileFormatError(f"{path} is too large to hold digits that somebody drew.")
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileFormatError(f"{path} could not be read: {error.strerror or error}.") from error
    try:
        document = json.loads(content)
        version = document["format_version"]
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise FileFormatError(f"{path} was written by a newer version of this program: update to open it.")
        entries = document["digits"]
        if version != FORMAT_VERSION or not isinstance(entries, list) or len(entries) > MOST_DIGITS:
            raise ValueError("not a list of digits")
        return [_from_json(entry) for entry in entries]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise FileFormatError(f"{path} is damaged or holds no digits.") from error


def export_digits(digits: Sequence[OwnDigit], path: Path) -> int:
    """Write the digits as NumPy arrays for other programs: `x` (rows, 28, 28) uint8 and `y` (rows,) labels.

    Returns:
        How many were written: those that show something.

    Raises:
        FileFormatError: The file cannot be written.
    """
    samples = samples_of(digits, (28, 28), [str(number) for number in range(_CLASSES)])
    assert samples.labels is not None
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x=samples.x.reshape(-1, 28, 28), y=samples.labels)
    write_whole(path, buffer.getvalue())
    return samples.rows


def _to_json(digit: OwnDigit) -> dict[str, Any]:
    if digit.picture is not None:
        return {"label": digit.label, "picture": base64.b64encode(_png(digit.picture)).decode()}
    # Hundredths of a canvas unit are far finer than a pen.
    return {"label": digit.label, "strokes": [np.round(stroke, 2).tolist() for stroke in digit.strokes]}


def _from_json(entry: Any) -> OwnDigit:
    label = entry["label"]
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < _CLASSES:
        raise ValueError("a label is a digit")
    if "picture" in entry:
        return OwnDigit(label, picture=_picture(entry["picture"]))
    strokes = tuple(np.array(stroke, dtype=np.float64) for stroke in entry["strokes"])
    if sum(stroke.size for stroke in strokes) > 2 * _MOST_POINTS:
        raise ValueError("too many points")
    for stroke in strokes:
        if stroke.ndim != 2 or stroke.shape[1] != 2 or not (np.abs(stroke) <= _LARGEST).all():
            raise ValueError("a stroke is a list of points")
        stroke.setflags(write=False)
    return OwnDigit(label, strokes)


def _png(picture: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    image, longer = Image.fromarray(picture), max(picture.shape)
    if longer > PICTURE_SIDE:
        size = (math.ceil(image.width * PICTURE_SIDE / longer), math.ceil(image.height * PICTURE_SIDE / longer))
        image = image.resize(size, Image.Resampling.BOX)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _picture(text: Any) -> NDArray[np.uint8]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=["PNG"]) as image:
            if max(image.size) > PICTURE_SIDE:
                raise ValueError("a picture larger than any that is kept")
            picture: NDArray[np.uint8] = np.array(image.convert("L"), dtype=np.uint8)
    except (OSError, SyntaxError, binascii.Error, Image.DecompressionBombError) as error:
        raise ValueError("no picture") from error
    picture.setflags(write=False)
    return picture
