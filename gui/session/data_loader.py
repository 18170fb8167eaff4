"""Loading and fetching data sets, off the GUI thread, with progress and a way to cancel."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, Signal, Slot

from engine.datasets import DATASETS, Dataset, data_folder, load_dataset
from engine.datasets.own import load_own
from engine.errors import Cancelled, EngineError
from engine.own_data import OWN, OwnDataSpec
from engine.playground import PlaygroundSpec
from engine.spec import ExperimentSpec
from gui.session.job_thread import Job
from gui.session.posting import Posting
from gui.session.state import DataState
from gui.session.throttle import throttled

log = logging.getLogger(__name__)


class DataLoader(Posting):
    """Brings data sets into memory, one wish at a time: a newer wish overtakes an older one.

    Signals:
        state_changed(DataState): how it stands.
        loaded(Dataset): the data set that was wished for last is there.
        failed(str): it is not; a sentence says why. What was loaded before stays as it is.
    """

    state_changed = Signal(object)
    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, submit: Callable[[Job], None], data_dir: Path | None, parent: QObject | None = None) -> None:
        """`submit` has a job done in the compute thread; `data_dir` None stands for the usual folder."""
        super().__init__(parent)
        self._submit = submit
        self._data_dir = data_folder(data_dir)
        self._wish = 0
        self._cancelled = threading.Event()
        self._before = DataState("none", "")
        self._taken: Dataset | None = None

    @property
    def data_dir(self) -> Path:
        """The data folder in use."""
        return self._data_dir

    def load(self, name: str, playground: PlaygroundSpec | None = None) -> None:
        """Load a data set from the program or the data folder; `playground` None stands for the usual settings."""
        self._load(name, self._data_dir, playground)

    def load_for(self, spec: ExperimentSpec) -> None:
        """Load the data that an experiment names, with its settings."""
        if spec.dataset == OWN:
            self._load_own(spec.own)
        else:
            self.load(spec.dataset, spec.playground)

    def take(self, dataset: Dataset) -> None:
        """Keep data of one's own that were read already, so that they need not be read when they are loaded next."""
        self._taken = dataset

    def load_from(self, name: str, folder: Path) -> None:
        """Load a data set from `folder`, which becomes the data folder if that works."""
        self._load(name, folder)

    def download(self, name: str) -> None:
        """Fetch a data set into the data folder, then load it."""
        fetch = DATASETS[name].download
        if fetch is None:
            self._load(name, self._data_dir)
            return
        wish = self._begin(self.tr("Downloading {title}…").format(title=DATASETS[name].title))
        cancelled = self._cancelled

        def work() -> None:
            fetch(self._data_dir, progress=self._progress(wish), cancelled=cancelled.is_set)
            self._post(wish, lambda: self._load(name, self._data_dir))

        self._do_apart(wish, "download", work)

    @Slot()
    def cancel(self) -> None:
        """Give up what is being loaded or fetched."""
        if self._before.kind == "loading":
            self._cancelled.set()
            self._wish += 1
            self._show_cancelled()

    def describe(self, dataset: Dataset) -> None:
        """Say that `dataset`, which was loaded before, is the one in use, unless another is on its way."""
        if self._before.kind != "loading":
            self._show(DataState("ready", self._describe(dataset)))

    def _load_own(self, own: OwnDataSpec) -> None:
        wish = self._begin(self.tr("Loading {title}…").format(title=PurePath(own.path).name))
        cancelled, taken = self._cancelled, self._taken
        self._taken = None
        if taken is not None and taken.own == own:
            self._finish(taken, self._data_dir)
            return

        def work() -> None:
            dataset = load_own(own, throttled(self._progress(wish)), cancelled.is_set)
            self._post(wish, lambda: self._finish(dataset, self._data_dir))

        self._do_apart(wish, "own data", work)

    def _do_apart(self, wish: int, name: str, work: Callable[[], None]) -> None:
        """Have `work` done in a thread of its own; what it raises is what failed."""

        def do() -> None:
            try:
                work()
            except Cancelled:
                self._post(wish, self._show_cancelled)
            except EngineError as error:
                sentence = str(error)
                self._post(wish, lambda: self._fail(sentence))
            except MemoryError:
                self._post(wish, lambda: self._fail(self.tr("There is not enough memory for these data.")))
            except Exception as error:  # Whatever it is, the window must not wait for it for ever.
                log.exception("Loading failed: %s", name)
                sentence = self.tr("Something in the program went wrong: {error}").format(error=error)
                self._post(wish, lambda: self._fail(sentence))

        # Not the compute thread: a silent server must not stop training. A daemon, because nothing can interrupt it.
        threading.Thread(target=do, name=name, daemon=True).start()

    def _progress(self, wish: int) -> Callable[[int, int], None]:
        return lambda done, total: self._post(wish, lambda: self._show_fraction(done, total))

    def _load(self, name: str, folder: Path, playground: PlaygroundSpec | None = None) -> None:
        title = DATASETS[name].title if name in DATASETS else name
        wish = self._begin(self.tr("Loading {title}…").format(title=title))

        def work() -> None:
            if wish != self._wish:
                return
            try:
                dataset = load_dataset(name, data_dir=folder, playground=playground)
            except EngineError as error:
                sentence = str(error)
                self._post(wish, lambda: self._fail(sentence))
            except MemoryError:
                self._post(wish, lambda: self._fail(self.tr("There is not enough memory for these data.")))
            except Exception:
                self._post(wish, lambda: self._fail(self.tr("These data could not be loaded.")))
                raise
            else:
                self._post(wish, lambda: self._finish(dataset, folder))

        self._submit(work)

    def _begin(self, text: str) -> int:
        self._cancelled.set()
        self._cancelled = threading.Event()
        self._wish += 1
        self._show(DataState("loading", text))
        return self._wish

    def _post(self, wish: int, call: Callable[[], None]) -> None:
        """Have `call` done in the GUI thread, unless a newer wish came in between."""
        self.post(lambda: call() if wish == self._wish else None)

    def _show_fraction(self, done: int, total: int) -> None:
        self._show(DataState("loading", self._before.text, done / total if total else None))

    def _show_cancelled(self) -> None:
        self._show(DataState("none", self.tr("Cancelled.")))
        self.failed.emit("")

    def _fail(self, sentence: str) -> None:
        self._show(DataState("error", sentence))
        self.failed.emit(sentence)

    def _finish(self, dataset: Dataset, folder: Path) -> None:
        self._data_dir = folder
        self._show(DataState("ready", self._describe(dataset)))
        self.loaded.emit(dataset)

    def _describe(self, dataset: Dataset) -> str:
        counts = {name: f"{split.rows:,}" for name, split in dataset.splits()}
        if len(counts) == 1:
            text = self.tr("{train} rows, all for training").format(**counts)
        elif "test" in counts and "validation" in counts:
            text = self.tr("{train} training, {validation} validation, {test} test rows").format(**counts)
        else:
            text = self.tr("{train} training, {validation} validation rows").format(**counts)
        if dataset.image_shape is not None:
            height, width = dataset.image_shape
            text += self.tr(", images of {width}×{height}").format(width=width, height=height)
        if dataset.class_names:
            text += self.tr(", {count} classes").format(count=len(dataset.class_names))
        return text

    def _show(self, state: DataState) -> None:
        self._before = state
        self.state_changed.emit(state)
