"""The command line of the engine: one file a command. Figures go to stdout, progress and complaints to stderr."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from engine.cli import bench, evaluate, export, gradcheck, listing, predict, train
from engine.cli.exit_codes import BAD_INPUT, DONE, INTERRUPTED
from engine.errors import EngineError


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
    for module in (listing, train, evaluate, predict, export, bench, gradcheck):
        module.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except EngineError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write(f"{parser.prog}: interrupted.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough (`| head`). Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
