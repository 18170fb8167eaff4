"""Lessons and their links as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import EngineError
from gui.learn import lesson as lessons
from gui.learn.lesson import load_lesson, parse_lesson
from gui.learn.link import Link, parse_link
from gui.learn.link_words import link_words

TEXT = """# A title

What it is, with [a link](set:training.learning_rate=3;network.layers.0.activation=relu).

## Before you start
What will
happen?
- [ ] nothing
- [x] something
> Because of [this](go:weights).

## Goal
It is
reached.

## Then
- [On](do:start)

## At last
The end.
"""
QUESTION = "## Before you start\n{0}\n"


def test_that_a_lesson_is_read_in_its_parts() -> None:
    lesson = parse_lesson(TEXT)

    assert lesson.title == "A title"
    assert lesson.body.startswith("What it is") and lesson.body.endswith("relu).")
    assert lesson.question is not None
    assert lesson.question.prompt == "What will happen?"
    assert (lesson.question.answers, lesson.question.right) == (("nothing", "something"), 1)
    assert lesson.question.explanation == "Because of [this](go:weights)."
    assert lesson.goal == "It is reached."
    assert lesson.further == "## Then\n\n- [On](do:start)\n\n## At last\n\nThe end."


def test_that_its_links_come_in_their_order() -> None:
    assert [link.kind for link in parse_lesson(TEXT).links] == ["set", "go", "do"]


def test_that_a_lesson_may_have_neither_question_nor_goal() -> None:
    lesson = parse_lesson("# Only a title")

    assert (lesson.title, lesson.body, lesson.question, lesson.goal) == ("Only a title", "", None, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No title\n", "begins with its title"),
        ("# T\n" + QUESTION.format("- [x] a\n- [ ] b\n> c"), "needs its sentence"),
        ("# T\n" + QUESTION.format("Why?\n- [x] a\n- [ ] b"), "needs its sentence"),
        ("# T\n" + QUESTION.format("Why?\n- [x] a\n> c"), "two to 4 answers"),
        ("# T\n" + QUESTION.format("Why?\n- [x] a\n- [x] b\n> c"), "one of them right"),
        ("# T\n[on](launch:rocket)\n", "A link begins with"),
    ],
)
def test_that_a_broken_lesson_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        parse_lesson(text)


def test_that_a_lesson_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "LESSONS", tmp_path)
    (tmp_path / "known.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "broken.md").write_text("nothing", encoding="utf-8")
    (tmp_path / "bytes.md").write_bytes(b"# \xff")
    (tmp_path.parent / "outside.md").write_text(TEXT, encoding="utf-8")

    assert load_lesson("known") == parse_lesson(TEXT)
    assert load_lesson("unknown") is None
    assert load_lesson("../outside") is None
    with pytest.raises(EngineError, match="is broken: A lesson begins"):
        load_lesson("broken")
    with pytest.raises(EngineError, match="cannot be read"):
        load_lesson("bytes")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("set:training.learning_rate=3", Link("set", settings=(("training.learning_rate", 3),))),
        (
            "set:scaling=none;training.batch_size=null;training.l2=1e-2",
            Link("set", settings=(("scaling", "none"), ("training.batch_size", None), ("training.l2", 0.01))),
        ),
        (
            'set:playground.features=["x1","x2"]',
            Link("set", settings=(("playground.features", ["x1", "x2"]),)),
        ),
        ('lab:expression="exp%28k%29"', Link("lab", settings=(("expression", "exp(k)"),))),
        ("variant:dropout", Link("variant", "dropout")),
        ("compare:", Link("compare")),
        ("open:xor-wide", Link("open", "xor-wide")),
        ("go:ownDigits", Link("go", "ownDigits")),
        ("do:new_weights", Link("do", "new_weights")),
        ("https://example.org/a?b=c", Link("https", "https://example.org/a?b=c")),
    ],
)
def test_that_a_link_says_what_it_does(text: str, link: Link) -> None:
    assert parse_link(text) == link


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://example.org", "begins with set, variant"),
        ("nothing", "begins with"),
        ("javascript:x", "begins with"),
        ("https:", "incomplete"),
        ("set:", "names nothing"),
        ("set:training.epochs", "give each entry a value"),
        ("set:training.epochs=3;", "give each entry a value"),
        ("compare:all", "takes no name"),
        ("go:wieghts", "did you mean 'weights'"),
        ("do:stop", "nothing that is there"),
    ],
)
def test_that_a_link_that_leads_nowhere_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        parse_link(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set:training.learning_rate=3", "Sets the learning rate to 3"),
        ("set:training.epochs=60000;seed=2025", "Sets the number of epochs to 60,000 and the seed to 2025"),
        ("set:training.batch_size=null", "Sets the batch size to all rows"),
        ("set:training.clip_norm=null", "Sets the clip norm to off"),
        ("set:training.optimizer=adam", "Sets the optimiser to Adam"),
        ("set:network.layers.0.activation=relu", "Sets the activation of layer 1 to ReLU"),
        ("set:network.layers.1.units=1000", "Sets the number of units of layer 2 to 1,000"),
        ("set:network.layers.0.bias=false", "Sets the bias of layer 1 to no"),
        ('set:playground.features=["x1","x1_x2"]', "Sets the features to x₁, x₁x₂"),
        ("variant:none", "Chooses “No hidden layer”"),
        ("variant:other", "Chooses “other”"),
        ("open:digits", "Opens the experiment “Digits, 8×8”"),
        ("go:weights", "Brings Weights to the front"),
        ("do:step", "Trains one batch, then pauses"),
        ("https://example.org", "Opens https://example.org in the browser"),
    ],
)
def test_that_a_link_is_described_before_it_is_followed(text: str, words: str) -> None:
    assert link_words(parse_link(text), {"none": "No hidden layer"}) == words
