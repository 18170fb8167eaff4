from __future__ import annotations

import numpy as np
import pytest

from gui.draw.stroke_book import StrokeBook


def draw(book: StrokeBook, *points: tuple[float, float]) -> None:
    book.begin(*points[0])
    for point in points[1:]:
        book.extend(*point)
    book.end()


def test_that_a_stroke_keeps_its_points_in_order() -> None:
    book = StrokeBook()
    draw(book, (10, 20), (30, 20), (30, 60))

    assert len(book.strokes) == 1
    np.testing.assert_array_equal(book.strokes[0], [[10, 20], [30, 20], [30, 60]])


def test_that_the_unfinished_stroke_belongs_to_the_drawing() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))
    book.begin(10, 10)
    book.extend(40, 40)

    assert book.is_open
    assert len(book.strokes) == 2
    assert len(book.finished) == 1


def test_that_strokes_cannot_be_written_to() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))

    with pytest.raises(ValueError, match="read-only"):
        book.strokes[0][0, 0] = 1.0


def test_that_a_trembling_click_stays_a_dot() -> None:
    book = StrokeBook()
    draw(book, (100, 100), (101, 100), (101, 102), (100, 101))

    assert len(book.strokes[0]) == 1


def test_that_a_move_without_the_pen_down_leaves_no_trace() -> None:
    book = StrokeBook()

    assert not book.extend(50, 50)
    assert book.is_blank


def test_that_undo_takes_back_stroke_by_stroke_and_redo_brings_back() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))
    draw(book, (0, 9), (50, 9))

    assert book.undo()
    assert len(book.strokes) == 1
    assert book.undo()
    assert book.is_blank
    assert not book.undo()
    assert book.redo()
    assert book.redo()
    assert not book.redo()
    assert len(book.strokes) == 2


def test_that_clearing_can_be_undone() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))
    draw(book, (0, 9), (50, 9))

    assert book.clear()
    assert book.is_blank
    assert not book.clear()
    assert book.undo()
    assert len(book.strokes) == 2


def test_that_a_new_stroke_forgets_what_could_be_redone() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))
    book.undo()
    draw(book, (0, 9), (50, 9))

    assert not book.can_redo
    assert len(book.strokes) == 1


def test_that_undo_in_the_middle_of_a_stroke_takes_that_stroke() -> None:
    book = StrokeBook()
    draw(book, (0, 0), (50, 0))
    book.begin(0, 90)
    book.extend(90, 90)

    assert book.undo()
    assert not book.is_open
    assert len(book.strokes) == 1
