"""The design as a person has entered it, possible or not, with the way back.

A spec that exists is possible, so what is half typed cannot be one. The wish keeps it as the spec's JSON document
and says what stands in the way of the spec. Only the settings of a playground stay what they are in a spec: nobody
types them, and there may be thousands of points among them, which are to be dragged.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

from engine.augmentation import AugmentationSpec
from engine.changes import differences, is_live
from engine.datasets.plane import is_playground
from engine.errors import SpecError
from engine.plain import from_plain, to_plain
from engine.spec import ExperimentSpec, LayerSpec, NetworkSpec, ScheduleSpec, TrainingSpec
from gui.design.document import Document, copied, document_of, entry, put, set_loss
from gui.design.fitting import DataShape, changed_settings, fit, fit_to_playground, move_to_data, playground_shape

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
        self._document = document_of(spec)
        self._past: list[Document] = []
        self._future: list[Document] = []
        self._merging = ""

    @property
    def document(self) -> Document:
        """The design as the JSON document of an ExperimentSpec, but for its `playground`, which is a PlaygroundSpec.

        Not to be changed from outside.
        """
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
        document = document_of(spec)
        if document == self._document:
            return False
        self._document = document
        self._past.clear()
        self._future.clear()
        self._merging = ""
        return True

    def take(self, spec: ExperimentSpec) -> bool:
        """Go over to `spec` in one step, with what a playground needs; False if the wish says the same already."""
        document = document_of(spec)
        if is_playground(spec.dataset):
            fit_to_playground(document)
        if document == self._document:
            return False
        self._remember()
        self._document = document
        return True

    def change(self, path: str, value: object, *, merge: bool = False) -> bool:
        """Set the entry at the dotted `path`; False if it is so already.

        With `merge`, changes of the same entry one after the other are one step back: a number being typed.

        Raises:
            SpecError: It is a setting of the playground, and the value is impossible there.
        """
        part, _, name = path.partition(".")
        if part == "playground":
            return self._change_playground(name, tuple(value) if isinstance(value, list) else value, merge=merge)
        if _is_same(entry(self._document, path), value):
            return False
        self._begin_change(path, merge=merge)
        put(self._document, path, value)
        return True

    def end_merging(self) -> None:
        """Let the next change be a step of its own: a drag is over."""
        self._merging = ""

    def choose_loss(self, name: str) -> bool:
        """Set the loss, and the output layer's activation to the plain sums where the loss asks for them."""
        if self.network["loss"]["name"] == name:
            return False
        self._remember()
        set_loss(self._document, name)
        return True

    def adopt(self, path: str, value: object) -> None:
        """Set an entry that another part of the window owns: undo leaves it as it is."""
        for document in self._every_document():
            put(document, path, copied(value))

    def adopt_dataset(self, name: str) -> None:
        """Go over to another data set, also in what undo brings back."""
        for document in self._every_document():
            move_to_data(document, name)

    def fit_to_data(self, shape: DataShape) -> None:
        """Give the network the data's inputs and outputs.

        Without classes a loss over classes makes no sense, what is no image cannot be augmented, and a batch of more
        than there are rows becomes one of all of them. A playground is as the design itself says, now and before.
        """
        if not shape.images:
            self.adopt("augmentation", to_plain(AugmentationSpec()))
        if is_playground(self._document["dataset"]):
            fit_to_playground(self._document)
            return
        for document in self._every_document():
            fit(document, shape)

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
        if spec is not None and is_playground(spec.dataset):
            try:
                playground_shape(self._document)
            except SpecError as error:
                problems[error.path] = str(error)
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
        can_go_on = mended.dataset == good.dataset and mended.playground.is_read_like(good.playground)
        if can_go_on and not any(problem.startswith("playground.") for problem in problems):
            good = replace(good, playground=mended.playground)
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
                    trial = copied(trial)
                if known or not _mend(trial, error.path):
                    return None, problems

    def _change_playground(self, name: str, value: Any, *, merge: bool) -> bool:
        """Set one of the settings of the playground, and what the network needs for it."""
        path = f"playground.{name}"
        begun = self._past[-1] if self._goes_on(path, merge=merge) else self._document
        settings = changed_settings(begun["playground"], name, value)
        if settings == self._document["playground"]:
            return False
        self._begin_change(path, merge=merge)
        # From where a drag began: nothing is left of what it has passed on its way, a batch that was too large, say.
        self._document = copied(self._past[-1])
        self._document["playground"] = settings
        fit_to_playground(self._document)
        return True

    def _goes_on(self, path: str, *, merge: bool) -> bool:
        return merge and path == self._merging and bool(self._past)

    def _begin_change(self, path: str, *, merge: bool) -> None:
        if not self._goes_on(path, merge=merge):
            self._remember()
        self._merging = path if merge else ""
        self._future.clear()

    def _remember(self) -> None:
        self._past.append(copied(self._document))
        del self._past[:-HISTORY_LENGTH]
        self._future.clear()
        self._merging = ""

    def _every_document(self) -> tuple[Document, ...]:
        return (self._document, *self._past, *self._future)


def _is_same(old: object, new: object) -> bool:
    # True == 1 in Python, but not in a document.
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _mend(document: Document, path: str) -> bool:
    last = path.rpartition(".")[2]
    if path.startswith("network.layers.") and last in _HARMLESS_LAYER:
        put(document, path, _HARMLESS_LAYER[last])
    elif path in _HARMLESS:
        put(document, path, copied(_HARMLESS[path]))
    else:
        return False
    return True
