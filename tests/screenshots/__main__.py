"""The command: `python -m tests.screenshots [--data DIR] [--steps N] [--out DIR] [--sizes DIR] [--cards [NAME]]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

from engine.datasets import data_folder
from tests.screenshots.cards import CARDS, take_cards
from tests.screenshots.png_file import contact_sheet, save_small
from tests.screenshots.real_window import choose_platform
from tests.screenshots.studio import sitting

_ROOT = Path(__file__).resolve().parents[2]
_CARDS = _ROOT / "resources" / "cards"
_README_BYTES = 300_000
_SHEET_BYTES = 3_000_000
_SIZE = (1440, 900)
_SIZES = ((1024, 700), (1440, 900))
_THEMES = ("light", "dark")
_TABS = ("network", "weights", "output")
# File -> look and tab.
_README = {
    "window-light.png": ("light", "network"),
    "window-dark.png": ("dark", "network"),
    "weights.png": ("light", "weights"),
    "output.png": ("light", "output"),
}


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.screenshots",
        description="Render the README's pictures from the real window in training: on MNIST where the data folder "
        "has it, else on the bundled digits.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder; MNIST lies in DIR/mnist")
    parser.add_argument("--steps", type=int, metavar="N", help="train N steps before the first picture")
    parser.add_argument("--digit", default="3", choices=("3", "8"), help="what to draw (default: 3)")
    parser.add_argument("--out", type=Path, metavar="DIR", default=_ROOT / "resources" / "screenshots")
    parser.add_argument(
        "--sizes",
        type=Path,
        metavar="DIR",
        help="instead: every view in two sizes, light and dark, with contact sheets, into DIR",
    )
    parser.add_argument(
        "--cards",
        nargs="*",
        metavar="NAME",
        choices=CARDS,
        help="instead: the pictures of the start page, of these experiments and labs or of all",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Take the pictures; says what was written."""
    options = _parse(arguments)
    choose_platform()
    if options.cards is not None:
        take_cards(data_folder(options.data), _CARDS, tuple(options.cards or CARDS))
        return 0
    with sitting(options.data, options.steps, *_SIZE, options.digit) as studio:
        if options.sizes is None:
            for name, (theme, tab) in _README.items():
                size = save_small(studio.look(theme, tab), options.out / name, most_bytes=_README_BYTES)
                sys.stdout.write(f"{options.out / name}  {size / 1000:.0f} kB\n")
            return 0
        views: dict[str, list[Image.Image]] = {tab: [] for tab in _TABS}
        for width, height in _SIZES:
            studio.resize(width, height)
            for theme in _THEMES:
                for tab in _TABS:
                    picture = studio.look(theme, tab)
                    views[tab].append(picture)
                    save_small(picture, options.sizes / f"{tab}-{width}x{height}-{theme}.png", most_bytes=_SHEET_BYTES)
        for tab, pictures in views.items():
            sheet = contact_sheet(pictures, columns=2, scale=0.6)
            save_small(sheet, options.sizes / f"sheet-{tab}.png", most_bytes=_SHEET_BYTES)
            sys.stdout.write(f"{options.sizes / f'sheet-{tab}.png'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
