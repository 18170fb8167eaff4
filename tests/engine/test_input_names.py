"""What the inputs of a network are called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.datasets import load_dataset
from engine.errors import DataError
from tests.helpers.own_files import read, write
from tests.helpers.small_runs import blobs


def test_that_the_columns_of_a_table_name_the_inputs_and_texts_their_values(tmp_path: Path) -> None:
    rows = "".join(f"{row},{'xyz'[row % 3]},{row % 7},{row % 2}\n" for row in range(40))
    found = read(write(tmp_path, f"length,colour,width,label\n{rows}"))
    assert found.dataset is not None
    assert found.dataset.input_names == ("length", "colour=x", "colour=y", "colour=z", "width")
    assert found.dataset.train.x[0, 1:4].sum() == 1


def test_that_pixels_have_no_names_and_features_have() -> None:
    assert load_dataset("digits").input_names == ()
    assert len(load_dataset("spirals").input_names) == load_dataset("spirals").inputs


def test_that_there_is_a_name_for_each_input_or_for_none() -> None:
    data = blobs()
    named = replace(data, input_names=tuple("abcde"))
    assert named.fingerprint() == data.fingerprint()
    with pytest.raises(DataError, match="2 names do not fit rows of 5 values"):
        replace(data, input_names=("a", "b"))
