"""Every benchmark by its name, in the order in which they run."""

from __future__ import annotations

from tests.benchmarks.engine_memory import ENGINE_MEMORY
from tests.benchmarks.engine_vs_sklearn import ENGINE_VS_SKLEARN
from tests.benchmarks.engine_vs_torch import ENGINE_VS_TORCH
from tests.benchmarks.hostile_files import HOSTILE_FILES
from tests.benchmarks.killed import KILLED
from tests.benchmarks.many_rows import MANY_ROWS
from tests.benchmarks.matmul_share import MATMUL_SHARE
from tests.benchmarks.mnist5 import MNIST5
from tests.benchmarks.open_close import OPEN_CLOSE
from tests.benchmarks.pasted_pictures import PASTED_PICTURES
from tests.benchmarks.pen_writers import PEN_WRITERS
from tests.benchmarks.random_actions import RANDOM_ACTIONS
from tests.benchmarks.soak import SOAK
from tests.benchmarks.startup import STARTUP
from tests.benchmarks.window_gaps import WINDOW_GAPS
from tests.benchmarks.window_idle import WINDOW_IDLE
from tests.benchmarks.window_live import WINDOW_LIVE
from tests.benchmarks.window_memory import WINDOW_MEMORY
from tests.benchmarks.window_pause import WINDOW_PAUSE
from tests.benchmarks.window_pen import WINDOW_PEN
from tests.benchmarks.window_regions import WINDOW_REGIONS
from tests.benchmarks.xor_step import XOR_STEP

BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        *(ENGINE_VS_TORCH, ENGINE_VS_SKLEARN, MATMUL_SHARE, XOR_STEP, MANY_ROWS, ENGINE_MEMORY, MNIST5),
        *(WINDOW_LIVE, WINDOW_GAPS, WINDOW_REGIONS, WINDOW_PAUSE, WINDOW_PEN, WINDOW_IDLE, STARTUP),
        *(PASTED_PICTURES, WINDOW_MEMORY, RANDOM_ACTIONS, PEN_WRITERS, KILLED, OPEN_CLOSE, SOAK),
        *(HOSTILE_FILES,),
    )
}
