"""`gradcheck`: compare the gradients of backpropagation with measured ones."""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.cli.common import add_json_option, report
from engine.cli.exit_codes import OUR_BUG
from engine.errors import EngineError
from engine.experiments import EXPERIMENTS, find_experiment
from engine.gradcheck import check_gradients
from engine.losses import LOSSES, REDUCTIONS
from engine.spec import ExperimentSpec, LayerSpec, LossSpec, NetworkSpec

LIMIT = 1e-6


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "gradcheck",
        help="check every gradient numerically",
        description="Compare the gradients of backpropagation with central differences, in float64.",
    )
    parser.add_argument(
        "spec",
        nargs="?",
        metavar="SPEC",
        help="an experiment's name or a JSON file of one (default: every activation, loss, reduction and bias)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the seed of weights and rows")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the greatest error of each network; exit code 1 if one is too great."""
    if options.seed < 0:
        raise EngineError("--seed must be at least 0.")
    specs = _every_combination() if options.spec is None else {options.spec: _find(options.spec).network}
    checks = {name: check_gradients(spec, rng=np.random.default_rng(options.seed)) for name, spec in specs.items()}
    worst = max(check.worst for check in checks.values())
    entries = sum(check.entries for check in checks.values())
    if options.spec is None:
        lines = [f"  {check.worst:.1e}  {name}" for name, check in checks.items()]
    else:
        lines = [f"  {error:.1e}  {name}" for name, error in checks[options.spec].errors.items()]
    verdict = "all right" if worst < LIMIT else f"wrong: an error is not below {LIMIT:g}"
    lines.append(f"{len(checks)} networks, {entries:,} derivatives, greatest relative error {worst:.1e}: {verdict}")
    values = {
        "worst": worst,
        "entries": entries,
        "limit": LIMIT,
        "errors": {name: check.errors for name, check in checks.items()},
    }
    report(values, as_json=options.json, lines=lines)
    return 0 if worst < LIMIT else OUR_BUG


def _every_combination() -> dict[str, NetworkSpec]:
    specs = {}
    for activation, loss, reduction, bias in itertools.product(ACTIVATIONS, LOSSES, REDUCTIONS, (True, False)):
        last = "identity" if LOSSES[loss].needs_identity else activation
        layers = (
            LayerSpec(4, activation, bias=bias),
            LayerSpec(3, activation, bias=bias),
            LayerSpec(3, last, bias=bias),
        )
        name = f"{activation}, {loss}, {reduction}, {'bias' if bias else 'no bias'}"
        specs[name] = NetworkSpec(3, layers, LossSpec(loss, reduction, 0.7))
    return specs


def _find(name: str) -> ExperimentSpec:
    if name in EXPERIMENTS or not name.endswith(".json"):
        return find_experiment(name).spec
    try:
        document = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"{name} cannot be read as an experiment: {error}") from error
    return ExperimentSpec.from_json(document)
