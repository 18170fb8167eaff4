"""The sitting: the window in training, with a drawn digit, in one look after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from engine.datasets import data_folder
from engine.datasets.mnist import find
from gui.session.state import Phase
from tests.screenshots import pen
from tests.screenshots.png_file import to_pillow
from tests.screenshots.real_window import RealWindow, real_window

# Three epochs and a little: the curves have a shape, and three epochs are judged.
MNIST_STEPS = 1500
# The digits experiment has its own slow pace, which leaves time to look.
DIGITS_STEPS = 320
_FRAMES_SECONDS = 0.8


class Sitting:
    """Takes pictures of a window in training."""

    def __init__(self, real: RealWindow) -> None:
        self._real = real

    def look(self, theme: str, tab: str) -> Image.Image:
        """A picture in "light" or "dark", with the tab "network", "weights" or "output" in front."""
        window = self._real.window
        window.actions_by_name[f"theme_{theme}"].trigger()
        window.docks[tab].raise_()
        self._real.spend(_FRAMES_SECONDS)
        return to_pillow(window.grab().toImage())

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self._real.window.resize(width, height)
        self._real.spend(_FRAMES_SECONDS)


@contextmanager
def sitting(data: Path | None, steps: int | None, width: int, height: int, digit: str) -> Iterator[Sitting]:
    """A window that has trained so many steps and goes on, on MNIST where it is there, else on the bundled digits."""
    folder = data_folder(data)
    has_mnist = find((folder,)) is not None
    arguments = ["--experiment", "mnist-fcnn" if has_mnist else "digits", "--data", str(folder)]
    wanted = steps or (MNIST_STEPS if has_mnist else DIGITS_STEPS)
    with real_window(arguments) as real:
        real.show(width, height)
        real.start()
        pen.draw(real.widget("digitCanvas"), digit, after_point=lambda: real.spend(0.004))
        real.wait_until(lambda: real.steps >= wanted or real.phase is not Phase.TRAINING)
        yield Sitting(real)
