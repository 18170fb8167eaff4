"""The lesson beside an experiment: its text, what its links do, and how far its goal is."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from engine.changes import DATA, differences, is_live
from engine.errors import EngineError
from engine.experiments import Experiment, experiment_of
from engine.experiments.experiment import Goal
from engine.own_data import OWN
from gui.experiment_desk import ExperimentDesk
from gui.learn.lesson import load_lesson
from gui.learn.link import Link
from gui.main_window import MainWindow
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase
from gui.variants_desk import VariantsDesk

log = logging.getLogger(__name__)


class LessonDesk(QObject):
    """Shows what the experiment that is there has to teach, or the lab that lies over it.

    Signals:
        lab_set(dict): a link sets these entries of the lab.
    """

    lab_set = Signal(object)

    def __init__(
        self, window: MainWindow, session: Session, experiments: ExperimentDesk, variants: VariantsDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._view = window.lesson_view
        self._session = session
        self._experiments = experiments
        self._variants = variants
        self._experiment: Experiment | None = None
        self._name = ""
        # The lab whose lesson is shown, "" for that of the experiment.
        self._lab = ""
        self._goal_of_lab = ""
        # A lesson that belongs to no experiment, shown in the place of the experiment's.
        self._topic = ""
        self._run: Run | None = None
        self._view.link_activated.connect(self._follow)
        session.run_changed.connect(self._on_run_changed)

    def show_lab(self, name: str) -> None:
        """Show the lesson of a lab in the place of the experiment's; "" ends that."""
        self._lab = name
        self.show_topic("")

    def show_topic(self, name: str) -> None:
        """Show a lesson that belongs to no experiment, until another network comes; "" ends that."""
        self._topic = name
        self._show_lesson()
        self._clear_goal()

    def show_lab_goal(self, met: bool) -> None:
        """Say whether the goal of the lab is reached."""
        self._view.show_goal(self._goal_of_lab, met, "")

    def show_frame(self, frame: Frame) -> None:
        """Training has gone on: see how far the goal is."""
        experiment, run = self._experiment, self._run
        if experiment is None or run is None or frame.run_id != run.run_id or not self._has_goal():
            return
        self._show_goal(experiment.goal, *(frame.goal or (None, None)))
        # What was published was measured with these settings and no others.
        published = experiment.published if frame.spec == experiment.spec and not frame.changes else ()
        self._view.show_milestones(frame.milestones, dict(published))

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run = run
        experiment = experiment_of(run.spec)
        if run.spec.name != self._name or experiment is not self._experiment or self._topic:
            self._name, self._experiment = run.spec.name, experiment
            self._topic = ""
            if not self._lab:
                self._show_lesson()
        if not self._lab:
            self._clear_goal()

    def _clear_goal(self) -> None:
        """Nothing is measured yet; with other data than the experiment's nothing will be."""
        if self._experiment is not None and self._has_goal():
            self._show_goal(self._experiment.goal, None, None)
        else:
            self._view.show_goal("", False, "")
        self._view.show_milestones((), {})

    def _has_goal(self) -> bool:
        experiment, run = self._experiment, self._run
        is_its_own = experiment is not None and run is not None and run.spec.dataset == experiment.spec.dataset
        return is_its_own and not (self._lab or self._topic)

    def _show_lesson(self) -> None:
        self._goal_of_lab = ""
        of_experiment = self._name if self._experiment is not None else ""
        name = f"lab-{self._lab}" if self._lab else self._topic or of_experiment
        self._variants.set_shown(not (self._lab or self._topic))
        try:
            lesson = load_lesson(name) if name else None
            self._goal_of_lab = lesson.goal if lesson is not None and self._lab else ""
            has_own_data = self._run is not None and self._run.spec.dataset == OWN
            self._view.show_lesson(lesson, self.tr("There is no lesson for data of your own.") if has_own_data else "")
        except EngineError as error:
            log.exception("A lesson cannot be shown")
            self._view.show_problem(str(error))

    def _show_goal(self, goal: Goal, value: float | None, met_at: int | None) -> None:
        measured = "" if value is None else _figure(goal, value)
        if met_at is not None:
            measured = self.tr("{value}, reached by step {step:,}").format(value=measured, step=met_at)
        self._view.show_goal(self._goal_words(goal), met_at is not None, measured)

    def _goal_words(self, goal: Goal) -> str:
        quantities = {
            "loss": self.tr("loss"),
            "accuracy": self.tr("accuracy"),
            "mean_absolute_error": self.tr("mean |error|"),
        }
        splits = {
            "train": self.tr("training rows"),
            "validation": self.tr("validation rows"),
            "test": self.tr("test rows"),
        }
        words = self.tr("{quantity} of the {split} at least {bound}")
        if not goal.at_least:
            words = self.tr("{quantity} of the {split} at most {bound}")
        bound = f"{goal.bound:g}"
        return words.format(quantity=quantities[goal.quantity], split=splits[goal.split], bound=bound)

    # Links.

    @Slot(object)
    def _follow(self, link: Link) -> None:
        if link.kind == "set":
            self._set(link)
        elif link.kind == "variant":
            self._variants.choose(link.target)
        elif link.kind == "compare":
            self._variants.compare()
        elif link.kind == "open":
            self._open(link.target)
        elif link.kind == "lab":
            self.lab_set.emit(dict(link.settings))
        elif link.kind == "go":
            self._window.actions_by_name[f"go_{link.target}"].trigger()
        elif link.kind == "do":
            self._window.transport.trigger(link.target)
        else:
            QDesktopServices.openUrl(QUrl(link.target))

    def _open(self, target: str) -> None:
        if target == "lesson":
            self.show_topic("")
        elif target.startswith("lab-"):
            self._window.actions_by_name[f"lab_{target.removeprefix('lab-')}"].trigger()
        else:
            self._experiments.choose(target)

    def _set(self, link: Link) -> None:
        """Change the design; where that makes another network, at once, and go on as before."""
        session = self._session
        spec = session.state.spec
        try:
            for path, value in link.settings:
                spec = spec.with_value(path, value)
        except EngineError as error:
            # The design was changed so far that the lesson's suggestion has no place in it.
            self._window.notices.show_notice("warning", str(error), topic="lesson")
            return
        was_training = session.state.phase is Phase.TRAINING
        if not all(is_live(path) or path == DATA for path in differences(session.state.spec, spec)):
            # First: what trains until then stays as it was.
            session.restart(spec)
        self._window.design.take(spec)
        if was_training and session.state.phase is not Phase.TRAINING:
            session.start()


def _figure(goal: Goal, value: float) -> str:
    return f"{value:.4f}" if goal.quantity == "accuracy" else f"{value:.3g}"
