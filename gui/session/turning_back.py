"""What is done about a training whose numbers ran out of range: it is taken up where all was well."""

from __future__ import annotations

from engine.events import rate_words
from engine.good_state import GoodState
from gui.session.designing import Designing
from gui.session.run import Run
from gui.session.state import Phase


class TurningBack(Designing):
    """A session that can go back to the last good state of its training."""

    @property
    def good_state(self) -> GoodState | None:
        """That of the present run; None before it was set going."""
        return None if self._run is None else self._run.good.state

    def go_back(self, learning_rate: float | None = None) -> None:
        """Take the training up at its last good state, paused; with another learning rate it goes on at once.

        A new run does so: the one that is there is over, and its curves stay behind the new ones.
        """
        run, state = self._run, self.good_state
        if run is None or state is None or self._state.phase in (Phase.LOADING, Phase.ERROR):
            return
        self._pause_work()
        self._set(phase=Phase.LOADING, reason="", pending=False, waiting=learning_rate is not None)
        self._maker.turn_back(run, state, learning_rate, self._on_turned_back)

    def _on_turned_back(self, run: Run) -> None:
        rate, step = rate_words(run.spec.training.learning_rate), f"{run.trainer.steps:,}"
        words = self.tr("Back at step {step}, with a learning rate of {rate}. The run that diverged is put aside.")
        if self._state.waiting:
            words = self.tr(
                "Training goes on from step {step}, with a learning rate of {rate}. The run that diverged is put aside."
            )
        self._set_aside(words.format(step=step, rate=rate))
        self._set(spec=run.spec)
        if self._dataset is not run.dataset:
            self._dataset = run.dataset
            self.dataset_changed.emit(run.dataset)
            self.data.describe(run.dataset)
        self._install(run)
