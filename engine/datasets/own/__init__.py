"""Data of one's own: tables, NumPy arrays, IDX files and folders of images, looked at before they are used.

The readers are imported when they are first wanted: a start of the program is to wait for none of them.
"""

from __future__ import annotations

from pathlib import Path

from engine.datasets.dataset import Dataset
from engine.datasets.own.files import chosen
from engine.datasets.own.pace import Pace
from engine.datasets.own.survey import Cancelled, Column, Progress, Survey
from engine.errors import DataError
from engine.own_data import OwnDataSpec
from engine.spec import ExperimentSpec

__all__ = ["Column", "Survey", "guess", "load_own", "suggested_spec", "survey"]

TITLE = "Your own data"


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _never() -> bool:
    return False


def guess(path: Path, *, label: str = "") -> OwnDataSpec:
    """What the data at `path` seem to be, from names and the first 64 KB.

    Args:
        path: A file or a folder.
        label: The column or array that is to be predicted; "" has that guessed too.

    Raises:
        DataError: There is nothing that could be read.
    """
    from engine.datasets.own.guessing import guess_settings

    return guess_settings(chosen(str(path.absolute()), was_there=False), label)


def survey(settings: OwnDataSpec, *, progress: Progress = _silent, cancelled: Cancelled = _never) -> Survey:
    """Read everything once.

    Raises:
        Cancelled: `cancelled` said so.
        DataError: The data cannot be read, are damaged or too large.
    """
    from engine.datasets.own.readers import READERS

    return READERS[settings.kind](settings, chosen(settings.path), Pace(progress, cancelled))


def load_own(settings: OwnDataSpec, progress: Progress = _silent, cancelled: Cancelled = _never) -> Dataset:
    """The data, ready to use.

    Raises:
        Cancelled: `cancelled` said so.
        DataError: As `survey`, or one of its problems.
    """
    found = survey(settings, progress=progress, cancelled=cancelled)
    if found.dataset is None:
        raise DataError(found.problems[0])
    return found.dataset


def suggested_spec(survey: Survey) -> ExperimentSpec:
    """A network that suits the data.

    Raises:
        DataError: The data cannot be used.
    """
    from engine.datasets.own.suggestion import suggest

    if survey.dataset is None:
        raise DataError(survey.problems[0])
    return suggest(survey.settings, survey.dataset)
