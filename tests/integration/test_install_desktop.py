"""The desktop's entry, icon and file type: what is written, what it means, and that it all goes again."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.bundled import BUNDLED_MODEL
from tests.helpers.sources import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a script of sh")

INSTALLED = {
    "applications/backprop-studio.desktop",
    "icons/hicolor/scalable/apps/backprop-studio.svg",
    "mime/packages/backprop-studio.xml",
}
# Says what it was started with.
PYTHON = '#!/bin/sh\nprintf "%s\\n" "$@" >"$LAUNCHED"\n'


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(params=["plain", "a b", "it's $5 & `odd`", 'back\\slash "quoted"', "50 %|100 %"])
def checkout(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of what the script needs, in a folder with a name of any kind."""
    return _checkout(tmp_path / request.param)


@pytest.fixture
def plain_checkout(tmp_path: Path) -> Path:
    return _checkout(tmp_path / "check out")


def _checkout(folder: Path) -> Path:
    for name in (".ci", "resources/desktop", "resources/icons"):
        shutil.copytree(ROOT / name, folder / name)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    return folder


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*backprop*") if path.is_file()}


def entry_of(share: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(share / "applications" / "backprop-studio.desktop", encoding="utf-8")
    return dict(parser["Desktop Entry"])


def arguments_of(command: str) -> list[str]:
    """The arguments of an Exec line, by the rules of the Desktop Entry Specification."""
    text = re.sub(r"\\(.)", r"\1", command)
    found = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', text)
    return [re.sub(r'\\(["`$\\])', r"\1", quoted).replace("%%", "%") if quoted else bare for quoted, bare in found]


def test_that_the_entry_starts_this_checkout_whatever_its_folder_is_called(checkout: Path, user_folders: Path) -> None:
    result = run("sh", str(checkout / ".ci" / "desktop"), "install")
    share = user_folders / "share"
    entry = entry_of(share)

    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\n") == 1
    assert files_in(share) >= INSTALLED
    python = checkout / ".venv" / "bin" / "python"
    assert arguments_of(entry["Exec"]) == [str(python), str(checkout / "main.py"), "%f"]
    assert re.sub(r"\\(.)", r"\1", entry["TryExec"]) == str(python)
    assert entry["MimeType"] == "application/x-backprop-studio;"


def test_that_it_goes_where_data_are_kept_where_nothing_else_is_said(plain_checkout: Path, tmp_path: Path) -> None:
    home = tmp_path / "home of somebody"
    home.mkdir()
    run("sh", str(plain_checkout / ".ci" / "desktop"), "install", HOME=str(home), XDG_DATA_HOME="")

    assert files_in(home / ".local" / "share") >= INSTALLED


def test_that_uninstalling_takes_away_what_was_installed_and_nothing_else(
    plain_checkout: Path, user_folders: Path
) -> None:
    script, share = str(plain_checkout / ".ci" / "desktop"), user_folders / "share"
    others = [share / "applications" / "other.desktop", user_folders / "config" / "mimeapps.list"]
    others[0].parent.mkdir(parents=True)
    others[0].write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\n")
    others[1].write_text("[Default Applications]\ntext/plain=other.desktop\n")
    run("sh", script, "install")
    result = run("sh", script, "uninstall")

    assert result.returncode == 0, result.stderr
    assert files_in(share) == set()
    assert others[0].exists()
    assert "backprop" not in others[1].read_text()
    assert "text/plain=other.desktop" in others[1].read_text()
    # Once more: there is nothing left to take away.
    assert run("sh", script, "uninstall").returncode == 0


def test_that_a_network_of_this_program_is_told_from_tensors_of_others(
    plain_checkout: Path, user_folders: Path, tmp_path: Path
) -> None:
    pytest.importorskip("PySide6")
    from safetensors.numpy import save_file

    run("sh", str(plain_checkout / ".ci" / "desktop"), "install")
    save_file({"a": np.zeros(3)}, tmp_path / "foreign.safetensors")
    (tmp_path / "shared.json").write_text("{}")
    # In a process of its own: Qt reads the types once.
    program = (
        "import sys; from PySide6.QtCore import QMimeDatabase; base = QMimeDatabase()\n"
        "print(*(base.mimeTypeForFile(name).name() for name in sys.argv[1:]))"
    )
    names = [str(BUNDLED_MODEL), str(tmp_path / "foreign.safetensors"), str(tmp_path / "shared.json")]
    kinds = run(sys.executable, "-c", program, *names).stdout.split()

    assert kinds == ["application/x-backprop-studio", "application/octet-stream", "application/json"]


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-validate")
def test_that_the_entry_is_valid(checkout: Path, user_folders: Path) -> None:
    run("sh", str(checkout / ".ci" / "desktop"), "install")
    result = run("desktop-file-validate", str(user_folders / "share" / "applications" / "backprop-studio.desktop"))

    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
@pytest.mark.parametrize(
    ("there", "words"),
    [
        (("update-mime-database", "update-desktop-database"), ", and a double click opens its networks:"),
        (("update-mime-database",), "; a double click would need desktop-file-utils as well:"),
        ((), "; a double click would need shared-mime-info and desktop-file-utils as well:"),
    ],
)
def test_that_only_what_is_missing_is_named(
    plain_checkout: Path, tmp_path: Path, there: tuple[str, ...], words: str
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "mkdir", "sed", "cp", "rm"):
        (tools / name).symlink_to(str(shutil.which(name)))
    for name in there:
        (tools / name).symlink_to(str(shutil.which("true")))
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share"), "XDG_CONFIG_HOME": str(tmp_path)}
    done = run(str(shutil.which("sh")), str(plain_checkout / ".ci" / "desktop"), "install", PATH=str(tools), **home)
    assert done.returncode == 0, done.stderr
    assert f"is in the menu{words}" in done.stdout


def test_that_make_names_both_targets() -> None:
    lines = run("make", "--no-print-directory", "-C", str(ROOT), "help").stdout.splitlines()
    names = [line.split()[1] for line in lines]

    assert "install-desktop" in names
    assert "uninstall-desktop" in names


def test_that_another_word_is_refused(plain_checkout: Path) -> None:
    result = run("sh", str(plain_checkout / ".ci" / "desktop"), "nonsense")

    assert result.returncode == 2
    assert result.stderr.startswith("usage: ")
