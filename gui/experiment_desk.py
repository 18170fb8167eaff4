"""How an experiment is opened: its design, its own speed, and the panels that suit it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from engine.datasets.plane import is_playground
from engine.experiments import experiment_of, find_experiment
from engine.experiments.experiment import OF_IMAGES, OF_OWN_IMAGES, OF_OWN_ROWS, OF_POINTS
from engine.own_data import OWN
from engine.spec import ExperimentSpec
from gui.main_window import MainWindow
from gui.session.session import Session
from gui.transport_desk import TransportDesk


class ExperimentDesk(QObject):
    """Opens experiments, and arranges the window for the one that is there.

    Signals:
        opening(): another one is about to be opened.
    """

    opening = Signal()

    def __init__(self, window: MainWindow, session: Session, transport: TransportDesk) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._transport = transport
        self._panels: Sequence[str] = OF_IMAGES
        # Of which experiment the speed is; while its data load, what to go back to if they cannot be had.
        self._speed_of = ""
        self._speed_before: tuple[str, int] | None = None
        self._name = ""
        self._spec: ExperimentSpec | None = None
        self._has_images = True
        # The lab or page that lies over the experiment, and what stands beside it.
        self._over: QWidget | None = None
        self._beside: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Which experiment is there."""
        return self._name

    @property
    def panels(self) -> Sequence[str]:
        """Those of the experiment that is there."""
        return self._panels

    def set_panels(self, names: Sequence[str]) -> None:
        """Those that the window shows since it was put as it was left."""
        self._panels = names

    @Slot(str)
    def choose(self, name: str) -> None:
        """Open an experiment as it stands."""
        self.open(find_experiment(name).spec)

    def open(self, spec: ExperimentSpec) -> None:
        """Open an experiment with these settings, at its own speed."""
        self.opening.emit()
        if self._speed_before is None:
            self._speed_before = self._speed_of, self._window.transport.speed()
        self._begin(spec)
        self._window.notices.close_topic("get_data")
        # At once, not when its data are there: what is edited meanwhile is this design.
        self._window.design.set_spec(spec)
        self._session.open_experiment(spec)

    def settle(self, spec: ExperimentSpec, *, has_images: bool) -> None:
        """A network of that experiment is there; the rows that it reads are images, or not."""
        self._speed_before = None
        if spec.name != self._speed_of:
            # It was opened, brought back, or had to wait for its data.
            self._begin(spec)
        if spec.name != self._name:
            self._name = spec.name
            experiment = experiment_of(spec)
            self._window.weight_view.follow(experiment.follow if experiment is not None else ())
        self._spec, self._has_images = spec, has_images
        self._arrange(spec)

    def lay_over(self, widget: QWidget | None, *, beside: Sequence[str] = ("lesson",)) -> None:
        """Have a lab or page take the place of views and plots, with its lesson `beside` it; None ends that."""
        self._over, self._beside = widget, beside
        self._window.lay_over(widget)
        if self._spec is not None:
            self._arrange(self._spec)

    def go_back(self) -> None:
        """What was to be opened cannot be had: the speed is again that of what is there."""
        if self._speed_before is not None:
            self._speed_of, speed = self._speed_before
            self._transport.choose_speed(speed)
            self._speed_before = None

    def _begin(self, spec: ExperimentSpec) -> None:
        """Its own speed, and nothing of what was typed for the one before."""
        self._speed_of = spec.name
        experiment = experiment_of(spec)
        if experiment is not None:
            self._transport.choose_speed(experiment.speed)
        self._window.transport.discard_texts()

    def _arrange(self, spec: ExperimentSpec) -> None:
        """The panels of the experiment, or, where its data were exchanged, those that suit the others."""
        experiment = experiment_of(spec)
        panels: Sequence[str]
        if self._over is not None:
            panels = self._beside
        elif experiment is not None and experiment.spec.dataset == spec.dataset:
            panels = experiment.panels
        elif spec.dataset == OWN:
            panels = OF_OWN_IMAGES if self._has_images else OF_OWN_ROWS
        else:
            panels = OF_POINTS if is_playground(spec.dataset) else OF_IMAGES
        before, self._panels = self._panels, panels
        self._window.show_panels(panels, before=before)
