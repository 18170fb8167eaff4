"""Data sets: what they are, where they come from, and the readers of their files."""

from __future__ import annotations

from engine.datasets.catalog import DATASETS, DatasetSource, data_folder, find_source, load_dataset
from engine.datasets.dataset import Dataset, Split

__all__ = ["DATASETS", "Dataset", "DatasetSource", "Split", "data_folder", "find_source", "load_dataset"]
