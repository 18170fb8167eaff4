from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gui.settings import THEME_CHOICES, Settings
from gui.watch.shaping import SMOOTHING
from tests.helpers.mutations import mutations


def store() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "backprop-studio", "backprop-studio")


def test_that_a_first_start_has_defaults() -> None:
    settings = Settings()

    assert settings.theme == "system"
    assert settings.text_scale == 1.0
    assert settings.smoothing == SMOOTHING
    assert settings.plot == ""
    assert settings.data_folder is None
    assert settings.recent_files == []
    assert settings.layout() is None


def test_that_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "net.safetensors"
    file.touch()
    settings = Settings()
    settings.theme = "dark"
    settings.text_scale = 1.5
    settings.smoothing = 0.032
    settings.plot = "weightNormPlot"
    settings.data_folder = tmp_path
    settings.add_recent_file(file)
    settings.save_layout(QByteArray(b"place"), QByteArray(b"docks"), ("output", "lesson"))
    del settings

    settings = Settings()
    assert settings.theme == "dark"
    assert settings.text_scale == 1.5
    assert settings.smoothing == 0.032
    assert settings.plot == "weightNormPlot"
    assert settings.data_folder == tmp_path
    assert settings.recent_files == [file]
    assert settings.layout() == (QByteArray(b"place"), QByteArray(b"docks"))
    assert settings.panels == ("output", "lesson")


@pytest.mark.parametrize("choice", THEME_CHOICES)
def test_that_every_theme_is_kept(choice: str) -> None:
    Settings().theme = choice

    assert Settings().theme == choice


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("look/theme", "pink"),
        ("look/theme", ""),
        ("look/text_scale", "large"),
        ("look/text_scale", "nan"),
        ("look/text_scale", ["1.5", "2"]),
        ("plots/smoothing", "nan"),
        ("plots/smoothing", "much"),
        ("data/folder", "/no/such/folder"),
        ("data/folder", ["/", "/tmp"]),
        ("files/recent", "/no/such/file"),
        ("files/recent", [1, 2]),
        ("window/version", "0"),
        ("window/geometry", "text"),
    ],
)
def test_that_a_broken_entry_counts_as_none(key: str, value: object) -> None:
    settings = Settings()
    settings.save_layout(QByteArray(b"place"), QByteArray(b"docks"), ("output", "lesson"))
    written = store()
    written.setValue(key, value)
    written.sync()

    settings = Settings()
    assert settings.theme == "system"
    assert settings.text_scale == 1.0
    assert settings.smoothing == SMOOTHING
    assert settings.data_folder is None
    assert settings.recent_files == []
    layout = settings.layout()
    assert layout is None if key.startswith("window/") else layout == (QByteArray(b"place"), QByteArray(b"docks"))


def test_that_recent_files_are_few_each_once_and_the_newest_first(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.safetensors" for number in range(12)]
    settings = Settings()
    for file in (*files, files[10]):
        file.touch()
        settings.add_recent_file(file)

    assert settings.recent_files == [files[10], files[11], *files[9:3:-1]]


def test_that_files_that_are_gone_are_not_listed(tmp_path: Path) -> None:
    file = tmp_path / "net.safetensors"
    file.touch()
    Settings().add_recent_file(file)
    file.unlink()

    assert Settings().recent_files == []


def test_that_damaged_settings_are_read_as_far_as_they_can_be(tmp_path: Path) -> None:
    file = Settings().file
    settings = Settings()
    settings.theme, settings.text_scale, settings.data_folder = "dark", 1.5, tmp_path
    settings.file_folder = tmp_path
    settings.add_recent_file(tmp_path / "net.safetensors")
    settings.save_layout(QByteArray(b"place"), QByteArray(b"docks"), ("output", "lesson"))
    del settings
    whole = file.read_bytes()
    assert whole
    for damaged in mutations(whole, 200, seed=8):
        file.write_bytes(damaged)
        settings = Settings()

        assert settings.theme in THEME_CHOICES
        assert math.isfinite(settings.text_scale)
        assert 0.0 <= settings.smoothing <= 1.0
        assert math.isfinite(settings.brush)
        assert all(isinstance(name, str) for name in (settings.plot, *settings.panels))
        assert settings.data_folder in (None, *tmp_path.parents, tmp_path)
        assert settings.file_folder in (None, *tmp_path.parents, tmp_path)
        assert settings.recent_files == []
        settings.layout()
