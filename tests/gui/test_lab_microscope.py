"""The microscope's widget: it shows what was recorded, steps both ways, and leads from a weight back to its causes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QListWidget, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from engine.datasets import load_dataset
from engine.errors import SpecError
from engine.experiments import find_experiment
from engine.labs.microscope import record_step
from engine.labs.step_account import account_of
from engine.labs.step_recording import Cell, Recording
from engine.optimizers import OPTIMIZERS
from engine.places import BIAS, WeightPlace
from engine.trainer import Trainer
from gui.labs.microscope.equation import Matrix, equation_of
from gui.labs.microscope.microscope_lab import MicroscopeLab
from gui.labs.microscope.words import account_words, operation_words
from gui.learn.lesson import load_lesson
from gui.theme.theme import DARK, LIGHT
from tests.engine.test_labs_microscope import hand_example
from tests.helpers.small_runs import blobs, everything, experiment, network_spec


def xor_trainer() -> Trainer:
    return Trainer(find_experiment("xor").spec, load_dataset("xor"))


def small_trainer(**training: Any) -> Trainer:
    """2-8-8-3 with batches of ten rows."""
    spec = experiment(network_spec(2, 8, 8, 3), batch_size=10, epochs=50, **training)
    return Trainer(spec, blobs(40, inputs=2, held_out=0))


@pytest.fixture
def lab(qtbot: QtBot) -> MicroscopeLab:
    widget = MicroscopeLab()
    qtbot.addWidget(widget)
    widget.resize(1000, 760)
    widget.apply_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def child(lab: MicroscopeLab, kind: type, name: str) -> Any:
    found = lab.findChild(kind, name)
    assert found is not None, name
    return found


def current(lab: MicroscopeLab) -> str:
    return str(lab.state()["operation"])


def result(lab: MicroscopeLab) -> Any:
    """The result's matrix, in its place."""
    placed = [own for own in lab.operation_page.picture.layout_now.placed if isinstance(own.piece, Matrix)]
    return next(own for own in placed if own.piece.is_result)


# What is shown.


def test_that_without_a_recording_it_says_what_to_do(lab: MicroscopeLab) -> None:
    assert not lab.list.isVisible() and not lab.operation_page.isVisible()
    assert child(lab, QPushButton, "recordButton").isEnabled()
    assert not child(lab, QWidget, "forwardButton").isEnabled()
    lab.step(1)
    lab.show_weight(0, 0, 0)
    assert lab.state()["page"] == "weight"


def test_that_every_operation_of_the_recording_is_listed_under_its_phase(lab: MicroscopeLab) -> None:
    recording = record_step(xor_trainer())
    lab.show_recording(recording)
    rows = child(lab, QListWidget, "operationList")
    texts = [rows.item(row).text().strip() for row in range(rows.count())]
    assert texts[0] == "Forward" and texts[1] == "z₁ = x · W₁"
    assert [text for text in texts if "=" not in text] == ["Forward", "Loss", "Backward", "Update"]
    assert [text for text in texts if "=" in text] == [operation.formula for operation in recording.operations]


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_that_every_kind_of_operation_has_its_words(optimizer: str, qapp: QApplication) -> None:
    trainer = small_trainer(optimizer=optimizer, l1=0.1, clip_norm=0.01, weight_decay=0.1)
    recording = record_step(trainer)
    for operation in recording.operations:
        words = operation_words(operation)
        assert words.title and words.explanation and "{" not in words.title + words.explanation


@pytest.mark.parametrize("trainer", [xor_trainer(), small_trainer(optimizer="adam")], ids=["3-4-1", "2-8-8-3"])
def test_that_an_equation_shows_the_recorded_numbers(trainer: Trainer) -> None:
    recording = record_step(trainer)
    for operation in recording.operations:
        matrices = [piece for piece in equation_of(recording, operation) if isinstance(piece, Matrix)]
        assert matrices[-1].is_result and matrices[-1].shown.tolist() == operation.array.tolist()
        for operand, matrix in zip(operation.operands, matrices, strict=False):
            array = recording.arrays[operand.name]
            assert matrix.shown.tolist() == (array.T if operand.transposed else array).tolist()
            for down, across in ((0, 0), (matrix.shown.shape[0] - 1, matrix.shown.shape[1] - 1)):
                assert recording.value(matrix.cell(down, across)) == matrix.shown[down, across]


def test_that_shapes_of_a_product_fit_each_other(qapp: QApplication) -> None:
    recording = record_step(small_trainer())
    for operation in recording.operations:
        if operation.kind in ("z", "d_weight", "d_x"):
            left, right, *_ = [piece for piece in equation_of(recording, operation) if isinstance(piece, Matrix)]
            assert left.shape[1] == right.shape[0]
            assert (left.shape[0], right.shape[1]) == operation.array.shape


def test_that_a_large_network_is_sampled_and_says_its_true_shape(lab: MicroscopeLab) -> None:
    spec = experiment(network_spec(784, 512, 256, 10, activation="relu", dtype="float32"), batch_size=120)
    recording = record_step(Trainer(spec, blobs(130, inputs=784, classes=10, held_out=0)))
    lab.show_recording(recording)
    lab.grab()
    shown = result(lab)
    assert shown.piece.is_sampled and max(shown.piece.shown.shape) <= 64
    assert shown.piece.shape == (120, 512)
    assert shown.piece.shown[0, 0] == recording.value(shown.piece.cell(0, 0))
    point_at(lab, 0, 0)
    assert "more" in child(lab, QLabel, "cellSum").text()


@pytest.mark.parametrize("size", [QSize(1000, 760), QSize(440, 560)], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_operation_is_painted_within_the_room_there_is(lab: MicroscopeLab, size: QSize, theme: Any) -> None:
    lab.resize(size)
    lab.apply_theme(theme)
    recording = record_step(small_trainer(optimizer="adam", clip_norm=0.01))
    lab.show_recording(recording)
    assert lab.list.isVisible() == (size.width() == 1000)
    picture = lab.operation_page.picture
    for index in range(len(recording.operations)):
        lab.go_to(index)
        assert not picture.grab().isNull()
        for placed in picture.layout_now.placed:
            assert placed.box.left() >= 0 and placed.box.right() <= picture.width() + 1
            assert placed.box.top() >= 0 and placed.box.bottom() <= picture.height() + 1


def test_that_numbers_are_written_into_the_cells_of_a_small_network(lab: MicroscopeLab) -> None:
    lab.show_recording(record_step(xor_trainer()))
    lab.grab()
    layout = lab.operation_page.picture.layout_now
    metrics = QFontMetricsF(lab.operation_page.picture.small_font())
    assert layout.has_numbers and layout.cell_width >= metrics.horizontalAdvance("−0.03")


# Steps.


def test_that_stepping_back_and_forth_a_thousand_times_leaves_every_bit_of_the_training(lab: MicroscopeLab) -> None:
    trainer = small_trainer(optimizer="adam")
    for _ in range(3):
        trainer.step()
    before = everything(trainer)
    recording = record_step(trainer)
    arrays = {name: array.tobytes() for name, array in recording.arrays.items()}
    lab.show_recording(recording)
    lab.hide()
    last = len(recording.operations) - 1
    for step in range(1000):
        lab.step(1 if step // last % 2 == 0 else -1)
    assert everything(trainer) == before
    assert {name: array.tobytes() for name, array in recording.arrays.items()} == arrays


def test_that_buttons_and_keys_go_to_the_next_the_last_and_back(lab: MicroscopeLab, qtbot: QtBot) -> None:
    recording = record_step(xor_trainer())
    names = [operation.name for operation in recording.operations]
    lab.show_recording(recording)
    lab.list.setFocus()
    qtbot.keyClick(lab.list, Qt.Key.Key_Right)
    assert current(lab) == names[1]
    child(lab, QWidget, "forwardButton").click()
    assert current(lab) == names[2]
    qtbot.keyClick(lab.list, Qt.Key.Key_Left)
    child(lab, QWidget, "backButton").click()
    assert current(lab) == names[0]
    qtbot.keyClick(lab.list, Qt.Key.Key_End)
    assert current(lab) == names[-1] and not child(lab, QWidget, "forwardButton").isEnabled()
    child(lab, QWidget, "firstButton").click()
    assert current(lab) == names[0] and not child(lab, QWidget, "backButton").isEnabled()
    child(lab, QWidget, "lastButton").click()
    qtbot.keyClick(lab.list, Qt.Key.Key_Home)
    assert current(lab) == names[0]


def test_that_going_down_the_list_skips_its_headings(lab: MicroscopeLab, qtbot: QtBot) -> None:
    recording = record_step(xor_trainer())
    lab.show_recording(recording)
    for operation in recording.operations[1:]:
        qtbot.keyClick(lab.list, Qt.Key.Key_Down)
        assert current(lab) == operation.name
    for operation in recording.operations[-2::-1]:
        qtbot.keyClick(lab.list, Qt.Key.Key_Up)
        assert current(lab) == operation.name
    qtbot.keyClick(lab.list, Qt.Key.Key_Up)
    assert current(lab) == recording.operations[0].name


def test_that_playing_goes_to_the_end_and_stops_there(lab: MicroscopeLab) -> None:
    recording = record_step(xor_trainer())
    lab.show_recording(recording)
    child(lab, QWidget, "playButton").click()
    assert lab.controls.is_playing
    for _ in recording.operations:
        lab.controls.step_requested.emit(1)
    assert current(lab) == recording.operations[-1].name and not lab.controls.is_playing
    child(lab, QWidget, "playButton").click()
    assert current(lab) == recording.operations[0].name and lab.controls.is_playing
    lab.hide()
    assert not lab.controls.is_playing


def test_that_a_new_recording_stays_at_the_operation_in_sight(lab: MicroscopeLab) -> None:
    trainer = xor_trainer()
    lab.show_recording(record_step(trainer))
    lab.go_to(6)
    name = current(lab)
    trainer.step()
    lab.show_recording(record_step(trainer))
    assert current(lab) == name and lab.list.currentItem().text().strip().startswith("L =")


# One number.


def point_at(lab: MicroscopeLab, down: int, across: int) -> Cell:
    """Move the pointer onto a cell of the result."""
    lab.grab()
    placed, picture = result(lab), lab.operation_page.picture
    rows, columns = placed.piece.shown.shape
    x = placed.box.left() + (across + 0.5) * placed.box.width() / columns
    y = placed.box.top() + (down + 0.5) * placed.box.height() / rows
    at = QPointF(x, y)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, picture.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(picture, move)
    cell = picture.pointed()
    assert cell is not None
    return cell


def test_that_the_number_under_the_pointer_is_written_out(lab: MicroscopeLab) -> None:
    recording = record_step(xor_trainer())
    lab.show_recording(recording)
    cell = point_at(lab, 1, 2)
    assert cell == Cell("layers.0.z", 1, 2)
    account = account_of(recording, cell)
    assert account is not None
    assert child(lab, QLabel, "cellSum").text() == account_words(account)
    assert lab.operation_page.picture.spoken().startswith("z₁[1,2] = ")


def test_that_arrows_move_in_the_matrix_that_has_the_focus(lab: MicroscopeLab, qtbot: QtBot) -> None:
    lab.show_recording(record_step(xor_trainer()))
    lab.grab()
    picture = lab.operation_page.picture
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    assert picture.pointed() == Cell("layers.0.z", 0, 0)
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    assert picture.pointed() == Cell("layers.0.z", 1, 0) and current(lab) in ("", "layers.0.z")
    assert child(lab, QLabel, "cellSum").text().startswith("z₁[1,0] = ")
    lab.grab()


def test_that_a_written_sum_has_its_signs_and_the_greatest_terms() -> None:
    recording = record_step(small_trainer(optimizer="momentum"))
    after = account_of(recording, Cell("layers.0.weight.after", 0, 0))
    long = account_of(recording, Cell("layers.0.d_weight", 0, 0))
    activated = account_of(recording, Cell("layers.0.a", 0, 0))
    assert after is not None and long is not None and activated is not None
    assert account_words(after).startswith("W₁′[0,0] = ") and " − " in account_words(after)
    assert "5 more: " in account_words(long)
    assert account_words(activated).startswith("a₁[0,0] = tanh(z₁[0,0]) = ")


def test_that_the_engines_lines_are_shown_with_their_file(lab: MicroscopeLab) -> None:
    lab.show_recording(record_step(xor_trainer()))
    place = child(lab, QLabel, "sourcePlace")
    assert place.text().startswith("engine/network.py, line ")
    assert "a = x.dot(layer.weight, own.a)" in lab.operation_page.source.toPlainText()
    lab.go_to(1)
    text = lab.operation_page.source.toPlainText()
    assert place.text().startswith("engine/activations.py, line ") and "called by engine/network.py" in text
    assert "▸     np.tanh(z, out=z)" in text


# One weight.


def tree_rows(lab: MicroscopeLab) -> list[tuple[str, str, str]]:
    tree = lab.weight_page.tree
    found = []

    def walk(item: Any) -> None:
        found.append((item.text(0), item.text(1), item.text(2)))
        for index in range(item.childCount()):
            walk(item.child(index))

    for index in range(tree.topLevelItemCount()):
        walk(tree.topLevelItem(index))
    return found


def worked_recording() -> Recording:
    return record_step(hand_example())


def test_that_the_worked_example_says_why_its_weight_moves(lab: MicroscopeLab) -> None:
    lab.show_recording(worked_recording())
    lab.show_weight(0, 1, 0)
    assert child(lab, QLabel, "weightSentence").text() == "This weight moves by −1.125"
    assert lab.weight_page.isVisible()
    rows = tree_rows(lab)
    assert ("η", "0.5", "learning rate") in rows
    assert ("d_W₁[1,0]", "2.25", "d_W₁ ›") in rows
    assert ("x[0,1]", "2", "x ›") in rows and ("d_z₁[0,0]", "1.125", "d_z₁ ›") in rows


def test_that_a_clicked_weight_is_chosen_and_offers_why(lab: MicroscopeLab, qtbot: QtBot) -> None:
    lab.show_recording(worked_recording())
    lab.grab()
    picture = lab.operation_page.picture
    weight = next(
        own
        for own in picture.layout_now.placed
        if isinstance(own.piece, Matrix) and own.piece.name == "layers.0.weight"
    )
    at = QPoint(int(weight.box.left() + 5), int(weight.box.bottom() - 5))
    with qtbot.waitSignal(lab.weight_chosen) as chosen:
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [WeightPlace(0, 1, 0)] and lab.state()["weight"] == [0, 1, 0]
    why = child(lab, QPushButton, "whyButton")
    assert why.isVisible() and why.text() == "Why it moves by −1.125"
    why.click()
    assert lab.state()["page"] == "weight" and not why.isVisible()


def test_that_a_factor_leads_to_the_operation_that_made_it(lab: MicroscopeLab) -> None:
    lab.show_recording(worked_recording())
    lab.show_weight(0, 1, 0)
    tree = lab.weight_page.tree
    tree.cell_chosen.emit(Cell("layers.0.d_z", 0, 0))
    assert lab.state()["page"] == "step" and current(lab) == "layers.0.d_z"
    assert child(lab, QLabel, "cellSum").text() == "d_z₁[0,0] = d_a₁[0,0] · f′(z₁)[0,0] = 1.125 · 1 = 1.125"
    root = tree.topLevelItem(0)
    assert root is not None
    tree.itemClicked.emit(root, 2)
    assert current(lab) == "layers.0.weight.update"
    tree.itemActivated.emit(root, 0)
    assert current(lab) == "layers.0.weight.update"


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_that_the_tree_opens_down_to_what_was_given(lab: MicroscopeLab, optimizer: str) -> None:
    lab.show_recording(record_step(small_trainer(optimizer=optimizer), (0, 3)))
    lab.show_weight(1, 2, 3)
    tree = lab.weight_page.tree
    for _ in range(4):
        tree.expandAll()
    words = {text for text, _, _ in tree_rows(lab)}
    assert "η" in words and any(text.startswith("d_W₂[2,3]") for text in words)
    assert any(text.startswith("f′(z₂)[0,3]") for text in words)


def test_that_the_spins_choose_any_weight_and_bias(lab: MicroscopeLab, qtbot: QtBot) -> None:
    lab.show_recording(record_step(small_trainer()))
    lab.show_weight(1, 7, 7)
    with qtbot.waitSignal(lab.weight_chosen):
        child(lab, QSpinBox, "weightLayerSpin").setValue(1)
    assert lab.weight_page.place == WeightPlace(0, 1, 7)
    child(lab, QSpinBox, "weightLayerSpin").setValue(3)
    assert lab.weight_page.place == WeightPlace(2, 1, 2)
    child(lab, QCheckBox, "weightBiasCheck").setChecked(True)
    assert lab.weight_page.place == WeightPlace(2, BIAS, 2)
    assert child(lab, QLabel, "weightSentence").text().startswith("This bias moves by ")
    lab.show_weight(5, 0, 0)
    assert lab.weight_page.place == WeightPlace(2, BIAS, 2)


def test_that_a_diverged_step_says_why_there_is_no_update(lab: MicroscopeLab) -> None:
    trainer = Trainer(experiment(network_spec(2, 4, 3, activation="relu")), blobs(20, inputs=2, held_out=0))
    trainer.network.parameters[...] = 1e200
    recording = record_step(trainer, (0,))
    lab.show_recording(recording)
    for index in range(len(recording.operations)):
        lab.go_to(index)
        lab.grab()
        if result(lab).piece.shown.shape != (1, 1):
            point_at(lab, 0, 0)
    lab.show_weight(0, 0, 0)
    assert "out of range" in child(lab, QLabel, "weightSentence").text()


# What is asked for, and the state.


def test_that_rows_are_asked_for_as_they_are_chosen(lab: MicroscopeLab, qtbot: QtBot) -> None:
    lab.show_recording(record_step(small_trainer()))
    asked: list[Any] = []
    lab.record_requested.connect(asked.append)
    child(lab, QPushButton, "recordButton").click()
    child(lab, QCheckBox, "batchCheck").setChecked(False)
    child(lab, QSpinBox, "sampleSpin").setValue(7)
    child(lab, QSpinBox, "sampleSpin").setValue(700)
    child(lab, QCheckBox, "batchCheck").setChecked(True)
    assert asked == [None, (0,), (7,), (39,), None]


def test_that_why_nothing_was_recorded_is_said(lab: MicroscopeLab) -> None:
    lab.show_recording(record_step(xor_trainer()))
    lab.show_problem("The network is too large.")
    assert not lab.operation_page.isVisible()
    assert any("too large" in label.text() for label in lab.findChildren(QLabel) if label.isVisible())
    lab.show_recording(record_step(xor_trainer()))
    assert lab.operation_page.isVisible()


def test_that_the_state_comes_back_as_it_was(lab: MicroscopeLab, qtbot: QtBot) -> None:
    state = {
        "page": "weight",
        "sample": 3,
        "batch": False,
        "operation": "layers.0.d_z",
        "weight": [1, 2, 0],
        "pace": "fast",
    }
    with qtbot.waitSignals([lab.state_changed, lab.record_requested]):
        lab.set_state(state)
    assert lab.state() == state
    lab.show_recording(record_step(xor_trainer(), (3,)))
    assert lab.state() == state
    assert lab.weight_page.place == WeightPlace(1, 2, 0)
    lab.set_state({**state, "page": "step"})
    assert lab.list.currentItem().text().strip().startswith("d_z₁ =")


@pytest.mark.parametrize(
    "entry",
    [
        {"zoom": 3},
        {"page": "both"},
        {"sample": -1},
        {"sample": 1.5},
        {"batch": 1},
        {"operation": "../../etc"},
        {"weight": [0, 0]},
        {"weight": [0, -2, 0]},
        {"weight": "first"},
        {"pace": "never"},
    ],
    ids=str,
)
def test_that_an_impossible_state_is_refused_in_words_and_changes_nothing(
    lab: MicroscopeLab, entry: dict[str, Any]
) -> None:
    before = lab.state()
    with pytest.raises(SpecError) as caught:
        lab.set_state({**before, **entry})
    assert str(caught.value)
    assert lab.state() == before


def test_that_the_lessons_links_set_what_is_there(lab: MicroscopeLab) -> None:
    lesson = load_lesson("lab-microscope")
    assert lesson is not None and lesson.question is not None and lesson.goal
    links = [dict(link.settings) for link in lesson.links if link.kind == "lab"]
    trainer = xor_trainer()
    lab.show_recording(record_step(trainer))
    assert len(links) >= 6
    for settings in links:
        lab.set_state({**lab.state(), **settings})
        assert {**lab.state(), **settings} == lab.state()
        if settings.get("operation"):
            assert lab.list.currentItem().text().strip() == formula_of(settings["operation"])


def formula_of(name: str) -> str:
    operations = record_step(xor_trainer()).operations
    return next(operation.formula for operation in operations if operation.name == name)


def test_that_everything_a_person_uses_has_a_name_and_a_tooltip(lab: MicroscopeLab) -> None:
    lab.show_recording(record_step(xor_trainer()))
    names = (
        *("firstButton", "backButton", "playButton", "forwardButton", "lastButton", "paceCombo", "sampleSpin"),
        *("batchCheck", "recordButton", "operationList", "operationCombo", "equationPicture", "sourceBox"),
        *("accountTree", "weightLayerSpin", "weightInputSpin", "weightUnitSpin", "weightBiasCheck", "whyButton"),
    )
    for name in names:
        widget = child(lab, QWidget, name)
        assert widget.accessibleName() and widget.toolTip(), name
