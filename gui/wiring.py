"""The wiring: what the views ask for goes to the session, what the session says goes to the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from engine.augmentation import AugmentationSpec
from engine.compatibility import check_fit, is_of_images
from engine.datasets import DATASETS, Dataset
from engine.errors import EngineError
from engine.experiments import EXPERIMENTS
from engine.snapshot import Snapshot
from gui.announcer import Announcer, Speaker
from gui.design.design_panel import DesignPanel
from gui.divergence_desk import DivergenceDesk
from gui.draw.digit_canvas import DigitCanvas
from gui.experiment_desk import ExperimentDesk
from gui.export_desk import ExportDesk
from gui.frame_clock import FrameClock
from gui.lab_desk import LabDesk
from gui.lab_network import LabNetwork
from gui.layer_selection import LayerSelection
from gui.lesson_desk import LessonDesk
from gui.main_window import MainWindow
from gui.mistakes import MistakesDesk
from gui.own.own_digits_view import OwnDigitsView
from gui.own_data_desk import OwnDataDesk
from gui.own_digits_desk import OwnDigitsDesk
from gui.picture_desk import PictureDesk
from gui.pictures import Pictures
from gui.plane_desk import PlaneDesk
from gui.plane_pictures import PlanePictures
from gui.points_desk import PointsDesk
from gui.reading import ReadingDesk
from gui.runs_desk import RunsDesk
from gui.session.frame import Frame, Wishes
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import DataState, Phase, SessionState
from gui.start_desk import StartDesk
from gui.tensorboard_desk import TensorBoardDesk
from gui.transport_desk import TransportDesk
from gui.variants_desk import VariantsDesk
from gui.view_pictures import ViewPictures
from gui.why_desk import WhyDesk
from gui.widgets.notice import NoticeKind

if TYPE_CHECKING:
    from gui.plane.page import PointPage


# What is said about a network, its file or its training, and is idle once another one is there.
_OF_RUN = ("ended", "train_longer", "unfit", "other_rows", "file", "saved", "shared_experiment", "export")


class Wiring(QObject):
    """Connects a window with a session; neither knows the other."""

    def __init__(self, window: MainWindow, session: Session, bundled: Snapshot) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._problem = ""
        self._dataset: Dataset | None = None
        self._frame: Frame | None = None
        self._first_epoch = 0
        self._run: Run | None = None
        self._pictures = Pictures(window)
        self._layers = LayerSelection(window)
        self.desk = ReadingDesk(window.draw_panel, bundled, self, session.gate)
        self.clock = FrameClock(session, self._wishes, self._show_frame)
        for plot in window.dashboard.views():
            self.clock.add_view(plot, rests_for_pen=True)
        for view in window.frame_views():
            self.clock.add_view(view)
        self._points = PointsDesk(window, session)
        self._plane_pictures = PlanePictures(window, session)
        self._plane = PlaneDesk(window, session, self.clock)
        self._plane.arrived.connect(self._plane_pictures.show_scan)
        self._mistakes = MistakesDesk(window.mistakes_view, window.draw_panel, session, self.clock)
        self._why = WhyDesk(window, self.desk, self.clock)
        self.clock.add_view(window.runs_view)
        self._transport = TransportDesk(window, session)
        self.experiments = ExperimentDesk(window, session, self._transport)
        self._runs = RunsDesk(window, session)
        self._tensorboard = TensorBoardDesk(window, session, self._runs)
        self._export = ExportDesk(window, session)
        self._view_pictures = ViewPictures(window, session)
        self._variants = VariantsDesk(window, session, self.experiments, self._transport, self._runs)
        self._lesson = LessonDesk(window, session, self.experiments, self._variants)
        self._divergence = DivergenceDesk(window, session, self._lesson)
        self.labs = LabDesk(window, self.experiments, self._lesson)
        self.own_data = OwnDataDesk(window, session, self.experiments, self.labs)
        self._lab_network = LabNetwork(window, self.labs, session, self.clock)
        self._start_page = StartDesk(window, session, self.experiments, self.labs)
        self._own_digits = OwnDigitsDesk(window, session)
        self.picture_desk = PictureDesk(window, session.pictures)
        self.announcer = Announcer(window.speakers(), self)
        self._fill_design()
        self._connect_design()
        self._connect_session()
        self._connect_drawing()
        self._layers.changed.connect(self.clock.poke_views)
        window.output_view.page_made.connect(self._on_page_made)
        self._show_state(session.state)

    # Design.

    def _fill_design(self) -> None:
        design = self._window.design
        design.set_experiments([(e.name, e.title, e.summary, e.chapter) for e in EXPERIMENTS.values()])
        design.set_datasets([(source.name, source.title) for source in DATASETS.values()])
        design.set_spec(self._session.state.spec)

    def _connect_design(self) -> None:
        design, data = self._window.design, self._session.data
        design.experiments_requested.connect(self._window.actions_by_name["experiments"].trigger)
        design.experiment_chosen.connect(self.experiments.choose)
        design.dataset_chosen.connect(self._session.choose_dataset)
        design.spec_changed.connect(self._session.set_spec)
        design.problem_changed.connect(self._on_problem)
        design.download_requested.connect(self.download_mnist)
        design.cancel_requested.connect(data.cancel)
        design.preview_requested.connect(self._on_preview_requested)
        self._session.augmenter.previewed.connect(self._show_preview)
        data.state_changed.connect(self._show_data)
        data.failed.connect(self._on_data_failed)
        data.loaded.connect(lambda dataset: self._window.notices.close_topic("get_data"))

    @Slot()
    def download_mnist(self) -> None:
        """Fetch MNIST."""
        self._session.data.download("mnist")

    @Slot(str, str)
    def _on_problem(self, path: str, sentence: str) -> None:
        self._problem = sentence
        self._show_state(self._session.state)

    @Slot(object)
    def _show_data(self, state: DataState) -> None:
        self._window.design.set_data_state(state.kind, state.text, state.fraction)

    @Slot(str)
    def _on_data_failed(self, sentence: str) -> None:
        """The window goes back to what is there."""
        if self._dataset is not None:
            self.experiments.go_back()
        self._window.design.set_spec(self._session.state.spec)
        if self._dataset is not None:
            self._window.design.set_dataset(self._dataset.name)

    @Slot(object)
    def _on_preview_requested(self, augmentation: AugmentationSpec) -> None:
        if self._dataset is not None:
            self._session.augmenter.preview(augmentation, self._dataset)

    @Slot(object)
    def _show_preview(self, images: NDArray[np.uint8]) -> None:
        if self._dataset is not None:
            self._window.design.show_preview(images, round(self._dataset.value_range))

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._pictures.set_dataset(dataset)
        spec, design = self._session.state.spec, self._window.design
        outputs = dataset.outputs
        if spec.dataset == dataset.name:
            # An opened file's data came first: the panel must not answer with the design before it.
            if spec != design.spec():
                design.set_spec(spec)
            try:
                check_fit(spec, dataset)
                # Two classes may be told apart by a single output: leave a design that fits as it is.
                outputs = spec.network.outputs
            except EngineError:
                outputs = dataset.outputs
        design.set_dataset(dataset.name)
        design.set_dataset_shape(
            dataset.inputs,
            outputs,
            classes=bool(dataset.class_names),
            images=is_of_images(dataset),
            rows=dataset.train.rows,
            validation_rows=dataset.validation.rows if dataset.validation else 0,
        )

    # Session.

    def _connect_session(self) -> None:
        self._session.state_changed.connect(self._show_state)
        self._session.run_changed.connect(self._on_run_changed)
        self._session.dataset_changed.connect(self._on_dataset_changed)
        self._session.notice_raised.connect(self._show_notice)
        self._session.parameters_replaced.connect(self.clock.poke)
        self._session.rows_replaced.connect(self._on_rows_replaced)
        # A log begins with what was learnt before, also of a training that rests.
        self._session.tensorboard.changed.connect(self.clock.poke)

    @Slot(object)
    def _show_state(self, state: SessionState) -> None:
        window = self._window
        if state.phase is Phase.TRAINING:
            for topic in ("ended", "train_longer"):
                window.notices.close_topic(topic)
        self._transport.show_state(state, self._problem)
        window.design.set_pending(state.pending)
        window.setWindowModified(state.unsaved)
        window.setWindowTitle(self._title(state))
        self._show_status(state)
        self.clock.set_training(state.phase is Phase.TRAINING)
        self.announcer.set_training(state.phase is Phase.TRAINING)

    def _title(self, state: SessionState) -> str:
        name = state.file.replace("\\", "/").rpartition("/")[2] or state.spec.name
        return self.tr("{name}[*] – Backprop Studio").format(name=name)

    def _show_status(self, state: SessionState) -> None:
        frame = self._frame
        run, spec = self._run, state.spec
        threads = None if run is None else run.blas_threads
        has_diverged = state.phase is Phase.FINISHED and run is not None and run.trainer.divergence is not None
        word = "diverged" if has_diverged else state.phase.value
        if frame is None or frame.run_id != state.run_id or state.phase in (Phase.LOADING, Phase.ERROR):
            self._window.status_line.show_status(word, threads=threads, seed=spec.seed, message=state.reason)
            return
        self._window.status_line.show_status(
            word,
            epoch=frame.current_epoch or None,
            batch=frame.batch if frame.batch else None,
            batches=frame.batches,
            loss=frame.loss,
            samples_per_second=frame.samples_per_second,
            threads=threads,
            seed=spec.seed,
            message=state.reason,
        )

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        """Another network: what was shown of the one before goes."""
        self._frame, self._run = None, run
        self.experiments.settle(run.spec, has_images=run.dataset.image_shape is not None)
        for topic in _OF_RUN:
            self._window.notices.close_topic(topic)
        self._layers.set_layers(len(run.spec.network.layers))
        self._window.design.set_spec(run.spec)
        self._window.dashboard.clear()
        self._window.output_view.clear()
        self.desk.set_network(None)
        self.clock.poke()

    def _train_longer(self) -> None:
        self._session.train_longer()
        self._window.design.set_spec(self._session.state.spec)

    @Slot(str, str, str)
    def _show_notice(self, kind: NoticeKind, sentence: str, offer: str) -> None:
        choose_data = (self.tr("Choose the data…"), self.own_data.choose_missing)
        offers = {
            **{topic: [] for topic in ("", "ended", "unfit", "file")},
            "bring_back": [(self.tr("Bring it back"), self._session.bring_back)],
            "train_longer": [(self.tr("Train as long again"), self._train_longer)],
            "get_data": [
                (self.tr("Download MNIST"), self.download_mnist),
                (self.tr("Choose a folder…"), self._window.actions_by_name["open_folder"].trigger),
            ],
            "choose_data": [choose_data],
            "other_rows": [
                (self.tr("Open without its training"), self._session.open_without_training),
                *([choose_data] if self._session.awaited_spec is not None else []),
            ],
        }
        self._window.notices.show_notice(kind, sentence, offers[offer], topic=offer)

    # Frames.

    def _wishes(self) -> Wishes:
        """The weights are copied only where somebody looks at them, or reads with them, or may do so with a click."""
        window = self._window
        views = (window.network_view, window.weight_view, window.mistakes_view)
        looked_at = any(not view.visibleRegion().isEmpty() for view in views)
        first = self._frame is None or self._frame.run_id != self._session.state.run_id
        table = not window.output_view.answers.visibleRegion().isEmpty()
        quantity = "weights" if window.weight_view.visibleRegion().isEmpty() else window.weight_view.quantity
        of_step = None if quantity == "weights" else quantity
        graph = self._session.tensorboard.wants_network(self._session.state.run_id)
        weights = looked_at or first or graph or self.desk.wants_network
        return Wishes(weights=weights, of_step=of_step, follow=window.weight_view.followed, table=table)

    def _show_frame(self, frame: Frame) -> None:
        if self._frame is None:
            self._first_epoch = frame.current_epoch
        elif frame.current_epoch > max(self._first_epoch, 1) and self._session.state.phase is not Phase.LOADING:
            # It has gone on for an epoch: nobody wants the last network back.
            self._window.notices.close_topic("bring_back")
        self._frame = frame
        state = self._session.state
        self._show_status(state)
        batch = frame.batch if frame.batch or not frame.step else frame.batches
        # A run that ended early, by divergence for instance, has batches left but no time to wait for them.
        left = None if state.phase is Phase.FINISHED else frame.seconds_left
        self._window.transport.set_progress(frame.current_epoch, frame.epochs, batch, frame.batches, left)
        self._window.dashboard.show_history(frame.history, frame.records)
        self._runs.show_frame(frame)
        self._tensorboard.show_frame(frame)
        self._lesson.show_frame(frame)
        self._divergence.show_frame(frame)
        self._lab_network.show_frame(frame)
        self._own_digits.show_frame(frame)
        if frame.snapshot is not None:
            self.desk.set_network(frame.snapshot)
        self._plane_pictures.show_frame(frame)
        self._plane.show_frame(frame)
        self._pictures.show_frame(frame, live=state.phase is Phase.TRAINING)
        self._mistakes.show_frame(frame)
        if state.phase is not Phase.TRAINING:
            # While it trains the announcer has a clock of its own.
            self.announcer.announce()

    @Slot(object)
    def _on_rows_replaced(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._window.notices.close_topic("unfit")
        self._pictures.set_dataset(dataset)
        self.clock.poke()

    @Slot(object)
    def _on_page_made(self, page: PointPage) -> None:
        """The pictures of a page of points are drawn, say what they show, and start and pause as all do."""
        for picture in page.pictures():
            self.clock.add_view(picture)
            self._transport.give_space(picture)
            self.announcer.add_speaker(cast(Speaker, picture))

    # Drawing.

    def _connect_drawing(self) -> None:
        panel, actions = self._window.draw_panel, self._window.actions_by_name
        panel.pen_down_changed.connect(self.clock.set_pen_down)
        panel.pen_down_changed.connect(self._session.set_pen_down)
        self.desk.image_read.connect(self._pictures.network.set_drawing)
        self.desk.image_read.connect(lambda image: self.clock.poke_views())
        self._pictures.network.shown.connect(self.clock.poke_views)
        actions["clear_canvas"].triggered.connect(panel.canvas.clear)
        actions["undo"].triggered.connect(self._undo)
        actions["redo"].triggered.connect(self._redo)
        self._window.network_view.row_step_requested.connect(self.clock.poke_views)
        self._window.weight_view.quantity_changed.connect(self.clock.poke)
        self._window.weight_view.followed_changed.connect(self.clock.poke)
        for dock in self._window.docks.values():
            dock.visibilityChanged.connect(lambda visible: self.clock.poke() if visible else None)

    @Slot()
    def _undo(self) -> None:
        self._edited().undo()

    @Slot()
    def _redo(self) -> None:
        self._edited().redo()

    def _edited(self) -> DigitCanvas | OwnDigitsView | DesignPanel:
        """What undo is about: on the canvas a stroke, in My digits a digit, elsewhere a change of the design."""
        window, focus = self._window, self._window.focusWidget()
        if window.draw_panel.canvas.hasFocus():
            return window.draw_panel.canvas
        is_there = focus is not None and window.own_digits_view.isAncestorOf(focus)
        return window.own_digits_view if is_there else window.design
