from __future__ import annotations

import threading

from gui.session.mailbox import Mailbox


def test_that_an_empty_mailbox_holds_nothing() -> None:
    assert Mailbox[int]().take() is None


def test_that_an_item_is_taken_once() -> None:
    mailbox = Mailbox[int]()
    mailbox.put(1)

    assert mailbox.take() == 1
    assert mailbox.take() is None


def test_that_a_newer_item_takes_the_place_of_one_that_nobody_took() -> None:
    mailbox = Mailbox[int]()
    mailbox.put(1)
    mailbox.put(2)

    assert mailbox.take() == 2
    assert mailbox.take() is None


def test_that_items_cross_threads_in_order_and_the_last_one_arrives() -> None:
    mailbox = Mailbox[int]()
    sender = threading.Thread(target=lambda: [mailbox.put(number) for number in range(1, 5001)])
    sender.start()
    taken: list[int] = []
    while sender.is_alive() or not taken or taken[-1] != 5000:
        if (number := mailbox.take()) is not None:
            taken.append(number)
    sender.join()

    assert taken == sorted(set(taken))
