"""A folder of images: each folder within it is a class and is called like it.

Folders train and test (and validation) within it, which hold the folders of the classes, are kept apart. Images become
grey and square: scaled by area until the longer side fits, in the middle of a square of the grey of their edges.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.own.columns import MOST_CLASSES
from engine.datasets.own.pace import Pace
from engine.datasets.own.samples import Samples
from engine.datasets.own.survey import Column, Survey, spread_images
from engine.datasets.own.words import class_order, counted, listed
from engine.errors import DataError
from engine.images import has_colours, read_grey
from engine.own_data import OwnDataSpec

SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm"))
MOST_IMAGES = 200_000
MOST_FILE_BYTES = 64 * 2**20
MOST_PIXELS = 16_000_000
_MOST_REFUSED = 100
# So many pictures are looked at for colours.
_GLANCED_AT = 24
_PARTS = ({"train", "training"}, {"validation", "valid", "val"}, {"test", "testing"})


@dataclass(frozen=True)
class _File:
    part: int
    folder: str
    path: Path


def survey_images(settings: OwnDataSpec, path: Path, pace: Pace) -> Survey:
    """Read all images of the folder.

    Raises:
        DataError: The folder cannot be read, or holds no folders of images.
        Cancelled: Nobody wants it any more.
    """
    if not path.is_dir():
        raise DataError(f"{path.name} is no folder: choose one that holds a folder of images for each class.")
    refused: list[str] = []
    empty: list[str] = []
    files = sorted(_files(path, refused, empty, pace), key=lambda file: (file.part, file.folder, file.path.name))
    if not files:
        why = f" ({refused[0]})" if refused else ""
        raise DataError(f"{path.name} holds no folders of images, one for each class{why}: choose another folder.")
    side = settings.side
    x = np.empty((len(files), side * side), np.uint8)
    kept: list[_File] = []
    in_colour = False
    for number, file in enumerate(files):
        try:
            x[len(kept)] = squared(read_grey(file.path, most_pixels=MOST_PIXELS), side).reshape(-1)
            in_colour = in_colour or (number < _GLANCED_AT and has_colours(file.path))
            kept.append(file)
        except DataError as error:
            refused.append(str(error).replace(f"{path}{os.sep}", ""))
            if len(refused) > _MOST_REFUSED:
                raise DataError(
                    f"{path.name} holds more than {_MOST_REFUSED} images that cannot be read; the first: {refused[0]}"
                ) from error
        pace.step(number + 1, len(files))
    return _survey(settings, path, x[: len(kept)], kept, refused, empty, in_colour=in_colour)


def squared(grey: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The image (height, width) in the middle of a square with edges of `side` pixels."""
    from PIL import Image

    height, width = grey.shape
    if (height, width) == (side, side):
        return grey
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    scaled = np.asarray(Image.fromarray(grey).resize(size, method), dtype=np.uint8)
    edge = np.concatenate([scaled[0], scaled[-1], scaled[:, 0], scaled[:, -1]])
    sheet = np.full((side, side), int(np.median(edge)), np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    sheet[top : top + size[1], left : left + size[0]] = scaled
    return sheet


def _files(root: Path, refused: list[str], empty: list[str], pace: Pace) -> Iterator[_File]:
    folders = [entry for entry in _entries(root) if _is_folder(entry, root, refused)]
    parts = [_part(entry.name) for entry in folders]
    divided = 0 in parts and any(part is not None and part > 0 for part in parts)
    count = 0
    for entry, part in zip(folders, parts, strict=True):
        inner = [Path(entry.path)]
        if divided:
            if part is None:
                continue
            inner = [Path(e.path) for e in _entries(Path(entry.path)) if _is_folder(e, root, refused)]
        for folder in inner:
            before = count
            for file in _images(folder, root, refused):
                count += 1
                if count > MOST_IMAGES:
                    raise DataError(f"{root.name} holds more than the {MOST_IMAGES:,} images that are read.")
                yield _File(part if divided and part is not None else 0, folder.name, file)
            if count == before:
                empty.append(str(folder.relative_to(root)))
            pace.step(0, 1)


def _images(folder: Path, root: Path, refused: list[str]) -> Iterator[Path]:
    for entry in _entries(folder):
        # A hidden file beside each picture is what other systems keep of it.
        if entry.name.startswith(".") or os.path.splitext(entry.name)[1].casefold() not in SUFFIXES:
            continue
        if entry.is_symlink() and not _stays(entry, root):
            refused.append(f"{entry.name} is a link that leaves the folder")
            continue
        try:
            found = entry.stat()
        except OSError:
            refused.append(f"{entry.name} cannot be read")
            continue
        if not stat.S_ISREG(found.st_mode):
            refused.append(f"{entry.name} is no regular file")
        elif found.st_size > MOST_FILE_BYTES:
            refused.append(f"{entry.name} is larger than {MOST_FILE_BYTES:,} bytes")
        else:
            yield Path(entry.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    entries: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                entries.append(entry)
                if len(entries) > MOST_IMAGES:
                    raise DataError(f"{folder.name} holds more than the {MOST_IMAGES:,} files that are looked through.")
    except OSError as error:
        raise DataError(f"{folder} cannot be read ({error.strerror or error}): check its permissions.") from error
    return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str], root: Path, refused: list[str]) -> bool:
    try:
        if entry.name.startswith(".") or not entry.is_dir():
            return False
    except OSError:
        # A link that leads to itself.
        refused.append(f"{entry.name} cannot be read")
        return False
    if entry.is_symlink() and not _stays(entry, root):
        refused.append(f"{entry.name} is a link that leaves the folder")
        return False
    return True


def _stays(entry: os.DirEntry[str], root: Path) -> bool:
    """Whether a link leads to something within the folder."""
    try:
        return Path(entry.path).resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _part(name: str) -> int | None:
    return next((i for i, names in enumerate(_PARTS) if name.casefold() in names), None)


def _survey(
    settings: OwnDataSpec,
    path: Path,
    x: NDArray[np.uint8],
    files: list[_File],
    refused: list[str],
    empty: list[str],
    *,
    in_colour: bool,
) -> Survey:
    remarks = [f"{counted(len(refused), 'file')} left out: {listed(refused, most=3)}."] if refused else []
    if empty:
        remarks.append(f"{listed(empty)} {'holds' if len(empty) == 1 else 'hold'} no image that is read, so no class.")
    if in_colour:
        remarks.append("Pictures in colour are made grey.")
    order = class_order({file.folder for file in files})
    names = dict(order.values())
    shape = (settings.side, settings.side)
    if not files or len(names) > MOST_CLASSES:
        what = "no image that could be read" if not files else f"{len(names):,} folders, too many classes"
        return Survey(settings, len(x), problems=(f"{path.name} holds {what}.",), remarks=tuple(remarks))
    labels = np.array([order[file.folder][0] for file in files], dtype=np.int64)
    starts = {file.part: i for i, file in reversed(list(enumerate(files)))}
    samples = Samples(
        path.name,
        x,
        labels,
        None,
        tuple(names[i] for i in sorted(names)),
        shape,
        test_from=starts.get(2),
        validation_from=starts.get(1),
        value_range=255.0,
    )
    images, counts = spread_images(x, shape), samples.counts()
    columns = (
        Column.of_numbers("pixels", "number", float(x.min()), float(x.max()), float(x.mean())),
        Column("folder", "label", distinct=len(names)),
    )
    dataset, problems, more = samples.divided(settings)
    return Survey(
        *(settings, len(x), columns, counts, (), images, shape, tuple(problems), (*remarks, *more), dataset),
        kept_apart=samples.kept_apart,
    )
