"""The context menu of a plot."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui.watch.smoothing_slider import SmoothingSlider


class PlotMenu(QObject):
    """What a plot offers beside what is seen of it: its axis, its zoom, its hidden curves and its smoothing.

    Signals:
        log_toggled(bool): a logarithmic axis is wanted, or a linear one.
        follow_requested(): the newest data is to be followed.
        show_all_requested(): every curve is to be shown.
        smoothing_chosen(float): the strong lines are to be averaged over this share of the steps in sight.
        picture_requested(): a picture of the plot is to be saved.
    """

    log_toggled = Signal(bool)
    follow_requested = Signal()
    show_all_requested = Signal()
    smoothing_chosen = Signal(float)
    picture_requested = Signal()

    def __init__(self, name: str, plot: QWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self._log = QAction(self.tr("Logarithmic axis"), self)
        self._follow = QAction(self.tr("Follow the newest data"), self)
        self._show_all = QAction(self.tr("Show all curves"), self)
        self._save = QAction(self.tr("Save picture…"), self)
        self._slider = SmoothingSlider(name, plot)
        for action, key in ((self._log, "L"), (self._follow, "F")):
            action.setText(f"{action.text()}\t{key}")
        self._log.setCheckable(True)
        self._log.triggered.connect(self.log_toggled)
        self._follow.triggered.connect(lambda: self.follow_requested.emit())
        self._show_all.triggered.connect(lambda: self.show_all_requested.emit())
        self._save.triggered.connect(lambda: self.picture_requested.emit())
        self._slider.moved.connect(self.smoothing_chosen)
        self._actions = [self._log, self._follow, self._show_all, self._save, self._slider]
        plot.addActions(self._actions)

    def offer_log(self, offered: bool) -> None:
        """Whether the axis can be switched."""
        self._log.setVisible(offered)

    def set_log(self, log: bool) -> None:
        """Show which axis it is."""
        self._log.setChecked(log)

    def set_following(self, following: bool) -> None:
        """Show whether there is a zoom to return from."""
        self._follow.setEnabled(not following)

    def set_smoothing(self, share: float) -> None:
        """Show how much is smoothed."""
        self._slider.set_share(share)

    def step_smoothing(self, steps: int) -> None:
        """Smooth a step more, or less if negative."""
        self._slider.step(steps)

    def popup(self, place: QPoint, *, smooth: bool) -> None:
        """Open at `place` of the screen; `smooth` is whether any curve is smoothed."""
        self._slider.setVisible(smooth)
        menu = QMenu(self._plot)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        # Without a loop of its own, so that the frames go on as they do without it.
        menu.popup(place)
