"""Files: networks and shared experiments, recent ones, the data folder, and what an earlier session left."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from engine.bundled import BUNDLED_MODEL
from engine.errors import EngineError
from engine.persistence import SUFFIX
from engine.sharing import SUFFIX as SHARED_SUFFIX
from engine.sharing import Shared, from_text, read_shared, to_text, write_shared
from gui.experiment_desk import ExperimentDesk
from gui.file_dialogs import ask_path, file_name
from gui.lab_desk import LabDesk
from gui.main_window import MainWindow
from gui.session.recovery import Orphan, RecoveryFolder
from gui.session.session import Session
from gui.session.state import SessionState
from gui.settings import Settings

_SHARED = "shared_experiment"
# What was wrong with what was to be opened before.
_OF_OPENING = ("file", "get_data", "choose_data", "other_rows")
# So many fit into the strip of notices; the others come when these are settled.
_MOST_OFFERS = 4


class Documents(QObject):
    """Asks for names where one is needed, and keeps the list of recent files."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        experiments: ExperimentDesk,
        labs: LabDesk,
        settings: Settings,
        recovery: RecoveryFolder,
    ) -> None:
        super().__init__(window)
        self._experiments = experiments
        self._labs = labs
        self._window = window
        self._session = session
        self._settings = settings
        self._recovery = recovery
        actions = window.actions_by_name
        actions["open"].triggered.connect(self.ask_open)
        actions["save"].triggered.connect(self.save)
        actions["save_as"].triggered.connect(self.ask_save)
        actions["copy_experiment"].triggered.connect(self.copy_experiment)
        actions["save_experiment"].triggered.connect(self.ask_share)
        actions["open_bundled"].triggered.connect(lambda: session.open_copy(BUNDLED_MODEL, "mnist"))
        actions["open_folder"].triggered.connect(self.ask_folder)
        window.design.folder_requested.connect(self.ask_folder)
        window.recent_menu.aboutToShow.connect(self._fill_recent)
        session.file_saved.connect(self._on_saved)
        session.copy_saved.connect(self._on_copy_saved)
        session.data.loaded.connect(lambda dataset: self._remember_folder())
        session.state_changed.connect(self._on_state_changed)
        self._file = ""
        self._folder = session.data.data_dir

    @staticmethod
    def knows(path: Path) -> bool:
        """Whether a file of that name may be a network or a shared experiment."""
        return path.suffix.lower() in (SUFFIX, SHARED_SUFFIX)

    def open(self, path: Path) -> None:
        """Open a network or an experiment, and put the file first among the recent ones."""
        for topic in _OF_OPENING:
            self._window.notices.close_topic(topic)
        self._settings.add_recent_file(path.resolve())
        if path.suffix.lower() == SHARED_SUFFIX:
            self._open_shared(lambda: read_shared(path))
        else:
            self._session.open_file(path)

    def open_text(self, text: str) -> None:
        """Open an experiment that came as text."""
        self._open_shared(lambda: from_text(text))

    @Slot()
    def copy_experiment(self) -> None:
        """Put the experiment with all its settings into the clipboard."""
        QGuiApplication.clipboard().setText(to_text(self._shared()))
        sentence = self.tr("The experiment is in the clipboard, as text: paste it here or anywhere else.")
        self._window.notices.show_notice("info", sentence, topic=_SHARED)

    @Slot()
    def ask_share(self) -> None:
        """Ask for a file for the experiment with all its settings."""
        names = self.tr("Experiments (*{suffix})").format(suffix=SHARED_SUFFIX)
        title, mode = self.tr("Share the experiment"), QFileDialog.FileMode.AnyFile
        name = file_name(self._session.state.spec.name) + SHARED_SUFFIX
        self._ask(title, self._share, mode, names, name)

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
        both = self.tr("Networks and experiments (*{network} *{experiment})")
        names = both.format(network=SUFFIX, experiment=SHARED_SUFFIX)
        self._ask(self.tr("Open a network or an experiment"), self.open, QFileDialog.FileMode.ExistingFile, names)

    @Slot()
    def ask_save(self) -> None:
        """Ask for a name to save under."""
        names = self.tr("Networks (*{suffix})").format(suffix=SUFFIX)
        title, mode = self.tr("Save the network"), QFileDialog.FileMode.AnyFile
        name = self._file or file_name(self._session.state.spec.name) + SUFFIX
        self._ask(title, self._session.save_file, mode, names, name)

    @Slot()
    def ask_copy(self) -> None:
        """Ask for a name for a copy; the network keeps the name that it has."""
        names = self.tr("Networks (*{suffix})").format(suffix=SUFFIX)
        title, mode = self.tr("Save a copy of the network"), QFileDialog.FileMode.AnyFile
        stem = Path(self._file).stem if self._file else file_name(self._session.state.spec.name)
        self._ask(title, self._session.save_copy, mode, names, f"{stem}-copy{SUFFIX}")

    @Slot()
    def ask_folder(self) -> None:
        """Ask for the folder that holds MNIST."""
        self._ask(
            self.tr("Choose the folder with the four MNIST files"),
            lambda folder: self._session.data.load_from("mnist", folder),
            QFileDialog.FileMode.Directory,
        )

    def offer_recovery(self) -> None:
        """Offer what earlier sessions left, the newest in front."""
        if self._recovery.problem:
            sentence = self.tr("What is learnt and not saved cannot be kept for the next start. {problem}")
            self._window.notices.show_notice("warning", sentence.format(problem=self._recovery.problem))
        for orphan in reversed(self._recovery.orphans()[:_MOST_OFFERS]):
            self._offer(orphan)

    def _offer(self, orphan: Orphan) -> None:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(orphan.saved_at))
        sentence = self.tr(
            "{name}, in epoch {epoch:,} ({steps:,} steps), was not saved when the program ended: {when}."
        )
        if orphan.finished:
            sentence = self.tr("{name}, finished ({steps:,} steps), was not saved when the program ended: {when}.")
        name = orphan.experiment if orphan.file is None else orphan.file.name
        self._window.notices.show_notice(
            "offer",
            sentence.format(name=name, epoch=orphan.epochs + 1, steps=orphan.steps, when=when),
            [
                (self.tr("Take it up"), lambda: self._take_up(orphan)),
                (self.tr("Discard"), lambda: self._discard(orphan)),
            ],
            topic=f"orphan {orphan.path.name}",
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

    def _open_shared(self, read: Callable[[], Shared]) -> None:
        try:
            shared = read()
            if shared.lab is not None:
                self._labs.restore(shared.lab)
            else:
                self._labs.close()
        except EngineError as error:
            self._window.notices.show_notice("error", str(error), topic=_SHARED)
            return
        self._window.notices.close_topic(_SHARED)
        self._experiments.open(shared.spec)

    def _shared(self) -> Shared:
        """The experiment as it is set, with the lab that is open."""
        return Shared(self._session.state.spec, self._labs.state())

    def _share(self, path: Path) -> None:
        try:
            write_shared(self._shared(), path)
        except EngineError as error:
            self._window.notices.show_notice("error", str(error), topic=_SHARED)
            return
        sentence = self.tr("The experiment is in {name}: open it here, drop it on the window, or send it to others.")
        self._window.notices.show_notice("info", sentence.format(name=path), topic=_SHARED)

    def _ask(
        self, title: str, then: Callable[[Path], None], mode: QFileDialog.FileMode, names: str = "", name: str = ""
    ) -> None:
        ask_path(self._window, title, then, mode, names, name)

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
        self._window.notices.show_notice("info", self.tr("Saved to {name}.").format(name=name), topic="saved")

    @Slot(str)
    def _on_copy_saved(self, name: str) -> None:
        self._window.notices.show_notice("info", self.tr("A copy is in {name}.").format(name=name), topic="saved")

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        self._file = state.file
