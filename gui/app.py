"""Starts the program: arguments, the application, its window, and how all of it ends."""

from __future__ import annotations

import argparse
import faulthandler
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gui import preflight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

DONE, BAD_INPUT = 0, 2
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
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a saved network to open")
    parser.add_argument("--experiment", metavar="NAME", help="the experiment to begin with")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
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
        0 when its window was closed, 2 for bad arguments or where no window can open, 128 + N where signal N ended it.
    """
    if "-h" in arguments or "--help" in arguments:
        parse(arguments)
    problem = preflight.problem()
    if problem is not None:
        sys.stderr.write(problem + "\n")
        return BAD_INPUT
    from PySide6.QtWidgets import QApplication

    from engine.errors import EngineError
    from gui.signals import SignalWatch

    faulthandler.enable()
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("backprop-studio")
    application.setApplicationDisplayName("Backprop Studio")
    try:
        window = create_window(arguments)
    except EngineError as error:
        sys.stderr.write(f"main.py: {error}\n")
        return BAD_INPUT
    watch = SignalWatch(window)
    window.show()
    code = watch.exit_code(application.exec())
    watch.stop()
    return code
