"""What is trained on what: the experiment, its data and how they are scaled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from engine.own_data import OWN
from gui.design.buttons import IconButton
from gui.design.choice_combo import ChoiceCombo
from gui.design.document import Document
from gui.design.form import Form
from gui.design.names import ExperimentChoice, by_chapter, dataset_title, scaling_choices
from gui.design.progress_row import ProgressRow
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme

DataKind = Literal["none", "loading", "ready", "error"]


class DataSection(QWidget):
    """Experiment, data set and scaling.

    Signals:
        experiments_requested(): the person wants to see them all.
        experiment_chosen(str), dataset_chosen(str): the person chose another one; nothing is changed here yet.
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
        own_data_requested(): the person wants to choose data of their own, or to change how they are read.
        folder_requested(), download_requested(), cancel_requested()
    """

    experiments_requested = Signal()
    experiment_chosen = Signal(str)
    dataset_chosen = Signal(str)
    edited = Signal(str, object)
    own_data_requested = Signal()
    folder_requested = Signal()
    download_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._datasets: tuple[tuple[str, str], ...] = ()
        self._shown_dataset = ""
        self._own_file = ""
        self.form = Form()
        self.setLayout(self.form)
        self._build_buttons()
        self._build_choices()
        self._state = QLabel(self)
        self._state.setObjectName("dataStateLabel")
        self._state.setWordWrap(True)
        set_text_role(self._state, "small")
        self._progress = ProgressRow(self)
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._build_rows()
        self.set_data_state("none", "", None)

    def set_experiments(self, experiments: Iterable[ExperimentChoice]) -> None:
        """Offer (name, title, summary, chapter) each, under the headings of their chapters."""
        self._experiment.set_groups(by_chapter(experiments))

    def set_datasets(self, datasets: Iterable[tuple[str, str]]) -> None:
        """Offer (name, title) each."""
        self._datasets = tuple(datasets)
        self._fill_datasets()

    def show_names(self, document: Document) -> None:
        """Show which experiment and data a spec's JSON names, whatever was chosen since."""
        # Data of one's own may be called like an experiment.
        self._experiment.set_choice("" if document["dataset"] == OWN else document["name"], document["name"])
        self._shown_dataset = document["dataset"]
        is_own = self._shown_dataset == OWN
        own_file = PurePath(document["own"]["path"]).name if is_own else ""
        if own_file != self._own_file:
            self._own_file = own_file
            self._fill_datasets()
        self._dataset.set_choice(self._shown_dataset, self._shown_dataset)
        self._own_settings.setVisible(is_own)

    def show_document(self, document: Document) -> None:
        """Show what a spec's JSON says about the scaling."""
        self._scaling.set_choice(document["scaling"])

    def set_data_state(self, kind: DataKind, text: str, fraction: float | None) -> None:
        """Describe the data, or what happens to them; `fraction` of the work is done, None if nobody knows."""
        self._state.setText(text or self.tr("No data yet: choose a data set or open a folder."))
        set_text_tone(self._state, "danger" if kind == "error" else "muted")
        self._progress.setVisible(kind == "loading")
        self._progress.set_fraction(fraction if kind == "loading" else 0.0)

    def set_has_images(self, has_images: bool) -> None:
        """Offer MNIST, from a folder or by download, only beside other images."""
        for button in (self._folder, self._download):
            button.setVisible(has_images and not self._own_file)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for part in (self._cards, self._own_settings, self._folder, self._download, self._progress):
            part.apply_theme(theme)

    def _build_buttons(self) -> None:
        self._cards = IconButton(
            "experimentsButton",
            "grid",
            self.tr("All experiments…"),
            self.tr("Choose from pictures of all experiments (Ctrl+N)"),
            self.experiments_requested.emit,
        )
        self._own_settings = IconButton(
            "ownDataButton",
            "settings",
            self.tr("How your data are read…"),
            self.tr("See and change how your own data are read…"),
            self.own_data_requested.emit,
        )
        self._folder = IconButton(
            "openFolderButton",
            "folder",
            self.tr("Open folder…"),
            self.tr("Open the data from a folder…"),
            self.folder_requested.emit,
        )
        self._download = IconButton(
            "downloadButton",
            "download",
            self.tr("Download…"),
            self.tr("Download the data set into the data folder…"),
            self.download_requested.emit,
        )

    def _build_choices(self) -> None:
        self._experiment = ChoiceCombo(
            "experimentCombo", self.tr("Experiment"), self.tr("Start from a named experiment")
        )
        self._dataset = ChoiceCombo("datasetCombo", self.tr("Data set"), self.tr("The data to learn from"))
        self._scaling = ChoiceCombo(
            "scalingCombo", self.tr("Scaling"), self.tr("How the inputs are scaled before the network reads them")
        )
        self._scaling.set_choices(scaling_choices())
        self._experiment.chosen.connect(self.experiment_chosen)
        self._dataset.chosen.connect(self._on_dataset_chosen)
        self._scaling.chosen.connect(self._on_scaling_chosen)

    def _build_rows(self) -> None:
        self.form.add_row(self.tr("Experiment"), self._experiment, self._cards)
        self.form.add_row(self.tr("Data"), self._dataset, self._own_settings, self._folder, self._download)
        self.form.add_below(self._state)
        self.form.add_below(self._progress)
        self.form.add_row(self.tr("Scaling"), self._scaling)
        self.form.end()

    def _fill_datasets(self) -> None:
        own = self._own_file or self.tr("Your own data…")
        self._dataset.set_choices(
            (name, own if name == OWN else dataset_title(name, title), title) for name, title in self._datasets
        )

    @Slot(str)
    def _on_dataset_chosen(self, name: str) -> None:
        if name != OWN:
            self.dataset_chosen.emit(name)
            return
        # Not before the person has seen what is in them.
        self._dataset.set_choice(self._shown_dataset, self._shown_dataset)
        self.own_data_requested.emit()

    @Slot(str)
    def _on_scaling_chosen(self, name: str) -> None:
        self.edited.emit("scaling", name)
