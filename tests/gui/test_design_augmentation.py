"""Augmentation in the design: offered for images, set field by field, and shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from engine.augmentation import AugmentationSpec
from engine.plain import to_plain
from engine.spec import ExperimentSpec, LayerSpec, NetworkSpec
from gui.design.augmentation_preview import AugmentationPreview
from gui.design.augmentation_section import AugmentationSection
from gui.design.design_panel import DesignPanel
from gui.widgets.marked_spin import MarkedSpin

FIELDS = {
    "shiftSpin": ("shift", 1.5),
    "rotationSpin": ("rotation", 12.0),
    "scaleSpin": ("scale", 0.2),
    "shearSpin": ("shear", 8.0),
    "elasticSpin": ("elastic", 1.1),
    "elasticSigmaSpin": ("elastic_sigma", 5.0),
    "thicknessSpin": ("thickness", 0.5),
}


def make_spec(**augmentation: Any) -> ExperimentSpec:
    network = NetworkSpec(64, (LayerSpec(16), LayerSpec(10, "identity")))
    return ExperimentSpec("digits", "digits", network, augmentation=AugmentationSpec(**augmentation))


@pytest.fixture
def panel(qtbot: QtBot) -> DesignPanel:
    panel = DesignPanel()
    qtbot.addWidget(panel)
    panel.set_spec(make_spec())
    panel.set_dataset_shape(64, 10, images=True)
    panel.show()
    return panel


def section(panel: DesignPanel) -> AugmentationSection:
    found = panel.findChild(AugmentationSection)
    assert found is not None
    return found


def unfold(panel: DesignPanel) -> None:
    toggle = panel.findChild(QToolButton, "augmentationToggle")
    assert toggle is not None
    toggle.click()


@pytest.mark.parametrize("name", FIELDS)
def test_that_each_field_sets_its_entry(panel: DesignPanel, name: str) -> None:
    entry, value = FIELDS[name]
    field = panel.findChild(MarkedSpin, name)
    assert field is not None and field.toolTip() and field.accessibleName()
    field.setValue(value)
    spec = panel.spec()
    assert spec is not None
    assert to_plain(spec.augmentation) == {**to_plain(AugmentationSpec()), entry: value}


def test_that_every_entry_of_the_engine_has_a_field(panel: DesignPanel) -> None:
    entries = {f"augmentation.{name}" for name in to_plain(AugmentationSpec())}
    assert set(section(panel).fields()) == entries == {f"augmentation.{entry}" for entry, _ in FIELDS.values()}


def test_that_it_is_folded_away_while_it_is_off_and_opens_for_what_is_set(panel: DesignPanel) -> None:
    assert section(panel).is_collapsed()
    panel.set_spec(make_spec(rotation=5.0))
    assert not section(panel).is_collapsed()
    panel.set_spec(make_spec())
    assert section(panel).is_collapsed()


def test_that_data_that_are_no_images_take_it_away(panel: DesignPanel) -> None:
    panel.set_spec(make_spec(rotation=5.0))
    panel.set_dataset_shape(3, 2, images=False)
    assert section(panel).isHidden()
    spec = panel.spec()
    assert spec is not None and not spec.augmentation.is_on


def test_that_a_look_is_asked_for_when_somebody_looks_and_when_something_changes(panel: DesignPanel) -> None:
    asked = QSignalSpy(panel.preview_requested)
    panel.set_spec(make_spec(shift=1.0))
    asked_open = asked.count()
    assert asked_open >= 1 and asked.at(asked_open - 1)[0] == AugmentationSpec(shift=1.0)
    field = panel.findChild(MarkedSpin, "shiftSpin")
    assert field is not None
    field.setValue(2.0)
    assert asked.at(asked.count() - 1)[0] == AugmentationSpec(shift=2.0)
    unfold(panel)
    folded = asked.count()
    field.setValue(3.0)
    assert asked.count() == folded
    unfold(panel)
    assert asked.at(asked.count() - 1)[0] == AugmentationSpec(shift=3.0)


def test_that_images_are_shown_ink_on_paper(qtbot: QtBot) -> None:
    preview = AugmentationPreview()
    qtbot.addWidget(preview)
    images = np.zeros((2, 3, 8, 8), np.uint8)
    images[1, 2] = 16
    preview.show_images(images, full_ink=16)
    preview.resize(200, preview.sizeHint().height())
    picture = preview.grab().toImage()
    dark = [picture.pixelColor(x, y).lightness() < 60 for y in (20, 62) for x in (20, 72, 114)]
    assert dark == [False, False, False, False, False, True]
