"""The dialog about errors: calm, beside the window, and with something to do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.theme.theme import DARK, LIGHT
from gui.widgets.error_dialog import ErrorDialog

LEFT = Qt.MouseButton.LeftButton
DETAILS = "Backprop Studio 1\n\nTraceback (most recent call last):\nZeroDivisionError: division by zero"


@pytest.fixture
def dialog(qtbot: QtBot) -> ErrorDialog:
    made = ErrorDialog("Your network is still there.", "It happened in the window.", DETAILS)
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot: QtBot, dialog: ErrorDialog, name: str) -> None:
    button = dialog.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def test_that_it_says_what_is_still_there_and_does_not_stand_in_the_way(dialog: ErrorDialog) -> None:
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]

    assert "Something in the program went wrong" in texts
    assert "Your network is still there." in texts
    assert "It happened in the window." in texts
    assert not dialog.isModal()
    assert not dialog.findChild(QPlainTextEdit).isVisible()


def test_that_the_details_can_be_seen_and_folded_away_again(qtbot: QtBot, dialog: ErrorDialog) -> None:
    height, field = dialog.height(), dialog.findChild(QPlainTextEdit)
    press(qtbot, dialog, "errorDetailsToggle")
    assert field.isVisible()
    assert field.toPlainText() == DETAILS
    assert dialog.height() > height
    press(qtbot, dialog, "errorDetailsToggle")
    assert not field.isVisible()
    assert dialog.height() == height


def test_that_the_details_can_be_copied(qtbot: QtBot, dialog: ErrorDialog) -> None:
    press(qtbot, dialog, "errorCopy")

    assert QGuiApplication.clipboard().text() == DETAILS
    assert dialog.findChild(QAbstractButton, "errorCopy").text() == "Copied"


@pytest.mark.parametrize(("name", "signal"), [("errorSave", "copy_requested"), ("errorLog", "log_requested")])
def test_that_a_button_asks_for_what_it_says(qtbot: QtBot, dialog: ErrorDialog, name: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(dialog, signal)):
        press(qtbot, dialog, name)
    assert dialog.isVisible()


def test_that_it_closes_by_its_button_and_by_escape(qtbot: QtBot, dialog: ErrorDialog) -> None:
    press(qtbot, dialog, "errorClose")
    assert not dialog.isVisible()
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_further_errors_are_counted_up_to_a_hundred(dialog: ErrorDialog) -> None:
    label = dialog.findChild(QLabel, "errorCount")
    assert not label.isVisible()
    dialog.set_more(3)
    assert label.isVisible()
    assert "3 more" in label.text()
    dialog.set_more(100)
    assert "more than 99 more" in label.text()
    text = label.text()
    dialog.set_more(5_000)
    assert label.text() == text


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_nothing_is_cut_off_where_text_is_large(qtbot: QtBot, dialog: ErrorDialog, theme: object) -> None:
    dialog.setStyleSheet("* { font-size: 18pt; }")
    dialog.apply_theme(theme)
    dialog.set_more(12)
    press(qtbot, dialog, "errorDetailsToggle")

    field = dialog.findChild(QPlainTextEdit)
    above = dialog.findChild(QToolButton, "errorDetailsToggle")
    below = dialog.findChild(QAbstractButton, "errorClose")
    assert above.geometry().bottom() < field.geometry().top()
    assert field.geometry().bottom() < below.geometry().top()
    assert below.geometry().bottom() < dialog.height()


def test_that_every_control_has_a_name_a_tip_and_keys(dialog: ErrorDialog) -> None:
    controls: list[QWidget] = [*dialog.findChildren(QAbstractButton), dialog.findChild(QPlainTextEdit)]
    controls = [control for control in controls if control.objectName().startswith("error")]

    assert len(controls) == 6
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
