"""Whether a design fits the data it is to learn from."""

from __future__ import annotations

import numpy as np

from engine.datasets import Dataset
from engine.datasets.plane import make_playground
from engine.errors import SpecError
from engine.losses import LOSSES
from engine.spec import ExperimentSpec, NetworkSpec


def is_data_of(spec: ExperimentSpec, dataset: Dataset) -> bool:
    """Whether `dataset` is what the spec names, with the settings that it gives a playground or data of one's own."""
    same_points = dataset.plane is None or dataset.plane.settings == spec.playground
    same_file = dataset.own is None or dataset.own == spec.own
    return dataset.name == spec.dataset and same_points and same_file


def rows_for(spec: ExperimentSpec, dataset: Dataset) -> Dataset:
    """The data set as the spec wants it: the rows of a playground are made anew for other settings.

    Raises:
        SpecError: The settings are impossible, or the design does not fit what they make, or files are to be read anew.
    """
    if dataset.name != spec.dataset or is_data_of(spec, dataset):
        return dataset
    if dataset.own is not None:
        raise SpecError("own", "The settings of your own data have changed: load the data again.")
    made = make_playground(spec.dataset, spec.playground)
    check_fit(spec, made)
    return made


def check_fit(spec: ExperimentSpec, dataset: Dataset) -> None:
    """Refuse a design that cannot be trained on `dataset`.

    Raises:
        SpecError: With the path of the entry to change.
    """
    check_network_fits(spec.network, dataset)
    rows, batch_size = dataset.train.rows, spec.training.batch_size
    if spec.training.patience is not None and dataset.validation is None:
        raise SpecError(
            "training.patience",
            f"{dataset.title} has no validation rows to stop early by: leave the patience empty.",
        )
    # The rows of a playground come and go with a click: there a larger batch is one of all rows.
    if dataset.plane is None and batch_size is not None and batch_size > rows:
        raise SpecError(
            "training.batch_size",
            f"The batch size {batch_size:,} is larger than the {rows:,} training rows: choose at most {rows:,}.",
        )
    if spec.augmentation.is_on and not is_of_images(dataset):
        raise SpecError("augmentation", f"{dataset.title} has no images of bytes to change: set all of it to 0.")


def is_of_images(dataset: Dataset) -> bool:
    """Whether the rows are images of bytes, which augmentation can change."""
    return dataset.image_shape is not None and dataset.train.x.dtype == np.uint8


def check_network_fits(network: NetworkSpec, dataset: Dataset) -> None:
    """Refuse a network whose inputs, outputs or loss are not made for `dataset`.

    Raises:
        SpecError: With the path of the entry to change.
    """
    classes = len(dataset.class_names)
    if classes == 1:
        raise SpecError("dataset", f"{dataset.title} has a single class, so there is nothing to tell apart.")
    if network.inputs != dataset.inputs:
        raise SpecError(
            "network.inputs",
            f"{dataset.title} has rows of {dataset.inputs} numbers, the network takes {network.inputs}: "
            f"set its inputs to {dataset.inputs}.",
        )
    loss, last = LOSSES[network.loss.name], len(network.layers) - 1
    if loss.needs_labels and not classes:
        raise SpecError(
            "network.loss.name",
            f"{dataset.title} has no classes, which {network.loss.name} needs: use squared_error.",
        )
    one_for_two = classes == 2 and network.outputs == 1 and not loss.needs_labels
    if network.outputs != dataset.outputs and not one_for_two:
        raise SpecError(
            f"network.layers.{last}.units",
            f"{dataset.title} needs {dataset.outputs} outputs, the network has {network.outputs}: "
            f"set the output layer to {dataset.outputs} units.",
        )
