"""What the keys do in a plot: read it, zoom and move it, smooth it, go back to the newest data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.watch.cross_hair import CrossHair
from gui.watch.curve import Curve
from gui.watch.plot_menu import PlotMenu
from gui.watch.ranges import Range

if TYPE_CHECKING:
    from gui.watch.stage import Stage

_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 1}
_ZOOMS = {Qt.Key.Key_Plus: 0.7, Qt.Key.Key_Equal: 0.7, Qt.Key.Key_Minus: 1 / 0.7}
_FAST_PIXELS = 24
# What a press moves the plot by, as a share of what is shown.
_PAN = 0.1


class PlotKeys(QObject):
    """Moves the cross-hair and the smoothing itself, and says what else a key asks for.

    Signals:
        cross_hair_moved(): it is somewhere else.
        range_wanted(object, object): show this part of x and of y, each a `Range`.
        follow_wanted(): show the newest data again.
        log_wanted(): the other scale.
    """

    cross_hair_moved = Signal()
    range_wanted = Signal(object, object)
    follow_wanted = Signal()
    log_wanted = Signal()

    def __init__(self, cross_hair: CrossHair, menu: PlotMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._cross_hair = cross_hair
        self._menu = menu

    def press(self, event: QKeyEvent, stage: Stage | None, curves: list[Curve], *, log: bool) -> bool:
        """Do what a key stands for; False for a key that means nothing here.

        Args:
            stage: What is drawn, or None before there is anything.
            curves: Those that can be read.
            log: Whether the axis is logarithmic.
        """
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        is_fast = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return stage is not None and self._pan(stage, key)
        if key == Qt.Key.Key_F:
            self.follow_wanted.emit()
        elif key == Qt.Key.Key_L:
            self.log_wanted.emit()
        elif key == Qt.Key.Key_S:
            self._menu.step_smoothing(-1 if is_fast else 1)
        elif stage is not None and key in _ZOOMS:
            self._zoom(stage, self._cross_hair.place(curves, log=log), _ZOOMS[key])
        else:
            return stage is not None and self._move_cross_hair(stage, curves, key, is_fast=is_fast)
        return True

    def _move_cross_hair(self, stage: Stage, curves: list[Curve], key: Qt.Key, *, is_fast: bool) -> bool:
        if key in _SIDEWAYS:
            self._cross_hair.walk(stage, curves, _SIDEWAYS[key] * (_FAST_PIXELS if is_fast else 1))
        elif key in _ENDS:
            self._cross_hair.go_to_end(stage, curves, _ENDS[key])
        elif key == Qt.Key.Key_Escape:
            self._cross_hair.move_to(None)
        else:
            return False
        self.cross_hair_moved.emit()
        return True

    def _pan(self, stage: Stage, key: Qt.Key) -> bool:
        if key not in _SIDEWAYS | _UPWARDS:
            return False
        x, y = stage.view_range()
        self.range_wanted.emit(_moved(x, _SIDEWAYS.get(key, 0)), _moved(y, _UPWARDS.get(key, 0)))
        return True

    def _zoom(self, stage: Stage, at: tuple[float, float] | None, factor: float) -> None:
        """The cross-hair, or else the middle, stays where it is."""
        x, y = stage.view_range()
        column, row = at or ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2)
        self.range_wanted.emit(_zoomed(x, column, factor), _zoomed(y, row, factor))


def keys_in_words(*, log: bool) -> str:
    """The keys, for the tooltip of a plot; `log` is whether its scale can be switched."""
    words = QCoreApplication.translate(
        "PlotKeys",
        "← → read the values (Shift: faster; Home, End), + − zoom, Ctrl+arrows move, F follows the newest data, "
        "S or Shift+S smoother or rougher",
    )
    return words + (QCoreApplication.translate("PlotKeys", ", L the logarithmic axis") if log else "")


def _moved(shown: Range, direction: int) -> Range:
    by = direction * _PAN * (shown[1] - shown[0])
    return shown[0] + by, shown[1] + by


def _zoomed(shown: Range, at: float, factor: float) -> Range:
    return at + (shown[0] - at) * factor, at + (shown[1] - at) * factor
