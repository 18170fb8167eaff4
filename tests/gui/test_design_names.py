from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from engine.activations import ACTIVATIONS
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.spec import SCALINGS
from gui.design import names
from gui.design.names import Choice

TABLES: list[tuple[Callable[[], list[Choice]], Collection[str]]] = [
    (names.activation_choices, ACTIVATIONS),
    (names.loss_choices, LOSSES),
    (names.optimizer_choices, OPTIMIZERS),
    (names.schedule_choices, SCHEDULES),
    (names.initializer_choices, INITIALIZERS),
    (names.scaling_choices, SCALINGS),
]


@pytest.mark.parametrize(("choices", "table"), TABLES)
def test_that_every_name_of_the_engine_has_a_title_of_its_own_and_a_tooltip(
    monkeypatch: pytest.MonkeyPatch, choices: Callable[[], list[Choice]], table: Collection[str]
) -> None:
    # The stand-in for a name without a title.
    monkeypatch.setattr(names, "_plain", lambda name: "")
    offered = choices()
    assert [name for name, _, _ in offered] == list(table)
    titles = [title for _, title, _ in offered]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert all(tooltip for _, _, tooltip in offered)


def test_that_every_loss_on_plain_sums_says_what_it_makes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_plain", lambda name: "")
    on_sums = [name for name, loss in LOSSES.items() if loss.needs_identity]
    readings = [(names.reading_title(name), names.reading_formula(name)) for name in on_sums]
    assert all(title and formula for title, formula in readings)
    assert len(set(readings)) == len(on_sums)
