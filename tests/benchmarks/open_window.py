"""The window that is measured: opened at 1440x900 on an experiment, with a digit on its canvas where it has one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.spec import ExperimentSpec
from tests.benchmarks.benchmark import Options, Skipped
from tests.benchmarks.subjects import mnist_folder
from tests.helpers.idx_files import write_mnist

if TYPE_CHECKING:
    from tests.screenshots.real_window import RealWindow

WIDTH, HEIGHT = 1440, 900
NO_QT = "PySide6 is not installed: `make bench` installs it."


@contextmanager
def open_window(options: Options, experiment: str, spec: ExperimentSpec | None = None) -> Iterator[RealWindow]:
    """The window, ready to start at full speed, with an 8 on its canvas if it shows one; `spec` replaces its own.

    Raises:
        Skipped: Qt is not installed.
    """
    try:
        from tests.screenshots import pen, real_window
    except ImportError:
        raise Skipped(NO_QT) from None
    real_window.choose_platform()
    from gui.memory import share_arenas

    # As the program's own start does.
    share_arenas()
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--experiment", experiment]
        if experiment == "mnist-fcnn":
            # The speed depends on the shape of the data alone, so a likeness does where the real set is missing.
            data = mnist_folder(options) or _likeness(Path(folder))
            arguments += ["--data", str(data)]
        with real_window.real_window(arguments) as real:
            real.show(WIDTH, HEIGHT)
            if spec is not None:
                real.design(spec)
            real.set_full_speed()
            if real.widget("digitCanvas").isVisible():
                pen.draw(real.widget("digitCanvas"), "8")
            real.spend(0.3)
            yield real


def _likeness(folder: Path) -> Path:
    write_mnist(folder / "mnist", train=60_000, test=10_000, packed=False)
    return folder
