"""The reader of each kind of data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.datasets.own.arrays import survey_arrays
from engine.datasets.own.idx_files import survey_idx
from engine.datasets.own.image_folder import survey_images
from engine.datasets.own.pace import Pace
from engine.datasets.own.survey import Survey
from engine.datasets.own.table import survey_table
from engine.own_data import OwnDataSpec

READERS: dict[str, Callable[[OwnDataSpec, Path, Pace], Survey]] = {
    "csv": survey_table,
    "npz": survey_arrays,
    "idx": survey_idx,
    "images": survey_images,
}
