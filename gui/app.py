"""Starts the program: arguments, the application, its window, and how all of it ends."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gui import preflight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from gui.error_hooks import ErrorHooks

log = logging.getLogger(__name__)

DONE, OUR_BUG, BAD_INPUT = 0, 1, 2
# Python hands its lock over at least so often: with the usual 5 ms a pen waits for training, and training, between two
# of its matrix products, for whatever is being painted.
SWITCH_SECONDS = 0.0001


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that whoever makes a window decides what bad input does."""

    def error(self, message: str) -> NoReturn:
        from engine.errors import EngineError

        # One line, however narrow the terminal is.
        raise EngineError(f"{message}. {' '.join(self.format_usage().split())}")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments of the program.

    Raises:
        EngineError: They are not understood.
    """
    parser = _Parser(prog="main.py", description="Design a neural network, train it live, and draw digits for it.")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a network, experiment, picture or data")
    parser.add_argument("--experiment", metavar="NAME", help="the experiment to begin with")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
    parser.add_argument("--self-check", action="store_true", help="say whether all is in order here, without a window")
    return parser.parse_args(list(arguments))


def create_window(arguments: Sequence[str]) -> QMainWindow:
    """The main window, ready to be shown; the caller owns the QApplication and its event loop.

    Args:
        arguments: As on the command line, without the program's name.

    Raises:
        EngineError: The arguments are not understood, or name an experiment there is not.
    """
    from gui.studio import Studio

    return Studio(parse(arguments)).window


def main(arguments: Sequence[str]) -> int:
    """Run the program.

    Returns:
        0 when its window was closed, 1 where it failed by its own fault, 2 for bad arguments or where no window can
        open, 128 + N where signal N ended it.
    """
    if "-h" in arguments or "--help" in arguments:
        parse(arguments)
    if "--self-check" in arguments:
        return _check(arguments)
    problem = preflight.problem()
    if problem is not None:
        sys.stderr.write(problem + "\n")
        return BAD_INPUT
    from gui.error_hooks import ErrorHooks
    from gui.log_file import LogFile

    log_file, hooks = LogFile(), ErrorHooks()
    try:
        return _run(arguments, hooks)
    except Exception:
        where = f"; the log is {log_file.path}" if log_file.is_open else ""
        log.critical("main.py: something in the program went wrong%s", where, exc_info=True)
        return OUR_BUG
    finally:
        hooks.restore()
        log_file.close()


def _run(arguments: Sequence[str], hooks: ErrorHooks) -> int:
    """Run the window from the first look to the last."""
    from PySide6.QtWidgets import QApplication

    from engine.errors import EngineError
    from gui.errors import ErrorDesk
    from gui.memory import share_arenas
    from gui.signals import SignalWatch
    from gui.versions import program_version

    share_arenas()
    log.info("Backprop Studio %s on Python %s, %s", program_version(), sys.version.split()[0], sys.platform)
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("backprop-studio")
    application.setApplicationDisplayName("Backprop Studio")
    application.setDesktopFileName("backprop-studio")
    try:
        window = create_window(arguments)
    except EngineError as error:
        sys.stderr.write(f"main.py: {error}\n")
        return BAD_INPUT
    desk = window.findChild(ErrorDesk)
    hooks.set_report(desk.report if desk is not None else None)
    watch = SignalWatch(window)
    window.show()
    code = watch.exit_code(application.exec())
    hooks.set_report(None)
    watch.stop()
    log.info("Ended with exit code %d", code)
    return code


def _check(arguments: Sequence[str]) -> int:
    """Say whether all is in order; needs no display, and no Qt."""
    from engine.errors import EngineError
    from gui.self_check import self_check

    try:
        options = parse(arguments)
    except EngineError as error:
        sys.stderr.write(f"main.py: {error}\n")
        return BAD_INPUT
    return DONE if self_check(options.data) else OUR_BUG
