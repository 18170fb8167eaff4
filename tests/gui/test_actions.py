from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.actions import COMMANDS, MENUS, make_actions, tint_actions, translated
from gui.command import Command, Submenu
from gui.theme.theme import DARK, LIGHT


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_that_every_command_has_words_and_a_name_of_its_own() -> None:
    names = [command.name for command in COMMANDS]

    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert translated(command.text)
        assert translated(command.tip)


def test_that_no_two_commands_share_a_shortcut_or_a_letter() -> None:
    keys = [QKeySequence(command.keys).toString() for command in COMMANDS if command.keys]
    assert all(keys)
    assert len(set(keys)) == len(keys)

    menus = [entries for _, entries in MENUS]
    for entries in [*menus, *(entry.entries for menu in menus for entry in menu if isinstance(entry, Submenu))]:
        letters = [str(entry.text).partition("&")[2][:1].lower() for entry in entries if entry is not None]
        assert all(letters)
        assert len(set(letters)) == len(letters), letters


def test_that_no_two_commands_share_an_icon_in_a_menu() -> None:
    for _, entries in MENUS:
        icons = [entry.icon for entry in entries if isinstance(entry, Command) and entry.icon]
        assert len(set(icons)) == len(icons), icons


def test_that_space_is_no_shortcut() -> None:
    assert "Space" not in [QKeySequence(command.keys).toString() for command in COMMANDS]


def test_that_each_command_becomes_an_action_of_its_owner(owner: QWidget) -> None:
    actions = make_actions(owner)

    assert list(actions) == [command.name for command in COMMANDS]
    for command in COMMANDS:
        action = actions[command.name]
        assert action.parent() is owner
        assert action.objectName() == f"{command.name}Action"
        assert action.text() == translated(command.text)
        assert action.toolTip() == translated(command.tip)
        assert action.isCheckable() is command.checkable
        if command.keys:
            assert QKeySequence(command.keys) in action.shortcuts()


def test_that_larger_text_needs_no_shift(owner: QWidget) -> None:
    keys = [key.toString() for key in make_actions(owner)["zoom_in"].shortcuts()]

    assert keys == ["Ctrl++", "Ctrl+="]


def test_that_icons_follow_the_theme(owner: QWidget) -> None:
    actions = make_actions(owner)
    tint_actions(actions, LIGHT)
    light = {name: action.icon().pixmap(20, 20).toImage() for name, action in actions.items()}
    tint_actions(actions, DARK)

    for command in COMMANDS:
        icon = actions[command.name].icon()
        assert icon.isNull() is not bool(command.icon), command.name
        if command.icon:
            assert icon.pixmap(20, 20).toImage() != light[command.name], command.name
