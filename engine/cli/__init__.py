"""The command line of the engine: one file a command. Figures go to stdout, progress and complaints to stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from engine.cli import bench, evaluate, gradcheck, listing, predict, train
from engine.errors import EngineError

DONE, OUR_BUG, BAD_INPUT, DIVERGED, INTERRUPTED = 0, 1, 2, 3, 130


class _Parser(argparse.ArgumentParser):
    """Complains in one line, as every command does."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help.\n")


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is 0 done, 2 bad input, 3 diverged, 130 interrupted (1 is left to our bugs)."""
    parser = _Parser(
        prog="python -m engine",
        description="Train and use neural networks from bare NumPy, without a window.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (listing, train, evaluate, predict, bench, gradcheck):
        module.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except EngineError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write(f"{parser.prog}: interrupted.\n")
        return INTERRUPTED
