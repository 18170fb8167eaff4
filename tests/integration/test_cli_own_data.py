"""`train` with a file of somebody's own data in the place of an experiment's name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import FileFormatError
from engine.persistence import load, save
from tests.helpers.commands import Here, last_json
from tests.helpers.own_files import write


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two classes that one number tells apart, a number of each row, and a value."""
    rows = "".join(f"{row},{row % 2 + row / 500:.3f},{row % 7 / 3:.3f},{'ab'[row % 2]}\n" for row in range(100))
    return write(tmp_path, f"id,size,weight,kind\n{rows}", "mine.csv")


def test_that_a_table_is_trained_on_and_evaluated_from_the_saved_file(here: Here, table: Path, tmp_path: Path) -> None:
    file = tmp_path / "net.safetensors"
    code, out, err = here(
        "train", table, "--epochs", "60", "--set", "training.optimizer=adamw", "--out", file, "--json"
    )
    assert code == 0 and "id only numbers the rows: left out." in err
    assert last_json(out)["experiment"] == "mine" and last_json(out)["test_accuracy"] == 1.0
    spec = load(file).spec
    assert (spec.network.sizes, spec.training.optimizer) == ((2, 32, 16, 2), "adamw")
    code, out, _ = here("evaluate", file, "--json")
    assert code == 0 and last_json(out)["accuracy"] == 1.0


def test_that_the_label_can_be_chosen_and_its_task_follows(here: Here, table: Path) -> None:
    code, out, _ = here("train", table, "--epochs", "2", "--set", "own.label=weight", "--json")
    assert code == 0 and last_json(out)["test_accuracy"] is None and last_json(out)["test_loss"] > 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set", "own.label=nothing"], "has no column 'nothing'"),
        (["--set", "own.task=guess"], "no task 'guess'"),
        (["--set", "own.labl=kind"], "did you mean 'label'"),
        (["--set", "network.inputs=3"], "set its inputs to 2"),
    ],
)
def test_that_what_does_not_fit_is_one_line(here: Here, table: Path, arguments: list[str], sentence: str) -> None:
    code, _, err = here("train", table, *arguments)
    assert code == 2 and sentence in err.splitlines()[-1]


def test_that_the_data_are_never_written_over(here: Here, table: Path, tmp_path: Path) -> None:
    before, file = table.read_bytes(), tmp_path / "mine.safetensors"
    (tmp_path / "link").symlink_to(table)
    for place in (table, tmp_path / "link"):
        code, out, err = here("train", table, "--epochs", "1", "--out", place)
        assert (code, out) == (2, "") and "holds the data to learn from: name another file" in err
    assert here("train", table, "--epochs", "1", "--out", file)[0] == 0
    for kind in ("csv", "weights", "network"):
        code, _, err = here("export", file, "--to", kind, "--out", table)
        assert code == 2 and "holds the data that the network learnt from" in err
    # Without --out the curves would be called as the data are.
    assert here("export", file, "--to", "csv")[0] == 2
    with pytest.raises(FileFormatError, match="holds the data that the network learns from"):
        save(load(file), table)
    assert table.read_bytes() == before


def test_that_data_beside_the_script_are_never_written_over(here: Here, table: Path, tmp_path: Path) -> None:
    data, file = tmp_path / "mine-data.npz", tmp_path / "mine.safetensors"
    np.savez(data, x=np.arange(40.0).reshape(20, 2), y=np.arange(20) % 2)
    before = data.read_bytes()
    assert here("train", data, "--epochs", "1", "--out", file)[0] == 0
    code, _, err = here("export", file, "--to", "numpy")
    assert code == 2 and "mine-data.npz holds the data" in err
    assert data.read_bytes() == before and not (tmp_path / "mine.py").exists()


def test_that_a_file_that_is_not_there_is_named(here: Here, tmp_path: Path) -> None:
    code, _, err = here("train", tmp_path / "gone.csv")
    assert code == 2 and "There is no gone.csv in" in err and "back" not in err


def test_that_data_that_were_moved_are_named_with_own(here: Here, table: Path, tmp_path: Path) -> None:
    file, moved, on = (tmp_path / name for name in ("net.safetensors", "moved.csv", "on.safetensors"))
    assert here("train", table, "--epochs", "2", "--out", file)[0] == 0
    table.rename(moved)
    for command in (["evaluate"], ["export", "--to", "dataset"], ["train", "--epochs", "3"]):
        code, _, err = here(command[0], file, *command[1:])
        assert code == 2 and f"{table} are not there" in err and "--own PATH" in err
        assert here(command[0], file, *command[1:], "--own", moved)[0] == 0
    assert here("train", file, "--epochs", "4", "--own", moved, "--out", on)[0] == 0
    assert here("evaluate", on)[0] == 0
    assert load(on).snapshot.epoch == 4 and load(on).spec.own.path == str(moved)


def test_that_own_is_refused_where_there_are_no_own_data(here: Here, table: Path) -> None:
    for name, sentence in (("xor", "learns from xor"), (table, "are the data themselves")):
        code, _, err = here("train", name, "--own", table)
        assert code == 2 and sentence in err


def test_that_evaluating_on_other_rows_says_so_and_training_them_says_what_to_do(
    here: Here, table: Path, tmp_path: Path
) -> None:
    file, network = tmp_path / "net.safetensors", tmp_path / "network.safetensors"
    assert here("train", table, "--epochs", "2", "--out", file)[0] == 0
    assert here("evaluate", file)[2] == ""
    table.write_text(table.read_text().replace("0.333", "0.334"))
    code, _, err = here("evaluate", file)
    assert code == 0 and err == f"The rows of mine.csv are others than those that {file} was trained on.\n"
    code, _, err = here("train", file, "--epochs", "3")
    assert code == 2 and "--to network" in err
    assert here("export", file, "--to", "network", "--out", network)[0] == 0
    code, _, err = here("train", network, "--epochs", "3")
    assert code == 0 and "without its training" in err
