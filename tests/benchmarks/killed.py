"""What a power cut costs: the program is killed at random moments, and what is on the disk then is opened."""

from __future__ import annotations

import bisect
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.checkpoint import resume
from engine.datasets import load_dataset
from engine.errors import EngineError
from engine.persistence import backup_of, load
from tests.benchmarks.benchmark import Bar, Benchmark, Figures, Options
from tests.benchmarks.killed_child import NOTES, OWN_FILE, RECOVERY

_ROOT = Path(__file__).resolve().parents[2]
_AUTOSAVE_SECONDS = 0.5
_START_SECONDS = 30.0


class _Notes:
    """What the program had done, and when, up to its end."""

    def __init__(self, path: Path) -> None:
        # The last line may have been cut off.
        lines = [line.split() for line in path.read_text().split("\n")[:-1]]
        steps = [(int(step), float(moment)) for word, step, moment in lines if word == "steps"]
        self.saved = max((int(step) for word, step, _ in lines if word == "saved"), default=-1)
        self._steps, self._moments = [step for step, _ in steps], [moment for _, moment in steps]

    @property
    def has_learnt(self) -> bool:
        return bool(self._steps) and self._steps[-1] > 0

    def seconds_lost(self, kept: int, killed_at: float) -> float:
        """How long before its end the program was at the step that was kept."""
        after = bisect.bisect_right(self._steps, kept)
        return 0.0 if after == len(self._steps) else killed_at - self._moments[after]


def _kill_one(seed: int, autosave: float, delays: tuple[float, float]) -> dict[str, float]:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = [sys.executable, "-m", "tests.benchmarks.killed_child", name, str(seed), repr(autosave)]
        with subprocess.Popen(arguments, cwd=_ROOT) as child:
            _wait_until_it_learns(folder, child)
            time.sleep(rng.uniform(*delays))
            child.kill()
            killed_at = time.monotonic()
        notes = _Notes(folder / NOTES)
        own, kept, broken = folder / OWN_FILE, [], 0
        recovery = list((folder / RECOVERY).glob("*.safetensors"))
        for path in [path for path in (own, backup_of(own)) if path.exists()] + recovery:
            try:
                checkpoint = load(path)
                resume(checkpoint, load_dataset("digits"))
                kept.append((path, checkpoint.snapshot.step))
            except EngineError:
                broken += 1
        own_step = dict(kept).get(own, -1)
        newest = max((step for path, step in kept if path != backup_of(own)), default=0)
        return {
            "broken": broken,
            "worse": own_step < notes.saved,
            "seconds_lost": notes.seconds_lost(newest, killed_at),
            "own_files": own.exists(),
            "recovery_files": len(recovery),
            "half_written": len(list(folder.rglob("*.part"))),
        }


def _wait_until_it_learns(folder: Path, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ((folder / NOTES).exists() and _Notes(folder / NOTES).has_learnt):
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the program did not begin to learn")
        time.sleep(0.01)


def _run(options: Options) -> Figures:
    ends = [_kill_one(seed, _AUTOSAVE_SECONDS, (0.0, 2.5)) for seed in range(options.count(200, 10))]
    lost = sorted(end["seconds_lost"] for end in ends)
    return {
        "kills": float(len(ends)),
        "files_opened": sum(2.0 * end["own_files"] + end["recovery_files"] for end in ends),
        "files_that_do_not_open": sum(end["broken"] for end in ends),
        "own_files_older_than_told": sum(float(end["worse"]) for end in ends),
        "kills_while_a_file_was_half_written": sum(float(end["half_written"] > 0) for end in ends),
        "autosave_seconds": _AUTOSAVE_SECONDS,
        "seconds_lost_median": lost[len(lost) // 2],
        "seconds_lost_most": lost[-1],
    }


KILLED = Benchmark(
    name="killed",
    measures="the program killed while it trains, saves and autosaves every half second: what is on the disk, opened",
    bars={
        "files_that_do_not_open": Bar(at_most=0.0),
        "own_files_older_than_told": Bar(at_most=0.0),
        # Half a second between two, and the time to write one beside others that keep the machine busy.
        "seconds_lost_most": Bar(at_most=1.5),
    },
    run=_run,
    takes_long=True,
)
