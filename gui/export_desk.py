"""The Export menu: what other programs can open, and the log that follows the training."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.errors import EngineError
from gui.file_dialogs import ask_path, file_name
from gui.main_window import MainWindow
from gui.session.run import Run
from gui.session.session import Session

_TOPIC = "export"
# The keys of the engine's table of exports, which is imported when one is first wanted: it takes a while.
_KINDS = ("onnx", "numpy", "tensorboard", "csv", "weights", "dataset", "network")
# What is written sooner than that needs no notice that it is being written.
_SOON_MS = 500


class ExportDesk(QObject):
    """Asks for names, has files written, and says where they are."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._exporter = session.exporter
        self._run: Run | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON_MS)
        self._later.timeout.connect(self._show_busy)
        session.run_changed.connect(self._on_run_changed)
        self._exporter.exported.connect(self._on_exported)
        self._exporter.failed.connect(self._on_failed)
        self._exporter.busy_changed.connect(self._on_busy_changed)
        for kind in _KINDS:
            window.actions_by_name[f"export_{kind}"].triggered.connect(lambda checked=False, kind=kind: self.ask(kind))

    def ask(self, kind_name: str) -> None:
        """Ask where a kind of file is to be written, then write it."""
        from engine.export import EXPORTS

        run = self._run
        if run is None:
            sentence = self.tr("There is no network to export yet.")
            self._window.notices.show_notice("warning", sentence, topic=_TOPIC)
            return
        kind = EXPORTS[kind_name]
        if problem := missing(kind.package):
            self._window.notices.show_notice("error", problem, topic=_TOPIC)
            return
        stem = file_name(run.spec.name) if run.file is None else run.file.stem
        title, name = self._title(kind_name), kind.default_path(Path(stem + kind.suffix)).name
        if kind.suffix:
            names = f"{self._file_words(kind_name)} (*{kind.suffix})"
            ask_path(
                self._window,
                title,
                lambda path: self._export(kind_name, path),
                QFileDialog.FileMode.AnyFile,
                names,
                name,
            )
        else:
            mode = QFileDialog.FileMode.Directory
            ask_path(self._window, title, lambda folder: self._export(kind_name, folder / name), mode, can_make=True)

    def _export(self, kind_name: str, path: Path) -> None:
        # Another network may have come while the name was being thought of: it is the one that is seen.
        if self._run is not None:
            self._exporter.export(self._run, kind_name, path)

    def _title(self, kind_name: str) -> str:
        return {
            "onnx": self.tr("Export the network as an ONNX model"),
            "numpy": self.tr("Export the training as a NumPy script"),
            "tensorboard": self.tr("Choose the folder for the TensorBoard log"),
            "csv": self.tr("Export the curves as CSV"),
            "weights": self.tr("Export the weights as NPZ"),
            "dataset": self.tr("Export the data set as NPZ"),
            "network": self.tr("Save the network without training state"),
        }[kind_name]

    def _file_words(self, kind_name: str) -> str:
        return {
            "onnx": self.tr("ONNX models"),
            "numpy": self.tr("Python scripts"),
            "csv": self.tr("CSV tables"),
            "network": self.tr("Networks"),
        }.get(kind_name, self.tr("NumPy arrays"))

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._run = run

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self._later.start()
        else:
            self._later.stop()
            self._window.notices.close_topic(f"{_TOPIC} busy")

    @Slot()
    def _show_busy(self) -> None:
        cancel = (self.tr("Cancel"), self._exporter.cancel)
        sentence = self.tr("Exporting… training goes on meanwhile.")
        self._window.notices.show_notice("info", sentence, [cancel], topic=f"{_TOPIC} busy")

    @Slot(object)
    def _on_exported(self, paths: list[Path]) -> None:
        folder = paths[0].parent
        sentence = self.tr("Saved to {name}.").format(name=paths[0])
        if len(paths) > 1:
            others = ", ".join(path.name for path in paths[1:])
            sentence = self.tr("Saved to {name}, with {others} beside it.").format(name=paths[0], others=others)
        action = (self.tr("Show in folder"), lambda: show_folder(folder))
        self._window.notices.show_notice("info", sentence, [action], topic=_TOPIC)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._window.notices.show_notice("error", sentence, topic=_TOPIC)


def missing(package: str) -> str:
    """How a package that is needed is installed, in a sentence; "" where it is there."""
    from engine.export.packages import is_installed, require

    if is_installed(package):
        return ""
    try:
        require(package)
    except EngineError as error:
        return str(error)
    return ""


def show_folder(folder: Path) -> None:
    """Open a folder in the program that the system shows folders with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
