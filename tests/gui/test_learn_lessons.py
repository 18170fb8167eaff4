"""Every lesson of the program: it can be read, and every link in it leads somewhere."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextDocument
from pytestqt.qtbot import QtBot

from engine.datasets import load_dataset
from engine.datasets.plane import PLAYGROUNDS
from engine.experiments import EXPERIMENTS, find_experiment
from engine.trainer import Trainer
from gui.actions import COMMANDS as WINDOW_COMMANDS
from gui.learn.lesson import LESSONS, Lesson, load_lesson
from gui.learn.link import COMMANDS, Link, parse_link
from gui.learn.link_words import link_words
from gui.learn.text_style import fill_document
from gui.theme.theme import LIGHT

NAMES = sorted(EXPERIMENTS)
EVERYWHERE = ("design", "plots", "lesson")


def lesson_of(name: str) -> Lesson:
    lesson = load_lesson(name)
    assert lesson is not None, name
    return lesson


def links_of(name: str, *kinds: str) -> list[Link]:
    return [link for link in lesson_of(name).links if link.kind in kinds]


def test_that_every_experiment_has_a_lesson_and_every_lesson_an_experiment() -> None:
    lessons = sorted(path.stem for path in LESSONS.glob("*.md"))

    assert [name for name in lessons if not name.startswith("lab-") and name != "divergence"] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_that_a_lesson_has_all_its_parts(name: str) -> None:
    lesson = lesson_of(name)

    assert lesson.body and lesson.question is not None and lesson.goal
    assert 2 <= len(lesson.question.answers) <= 4
    assert "## What to watch" in lesson.further and "## Things to try" in lesson.further
    assert links_of(name, "go") and len(links_of(name, "set", "variant", "compare", "open", "do")) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_that_every_setting_it_links_to_is_possible(name: str) -> None:
    spec = find_experiment(name).spec
    for link in links_of(name, "set"):
        changed = spec
        for path, value in link.settings:
            changed = changed.with_value(path, value)
        assert changed != spec, link
        if spec.dataset in (*PLAYGROUNDS, "digits", "xor", "first-input"):
            # Data and network fit each other.
            assert Trainer(changed, load_dataset(changed.dataset, playground=changed.playground)).steps == 0


@pytest.mark.parametrize("name", NAMES)
def test_that_every_variant_panel_command_and_experiment_it_links_to_is_there(name: str) -> None:
    experiment = find_experiment(name)
    commands = {command.name for command in WINDOW_COMMANDS}

    assert {link.target for link in links_of(name, "variant")} <= {variant.name for variant in experiment.variants}
    assert not links_of(name, "compare") or len(experiment.variants) > 1
    assert {link.target for link in links_of(name, "go")} <= {*experiment.panels, *EVERYWHERE}
    assert {link.target for link in links_of(name, "open")} <= set(EXPERIMENTS) - {name}
    assert set(COMMANDS) <= commands


@pytest.mark.parametrize("name", NAMES)
def test_that_its_links_survive_being_shown(name: str, qtbot: QtBot) -> None:
    lesson = lesson_of(name)
    assert lesson.question is not None
    shown = []
    for text in (lesson.body, lesson.question.prompt, lesson.question.explanation, lesson.further):
        document = QTextDocument()
        fill_document(document, text, QFont(), LIGHT)
        block = document.begin()
        while block.isValid():
            run = block.begin()
            while not run.atEnd():
                form = run.fragment().charFormat()
                if form.isAnchor():
                    shown.append(parse_link(unquote(QUrl(form.anchorHref()).toString())))
                run += 1
            block = block.next()

    assert list(dict.fromkeys(map(str, shown))) == list(dict.fromkeys(map(str, lesson.links)))


@pytest.mark.parametrize("name", NAMES)
def test_that_its_links_are_described_in_words(name: str) -> None:
    for link in lesson_of(name).links:
        words = link_words(link, {variant.name: variant.title for variant in find_experiment(name).variants})
        assert words[0].isupper() and "{" not in words and "_" not in words
