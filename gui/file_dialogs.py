"""Asking for the name of a file or a folder, beside a window that goes on: training must not wait for a name."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.settings import Settings

_OBJECT_NAME = "fileDialog"


def ask_path(
    window: QWidget,
    title: str,
    then: Callable[[Path], None],
    mode: QFileDialog.FileMode,
    names: str = "",
    name: str = "",
    *,
    can_make: bool = False,
) -> None:
    """Open a dialog where the last one was left, and call `then` with what was chosen there.

    There is one at a time: it comes to the front where it is asked for again, and gives way to one about another thing.

    Args:
        mode: AnyFile asks for a file to be written, the others for what is there.
        names: The kinds of file that are offered, as `QFileDialog.setNameFilters` reads them, with ";;" between
            them. A name without a suffix gets that of the chosen kind.
        name: What is suggested, with its folder or without.
        can_make: Whether a folder that is not there yet may be chosen: it is made.
    """
    if _is_open(window, title):
        return
    settings = Settings()
    dialog = _NewFolderDialog(window, title) if can_make else QFileDialog(window, title)
    dialog.setObjectName(_OBJECT_NAME)
    dialog.setFileMode(mode)
    dialog.setDirectory(str(settings.file_folder or _first_folder()))
    dialog.setModal(False)
    if names:
        dialog.setNameFilters(names.split(";;"))
    if mode is QFileDialog.FileMode.AnyFile:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix_of(chosen)))
        dialog.setDefaultSuffix(_suffix_of(dialog.selectedNameFilter()))
        if name:
            dialog.selectFile(name)

    def choose(chosen: str) -> None:
        settings.file_folder = Path(chosen).parent
        then(Path(chosen))

    dialog.fileSelected.connect(choose)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()


def file_name(*words: str) -> str:
    """A name that every system takes, made of these words: letters, digits, and hyphens between them."""
    return re.sub(r"[\W_]+", "-", " ".join(words)).strip("-").lower()


class _NewFolderDialog(QFileDialog):
    """Makes a folder whose name was typed; where that fails the dialog says that there is none."""

    def accept(self) -> None:
        for name in self.selectedFiles()[:1]:
            with contextlib.suppress(OSError):
                Path(name).mkdir(parents=True, exist_ok=True)
        super().accept()


def _is_open(window: QWidget, title: str) -> bool:
    """Whether the dialog that is asked for is there already; another one is closed."""
    dialog = window.findChild(QFileDialog, _OBJECT_NAME)
    if dialog is None:
        return False
    if dialog.windowTitle() == title:
        dialog.raise_()
        dialog.activateWindow()
        return True
    # It is deleted later, and must not be found until then.
    dialog.setObjectName("")
    dialog.close()
    return False


def _first_folder() -> Path:
    """Where people keep what they made themselves."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def _suffix_of(kind: str) -> str:
    """The first suffix of a kind of file, without its dot: "png" of "PNG (*.png)"."""
    found = re.search(r"\*\.([\w.]+)", kind)
    return found[1] if found else ""
