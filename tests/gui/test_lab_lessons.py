"""The lessons of the labs of descent and of the chain rule: their links, and the numbers that they promise."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.labs.chain.chain_lab import ChainLab
from gui.labs.descent.descent_lab import DescentLab
from gui.labs.registry import LABS
from gui.learn.lesson import Lesson, load_lesson
from gui.learn.link import parse_link

NAMES = ("chain", "descent")


def lesson_of(name: str) -> Lesson:
    lesson = load_lesson(f"lab-{name}")
    assert lesson is not None
    return lesson


def settings_of(name: str) -> list[dict[str, Any]]:
    return [dict(link.settings) for link in lesson_of(name).links if link.kind == "lab"]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_lesson_of_a_lab_has_all_its_parts(name: str) -> None:
    lesson = lesson_of(name)

    assert lesson.body and lesson.question is not None and lesson.goal
    assert "## What to watch" in lesson.further and "## Things to try" in lesson.further
    assert len(settings_of(name)) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_that_each_link_leads_somewhere_from_wherever_one_is(name: str, qtbot: QtBot) -> None:
    lab = LABS[name].make()
    qtbot.addWidget(lab)
    assert isinstance(lab, ChainLab | DescentLab)
    whole = [settings for settings in settings_of(name) if len(settings) > 1]
    assert whole
    for first in whole:
        for then in whole:
            lab.set_state({**lab.state(), **first})
            lab.set_state({**lab.state(), **then})
            assert {**lab.state(), **then} == lab.state()


def test_that_the_walks_end_where_the_lesson_says(qtbot: QtBot) -> None:
    lab = DescentLab()
    qtbot.addWidget(lab)
    found = []
    for settings in settings_of("descent"):
        lab.set_state(settings)
        lead = lab.race.lead
        found.append((lead.outcome, lead.steps, [round(x, 2) + 0.0 for x in lead.stands[-1].place]))

    assert [outcome for outcome, _, _ in found[:3]] == ["straight", "oscillating", "slow"]
    assert abs(found[2][2][0]) > 1.6
    assert found[3:6] == [("straight", 13, [0.96]), ("oscillating", 21, [-1.04]), ("oscillating", 137, [-1.04])]
    assert found[6][0] == "slow"
    assert found[7][2] == [0.0, 0.0] and found[8][2] == [0.0, 1.41]


def test_that_momentum_is_first_in_the_long_valley(qtbot: QtBot) -> None:
    lab = DescentLab()
    qtbot.addWidget(lab)
    (settings,) = (one for one in settings_of("descent") if one.get("ground") == "long_valley")
    lab.set_state(settings)
    distance = {name: abs(walk.stands[-1].place[0]) for name, walk in lab.race.walks.items()}

    assert distance["momentum"] < 0.2 and distance["adam"] < 0.2 and distance["sgd"] > 0.9


def test_that_each_link_of_the_chain_lesson_leads_to_its_numbers(qtbot: QtBot) -> None:
    lab = ChainLab()
    qtbot.addWidget(lab)
    sums = []
    for settings in settings_of("chain"):
        lab.set_state({**lab.state(), **settings})
        label = lab.findChild(QLabel, "chainSum")
        assert label is not None
        sums.append(label.text())

    assert sums[:2] == ["dz/dk = 3 · 1 · 17 = 51", "dz/dm = 8 · 1 · 17 + 5 · 1 · 27 = 136 + 135 = 271"]
    assert any(text.startswith("dz/da = ") and text.endswith("(−1) + 0.731059 = −0.268941") for text in sums)


def test_that_a_link_with_brackets_reaches_the_reader_whole(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setMarkdown(lesson_of("chain").further)
    block, found = document.begin(), []
    while block.isValid():
        found += [one.format.anchorHref() for one in block.textFormats() if "log" in one.format.anchorHref()]
        block = block.next()

    assert dict(parse_link(found[0]).settings)["expression"] == "-log(exp(a)/(exp(a)+exp(b)))"
