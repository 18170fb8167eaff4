"""Files: opening, saving, recent ones, the data folder, and what an earlier session left to recover."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from engine.bundled import BUNDLED_MODEL
from engine.persistence import SUFFIX
from gui.main_window import MainWindow
from gui.session.recovery import Orphan, RecoveryFolder
from gui.session.session import Session
from gui.session.state import SessionState
from gui.settings import Settings


class Documents(QObject):
    """Asks for names where one is needed, and keeps the list of recent files."""

    def __init__(self, window: MainWindow, session: Session, settings: Settings, recovery: RecoveryFolder) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._recovery = recovery
        actions = window.actions_by_name
        actions["open"].triggered.connect(self.ask_open)
        actions["save"].triggered.connect(self.save)
        actions["save_as"].triggered.connect(self.ask_save)
        actions["open_bundled"].triggered.connect(lambda: session.open_copy(BUNDLED_MODEL, "mnist"))
        actions["open_folder"].triggered.connect(self.ask_folder)
        window.design.folder_requested.connect(self.ask_folder)
        window.recent_menu.aboutToShow.connect(self._fill_recent)
        session.file_saved.connect(self._on_saved)
        session.data.loaded.connect(lambda dataset: self._remember_folder())
        session.state_changed.connect(self._on_state_changed)
        self._file = ""
        self._folder = session.data.data_dir

    def open(self, path: Path) -> None:
        """Open a file and put it first among the recent ones."""
        self._settings.add_recent_file(path.resolve())
        self._session.open_file(path)

    @Slot()
    def save(self) -> None:
        """Save where the network was saved or opened, else ask."""
        if self._file:
            self._session.save_file(Path(self._file))
        else:
            self.ask_save()

    @Slot()
    def ask_open(self) -> None:
        """Ask for a file to open."""
        self._ask(self.tr("Open a network"), self.open, QFileDialog.FileMode.ExistingFile)

    @Slot()
    def ask_save(self) -> None:
        """Ask for a name to save under."""
        self._ask(self.tr("Save the network"), self._session.save_file, QFileDialog.FileMode.AnyFile)

    @Slot()
    def ask_folder(self) -> None:
        """Ask for the folder that holds MNIST."""
        self._ask(
            self.tr("Choose the folder with the four MNIST files"),
            lambda folder: self._session.data.load_from("mnist", folder),
            QFileDialog.FileMode.Directory,
        )

    def offer_recovery(self) -> None:
        """Offer what the newest of the earlier sessions left; the next older one once that is settled."""
        if self._recovery.problem:
            sentence = self.tr("What is learnt and not saved cannot be kept for the next start. {problem}")
            self._window.notices.show_notice("warning", sentence.format(problem=self._recovery.problem))
        orphans = self._recovery.orphans()
        if not orphans:
            return
        orphan = orphans[0]
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(orphan.saved_at))
        sentence = self.tr("{name}, after {steps:,} steps, was not saved when the program ended on {when}.")
        self._window.notices.show_notice(
            "offer",
            sentence.format(name=orphan.experiment, steps=orphan.steps, when=when),
            [
                (self.tr("Take it up"), lambda: self._take_up(orphan)),
                (self.tr("Discard"), lambda: self._discard(orphan)),
            ],
        )

    def _take_up(self, orphan: Orphan) -> None:
        if self._recovery.hold(orphan):
            self._session.recover(orphan.path)
        else:
            self._window.notices.show_notice("info", self.tr("Another window has taken it up already."))

    def _discard(self, orphan: Orphan) -> None:
        if self._recovery.hold(orphan):
            orphan.path.unlink(missing_ok=True)
        self.offer_recovery()

    def _ask(self, title: str, then: Callable[[Path], None], mode: QFileDialog.FileMode) -> None:
        """A dialog beside the window, which goes on: training must not wait for a name."""
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("fileDialog")
        dialog.setFileMode(mode)
        dialog.setModal(False)
        if mode is QFileDialog.FileMode.AnyFile:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        if mode is not QFileDialog.FileMode.Directory:
            dialog.setNameFilter(self.tr("Networks (*{suffix})").format(suffix=SUFFIX))
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _fill_recent(self) -> None:
        menu = self._window.recent_menu
        menu.clear()
        for path in self._settings.recent_files:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda checked=False, path=path: self.open(path))
        if menu.isEmpty():
            menu.addAction(self.tr("None yet")).setEnabled(False)

    def _remember_folder(self) -> None:
        """Of the data folders only one that the person chose is remembered."""
        folder = self._session.data.data_dir
        if folder != self._folder:
            self._folder = self._settings.data_folder = folder

    @Slot(str)
    def _on_saved(self, name: str) -> None:
        self._settings.add_recent_file(Path(name).resolve())
        self._window.notices.show_notice("info", self.tr("Saved to {name}.").format(name=name))

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        self._file = state.file
