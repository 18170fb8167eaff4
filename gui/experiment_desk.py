"""How an experiment is opened: its design, its own speed, and the panels that suit it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from engine.datasets.plane import is_playground
from engine.experiments import EXPERIMENTS, find_experiment
from engine.experiments.experiment import OF_IMAGES, OF_POINTS
from engine.spec import ExperimentSpec
from gui.main_window import MainWindow
from gui.session.session import Session
from gui.transport_desk import TransportDesk


class ExperimentDesk(QObject):
    """Opens experiments, and arranges the window for the one that is there."""

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
        # The lab that lies over the experiment.
        self._over: QWidget | None = None

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
        if self._speed_before is None:
            self._speed_before = self._speed_of, self._window.transport.speed()
        self._begin(spec.name)
        self._window.notices.close_topic("get_data")
        # At once, not when its data are there: what is edited meanwhile is this design.
        self._window.design.set_spec(spec)
        self._session.open_experiment(spec)

    def settle(self, spec: ExperimentSpec) -> None:
        """A network of that experiment is there."""
        self._speed_before = None
        if spec.name != self._speed_of:
            # It was opened, brought back, or had to wait for its data.
            self._begin(spec.name)
        if spec.name != self._name:
            self._name = spec.name
            experiment = EXPERIMENTS.get(spec.name)
            self._window.weight_view.follow(experiment.follow if experiment is not None else ())
        self._spec = spec
        self._arrange(spec)

    def lay_over(self, lab: QWidget | None) -> None:
        """Have a lab take the place of views and plots, with the lesson beside it; None ends that."""
        self._over = lab
        self._window.lay_over(lab)
        if self._spec is not None:
            self._arrange(self._spec)

    def go_back(self) -> None:
        """What was to be opened cannot be had: the speed is again that of what is there."""
        if self._speed_before is not None:
            self._speed_of, speed = self._speed_before
            self._transport.choose_speed(speed)
            self._speed_before = None

    def _begin(self, name: str) -> None:
        """Its own speed, and nothing of what was typed for the one before."""
        self._speed_of = name
        if name in EXPERIMENTS:
            self._transport.choose_speed(EXPERIMENTS[name].speed)
        self._window.transport.discard_texts()

    def _arrange(self, spec: ExperimentSpec) -> None:
        """The panels of the experiment, or, where its data were exchanged, those that suit the others."""
        experiment = EXPERIMENTS.get(spec.name)
        panels: tuple[str, ...]
        if self._over is not None:
            panels = ("lesson",)
        elif experiment is not None and experiment.spec.dataset == spec.dataset:
            panels = experiment.panels
        else:
            panels = OF_POINTS if is_playground(spec.dataset) else OF_IMAGES
        before, self._panels = self._panels, panels
        self._window.show_panels(panels, before=before)
