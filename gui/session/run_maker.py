"""Makes runs in the compute thread: new ones from a design, and old ones from a file or a state before."""

from __future__ import annotations

from collections.abc import Callable

from engine.checkpoint import resume
from engine.datasets import Dataset
from engine.errors import EngineError, OtherDataError
from engine.good_state import GoodState
from engine.preparation import Preparation
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.session.endings import end_of, ending_of
from gui.session.job_thread import Job
from gui.session.pending import Opened
from gui.session.run import Run

Post = Callable[[Callable[[], None]], None]


class RunMaker:
    """Makes one run at a time: what is asked for later overtakes what was asked before.

    Every run gets the next number, counted from 1, when it is done.
    """

    def __init__(
        self, submit: Callable[[Job], None], post: Post, blas_threads: int, failed: Callable[[str], None]
    ) -> None:
        """`submit` has a job done in the compute thread, `post` a call in the GUI thread.

        `failed` is called in the GUI thread with a sentence when what was asked for last cannot be made.
        """
        self._submit = submit
        self._post = post
        self._failed = failed
        self._blas_threads = blas_threads
        self._wish = 0
        self._made = 0
        # Mean and deviation of the training rows take a fraction of a second to find, and each design needs them.
        self._preparation: tuple[Dataset, str, Preparation] | None = None

    def make(self, spec: ExperimentSpec, dataset: Dataset, done: Callable[[Run], None]) -> None:
        """Make a new network for `spec`."""

        def build() -> Run:
            trainer = Trainer(spec, dataset, self._known_preparation(dataset, spec.scaling))
            self._preparation = (dataset, spec.scaling, trainer.preparation)
            return Run(0, trainer, spec, dataset, self._blas_threads)

        self._make(build, done)

    def resume(
        self, opened: Opened, dataset: Dataset, done: Callable[[Run], None], refused: Callable[[str], None]
    ) -> None:
        """Go on from what was read from a file; `refused` is called where it was trained on other rows."""

        def build() -> Run:
            checkpoint, origin = opened.checkpoint, opened.origin
            threads = max(1, checkpoint.blas_threads)
            trainer = resume(checkpoint, dataset)
            run = Run(0, trainer, checkpoint.spec, dataset, threads, touched=True, saved=origin != "recovery")
            if origin == "recovery":
                # Until something is learnt the file is where it is kept.
                run.recovery, run.kept = opened.path, run.mark
            run.file = opened.saved_as
            end = end_of(trainer)
            if end is not None:
                run.finished = ending_of(run, end)
            return run

        self._make(build, done, refused)

    def turn_back(self, run: Run, state: GoodState, learning_rate: float | None, done: Callable[[Run], None]) -> None:
        """Go on from a state in which `run` was, and as long as `run` was to, where another learning rate is given."""

        def build() -> Run:
            trainer = resume(state.checkpoint, state.dataset)
            if learning_rate is not None:
                trainer.change("training.learning_rate", learning_rate)
                trainer.change("training.epochs", run.spec.training.epochs)
            touched = bool(trainer.steps or trainer.changes)
            back = Run(0, trainer, trainer.spec, state.dataset, run.blas_threads, touched=touched, saved=not touched)
            back.file, back.recovery = run.file, run.recovery
            if learning_rate is not None:
                back.good.go_on_from(state)
            end = end_of(trainer)
            if end is not None:
                back.finished = ending_of(back, end)
            return back

        self._make(build, done)

    def cancel(self) -> None:
        """Forget what is being made."""
        self._wish += 1

    def _make(
        self, build: Callable[[], Run], done: Callable[[Run], None], refused: Callable[[str], None] | None = None
    ) -> None:
        self._wish += 1
        wish = self._wish

        def work() -> None:
            if wish != self._wish:
                return
            try:
                run = build()
            except EngineError as error:
                sentence = str(error)
                fail = refused if refused is not None and isinstance(error, OtherDataError) else self._failed
                self._post(lambda: fail(sentence) if wish == self._wish else None)
            else:
                self._post(lambda: self._finish(wish, run, done))

        self._submit(work)

    def _finish(self, wish: int, run: Run, done: Callable[[Run], None]) -> None:
        if wish == self._wish:
            self._made += 1
            run.run_id = self._made
            done(run)

    def _known_preparation(self, dataset: Dataset, scaling: str) -> Preparation | None:
        known = self._preparation
        return known[2] if known is not None and known[0] is dataset and known[1] == scaling else None
