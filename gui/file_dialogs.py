"""Asking for the name of a file or a folder, beside a window that goes on: training must not wait for a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_path(
    window: QWidget,
    title: str,
    then: Callable[[Path], None],
    mode: QFileDialog.FileMode,
    names: str = "",
    name: str = "",
) -> None:
    """Open a dialog, and call `then` with what was chosen there.

    Args:
        mode: AnyFile asks for a file to be written, the others for what is there.
        names: The kinds of file that are offered, as `QFileDialog.setNameFilters` reads them, with ";;" between
            them. A name without a suffix gets that of the chosen kind.
        name: What is suggested.
    """
    dialog = QFileDialog(window, title)
    dialog.setObjectName("fileDialog")
    dialog.setFileMode(mode)
    dialog.setModal(False)
    if names:
        dialog.setNameFilters(names.split(";;"))
    if mode is QFileDialog.FileMode.AnyFile:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix_of(chosen)))
        dialog.setDefaultSuffix(_suffix_of(dialog.selectedNameFilter()))
        if name:
            dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()


def file_name(*words: str) -> str:
    """A name that every system takes, made of these words: letters, digits, and hyphens between them."""
    return re.sub(r"[\W_]+", "-", " ".join(words)).strip("-").lower()


def _suffix_of(kind: str) -> str:
    """The first suffix of a kind of file, without its dot: "png" of "PNG (*.png)"."""
    found = re.search(r"\*\.([\w.]+)", kind)
    return found[1] if found else ""
