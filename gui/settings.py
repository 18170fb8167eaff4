"""What the program remembers from one start to the next. A broken or foreign entry counts as none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from engine.drawing import BRUSH
from gui.theme.manager import ThemeChoice
from gui.watch.shaping import SMOOTHING

_MAX_RECENT = 8
_LAYOUT_VERSION = 4
THEME_CHOICES: tuple[ThemeChoice, ...] = ("system", "light", "dark")


class Settings:
    """The user's settings, in an INI file of the platform's configuration folder."""

    def __init__(self) -> None:
        self._store = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "backprop-studio", "backprop-studio"
        )

    @property
    def file(self) -> Path:
        """Where they are kept."""
        return Path(self._store.fileName())

    @property
    def theme(self) -> ThemeChoice:
        """The theme chosen."""
        choice = str(self._store.value("look/theme", "system"))
        return next((known for known in THEME_CHOICES if known == choice), "system")

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("look/theme", choice)

    @property
    def text_scale(self) -> float:
        """Text size in units of the platform's own."""
        try:
            scale = float(str(self._store.value("look/text_scale", 1.0)))
        except ValueError:
            return 1.0
        return scale if math.isfinite(scale) else 1.0

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._store.setValue("look/text_scale", scale)

    @property
    def smoothing(self) -> float:
        """Over which share of the steps in sight the curves are averaged."""
        try:
            share = float(str(self._store.value("plots/smoothing", SMOOTHING)))
        except ValueError:
            return SMOOTHING
        return share if 0.0 <= share <= 1.0 else SMOOTHING

    @smoothing.setter
    def smoothing(self, share: float) -> None:
        self._store.setValue("plots/smoothing", share)

    @property
    def plot(self) -> str:
        """The objectName of the plot in the place that several share; "" where none was chosen."""
        return str(self._store.value("plots/shared_place", "") or "")

    @plot.setter
    def plot(self, name: str) -> None:
        self._store.setValue("plots/shared_place", name)

    @property
    def brush(self) -> float:
        """The width of the pen, in units of the canvas."""
        try:
            width = float(str(self._store.value("draw/brush", BRUSH)))
        except ValueError:
            return BRUSH
        return width if math.isfinite(width) else BRUSH

    @brush.setter
    def brush(self, width: float) -> None:
        self._store.setValue("draw/brush", width)

    @property
    def data_folder(self) -> Path | None:
        """The data folder the person chose, if it is still there."""
        text = str(self._store.value("data/folder", "") or "")
        return Path(text) if text and Path(text).is_dir() else None

    @data_folder.setter
    def data_folder(self, folder: Path) -> None:
        self._store.setValue("data/folder", str(folder))

    @property
    def file_folder(self) -> Path | None:
        """The folder in which a file or folder was chosen last, if it is still there."""
        text = str(self._store.value("files/folder", "") or "")
        return Path(text) if text and Path(text).is_dir() else None

    @file_folder.setter
    def file_folder(self, folder: Path) -> None:
        self._store.setValue("files/folder", str(folder))

    @property
    def recent_files(self) -> list[Path]:
        """Files opened or saved lately that are still there, the newest first."""
        stored = self._store.value("files/recent", [])
        names = stored if isinstance(stored, list) else [stored]
        return [Path(name) for name in names if isinstance(name, str) and name and Path(name).is_file()]

    def add_recent_file(self, path: Path) -> None:
        """Put a file first in the list."""
        others = [known for known in self.recent_files if known != path]
        self._store.setValue("files/recent", [str(known) for known in [path, *others][:_MAX_RECENT]])

    @property
    def panels(self) -> tuple[str, ...]:
        """The panels that belonged to the task when the window was closed."""
        stored = self._store.value("window/panels", [])
        return tuple(name for name in stored if isinstance(name, str)) if isinstance(stored, list) else ()

    def save_layout(self, geometry: QByteArray, state: QByteArray, panels: Sequence[str]) -> None:
        """Keep the place of the window and of its docks, and which of them belong to the task."""
        self._store.setValue("window/panels", list(panels))
        self._store.setValue("window/version", _LAYOUT_VERSION)
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/state", state)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """The place of the window and of its docks, if it was kept by a window with the same docks."""
        if str(self._store.value("window/version", "")) != str(_LAYOUT_VERSION):
            return None
        geometry, state = self._store.value("window/geometry"), self._store.value("window/state")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None
