"""The design as a person has entered it, possible or not, with the way back.

A spec that exists is possible, so what is half typed cannot be one. The wish keeps it as the spec's JSON document
and says what stands in the way of the spec.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from engine.augmentation import AugmentationSpec
from engine.changes import differences, is_live
from engine.errors import SpecError
from engine.losses import LOSSES
from engine.plain import from_plain, to_plain
from engine.spec import ExperimentSpec, LayerSpec, NetworkSpec, ScheduleSpec, TrainingSpec

Document = dict[str, Any]

HISTORY_LENGTH = 200

_START = ExperimentSpec(
    name="design",
    dataset="",
    network=NetworkSpec(inputs=1, layers=(LayerSpec(units=1, activation="identity"),)),
)
# What a broken entry is replaced by while the others are looked at.
_HARMLESS_LAYER = {"units": 1, "activation": "identity", "dropout": 0.0}
_HARMLESS: Document = {
    "network.inputs": 1,
    "network.input_dropout": 0.0,
    **{f"training.{name}": value for name, value in to_plain(TrainingSpec()).items()},
    **{f"training.schedule.{name}": value for name, value in to_plain(ScheduleSpec()).items()},
    **{f"augmentation.{name}": value for name, value in to_plain(AugmentationSpec()).items()},
}


def new_layer(like: Document | None) -> Document:
    """A hidden layer to add: one like its neighbour where that is possible, else a small one."""
    layer = LayerSpec(units=16)
    if like is not None:
        with suppress(SpecError):
            layer = from_plain(LayerSpec, like)
    document: Document = to_plain(layer)
    return document


class Wish:
    """A design document with undo. Nothing in it is checked before `problems` is asked."""

    def __init__(self, spec: ExperimentSpec = _START) -> None:
        self._document: Document = spec.to_json()
        self._past: list[Document] = []
        self._future: list[Document] = []
        self._merging = ""

    @property
    def document(self) -> Document:
        """The design as the JSON document of an ExperimentSpec; not to be changed from outside."""
        return self._document

    @property
    def network(self) -> Document:
        """The part of the document about the network."""
        network: Document = self._document["network"]
        return network

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def replace(self, spec: ExperimentSpec) -> bool:
        """Start over from `spec` and forget the history; False if the wish says the same already."""
        document = spec.to_json()
        if document == self._document:
            return False
        self._document = document
        self._past.clear()
        self._future.clear()
        self._merging = ""
        return True

    def change(self, path: str, value: object, *, merge: bool = False) -> bool:
        """Set the entry at the dotted `path`; False if it is so already.

        With `merge`, changes of the same entry one after the other are one step back: a number being typed.
        """
        if _is_same(_get(self._document, path), value):
            return False
        if not (merge and path == self._merging and self._past):
            self._remember()
        self._merging = path if merge else ""
        self._future.clear()
        _put(self._document, path, value)
        return True

    def choose_loss(self, name: str) -> bool:
        """Set the loss, and the output layer's activation to the plain sums where the loss asks for them."""
        if self.network["loss"]["name"] == name:
            return False
        self._remember()
        _set_loss(self._document, name)
        return True

    def adopt(self, path: str, value: object) -> None:
        """Set an entry that another part of the window owns: undo leaves it as it is."""
        for document in self._every_document():
            _put(document, path, copy.deepcopy(value))

    def fit_to_data(self, inputs: int, outputs: int, *, classes: bool, images: bool, rows: int | None = None) -> None:
        """Give the network the data's inputs and outputs.

        Without classes a loss over classes makes no sense, what is no image cannot be augmented, and a batch of more
        than there are `rows` becomes one of all of them.
        """
        if not images:
            self.adopt("augmentation", to_plain(AugmentationSpec()))
        self.adopt("network.inputs", inputs)
        for document in self._every_document():
            document["network"]["layers"][-1]["units"] = outputs
            batch = document["training"]["batch_size"]
            if rows is not None and isinstance(batch, int) and batch > rows:
                document["training"]["batch_size"] = None
            if not classes and LOSSES[document["network"]["loss"]["name"]].needs_labels:
                _set_loss(document, "squared_error")

    def undo(self) -> None:
        """Back to the design before the last change; nothing happens where there is none."""
        self._merging = ""
        if self._past:
            self._future.append(self._document)
            self._document = self._past.pop()

    def redo(self) -> None:
        """Forward again after an undo; nothing happens where there was none."""
        if self._future:
            self._past.append(self._document)
            self._document = self._future.pop()

    def check(self) -> tuple[ExperimentSpec | None, dict[str, str]]:
        """The spec, or None and every problem as dotted path -> the engine's sentence."""
        spec, problems = self._mended()
        return (None if problems else spec), problems

    def live_part(self, good: ExperimentSpec, problems: Collection[str]) -> ExperimentSpec:
        """`good` with what can change while training runs as it is wished, but for the entries at `problems`.

        One impossible entry must not keep the possible ones from holding.
        """
        mended, _ = self._mended()
        if mended is None:
            return good
        for path, value in differences(good, mended).items():
            if is_live(path) and not any(f"{path}.".startswith(f"{problem}.") for problem in problems):
                with suppress(SpecError):
                    good = good.with_value(path, value)
        return good

    def _mended(self) -> tuple[ExperimentSpec | None, dict[str, str]]:
        """A spec with something harmless for every impossible entry, None where nothing helps; and the problems."""
        problems: dict[str, str] = {}
        trial = self._document
        while True:
            try:
                return ExperimentSpec.from_json(trial), problems
            except SpecError as error:
                # The engine names one problem at a time: mend it in a copy and look for the next.
                known = error.path in problems
                problems.setdefault(error.path, str(error))
                if trial is self._document:
                    trial = copy.deepcopy(trial)
                if known or not _mend(trial, error.path):
                    return None, problems

    def _remember(self) -> None:
        self._past.append(copy.deepcopy(self._document))
        del self._past[:-HISTORY_LENGTH]
        self._future.clear()
        self._merging = ""

    def _every_document(self) -> tuple[Document, ...]:
        return (self._document, *self._past, *self._future)


def _set_loss(document: Document, name: str) -> None:
    network = document["network"]
    network["loss"]["name"] = name
    if LOSSES[name].needs_identity:
        network["layers"][-1]["activation"] = "identity"


def _is_same(old: object, new: object) -> bool:
    # True == 1 in Python, but not in a document.
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _parent(document: Document, path: str) -> tuple[Any, Any]:
    *parts, last = path.split(".")
    place: Any = document
    for part in parts:
        place = place[int(part)] if isinstance(place, list) else place[part]
    return place, int(last) if isinstance(place, list) else last


def _get(document: Document, path: str) -> Any:
    place, key = _parent(document, path)
    return place[key]


def _put(document: Document, path: str, value: object) -> None:
    place, key = _parent(document, path)
    place[key] = value


def _mend(document: Document, path: str) -> bool:
    last = path.rpartition(".")[2]
    if path.startswith("network.layers.") and last in _HARMLESS_LAYER:
        _put(document, path, _HARMLESS_LAYER[last])
    elif path in _HARMLESS:
        _put(document, path, copy.deepcopy(_HARMLESS[path]))
    else:
        return False
    return True
