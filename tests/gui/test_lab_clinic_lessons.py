"""The lessons of the activations and the gradient check lab: their links, and the numbers that they promise."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.datasets import load_dataset
from engine.experiments import find_experiment
from engine.labs.clinic import BUGS
from engine.labs.clinic_run import ClinicResult, ClinicRun
from engine.labs.slopes import slope_through
from engine.labs.sums import measure_sums
from engine.trainer import Trainer
from gui.labs.registry import LABS
from gui.learn.lesson import Lesson, load_lesson
from gui.learn.link_words import link_words

NAMES = ("activations", "gradcheck")


def lesson_of(name: str) -> Lesson:
    lesson = load_lesson(f"lab-{name}")
    assert lesson is not None
    return lesson


def settings_of(name: str, kind: str = "lab") -> list[dict[str, Any]]:
    return [dict(link.settings) for link in lesson_of(name).links if link.kind == kind]


@cache
def visit(bug: str) -> ClinicResult:
    run = ClinicRun(BUGS[bug], load_dataset("digits"))
    while run.step():
        pass
    return run.result()


@pytest.mark.parametrize("name", NAMES)
def test_that_a_lesson_has_all_its_parts_and_its_links_are_described(name: str) -> None:
    lesson = lesson_of(name)

    assert lesson.body and lesson.question is not None and lesson.goal
    assert "## What to watch" in lesson.further and "## Things to try" in lesson.further
    for link in lesson.links:
        assert "_" not in link_words(link) and "{" not in link_words(link)


@pytest.mark.parametrize("name", NAMES)
def test_that_each_link_can_be_followed(name: str, qtbot: QtBot) -> None:
    lab: Any = LABS[name].make()
    qtbot.addWidget(lab)
    for settings in settings_of(name):
        lab.set_state(settings)
        for key, value in settings.items():
            assert lab.state()[key] == (pytest.approx(value) if isinstance(value, float) else value)


def test_that_the_lesson_says_of_every_bug_how_to_tell() -> None:
    tells = lesson_of("gradcheck").further.partition("## The bugs, and how to tell")[2]

    for name, bug in BUGS.items():
        assert f'[{bug.title}](lab:page="clinic";bug="{name}")' in tells


def test_the_figures_of_the_activations() -> None:
    assert f"{slope_through('sigmoid', 0.0, 5):.5f}" == "0.00098"
    assert [f"{slope_through(name, 2.0, 1):.2f}" for name in ("tanh", "sigmoid")] == ["0.07", "0.10"]
    assert slope_through("tanh", 2.0, 5) < slope_through("sigmoid", 2.0, 5)

    spec, dataset = find_experiment("digits").spec, load_dataset("digits")
    (settings,) = settings_of("activations", "set")
    usual = spec.with_value("network.layers.0.activation", "sigmoid")
    for path, value in settings.items():
        spec = spec.with_value(path, value)
    shares = [
        measure_sums(Trainer(each, dataset).snapshot(), dataset.train.x).layers[0].flat_share for each in (spec, usual)
    ]
    assert [f"{100 * share:.0f}" for share in shares[:1]] == ["57"] and f"{100 * shares[1]:.1f}" == "0.1"


def test_the_figures_of_the_bugs() -> None:
    sick = {name: visit(name).sick for name in BUGS}

    def ends(name: str) -> float:
        return float(np.median(sick[name].loss[-40:]))

    assert ends("zero-start") == pytest.approx(2.30, abs=0.005)
    assert f"{sick['no-derivative'].accuracy:.2f}" == "0.98"
    dropout = sick["dropout-not-rescaled"]
    assert (round(float(dropout.validation[-1, 1]), 1), round(ends("dropout-not-rescaled"), 1)) == (2.0, 0.9)
    assert f"{dropout.accuracy:.2f}" == "0.89"
    healthy = visit("dropout-not-rescaled").healthy
    assert healthy.validation[-1, 1] < np.median(healthy.loss[-40:])
    assert (round(ends("unshuffled"), 1), f"{sick['unshuffled'].accuracy:.2f}") == (0.1, "0.74")
    assert round(float(sick["unscaled"].loss[0]), 1) == 8.8
    (dead,) = [insight for insight in sick["unscaled"].insights if insight.kind == "dead_units"]
    assert f"{dead.values['share']:.2f}" == "0.94"
    assert sick["plus-one"].diverged_at == 158
