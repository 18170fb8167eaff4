"""The panel under test, and what it says."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from engine.spec import ExperimentSpec
from gui.design.design_panel import DesignPanel
from tests.helpers.design_panel import make_spec


@pytest.fixture
def panel(qtbot: QtBot) -> DesignPanel:
    panel = DesignPanel()
    qtbot.addWidget(panel)
    panel.set_experiments(
        [("digits", "Digits", "Small ones", "digits"), ("mnist-fcnn", "MNIST", "Large ones", "digits")]
    )
    panel.set_datasets([("digits", "UCI digits"), ("mnist", "MNIST digits")])
    panel.set_spec(make_spec())
    return panel


@pytest.fixture
def specs(panel: DesignPanel) -> list[ExperimentSpec]:
    heard: list[ExperimentSpec] = []
    panel.spec_changed.connect(heard.append)
    return heard


@pytest.fixture
def problems(panel: DesignPanel) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    panel.problem_changed.connect(lambda path, sentence: heard.append((path, sentence)))
    return heard
