"""The gate between training and the window: one at a time, the window first."""

from __future__ import annotations

import threading

import pytest

from gui.session.gate import Gate


def test_that_the_window_goes_before_the_next_step() -> None:
    gate, order = Gate(), list[str]()
    gate.begin_step()
    in_front = threading.Event()

    def window() -> None:
        in_front.set()
        with gate:
            order.append("window")

    def next_step() -> None:
        gate.begin_step()
        order.append("step")
        gate.end_step()

    painter = threading.Thread(target=window)
    painter.start()
    in_front.wait()
    while not gate.is_wanted():
        pass
    trainer = threading.Thread(target=next_step)
    trainer.start()
    assert order == []
    gate.end_step()
    painter.join()
    trainer.join()

    assert order == ["window", "step"]
    assert not gate.locked()


def test_that_a_thread_that_steps_all_the_time_lets_the_window_in() -> None:
    gate, over, steps = Gate(), threading.Event(), [0]

    def train() -> None:
        while not over.is_set():
            gate.begin_step()
            steps[0] += 1
            gate.end_step()

    thread = threading.Thread(target=train)
    thread.start()
    for _ in range(300):
        with gate:
            before = steps[0]
            assert gate.locked()
            assert steps[0] == before
    over.set()
    thread.join()
    assert not gate.locked()


def test_that_a_failure_inside_leaves_the_gate_open() -> None:
    gate = Gate()
    with pytest.raises(ValueError), gate:
        raise ValueError
    gate.begin_step()
    gate.end_step()
    assert not gate.locked()
