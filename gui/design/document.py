"""A design as a document: plain values by their names in the spec, possible or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.losses import LOSSES
from engine.playground import DEFAULT_PLAYGROUND
from engine.spec import ExperimentSpec

Document = dict[str, Any]


def document_of(spec: ExperimentSpec) -> Document:
    """The spec's JSON document, but for its `playground`, which stays what it is.

    Nobody types the settings of a playground, and there may be thousands of points among them, which are to be dragged.
    """
    document = replace(spec, playground=DEFAULT_PLAYGROUND).to_json()
    document["playground"] = spec.playground
    return document


def copied(value: Any) -> Any:
    """A copy that shares nothing with `value` that can be changed."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


def entry(document: Document, path: str) -> Any:
    """The entry at a dotted path."""
    place, key = _parent(document, path)
    return place[key]


def put(document: Document, path: str, value: object) -> None:
    """Set the entry at a dotted path."""
    place, key = _parent(document, path)
    place[key] = value


def set_loss(document: Document, name: str) -> None:
    """Set the loss, and the output layer's activation to the plain sums where the loss asks for them."""
    network = document["network"]
    network["loss"]["name"] = name
    if LOSSES[name].needs_identity:
        network["layers"][-1]["activation"] = "identity"


def _parent(document: Document, path: str) -> tuple[Any, Any]:
    *parts, last = path.split(".")
    place: Any = document
    for part in parts:
        place = place[int(part)] if isinstance(place, list) else place[part]
    return place, int(last) if isinstance(place, list) else last
