"""The design dock: experiment, data, layers and training, kept as a wish until it is possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.augmentation import AugmentationSpec
from engine.datasets.plane import is_playground
from engine.errors import SpecError
from engine.plain import from_plain
from engine.playground import PointSpec
from engine.spec import ExperimentSpec
from gui.design.augmentation_section import AugmentationSection
from gui.design.data_section import DataKind, DataSection
from gui.design.fitting import DataShape, playground_shape
from gui.design.form import align
from gui.design.layers_section import LayersSection
from gui.design.names import ExperimentChoice
from gui.design.playground_section import PlaygroundSection
from gui.design.problems import readable
from gui.design.scroll_column import ScrollColumn
from gui.design.tab_order import set_tab_order
from gui.design.training_section import TrainingSection
from gui.design.wish import Wish
from gui.theme.theme import Theme
from gui.widgets.marked_spin import MarkedSpin

_LEARNING_RATE = "training.learning_rate"


class DesignPanel(QWidget):
    """What the person wants to train, as a spec where it is possible.

    Signals:
        experiments_requested(): the person wants to see all of them.
        experiment_chosen(str), dataset_chosen(str): the person chose another one; the panel shows it once
            `set_spec` or `set_dataset` says so.
        spec_changed(ExperimentSpec): the design is another one than before; not after `set_spec`. While something in
            it is impossible, only what can change in a running training is taken from it.
        problem_changed(str, str): dotted path and sentence of the first thing that is impossible; both empty once
            nothing is.
        can_undo_changed(bool), can_redo_changed(bool)
        own_data_requested(): the person wants to choose data of their own, or to change how they are read.
        folder_requested(), download_requested(): the person wants data from elsewhere.
        cancel_requested(): the person wants loading or downloading to end.
        preview_requested(AugmentationSpec): the person looks at what it makes of the training images.
    """

    experiments_requested = Signal()
    experiment_chosen = Signal(str)
    dataset_chosen = Signal(str)
    spec_changed = Signal(object)
    problem_changed = Signal(str, str)
    can_undo_changed = Signal(bool)
    can_redo_changed = Signal(bool)
    own_data_requested = Signal()
    folder_requested = Signal()
    download_requested = Signal()
    cancel_requested = Signal()
    preview_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("designPanel")
        self._wish = Wish()
        self._is_showing = False
        self._learning_rate_problem = ""
        self._spec: ExperimentSpec | None = None
        self._announced_spec: ExperimentSpec | None = None
        self._announced_problem = ("", "")
        self._announced_history = (False, False)
        self._data = DataSection()
        self._playground = PlaygroundSection(self.tr("Playground"))
        self._layers = LayersSection(self.tr("Layers"))
        self._training = TrainingSection(self.tr("Training"))
        self._augmentation = AugmentationSection(self.tr("Augmentation"))
        self._sections = (self._data, self._playground, self._layers, self._training, self._augmentation)
        self._refused = ""
        self._scroll = ScrollColumn("designScrollArea", self._sections, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._connect()
        set_tab_order(self)
        self._show_document(reset=True)
        self._refresh(announce=False)

    def spec(self) -> ExperimentSpec | None:
        """The design, None while it is impossible."""
        return self._spec

    def problem(self) -> tuple[str, str]:
        """Dotted path and sentence of the first thing that is impossible; both empty where nothing is."""
        return self._announced_problem

    @Slot()
    def undo(self) -> None:
        """Back to the design before the last change."""
        self._wish.undo()
        self._show_document(reset=True)
        self._refresh()

    @Slot()
    def redo(self) -> None:
        """Forward again after an undo."""
        self._wish.redo()
        self._show_document(reset=True)
        self._refresh()

    def commit(self) -> None:
        """Take over what is still being typed, as a start by keyboard needs it."""
        self._layers.commit()
        for field in self._fields().values():
            field.commit()

    def set_spec(self, spec: ExperimentSpec) -> None:
        """Show `spec` and forget the history, unless the panel says the same already; emits no `spec_changed`."""
        self._forget_rows_of_other_data(spec.dataset)
        is_another = self._wish.replace(spec)
        self._learning_rate_problem = ""
        self._data.show_names(self._wish.document)
        self._show_document(reset=True)
        if is_another:
            self._layers.select_last()
            self._training.fold()
            self._augmentation.fold()
        self._refresh(announce=False)

    def take(self, spec: ExperimentSpec) -> None:
        """Go over to another design for the same data, as a step that undo takes back; emits `spec_changed`."""
        if self._wish.take(spec):
            self._learning_rate_problem = ""
            self._show_document(reset=True)
        self._refresh()

    def show_selected_layer(self, layer: int) -> None:
        """Mark a layer of the network in training on the list, 0 for the first after the inputs."""
        self._layers.show_selected(layer)

    def edit_points(self, points: tuple[PointSpec, ...], merge: bool = False) -> bool:
        """Take over points that were placed by hand; with `merge` they go on with the change before.

        False where they are not taken: nothing is left of them, there are too many, or the data are no playground.
        """
        if not points or not is_playground(self._wish.document["dataset"]):
            return False
        self._change("playground.points", points, merge=merge)
        return self._wish.document["playground"].points == points

    @Slot()
    def end_merging(self) -> None:
        """Make the next change a step of its own for undo: a drag is over."""
        self._wish.end_merging()

    def set_experiments(self, experiments: Iterable[ExperimentChoice]) -> None:
        """Offer the named experiments: (name, title, summary) each."""
        self._data.set_experiments(experiments)
        self._data.show_names(self._wish.document)

    def set_datasets(self, datasets: Iterable[tuple[str, str]]) -> None:
        """Offer the data sets: (name, title) each."""
        self._data.set_datasets(datasets)
        self._data.show_names(self._wish.document)

    def set_dataset(self, name: str) -> None:
        """Show which data set is in use, also after another one was chosen and could not be loaded."""
        self._forget_rows_of_other_data(name)
        is_another = name != self._wish.document["dataset"]
        self._wish.adopt_dataset(name)
        self._data.show_names(self._wish.document)
        if is_another:
            self._show_document()
            self._refresh()

    def set_dataset_shape(
        self,
        inputs: int,
        outputs: int,
        classes: bool = True,
        images: bool = False,
        rows: int | None = None,
        validation_rows: int | None = None,
    ) -> None:
        """Fit the design to the data in use: values and outputs a row, training and validation rows where known.

        Without classes the loss becomes one that needs none; what is no image is not augmented. Of a playground the
        design itself says all that. Emits `spec_changed` where this changes the design.
        """
        shape = DataShape(inputs, outputs, classes, images, rows, validation_rows)
        self._wish.fit_to_data(shape)
        if not is_playground(self._wish.document["dataset"]):
            self._show_shape(shape)
        self._data.set_has_images(images)
        self._show_document()
        self._refresh()

    def show_preview(self, images: NDArray[np.uint8], full_ink: int) -> None:
        """Show augmented images (rows, columns, height, width), the first of each row as it was before."""
        self._augmentation.show_preview(images, full_ink)

    def set_learning_rate(self, value: float, problem: str = "") -> None:
        """Take over the learning rate, which another part of the window owns, or what is wrong with its text."""
        self._learning_rate_problem = problem
        if not problem:
            self._wish.adopt(_LEARNING_RATE, float(value))
        self._refresh()

    def set_seed(self, seed: int) -> None:
        """Take over the seed, which another part of the window owns."""
        self._wish.adopt("seed", seed)
        self._refresh()

    def set_data_state(self, kind: DataKind, text: str, fraction: float | None = None) -> None:
        """Say how the data stand: "none", "loading" (with progress 0..1, or None), "ready" or "error"."""
        self._data.set_data_state(kind, text, fraction)

    def set_pending(self, pending: bool) -> None:
        """Show that changes of the layers wait for a reset."""
        self._layers.set_pending(pending)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for section in self._sections:
            section.apply_theme(theme)

    def _forget_rows_of_other_data(self, dataset: str) -> None:
        # How many rows the data have is known once they are loaded.
        if dataset != self._wish.document["dataset"]:
            self._training.set_data(None, classes=True)

    def _connect(self) -> None:
        self._data.experiments_requested.connect(self.experiments_requested)
        self._data.experiment_chosen.connect(self.experiment_chosen)
        self._data.dataset_chosen.connect(self.dataset_chosen)
        self._data.own_data_requested.connect(self.own_data_requested)
        self._data.folder_requested.connect(self.folder_requested)
        self._data.download_requested.connect(self.download_requested)
        self._data.cancel_requested.connect(self.cancel_requested)
        self._layers.undo_requested.connect(self.undo)
        self._layers.redo_requested.connect(self.redo)
        self._training.loss_chosen.connect(self._on_loss_chosen)
        for group in (self._training, self._augmentation):
            group.folded.connect(self._scroll.reveal)
        self._augmentation.preview_wanted.connect(self._on_preview_wanted)
        self._playground.slid.connect(self._on_slid)
        self._playground.let_go.connect(self._wish.end_merging)
        for section in self._sections:
            section.edited.connect(self._on_edited)
        for field in self._fields().values():
            field.problem_changed.connect(self._on_field_problem)
        self._layers.row_shown.connect(self._on_row_shown)

    def _fields(self) -> dict[str, MarkedSpin]:
        sections = (self._playground, self._layers, self._training, self._augmentation)
        return {path: field for section in sections for path, field in section.fields().items()}

    def _show_document(self, *, reset: bool = False) -> None:
        self._is_showing = True
        self._refused = ""
        document = self._wish.document
        self._data.show_document(document)
        self._playground.show_playground(document["dataset"], document["playground"], reset=reset)
        self._layers.show_network(document["network"], reset=reset)
        self._training.show_document(document, reset=reset)
        self._augmentation.show_augmentation(document["augmentation"], reset=reset)
        if is_playground(document["dataset"]):
            with suppress(SpecError):
                self._show_shape(playground_shape(document))
        self._is_showing = False

    def _show_shape(self, shape: DataShape) -> None:
        self._augmentation.set_has_images(shape.images)
        self._training.set_data(shape.rows, classes=shape.classes, validation_rows=shape.validation_rows)

    def _refresh(self, *, announce: bool = True) -> None:
        """Look at the wish again: its spec or its problems, the marks, and the news for the others."""
        spec, problems = self._wish.check()
        problems = {path: readable(path, text, self._wish.document) for path, text in problems.items()}
        for path, field in self._fields().items():
            if field.problem():
                problems.setdefault(path, field.problem())
        if self._learning_rate_problem:
            problems[_LEARNING_RATE] = self._learning_rate_problem
        self._spec = None if problems else spec
        self._layers.show_problems(problems)
        self._playground.show_problems(problems, self._refused)
        self._layers.show_parameters(spec.network.parameter_count if spec else None)
        self._announce_history()
        self._announce_problem(next(iter(problems.items()), ("", "")))
        self._announce_spec(problems, announce=announce)

    def _announce_spec(self, problems: Mapping[str, str], *, announce: bool) -> None:
        known = self._announced_spec
        spec = self._spec or (self._wish.live_part(known, problems) if known else None)
        if spec is not None and spec != known:
            self._announced_spec = spec
            if announce:
                self.spec_changed.emit(spec)

    def _announce_problem(self, problem: tuple[str, str]) -> None:
        if problem != self._announced_problem:
            self._announced_problem = problem
            self.problem_changed.emit(*problem)

    def _announce_history(self) -> None:
        known, history = self._announced_history, (self._wish.can_undo, self._wish.can_redo)
        self._announced_history = history
        self._layers.set_history(can_undo=history[0], can_redo=history[1])
        if history[0] != known[0]:
            self.can_undo_changed.emit(history[0])
        if history[1] != known[1]:
            self.can_redo_changed.emit(history[1])

    @Slot(str, object)
    def _on_edited(self, path: str, value: object) -> None:
        # Ten presses on an arrow are one change to take back.
        self._change(path, value, merge=path in self._fields())

    @Slot(str, object)
    def _on_slid(self, path: str, value: object) -> None:
        self._change(path, value, merge=True)

    def _change(self, path: str, value: object, *, merge: bool) -> None:
        try:
            if self._wish.change(path, value, merge=merge):
                self._show_document()
        except SpecError as error:
            self._refused = str(error)
        self._refresh()

    @Slot(str)
    def _on_loss_chosen(self, name: str) -> None:
        if self._wish.choose_loss(name):
            self._show_document()
        self._refresh()

    @Slot()
    def _on_field_problem(self) -> None:
        if not self._is_showing:
            self._refresh()

    @Slot()
    def _on_preview_wanted(self) -> None:
        with suppress(SpecError):
            self.preview_requested.emit(from_plain(AugmentationSpec, self._wish.document["augmentation"]))

    @Slot(QRect)
    def _on_row_shown(self, row: QRect) -> None:
        self._scroll.reveal_row(self._layers, row)

    def _align(self) -> None:
        single = (self._data, self._playground, self._layers, self._augmentation)
        align((*(section.form for section in single), *self._training.forms()))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            result = super().event(event)
            self._align()
            return result
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(300, 640)

    def minimumSizeHint(self) -> QSize:
        return self._scroll.minimumSizeHint().expandedTo(QSize(260, 200))
