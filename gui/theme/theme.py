"""The two looks of the program, light and dark, as plain colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gui.theme.colormaps import diverging, viridis

_PEN_STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
# Names that pyqtgraph gives its symbols: circle, square, triangle, diamond, plus, star, cross.
_SYMBOLS = ("o", "s", "t", "d", "+", "star", "x")


@dataclass(frozen=True, eq=False)
class Theme:
    """One look: every colour that a view may use.

    `window` is the colour behind everything, `panel` that of tool and status bars, `surface` that of plots and
    canvas cards, `field` that of text fields and combo boxes. `border` is for hairlines, `control_border` for the
    outline of something that can be edited. `hover` and `pressed` are the fills of quiet buttons, `selection` that
    of selected rows (text keeps its colour on it), `focus_ring` the outline of a focused button filled with
    `accent`. `diverging` runs from negative (blue) over zero (near `surface`) to positive (orange); `sequential`
    is viridis. Both are (256, 3) uint8 and read-only.
    """

    name: str
    window: QColor
    panel: QColor
    surface: QColor
    field: QColor
    hover: QColor
    pressed: QColor
    selection: QColor
    text: QColor
    muted_text: QColor
    disabled_text: QColor
    border: QColor
    control_border: QColor
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    accent_text: QColor
    focus_ring: QColor
    danger: QColor
    warning: QColor
    success: QColor
    ink: QColor
    paper: QColor
    grid: QColor
    train: QColor
    validation: QColor
    test: QColor
    layer_colors: tuple[QColor, ...]
    diverging: NDArray[np.uint8]
    sequential: NDArray[np.uint8]

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"

    def layer_color(self, index: int) -> QColor:
        """The colour of layer `index` (0 = first hidden layer), the same in every view; cycled."""
        return self.layer_colors[index % len(self.layer_colors)]

    def layer_pen_style(self, index: int) -> Qt.PenStyle:
        """The line style of layer `index`: a second sign beside its colour."""
        return _PEN_STYLES[index % len(_PEN_STYLES)]

    def layer_symbol(self, index: int) -> str:
        """The marker of layer `index`, as pyqtgraph names it."""
        return _SYMBOLS[index % len(_SYMBOLS)]


def _colors(*words: str) -> tuple[QColor, ...]:
    return tuple(QColor(f"#{word}") for word in words)


# Layer colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), lightened or darkened until each
# stands out at least 3:1 from `surface`. Blue and vermillion come last because they mean train and validation.
LIGHT = Theme(
    name="light",
    window=QColor("#f6f7f9"),
    panel=QColor("#fcfcfd"),
    surface=QColor("#ffffff"),
    field=QColor("#ffffff"),
    hover=QColor("#e8eaef"),
    pressed=QColor("#dcdfe6"),
    selection=QColor("#e2e5fb"),
    text=QColor("#1b1e25"),
    muted_text=QColor("#5a6170"),
    disabled_text=QColor("#9aa1ae"),
    border=QColor("#dfe2e8"),
    control_border=QColor("#cbd0d9"),
    accent=QColor("#4a50d0"),
    accent_hover=QColor("#3e43bd"),
    accent_pressed=QColor("#3337a3"),
    accent_text=QColor("#ffffff"),
    focus_ring=QColor("#adb1f2"),
    danger=QColor("#bf2231"),
    warning=QColor("#8f5600"),
    success=QColor("#0c7450"),
    ink=QColor("#1b1e25"),
    paper=QColor("#ffffff"),
    grid=QColor("#e9ebf0"),
    train=QColor("#0072b2"),
    validation=QColor("#d55e00"),
    test=QColor("#3f4654"),
    layer_colors=_colors("00896a", "b4588c", "b57f00", "2f93cc", "8a8400", "d55e00", "0072b2"),
    diverging=diverging(QColor("#2369b7"), QColor("#fcfcfd"), QColor("#b03f00")),
    sequential=viridis(),
)

DARK = Theme(
    name="dark",
    window=QColor("#16181d"),
    panel=QColor("#1b1d23"),
    surface=QColor("#1f2229"),
    field=QColor("#23272f"),
    hover=QColor("#2a2e37"),
    pressed=QColor("#343944"),
    selection=QColor("#2f3560"),
    text=QColor("#e7e9ee"),
    muted_text=QColor("#9ea5b3"),
    disabled_text=QColor("#666d7b"),
    border=QColor("#2c3039"),
    control_border=QColor("#3c424e"),
    accent=QColor("#929bff"),
    accent_hover=QColor("#a6adff"),
    accent_pressed=QColor("#7f88f0"),
    accent_text=QColor("#11131f"),
    focus_ring=QColor("#dcdfff"),
    danger=QColor("#ff8088"),
    warning=QColor("#f0b44c"),
    success=QColor("#4cc79a"),
    ink=QColor("#f2f4f8"),
    paper=QColor("#0f1115"),
    grid=QColor("#2a2e36"),
    train=QColor("#4fb0ee"),
    validation=QColor("#ff8c42"),
    test=QColor("#c3c9d4"),
    layer_colors=_colors("2fc49c", "dc8fbb", "efb02e", "7cc8f2", "e6dc56", "ff8c42", "4fa3e0"),
    diverging=diverging(QColor("#6db7ff"), QColor("#20242b"), QColor("#fd914e")),
    sequential=viridis(),
)
