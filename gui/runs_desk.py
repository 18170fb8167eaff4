"""What becomes of the runs that are over: kept, shown in the table, and drawn behind the present one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from engine.spec import ExperimentSpec
from gui.main_window import MainWindow
from gui.runs.run_row import RunRow
from gui.session.frame import Frame
from gui.session.past_runs import Outcome, PastRun, PastRuns, changed_on_the_way, has_accuracy, outcome_of
from gui.session.run import Run
from gui.session.session import Session
from gui.watch.past_curves import EarlierRun


class RunsDesk(QObject):
    """Puts runs from the session into the table and the plots, and does with them what a person asks there."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._view = window.runs_view
        self._dashboard = window.dashboard
        self._past = PastRuns()
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._spec: ExperimentSpec | None = None
        self._chosen: set[int] = set()
        session.run_changed.connect(self._on_run_changed)
        session.run_ended.connect(self._on_run_ended)
        # A run takes a change of the design over just after the session has said that it changed.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._on_design_changed)
        session.state_changed.connect(self._soon.start)
        self._view.rename_requested.connect(self.name)
        self._view.remove_requested.connect(self._on_remove)
        self._view.show_requested.connect(self._on_show)
        self._view.chosen_changed.connect(self._on_chosen)

    def show_frame(self, frame: Frame) -> None:
        """The present run has gone on."""
        run = self._run
        if run is None or frame.run_id != run.run_id:
            return
        self._frame = frame
        if frame.step:
            self._past.number(run.run_id, settle=True)
        if len(self._past) and not self._view.visibleRegion().isEmpty():
            self._view.show_present(self._row_of_present(run))

    def number(self, run_id: int) -> int:
        """Which run it is, counted from 1, as the table says."""
        return self._past.number(run_id)

    @Slot(object, str)
    def name(self, run_id: int, name: str) -> None:
        """Call a run so from now on."""
        self._past.rename(run_id, name)
        self._show()

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run, self._frame, self._spec = run, None, run.spec
        self._past.begin(run.run_id)
        self._show()

    @Slot(object)
    def _on_run_ended(self, past: PastRun) -> None:
        self._past.add(past)
        self._show()

    @Slot()
    def _on_design_changed(self) -> None:
        """The runs may differ in something else now."""
        if self._run is not None and self._run.spec is not self._spec:
            self._spec = self._run.spec
            self._show_rows()

    @Slot(list)
    def _on_remove(self, run_ids: list[int]) -> None:
        for run_id in run_ids:
            self._past.remove(run_id)
        self._show()

    @Slot(object, bool)
    def _on_show(self, run_id: int, shown: bool) -> None:
        self._past.set_shown(run_id, shown)
        self._show()

    @Slot(list)
    def _on_chosen(self, run_ids: list[int]) -> None:
        """The curves of a selected run stand out."""
        if set(run_ids) != self._chosen:
            self._chosen = set(run_ids)
            self._show_curves()

    def _show(self) -> None:
        self._show_rows()
        self._show_curves()

    def _show_rows(self) -> None:
        present = [self._row_of_present(self._run)] if self._run is not None else []
        self._view.set_runs([*present, *map(self._row_of, self._past.runs())])

    def _show_curves(self) -> None:
        runs = [run for run in self._past.runs() if self._past.is_shown(run.run_id) and self._is_comparable(run)]
        self._dashboard.show_earlier(
            [
                EarlierRun(
                    key=run.run_id,
                    number=self._past.number(run.run_id),
                    name=self._name(run.run_id),
                    steps=run.history,
                    records=run.records,
                    chosen=run.run_id in self._chosen,
                )
                for run in runs
            ]
        )

    def _is_comparable(self, past: PastRun) -> bool:
        """Whether it is of the same experiment, and its loss means the same as that of the present run."""
        if self._run is None:
            return False
        old, new = past.spec, self._run.spec
        return (old.name, old.dataset, old.network.loss) == (new.name, new.dataset, new.network.loss)

    def _row_of(self, past: PastRun) -> RunRow:
        comparable = self._is_comparable(past)
        return RunRow(
            key=past.run_id,
            name=self._name(past.run_id),
            spec=past.spec,
            changed=past.changed,
            has_accuracy=past.has_accuracy,
            steps=past.steps,
            epochs=past.epochs,
            seconds=past.seconds,
            accuracy=past.outcome.accuracy,
            loss=past.outcome.loss,
            ended=past.ended,
            shown=self._past.is_shown(past.run_id) and comparable,
            comparable=comparable,
        )

    def _row_of_present(self, run: Run) -> RunRow:
        frame = self._frame
        outcome = outcome_of(frame.history, frame.records) if frame else Outcome(None, None)
        return RunRow(
            key=run.run_id,
            name=self._name(run.run_id),
            spec=run.spec,
            changed=changed_on_the_way(frame.changes if frame else ()),
            has_accuracy=has_accuracy(run.dataset),
            steps=frame.step if frame else 0,
            epochs=frame.epoch if frame else 0,
            seconds=frame.seconds if frame else 0.0,
            accuracy=outcome.accuracy,
            loss=outcome.loss,
            ended=run.finished,
            present=True,
        )

    def _name(self, run_id: int) -> str:
        return self._past.name(run_id) or self.tr("Run {number}").format(number=self._past.number(run_id))
