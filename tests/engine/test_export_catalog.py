"""The table of kinds, and what every kind says where it cannot be written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError, FileFormatError
from engine.export import EXPORTS, ExportKind, export, find_kind, is_installed
from engine.persistence import load
from tests.helpers.exports import DATA, trained
from tests.helpers.small_runs import bits

KINDS = pytest.mark.parametrize("kind", EXPORTS.values(), ids=list(EXPORTS))


def test_that_the_kinds_are_known_by_name() -> None:
    assert {name: kind.name for name, kind in EXPORTS.items()} == {name: name for name in EXPORTS}
    assert list(EXPORTS) == ["onnx", "numpy", "tensorboard", "csv", "weights", "dataset", "network"]


def test_that_an_unknown_kind_is_a_sentence_with_the_nearest_name() -> None:
    with pytest.raises(EngineError, match="exported as 'onxn'; did you mean 'onnx'"):
        find_kind("onxn")


def test_that_no_two_kinds_come_to_the_same_file_nor_to_the_network_itself() -> None:
    file = Path("folder/net.safetensors")
    places = [place for kind in EXPORTS.values() for place in kind.paths(kind.default_path(file))]
    assert len(set(places)) == len(places) and file not in places
    assert {place.parent for place in places} == {file.parent}


@KINDS
def test_that_a_kind_writes_the_files_it_names_and_writes_over_them(kind: ExportKind, tmp_path: Path) -> None:
    if not is_installed(kind.package):
        pytest.skip(f"{kind.package} is not installed")
    path = kind.default_path(tmp_path / "net.safetensors")
    for _ in range(2):
        files = export(kind.name, trained(), DATA, path)
        assert all(file.is_file() for file in files)
        if kind.suffix:
            assert files == kind.paths(path) and sorted(tmp_path.iterdir()) == sorted(files)
        else:
            assert {file.parent for file in files} == {path}


@pytest.mark.parametrize("kind", [kind for kind in EXPORTS.values() if kind.package], ids=lambda kind: kind.name)
def test_that_a_missing_package_is_a_sentence_with_the_line_that_helps(
    kind: ExportKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, kind.package, None)
    assert not is_installed(kind.package)
    with pytest.raises(EngineError, match=f"package {kind.package}: python -m pip install {kind.package}"):
        export(kind.name, trained(), DATA, tmp_path / f"net{kind.suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [kind for kind in EXPORTS.values() if kind.suffix], ids=lambda kind: kind.name)
def test_that_a_place_where_no_file_can_be_is_a_sentence(kind: ExportKind, tmp_path: Path) -> None:
    if not is_installed(kind.package):
        pytest.skip(f"{kind.package} is not installed")
    with pytest.raises(FileFormatError, match="is a folder: name a file in it"):
        export(kind.name, trained(), DATA, tmp_path)
    with pytest.raises(FileFormatError, match=r"There is no folder .*missing"):
        export(kind.name, trained(), DATA, tmp_path / "missing" / f"net{kind.suffix}")
    with pytest.raises(FileFormatError, match="File name too long"):
        export(kind.name, trained(), DATA, tmp_path / ("n" * 300 + kind.suffix))
    assert list(tmp_path.iterdir()) == []


@KINDS
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_that_a_read_only_folder_is_a_sentence_and_nothing_stays(kind: ExportKind, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(FileFormatError, match="Permission denied"):
        export(kind.name, trained(), DATA, folder / f"net{kind.suffix}")
    assert list(folder.iterdir()) == []


def test_that_the_network_alone_is_the_network_without_its_training(tmp_path: Path) -> None:
    path = tmp_path / "network.safetensors"
    export("network", trained(), None, path)
    found = load(path)
    assert not found.has_training and not found.slots
    assert bits(found.snapshot.parameters) == bits(trained().snapshot.parameters)
