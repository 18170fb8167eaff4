"""What a scan looks like: its numbers, put into the pages of the output panel and the picture of the network."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from engine.datasets import Dataset
from engine.loss_surface import LossSurface, has_surface
from engine.places import BIAS, WeightPlace
from engine.playground import FEATURES
from engine.scan import Scanned
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session

# Where the surface is looked at: around any start within -1..1.
_WEIGHTS, _BIASES = (-1.25, 1.25), (-1.0, 1.25)
_PARAMETERS = (WeightPlace(0, 0, 0), WeightPlace(0, BIAS, 0))


class PlanePictures(QObject):
    """Hands the newest scan to the views, and the path of a network of two parameters to the picture of its loss."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._panel = window.output_view
        self._session = session
        self._run: Run | None = None
        session.run_changed.connect(self._on_run_changed)
        session.rows_replaced.connect(self._on_rows_replaced)
        session.surveyor.surveyed.connect(self._on_surveyed)

    @Slot(object)
    def show_scan(self, scanned: Scanned) -> None:
        """Show it; the views draw at their next refresh."""
        run, panel = self._run, self._panel
        if run is None:
            return
        sizes = run.spec.network.sizes
        names = [self.tr("inputs"), *(self.tr("layer {number}").format(number=i) for i in range(1, len(sizes)))]
        names[-1] = self.tr("output")
        if scanned.winner is not None and scanned.certainty is not None:
            panel.plane.plane.show_regions(scanned.winner, scanned.certainty, scanned.bounds[0])
            panel.plane.show_responses(scanned.units, sizes, names)
        elif scanned.x is not None and scanned.y is not None:
            self._show_curve(scanned, sizes, names)
        self._window.network_view.show_responses(scanned.units)

    def show_frame(self, frame: Frame) -> None:
        """Show how the two parameters have run so far."""
        run = self._run
        if run is None or frame.run_id != run.run_id or not has_surface(frame.spec.network):
            return
        values = {at.place: at.values.column("value", "first") for at in frame.followed}
        if all(place in values for place in _PARAMETERS):
            weights, biases = (values[place] for place in _PARAMETERS)
            count = min(len(weights), len(biases))
            self._panel.curve.surface.show_path(weights[:count], biases[:count])

    def _show_curve(self, scanned: Scanned, sizes: tuple[int, ...], names: list[str]) -> None:
        page = self._panel.curve
        if scanned.x is None or scanned.y is None:
            return
        page.curve.show_curve(scanned.x, scanned.y[:, 0])
        kinks = scanned.kinks if scanned.kinks is not None else np.zeros(0)
        page.curve.show_kinks(kinks.tolist(), range(len(kinks)))
        page.curve.show_contributions(scanned.contributions)
        page.show_responses(scanned.units, sizes, names)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run = run
        plane = run.dataset.plane
        if plane is not None:
            page = self._panel.curve if plane.is_curve else self._panel.plane
            page.maps.set_input_names([FEATURES[name].title for name in plane.settings.features])
        self._window.network_view.show_responses(None)
        self._survey()

    @Slot(object)
    def _on_rows_replaced(self, dataset: Dataset) -> None:
        self._survey()

    def _survey(self) -> None:
        run = self._run
        if run is None:
            return
        if run.dataset.plane is not None and has_surface(run.spec.network):
            self._session.surveyor.survey(run, _WEIGHTS, _BIASES)
        else:
            self._session.surveyor.cancel()
            if run.dataset.plane is not None and run.dataset.plane.is_curve:
                self._panel.curve.show_surface(None, _WEIGHTS, _BIASES)

    @Slot(object, int)
    def _on_surveyed(self, surface: LossSurface, run_id: int) -> None:
        if self._run is not None and run_id == self._run.run_id:
            self._panel.curve.show_surface(surface.loss, surface.weights, surface.biases)
            self._panel.curve.surface.show_goal(*surface.lowest)
