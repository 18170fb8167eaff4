"""`main.py --self-check`: whether all is in order on this machine, a line for each thing that was looked at.

It needs no display. What is missing or broken becomes a line of its own, so nothing is imported before its turn.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from gui import preflight
from gui.versions import PACKAGES, blas_words, package_version, platform_words, program_version

# What the window cannot do without, by the name that imports it; the others are asked for when they are first used.
_NEEDED = {"NumPy": "numpy", "PySide6 and Qt": "PySide6.QtCore", "pyqtgraph": "pyqtgraph", "safetensors": "safetensors"}
_GRADIENT_LIMIT = 1e-6
_AGREES = 1e-9


class Line(NamedTuple):
    """What was found; `ok` is None for what is neither right nor wrong."""

    ok: bool | None
    name: str
    text: str

    def __str__(self) -> str:
        word = {True: "OK", False: "FAILED", None: "INFO"}[self.ok]
        return f"{word:<8}{self.name}: {self.text}"


def self_check(data_dir: Path | None) -> bool:
    """Look at everything and print a line for each; False if something is not in order."""
    all_well = True
    for line in look(data_dir):
        all_well = all_well and line.ok is not False
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{verdict(all_well)}\n")
    return all_well


def verdict(all_well: bool) -> str:
    """The last line."""
    return "All is in order." if all_well else "Something is not in order: see the lines with FAILED."


def look(data_dir: Path | None) -> Iterator[Line]:
    """Look at one thing after another; whatever goes wrong with it is what was found. It trains for a moment."""
    checks: dict[str, Callable[[], Iterator[Line]]] = {
        "Versions": _versions,
        "Qt": _qt,
        "BLAS": _blas,
        "Folders": lambda: _folders(data_dir),
        "Bundled model": _model,
        "Training": _training,
        "Gradients": _gradients,
    }
    for name, check in checks.items():
        try:
            yield from check()
        except Exception as error:
            yield Line(False, name, f"{type(error).__name__}: {error}")


def _versions() -> Iterator[Line]:
    yield Line(True, "Backprop Studio", program_version())
    yield Line(sys.version_info >= (3, 11), "Python", f"{sys.version.split()[0]} ({sys.executable})")
    for name, package in PACKAGES.items():
        version, module = package_version(package), _NEEDED.get(name)
        if module is None:
            yield Line(None if version is None else True, name, version or "not installed; only exports need it")
            continue
        try:
            importlib.import_module(module)
            yield Line(True, name, version or "?")
        except ImportError as error:
            yield Line(False, name, f"{error}; `make run` installs everything")
    yield Line(True, "Platform", platform_words())


def _qt() -> Iterator[Line]:
    """The libraries that Qt needs whatever it draws on; a display is needed only to open the window."""
    packages = preflight.missing_packages(window=False)
    if packages:
        yield Line(False, "Libraries of Qt", f"missing: sudo apt-get install -y {' '.join(packages)}")
    else:
        try:
            importlib.import_module("PySide6.QtWidgets")
            yield Line(True, "Libraries of Qt", "all there")
        except ImportError as error:
            yield Line(False, "Libraries of Qt", str(error))
    problem = preflight.display_problem()
    yield Line(None if problem else True, "Display", problem or "answers")


def _blas() -> Iterator[Line]:
    from engine.blas import available_cores, default_threads

    chosen = default_threads()
    yield Line(True, "BLAS", f"{blas_words()}; the program uses {chosen} of {available_cores()} cores")


def _folders(data_dir: Path | None) -> Iterator[Line]:
    import platformdirs

    from engine.datasets import data_folder, mnist
    from engine.datasets.catalog import DATA_VARIABLE

    name = "backprop-studio"
    settings, chosen = _settings(Path(platformdirs.user_config_path(name, appauthor=False)))
    data = data_folder(data_dir or (None if os.environ.get(DATA_VARIABLE) else chosen))
    yield _folder("Settings", settings)
    yield _folder("Data", data)
    yield _folder("Recovery", platformdirs.user_state_path(name, appauthor=False) / "recovery")
    yield _folder("Log", platformdirs.user_log_path(name, appauthor=False))
    found = mnist.find([data])
    yield Line(None if found is None else True, "MNIST", f"not in {data}" if found is None else str(found))


def _settings(usual: Path) -> tuple[Path, Path | None]:
    """The folder of the settings, and the data folder that was chosen there; `usual` where Qt cannot say."""
    try:
        from gui.settings import Settings
    except ImportError:
        return usual, None
    settings = Settings()
    return settings.file.parent, settings.data_folder


def _folder(name: str, folder: Path) -> Line:
    """Whether a file can be written there, or the folder be made; nothing is left behind."""
    there = next(place for place in (folder, *folder.parents) if os.path.exists(place))
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        return Line(False, name, f"{folder} cannot be written to: {error.strerror or error}")
    free = shutil.disk_usage(there).free / 2**30
    note = "" if there == folder else "not made yet, "
    return Line(True, name, f"{folder} ({note}{free:,.1f} GB free)")


def _model() -> Iterator[Line]:
    from engine.bundled import BUNDLED_MODEL, bundled_model

    model = bundled_model()
    yield Line(True, "Bundled model", f"{BUNDLED_MODEL.name}, {model.parameters.size:,} weights")


def _training() -> Iterator[Line]:
    """Exclusive or, whose mean errors are published to nine digits."""
    from engine.datasets import load_dataset
    from engine.events import BatchDone
    from engine.experiments.xor import XOR
    from engine.trainer import Trainer

    trainer = Trainer(XOR.spec, load_dataset(XOR.spec.dataset))
    for step, published in XOR.published[:2]:
        while trainer.steps < step:
            while not isinstance(trainer.step(), BatchDone):
                pass
        error = trainer.evaluate(("train",))["train"].mean_absolute_error
        right = error is not None and abs(error - published) < _AGREES
        yield Line(right, "Training", f"xor, step {step:,}: mean error {error:.9f}, published {published:.9f}")


def _gradients() -> Iterator[Line]:
    import numpy as np

    from engine.gradcheck import check_gradients
    from engine.spec import LayerSpec, LossSpec, NetworkSpec

    layers = (LayerSpec(4, "relu"), LayerSpec(3, "tanh"), LayerSpec(3, "identity"))
    check = check_gradients(NetworkSpec(3, layers, LossSpec("softmax_cross_entropy")), rng=np.random.default_rng(0))
    text = f"{check.entries} derivatives, greatest relative error {check.worst:.1e}"
    yield Line(check.worst < _GRADIENT_LIMIT, "Gradients", text)
