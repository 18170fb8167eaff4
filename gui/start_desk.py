"""The start page: every experiment and lab with a picture of it, laid over the window when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from engine.experiments import EXPERIMENTS
from engine.experiments.experiment import Chapter
from gui.design.names import chapter_title
from gui.experiment_desk import ExperimentDesk
from gui.lab_desk import LabDesk
from gui.labs.registry import LABS, lab_text
from gui.main_window import MainWindow
from gui.session.session import Session

if TYPE_CHECKING:
    from gui.learn.experiment_card import Card
    from gui.learn.start_page import StartPage

CHAPTERS = get_args(Chapter)
CARDS = Path(__file__).resolve().parents[1] / "resources" / "cards"


_LAB = "lab-"


class StartDesk(QObject):
    """Makes the page when it is first wanted, and takes it away again."""

    def __init__(self, window: MainWindow, session: Session, experiments: ExperimentDesk, labs: LabDesk) -> None:
        super().__init__(window)
        self._had_focus: QWidget | None = None
        self._labs = labs
        self._window = window
        self._experiments = experiments
        self._page: StartPage | None = None
        window.actions_by_name["experiments"].triggered.connect(self.show)
        session.run_changed.connect(self._hide)
        window.panel_wanted.connect(self._hide)
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
        self._had_focus = self._window.focusWidget()
        self._page.set_current(_LAB + self._labs.current if self._labs.current else self._experiments.name)
        self._fit()
        self._page.show()
        self._page.raise_()
        self._page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> StartPage:
        # Not before it is wanted: the window is to open quickly.
        from gui.learn.start_page import StartPage

        page = StartPage(self._window)
        page.apply_theme(self._window.theme)
        # The labs come second: what is asked in the first steps is answered there.
        cards = self._experiment_cards()
        first = sum(card.chapter == cards[0].chapter for card in cards)
        page.set_cards([*cards[:first], *self._lab_cards(), *cards[first:]])
        page.experiment_chosen.connect(self._choose)
        page.closed.connect(self._hide)
        return page

    def _experiment_cards(self) -> list[Card]:
        experiments = sorted(EXPERIMENTS.values(), key=lambda experiment: CHAPTERS.index(experiment.chapter))
        return [_card(one.name, one.title, one.summary, chapter_title(one.chapter)) for one in experiments]

    def _lab_cards(self) -> list[Card]:
        chapter = self.tr("Labs")
        return [_card(_LAB + lab.name, lab_text(lab.title), lab_text(lab.summary), chapter) for lab in LABS.values()]

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._hide()
        if name.startswith(_LAB):
            self._labs.open(name.removeprefix(_LAB))
            return
        self._labs.close()
        self._experiments.choose(name)

    @Slot()
    def _hide(self) -> None:
        if self._page is None or not self._page.isVisible():
            return
        self._page.hide()
        # Back to where the keys were, if that is still to be seen.
        before = self._had_focus
        (before if before is not None and isValid(before) and before.isVisible() else self._window).setFocus()

    def _fit(self) -> None:
        if self._page is not None:
            top = self._window.menuBar().height()
            self._page.setGeometry(0, top, self._window.width(), self._window.height() - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)


def _card(name: str, title: str, summary: str, chapter: str) -> Card:
    from gui.learn.experiment_card import Card

    return Card(name, title, summary, chapter, CARDS / f"{name}-light.png", CARDS / f"{name}-dark.png")
