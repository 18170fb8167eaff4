"""Dataclasses to JSON values and back, strictly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from engine.errors import SpecError
from engine.plain import from_plain, join, to_plain


@dataclass(frozen=True)
class Leaf:
    size: int
    share: float = 0.5
    label: str | None = None
    on: bool = True

    def __post_init__(self) -> None:
        if self.size < 0:
            raise SpecError("size", "The size must not be negative.")


@dataclass(frozen=True)
class Tree:
    name: str
    leaves: tuple[Leaf, ...]
    first: Leaf = Leaf(1)


TREE = Tree("oak", (Leaf(1), Leaf(2, 0.25, "b", False)))


def test_that_a_document_is_plain_json_and_comes_back_equal() -> None:
    text = json.dumps(to_plain(TREE), allow_nan=False)
    assert from_plain(Tree, json.loads(text)) == TREE


def test_that_left_out_entries_take_their_defaults() -> None:
    assert from_plain(Tree, {"name": "x", "leaves": [{"size": 3}]}) == Tree("x", (Leaf(3),))


def test_that_a_value_that_is_built_already_is_taken_as_it_is() -> None:
    assert from_plain(Tree, {"name": "x", "leaves": (Leaf(3),)}).leaves == (Leaf(3),)


def test_that_whole_floats_count_as_whole_numbers_and_the_other_way_round() -> None:
    leaf = from_plain(Leaf, {"size": 3.0, "share": 1})
    assert (leaf.size, leaf.share) == (3, 1.0)
    assert type(leaf.size) is int and type(leaf.share) is float


HUGE = 10**400
BAD: list[tuple[Any, str, str]] = [
    (None, "", "must be an object"),
    ([], "", "must be an object"),
    ("oak", "", "must be an object"),
    ({"leaves": []}, "name", "'name' is missing"),
    ({"name": "x", "leaves": [{}]}, "leaves.0.size", "'leaves.0.size' is missing"),
    ({"name": 3, "leaves": []}, "name", "must be a text, not 3"),
    ({"name": None, "leaves": []}, "name", "must be a text, not None"),
    ({"name": "x", "leaves": {}}, "leaves", "must be a list"),
    ({"name": "x", "leaves": "ab"}, "leaves", "must be a list"),
    ({"name": "x", "leaves": [None] * 100_001}, "leaves", "100,001 entries; a list has at most 100,000"),
    ({"name": ["x"] * 100, "leaves": []}, "name", r"must be a text, not \['x', 'x', 'x', 'x', 'x', 'x', \.\.\.\]"),
    ({"name": "x", "leaves": [3]}, "leaves.0", "must be an object"),
    ({"name": "x", "leaves": [{"size": 1}, {"size": 1.5}]}, "leaves.1.size", "must be a whole number, not 1.5"),
    ({"name": "x", "leaves": [{"size": "1"}]}, "leaves.0.size", "must be a whole number, not '1'"),
    ({"name": "x", "leaves": [{"size": True}]}, "leaves.0.size", "must be a whole number, not True"),
    ({"name": "x", "leaves": [{"size": None}]}, "leaves.0.size", "must be a whole number, not None"),
    ({"name": "x", "leaves": [{"size": float("inf")}]}, "leaves.0.size", "must be a whole number, not inf"),
    ({"name": "x", "leaves": [{"size": -1}]}, "leaves.0.size", "must not be negative"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "share": "a"}}, "first.share", "must be a number, not 'a'"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "share": False}}, "first.share", "must be a number, not False"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "share": HUGE}}, "first.share", "is a number too large"),
    ({"name": "x", "leaves": [{"size": -HUGE}]}, "leaves.0.size", "is a number too large"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "on": 1}}, "first.on", "must be true or false, not 1"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "label": 1}}, "first.label", "must be a text, not 1"),
    ({"name": "x", "leaves": [], "first": {"size": 1, "lable": "a"}}, "first.lable", "did you mean 'label'"),
    ({"name": "x", "leaves": [], "extra": 1}, "extra", "no entry 'extra'; known: first, leaves, name"),
]


@pytest.mark.parametrize(("document", "path", "sentence"), BAD, ids=range(len(BAD)))
def test_that_a_bad_entry_is_refused_with_its_path(document: Any, path: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        from_plain(Tree, document)
    assert caught.value.path == path


def test_that_paths_are_joined_with_dots() -> None:
    assert join("", "a") == "a" and join("a.b", 0) == "a.b.0"
