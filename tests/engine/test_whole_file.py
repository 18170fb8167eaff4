from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from engine.errors import FileFormatError
from engine.whole_file import write_whole


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "net"
    path.write_bytes(b"before")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_that_what_was_there_is_kept_beside_it(place: Path) -> None:
    backup = place.with_name("old")
    write_whole(place, b"second", backup=backup)
    write_whole(place, b"third", backup=backup)

    assert (place.read_bytes(), backup.read_bytes()) == (b"third", b"second")
    assert names(place.parent) == ["net", "old"]


def test_that_a_new_file_has_no_backup(tmp_path: Path) -> None:
    write_whole(tmp_path / "net", b"first", backup=tmp_path / "old")

    assert names(tmp_path) == ["net"]


def test_that_a_file_system_without_links_keeps_a_copy(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_whole(place, b"second", backup=place.with_name("old"))

    assert place.with_name("old").read_bytes() == b"before"
    assert names(place.parent) == ["net", "old"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_that_a_full_disk_leaves_file_and_backup_as_they_were(
    step: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(place, b"second", backup=place.with_name("old"))

    def fail(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(FileFormatError, match="No space left"):
        write_whole(place, b"third", backup=place.with_name("old"))

    assert (place.read_bytes(), place.with_name("old").read_bytes()) == (b"second", b"before")
    assert names(place.parent) == ["net", "old"]


def test_that_a_check_that_fails_keeps_the_new_file_from_its_place(place: Path) -> None:
    def refuse(written: Path) -> None:
        assert written.read_bytes() == b"second"
        raise FileFormatError("It is not what was written.")

    with pytest.raises(FileFormatError, match="not what was written"):
        write_whole(place, b"second", refuse, backup=place.with_name("old"))

    assert place.read_bytes() == b"before"
    assert names(place.parent) == ["net"]


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_that_a_link_goes_on_leading_to_the_file(place: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(place)
    write_whole(link, b"second")

    assert link.is_symlink()
    assert place.read_bytes() == b"second"


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
def test_that_a_file_keeps_who_may_read_it(place: Path) -> None:
    place.chmod(0o640)
    write_whole(place, b"second")

    assert place.stat().st_mode & 0o777 == 0o640


def test_that_parts_of_programs_that_were_killed_are_cleared_away(place: Path) -> None:
    for name, age in ((".net.0a1b2c3d.part", 7200), (".net.ffffffff.part", 0), (".other.00000000.part", 7200)):
        part = place.with_name(name)
        part.write_bytes(b"half")
        moment = part.stat().st_mtime - age
        os.utime(part, (moment, moment))
    write_whole(place, b"second")

    assert names(place.parent) == [".net.ffffffff.part", ".other.00000000.part", "net"]


@pytest.mark.skipif(os.name != "posix", reason="folders are not written through elsewhere")
def test_that_a_folder_that_cannot_be_written_through_does_not_call_a_saved_file_unsaved(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def fail_on_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_on_folders)
    write_whole(place, b"second")

    assert place.read_bytes() == b"second" and names(place.parent) == ["net"]
