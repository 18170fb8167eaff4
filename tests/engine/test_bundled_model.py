"""The bundled model is small, says how it was made, and reads what people draw."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import mnist
from engine.drawing import prepare
from engine.experiments import find_experiment
from engine.persistence import load
from engine.snapshot import Snapshot
from tests.helpers.drawn_digits import NAMES, digit_of, strokes_of

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "models"
FILE = FOLDER / "pen-digits-784-650-320-10.safetensors"


@cache
def bundled() -> Snapshot:
    return load(FILE).snapshot


def answer(strokes: list[np.ndarray]) -> np.ndarray:
    image = prepare(strokes, (28, 28))
    assert image is not None
    return bundled().read(image.ravel())


def test_that_it_is_below_three_megabytes() -> None:
    assert FILE.stat().st_size < 3_000_000


def test_that_it_is_the_network_of_its_experiment() -> None:
    spec = load(FILE).spec
    assert spec == find_experiment("pen-digits").spec
    assert spec.network.sizes == (784, 650, 320, 10)
    assert bundled().image_shape == (28, 28) and bundled().class_names == tuple("0123456789")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("size", "corner"), [(200.0, (20.0, 20.0)), (60.0, (200.0, 7.0)), (270.0, (-30.0, 5.0))])
def test_that_it_reads_digits_of_every_style_size_and_place(
    name: str, size: float, corner: tuple[float, float]
) -> None:
    assert answer(strokes_of(name, size=size, corner=corner)).argmax() == digit_of(name)


@pytest.mark.parametrize("lean", [-0.25, 0.25])
@pytest.mark.parametrize("name", NAMES)
def test_that_it_reads_digits_that_lean(name: str, lean: float) -> None:
    matrix = np.array([[1.0, 0.0], [-lean, 1.0]])
    assert answer([stroke @ matrix for stroke in strokes_of(name)]).argmax() == digit_of(name)


def test_that_the_card_tells_of_it() -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    hashes = re.findall(r"`([0-9a-f]{64})`", card)
    assert {file.sha256 for file in mnist.FILES} < set(hashes) and len(set(hashes)) == len(mnist.FILES) + 1
    for words in (FILE.name, "python -m engine train pen-digits", "CC BY 4.0", "10.24432/C5MG6K", "| seed | 0 |"):
        assert words in card
