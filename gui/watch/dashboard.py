"""The dashboard: loss, accuracy, gradients and updates of the run, live."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from engine.history import SeriesView
from gui.theme.theme import LIGHT, Theme
from gui.watch.advice import Advice
from gui.watch.change_marks import ChangeMark
from gui.watch.curve_plot import CurvePlot
from gui.watch.history_curves import accuracy_curves, layer_curves, learning_rate_curves, loss_curves
from gui.watch.more_plots import build_learning_rates, build_weight_norms
from gui.watch.past_curves import EarlierRun, past_accuracy_curves, past_loss_curves

# A ratio of update to weight around 1e-3 is neither stalling nor tearing.
_HEALTHY = (-3.5, -2.5)
_ALL_RIGHT = (1.0, 1.0)


class Dashboard(QWidget):
    """Four plots in sight, and two that take the place of the last one.

    `show_history` only stores; each plot draws in its own `refresh`, called a plot a turn.

    Signals:
        smoothing_changed(float): the curves are averaged over another share of the steps in sight.
        plot_changed(str): the plot of this objectName was chosen for the place that several share.
    """

    smoothing_changed = Signal(float)
    plot_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._steps: SeriesView | None = None
        self._records: SeriesView | None = None
        self._earlier: list[EarlierRun] = []
        self._selected: int | None = None
        self._loss = self._build_loss()
        self._accuracy = self._build_accuracy()
        self._gradients = self._build_gradients()
        self._updates = self._build_updates()
        self._weights = build_weight_norms(self)
        self._rates = build_learning_rates(self)
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._weights, 1, 1)
        layout.addWidget(self._rates, 1, 1)
        for index, plot in enumerate((self._loss, self._gradients, self._accuracy, self._updates)):
            layout.addWidget(plot, index // 2, index % 2)
            layout.setRowStretch(index // 2, 1)
            layout.setColumnStretch(index % 2, 1)
        self._connect()

    def show_history(self, steps: SeriesView, records: SeriesView) -> None:
        """Show these curves from each plot's next `refresh` on; plots whose data has not changed are left alone."""
        new_steps, new_records = _differs(self._steps, steps), _differs(self._records, records)
        self._steps, self._records = steps, records
        self._hand_out(new_steps=new_steps, new_records=new_records)

    def show_earlier(self, runs: list[EarlierRun]) -> None:
        """Show losses and accuracies of these runs behind those of the present one."""
        self._earlier = list(runs)
        self._loss.set_past_curves(past_loss_curves(self._earlier, self._theme))
        self._accuracy.set_past_curves(past_accuracy_curves(self._earlier, self._theme))

    def set_selected_layer(self, layer: int | None) -> None:
        """Bring out the curves of a layer, 0 for the first after the inputs, from each plot's next `refresh` on."""
        self._selected = layer
        self._hand_out_layers(new_steps=True, new_records=True)

    def show_marks(self, marks: list[ChangeMark]) -> None:
        """Mark in every plot where something was changed."""
        for plot in self.views():
            plot.show_marks(marks)

    def show_advice(self, advice: dict[str, Advice]) -> None:
        """Say under each plot, by objectName, what is to be seen in it; the others say nothing."""
        for plot in self.views():
            plot.show_advice(advice.get(plot.objectName()))

    def show_plot(self, name: str) -> None:
        """Show the plot of this objectName in the place that it shares with others; another name is ignored."""
        if name not in [plot.objectName() for plot in self._sharing()]:
            return
        had_focus = any(plot.hasFocus() or plot.isAncestorOf(self.focusWidget() or self) for plot in self._sharing())
        for plot in self._sharing():
            plot.setVisible(plot.objectName() == name)
            if had_focus and plot.isVisible():
                plot.setFocus(Qt.FocusReason.OtherFocusReason)
        self.plot_changed.emit(name)

    def set_smoothing(self, share: float) -> None:
        """Average the strong lines of every plot over this share of the steps in sight."""
        for plot in self.views():
            plot.set_smoothing(share)

    def step_smoothing(self, steps: int) -> None:
        """Smooth every plot a step more, or less if negative."""
        self._loss.step_smoothing(steps)

    def follow(self) -> None:
        """Return from every zoom and follow the newest data."""
        for plot in self.views():
            plot.follow()

    def show_all_curves(self) -> None:
        """Show every curve that was hidden."""
        for plot in self.views():
            plot.show_all_curves()

    def clear(self) -> None:
        """Back to empty plots; earlier runs stay."""
        self._steps = self._records = None
        self._accuracy.set_empty_text(self._accuracy_hint())
        for plot in self.views():
            plot.clear()

    def views(self) -> list[CurvePlot]:
        """The plots, each to be refreshed in a turn of its own."""
        return [self._loss, self._gradients, self._accuracy, *self._sharing()]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for plot in self.views():
            plot.apply_theme(theme)
        self.show_earlier(self._earlier)
        self._hand_out(new_steps=True, new_records=True)

    def _hand_out(self, *, new_steps: bool, new_records: bool) -> None:
        steps, records = self._steps, self._records
        if steps is None or records is None:
            return
        if new_steps or new_records:
            self._loss.set_curves(loss_curves(steps, records, self._theme))
        if new_records:
            curves = accuracy_curves(records, self._theme)
            self._accuracy.set_curves(curves)
            if len(records) and not curves:
                self._accuracy.set_empty_text(self.tr("This task has no accuracy: see the loss"))
        if new_steps:
            self._rates.set_curves(learning_rate_curves(steps, self._theme))
        self._hand_out_layers(new_steps=new_steps, new_records=new_records)

    def _hand_out_layers(self, *, new_steps: bool, new_records: bool) -> None:
        """A curve a layer; where one is selected the others step back."""
        if self._steps is not None and new_steps:
            for plot, quantity in ((self._gradients, "gradient_norm"), (self._updates, "update_ratio")):
                plot.set_curves(layer_curves(self._steps, quantity, self._theme, self._selected))
        if self._records is not None and new_records:
            norms = layer_curves(
                self._records, "weight_norm", self._theme, self._selected, emphasis="line", symbols=True
            )
            self._weights.set_curves(norms)

    def _sharing(self) -> list[CurvePlot]:
        return [self._updates, self._weights, self._rates]

    def _connect(self) -> None:
        for plot in self.views():
            plot.smoothing_chosen.connect(self._on_smoothing_chosen)
        choices = [(plot.objectName(), plot.accessibleName()) for plot in self._sharing()]
        for plot in self._sharing():
            plot.offer_plots(choices)
            plot.plot_chosen.connect(self.show_plot)
        self.show_plot(choices[0][0])

    @Slot(float)
    def _on_smoothing_chosen(self, share: float) -> None:
        self.set_smoothing(share)
        self.smoothing_changed.emit(share)

    def _build_loss(self) -> CurvePlot:
        return CurvePlot(
            "lossPlot",
            self.tr("Loss"),
            empty_text=self.tr("Press Start: the loss of every batch appears here"),
            explanation=self.tr(
                "How wrong the network is. The faint line is every step, from least to greatest; the strong line is "
                "its average.\nValidation is measured on samples it never learns from: when that rises while train "
                "falls, the network learns by heart.\nHow smooth the line is: right-click the plot."
            ),
            # The first batches lose tens of times what the later ones do: on a linear axis those would lie flat.
            scale="log",
            scale_switchable=True,
            parent=self,
        )

    def _build_accuracy(self) -> CurvePlot:
        return CurvePlot(
            "accuracyPlot",
            self.tr("Accuracy"),
            self.tr("share correct"),
            self._accuracy_hint(),
            explanation=self.tr(
                "The share of samples that the network reads correctly, 1 is all.\nA gap between train and validation "
                "is what it knows by heart."
            ),
            including=_ALL_RIGHT,
            parent=self,
        )

    def _accuracy_hint(self) -> str:
        return self.tr("The share of samples read correctly appears here at the end of every epoch")

    def _build_gradients(self) -> CurvePlot:
        return CurvePlot(
            "gradientNormPlot",
            self.tr("Gradient norm"),
            self.tr("‖dW‖ per layer"),
            self.tr("Press Start: the size of each layer's gradient appears here"),
            explanation=self.tr(
                "How strongly the loss pulls at each layer: the root of the sum of its squared gradients, before "
                "clipping.\nA layer far below the others learns little; one that shoots up is about to diverge."
            ),
            scale="log",
            scale_switchable=True,
            parent=self,
        )

    def _build_updates(self) -> CurvePlot:
        return CurvePlot(
            "updateRatioPlot",
            self.tr("Update ratio"),
            self.tr("‖ΔW‖ / ‖W‖"),
            self.tr("Press Start: how much each step changes each layer appears here"),
            explanation=self.tr(
                "How much a step changes a layer, measured by the size of its weights.\nAround a thousandth is "
                "healthy: far above, the learning rate is too high; far below, too low."
            ),
            scale="log",
            band=_HEALTHY,
            band_label=self.tr("healthy"),
            parent=self,
        )

    def sizeHint(self) -> QSize:
        return QSize(760, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 240)


def _differs(old: SeriesView | None, new: SeriesView) -> bool:
    """Whether `new` shows anything that `old` does not; the last row tells one run from another."""
    if old is None or old.names != new.names or old.samples != new.samples or len(old) != len(new):
        return True
    return bool(len(new)) and old.mean[-1].tobytes() != new.mean[-1].tobytes()
