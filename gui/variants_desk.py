"""The variants of an experiment: opened, recognised, and run one after the other to be compared."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from engine.experiments import MAX_SPEED, Experiment, Variant, experiment_of
from engine.spec import ExperimentSpec
from gui.experiment_desk import ExperimentDesk
from gui.main_window import MainWindow
from gui.runs_desk import RunsDesk
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState
from gui.transport_desk import TransportDesk


class VariantsDesk(QObject):
    """Each variant is a run of its own, so that the curves of those before stay behind it."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        experiments: ExperimentDesk,
        transport: TransportDesk,
        runs: RunsDesk,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._experiments = experiments
        self._transport = transport
        self._runs = runs
        self._run: Run | None = None
        self._experiment: Experiment | None = None
        # Those that a comparison has still to run; None while there is none. The last of its runs that was over.
        self._left: list[Variant] | None = None
        self._over = 0
        self._shown = True
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._go_on)
        view = window.lesson_view
        view.variant_chosen.connect(self.choose)
        view.compare_requested.connect(self.compare)
        session.run_changed.connect(self._on_run_changed)
        session.state_changed.connect(self._on_state_changed)

    def set_shown(self, shown: bool) -> None:
        """Whether the variants stand beside the lesson, or the lesson is about something else."""
        self._shown = shown
        if self._run is not None:
            self._show(self._run.spec)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Open a variant of the experiment that is there, as a new run; a comparison ends."""
        self._left = None
        experiment = self._experiment
        variant = next((v for v in experiment.variants if v.name == name), None) if experiment is not None else None
        if variant is not None:
            self._open(variant)

    @Slot()
    def compare(self) -> None:
        """Run all variants one after the other, as fast as it goes."""
        if self._experiment is None or len(self._experiment.variants) < 2:
            return
        self._left, self._over = list(self._experiment.variants), self._session.state.run_id
        self._transport.choose_speed(MAX_SPEED)
        self._go_on()

    def _open(self, variant: Variant) -> None:
        session, experiment = self._session, self._experiment
        if experiment is None:
            return
        spec = variant.applied_to(experiment.spec)
        if session.state.spec.dataset == spec.dataset:
            # First: what trains until then stays as it was. Undo leads back to the design that is there.
            session.restart(spec)
            self._window.design.take(spec)
        else:
            self._experiments.open(spec)

    @Slot()
    def _go_on(self) -> None:
        """The next run of the comparison."""
        if self._left:
            self._open(self._left.pop(0))
            self._session.start()
        else:
            self._left = None

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        before, self._run = self._run, run
        self._experiment = experiment_of(run.spec)
        if before is not None and before.spec.name != run.spec.name:
            self._left = None
        variant = self._active(run.spec)
        if variant is not None and not run.touched:
            self._runs.name(run.run_id, variant.title)
        self._show(run.spec)

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        # It is said more than once that a run is over, also while the next one is being made.
        if self._left is not None and state.phase is Phase.FINISHED and state.run_id != self._over:
            self._over = state.run_id
            self._next.start()
        if state.phase in (Phase.PAUSED, Phase.ERROR):
            # Whoever pauses or takes the data away wants to look at this one.
            self._left = None
        if self._run is not None:
            self._show(self._run.spec)

    def _show(self, spec: ExperimentSpec) -> None:
        variants = self._experiment.variants if self._experiment is not None and self._shown else ()
        active = self._active(spec)
        self._window.lesson_view.show_variants([(v.name, v.title, v is active) for v in variants])

    def _active(self, spec: ExperimentSpec) -> Variant | None:
        """The variant that these settings are, as far as variants differ."""
        experiment = self._experiment
        if experiment is None or spec.dataset != experiment.spec.dataset:
            return None
        paths = {path for variant in experiment.variants for path, _ in variant.settings}
        for variant in experiment.variants:
            wanted = variant.applied_to(experiment.spec)
            if all(_same_at(path, spec, wanted) for path in paths):
                return variant
        return None


def _same_at(path: str, spec: ExperimentSpec, wanted: ExperimentSpec) -> bool:
    """Entries of a layer that one of the two does not have are not the same."""
    if len(spec.network.layers) != len(wanted.network.layers):
        return False
    return bool(spec.value(path) == wanted.value(path))
