"""An image file -> the image a network reads."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.drawing import FULL_INK
from engine.errors import DataError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
_INK_SIDE = 20
_FAINT = 40
# Greys by which light has to differ between two corners, or it is called even.
_LEAST_SLOPE = 8.0
# The longer side of a picture that shows a digit clearly wherever it lies.
_ENOUGH = 2_000
# The longer side of a picture in which a stroke is wider than a grain.
_SPECKLED = 100
# The share of the edge that is taken for paper, and how often the slope is fitted to what seems to be.
_PAPER_OF_EDGE = 0.8
_FITS = 3
# Colours are looked for in a small copy; what differs less between the channels is a grey that was compressed.
_GLANCE, _TINGE = 16, 12
_MAX_BYTES = 256 * 2**20
# These hold commands, which another program would have to be started for.
_PROGRAMS = ("EPS", "WMF")
_SIGNS_OF_DAMAGE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error),
)
"""What decoding a damaged picture can end in."""


def read_image(path: Path, image_shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Read a picture of one digit from a file, see `digit_image`.

    Raises:
        DataError: There is no such picture, it cannot be read, is too large, or shows nothing.
    """
    try:
        return digit_image(read_grey(path), image_shape)
    except NothingToRead as error:
        raise DataError(f"{path} {error}") from error


class NothingToRead(DataError):
    """A picture without anything that stands out; the sentence goes on from what the picture is called."""


def digit_image(grey: NDArray[np.uint8], image_shape: tuple[int, int]) -> NDArray[np.uint8]:
    """What a network gets to see of a picture of one digit.

    Dark ink on light paper is turned to light on dark, and the paper, as it is along the edges, becomes 0. A picture
    that already has the network's size is taken as it is; any other is cut to its ink, which is scaled and centred by
    its mass as the training digits were.

    Args:
        grey: (height, width), 0 black to 255 white.
        image_shape: (28, 28), read as 0..255, or (8, 8), read as 0..16 as the optical digits are.

    Raises:
        NothingToRead: Nothing stands out from the background.
        DataError: The network reads images of another shape.
    """
    if grey.shape != image_shape:
        grey = _in_even_light(grey)
    ink = without_paper(grey)
    if grey.shape == image_shape == (28, 28):
        return ink
    if grey.shape == image_shape == (8, 8):
        values: NDArray[np.uint8] = np.rint(ink * (FULL_INK[image_shape] / 255.0)).astype(np.uint8)
        return values
    ink = ink[_ink_box(ink)]
    if image_shape == (28, 28):
        return _on_paper(_resized(ink, _INK_SIDE))
    if image_shape == (8, 8):
        square = np.zeros((32, 32), dtype=np.float64)
        scaled = _resized(ink, 32)
        top, left = (32 - scaled.shape[0]) // 2, (32 - scaled.shape[1]) // 2
        square[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled > int(scaled.max()) // 2
        counts: NDArray[np.uint8] = square.reshape(8, 4, 8, 4).sum(axis=(1, 3)).astype(np.uint8)
        return counts
    raise DataError(f"The network reads images of {image_shape[0]}x{image_shape[1]}; pictures become 28x28 or 8x8.")


def cut_to_digit(grey: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """What of a picture is worth keeping: its ink with some paper around it, at most `longest` pixels long.

    Args:
        grey: (height, width), 0 black to 255 white.
        longest: Of the result's sides, above 28.

    Raises:
        NothingToRead: Nothing stands out from the background.
    """
    grey = _in_even_light(_reduced(grey))
    rows, columns = _ink_box(without_paper(grey))
    cut = grey[rows, columns]
    margin = max(2, max(cut.shape) // 10)
    scale = longest / (max(cut.shape) + 2 * margin)
    if scale < 1.0:
        cut, margin = _resized(cut, max(1, int(max(cut.shape) * scale))), int(margin * scale)
    return np.pad(cut, margin, constant_values=int(_paper(grey)))


def _reduced(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A photograph of more pixels than it takes to find a digit, by a whole factor smaller."""
    from PIL import Image

    factor = max(grey.shape) // _ENOUGH
    return grey if factor < 2 else np.asarray(Image.fromarray(grey).reduce(factor), dtype=np.uint8)


def _in_even_light(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture as if the light fell evenly: a slope of the paper from edge to edge is taken away."""
    height, width = grey.shape
    y, x = (
        _edge(along) for along in np.broadcast_arrays(np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width))
    )
    places, values = np.stack([np.ones(x.size), x, y], axis=1), _edge(grey).astype(np.float64)
    kept = np.ones(values.size, dtype=bool)
    for _ in range(_FITS):
        plane = np.linalg.lstsq(places[kept], values[kept])[0]
        away = np.abs(values - places @ plane)
        # Ink that crosses the edge is no paper.
        kept = away <= np.quantile(away, _PAPER_OF_EDGE)
    slope = 2.0 * float(np.abs(plane[1:]).sum())
    if slope < _LEAST_SLOPE or np.median(np.abs(values - np.median(values))) < 2.0 * np.median(away):
        return grey
    across = np.rint(plane[1] * np.linspace(-1, 1, width)).astype(np.int16)
    down = np.rint(plane[2] * np.linspace(-1, 1, height)).astype(np.int16)
    # Unsigned bytes would wrap around.
    even: NDArray[np.uint8] = np.clip(grey - across - down[:, None], 0, 255).astype(np.uint8)
    return even


def _paper(grey: NDArray[np.uint8]) -> float:
    """The grey of the paper: that along the edges."""
    return float(np.median(_edge(grey)))


def _edge(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def without_paper(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink from 0, the paper, to 255; a little darker or lighter than the paper is the paper still.

    Raises:
        NothingToRead: Nothing stands out from the background.
    """
    paper = _paper(grey)
    # In whole steps of grey: a photograph may have 50 million pixels.
    levels = np.arange(256.0)
    ink = np.maximum(paper - levels if paper > 127.0 else levels - paper, 0.0)
    used = np.flatnonzero(np.bincount(grey.reshape(-1), minlength=256))
    strongest = float(ink[used].max())
    if strongest < _FAINT:
        raise NothingToRead("shows nothing to read: it needs a digit that stands out from its background.")
    if paper not in (0.0, 255.0):
        # Photographed paper is never even: what differs little more than most of the edge does is none of the ink.
        grain = min(2.0 * float(np.quantile(ink[_edge(grey)], 0.9)), strongest / 3.0)
        ink = np.where(ink > grain, ink * (255.0 / strongest), 0.0)
        if grain:
            return _without_specks(np.rint(ink).astype(np.uint8)[grey])
    lookup: NDArray[np.uint8] = np.rint(ink).astype(np.uint8)
    return lookup[grey]


def _without_specks(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grains of a photograph that stand alone are no ink; where nothing else is there they stay."""
    from PIL import Image, ImageFilter

    if max(ink.shape) < _SPECKLED:
        return ink
    solid = Image.fromarray(np.where(ink > 0, np.uint8(255), np.uint8(0))).filter(ImageFilter.MedianFilter(3))
    near = np.asarray(solid.filter(ImageFilter.MaxFilter(3))) > 0
    return np.where(near, ink, np.uint8(0)) if near.any() else ink


def read_grey(path: Path, *, most_pixels: int | None = None) -> NDArray[np.uint8]:
    """Any picture file as (height, width), 0 black to 255 white; what is transparent is white.

    Args:
        path: The file.
        most_pixels: That are read; None for `MAX_PIXELS`.

    Raises:
        DataError: There is no such picture, it cannot be read, or is too large.
    """
    from PIL import Image, UnidentifiedImageError

    most = MAX_PIXELS if most_pixels is None else most_pixels
    try:
        # From memory: a file that announces more than it holds has no room made for it.
        content = io.BytesIO(_content(path))
        with warnings.catch_warnings():
            # What is odd about a picture that can be shown is nobody's concern.
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(content) as image:
                if image.format in _PROGRAMS:
                    raise DataError(f"{path} is a drawing of the form {image.format}: save it as PNG.")
                if image.width * image.height > most:
                    raise DataError(f"{path} has {image.width}x{image.height} pixels; at most {most:,} are read.")
                # Compares the checksums, where a format has some: decoding alone does not. It uses the image up.
                with Image.open(io.BytesIO(content.getvalue())) as copy:
                    copy.verify()
                grey: NDArray[np.uint8] = np.asarray(_on_white(image), dtype=np.uint8)
                return grey
    except FileNotFoundError as error:
        raise DataError(f"There is no image {path}: check the name.") from error
    except UnidentifiedImageError as error:
        raise DataError(f"{path} cannot be read as an image: it holds none, or is damaged.") from error
    except (OSError, Image.DecompressionBombWarning, *_SIGNS_OF_DAMAGE) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise DataError(f"{path} cannot be read as an image: {reason}.") from error
    except Image.DecompressionBombError as error:
        raise DataError(f"{path} is too large to be read as an image.") from error


def has_colours(path: Path) -> bool:
    """Whether there are colours in a picture that `read_grey` has read."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                small = np.asarray(image.convert("RGB").resize((_GLANCE, _GLANCE)), dtype=np.int16)
    except OSError:
        return False
    return bool(np.ptp(small, axis=2).max() > _TINGE)


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise DataError(f"{path} cannot be read as an image: it is no regular file.")
    with path.open("rb") as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise DataError(f"{path} is too large to be read as an image.")
    return content


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in greys; what is transparent lets white through. In colours that would take twice the memory."""
    from PIL import Image

    if not image.has_transparency_data and image.mode in ("1", "L", "P", "RGB", "CMYK", "YCbCr"):
        return image.convert("L")
    coloured = image if image.mode == "RGBA" else image.convert("RGBA")
    return Image.composite(coloured.convert("L"), Image.new("L", image.size, "white"), coloured.getchannel("A"))


def _ink_box(ink: NDArray[np.uint8]) -> tuple[slice, slice]:
    """The rows and columns that hold ink."""
    inked = ink >= max(_FAINT, int(ink.max()) // 4)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _resized(ink: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Scaled by area so that the longer side is `side` pixels."""
    from PIL import Image

    height, width = ink.shape
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    scaled: NDArray[np.uint8] = np.asarray(Image.fromarray(ink).resize(size, method), dtype=np.uint8)
    return scaled


def _on_paper(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """On a 28x28 sheet, shifted by whole pixels so that the centre of mass falls on pixel 14."""
    weights = ink.astype(np.float64)
    total = weights.sum()
    centre = [(weights.sum(axis=1 - axis) * np.arange(ink.shape[axis])).sum() / total for axis in (0, 1)]
    top, left = (int(np.clip(round(14 - c), 0, 28 - size)) for c, size in zip(centre, ink.shape, strict=True))
    paper = np.zeros((28, 28), dtype=np.uint8)
    paper[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return paper
