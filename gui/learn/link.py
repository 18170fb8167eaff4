"""What a link in a lesson does.

| written | does |
|---|---|
| ``set:training.learning_rate=3;seed=2`` | sets entries of the experiment's design; values are JSON, else text |
| ``variant:NAME`` | chooses a variant of the experiment |
| ``compare:`` | runs all its variants, one after the other, each curve over the others |
| ``open:EXPERIMENT`` | opens another experiment |
| ``open:lab-NAME`` | opens a lab |
| ``open:lesson`` | goes back to the lesson of the experiment that is there |
| ``go:PANEL`` | brings a panel to the front |
| ``do:COMMAND`` | start, reset, step, epoch or new_weights |
| ``lab:rate=0.5;function="quartic"`` | sets entries of the state of the lab that is open; ) is written %29, and ( %28 |
| ``https://...`` | opens a page in the browser |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from engine.checks import nearest
from engine.errors import EngineError
from engine.spec import parse_value

LinkKind = Literal["set", "variant", "compare", "open", "go", "do", "lab", "https"]

KINDS: tuple[LinkKind, ...] = ("set", "variant", "compare", "open", "go", "do", "lab", "https")
COMMANDS = ("start", "reset", "step", "epoch", "new_weights")
PANELS = (
    *("design", "lesson", "plots", "network", "weights", "histograms", "output"),
    *("why", "mistakes", "runs", "draw", "ownDigits"),
)


@dataclass(frozen=True)
class Link:
    """A link of a lesson.

    Attributes:
        target: The name of what it is about, or the address; "" for "set" and "compare".
        settings: For "set" the pairs of a dotted path of the design and a plain JSON value, for "lab" of its entries.
    """

    kind: LinkKind
    target: str = ""
    settings: tuple[tuple[str, Any], ...] = ()


def parse_link(text: str) -> Link:
    """The link that is written so.

    Raises:
        EngineError: There is no such kind of link, or what it names cannot be.
    """
    kind, colon, rest = text.strip().partition(":")
    if not colon or kind not in KINDS:
        raise EngineError(f"A link begins with {', '.join(KINDS)} and a colon, not {text!r}.")
    if kind == "compare":
        if rest:
            raise EngineError(f"The link 'compare:' takes no name, but {text!r} has one.")
        return Link(kind)
    if kind == "https":
        if not rest.startswith("//") or len(rest) < 5:
            raise EngineError(f"The address {text!r} is incomplete.")
        return Link(kind, f"https:{rest}")
    if not rest.strip():
        raise EngineError(f"The link {text!r} names nothing after its colon.")
    if kind in ("set", "lab"):
        return Link(kind, settings=tuple(_setting(part, text) for part in rest.split(";")))
    for of_kind, names in (("go", PANELS), ("do", COMMANDS)):
        if kind == of_kind and rest not in names:
            raise EngineError(f"The link {text!r} names nothing that is there{nearest(rest, names)}")
    return Link(kind, rest)


def _setting(part: str, text: str) -> tuple[str, Any]:
    path, equals, value = part.partition("=")
    if not path.strip() or not equals or not value.strip():
        raise EngineError(f"The link {text!r} must give each entry a value, such as set:training.epochs=5.")
    # Markdown ends a link at its first ")".
    return path.strip(), parse_value(value.strip().replace("%28", "(").replace("%29", ")"))
