"""What a report tells of the place where the program runs, and what it does not."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from gui.versions import ROOT, without_names


def test_that_the_home_folder_is_not_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "Ada Lovelace"
    monkeypatch.setattr(Path, "home", lambda: home)

    assert without_names(f"{home / 'my data' / 'notes.csv'}, {home}, {home}2/x") == "…/notes.csv, ~, …/x"
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert without_names("/usr/bin") == "…/bin"


def test_that_of_the_program_and_of_packages_it_is_told_where_it_failed() -> None:
    packages = Path(sysconfig.get_paths()["purelib"])
    library = Path(sysconfig.get_paths()["stdlib"])
    text = f'File "{ROOT / "gui" / "app.py"}", "{packages / "numpy" / "core.py"}", "{library / "json" / "decoder.py"}"'

    assert without_names(text).replace("\\", "/") == 'File "gui/app.py", "numpy/core.py", "json/decoder.py"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("No such file: '/media/anna/my data/x y.csv'", "No such file: '…/x y.csv'"),
        ('"/media/o\'brien/x.csv"', '"…/x.csv"'),
        ("PosixPath('/media/anna/x'), path=/media/anna/z.csv", "PosixPath('…/x'), path=…/z.csv"),
        ("/media/anna/my data/x.csv could not be read: gone", "…/x.csv could not be read: gone"),
        ("/home/anna, '/home/Anna Karenina', /home/anna/x.csv", "~, '~', …/x.csv"),
        ("file:///media/anna/x.csv", "…/x.csv"),
        (r"'C:\\Users\\Anna Karenina\\my data\\x.csv'", "'…/x.csv'"),
        (r"C:\Users\Anna Karenina\x.csv: bad", "…/x.csv: bad"),
        (r"\\server\secret\x.csv", "…/x.csv"),
        (r"C:\Users\anna", "~"),
        (
            "https://docs.python.org/3/x a/b 1 / 2 x // y </b> ~~~/",
            "https://docs.python.org/3/x a/b 1 / 2 x // y </b> ~~~/",
        ),
    ],
)
def test_that_of_any_other_path_only_the_last_part_is_told(text: str, told: str) -> None:
    assert without_names(text) == told
