"""`list`: the experiments there are."""

from __future__ import annotations

import argparse
from typing import Any

from engine.cli.common import add_json_option, report
from engine.experiments import EXPERIMENTS


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("list", help="name the experiments", description="Name the experiments.")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print name, title and summary of each experiment; with --json the whole specs."""
    found = [
        {"name": e.name, "title": e.title, "summary": e.summary, "spec": e.spec.to_json()} for e in EXPERIMENTS.values()
    ]
    width = max(len(name) for name in EXPERIMENTS)
    lines = [f"{e.name:<{width}}  {e.summary}" for e in EXPERIMENTS.values()]
    report({"experiments": found}, as_json=options.json, lines=lines)
    return 0
