"""The self-check of the running program: it trains for a moment, so it is made in the compute thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.session.job_thread import Job
from gui.session.posting import Posting


class SelfChecker(Posting):
    """Looks at everything, between two steps of training.

    Signals:
        checked(str, str): what was found, a line for each thing, and the verdict.
    """

    checked = Signal(str, str)

    def __init__(self, submit: Callable[[Job], None], parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread."""
        super().__init__(parent)
        self._submit = submit

    def check(self, data_dir: Path | None) -> None:
        """Ask for it; None is the usual data folder."""

        def work() -> None:
            from gui.self_check import look, verdict

            lines = list(look(data_dir))
            all_well = all(line.ok is not False for line in lines)
            self.post(lambda: self.checked.emit("\n".join(map(str, lines)), verdict(all_well)))

        self._submit(work)
