"""Pictures on the canvas: opened, dropped, pasted, and what is drawn copied for other programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from gui.file_dialogs import ask_path
from gui.main_window import MainWindow
from gui.session.picture_loader import PictureLoader

_COPY_SIDE = 560
_TOPIC = "picture"


class PictureDesk(QObject):
    """Brings pictures to the canvas, and the canvas to the clipboard."""

    def __init__(self, window: MainWindow, loader: PictureLoader) -> None:
        super().__init__(window)
        self._window = window
        self._panel = window.draw_panel
        self._loader = loader
        actions = window.actions_by_name
        actions["open_picture"].triggered.connect(self.ask)
        actions["copy_drawing"].triggered.connect(self.copy)
        actions["thicker_pen"].triggered.connect(lambda: self._panel.canvas.step_brush(+1))
        actions["thinner_pen"].triggered.connect(lambda: self._panel.canvas.step_brush(-1))
        loader.loaded.connect(self._show)
        loader.failed.connect(self._fail)

    @Slot()
    def ask(self) -> None:
        """Ask for a picture to open."""
        kinds = self.tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff);;All files (*)")
        mode = QFileDialog.FileMode.ExistingFile
        ask_path(self._window, self.tr("Open a picture of a digit"), self.open, mode, kinds)

    @Slot()
    def copy(self) -> None:
        """Copy what is on the canvas as an image."""
        if not self._panel.canvas.is_blank:
            QGuiApplication.clipboard().setImage(self._panel.canvas.picture(_COPY_SIDE))

    def open(self, path: Path) -> None:
        """Put a picture from a file on the canvas."""
        self._loader.open(path)

    def take(self, content: QMimeData) -> bool:
        """Put the picture in this on the canvas; False where there is none."""
        image = content.imageData() if content.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self._loader.take(grey_of(image), self.tr("The picture from the clipboard"))
        return True

    @Slot(object, str)
    def _show(self, picture: NDArray[np.uint8], name: str) -> None:
        self._window.notices.close_topic(_TOPIC)
        self._panel.show_picture(picture, name)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._window.notices.show_notice("warning", sentence, topic=_TOPIC)


def grey_of(image: QImage) -> NDArray[np.uint8]:
    """An image as (height, width), 0 black to 255 white; what is transparent is white."""
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(0xFFFFFFFF)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    grey = flat.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()
