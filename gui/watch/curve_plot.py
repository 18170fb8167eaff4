"""A live plot of a few curves over the steps of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.theme.theme import Theme
from gui.watch.advice import Advice
from gui.watch.advice_line import AdviceLine
from gui.watch.change_marks import ChangeMark
from gui.watch.cross_hair import CrossHair
from gui.watch.curve import SMOOTH, Curve, Drawn, Values
from gui.watch.follow_button import FollowButton
from gui.watch.header import PlotHeader
from gui.watch.past_layer import PastLayer
from gui.watch.plot_card import PlotCard
from gui.watch.plot_hint import PlotHint
from gui.watch.plot_keys import PlotKeys, keys_in_words
from gui.watch.plot_menu import PlotMenu
from gui.watch.ranges import Range, step_range
from gui.watch.shaping import Shaper, in_sight, range_around
from gui.watch.spoken import spoken_curves

if TYPE_CHECKING:
    from gui.watch.stage import Stage

Scale = Literal["linear", "log"]

_FEW = 6
# Opacity of an envelope, of 255: of one alone, of one among many, and of all together.
_FAINT, _FAINTEST, _FAINT_SUM = 70, 22, 165


class CurvePlot(PlotCard):
    """Heading, legend and curves. Data handed in is only stored; `refresh` draws it, and only while it is seen.

    It follows the data until the person zooms or pans; then it stays where it is until Follow is pressed.

    Signals:
        smoothing_chosen(float): the strong lines are to be averaged over this share of the steps in sight.
        plot_chosen(str): the person wants to see the plot of this objectName in this one's place.
        picture_requested(): a picture of it is to be saved.
    """

    smoothing_chosen = Signal(float)
    plot_chosen = Signal(str)
    picture_requested = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        unit: str = "",
        empty_text: str = "",
        *,
        explanation: str = "",
        scale: Scale = "linear",
        scale_switchable: bool = False,
        including: Range | None = None,
        band: Range | None = None,
        band_label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Makes an empty plot with the objectName `name`.

        Args:
            explanation: How to read it; shown when the mouse rests on the title.
            scale_switchable: Offer linear and logarithmic.
            including: Values that are always in sight, beside those of the data.
            band: A range of healthy values to shade, in logarithms of base 10 on a logarithmic axis.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._log = scale == "log"
        self._scale_switchable = scale_switchable
        self._including = including
        self._band, self._band_label = band, band_label
        self._curves: list[Curve] = []
        self._shaper = Shaper()
        self._past = PastLayer()
        self._stage: Stage | None = None
        self._following = True
        self._dirty = False
        self._explanation = f"{explanation}\n\n{keys_in_words(log=scale_switchable)}".strip()
        self._header = PlotHeader(name, title, unit, self._explanation, self)
        self._advice = AdviceLine(name, self)
        self._marks: list[ChangeMark] = []
        self._empty = PlotHint(empty_text, self)
        self._follow_button = FollowButton(name, self)
        self._menu = PlotMenu(name, self)
        self._cross_hair = CrossHair(self)
        self._keys = PlotKeys(self._cross_hair, self._menu, self)
        self._soon = QTimer(self)
        self._layout = QVBoxLayout(self)
        self._build_layout()
        self._connect()

    def refresh(self) -> bool:
        """Draw what has changed since the last call; returns whether there was anything to do."""
        if not self._dirty or not self.isVisible():
            return False
        stage = self._ready_stage()
        self._dirty = False
        curves, past = self._shown_curves(), self._past_curves()
        blank = not self._has_data() and not past
        self._empty.setVisible(blank)
        stage.set_blank(blank)
        stage.keep_only({curve.key for curve in (*curves, *past)})
        if curves or past:
            stage.set_log(self._log)
            self._draw_curves(stage, curves, past)
        stage.show_changes(tuple(mark.step for mark in self._marks))
        self._header.legend.set_curves(self._curves if self._has_data() else [])
        self._place_overlays()
        self._cross_hair.show(stage, [*curves, *past])
        return True

    def set_curves(self, curves: list[Curve]) -> None:
        """Show these curves from the next `refresh` on. A key seen before must be the same series, grown or anew."""
        self._curves = list(curves)
        self._shaper.keep_only({curve.key for curve in curves})
        self._dirty = True

    def show_marks(self, marks: list[ChangeMark]) -> None:
        """Mark where something was changed, from the next `refresh` on."""
        if marks != self._marks:
            self._marks = marks
            self._cross_hair.set_marks(marks)
            self._dirty = True

    def show_advice(self, advice: Advice | None) -> None:
        """Say this under the plot, or nothing."""
        self._advice.show_advice(advice)

    def advice_text(self) -> str:
        """What is said under the plot; empty while there is nothing to say."""
        return self._advice.text()

    def spoken(self) -> str:
        """The newest values in words, or how the plot is to be read while there are none."""
        return spoken_curves(self._shown_curves(), self.advice_text()) or self._explanation

    def offer_plots(self, choices: list[tuple[str, str]]) -> None:
        """Offer these plots, by objectName and title, to be shown in this one's place."""
        self._header.offer_plots(choices)

    def set_smoothing(self, share: float) -> None:
        """Average the strong lines over this share of the steps in sight."""
        self._menu.set_smoothing(share)
        self._shaper.smoothing = share
        self._past.set_smoothing(share)
        self._refresh_soon()

    def step_smoothing(self, steps: int) -> None:
        """Ask for a step more smoothing, or less if negative."""
        self._menu.step_smoothing(steps)

    def show_all_curves(self) -> None:
        """Show every curve that was hidden."""
        self._header.legend.show_all()

    def set_past_curves(self, curves: list[Curve]) -> None:
        """Show these faint, behind the others: they are of earlier runs and grow no more."""
        self._past.set_curves(curves)
        self._refresh_soon()

    def clear(self) -> None:
        """Forget all curves but those of earlier runs, and follow the next."""
        self.set_curves([])
        self.show_marks([])
        self.show_advice(None)
        self._set_following(True)
        self._refresh_soon()

    def set_empty_text(self, text: str) -> None:
        """What stands in a plot without data: what to do next."""
        self._empty.setText(text)

    def set_log(self, log: bool) -> None:
        """Use a logarithmic y axis, or a linear one."""
        if log != self._log:
            self._log = log
            # A y range of the other scale means nothing here.
            self._set_following(True)
        self._header.set_log(log)
        self._menu.set_log(log)
        self._refresh_soon()

    def hovered_text(self) -> str:
        """The values shown at the cross-hair, a line a curve; empty while the mouse is elsewhere."""
        return self._cross_hair.text()

    def is_log(self) -> bool:
        """Whether the y axis is logarithmic."""
        return self._log

    def is_following(self) -> bool:
        """Whether the newest data is kept in view."""
        return self._following

    def follow(self) -> None:
        """Return from a zoom and follow the data."""
        self._set_following(True)
        self._refresh_soon()

    def plotted(self, key: str) -> tuple[Values, Values]:
        """The line as drawn: x and y in units of the data, NaN for gaps, empty where nothing is drawn."""
        shape = self._drawn(key)
        return shape.x, shape.line

    def plotted_envelope(self, key: str) -> tuple[Values, Values, Values]:
        """The envelope as drawn: x, least and greatest values, as `plotted`."""
        shape = self._drawn(key)
        return shape.x, shape.low, shape.high

    def view_range(self) -> tuple[Range, Range]:
        """What is shown of x and y (a logarithm on a logarithmic axis)."""
        return self._stage.view_range() if self._stage else ((0.0, 1.0), (0.0, 1.0))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`; those of the curves come with the curves."""
        super().apply_theme(theme)
        self._header.apply_theme(theme)
        self._cross_hair.apply_theme(theme)
        self._advice.apply_theme(theme)
        self._follow_button.apply_theme(theme)
        if self._stage:
            self._stage.apply_theme(theme)
        self._refresh_soon()

    def _draw_curves(self, stage: Stage, curves: list[Curve], past: list[Curve]) -> None:
        last = max((float(curve.x[-1]) for curve in (*self._curves, *past) if len(curve.x)), default=0.0)
        x_range, y_range = stage.view_range()
        if self._following:
            x_range = step_range(last)
        # A dozen curves overlap anyway: half the points are drawn in half the time and look the same.
        columns = stage.columns() // (2 if len(curves) > _FEW else 1)
        shapes = [self._shaper.shape(curve, x_range, columns, log=self._log) for curve in curves]
        behind = self._past.shape(past, x_range, stage.columns(), log=self._log)
        if self._following:
            including = in_sight(shapes, behind, log=self._log, including=self._band or self._including)
            y_range = range_around(shapes, log=self._log, including=including)
        stage.set_range(x_range, y_range)
        self._past.draw(stage, past)
        # The more envelopes lie over each other, the fainter each.
        faintness = max(_FAINTEST, min(_FAINT, _FAINT_SUM // max(1, len(curves))))
        for order, (curve, shape) in enumerate(zip(curves, shapes, strict=True)):
            stage.draw(curve, shape, order, faintness)

    def _has_data(self) -> bool:
        return any(curve.latest() is not None for curve in self._curves)

    def _shown_curves(self) -> list[Curve]:
        hidden = self._header.legend.hidden_keys()
        return [curve for curve in self._curves if curve.key not in hidden] if self._has_data() else []

    def _past_curves(self) -> list[Curve]:
        return self._past.shown(self._header.legend.hidden_keys())

    def _drawn(self, key: str) -> Drawn:
        shape = self._stage.drawn(key) if self._stage else None
        nothing = np.empty(0)
        return shape or Drawn(nothing, nothing, nothing, nothing)

    def _set_following(self, following: bool) -> None:
        self._following = following
        self._dirty = True
        self._follow_button.setVisible(not following)
        self._menu.set_following(following)
        self._place_overlays()

    def _refresh_soon(self) -> None:
        """Draw in the next turn of the event loop, also where no frame clock runs."""
        self._dirty = True
        if self.isVisible():
            self._soon.start()

    def _on_hovered(self, x: object) -> None:
        self._cross_hair.move_to(x if isinstance(x, float) else None)
        self._show_cross_hair()

    def _show_cross_hair(self) -> None:
        self._cross_hair.show(self._stage, [*self._shown_curves(), *self._past_curves()])

    def _on_range_wanted(self, x: Range, y: Range) -> None:
        if self._stage is not None and self._has_data():
            self._stage.set_range(x, y)
            self._on_moved_by_hand()

    def _on_log_wanted(self) -> None:
        if self._scale_switchable:
            self.set_log(not self._log)

    def _on_moved_by_hand(self) -> None:
        self._set_following(False)
        # At once, so that the finer points of the new part are there with it.
        self.refresh()

    def _on_curve_toggled(self) -> None:
        self._refresh_soon()

    def _ready_stage(self) -> Stage:
        if self._stage is None:
            from gui.watch.stage import Stage

            self._stage = Stage(self.tr("step"), self._band, self._band_label, self)
            self._stage.apply_theme(self._theme)
            self._stage.set_font(self._header.small_label().font())
            self._stage.hovered.connect(self._on_hovered)
            self._stage.moved_by_hand.connect(self._on_moved_by_hand)
            self._stage.double_clicked.connect(self.follow)
            self._stage.columns_changed.connect(self._refresh_soon)
            self._layout.insertWidget(1, self._stage, 1)
            self._layout.activate()
            self._empty.raise_()
        return self._stage

    def _build_layout(self) -> None:
        self._layout.setContentsMargins(12, 8, 12, 6)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._header)
        self._layout.addStretch()
        self._layout.addWidget(self._advice)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        legend = self._header.legend
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self._menu.offer_log(self._scale_switchable)
        self._menu.set_log(self._log)
        self._menu.set_following(True)
        self._menu.log_toggled.connect(self.set_log)
        self._menu.follow_requested.connect(self.follow)
        self._menu.show_all_requested.connect(self.show_all_curves)
        self._menu.smoothing_chosen.connect(self.smoothing_chosen)
        self._menu.picture_requested.connect(self.picture_requested)
        self._header.set_log(self._log)
        self._header.offer_log(self._scale_switchable)
        self._header.log_toggled.connect(self.set_log)
        self._header.plot_chosen.connect(self.plot_chosen)
        legend.toggled.connect(self._on_curve_toggled)
        self._follow_button.clicked.connect(self.follow)
        self._keys.cross_hair_moved.connect(self._show_cross_hair)
        self._keys.range_wanted.connect(self._on_range_wanted)
        self._keys.follow_wanted.connect(self.follow)
        self._keys.log_wanted.connect(self._on_log_wanted)

    def _place_overlays(self) -> None:
        if self._stage:
            self._empty.setGeometry(self._stage.geometry())
            self._follow_button.place_over(self._stage)

    def sizeHint(self) -> QSize:
        return QSize(440, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 116)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._on_hovered(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._header.set_plot_height(self.height())
        self._refresh_soon()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._on_hovered(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event, self._stage, self._shown_curves(), log=self._log):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu.popup(event.globalPos(), smooth=any(curve.emphasis in SMOOTH for curve in self._curves))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._stage:
            self._stage.set_font(self._header.small_label().font())
            self._header.arrange()
