"""Empty states, sections and elided labels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from gui.theme.theme import DARK, LIGHT
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState
from gui.widgets.section import Section


def test_that_an_empty_state_says_its_sentence_and_hides_an_empty_hint(qtbot) -> None:
    view = EmptyState("network", "Press Start to train.")
    qtbot.addWidget(view)
    view.show()
    shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible() and label.text()]
    assert shown == ["Press Start to train."]
    view.set_text("No mistakes.", "Every digit was read.")
    assert view.accessibleName() == "No mistakes. Every digit was read."


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_an_empty_state_takes_a_theme_before_it_is_shown(qtbot, theme) -> None:
    view = EmptyState("network", "Nothing yet.")
    qtbot.addWidget(view)
    view.apply_theme(theme)
    view.resize(200, 200)
    image = view.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(200) for y in range(200)}
    assert theme.disabled_text.name() in colors


def test_that_a_section_folds_and_tells(qtbot) -> None:
    section = Section("Regularisation", collapsible=True)
    qtbot.addWidget(section)
    content = QLabel("L2")
    section.add_widget(content)
    section.show()
    toggle = section.findChild(QToolButton, "sectionToggle")
    with qtbot.waitSignal(section.collapsed_changed) as told:
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    assert section.is_collapsed()
    assert not content.isVisible()
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert content.isVisible()


def test_that_folding_by_the_program_tells_nothing(qtbot) -> None:
    section = Section("Training", collapsible=True)
    qtbot.addWidget(section)
    with qtbot.assertNotEmitted(section.collapsed_changed):
        section.set_collapsed(True)
    assert section.is_collapsed()


def test_that_a_plain_section_has_a_heading_and_no_button(qtbot) -> None:
    section = Section("Layers")
    qtbot.addWidget(section)
    section.apply_theme(DARK)
    heading = section.findChild(QLabel)
    assert heading.text() == "Layers"
    assert heading.property("textRole") == "heading"
    assert section.findChild(QToolButton) is None


def test_that_an_elided_label_keeps_its_text_and_asks_for_no_room(qtbot) -> None:
    label = ElidedLabel("a very long sentence " * 10)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() == 0
    label.resize(50, 20)
    label.grab()
    assert label.text().startswith("a very long sentence")
