"""The lab of the chain rule: an expression as a graph, its derivatives edge by edge, and a use for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.labs.expression import ExpressionError
from engine.labs.target import MOST_ROUNDS, Round, next_round
from gui.labs.chain.course import work_out
from gui.labs.chain.graph_picture import GraphPicture
from gui.labs.chain.state import ChainState, read_expression, state_from_plain
from gui.labs.chain.target_panel import TargetPanel
from gui.labs.chain.variables_row import VariablesRow
from gui.labs.chain.words import path_note, path_words
from gui.labs.expression_field import ExpressionField
from gui.labs.numbers import shown
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme

_MARGIN = 16
_WIDE_LINES = 42
_NEW_VALUE = 1.0


class ChainLab(QWidget):
    """An expression, its graph with values and derivatives, and z moved to a target by its inputs.

    Signals:
        state_changed(): what `state` returns is another.
    """

    state_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainLab")
        self.setAccessibleName(self.tr("The chain rule"))
        self._theme = LIGHT
        self._state = ChainState()
        self._course = work_out(self._state)
        self.field = ExpressionField(
            "chainExpression",
            self.tr("Expression for z"),
            self.tr(
                "Up to four variables, numbers, + − * / **, and sin cos tan exp log sqrt tanh sigmoid relu abs square"
            ),
            self,
        )
        self.variables = VariablesRow(self)
        self.picture = GraphPicture(self)
        self.target = TargetPanel(self)
        self._sum = QLabel(self)
        self._sum.setObjectName("chainSum")
        self._note = QLabel(self)
        self._scroll, self._room = QScrollArea(self), QScrollArea(self)
        self._build_layout()
        self.field.expression_edited.connect(self._on_expression_edited)
        self.variables.value_edited.connect(self._on_value_edited)
        self.variables.variable_chosen.connect(self._on_variable_chosen)
        self.target.target_edited.connect(lambda target: self._take(replace(self._state, target=target, rounds=0)))
        self.target.share_edited.connect(self._on_share_edited)
        self.target.round_requested.connect(lambda: self._on_rounds_requested(1))
        self.target.all_rounds_requested.connect(lambda: self._on_rounds_requested(MOST_ROUNDS))
        self.target.return_requested.connect(lambda: self._take(replace(self._state, rounds=0)))
        self._show()

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Where z and its inputs were, the start first; empty where there is no value."""
        return self._course.rounds

    @property
    def goal_is_met(self) -> bool:
        """Whether z is where it was to be, by a move of every variable."""
        return len(self.rounds) > 1 and self.rounds[-1].is_there and all(share > 0.0 for share in self._state.shares)

    def pictures(self) -> list[GraphPicture]:
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
        self.update()

    def _take(self, state: ChainState) -> None:
        # First worked out, then taken: a state that fails is never kept.
        course = work_out(state)
        changed = state != self._state
        self._state, self._course = state, course
        self._show()
        if changed:
            self.state_changed.emit()

    def _show(self) -> None:
        """Show the state and what follows from it."""
        state, course, graph = self._state, self._course, self._course.graph
        names = course.expression.variables
        self.field.set_expression(state.text)
        self.field.show_problem(course.problem)
        self.variables.set_variables(names, course.now, state.variable)
        self.picture.show_graph(graph)
        self.picture.set_variable(state.variable)
        self._sum.setText(path_words(graph, state.variable) if graph else self.tr("No derivative here"))
        self._note.setText(path_note(graph, state.variable) if graph else "")
        self.target.set_target(state.target, names, course.shares)
        can_go_on = graph is not None and not course.round_problem and not course.rounds[-1].is_there
        note = course.round_problem or self._target_words(course.shares)
        self.target.show_rounds(course.rounds, note, is_problem=bool(course.round_problem), can_go_on=can_go_on)
        self._fit()

    def _target_words(self, shares: dict[str, float]) -> str:
        if not self._course.rounds:
            return self.tr("Without a value of z there is nothing to change.")
        now, count = self._course.rounds[-1], len(self._course.rounds) - 1
        if now.is_there:
            words = self.tr("There after 1 round.") if count == 1 else self.tr("There after {count} rounds.")
            return words.format(count=count) if count else self.tr("z is there already.")
        if not any(shares.values()):
            return self.tr("No variable takes a share, so z stays: give one a share.")
        if count >= MOST_ROUNDS:
            return self.tr("Not there after {count} rounds.").format(count=count)
        total = sum(shares.values())
        rule = self.tr("A round: variable ← variable + share · ({change}) / derivative")
        words = rule.format(change=shown(-now.missing))
        if abs(total - 1.0) > 1e-9:
            words += self.tr("; the shares add up to {total}, so a round makes about {total} of the change").format(
                total=shown(total)
            )
        return words

    @Slot(str)
    def _on_expression_edited(self, text: str) -> None:
        try:
            variables = read_expression(text).variables
        except ExpressionError as error:
            self.field.show_problem(str(error))
            return
        old = self._course.expression.variables
        values, shares = (
            dict(zip(old, self._state.values, strict=True)),
            dict(zip(old, self._state.shares, strict=True)),
        )
        kept = tuple(shares.get(name, 0.0) for name in variables)
        self._take(
            replace(
                self._state,
                expression=text,
                values=tuple(values.get(name, _NEW_VALUE) for name in variables),
                # Somebody has to move.
                shares=kept if any(kept) else (1.0, *kept[1:]),
                variable=self._state.variable if self._state.variable in variables else variables[0],
                rounds=0,
            )
        )

    @Slot(str, float)
    def _on_value_edited(self, name: str, value: float) -> None:
        # The rounds so far end here: where they have led to is the new start.
        now = self._course.now
        values = tuple({**now, name: value}[other] for other in self._course.expression.variables)
        self._take(replace(self._state, values=values, rounds=0))

    @Slot(str)
    def _on_variable_chosen(self, name: str) -> None:
        self._take(replace(self._state, variable=name))

    @Slot(str, float)
    def _on_share_edited(self, name: str, share: float) -> None:
        place = self._course.expression.variables.index(name)
        shares = (*self._state.shares[:place], share, *self._state.shares[place + 1 :])
        self._take(replace(self._state, shares=shares, rounds=0))

    def _on_rounds_requested(self, most: int) -> None:
        course = self._course
        rounds, now = self._state.rounds, course.rounds[-1]
        for _ in range(most):
            if now.is_there or rounds >= MOST_ROUNDS or not any(course.shares.values()):
                break
            # A round that fails is counted too: the sentence is about it.
            rounds += 1
            try:
                now = next_round(course.expression, now, self._state.target, course.shares)
            except ExpressionError:
                break
        self._take(replace(self._state, rounds=rounds))

    def _build_layout(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        label = QLabel("z =", self)
        label.setBuddy(self.field)
        top.addWidget(label)
        top.addWidget(self.field, 1)
        self._room.setWidget(self.picture)
        for area, name in ((self._room, "chainGraphScroll"), (self._scroll, "chainScroll")):
            area.setObjectName(name)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.viewport().setAutoFillBackground(False)
        self._room.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for text in (self._sum, self._note):
            text.setWordWrap(True)
            tabular(text)
        set_text_role(self._note, "small")
        set_text_tone(self._note, "muted")
        self._sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, _MARGIN)
        column.setSpacing(8)
        column.addLayout(top)
        for part in (self.field.problem, self.variables, self._room, self._sum, self._note):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self.target)
        column.addStretch(1)
        self._scroll.setWidget(content)
        # The surface of the lab shines through.
        content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _fit(self) -> None:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        room = max(0, self.width() - 2 * _MARGIN - bar)
        self.picture.set_room(room)
        wanted = self.picture.minimumSize()
        below = self._room.horizontalScrollBar().sizeHint().height() if wanted.width() > room else 0
        self._room.setFixedHeight(wanted.height() + below)
        self.target.set_wide(self.width() >= _WIDE_LINES * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
