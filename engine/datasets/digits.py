"""The UCI optical digits that come with the program: 1,797 handwritten digits of 8x8 pixels."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from engine.datasets.dataset import Dataset, Split
from engine.datasets.splits import split_rows
from engine.errors import DataError

PATH = Path(__file__).resolve().parents[2] / "resources" / "data" / "optdigits.npz"
SHA256 = "af104d81e7cd419be5f343d23c6ca2e4e4ff847b06636260802df8e903c6183f"
HELD_OUT = 0.15
"""The share of the rows in the validation split, and again in the test split."""


def load() -> Dataset:
    """Load the bundled digits.

    Returns:
        Rows of 64 uint8 counts of inked points, 0..16; 70 % train, 15 % validation, 15 % test.

    Raises:
        DataError: the bundled file is missing or damaged.
    """
    try:
        content = PATH.read_bytes()
    except OSError as error:
        raise DataError(f"{PATH} cannot be read ({error.strerror}); install the program again.") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise DataError(f"{PATH} is not the file that comes with the program; install the program again.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    held_out = round(HELD_OUT * len(images))
    parts = split_rows(len(images), (held_out, held_out))
    train, validation, test = (Split(images[part], labels[part]) for part in parts)
    return Dataset(
        name="digits",
        title="UCI optical digits",
        train=train,
        validation=validation,
        test=test,
        class_names=tuple("0123456789"),
        image_shape=(8, 8),
        value_range=16.0,
        attribution="Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak (1998), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0.",
    )
