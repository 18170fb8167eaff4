"""The frame clock on its own, with a session that only notes what it is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import frame_clock
from gui.frame_clock import FASTEST_SECONDS, PAINTING_SHARE, SLOWEST_SECONDS, FrameClock
from gui.session.frame import Frame, Wishes


class NotingSession(QObject):
    """Answers as `Session` does, with a frame for the newest wishes unless it is `busy`."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Lock()
        self.asked: list[Wishes] = []
        self.has_network = True
        self.is_busy = False
        self._frame: Frame | None = None

    def ask_for_frame(self, wishes: Wishes) -> bool:
        if not self.has_network:
            return False
        self.asked.append(wishes)
        if not self.is_busy:
            self.leave_frame(wishes)
        return True

    def leave_frame(self, wishes: Wishes) -> None:
        empty = {field.name: None for field in fields(Frame)}
        self._frame = Frame(**{**empty, "wishes": wishes})

    def take_frame(self) -> Frame | None:
        frame, self._frame = self._frame, None
        return frame


class NotingView(QWidget):
    """Notes its refreshes and paintings, in a book that several views may share."""

    def __init__(self, name: str, book: list[str], gate: threading.Lock) -> None:
        super().__init__()
        self.setObjectName(name)
        self.has_news = True
        self.refresh_as_usual = self.refresh
        self._book = book
        self._gate = gate

    def refresh(self) -> bool:
        if not self.has_news:
            return False
        assert self._gate.locked()
        self._book.append(self.objectName())
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        self._book.append(f"paint {self.objectName()}")


class Bench:
    """A clock with its session, its views and the frames it showed."""

    def __init__(self, qtbot: QtBot, plots: tuple[str, ...], views: tuple[str, ...]) -> None:
        self.qtbot = qtbot
        self.session = NotingSession()
        self.book: list[str] = []
        self.shown: list[Frame] = []
        self.clock = FrameClock(self.session, Wishes, self.shown.append)
        self.views: dict[str, NotingView] = {}
        for name in (*plots, *views):
            view = NotingView(name, self.book, self.session.gate)
            qtbot.addWidget(view)
            with qtbot.waitExposed(view):
                view.show()
            self.clock.add_view(view, rests_for_pen=name in plots)
            self.views[name] = view
        let_events_pass()
        self.book.clear()

    @property
    def rests(self) -> bool:
        return not any(timer.isActive() for timer in self.clock.findChildren(QTimer))

    def wait_for_rest(self) -> None:
        self.qtbot.waitUntil(lambda: self.rests)


@pytest.fixture
def make_bench(qtbot: QtBot) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def build(plots: tuple[str, ...] = (), views: tuple[str, ...] = ("a", "b")) -> Bench:
        made.append(Bench(qtbot, plots, views))
        return made[-1]

    yield build
    for bench in made:
        bench.clock.stop()


def let_events_pass() -> None:
    for _ in range(20):
        QApplication.processEvents()


def test_that_a_new_clock_asks_for_nothing(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    let_events_pass()

    assert bench.rests
    assert not bench.session.asked


def test_that_a_poke_shows_one_frame_paints_what_has_changed_and_rests(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.clock.poke()
    bench.wait_for_rest()
    let_events_pass()

    assert len(bench.session.asked) == len(bench.shown) == 1
    assert bench.book == ["a", "paint a", "b", "paint b"]
    assert bench.rests


def test_that_one_view_is_painted_in_a_turn(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(views=("a", "b", "c"))
    bench.clock.poke_views()
    turns: list[list[str]] = []
    while not bench.rests:
        bench.book.clear()
        QApplication.processEvents()
        turns.append(list(bench.book))

    assert [turn for turn in turns if turn] == [[name, f"paint {name}"] for name in "abc"]


def test_that_what_is_hidden_or_has_not_changed_is_left_alone(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(views=("a", "b", "c"))
    bench.views["a"].hide()
    bench.views["b"].has_news = False
    bench.clock.poke()
    bench.wait_for_rest()

    assert bench.book == ["c", "paint c"]


def test_that_frames_come_by_themselves_only_while_it_trains(make_bench: Callable[..., Bench], qtbot: QtBot) -> None:
    bench = make_bench()
    bench.clock.set_training(True)
    qtbot.waitUntil(lambda: len(bench.shown) > 3)
    bench.clock.set_training(False)
    last = bench.session.asked[-1]
    bench.wait_for_rest()

    assert bench.shown[-1].wishes is last
    asked = len(bench.session.asked)
    let_events_pass()
    assert len(bench.session.asked) == asked
    assert bench.rests


def test_that_a_frame_for_older_wishes_is_shown_but_not_the_end_of_the_waiting(
    make_bench: Callable[..., Bench], qtbot: QtBot
) -> None:
    bench = make_bench()
    bench.session.is_busy = True
    bench.clock.poke()
    bench.clock.poke()
    older, newer = bench.session.asked
    bench.session.leave_frame(older)
    qtbot.waitUntil(lambda: len(bench.shown) == 1)
    assert not bench.rests

    bench.session.leave_frame(newer)
    bench.wait_for_rest()
    assert [frame.wishes for frame in bench.shown] == [older, newer]
    assert bench.shown[1].wishes is newer


def test_that_nothing_is_waited_for_where_there_is_no_network(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.session.has_network = False
    bench.clock.poke()

    assert bench.rests


def test_that_plots_rest_while_the_pen_is_down_and_make_up_for_it(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(plots=("plot",), views=("view",))
    bench.clock.set_pen_down(True)
    bench.clock.poke()
    bench.wait_for_rest()
    assert bench.book == ["view", "paint view"]

    bench.book.clear()
    bench.clock.set_pen_down(False)
    bench.wait_for_rest()
    assert "paint plot" in bench.book


def test_that_a_view_that_gets_something_new_after_its_turn_is_painted_again(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.clock.poke_views()
    while bench.book != ["a", "paint a"]:
        QApplication.processEvents()
    bench.clock.poke_views()
    bench.wait_for_rest()

    assert bench.book == ["a", "paint a", "b", "paint b", "a", "paint a"]


def test_that_who_asks_in_every_turn_of_the_event_loop_keeps_nothing_from_being_painted(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench()
    impatient = QTimer(bench.clock)
    impatient.timeout.connect(bench.clock.poke_views)
    impatient.start(0)
    bench.qtbot.waitUntil(lambda: "paint a" in bench.book and "paint b" in bench.book)
    impatient.stop()


def test_that_nothing_is_painted_while_the_pen_moves(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.clock.set_training(True)
    bench.clock.set_pen_down(True)
    for _ in range(5):
        bench.clock.poke_views()
        let_events_pass()
    assert bench.book == [] and bench.shown == []

    bench.clock.set_pen_down(False)
    let_events_pass()
    assert bench.book == ["a", "paint a", "b", "paint b"]


def test_that_the_views_follow_a_pen_that_rests(make_bench: Callable[..., Bench], qtbot: QtBot) -> None:
    bench = make_bench()
    bench.clock.set_pen_down(True)
    bench.clock.poke_views()
    qtbot.waitUntil(lambda: bench.book == ["a", "paint a", "b", "paint b"])


def test_that_no_frame_is_taken_while_the_last_is_being_painted(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.clock.poke_views()
    bench.clock.poke()
    bench.wait_for_rest()

    assert len(bench.shown) == 1
    # Those of the first painting, then those of the frame.
    assert bench.book == ["a", "paint a", "b", "paint b"] * 2


@pytest.mark.parametrize(
    ("cost", "interval"),
    [(0.0, FASTEST_SECONDS), (0.01, 0.01 / PAINTING_SHARE), (0.02, 0.02 / PAINTING_SHARE), (1.0, SLOWEST_SECONDS)],
)
def test_that_dear_frames_come_more_seldom(
    make_bench: Callable[..., Bench], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, cost: float, interval: float
) -> None:
    bench = make_bench(views=("a",))
    now = [0.0]

    def refresh() -> bool:
        now[0] += cost
        return True

    monkeypatch.setattr(frame_clock.time, "thread_time", lambda: now[0])
    # The very first measurement counts whole.
    monkeypatch.setattr(frame_clock, "_NEWEST", 1.0)
    monkeypatch.setattr(bench.views["a"], "refresh", refresh)
    bench.clock.set_training(True)
    qtbot.waitUntil(lambda: len(bench.shown) > 3)

    assert max(timer.interval() for timer in bench.clock.findChildren(QTimer)) == pytest.approx(1000 * interval, abs=1)


def test_that_views_take_turns_where_a_frame_of_all_is_too_dear_and_rest_painted(
    make_bench: Callable[..., Bench], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(views=("a", "b", "c"))
    now = [0.0]
    for view in bench.views.values():

        def refresh(view: NotingView = view) -> bool:
            now[0] += 0.6 * PAINTING_SHARE * SLOWEST_SECONDS
            return view.refresh_as_usual()

        monkeypatch.setattr(view, "refresh", refresh)
    monkeypatch.setattr(frame_clock.time, "thread_time", lambda: now[0])
    bench.clock.set_training(True)
    qtbot.waitUntil(lambda: len(bench.shown) > 4)
    painted = [entry[-1] for entry in bench.book if entry.startswith("paint")]
    # Two of three a frame, and none waits for longer than a frame.
    assert painted[:8] == [*"ab", *"ca", *"bc", *"ab"]

    bench.book.clear()
    bench.clock.set_training(False)
    bench.wait_for_rest()
    assert {entry[-1] for entry in bench.book} == set("abc")


def test_that_a_clock_that_was_stopped_asks_no_more(make_bench: Callable[..., Bench], qtbot: QtBot) -> None:
    bench = make_bench()
    bench.clock.set_training(True)
    qtbot.waitUntil(lambda: bool(bench.shown))
    bench.clock.stop()
    asked = len(bench.session.asked)
    let_events_pass()

    assert bench.rests
    assert len(bench.session.asked) == asked
