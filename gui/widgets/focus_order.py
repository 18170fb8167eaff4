"""Where Tab goes: from region to region of a window, and within one as it was built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def tab_stops(regions: Sequence[QWidget]) -> list[QWidget]:
    """Every widget that takes the focus by Tab now, the regions one after the other.

    Widgets that come and go, such as the entries of a legend, would else stand at the end of the whole window.
    """
    if not regions:
        return []
    window = regions[0].window()
    places: dict[QWidget, list[QWidget]] = {region: [] for region in regions}
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        home = _region_of(widget, places) if _takes_tab(widget, window) else None
        if home is not None:
            places[home].append(widget)
        widget = widget.nextInFocusChain()
    return [widget for region in regions for widget in places[region]]


def first_stop(region: QWidget) -> QWidget | None:
    """The first widget within a region, or the region itself, that takes the focus by Tab now; None where none does."""
    window, widget = region.window(), region
    # From the region on, not from the window: each widget on the way gets a wrapper of Python's, and those of Qt's own
    # widgets outlive them.
    while True:
        if _takes_tab(widget, window) and (widget is region or region.isAncestorOf(widget)):
            return widget
        following = widget.nextInFocusChain()
        if following is None or following is region:
            return None
        widget = following


def in_sight(region: QWidget) -> bool:
    """Whether any of a part of the window can be seen; what stands behind another tab cannot."""
    # Qt puts what is behind another tab outside. The visible region does not tell: opaque children are taken from it.
    window = region.window()
    return region.isVisible() and window.rect().intersects(QRect(region.mapTo(window, QPoint()), region.size()))


def move_focus(stops: Sequence[QWidget], here: QWidget | None, *, forward: bool) -> bool:
    """Give the focus to the stop after or before the one that has it, around the ends; False where there is none."""
    if not stops:
        return False
    within = [stop for stop in stops if here is not None and here.isAncestorOf(stop)]
    while here is not None and here not in stops:
        here = here.parentWidget()
    step = 1 if forward else -1
    if here is not None:
        there = stops[(stops.index(here) + step) % len(stops)]
    else:
        # A panel that had nothing for the keys when it was gone to may have something by now.
        there = (within or stops)[0 if forward else -1]
    there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    reveal(there)
    return True


def reveal(widget: QWidget) -> None:
    """Scroll to a widget where it stands in something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _takes_tab(widget: QWidget, window: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return (
        by_tab and widget.isVisible() and widget.isEnabled() and not widget.focusProxy() and widget.window() is window
    )


def _region_of(widget: QWidget | None, regions: dict[QWidget, list[QWidget]]) -> QWidget | None:
    while widget is not None and widget not in regions:
        widget = widget.parentWidget()
    return widget
