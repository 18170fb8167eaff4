"""The page of one's own data, alone: what it shows of a survey, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from engine.datasets.dataset import Dataset, Split
from engine.datasets.own import Column, Survey
from engine.own_data import OwnDataSpec
from gui.own_data.page import OwnDataPage
from gui.own_data.samples import MOST, samples_of
from gui.own_data.settings_form import SettingsForm
from gui.own_data.words import number, summary
from gui.theme.theme import DARK
from gui.widgets.number_field import NumberField

DISPLAY, CHECK = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.CheckStateRole
SETTINGS = OwnDataSpec(path="/data/flowers.csv", label="name")
COLUMNS = (
    Column("length", "number", 4.3, 7.9, 5.84, missing=2),
    Column("batch", "left out", 7.0, 7.0, 7.0, is_constant=True),
    Column("colour", "categories", distinct=3),
    Column("name", "label", distinct=2),
)


def dataset(image_shape: tuple[int, int] | None = None) -> Dataset:
    x = np.arange(160, dtype=np.uint8).reshape(10, 16)
    train = Split(x, labels=np.arange(10) % 2)
    return Dataset("own", "flowers.csv", train, None, None, ("rose", "lily"), image_shape, 255.0, "", own=SETTINGS)


def survey(**changes: Any) -> Survey:
    found = Survey(
        SETTINGS,
        rows=10,
        columns=COLUMNS,
        classes=(("rose", 6), ("lily", 4)),
        sample_rows=(("5.1", "7", "red", "rose"), ("4.9", "7", "blue", "lily")),
        remarks=("batch never changes and is left out.",),
        dataset=dataset(),
    )
    return replace(found, **changes)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[OwnDataPage]:
    made = OwnDataPage()
    qtbot.addWidget(made)
    made.resize(1000, 760)
    yield made


def shown(page: OwnDataPage, found: Survey) -> OwnDataPage:
    page.show_settings(found.settings)
    page.show_survey(found)
    page.show()
    return page


def test_that_a_long_list_of_columns_takes_the_height_that_is_left(page: OwnDataPage, qtbot: QtBot) -> None:
    many = tuple(Column(f"pixel{i}", "number", 0.0, 255.0, 100.0) for i in range(300))
    table = shown(page, survey(columns=many)).findChild(QTableView, "ownColumns")
    asked = table.sizeHint().height()
    page.resize(1000, 1100)
    qtbot.waitUntil(lambda: table.height() > asked + 100)
    shown(page, survey())
    qtbot.waitUntil(lambda: table.height() == table.sizeHint().height() < asked)


def cells(page: OwnDataPage, name: str) -> list[list[str]]:
    model = page.findChild(QTableView, name).model()
    return [[model.index(row, i).data(DISPLAY) for i in range(model.columnCount())] for row in range(model.rowCount())]


def sentences(page: OwnDataPage, name: str) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel, name) if not label.isHidden()]


def use(page: OwnDataPage) -> QPushButton:
    return page.findChild(QPushButton, "ownDataUse")


def test_that_an_empty_page_asks_for_a_file_or_a_folder(qtbot: QtBot, page: OwnDataPage) -> None:
    page.show()
    files, folders = QSignalSpy(page.file_requested), QSignalSpy(page.folder_requested)
    page.findChild(QPushButton, "ownDataFile").click()
    page.findChild(QPushButton, "ownDataFolder").click()

    assert (files.count(), folders.count()) == (1, 1)
    assert not use(page).isVisible()


def test_that_a_survey_is_shown_whole(page: OwnDataPage) -> None:
    shown(page, survey())

    assert page.findChild(QLabel, "ownDataTitle").text() == "flowers.csv"
    assert page.findChild(QLabel, "ownDataKind").text() == "Table (CSV): 10 rows, 4 columns, 2 classes, 10 for training"
    assert [row[:2] for row in cells(page, "ownClasses")] == [["rose", "6"], ["lily", "4"]]
    assert cells(page, "ownColumns")[0] == ["length", "number", "4.3 … 7.9", "5.84", "2", ""]
    assert cells(page, "ownColumns")[1][-1] == "always the same"
    assert cells(page, "ownRows")[1] == ["4.9", "7", "blue", "lily"]
    assert sentences(page, "ownDataRemark") == ["batch never changes and is left out."]
    assert use(page).isEnabled()


def test_that_a_problem_forbids_the_use(page: OwnDataPage) -> None:
    shown(page, survey(problems=("Choose the column to be predicted.",), dataset=None))

    assert sentences(page, "ownDataProblem") == ["Choose the column to be predicted."]
    assert not use(page).isEnabled()
    shown(page, survey())
    assert sentences(page, "ownDataProblem") == []
    assert use(page).isEnabled()


def test_that_what_cannot_be_read_leaves_nothing_of_the_survey_before(page: OwnDataPage) -> None:
    shown(page, survey()).show_failure("flowers.csv is cut off: get it again.")

    assert sentences(page, "ownDataProblem") == ["flowers.csv is cut off: get it again."]
    assert page.survey is None
    assert not page.findChild(QTableView, "ownColumns").isVisible()
    assert not use(page).isEnabled()


def test_that_reading_shows_its_progress_and_can_be_stopped(qtbot: QtBot, page: OwnDataPage) -> None:
    page.show()
    page.show_settings(SETTINGS)
    page.show_progress(3_000_000_000, 4_000_000_000)

    assert page.findChild(QLabel, "ownDataReading").text() == "Reading… 75 %"
    with qtbot.waitSignal(page.stop_requested):
        page.findChild(QWidget, "ownDataStop").click()
    page.show_stopped()
    assert not page.findChild(QWidget, "ownDataStop").isVisible()
    assert sentences(page, "ownDataProblem")


def test_that_progress_of_what_was_stopped_is_not_shown(page: OwnDataPage) -> None:
    page.show()
    shown(page, survey()).show_progress(1, 2)

    assert not page.findChild(QLabel, "ownDataReading").isVisible()


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("csv", {"ownSeparator", "ownHeader", "ownLabel", "ownTask", "ownMissing"}),
        ("npz", {"ownLabel", "ownTask", "ownMissing"}),
        ("idx", set()),
        ("images", {"ownSide"}),
    ],
)
def test_that_only_settings_of_its_kind_are_offered(page: OwnDataPage, kind: str, there: set[str]) -> None:
    shown(page, survey(settings=replace(SETTINGS, kind=kind)))
    form = page.findChild(SettingsForm)
    names = ("ownSeparator", "ownHeader", "ownLabel", "ownTask", "ownMissing", "ownSide", "ownValidation", "ownTest")

    assert {name for name in names if form.findChild(QWidget, name).isVisible()} == there | {"ownValidation", "ownTest"}


def test_that_a_changed_setting_asks_for_another_survey(page: OwnDataPage) -> None:
    asked = QSignalSpy(shown(page, survey()).settings_changed)
    combo = page.findChild(QComboBox, "ownLabel")
    combo.setCurrentIndex(combo.findData("colour"))

    assert [asked.at(index)[0].label for index in range(asked.count())] == ["colour"]
    assert not use(page).isEnabled()
    assert page.survey is None


def test_that_showing_settings_asks_for_nothing(page: OwnDataPage) -> None:
    asked = QSignalSpy(page.settings_changed)
    shown(page, survey())
    shown(page, survey(settings=replace(SETTINGS, separator=";", header=False, task="values", test_share=0.4)))

    assert asked.count() == 0
    assert page.findChild(NumberField, "ownTest").value() == 40


def test_that_without_a_header_nothing_is_left_of_what_was_said_of_its_names(page: OwnDataPage) -> None:
    shown(page, survey(settings=replace(SETTINGS, left_out=("colour",))))
    asked = QSignalSpy(page.settings_changed)
    page.findChild(QCheckBox, "ownHeader").click()

    settings = asked.at(0)[0]
    assert (settings.header, settings.label, settings.left_out) == (False, "", ())


def test_that_rows_that_the_data_keep_apart_have_no_share(page: OwnDataPage) -> None:
    kept = survey(kept_apart=("test",), dataset=replace(dataset(), test=dataset().train))
    shown(page, kept)
    assert page.findChild(QLabel, "ownRows_test").text() == "10 rows of the data's own"
    assert page.findChild(QLabel, "ownRows_validation").text() == "%: 0 rows"
    assert not page.findChild(NumberField, "ownTest").isVisible()
    shown(page, survey())
    assert page.findChild(NumberField, "ownTest").isVisible()


def test_that_a_word_too_long_for_a_line_is_wrapped(page: OwnDataPage) -> None:
    shown(page, survey(problems=(f"{'x' * 100}.csv holds no rows.",), dataset=None))
    label = page.findChild(QLabel, "ownDataProblem")
    assert label.minimumSizeHint().width() < label.fontMetrics().horizontalAdvance("x" * 60)
    assert label.text().replace("\N{ZERO WIDTH SPACE}", "") == f"{'x' * 100}.csv holds no rows."


def test_that_shares_that_leave_nothing_to_learn_from_are_refused_in_words(page: OwnDataPage) -> None:
    asked = QSignalSpy(shown(page, survey()).settings_changed)
    page.findChild(NumberField, "ownTest").setValue(85)

    assert asked.count() == 0
    assert "0.9" in page.findChild(QLabel, "ownDataFormProblem").text()
    assert not use(page).isEnabled()
    page.findChild(NumberField, "ownTest").setValue(15)
    assert asked.count() == 1
    assert not page.findChild(QLabel, "ownDataFormProblem").isVisible()


def test_that_columns_can_be_left_out_and_had_again(page: OwnDataPage) -> None:
    asked = QSignalSpy(shown(page, survey()).settings_changed)
    model = page.findChild(QTableView, "ownColumns").model()
    colour = model.index(2, 0)
    model.setData(colour, Qt.CheckState.Unchecked, CHECK)

    assert asked.at(0)[0].left_out == ("colour",)
    assert colour.data(CHECK) is Qt.CheckState.Unchecked
    model.setData(colour, Qt.CheckState.Checked, CHECK)
    assert asked.at(1)[0].left_out == ()
    assert colour.data(CHECK) is Qt.CheckState.Checked


def test_that_neither_the_label_nor_what_the_reader_leaves_out_can_be_ticked(page: OwnDataPage) -> None:
    shown(page, survey())
    model = page.findChild(QTableView, "ownColumns").model()
    checkable = [bool(model.index(row, 0).flags() & Qt.ItemFlag.ItemIsUserCheckable) for row in range(4)]

    assert checkable == [True, False, True, False]
    assert model.index(1, 0).data(CHECK) is Qt.CheckState.Unchecked
    assert model.index(3, 0).data(CHECK) is None


def test_that_images_are_shown_with_their_classes_in_turn(page: OwnDataPage) -> None:
    found = survey(settings=replace(SETTINGS, kind="images"), image_shape=(4, 4), dataset=dataset((4, 4)))
    samples = samples_of(found)

    assert samples is not None
    images, names = samples
    assert images.shape == (10, 4, 4)
    assert names[:4] == ("rose", "lily", "rose", "lily")
    assert np.array_equal(images[1].reshape(-1), found.dataset.train.x[1])
    shown(page, found).apply_theme(DARK)
    assert page.findChild(QWidget, "ownSamples").isVisible()
    assert not page.findChild(QTableView, "ownRows").isVisible()
    page.grab()


def test_that_images_that_cannot_be_used_yet_are_shown_without_names() -> None:
    images = np.zeros((30, 4, 4), np.uint8)
    samples = samples_of(survey(dataset=None, sample_images=images, image_shape=(4, 4)))

    assert samples is not None
    assert samples[0].shape == (MOST, 4, 4)
    assert set(samples[1]) == {""}


def test_that_esc_and_cancel_lead_back(qtbot: QtBot, page: OwnDataPage) -> None:
    closed = QSignalSpy(shown(page, survey()).closed)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    page.findChild(QPushButton, "ownDataCancel").click()

    assert closed.count() == 2


@pytest.mark.parametrize("size", [(1000, 760), (440, 560)])
def test_that_nothing_is_wider_than_the_page(page: OwnDataPage, size: tuple[int, int]) -> None:
    page.resize(*size)
    shown(page, survey(settings=replace(SETTINGS, path=str(Path("/data") / ("long name " * 20 + ".csv")))))
    parts = [page.findChild(QWidget, name) for name in ("ownLabel", "ownClasses", "ownColumns", "ownDataUse")]

    assert (page.width(), page.height()) == size
    for part in parts:
        assert part.mapTo(page, part.rect().topRight()).x() < size[0]


def test_that_every_control_has_a_name_and_a_tip(page: OwnDataPage) -> None:
    shown(page, survey())
    kinds = (QComboBox, QCheckBox, QPushButton, QTableView, NumberField)
    controls = [widget for kind in kinds for widget in page.findChildren(kind) if widget.isVisible()]

    assert len(controls) > 8
    assert [w for w in controls if not (w.objectName() and w.accessibleName() and w.toolTip())] == []


@pytest.mark.parametrize(
    ("value", "words"), [(None, ""), (7.0, "7"), (-0.25, "−0.25"), (1234567.0, "1.235e+06"), (float("nan"), "")]
)
def test_that_numbers_are_short(value: float | None, words: str) -> None:
    assert number(value) == words


def test_that_one_row_is_one_row() -> None:
    assert summary(survey(rows=1)).startswith("1 row,")
