"""Tables as text: every value comes from where it stands, whatever the form, and what cannot be used is named."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from engine.datasets.own import guess, survey, table_reading
from engine.datasets.own.table_reading import column_names
from engine.errors import Cancelled, DataError
from engine.own_data import MOST_COLUMNS, OwnDataSpec
from tests.helpers.own_files import IRIS, classes, read, rows_of, values, write


def test_that_numbers_and_classes_are_read_as_they_stand(tmp_path: Path) -> None:
    found = read(write(tmp_path, IRIS))
    assert values(found).dtype == np.float32
    np.testing.assert_array_equal(values(found), np.float32([[5.1, 3.5], [7.0, 3.2], [6.3, 3.3], [4.9, 3.0]]))
    assert classes(found) == ["setosa", "versicolor", "virginica", "setosa"]
    assert found.classes == (("setosa", 2), ("versicolor", 1), ("virginica", 1))
    assert found.sample_rows[0] == ("5.1", "3.5", "setosa") and found.rows == 4
    assert [column.kind for column in found.columns] == ["number", "number", "label"]
    length = found.columns[0]
    assert (length.low, length.high, length.missing) == (4.9, 7.0, 0) and length.mean == pytest.approx(5.825)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_that_every_form_reads_the_same(separator: str, ending: str, mark: str, tmp_path: Path) -> None:
    text = mark + IRIS.replace(",", separator).replace("\n", ending)
    found = read(write(tmp_path, text))
    assert found.settings.separator == separator and found.settings.label == "species"
    np.testing.assert_array_equal(values(found), values(read(write(tmp_path, IRIS, "plain.csv"))))
    assert classes(found)[1] == "versicolor"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_letters_beyond_ascii_are_read_in_the_usual_encodings(encoding: str, tmp_path: Path) -> None:
    found = read(write(tmp_path, "größe,art\n1,Bär\n2,Löwe\n3,Bär\n".encode(encoding)))
    assert found.columns[0].name == "größe" and classes(found) == ["Bär", "Löwe", "Bär"]
    assert any("Windows" in remark for remark in found.remarks) == (encoding == "cp1252")


def test_that_a_decimal_comma_is_one_where_commas_separate_nothing(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a;b;y\n1,5;-2,25;x\n,5;1e3;z\n"))
    np.testing.assert_array_equal(values(found), [[1.5, -2.25], [0.5, 1000.0]])


def test_that_quoted_fields_may_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    text = 'size,"the ""class"", really"\n1,"a,b"\n2,"say ""hi"""\r\n3,"two\n\nlines"\n4,"a,b"\n'
    found = read(write(tmp_path, text))
    assert found.settings.label == 'the "class", really'
    assert classes(found) == ["a,b", 'say "hi"', "two\n\nlines", "a,b"]


def test_that_a_space_after_a_comma_belongs_neither_to_a_name_nor_to_a_value(tmp_path: Path) -> None:
    found = read(write(tmp_path, '"x", "y", "class"\n1, "2", "a b"\n3, "4", c\n5,6,"c"\n'))
    assert [column.name for column in found.columns] == ["x", "y", "class"]
    assert values(found).tolist() == [[1, 2], [3, 4], [5, 6]] and classes(found) == ["a b", "c", "c"]


@pytest.mark.parametrize(
    "labels",
    [
        ("9007199254740992", "9007199254740993", "9007199254740994"),
        ("1234567890123456", "1234567890123457", "1234567890123458"),
        ("0.1234567890123", "0.1234567890124", "0.1234567890125"),
    ],
)
def test_that_classes_stay_apart_however_little_their_names_differ(labels: tuple[str, ...], tmp_path: Path) -> None:
    text = "x,label\n" + "".join(f"{row},{labels[row % 3]}\n" for row in range(9))
    assert read(write(tmp_path, text), task="classes").classes == tuple((label, 3) for label in labels)


def test_that_columns_of_one_name_are_told_apart_and_as_many_as_may_be_do_not_take_long() -> None:
    assert column_names(["a", "a", " a ", "", "a (2)"]) == ("a", "a (2)", "a (3)", "column 4", "a (2) (2)")
    assert column_names(["a"] * MOST_COLUMNS)[-1] == f"a ({MOST_COLUMNS})"


def test_that_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a,b,y\n1,2,u\n3,4,v\n")
    settings = replace(guess(path), validation_share=0.0, test_share=0.0)
    lines = "".join(f"{row},{row},{'uv'[row % 2]}\n" for row in range(20_000))
    tails = iter([f"{lines}p,1,u\n", f"{lines}p,q,u\n"])
    opened = table_reading.opened

    def changed(of: Path) -> Any:
        if (tail := next(tails, None)) is not None:
            of.write_text(f"a,b,y\n{tail}")
        return opened(of)

    monkeypatch.setattr(table_reading, "opened", changed)
    assert [column.kind for column in survey(settings).columns] == ["text", "text", "label"]


def test_that_a_quoted_field_may_cross_the_pieces_in_which_a_file_is_read(tmp_path: Path) -> None:
    long = "long\n" * 20_000
    text = "x,note,y\n" + "".join(f'{row},"{long if row == 3 else row}",{"ab"[row % 2]}\n' for row in range(6))
    found = read(write(tmp_path, text))
    assert values(found)[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert found.sample_rows[3][1] == long


CELLS = st.one_of(
    st.floats(-1e6, 1e6, width=32).map(repr),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["", "NA", "nan", "?", "NULL", " 3.5 "]),
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1, max_size=8)
LABELS = TEXTS.map(lambda text: f"class {text}".strip())


@hypothesis.given(
    rows=st.lists(st.tuples(CELLS, CELLS, LABELS), min_size=2, max_size=30),
    separator=st.sampled_from([",", "\t", "|"]),
    quoted=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_that_what_the_csv_module_writes_is_read_back(
    rows: list[tuple[str, str, str]],
    separator: str,
    quoted: bool,
    ending: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    buffer = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, lineterminator=ending, quoting=quoting)
    writer.writerows([("a", "b", "y"), *rows])
    path = write(tmp_path_factory.mktemp("table"), buffer.getvalue())
    settings = OwnDataSpec(str(path), separator=separator, label="y", validation_share=0.0, test_share=0.0)
    found = survey(settings)

    def number(text: str) -> float:
        return float(text) if text.strip().casefold() not in ("", "na", "nan", "?", "null") else np.nan

    table = np.array([[number(a), number(b)] for a, b, _ in rows], dtype=np.float32)
    assert found.rows == len(rows)
    assert [column.missing for column in found.columns[:2]] == np.isnan(table).sum(axis=0).tolist()
    assert dict(found.classes) == {name: [y for *_, y in rows].count(name) for name in {y for *_, y in rows}} or (
        found.problems
    )
    if found.dataset is not None:
        used = [i for i in range(2) if found.columns[i].kind == "number"]
        whole = ~np.isnan(table[:, used]).any(axis=1)
        np.testing.assert_array_equal(found.dataset.train.x, table[whole][:, used])
        assert classes(found) == [y for (*_, y), kept in zip(rows, whole, strict=True) if kept]


def test_that_a_large_table_agrees_with_loadtxt(tmp_path: Path) -> None:
    table = np.random.default_rng(0).normal(size=(6_000, 7))
    path = tmp_path / "large.csv"
    np.savetxt(path, table, delimiter=",", fmt="%.7g")
    found = read(path, task="values")
    expected = np.loadtxt(path, delimiter=",")
    np.testing.assert_array_equal(values(found), expected[:, :-1].astype(np.float32))
    targets = rows_of(found).targets
    assert targets is not None
    np.testing.assert_array_equal(targets, expected[:, -1:].astype(np.float32))
    means = [column.mean for column in found.columns]
    np.testing.assert_allclose(np.array(means, dtype=float), expected.mean(axis=0), atol=1e-12)


def test_that_a_text_far_down_in_a_column_of_numbers_makes_it_one_of_texts(tmp_path: Path) -> None:
    lines = [f"{row % 3},{row % 2},{'ab'[row % 2]}" for row in range(40_000)]
    lines[30_000] = "odd,1,b"
    found = read(write(tmp_path, "few,x,y\n" + "\n".join(lines) + "\n"))
    assert [column.kind for column in found.columns] == ["categories", "number", "label"]
    assert found.columns[0].distinct == 4 and found.rows == 40_000
    np.testing.assert_array_equal(values(found)[:3], [[1, 0, 0, 0, 0], [0, 1, 0, 0, 1], [0, 0, 1, 0, 0]])


def test_that_a_few_texts_become_inputs_of_their_own_and_many_are_left_out(tmp_path: Path) -> None:
    rows = "".join(f"{'red' if row % 2 else 'blue'},name {row},{row % 5},{'ab'[row % 2]}\n" for row in range(20))
    found = read(write(tmp_path, f"colour,who,n,y\n{rows}"))
    assert [column.kind for column in found.columns] == ["categories", "text", "number", "label"]
    np.testing.assert_array_equal(values(found)[:2], [[1, 0, 0], [0, 1, 1]])
    assert "colour becomes 2 inputs, one for each of its texts." in found.remarks
    assert any(remark.startswith("who holds more than 12 different texts") for remark in found.remarks)


MISSING = "a,b,c,y\n1,2,red,u\n,4,blue,v\n3,NA,?,u\n5,8,red,\n7,6,blue,v\n"


def test_that_rows_with_missing_values_are_left_out_and_counted_by_column(tmp_path: Path) -> None:
    found = read(write(tmp_path, MISSING))
    np.testing.assert_array_equal(values(found), [[1, 2, 0, 1], [7, 6, 1, 0]])
    assert [column.missing for column in found.columns] == [1, 1, 1, 1]
    assert "Missing values in 4 columns: a 1, b 1, c 1 and y 1." in found.remarks
    assert "2 rows with missing values are left out." in found.remarks


def test_that_missing_values_become_the_mean_of_the_training_rows(tmp_path: Path) -> None:
    found = read(write(tmp_path, MISSING), missing="mean")
    # Without the row that has no label: a has 1, 3, 7, b has 2, 4, 6, and one of three known colours is red.
    expected = [[1, 2, 0, 1], [11 / 3, 4, 1, 0], [3, 4, 2 / 3, 1 / 3], [7, 6, 1, 0]]
    np.testing.assert_allclose(values(found), expected, rtol=1e-6)
    rows = "".join(f"{'' if row % 10 == 0 else row},{row},{'ab'[row % 2]}\n" for row in range(200))
    apart = read(write(tmp_path, f"x,z,y\n{rows}"), missing="mean", validation_share=0.3, test_share=0.2).dataset
    assert apart is not None and apart.validation is not None
    known = apart.train.x[apart.train.x[:, 1] % 10 != 0, 0]
    filled = apart.validation.x[apart.validation.x[:, 1] % 10 == 0, 0]
    assert len(filled) and np.allclose(filled, known.mean(), rtol=1e-6)


def test_that_constant_empty_and_numbering_columns_are_named_and_left_out(tmp_path: Path) -> None:
    rows = "".join(f"{row},7,,{row / 3:.3f},{'ab'[row % 2]}\n" for row in range(12))
    found = read(write(tmp_path, f"id,same,empty,x,y\n{rows}"))
    assert [column.kind for column in found.columns] == ["left out", "left out", "left out", "number", "label"]
    assert found.columns[1].is_constant and found.columns[2].missing == 12
    assert "same and empty never change and are left out." in found.remarks
    assert "id only numbers the rows: left out." in found.remarks


def test_that_a_column_can_be_left_out_on_wish(tmp_path: Path) -> None:
    found = read(write(tmp_path, IRIS), left_out=("width",))
    assert values(found).shape == (4, 1) and found.columns[1].kind == "left out"


def test_that_classes_that_are_numbers_stand_in_their_order_however_they_are_written(tmp_path: Path) -> None:
    found = read(write(tmp_path, "x,label\n1,10\n2,9\n3,9.0\n4,-1\n5,010\n"), task="classes")
    assert found.classes == (("-1", 1), ("9", 2), ("10", 2)) and classes(found) == ["10", "9", "9", "-1", "10"]


def test_that_images_are_found_in_columns_of_pixels(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 784))
    header = "label," + ",".join(f"pixel{i}" for i in range(784))
    rows = "\n".join(f"{i % 3}," + ",".join(map(str, row)) for i, row in enumerate(pixels.tolist()))
    found = read(write(tmp_path, f"{header}\n{rows}\n"))
    assert found.settings.label == "label" and found.image_shape == (28, 28)
    assert values(found).dtype == np.uint8 and found.dataset is not None and found.dataset.value_range == 255.0
    np.testing.assert_array_equal(values(found), pixels)
    assert found.sample_images is not None and found.sample_images.shape == (24, 28, 28)


def test_that_numbers_too_large_for_float32_count_as_missing(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a,b,y\n1,2,u\n1e39,3,v\n-inf,4,u\n2,5,v\n"))
    assert found.columns[0].missing == 2 and values(found).tolist() == [[1, 2], [2, 5]]


def test_that_shares_give_the_same_rows_every_time(tmp_path: Path) -> None:
    rows = "".join(f"{row},{'ab'[row % 2]}\n" for row in range(200))
    path = write(tmp_path, f"x,y\n{rows}")
    one, other = (read(path, validation_share=0.2, test_share=0.1).dataset for _ in range(2))
    assert one is not None and other is not None and one.fingerprint() == other.fingerprint()
    assert {name: split.rows for name, split in one.splits()} == {"train": 140, "validation": 40, "test": 20}
    assert sorted(np.concatenate([split.x[:, 0] for _, split in one.splits()]).tolist()) == list(range(200))


def test_that_a_class_without_training_rows_is_named(tmp_path: Path) -> None:
    rows = "".join(f"{row},{'rare' if row == 0 else 'ab'[row % 2]}\n" for row in range(40))
    path = write(tmp_path, f"x,y\n{rows}")
    for share in (0.3, 0.6, 0.9):
        found = read(path, test_share=share)
        assert found.dataset is not None and found.dataset.train.labels is not None
        is_learnt = found.dataset.class_names.index("rare") in found.dataset.train.labels
        assert is_learnt or "No training row belongs to rare, which cannot be learnt." in found.remarks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (IRIS, False),
        ("x,z,target\n1.5,2,1\n2,1,2\n3,7,4\n", False),
        ("x,z,w\n1.5,2,1\n2,1,2\n3,7,4\n", True),
        ("x,z,w\n1.5,a,d\n2,b,e\n3,b,d\n", True),
    ],
)
def test_that_a_column_taken_for_the_answer_by_its_place_alone_is_asked_about(
    text: str, asks: bool, tmp_path: Path
) -> None:
    remarks = read(write(tmp_path, text)).remarks
    assert any("Is it to be predicted?" in remark for remark in remarks) == asks


@pytest.mark.parametrize(
    ("text", "changes", "sentence"),
    [
        (IRIS, {"label": "kind"}, "no column 'kind'"),
        (IRIS, {"label": ""}, "No column of own.csv is taken for the answer: choose"),
        (IRIS, {"task": "values"}, "species holds texts, .* learn classes"),
        (IRIS, {"label": "length", "task": "values", "left_out": ("width", "species")}, "no column of numbers"),
        ("x,y\n1,a\n2,a\n", {}, "a single class"),
        ("x,y\n", {}, "holds no rows"),
        ("x,y\n1,a\n", {}, "holds a single row, too few to learn from"),
        ("x,y\n1,2\n2,2\n3,2\n", {"task": "values"}, "y never changes"),
        ("x,y\n,a\n,b\n", {}, "no column of numbers"),
        ("x,z,y\n,1,a\n,2,b\n3,,a\n4,,b\n", {}, "no whole row to learn from"),
        ("x,y\n", {"label": "y", "header": True}, "holds no rows"),
        ("x,y\n" + "".join(f"{i},c{i}\n" for i in range(1_001)), {}, "more than 1,000 different values"),
    ],
)
def test_that_what_forbids_the_use_is_a_problem_in_words(
    text: str, changes: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    found = read(write(tmp_path, text), **changes)
    assert found.dataset is None and re.search(sentence, found.problems[0]), found.problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n3\n", "1 fields in row 2 and 2 in the first"),
        (b'a,b\n1,"2\n3,4\n', "ends within a quoted field"),
        (b"a,b\n" + b"1" * 5_000_000, "a line of more than"),
        (b"a,b\n1,2\n" * 9_000 + b"\0,1\n", "no text"),
        (b"a,b\n1,2\n" * 9_000 + b"\xff,1\n", "no UTF-8"),
        (b",".join([b"1"] * 100_001) + b"\n", "at most 100,000 are read"),
    ],
)
def test_that_what_is_no_table_is_refused_in_words(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=sentence):
        survey(OwnDataSpec(str(write(tmp_path, content)), label="b"))


def test_that_reading_tells_how_far_it_is_and_can_be_ended(tmp_path: Path) -> None:
    path = write(tmp_path, "x,y\n" + "".join(f"{row},{'ab'[row % 2]}\n" for row in range(60_000)))
    settings, told = OwnDataSpec(str(path), label="y"), []
    survey(settings, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[-1][0] == told[-1][1] == path.stat().st_size and len(told) > 3
    calls: list[int] = []
    with pytest.raises(Cancelled):
        survey(settings, progress=lambda done, total: calls.append(done), cancelled=lambda: len(calls) == 2)
    assert len(calls) == 2
