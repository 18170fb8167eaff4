"""A person's own data: looked through on a page of their own, then handed to the session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from engine.compatibility import check_fit
from engine.datasets import Dataset
from engine.datasets.own import Survey, suggested_spec
from engine.errors import EngineError
from engine.own_data import OWN, OwnDataSpec
from engine.spec import ExperimentSpec
from gui.experiment_desk import ExperimentDesk
from gui.file_dialogs import ask_path
from gui.lab_desk import LabDesk
from gui.main_window import MainWindow
from gui.session.data_surveyor import DataSurveyor
from gui.session.run import Run
from gui.session.session import Session

if TYPE_CHECKING:
    from gui.own_data.page import OwnDataPage

# Several settings that are changed one after the other are one wish.
_PATIENCE_MS = 250
_TOPIC = "choose_data"


class OwnDataDesk(QObject):
    """Makes the page when it is first wanted; closed, it forgets what it showed."""

    def __init__(self, window: MainWindow, session: Session, experiments: ExperimentDesk, labs: LabDesk) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._experiments = experiments
        self._labs = labs
        self._page: OwnDataPage | None = None
        self._is_open = False
        self._file_before = ""
        self._settings: OwnDataSpec | None = None
        # The design that waits for the data that are being chosen.
        self._awaited: ExperimentSpec | None = None
        self._surveyor = DataSurveyor(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._survey)
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether the page is in sight."""
        return self._is_open

    @Slot()
    def show(self) -> None:
        """Lay the page in the place of the views, empty."""
        self._begin().show_empty()

    def open(self, path: Path) -> None:
        """Look through a file or a folder."""
        awaited = self._awaited
        page = self._begin()
        self._awaited = awaited
        page.show_opening(path)
        self._surveyor.open(path, awaited.own if awaited is not None else None)

    @Slot()
    def show_settings(self) -> None:
        """The settings of the data in use, to be changed; without such data the empty page."""
        spec = self._session.state.spec
        page = self._begin()
        if spec.dataset == OWN:
            self._settings = spec.own
            page.show_settings(spec.own)
            self._surveyor.survey(spec.own)
        else:
            page.show_empty()

    @Slot()
    def choose_missing(self) -> None:
        """Ask for the data that a file or an experiment waits for."""
        awaited = self._session.awaited_spec
        page = self._begin()
        self._awaited = awaited
        page.show_empty(self._wish(awaited) if awaited is not None else "")
        if awaited is not None and awaited.own.kind == "images":
            self.ask_folder()
        else:
            self.ask_file()

    def _wish(self, awaited: ExperimentSpec) -> str:
        """What the data are for."""
        file, data = self._session.awaits_file, PurePath(awaited.own.path).name
        if file is not None:
            return self.tr("Choose the data that {name} learnt from: {data}").format(name=file.name, data=data)
        return self.tr("Choose the data that {name} is to learn from: {data}").format(name=awaited.name, data=data)

    @Slot()
    def close(self) -> None:
        """Back to the experiment."""
        if self._is_open:
            self._forget()
            self._experiments.lay_over(None)

    @Slot()
    def ask_file(self) -> None:
        """Ask for a file."""
        names = self.tr("Tables, arrays, images (*.csv *.tsv *.txt *.npz *.idx *.gz *-ubyte);;All files (*)")
        mode = QFileDialog.FileMode.ExistingFile
        ask_path(self._window, self.tr("Choose your data"), self.open, mode, names)

    @Slot()
    def ask_folder(self) -> None:
        """Ask for a folder of images."""
        title = self.tr("Choose the folder that holds a folder of images for each class")
        ask_path(self._window, title, self.open, QFileDialog.FileMode.Directory)

    def _connect(self) -> None:
        window, session, surveyor = self._window, self._session, self._surveyor
        transport = window.transport
        window.actions_by_name["open_data"].triggered.connect(self.show)
        window.design.own_data_requested.connect(self.show_settings)
        window.escape_pressed.connect(self.close)
        for asked in (transport.start_requested, transport.step_requested, transport.epoch_requested):
            # Whoever trains wants to see it.
            asked.connect(self.close)
        window.closing.connect(self.close)
        window.theme_changed.connect(lambda theme: self._page.apply_theme(theme) if self._page is not None else None)
        self._labs.opened.connect(self._forget)
        self._experiments.opening.connect(self._on_opening)
        session.run_changed.connect(self._on_run_changed)
        session.data.loaded.connect(lambda dataset: window.notices.close_topic(_TOPIC))
        surveyor.guessed.connect(self._on_guessed)
        surveyor.progressed.connect(lambda done, total: self._made().show_progress(done, total))
        surveyor.surveyed.connect(lambda survey: self._made().show_survey(survey))
        surveyor.failed.connect(lambda sentence: self._made().show_failure(sentence))

    def _begin(self) -> OwnDataPage:
        """Have the page in sight, with nothing left of what it showed before."""
        self._labs.close()
        self._forget()
        page = self._made()
        self._is_open = True
        self._file_before = self._session.state.file
        self._experiments.lay_over(page, beside=())
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def _made(self) -> OwnDataPage:
        if self._page is None:
            # Not before it is wanted: the window is to open quickly.
            from gui.own_data.page import OwnDataPage

            page = self._page = OwnDataPage()
            page.apply_theme(self._window.theme)
            page.file_requested.connect(self.ask_file)
            page.folder_requested.connect(self.ask_folder)
            page.settings_changed.connect(self._on_settings_changed)
            page.stop_requested.connect(self._on_stop_requested)
            page.use_requested.connect(self._use)
            page.closed.connect(self.close)
        return self._page

    @Slot()
    def _forget(self) -> None:
        """The page is not in sight any more: its data would only take room."""
        self._is_open = False
        self._awaited = self._settings = None
        self._stop_reading()
        self._window.notices.close_topic("own_data")
        if self._page is not None:
            self._page.show_empty()

    def _stop_reading(self) -> None:
        self._timer.stop()
        self._surveyor.cancel()

    @Slot()
    def _use(self) -> None:
        """Begin with the data that are shown."""
        survey = self._made().survey
        if survey is None or survey.dataset is None:
            return
        try:
            spec = self._spec_for(survey, survey.dataset)
        except EngineError as error:
            self._window.notices.show_notice("error", str(error), topic="own_data")
            return
        is_file = self._awaited is not None and self._session.awaits_file is not None
        self.close()
        self._session.data.take(survey.dataset)
        if is_file:
            self._session.go_on_with(survey.dataset)
        else:
            self._experiments.open(spec)

    def _spec_for(self, survey: Survey, dataset: Dataset) -> ExperimentSpec:
        """What waits for these data; the design that is there, if it is for the same file and fits; else a new one.

        Raises:
            EngineError: What waits does not fit them.
        """
        if self._awaited is not None:
            spec = replace(self._awaited, own=survey.settings)
            check_fit(spec, dataset)
            return spec
        spec = self._session.state.spec
        if spec.dataset == OWN and spec.own.path == survey.settings.path:
            spec = replace(spec, own=survey.settings)
            try:
                check_fit(spec, dataset)
            except EngineError:
                return suggested_spec(survey)
            return spec
        return suggested_spec(survey)

    @Slot(object)
    def _on_guessed(self, settings: OwnDataSpec) -> None:
        self._settings = settings
        self._made().show_settings(settings)

    @Slot(object)
    def _on_settings_changed(self, settings: OwnDataSpec) -> None:
        self._surveyor.cancel()
        self._settings = settings
        self._timer.start()

    @Slot()
    def _survey(self) -> None:
        if self._settings is not None:
            self._surveyor.survey(self._settings)

    @Slot()
    def _on_stop_requested(self) -> None:
        self._stop_reading()
        self._made().show_stopped()

    @Slot()
    def _on_opening(self) -> None:
        """Nothing waits any more for the data that were missing."""
        self._window.notices.close_topic(_TOPIC)
        self.close()

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        """A network that was opened wants to be seen."""
        if self._session.state.file != self._file_before:
            self.close()
