"""The application's style sheet: what the Fusion palette alone cannot say."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor

from gui.theme.icons import ICON_FOLDER
from gui.theme.theme import Theme

HEADING_SCALE = 1.2
SMALL_SCALE = 0.9

_SHEET = Path(__file__).with_name("style.qss")
_TOKEN = re.compile(r"@([a-z_]+)")


def style_sheet(theme: Theme, body_points: float) -> str:
    """The style sheet for `theme` with body text of `body_points`.

    Raises:
        KeyError: the sheet uses a token that stands for nothing.
    """
    values = {name: value.name() for name, value in vars(theme).items() if isinstance(value, QColor)}
    values["heading_size"] = f"{body_points * HEADING_SCALE:.2f}pt"
    values["body_size"] = f"{body_points:.2f}pt"
    values["small_size"] = f"{body_points * SMALL_SCALE:.2f}pt"
    # Marks grow with the text, but for the outline around them.
    mark, arrow = max(14, round(1.4 * body_points)), max(10, round(body_points))
    values |= {"mark": f"{mark}px", "mark_radius": f"{mark // 2 + 1}px", "mark_hole": f"{mark - 8}px"}
    values |= {"arrow": f"{arrow}px", "arrow_room": f"{arrow + 8}px"}
    values["icons"] = ICON_FOLDER.as_posix()
    values["check"] = "check-dark" if theme.is_dark else "check-light"
    return _TOKEN.sub(lambda match: values[match.group(1)], _template())


@lru_cache(maxsize=1)
def _template() -> str:
    return _SHEET.read_text(encoding="utf-8")
