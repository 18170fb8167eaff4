"""The log for TensorBoard that follows the training: begun and ended from the menu, to be seen in the status bar."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from gui.export_desk import missing, show_folder
from gui.file_dialogs import ask_path, file_name
from gui.main_window import MainWindow
from gui.runs_desk import RunsDesk
from gui.session.frame import Frame
from gui.session.session import Session
from gui.train.log_button import LogButton

_TOPIC = "tensorboard"


class TensorBoardDesk(QObject):
    """Gives the frames of the window to the log, each with the name of its run."""

    def __init__(self, window: MainWindow, session: Session, runs: RunsDesk) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._logger = session.tensorboard
        self._runs = runs
        self._action = window.actions_by_name["log_tensorboard"]
        self._button = LogButton()
        self._button.apply_theme(window.theme)
        window.theme_changed.connect(self._button.apply_theme)
        window.statusBar().addPermanentWidget(self._button)
        self._button.hide()
        self._action.triggered.connect(self._on_triggered)
        self._button.clicked.connect(self._logger.stop)
        self._logger.changed.connect(self._on_changed)
        self._logger.failed.connect(self._on_failed)

    def show_frame(self, frame: Frame) -> None:
        """The present run has gone on."""
        if self._logger.folder is not None:
            number = self._runs.number(frame.run_id)
            self._logger.take(frame, file_name(frame.spec.name, str(number)))

    @Slot(bool)
    def _on_triggered(self, wanted: bool) -> None:
        # What is on or off is what the log is, not what was clicked.
        self._action.setChecked(self._logger.folder is not None)
        if not wanted:
            self._logger.stop()
            return
        if problem := missing("tensorboardX"):
            self._window.notices.show_notice("error", problem, topic=_TOPIC)
            return
        title = self.tr("Choose the folder for TensorBoard")
        ask_path(self._window, title, self._logger.start, QFileDialog.FileMode.Directory, can_make=True)

    @Slot()
    def _on_changed(self) -> None:
        folder = self._logger.folder
        self._action.setChecked(folder is not None)
        self._button.show_folder(folder)
        if folder is None:
            self._window.notices.close_topic(_TOPIC)
            return
        sentence = self.tr("What is learnt is written for TensorBoard from now on: tensorboard --logdir {folder}")
        actions = [
            (self.tr("Show in folder"), lambda: show_folder(folder)),
            (self.tr("Stop logging"), self._logger.stop),
        ]
        self._window.notices.show_notice("info", sentence.format(folder=_quoted(folder)), actions, topic=_TOPIC)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        words = self.tr("The TensorBoard log has ended. {reason}").format(reason=sentence)
        self._window.notices.show_notice("error", words, topic=_TOPIC)


def _quoted(folder: Path) -> str:
    """As a shell takes it."""
    return f'"{folder}"' if " " in str(folder) else str(folder)
