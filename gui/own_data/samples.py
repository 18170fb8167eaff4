"""A few images of a data set, each with the name of its class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.datasets import Dataset
from engine.datasets.own import Survey

MOST = 24


def samples_of(survey: Survey) -> tuple[NDArray[np.uint8], tuple[str, ...]] | None:
    """Images (n, height, width) with what each shows, at most `MOST`; None where the rows are no images.

    The classes take turns. Where the data cannot be used yet, nothing is said about what the images show.
    """
    dataset = survey.dataset
    if dataset is not None and dataset.image_shape is not None and dataset.train.labels is not None:
        return _by_class(dataset, dataset.train.labels, dataset.image_shape)
    if survey.sample_images is None:
        return None
    images = survey.sample_images[:MOST]
    return images, ("",) * len(images)


def _by_class(
    dataset: Dataset, labels: NDArray[np.int64], shape: tuple[int, int]
) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    turns: list[tuple[int, int]] = []
    rounds = max(1, MOST // len(dataset.class_names))
    for label in range(min(len(dataset.class_names), MOST)):
        turns += enumerate(np.flatnonzero(labels == label)[:rounds].tolist())
    rows = [row for _, row in sorted(turns, key=lambda turn: turn[0])][:MOST]
    shades = dataset.train.x[rows].astype(np.float64) * (255.0 / dataset.value_range)
    images = np.clip(shades, 0, 255).astype(np.uint8).reshape(len(rows), *shape)
    return images, tuple(dataset.class_names[labels[row]] for row in rows)
