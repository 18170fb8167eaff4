"""The start page: every experiment with a picture of what it shows, laid over the window when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QEvent, QObject, Qt, Slot

from engine.experiments import EXPERIMENTS
from engine.experiments.experiment import Chapter
from gui.design.names import chapter_title
from gui.experiment_desk import ExperimentDesk
from gui.learn.experiment_card import Card
from gui.learn.start_page import StartPage
from gui.main_window import MainWindow

CHAPTERS = get_args(Chapter)
CARDS = Path(__file__).resolve().parents[1] / "resources" / "cards"


class StartDesk(QObject):
    """Makes the page when it is first wanted, and takes it away again."""

    def __init__(self, window: MainWindow, experiments: ExperimentDesk) -> None:
        super().__init__(window)
        self._window = window
        self._experiments = experiments
        self._page: StartPage | None = None
        window.actions_by_name["experiments"].triggered.connect(self.show)
        window.theme_changed.connect(lambda theme: self._page.apply_theme(theme) if self._page is not None else None)
        window.installEventFilter(self)

    @Slot()
    def show(self) -> None:
        """Lay the page over the window, or take it away where it is there."""
        if self._page is None:
            self._page = self._build()
        if self._page.isVisible():
            self._hide()
            return
        self._page.set_current(self._experiments.name)
        self._fit()
        self._page.show()
        self._page.raise_()
        self._page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> StartPage:
        page = StartPage(self._window)
        page.apply_theme(self._window.theme)
        page.set_cards(
            [
                Card(
                    experiment.name,
                    experiment.title,
                    experiment.summary,
                    chapter_title(experiment.chapter),
                    CARDS / f"{experiment.name}-light.png",
                    CARDS / f"{experiment.name}-dark.png",
                )
                for experiment in sorted(
                    EXPERIMENTS.values(), key=lambda experiment: CHAPTERS.index(experiment.chapter)
                )
            ]
        )
        page.experiment_chosen.connect(self._choose)
        page.closed.connect(self._hide)
        return page

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._hide()
        self._experiments.choose(name)

    @Slot()
    def _hide(self) -> None:
        if self._page is not None:
            self._page.hide()
            self._window.setFocus()

    def _fit(self) -> None:
        if self._page is not None:
            top = self._window.menuBar().height()
            self._page.setGeometry(0, top, self._window.width(), self._window.height() - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)
