"""The lab of gradient descent: a landscape, a start, a rate, and where it leads."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.labs.expression import ExpressionError
from engine.labs.landscape import GROUNDS, Landscape
from engine.labs.rates import RateSurvey, outcomes_of_parabola
from gui.labs.descent.controls import DescentControls
from gui.labs.descent.descent_picture import DescentPicture
from gui.labs.descent.race import Race, training_of
from gui.labs.descent.state import DescentState, state_from_plain
from gui.labs.descent.words import move_words, outcome_words, stand_words, strip_words
from gui.theme.theme import LIGHT, Theme

_MARGIN = 16
_WIDE_LINES = 42
_PLAY_MS = 150
# A turn of the survey: so many steps at a time, for so long, that the window never waits.
_STEPS, _SECONDS = 20, 0.004


class DescentLab(QWidget):
    """A curve or a surface, and the optimisers of the engine on their way down it.

    Signals:
        state_changed(): what `state` returns is another.
    """

    state_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descentLab")
        self.setAccessibleName(self.tr("Gradient descent"))
        self._theme = LIGHT
        self._state = DescentState()
        self._landscape = Landscape(self._state.text, self._state.landscape_kind.names)
        self._race = Race(self._state, self._landscape)
        self._survey: RateSurvey | None = None
        self._surveyed: object = None
        self._player, self._surveyor = QTimer(self), QTimer(self)
        self._player.setInterval(_PLAY_MS)
        self._player.timeout.connect(self._on_step_requested)
        self._surveyor.setInterval(0)
        self._surveyor.timeout.connect(self._on_survey_turn)
        self.picture = DescentPicture(self)
        self.controls = DescentControls(self)
        self._scroll = QScrollArea(self)
        self._build_layout()
        self._connect()
        self._show_landscape()

    @property
    def race(self) -> Race:
        """The walks that are shown."""
        return self._race

    @property
    def is_playing(self) -> bool:
        """Whether it steps by itself."""
        return self._player.isActive()

    @property
    def goal_is_met(self) -> bool:
        """Whether plain descent has come to rest in the deeper of the two valleys, which lies at the left."""
        lead = self._race.lead
        is_its_ground = self._state.ground == "two_valleys" and self._state.optimizer == "sgd"
        return is_its_ground and lead.has_arrived and lead.stands[-1].place[0] < 0.0

    def pictures(self) -> list[DescentPicture]:
        """What is drawn when it is told to refresh; a person's changes are drawn at once."""
        return [self.picture]

    def state(self) -> dict[str, Any]:
        """What is set up, as plain JSON values."""
        return self._state.to_plain()

    def set_state(self, document: dict[str, Any]) -> None:
        """Set up what `document` says; what it leaves out is as at the beginning.

        Raises:
            SpecError: An entry is unknown or impossible; nothing is changed.
        """
        self._take(state_from_plain(document))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.picture.apply_theme(theme)
        self.controls.apply_theme(theme)
        self.update()

    def _take(self, state: DescentState) -> None:
        """Set another state up: its landscape where that is another, and its race from the start."""
        before, landscape = self._state, self._landscape
        is_another = (state.ground, state.text) != (before.ground, before.text)
        # First worked out, then taken: a state that fails is never kept.
        if is_another:
            landscape = Landscape(state.text, state.landscape_kind.names)
        race = Race(state, landscape)
        self._state, self._landscape, self._race = state, landscape, race
        if is_another:
            self._show_landscape()
        else:
            self._show_race()
        if state != before:
            self.state_changed.emit()

    def _show_landscape(self) -> None:
        # Paths of the old landscape do not lie on the new one.
        self.picture.show_paths({}, "")
        self.picture.show_landscape(self._landscape, self._state.landscape_kind.reach)
        self._show_race()

    def _show_race(self) -> None:
        state, lead, names = self._state, self._race.lead, self._landscape.names
        paths = {name: walk.stands for name, walk in self._race.walks.items()}
        self.picture.show_paths(paths, state.optimizer)
        self.controls.set_state(state, can_step=not self._race.is_over)
        moves = move_words(lead, names, state.optimizer, state.rate)
        self.controls.show_words(stand_words(lead, names), moves, outcome_words(lead))
        if self._race.is_over:
            self._set_playing(False)
        self._start_survey()

    def _start_survey(self) -> None:
        """Try the rates, unless that is what was tried already; nobody waits for a hidden strip."""
        state = self._state
        of = state.ground, state.text, state.place, state.optimizer, state.momentum
        curvature = state.landscape_kind.curvature if state.optimizer == "sgd" else None
        if curvature is not None:
            self._survey, self._surveyed = None, None
            self._surveyor.stop()
            self.controls.rate.show_outcomes(outcomes_of_parabola(curvature), strip_words((), curvature))
            return
        if of != self._surveyed:
            training = training_of(state, state.optimizer)
            self._survey = RateSurvey(self._landscape, state.place, training, state.landscape_kind.reach)
            self._surveyed = of
            self.controls.rate.show_outcomes((), strip_words((), None))
        if self.isVisible() and self._survey is not None and not self._survey.is_done:
            self._surveyor.start()

    def _set_playing(self, playing: bool) -> None:
        if playing and not self._race.is_over:
            self._player.start()
        else:
            self._player.stop()
        self.controls.set_playing(self._player.isActive())

    @Slot()
    def _on_survey_turn(self) -> None:
        if self._survey is None:
            return
        until = time.perf_counter() + _SECONDS
        while not self._survey.is_done and time.perf_counter() < until:
            self._survey.advance(_STEPS)
        outcomes = self._survey.outcomes
        self.controls.rate.show_outcomes(outcomes, strip_words(outcomes, None))
        if self._survey.is_done:
            self._surveyor.stop()

    @Slot()
    def _on_step_requested(self) -> None:
        if not self._race.is_over:
            self._race.step()
            self._state = replace(self._state, steps=self._state.steps + 1)
            self._show_race()
            self.state_changed.emit()

    @Slot()
    def _on_end_requested(self) -> None:
        steps = self._state.steps
        while not self._race.is_over:
            self._race.step()
            steps += 1
        self._state = replace(self._state, steps=steps)
        self._show_race()
        self.state_changed.emit()

    @Slot()
    def _on_reset_requested(self) -> None:
        self._set_playing(False)
        self._take(replace(self._state, steps=0))

    @Slot(str)
    def _on_ground_chosen(self, name: str) -> None:
        self._set_playing(False)
        self._take(replace(self._state, ground=name, expression="", start=(), steps=0))

    @Slot(str)
    def _on_expression_edited(self, text: str) -> None:
        try:
            Landscape(text, self._state.landscape_kind.names)
        except ExpressionError as error:
            self.controls.field.show_problem(str(error))
            return
        # Another expression makes any landscape one's own.
        own = next(
            name for name, ground in GROUNDS.items() if ground.is_custom and ground.names == self._landscape.names
        )
        self._take(replace(self._state, ground=own, expression=text, start=self._state.place))

    def _connect(self) -> None:
        controls = self.controls
        self.picture.start_moved.connect(lambda place: self._take(replace(self._state, start=place)))
        controls.ground_chosen.connect(self._on_ground_chosen)
        controls.field.expression_edited.connect(self._on_expression_edited)
        controls.start_edited.connect(lambda place: self._take(replace(self._state, start=place)))
        controls.optimizer_chosen.connect(lambda name: self._take(replace(self._state, optimizer=name)))
        controls.momentum_edited.connect(lambda momentum: self._take(replace(self._state, momentum=momentum)))
        controls.rate.rate_edited.connect(lambda rate: self._take(replace(self._state, rate=rate)))
        controls.legend.race_changed.connect(lambda racers: self._take(replace(self._state, racers=racers)))
        controls.step_button.clicked.connect(self._on_step_requested)
        controls.play_button.clicked.connect(lambda: self._set_playing(not self.is_playing))
        controls.end_button.clicked.connect(self._on_end_requested)
        controls.reset_button.clicked.connect(self._on_reset_requested)

    def _build_layout(self) -> None:
        self._scroll.setObjectName("descentScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        content = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, content)
        self._parts.setContentsMargins(_MARGIN, 4, _MARGIN, _MARGIN)
        self._parts.setSpacing(16)
        self._parts.addWidget(self.picture, 1)
        self._parts.addWidget(self.controls)
        self._scroll.setWidget(content)
        # The surface of the lab shines through.
        content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _fit(self) -> None:
        """The controls beside the picture, or under it."""
        line = self.fontMetrics().height()
        wide = self.width() >= _WIDE_LINES * line
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.controls.setFixedWidth(24 * line if wide else max(0, self.width() - 2 * _MARGIN - 12))
        self.picture.setMinimumHeight(0 if wide else min(17 * line, self.width() - 3 * _MARGIN))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start_survey()

    def hideEvent(self, event: QHideEvent) -> None:
        self._set_playing(False)
        self._surveyor.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
