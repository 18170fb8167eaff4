"""What comes into the window from outside, pasted or dropped: an experiment, a network, a picture, or data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication

from engine.datasets import mnist
from engine.sharing import looks_shared
from gui.documents import Documents
from gui.main_window import MainWindow
from gui.own_data_desk import OwnDataDesk
from gui.picture_desk import PictureDesk
from gui.session.session import Session

_DATA_ENDINGS = (".csv", ".tsv", ".txt", ".npz", ".idx", ".gz", "-ubyte")


class Intake(QObject):
    """Gives each to whom it is for."""

    def __init__(
        self, window: MainWindow, session: Session, documents: Documents, pictures: PictureDesk, own_data: OwnDataDesk
    ) -> None:
        super().__init__(window)
        self._session = session
        self._own_data = own_data
        self._window = window
        self._documents = documents
        self._pictures = pictures
        window.actions_by_name["paste"].triggered.connect(self.paste)
        window.dropped.connect(self.take)
        window.draw_panel.canvas.dropped.connect(self.take)

    @Slot()
    def paste(self) -> None:
        """Take what the clipboard holds."""
        content = QGuiApplication.clipboard().mimeData()
        if content is None or not self.take(content):
            sentence = self.tr("The clipboard holds neither a picture nor an experiment: copy one first.")
            self._window.notices.show_notice("warning", sentence, topic="intake")

    @Slot(object)
    def take(self, content: QMimeData) -> bool:
        """Take what is in this; False where there is nothing for us."""
        files = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
        if files:
            self.open(files[0])
            return True
        if content.hasText() and looks_shared(content.text()):
            self._documents.open_text(content.text())
            return True
        return self._pictures.take(content)

    def open(self, path: Path) -> None:
        """Open a file of whatever kind."""
        if Documents.knows(path):
            self._documents.open(path)
        elif path.is_dir() and mnist.find((path,)) is not None:
            self._session.data.load_from(mnist.FOLDER, path)
        elif path.is_dir() or path.name.lower().endswith(_DATA_ENDINGS):
            self._own_data.open(path)
        else:
            self._pictures.open(path)
