from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
from collections.abc import Callable

import pytest

from gui import preflight

OnLinux = Callable[..., None]


@pytest.fixture
def on_linux(monkeypatch: pytest.MonkeyPatch) -> OnLinux:
    """Pretend to be on a Linux with these environment variables and without these libraries."""

    def pretend(*, missing: tuple[str, ...] = (), answers: bool = True, **environment: str) -> None:
        def load(name: str) -> None:
            if name in missing:
                raise OSError(f"{name}: cannot open shared object file: No such file or directory")

        for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(ctypes, "CDLL", load)
        monkeypatch.setattr(preflight, "_x_server_answers", lambda: answers)

    return pretend


def test_that_a_complete_system_has_no_problem(on_linux: OnLinux) -> None:
    on_linux(DISPLAY=":0")

    assert preflight.problem() is None
    assert preflight.missing_packages(window=True) == []


def test_that_linux_without_a_display_is_told_in_one_line(on_linux: OnLinux) -> None:
    on_linux()
    problem = preflight.problem()

    assert problem == "Backprop Studio needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def test_that_a_display_that_does_not_answer_is_named(on_linux: OnLinux) -> None:
    on_linux(DISPLAY=":77", answers=False)

    assert preflight.problem() == "Backprop Studio needs a display: DISPLAY is ':77' and does not answer."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the X library of Linux")
def test_that_a_server_that_is_not_there_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", "nowhere-at-all")

    assert preflight.display_problem() == (
        "Backprop Studio needs a display: DISPLAY is 'nowhere-at-all' and does not answer."
    )


def test_that_an_offscreen_platform_needs_no_display(on_linux: OnLinux) -> None:
    on_linux(QT_QPA_PLATFORM="offscreen", missing=("libxcb-cursor.so.0",))

    assert preflight.problem() is None


def test_that_other_systems_need_no_display_variable(on_linux: OnLinux, monkeypatch: pytest.MonkeyPatch) -> None:
    on_linux(missing=tuple(preflight.PACKAGE_OF))
    monkeypatch.setattr(sys, "platform", "darwin")

    assert preflight.problem() is None
    assert preflight.missing_packages(window=True) == []


def test_that_a_missing_library_is_answered_with_the_apt_line(on_linux: OnLinux) -> None:
    on_linux(DISPLAY=":0", missing=("libxcb-cursor.so.0", "libEGL.so.1"))
    problem = preflight.problem()

    assert problem == (
        "Qt needs system libraries that are missing (libEGL.so.1, libxcb-cursor.so.0): "
        "sudo apt-get install -y libegl1 libxcb-cursor0"
    )


def test_that_the_tests_of_a_machine_without_a_display_need_no_x11(on_linux: OnLinux) -> None:
    on_linux(missing=("libxcb-cursor.so.0", "libGL.so.1"), DISPLAY=":0")

    assert preflight.missing_packages(window=False) == ["libgl1"]


@pytest.mark.parametrize("missing", ["libxcb-cursor.so.0", "libwayland-client.so.0"])
def test_that_one_complete_platform_is_enough(on_linux: OnLinux, missing: str) -> None:
    on_linux(DISPLAY=":0", WAYLAND_DISPLAY="wayland-0", missing=(missing,))

    assert preflight.problem() is None


@pytest.mark.parametrize("name", preflight.PYTHON_PACKAGES)
def test_that_a_missing_python_package_is_named_with_the_command(
    on_linux: OnLinux, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    on_linux(DISPLAY=":0")
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda wanted: None if wanted == name else find(wanted))
    problem = preflight.problem() or ""

    assert problem.startswith(f"The Python package {name} is not installed: `make run`")
    assert "\n" not in problem


def test_that_an_unknown_missing_library_is_passed_on(on_linux: OnLinux, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError("libnew.so.1: cannot open shared object file")

    on_linux(DISPLAY=":0")
    monkeypatch.setattr(importlib, "import_module", fail)

    assert preflight.problem() == "Qt cannot be loaded: libnew.so.1: cannot open shared object file"
