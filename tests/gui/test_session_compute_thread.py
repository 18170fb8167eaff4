from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from gui.session.compute_thread import ComputeThread

SECONDS = 10.0


class NotingWork:
    """Work that notes its turns; `turns` of them are due at once, the next never."""

    def __init__(self, turns: int = 0) -> None:
        self.turns = turns
        self.done: list[str] = []
        self.at_rest = threading.Event()

    def seconds_until_due(self) -> float | None:
        if self.turns:
            return 0.0
        self.at_rest.set()
        return None

    def advance(self) -> None:
        self.turns -= 1
        self.done.append("turn")


Make = Callable[..., ComputeThread]


@pytest.fixture
def make_thread() -> Iterator[Make]:
    made: list[ComputeThread] = []

    def build(
        work: NotingWork | None = None, on_failure: Callable[[Exception], None] = lambda error: None
    ) -> ComputeThread:
        made.append(ComputeThread(work or NotingWork(), on_failure))
        return made[-1]

    yield build
    for thread in made:
        thread.close(SECONDS)


def finish(thread: ComputeThread) -> None:
    """Wait until everything submitted so far is done."""
    done = threading.Event()
    thread.submit(done.set)
    assert done.wait(SECONDS)


def test_that_jobs_are_done_in_their_order_and_in_one_other_thread(make_thread: Make) -> None:
    thread, done, places = make_thread(), [], set()
    for number in range(50):
        thread.submit(lambda number=number: (done.append(number), places.add(threading.get_ident())))
    thread.start()
    finish(thread)

    assert done == list(range(50))
    assert len(places) == 1
    assert threading.get_ident() not in places


def test_that_jobs_go_before_the_work(make_thread: Make) -> None:
    work = NotingWork(turns=3)
    thread = make_thread(work)
    for _ in range(2):
        thread.submit(lambda: work.done.append("job"))
    thread.start()
    assert work.at_rest.wait(SECONDS)

    assert work.done == ["job", "job", "turn", "turn", "turn"]


def test_that_a_job_comes_between_two_turns_of_the_work(make_thread: Make) -> None:
    work = NotingWork(turns=2)
    thread = make_thread(work)
    advance = work.advance

    def advance_and_submit() -> None:
        advance()
        if work.turns:
            thread.submit(lambda: work.done.append("job"))

    work.advance = advance_and_submit
    thread.start()
    assert work.at_rest.wait(SECONDS)

    assert work.done == ["turn", "job", "turn"]


def test_that_a_job_wakes_a_thread_whose_work_is_not_yet_due(make_thread: Make) -> None:
    class LateWork(NotingWork):
        def seconds_until_due(self) -> float | None:
            return 3600.0

    thread = make_thread(LateWork())
    thread.start()
    finish(thread)


def test_that_a_failure_is_told_and_logged_and_the_thread_lives_on(
    make_thread: Make, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Exception] = []
    thread, done = make_thread(on_failure=told.append), []
    error = ZeroDivisionError("in a job")

    def fail() -> None:
        raise error

    thread.start()
    with caplog.at_level(logging.ERROR):
        thread.submit(fail)
        thread.submit(lambda: done.append("next"))
        finish(thread)

    assert told == [error]
    assert done == ["next"]
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


def test_that_work_that_fails_is_told_too(make_thread: Make, caplog: pytest.LogCaptureFixture) -> None:
    class BrokenWork(NotingWork):
        def advance(self) -> None:
            super().advance()
            raise MemoryError

    told: list[Exception] = []
    thread = make_thread(BrokenWork(turns=1), told.append)
    thread.start()
    finish(thread)

    assert [type(error) for error in told] == [MemoryError]
    assert caplog.records


def test_that_closing_does_what_waits_and_no_more_work(make_thread: Make) -> None:
    work, hold, held = NotingWork(), threading.Event(), threading.Event()
    thread = make_thread(work)
    thread.start()
    thread.submit(lambda: (held.set(), hold.wait(SECONDS)))
    assert held.wait(SECONDS)
    thread.submit(lambda: work.done.append("job"))
    work.turns = 10**9
    closer = threading.Thread(target=lambda: work.done.append(str(thread.close(SECONDS))))
    closer.start()
    hold.set()
    closer.join(SECONDS)

    assert work.done[-1] == "True"
    assert "job" in work.done
    # Some turns may have been taken before the close.
    assert work.turns > 0


def test_that_closing_gives_up_after_its_time(make_thread: Make) -> None:
    hold = threading.Event()
    thread = make_thread()
    thread.start()
    thread.submit(lambda: hold.wait(SECONDS))

    assert not thread.close(0.01)
    hold.set()
    assert thread.close(SECONDS)


def test_that_a_second_close_is_harmless(make_thread: Make) -> None:
    thread = make_thread()
    thread.start()

    assert thread.close(SECONDS)
    assert thread.close(SECONDS)
