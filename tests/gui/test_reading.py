from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from engine.arrays import frozen
from engine.drawing import STEPS, prepare
from engine.network import Network
from engine.preparation import Preparation
from engine.snapshot import Snapshot
from gui.draw.draw_panel import DrawPanel
from gui.reading import ReadingDesk, reads_drawings
from tests.helpers.small_runs import network_spec

DIGITS = tuple("0123456789")
LEFT = Qt.MouseButton.LeftButton


def make_snapshot(
    shape: tuple[int, int] | None = (8, 8),
    *,
    outputs: int = 10,
    loss: str = "softmax_cross_entropy",
    step: int = 1,
    seed: int = 0,
) -> Snapshot:
    inputs = 64 if shape is None else shape[0] * shape[1]
    spec = network_spec(inputs, outputs, loss=loss)
    network = Network(spec)
    network.initialize(rng=np.random.default_rng(seed))
    return Snapshot(
        spec=spec,
        parameters=frozen(network.parameters),
        preparation=Preparation.fit("none", np.zeros((2, inputs), dtype=np.uint8), 16.0),
        class_names=DIGITS[:outputs],
        image_shape=shape,
        step=step,
        epoch=0,
    )


BUNDLED = make_snapshot((28, 28), seed=9)


@pytest.fixture
def panel(qtbot: QtBot) -> DrawPanel:
    widget = DrawPanel()
    qtbot.addWidget(widget)
    widget.resize(340, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def desk(panel: DrawPanel) -> ReadingDesk:
    return ReadingDesk(panel, BUNDLED, panel)


def draw(qtbot: QtBot, panel: DrawPanel) -> None:
    qtbot.mousePress(panel.canvas, LEFT, pos=QPoint(60, 40))
    qtbot.mouseMove(panel.canvas, QPoint(150, 40))
    qtbot.mouseMove(panel.canvas, QPoint(90, 160))
    qtbot.mouseRelease(panel.canvas, LEFT, pos=QPoint(90, 160))


def choose(panel: DrawPanel, reader: str) -> None:
    combo = panel.findChild(QComboBox, "readerCombo")
    combo.setCurrentIndex(combo.findData(reader))


def words(panel: DrawPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def claim(snapshot: Snapshot, panel: DrawPanel) -> np.ndarray:
    """What the network says of the drawing, by its own means."""
    assert snapshot.image_shape is not None
    image = prepare(panel.strokes(), snapshot.image_shape)
    assert image is not None
    return snapshot.read(image.reshape(-1))


def test_that_the_bundled_model_reads_at_first(qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk) -> None:
    assert words(panel, "readerLabel").startswith("Bundled model")
    assert not panel.bars.probabilities().any()
    draw(qtbot, panel)

    np.testing.assert_allclose(panel.bars.probabilities(), claim(BUNDLED, panel))


@pytest.mark.parametrize(
    ("network", "own"),
    [
        (make_snapshot(step=1), True),
        (make_snapshot((28, 28), step=5), True),
        (make_snapshot(step=0), False),
        (make_snapshot(None), False),
        (make_snapshot((5, 5)), False),
        (make_snapshot(outputs=3), False),
    ],
)
def test_that_automatic_is_the_network_once_it_has_learnt_and_can_read(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk, network: Snapshot, own: bool
) -> None:
    draw(qtbot, panel)
    desk.set_network(network)

    assert words(panel, "readerLabel").startswith("This network" if own else "Bundled model")
    np.testing.assert_allclose(panel.bars.probabilities(), claim(network if own else BUNDLED, panel))


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (make_snapshot(step=0), ""),
        (make_snapshot(None), ""),
        (make_snapshot(outputs=3), ": this network knows other classes"),
        (make_snapshot((12, 12)), ": this network reads other sizes"),
    ],
)
def test_that_the_bundled_model_says_why_it_stands_in_for_a_network_of_images(
    panel: DrawPanel, desk: ReadingDesk, network: Snapshot, why: str
) -> None:
    desk.set_network(network)
    assert words(panel, "readerLabel") == f"Bundled model{why}"
    choose(panel, "bundled")
    assert words(panel, "readerLabel") == "Bundled model"


def test_that_the_person_may_ask_the_network_before_its_first_step(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    network = make_snapshot(step=0)
    desk.set_network(network)
    draw(qtbot, panel)
    choose(panel, "network")

    assert words(panel, "readerLabel") == "This network after 0 steps"
    assert "64-10" in panel.findChild(QLabel, "readerLabel").toolTip()
    np.testing.assert_allclose(panel.bars.probabilities(), claim(network, panel))


def test_that_the_person_may_ask_the_bundled_model_at_any_time(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    desk.set_network(make_snapshot(step=5))
    draw(qtbot, panel)
    choose(panel, "bundled")

    np.testing.assert_allclose(panel.bars.probabilities(), claim(BUNDLED, panel))


@pytest.mark.parametrize("network", [None, make_snapshot(None), make_snapshot(outputs=3)])
def test_that_who_cannot_read_claims_nothing_and_says_why(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk, network: Snapshot | None
) -> None:
    desk.set_network(network)
    choose(panel, "network")
    draw(qtbot, panel)

    assert words(panel, "readerLabel") == "Nobody reads"
    assert len(words(panel, "predictionLabel")) > 10
    assert not panel.bars.probabilities().any()


def test_that_a_drawing_that_stands_is_read_anew_with_newer_weights(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    desk.set_network(make_snapshot(seed=1))
    draw(qtbot, panel)
    newer = make_snapshot(seed=2, step=2)
    desk.set_network(newer)

    np.testing.assert_allclose(panel.bars.probabilities(), claim(newer, panel))
    desk.set_network(None)
    np.testing.assert_allclose(panel.bars.probabilities(), claim(BUNDLED, panel))


def test_that_outputs_that_are_no_probabilities_are_shown_as_shares(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    network = make_snapshot(loss="squared_error")
    desk.set_network(network)
    draw(qtbot, panel)
    positive = np.clip(claim(network, panel), 0.0, None)
    assert (claim(network, panel) < 0).any()

    np.testing.assert_allclose(panel.bars.probabilities(), positive / positive.sum())


def test_that_a_network_that_says_nothing_at_all_favours_nobody(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    network = make_snapshot(loss="squared_error")
    desk.set_network(replace(network, parameters=np.zeros_like(network.parameters)))
    draw(qtbot, panel)

    np.testing.assert_allclose(panel.bars.probabilities(), np.full(10, 0.1))


def test_that_weights_out_of_range_claim_nothing(qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk) -> None:
    network = make_snapshot()
    desk.set_network(replace(network, parameters=np.full_like(network.parameters, 1e308)))
    draw(qtbot, panel)

    assert not panel.bars.probabilities().any()
    assert not words(panel, "predictionLabel")[0].isdigit()


def test_that_weights_are_wanted_only_while_a_drawing_waits_for_them(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    assert not desk.wants_network
    draw(qtbot, panel)
    assert desk.wants_network
    choose(panel, "bundled")
    assert not desk.wants_network
    choose(panel, "network")
    assert desk.wants_network
    panel.canvas.clear()
    assert not desk.wants_network


def test_that_the_image_is_told_only_while_the_network_itself_reads(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    told = QSignalSpy(desk.image_read)
    draw(qtbot, panel)
    assert {told.at(index)[0] is None for index in range(told.count())} == {True}
    desk.set_network(make_snapshot())
    image = told.at(told.count() - 1)[0]
    np.testing.assert_array_equal(image, prepare(panel.strokes(), (8, 8)))

    panel.canvas.clear()
    assert told.at(told.count() - 1)[0] is None


def test_that_what_was_read_last_is_kept_and_told_with_every_change(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk
) -> None:
    told = QSignalSpy(desk.canvas_read)
    draw(qtbot, panel)
    last = desk.last
    assert told.count() > 1 and last.reader is BUNDLED and last.given is None and not last.reason
    assert [stroke.tolist() for stroke in last.strokes] == [stroke.tolist() for stroke in panel.strokes()]
    np.testing.assert_array_equal(last.image, prepare(panel.strokes(), (28, 28)))

    desk.set_network(make_snapshot((28, 28)))
    # The same drawing, read by another: it was not prepared anew.
    assert desk.last is not last and desk.last.image is last.image
    panel.canvas.clear()
    assert desk.last.image is None


@pytest.mark.parametrize("shape", [(28, 28), (8, 8)])
def test_that_steps_that_are_left_out_are_left_out_of_every_drawing_until_they_are_restored(
    qtbot: QtBot, panel: DrawPanel, desk: ReadingDesk, shape: tuple[int, int]
) -> None:
    network = make_snapshot(shape)
    desk.set_network(network)
    draw(qtbot, panel)
    whole = desk.last.image
    for step in STEPS[shape]:
        desk.set_left_out([step])
        image = prepare(panel.strokes(), shape, without=[step])
        assert image is not None
        np.testing.assert_array_equal(desk.last.image, image)
        np.testing.assert_allclose(panel.bars.probabilities(), network.read(image.reshape(-1)))
    panel.canvas.clear()
    assert words(panel, "drawLeftOutLabel").startswith("Without ")
    draw(qtbot, panel)
    assert not np.array_equal(desk.last.image, whole)
    panel.restore_requested.emit()
    np.testing.assert_array_equal(desk.last.image, whole)


def test_that_only_images_of_ten_digits_can_be_read() -> None:
    assert reads_drawings(make_snapshot((8, 8)))
    assert reads_drawings(make_snapshot((28, 28)))
    assert not reads_drawings(make_snapshot((8, 8), outputs=9))
    assert not reads_drawings(make_snapshot(None))


def test_that_the_first_weights_it_could_read_with_are_wanted_before_anything_is_drawn(panel: DrawPanel) -> None:
    """Else the panel names another reader, and the first stroke has it, for as long as no view shows the weights."""
    desk = ReadingDesk(panel, BUNDLED)
    desk.set_network(make_snapshot(step=0))
    assert desk.wants_network
    desk.set_network(make_snapshot(step=1))
    assert not desk.wants_network
    # A network that can read no drawing need not be waited for.
    desk.set_network(make_snapshot(None, outputs=2, step=0))
    assert not desk.wants_network
