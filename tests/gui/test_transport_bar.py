"""The transport bar: what a press means in each state, and that what is shown does not echo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton, QWidget

from gui.theme.manager import ThemeManager
from gui.theme.theme import DARK, LIGHT
from gui.train.progress_meter import format_duration
from gui.train.transport_bar import TransportBar
from gui.widgets.number_field import NumberField
from gui.widgets.scientific_spin import ScientificSpin

STATES = ["loading", "ready", "training", "paused", "finished", "error"]
SIGNALS = [
    "start_requested", "pause_requested", "step_requested", "epoch_requested", "reset_requested",
    "new_weights_requested", "speed_changed", "learning_rate_changed", "seed_changed",
]  # fmt: skip


class Parts:
    """The controls of a bar by their names, and what it told."""

    def __init__(self, bar: TransportBar) -> None:
        self.bar = bar
        self.start = bar.findChild(QPushButton, "startButton")
        self.step = bar.findChild(QToolButton, "stepButton")
        self.epoch = bar.findChild(QToolButton, "epochButton")
        self.reset = bar.findChild(QToolButton, "resetButton")
        self.new_weights = bar.findChild(QToolButton, "newWeightsButton")
        self.speed = bar.findChild(QComboBox, "speedCombo")
        self.learning_rate = bar.findChild(ScientificSpin, "learningRateSpin")
        self.seed = bar.findChild(NumberField, "seedSpin")
        self.progress = bar.findChild(QLabel, "progressLabel")
        self.time_left = bar.findChild(QLabel, "timeLeftLabel")
        self.told: list[tuple] = []
        for name in SIGNALS:
            getattr(bar, name).connect(lambda *args, name=name: self.told.append((name, *args)))


@pytest.fixture
def parts(qtbot) -> Parts:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.resize(1416, 40)
    bar.show()
    bar.set_state("ready")
    return Parts(bar)


def click(qtbot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("state", "word", "signal"),
    [("ready", "Start", "start_requested"), ("training", "Pause", "pause_requested"),
     ("paused", "Resume", "start_requested"), ("loading", "Start", "start_requested"),
     ("finished", "Start", "start_requested"), ("error", "Start", "start_requested")],
)  # fmt: skip
def test_that_the_start_button_says_what_a_press_does(qtbot, parts, state, word, signal) -> None:
    parts.bar.set_state(state)
    assert parts.start.text() == parts.start.accessibleName() == word
    click(qtbot, parts.start)
    assert parts.told == [(signal,)]


def test_that_the_start_button_has_one_width_for_all_its_words(parts) -> None:
    widths = set()
    for state in STATES:
        parts.bar.set_state(state)
        widths.add(parts.start.sizeHint().width())
    parts.bar.set_waiting(True)
    widths.add(parts.start.sizeHint().width())
    assert len(widths) == 1


def test_that_the_quiet_buttons_tell_what_is_asked_for(qtbot, parts) -> None:
    for button in (parts.step, parts.epoch, parts.reset, parts.new_weights):
        click(qtbot, button)
    assert parts.told == [
        ("step_requested",), ("epoch_requested",), ("reset_requested",), ("new_weights_requested",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "steps", "beginnings"),
    [("loading", False, False), ("ready", True, True), ("training", False, True), ("paused", True, True),
     ("finished", False, True), ("error", False, True)],
)  # fmt: skip
def test_that_buttons_are_off_where_they_make_no_sense(parts, state, steps, beginnings) -> None:
    parts.bar.set_state(state)
    assert parts.step.isEnabled() == parts.epoch.isEnabled() == steps
    assert parts.reset.isEnabled() == parts.new_weights.isEnabled() == beginnings


def test_that_an_unknown_state_is_refused(parts) -> None:
    with pytest.raises(ValueError, match="dreaming"):
        parts.bar.set_state("dreaming")


def test_that_a_refused_start_gives_its_reason_and_allows_no_step(parts) -> None:
    parts.bar.set_start_enabled(False, "Layer 1 has no units.")
    assert not parts.start.isEnabled()
    assert not parts.step.isEnabled()
    assert parts.start.toolTip() == "Layer 1 has no units."
    parts.bar.set_start_enabled(True)
    assert parts.start.isEnabled()
    assert "Layer 1" not in parts.start.toolTip()


def test_that_pausing_is_possible_when_starting_is_not(qtbot, parts) -> None:
    parts.bar.set_state("training")
    parts.bar.set_start_enabled(False, "Layer 1 has no units.")
    assert parts.start.isEnabled()
    click(qtbot, parts.start)
    assert parts.told == [("pause_requested",)]


def test_that_a_start_that_waits_for_data_is_shown_and_can_be_taken_back(qtbot, parts) -> None:
    parts.bar.set_state("loading")
    parts.bar.set_waiting(True)
    assert parts.start.text() == "Waiting"
    assert "as soon as" in parts.progress.text()
    click(qtbot, parts.start)
    assert parts.told == [("pause_requested",)]
    parts.bar.set_waiting(False)
    assert parts.start.text() == "Start"


def test_that_the_speed_combo_carries_steps_per_second(parts) -> None:
    assert [parts.speed.itemData(index) for index in range(parts.speed.count())] == [1, 10, 100, 1000, 10000, 0]
    assert parts.speed.currentData() == 0
    assert parts.speed.itemText(0) == "1 step/s"
    assert parts.speed.currentText() == "Max"
    parts.speed.setCurrentIndex(2)
    assert parts.told == [("speed_changed", 100)]


def test_that_values_that_are_set_do_not_echo(parts) -> None:
    parts.bar.set_speed(1000)
    parts.bar.set_learning_rate(0.08)
    parts.bar.set_seed(7)
    assert parts.told == []
    assert (parts.speed.currentData(), parts.learning_rate.value(), parts.seed.value()) == (1000, 0.08, 7)
    with pytest.raises(ValueError, match="7"):
        parts.bar.set_speed(7)


def test_that_a_learning_rate_is_told_on_enter_and_not_halfway(qtbot, parts) -> None:
    parts.bar.set_state("training")
    parts.learning_rate.selectAll()
    qtbot.keyClicks(parts.learning_rate, "1e-3")
    assert parts.told == []
    qtbot.keyClick(parts.learning_rate, Qt.Key.Key_Return)
    assert parts.told == [("learning_rate_changed", 1e-3)]


def test_that_set_value_of_the_spin_tells_as_a_person_would(parts) -> None:
    parts.learning_rate.setValue(1e6)
    parts.seed.setValue(3)
    assert parts.told == [("learning_rate_changed", 1e6), ("seed_changed", 3)]


@pytest.mark.parametrize("button", ["start", "step"])
def test_that_a_typed_learning_rate_counts_for_the_press_that_follows(qtbot, parts, button) -> None:
    parts.learning_rate.selectAll()
    qtbot.keyClicks(parts.learning_rate, "0.5")
    click(qtbot, getattr(parts, button))
    assert parts.told == [("learning_rate_changed", 0.5), (f"{button}_requested",)]


def test_that_a_wrong_learning_rate_stops_start_and_is_explained_in_sight(qtbot, parts) -> None:
    parts.learning_rate.selectAll()
    qtbot.keyClicks(parts.learning_rate, "fast")
    assert not parts.start.isEnabled()
    assert not parts.step.isEnabled()
    assert "fast" in parts.progress.text()
    assert parts.start.toolTip() == parts.progress.text()
    parts.bar.trigger()
    assert parts.told == []
    parts.bar.set_learning_rate(0.08)
    parts.learning_rate.setValue(0.08)
    assert parts.start.isEnabled()


def test_that_showing_the_same_rate_again_does_not_wipe_out_what_a_person_typed(qtbot, parts) -> None:
    parts.learning_rate.selectAll()
    qtbot.keyClicks(parts.learning_rate, "fast")
    parts.start.setFocus()
    parts.bar.set_learning_rate(parts.learning_rate.value())
    assert parts.learning_rate.text() == "fast"


def test_that_a_rate_that_is_shown_does_not_disturb_typing(qtbot, parts) -> None:
    parts.bar.window().activateWindow()
    parts.learning_rate.setFocus()
    qtbot.waitUntil(parts.learning_rate.hasFocus)
    parts.learning_rate.selectAll()
    qtbot.keyClicks(parts.learning_rate, "0.2")
    parts.bar.set_learning_rate(0.08)
    assert parts.learning_rate.text() == "0.2"


def test_that_the_shortcut_does_what_the_button_does(parts) -> None:
    parts.bar.trigger()
    parts.bar.set_state("training")
    parts.bar.trigger()
    assert parts.told == [("start_requested",), ("pause_requested",)]


def test_that_progress_is_told_in_epochs_and_time(parts) -> None:
    parts.bar.set_progress(3, 50, 214, 459, 102.4)
    assert parts.progress.text() == "Epoch 3 of 50"
    assert parts.time_left.text() == "1:42 left"
    parts.bar.set_progress(3, 50, 215, 459, None)
    assert parts.time_left.text() == ""
    parts.bar.set_progress(0, 50, 0, 459, None)
    assert parts.progress.text() == "50 epochs"


def test_that_the_bar_grows_with_the_run(parts) -> None:
    def filled() -> int:
        bars = parts.bar.findChild(QWidget, "progressBars")
        image = bars.grab().toImage()
        return sum(image.pixelColor(x, 1) == LIGHT.accent for x in range(image.width()))

    lengths = []
    for epoch in (1, 20, 50):
        parts.bar.set_progress(epoch, 50, 459, 459, None)
        lengths.append(filled())
    assert lengths == sorted(set(lengths))
    parts.bar.set_progress(0, 0, 0, 0, None)
    assert filled() == 0


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (6.6, "0:07"), (102.4, "1:42"), (3600, "1:00:00"), (7509, "2:05:09")]
)
def test_that_durations_read_as_on_a_clock(seconds, text) -> None:
    assert format_duration(seconds) == text


@pytest.fixture
def themed(qapp) -> Iterator[ThemeManager]:
    manager = ThemeManager(qapp)
    yield manager
    manager.zoom_reset()
    manager.deleteLater()
    qapp.setStyleSheet("")


@pytest.mark.parametrize("width", [1416, 1000, 860, 760])
def test_that_nothing_is_cut_off_at_any_width_and_the_least_important_gives_way(themed, parts, width) -> None:
    bar = parts.bar
    assert bar.minimumSizeHint().width() <= 760
    bar.resize(width, 40)
    for widget in bar.findChildren(QWidget):
        if widget.isVisibleTo(bar) and widget.objectName().endswith(("Button", "Combo", "Spin")):
            right = widget.mapTo(bar, widget.rect().topRight()).x()
            assert right <= width
            assert widget.width() >= widget.sizeHint().width()
    assert parts.learning_rate.isVisible()
    assert parts.speed.isVisible()
    assert parts.seed.isVisible() == (width > 1000)


def test_that_every_control_is_named_and_explained(parts) -> None:
    for name in ("start", "step", "epoch", "reset", "new_weights", "speed", "learning_rate", "seed"):
        control = getattr(parts, name)
        assert control.accessibleName()
        assert control.toolTip()


def test_that_a_theme_tints_the_icons(parts) -> None:
    before = parts.reset.icon().cacheKey()
    parts.bar.apply_theme(DARK)
    assert parts.reset.icon().cacheKey() != before
