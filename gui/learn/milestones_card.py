"""What was measured every so many steps, beside what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.learn.lesson_text import LessonText
from gui.learn.tinted_card import TintedCard
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme

Milestone = tuple[int, float, float | None]
"""Updates made, loss, mean absolute error or None."""

_MOST_ROWS = 12
_WIDE_LETTERS = 34


class MilestonesCard(TintedCard):
    """A table that is hidden while it is empty; of many rows the newest, and the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("milestonesCard")
        self._milestones: list[Milestone] = []
        self._published: dict[int, float] = {}
        heading = QLabel(self.tr("Measured"), self)
        set_text_role(heading, "small")
        set_text_tone(heading, "muted")
        self._table = LessonText(self)
        self._table.setObjectName("milestonesTable")
        set_text_role(self._table, "small")
        self.column.addWidget(heading)
        self.column.addWidget(self._table)
        self.setAccessibleName(self.tr("Measured"))
        self.hide()

    def show_milestones(self, milestones: Sequence[Milestone], published: Mapping[int, float]) -> None:
        """Show what was measured; `published` holds the published value of the same quantity by step."""
        self._milestones, self._published = list(milestones), dict(published)
        self.setVisible(bool(milestones))
        if milestones:
            self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._table.apply_theme(theme)

    def _show(self) -> None:
        has_error = self._milestones[-1][2] is not None
        values = [(step, loss if error is None else error) for step, loss, error in self._milestones]
        if len(values) > _MOST_ROWS:
            values = [values[0], *values[1 - _MOST_ROWS :]]
        is_wide = self.width() >= self.fontMetrics().horizontalAdvance("0") * _WIDE_LETTERS
        decimals = 6 if is_wide else 4
        titles = [self.tr("Step"), self.tr("Mean error") if has_error else self.tr("Loss")]
        is_compared = any(step in self._published for step, _ in values)
        if is_compared:
            titles.append(self.tr("Published"))
        rows = [titles, ["---:"] * len(titles)]
        for step, value in values:
            row = [f"{step:,}", f"{value:.{decimals}f}"]
            if is_compared:
                row.append(_published_words(value, self._published.get(step), decimals))
            rows.append(row)
        self._table.show_markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
        step, value = values[-1]
        self.setAccessibleDescription(self.tr("Step {step}: {value}").format(step=f"{step:,}", value=f"{value:.5g}"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._milestones:
            self._show()


def _published_words(measured: float, published: float | None, most_decimals: int) -> str:
    """The published number, with a tick where the measured one rounds to all its digits."""
    if published is None:
        return ""
    decimals = len(f"{published:.9g}".partition(".")[2])
    words = f"{published:.{min(decimals, most_decimals)}f}"
    return f"{words} ✓" if round(measured, decimals) == round(published, decimals) else words
