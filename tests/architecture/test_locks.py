"""The lock files hold versions and hashes, and leave it to pip where to fetch them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.helpers.sources import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
HASHED_LOCKS = [lock for lock in LOCKS if lock != "requirements-peers.lock"]
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?P<marker> ; [\w '<>=!.()-]+)?(?: \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def lines_of(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def versions_of(lock: str) -> dict[str, str]:
    """Return the version of each package, keyed by its name and marker."""
    pins = filter(None, map(PIN.fullmatch, lines_of(lock)))
    return {pin["name"] + (pin["marker"] or "").rstrip(): pin["version"] for pin in pins}


def test_that_every_lock_is_there() -> None:
    assert LOCKS == [
        "requirements-dev.lock",
        "requirements-engine.lock",
        "requirements-peers.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_names_no_address_and_no_folder(lock: str) -> None:
    comments = [line for line in lines_of(lock) if line.startswith("#")]
    others = [line for line in lines_of(lock) if not line.startswith("#")]

    assert [line for line in comments if "/" in line] == []
    assert [line for line in others if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


@pytest.mark.parametrize("lock", HASHED_LOCKS)
def test_that_every_pin_carries_a_hash(lock: str) -> None:
    pairs = pairwise([*lines_of(lock), ""])

    assert [line for line, after in pairs if PIN.fullmatch(line) and not HASH.fullmatch(after)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_that_the_locks_agree_on_every_version(lock: str) -> None:
    run, other = versions_of("requirements.lock"), versions_of(lock)
    shared = run.keys() & other.keys()

    assert "pillow" in shared
    assert {name: other[name] for name in shared} == {name: run[name] for name in shared}
