"""What becomes of the digits that a person names: kept, shown, read by the network, and learnt by it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from engine.drawing import IMAGE_SHAPES
from engine.own_digits import MOST_DIGITS, OwnDigit
from engine.teaching import Taught
from gui.file_dialogs import ask_path
from gui.main_window import MainWindow
from gui.own.own_tile import OwnTile
from gui.session.digit_keeper import TILE_SHAPE, KeptDigit
from gui.session.digit_reader import DigitsRead
from gui.session.frame import Frame
from gui.session.run import Run
from gui.session.session import Session
from gui.session.state import Phase, SessionState
from gui.widgets.digit_buttons import DIGITS

# While training, reading the digits takes at most one part in so many of the compute thread's time.
_SHARE = 20.0
_NOT_SAVED = "own_digits_not_saved"


class OwnDigitsDesk(QObject):
    """Connects the canvas, the panel of the digits and the session."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._view = window.own_digits_view
        self._panel = window.draw_panel
        self._session = session
        self._keeper = session.digits
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._read: DigitsRead | None = None
        self._read_again = False
        self._not_before = 0.0
        # What the result of the last lesson says, while the weights that it made are those in use.
        self._result = ""
        self._connect()
        self._keeper.load()
        self._show_lesson()

    def show_frame(self, frame: Frame) -> None:
        """Training has gone on, or the panel has come into sight."""
        if self._run is None or frame.run_id != self._run.run_id:
            return
        had_learnt = self._frame is not None and self._frame.step > 0
        self._frame = frame
        if had_learnt is not frame.step > 0:
            self._show_lesson()
        self._consider()

    # Keeping.

    @Slot(int)
    def name_drawing(self, label: int) -> None:
        """Keep what is on the canvas as this digit; a drawing that was kept before is renamed."""
        if not self._panel.can_be_named:
            return
        picture, keeper = self._panel.picture, self._keeper
        digit = OwnDigit(label, self._panel.strokes() if picture is None else (), picture)
        place = keeper.find(digit)
        if place is None and keeper.is_full:
            sentence = self.tr("{most:,} digits are the most that are kept: remove some first.")
            self._window.notices.show_notice("warning", sentence.format(most=MOST_DIGITS), topic="own_digits")
            return
        if place is None:
            keeper.add(digit)
            words = self.tr("{label} kept: {count}")
        elif keeper.kept[place].label == label:
            words = self.tr("{label} is kept already: {count}")
        else:
            keeper.relabel([place], label)
            words = self.tr("Now kept as {label}: {count}")
        self._panel.show_kept(label, words.format(label=label, count=self._counted(len(keeper.kept))))

    @Slot()
    def ask_export(self) -> None:
        """Ask where the digits are to be written."""
        title, kinds = self.tr("Export my digits"), self.tr("NumPy arrays (*.npz)")
        ask_path(self._window, title, self._keeper.export, QFileDialog.FileMode.AnyFile, kinds, "my-digits.npz")

    @Slot(int, str)
    def _on_exported(self, count: int, name: str) -> None:
        sentence = self.tr("{count} written to {name}.").format(count=self._counted(count), name=name)
        self._window.notices.show_notice("info", sentence)

    @Slot()
    def _on_kept_changed(self) -> None:
        self._session.digit_reader.cancel()
        # What was said of the drawing on the canvas may not hold any more; who keeps it says so next.
        self._panel.show_question()
        self._show_tiles()
        self._show_lesson()
        self._consider()

    # Reading.

    def _consider(self) -> None:
        """Have the digits read, if somebody looks and the network may say something else of them."""
        run, frame, kept = self._run, self._frame, self._keeper.kept
        reader = self._session.digit_reader
        if run is None or frame is None or not frame.step or not kept or not _reads_drawings(run):
            return
        if self._view.visibleRegion().isEmpty() or reader.is_busy or not self._is_due(frame, kept):
            return
        self._read_again = False
        reader.read(run, kept)

    def _is_due(self, frame: Frame, kept: tuple[KeptDigit, ...]) -> bool:
        read = self._read
        if read is None or read.kept is not kept or self._read_again:
            return True
        is_resting = self._session.state.phase is not Phase.TRAINING
        return read.step < frame.step and (is_resting or time.perf_counter() >= self._not_before)

    @Slot(object)
    def _on_read(self, read: DigitsRead) -> None:
        if self._run is None or read.run_id != self._run.run_id or read.kept is not self._keeper.kept:
            return
        self._read = read
        self._not_before = time.perf_counter() + max(1.0, _SHARE * read.seconds)
        self._show_tiles()
        # The network may have gone on while it read.
        self._consider()

    # Learning.

    @Slot()
    def learn(self) -> None:
        """Have the network learn the digits, if it can."""
        if self._problem():
            return
        self._view.lesson.show_progress(0, 1)
        self._session.teach()

    @Slot()
    def _cancel(self) -> None:
        self._session.teacher.cancel()
        self._end_lesson(self.tr("Cancelled: the network is as it was."))

    @Slot()
    def _undo(self) -> None:
        self._session.teacher.undo()

    @Slot(object, object)
    def _on_taught(self, run: Run, taught: Taught) -> None:
        if run is not self._run:
            return
        splits = {
            "test": self.tr("Test set"),
            "validation": self.tr("Validation set"),
            "train": self.tr("Training set"),
        }
        words = self.tr(
            "My digits read: {known_before} of {count} → {known} of {count}\n"
            "{split}: {accuracy_before} % → {accuracy} %"
        ).format(
            known_before=taught.known_before,
            known=taught.known,
            count=taught.samples,
            split=splits[taught.split_name],
            accuracy_before=f"{100 * taught.accuracy_before:.2f}",
            accuracy=f"{100 * taught.accuracy:.2f}",
        )
        self._end_lesson(words, self.tr("Bring back the weights from before the lesson, bit by bit"), can_undo=True)

    @Slot(object)
    def _on_undone(self, run: Run) -> None:
        if run is self._run:
            self._end_lesson(self.tr("Undone: the weights are those from before the lesson."))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._end_lesson(sentence or self.tr("Nothing was changed."))

    def _end_lesson(self, words: str, undo_tip: str = "", *, can_undo: bool = False) -> None:
        self._result = words if can_undo else ""
        self._view.lesson.show_result(words, can_undo=can_undo, undo_tip=undo_tip)
        self._show_lesson()

    def _show_lesson(self) -> None:
        problem = self._problem()
        self._view.lesson.set_problem(problem)
        action = self._window.actions_by_name["learn_digits"]
        action.setEnabled(not problem)

    def _problem(self) -> str:
        """What must be done before the network can learn, "" where it can."""
        run, phase = self._run, self._session.state.phase
        if not self._keeper.kept:
            return self.tr("Draw a digit and say what it was: then the network can learn it.")
        if run is None or phase in (Phase.LOADING, Phase.ERROR):
            return self.tr("There is no network to teach yet.")
        if not _reads_drawings(run):
            return self.tr(
                "This network does not read drawings: choose an experiment with digits, or File > Open the bundled"
                " model."
            )
        if self._frame is None or not self._frame.step:
            return self.tr(
                "Train this network first (F5): it has learnt nothing yet. Or teach the one that comes with the"
                " program: File > Open the bundled model."
            )
        return ""

    # What others say.

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        """Another network: what is known of the one before says nothing about it."""
        self._run, self._frame, self._read, self._not_before = run, None, None, 0.0
        self._session.digit_reader.cancel()
        self._end_lesson("")
        self._show_tiles()

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        if self._result and state.phase is Phase.TRAINING:
            # Gone on with, the weights are neither the taught ones nor those from before.
            words, self._result = self._result, ""
            tip = self.tr("Training has gone on since: the weights from before cannot be brought back")
            self._view.lesson.show_result(words, undo_tip=tip)
        self._show_lesson()

    @Slot()
    def _on_parameters_replaced(self) -> None:
        self._session.digit_reader.cancel()
        self._read_again = True
        self._consider()

    def _show_tiles(self) -> None:
        kept, read = self._keeper.kept, self._read
        answers: dict[KeptDigit, str] = {}
        if read is not None:
            answers = dict(zip(read.kept, read.answers, strict=True))
        self._view.show_tiles([OwnTile(str(one.label), one.image(TILE_SHAPE), answers.get(one, "")) for one in kept])

    def _counted(self, count: int) -> str:
        return self.tr("1 digit") if count == 1 else self.tr("{count:,} digits").format(count=count)

    def _connect(self) -> None:
        panel, view, keeper, session = self._panel, self._view, self._keeper, self._session
        panel.digit_named.connect(self.name_drawing)
        panel.own_digits_requested.connect(lambda: self._window.go_to("ownDigits"))
        actions = self._window.actions_by_name
        for digit in range(DIGITS):
            actions[f"name_{digit}"].triggered.connect(lambda checked=False, digit=digit: self.name_drawing(digit))
        actions["learn_digits"].triggered.connect(self._on_learn_action)
        view.relabel_requested.connect(keeper.relabel)
        view.remove_requested.connect(keeper.remove)
        view.undo_requested.connect(keeper.undo)
        view.redo_requested.connect(keeper.redo)
        view.export_requested.connect(self.ask_export)
        view.lesson.learn_requested.connect(self.learn)
        view.lesson.cancel_requested.connect(self._cancel)
        view.lesson.undo_requested.connect(self._undo)
        keeper.changed.connect(self._on_kept_changed)
        keeper.exported.connect(self._on_exported)
        notices = self._window.notices
        keeper.failed.connect(lambda sentence: notices.show_notice("error", sentence))
        keeper.not_saved.connect(lambda sentence: notices.show_notice("error", sentence, topic=_NOT_SAVED))
        keeper.saved.connect(lambda: notices.close_topic(_NOT_SAVED))
        session.digit_reader.read_done.connect(self._on_read)
        session.teacher.progressed.connect(view.lesson.show_progress)
        session.teacher.taught.connect(self._on_taught)
        session.teacher.undone.connect(self._on_undone)
        session.teacher.failed.connect(self._on_failed)
        session.run_changed.connect(self._on_run_changed)
        session.state_changed.connect(self._on_state_changed)
        session.parameters_replaced.connect(self._on_parameters_replaced)

    @Slot()
    def _on_learn_action(self) -> None:
        """From the menu: show where the progress and the result are."""
        self._window.go_to("ownDigits")
        self.learn()


def _reads_drawings(run: Run) -> bool:
    """Whether the network takes the images that drawings become, and knows ten classes."""
    dataset = run.dataset
    return dataset.image_shape in IMAGE_SHAPES and len(dataset.class_names) == DIGITS == run.spec.network.outputs
