"""The pictures of the start page: what is worth seeing of every experiment, from the real window after its run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QWidget

from engine.experiments import EXPERIMENTS
from gui.labs.lab_frame import LabFrame
from gui.labs.registry import LABS
from gui.plane.plane_view import PlaneView
from gui.plane.surface_view import SurfaceView
from gui.session.state import Phase
from tests.screenshots import pen
from tests.screenshots.png_file import save_small, to_pillow
from tests.screenshots.real_window import RealWindow, real_window

SHAPE = (480, 300)
_MOST_BYTES = 40_000
_THEMES = ("light", "dark")
_FRAMES_SECONDS = 0.8
_WINDOW = (1180, 860)
# What an experiment on MNIST would take minutes for is seen after so many steps.
_STEPS = {"mnist-fcnn": 1500, "mnist-best": 150, "pen-digits": 800}
_LOSS = ("overfitting", "normal-start")
_PLANES = ("gaussians", "circles", "moons", "spirals")

_WIDGETS: dict[str, tuple[str, Callable[[RealWindow], QWidget]]] = {
    "answers": ("output", lambda real: real.window.output_view.answers),
    "plane": ("output", lambda real: real.window.output_view.plane.plane),
    "curve": ("output", lambda real: real.window.output_view.curve.curve),
    "surface": ("output", lambda real: real.window.output_view.curve.surface),
    "network": ("network", lambda real: real.window.network_view),
    "mistakes": ("mistakes", lambda real: real.window.mistakes_view),
    "loss": ("network", lambda real: real.widget("lossPlot")),
    "canvas": ("draw", lambda real: real.window.draw_panel.canvas),
}
_SEEN = {
    **dict.fromkeys(("perceptron", "xor", "tanh-softmax"), "answers"),
    **dict.fromkeys(("digits", "xor-wide", "xor-deep", "any-depth"), "network"),
    **dict.fromkeys(_PLANES, "plane"),
    **dict.fromkeys(("parabola", "sine"), "curve"),
    **dict.fromkeys(_LOSS, "loss"),
    **{"line": "surface", "mnist-fcnn": "mistakes", "mnist-best": "network", "pen-digits": "canvas"},
}


# What a lab looks at, and what is set in it.
_LAB_OF = {
    "descent": ("xor", {"rate": 0.9, "steps": 12}),
    "chain": ("xor", {}),
    "activations": ("moons", {}),
    "microscope": ("xor", {}),
    "gradcheck": ("xor", {}),
}
LAB = "lab-"
CARDS = (*EXPERIMENTS, *(LAB + name for name in LABS))


def take_cards(data: Path, folder: Path, names: tuple[str, ...] = CARDS) -> None:
    """Run these experiments, those on MNIST for a short while, and keep a picture of each in both themes."""
    for name in names:
        if name.startswith(LAB):
            _take_lab(name.removeprefix(LAB), folder)
            continue
        with real_window(["--experiment", name, "--data", str(data)]) as real:
            real.show(*_WINDOW)
            _run(real, name)
            for theme in _THEMES:
                real.window.actions_by_name[f"theme_{theme}"].trigger()
                save_small(_picture(real, name), folder / f"{name}-{theme}.png", most_bytes=_MOST_BYTES)


def _take_lab(name: str, folder: Path) -> None:
    experiment, state = _LAB_OF[name]
    with real_window(["--experiment", experiment]) as real:
        real.show(*_WINDOW)
        real.start()
        real.spend(_FRAMES_SECONDS)
        real.pause()
        real.window.actions_by_name[f"lab_{name}"].trigger()
        lab: Any = real.child(LabFrame, f"{name}LabFrame").lab
        lab.set_state({**lab.state(), **state})
        # Without the cursor of whoever uses the keys.
        real.widget("startButton").setFocus()
        for theme in _THEMES:
            real.window.actions_by_name[f"theme_{theme}"].trigger()
            real.spend(2 * _FRAMES_SECONDS)
            picture = _whole(to_pillow(lab.pictures()[0].grab().toImage()))
            save_small(picture, folder / f"{LAB}{name}-{theme}.png", most_bytes=_MOST_BYTES)


def _run(real: RealWindow, name: str) -> None:
    real.set_full_speed()
    steps = _STEPS.get(name)
    if name in _LOSS:
        real.window.lesson_view.compare_requested.emit()
        runs = len(EXPERIMENTS[name].variants)
        real.wait_until(lambda: len(real.window.runs_view.rows()) == runs and real.phase is Phase.FINISHED)
        return
    if _SEEN[name] in ("canvas", "network") and EXPERIMENTS[name].spec.dataset not in ("xor",):
        real.window.docks["draw"].raise_()
        real.spend(_FRAMES_SECONDS)
        pen.draw(real.widget("digitCanvas"), "3", after_point=lambda: real.spend(0.002))
    real.press_start()
    real.wait_until(lambda: real.phase is Phase.FINISHED or (steps is not None and real.steps >= steps))
    if real.phase is Phase.TRAINING:
        real.pause()


def _picture(real: RealWindow, name: str) -> Image.Image:
    panel, widget = _WIDGETS[_SEEN[name]]
    real.window.docks[panel].raise_()
    real.spend(_FRAMES_SECONDS)
    view = widget(real)
    picture = to_pillow(view.grab().toImage())
    # What stands beside a plane would be too small to read.
    if isinstance(view, PlaneView | SurfaceView):
        box = view.axes().box.toRect()
        return _covering(picture.crop((box.left(), box.top(), box.right(), box.bottom())))
    return _whole(picture)


def _covering(picture: Image.Image) -> Image.Image:
    """The middle of the picture, as large as it can be."""
    factor = max(SHAPE[0] / picture.width, SHAPE[1] / picture.height)
    large = picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.LANCZOS)
    left, top = (large.width - SHAPE[0]) // 2, (large.height - SHAPE[1]) // 2
    return large.crop((left, top, left + SHAPE[0], top + SHAPE[1]))


def _whole(picture: Image.Image) -> Image.Image:
    """All of the picture on its own ground."""
    factor = min(SHAPE[0] / picture.width, SHAPE[1] / picture.height)
    small = picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.LANCZOS)
    card = Image.new("RGB", SHAPE, picture.getpixel((2, 2)))
    card.paste(small, ((SHAPE[0] - small.width) // 2, (SHAPE[1] - small.height) // 2))
    return card
