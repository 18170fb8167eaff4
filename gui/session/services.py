"""What the compute thread does besides training: each service asks for its turns there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from engine.blas import set_blas_threads
from engine.spec import ExperimentSpec
from gui.session.augmenter import Augmenter
from gui.session.data_loader import DataLoader
from gui.session.digit_keeper import DigitKeeper, digits_file
from gui.session.digit_reader import DigitReader
from gui.session.exporter import Exporter
from gui.session.lab_work import Clinic, GradientChecker, StepRecorder, SumsMeter
from gui.session.picture_loader import PictureLoader
from gui.session.reviewer import Reviewer
from gui.session.scanner import Scanner
from gui.session.self_checker import SelfChecker
from gui.session.state import Phase
from gui.session.surveyor import Surveyor
from gui.session.teacher import Teacher
from gui.session.tensorboard_logger import TensorBoardLogger
from gui.session.training import Training


class Services(Training):
    """A training with all that may be asked for beside it."""

    def __init__(self, spec: ExperimentSpec, data_dir: Path | None, parent: QObject | None = None) -> None:
        super().__init__(spec, parent)
        submit = self._thread.submit
        self.data = DataLoader(submit, data_dir, self)
        self.augmenter = Augmenter(submit, self)
        self.reviewer = Reviewer(submit, self)
        self.scanner = Scanner(submit, self)
        self.surveyor = Surveyor(submit, self)
        self.digits = DigitKeeper(submit, digits_file(), self)
        self.digit_reader = DigitReader(submit, self)
        self.pictures = PictureLoader(submit, self)
        self.teacher = Teacher(submit, self)
        self.step_recorder = StepRecorder(submit, self)
        self.sums = SumsMeter(submit, self)
        self.gradient_checker = GradientChecker(submit, self)
        self.clinic = Clinic(submit, self)
        self.self_checker = SelfChecker(submit, self)
        self.exporter = Exporter(submit, self._file_thread.submit, self)
        self.tensorboard = TensorBoardLogger(self._file_thread.submit, self)

    @Slot()
    def teach(self) -> None:
        """Have the network learn the person's own digits; training is paused for it."""
        run = self._run
        if run is None or self._state.phase in (Phase.LOADING, Phase.ERROR):
            return
        self.pause()
        set_blas_threads(run.blas_threads)
        self.teacher.teach(run, tuple(kept.digit for kept in self.digits.kept))
