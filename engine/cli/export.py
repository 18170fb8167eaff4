"""`export`: a saved network as a file of another format."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.cli.common import add_data_option, add_json_option, add_own_option, dataset_of, report, with_own
from engine.errors import EngineError
from engine.export import EXPORTS, ExportKind, export, find_kind
from engine.persistence import load
from engine.whole_file import is_same_file


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    kinds = "\n".join(f"  {kind.name:<12} {_description(kind)}" for kind in EXPORTS.values())
    parser = commands.add_parser(
        "export",
        help="write a saved network, its curves or its data for other programs",
        description="Write a saved network, its curves or its data for other programs.",
        epilog=f"kinds:\n{kinds}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that train --out or the window saved")
    parser.add_argument("--to", required=True, metavar="KIND", help=f"one of {', '.join(EXPORTS)}")
    parser.add_argument(
        "--out", type=Path, metavar="PATH", help="the file or folder to write (default: beside FILE, named after it)"
    )
    add_data_option(parser)
    add_own_option(parser)
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files and name them."""
    kind = find_kind(options.to)
    path = kind.named(options.out) if options.out else kind.default_path(options.file)
    for place in kind.paths(path):
        if is_same_file(place, options.file):
            raise EngineError(f"{place} is the network itself: name another file with --out.")
    checkpoint = load(options.file)
    checkpoint = replace(checkpoint, spec=with_own(checkpoint.spec, options.own))
    dataset = dataset_of(checkpoint.spec, options.data) if kind.needs_data else None
    files = [str(file) for file in export(kind.name, checkpoint, dataset, path)]
    report({"kind": kind.name, "files": files}, as_json=options.json, lines=files)
    return 0


def _description(kind: ExportKind) -> str:
    names = [f"NAME{kind.tail}{kind.suffix or '/'}", *([f"NAME{kind.beside}"] if kind.beside else [])]
    return f"{kind.title} ({', '.join(names)})"
