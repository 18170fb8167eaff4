"""The legend of a plot: every curve's line, name and newest value, in as much detail as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.watch.curve import Curve
from gui.watch.legend_entry import Detail, LegendEntry

_GAP = 4
_SPACING = 12
_TIGHT_SPACING = 6
_TINY_SPACING = 4


class Legend(QWidget):
    """Rows of entries, aligned to the right; a click hides or shows a curve.

    Signals:
        toggled(str, bool): the curve of this key is to be hidden or shown.
        room_changed(): the entries need another width.
    """

    toggled = Signal(str, bool)
    room_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._entries: dict[str, LegendEntry] = {}
        self._hidden: set[str] = set()
        self._more = QLabel(self)
        set_text_role(self._more, "small")
        set_text_tone(self._more, "muted")
        self._more.hide()

    def set_curves(self, curves: list[Curve]) -> None:
        """Show these curves and their newest values."""
        keys = [curve.key for curve in curves]
        changed = keys != list(self._entries)
        if changed:
            old, self._entries = self._entries, {}
            for curve in curves:
                self._entries[curve.key] = old.pop(curve.key) if curve.key in old else self._build_entry(curve)
            for entry in old.values():
                entry.hide()
                entry.deleteLater()
        for curve in curves:
            changed |= self._entries[curve.key].set_curve(curve)
        if changed:
            self.room_changed.emit()

    def hidden_keys(self) -> set[str]:
        """The curves that were switched off."""
        return set(self._hidden)

    def show_all(self) -> None:
        """Switch every curve on."""
        for entry in self._entries.values():
            entry.setChecked(True)

    def entries(self) -> dict[str, LegendEntry]:
        """The button of each curve."""
        return dict(self._entries)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for entry in self._entries.values():
            entry.apply_theme(theme)

    def rows_for(self, detail: Detail, width: int) -> int:
        """How many rows of this width the entries need in this detail; more than there are where one is too wide."""
        rows = self._rows(detail, width)
        return len(rows) if all(_row_width(row, detail) <= width for row in rows) else len(self._entries) + 1

    def row_height(self) -> int:
        """The height of an entry."""
        return max((entry.sizeHint().height() for entry in self._entries.values()), default=0)

    def arrange(self, detail: Detail) -> None:
        """Lay the entries out in the present size; those that do not fit are counted at the end."""
        height = self.row_height()
        rows = self._rows(detail, self.width())
        shown = rows[: max(1, self.height() // max(1, height))]
        left_over = sum(map(len, rows[len(shown) :]))
        if shown and (left_over or _row_width(shown[-1], detail) > self.width()):
            # The selected one is never among those that are only counted.
            rows = self._rows(detail, self.width(), selected_first=True)
            shown = rows[: len(shown)]
            left_over = sum(map(len, rows[len(shown) :]))
            left_over = self._make_room_for_count(shown[-1], left_over, detail)
        # Cut, a count would say something else.
        self._more.setVisible(left_over > 0 and self._more.width() <= self.width())
        placed = set()
        for index, row in enumerate(shown):
            right = self.width() - (self._more.width() + _GAP if left_over and index == len(shown) - 1 else 0)
            x = right - _row_width(row, detail)
            for entry in row:
                placed.add(entry)
                entry.set_detail(detail)
                entry.setGeometry(x, index * height, entry.room_for(detail), height)
                x += entry.width() + _spacing(detail)
        for entry in self._entries.values():
            entry.setVisible(entry in placed)
        left_out = [entry.accessibleName() for entry in self._entries.values() if entry not in placed]
        self._more.setToolTip("\n".join(left_out))

    def _rows(self, detail: Detail, width: int, *, selected_first: bool = False) -> list[list[LegendEntry]]:
        rows: list[list[LegendEntry]] = [[]]
        entries = [entry for entry in self._entries.values() if entry.needed_in(detail)]
        if selected_first:
            entries.sort(key=LegendEntry.steps_back)
        for entry in entries:
            if rows[-1] and _row_width([*rows[-1], entry], detail) > width:
                rows.append([])
            rows[-1].append(entry)
        even = -(-len(entries) // len(rows))
        balanced = [entries[start : start + even] for start in range(0, len(entries), max(1, even))]
        return balanced if all(_row_width(row, detail) <= width for row in balanced) else rows

    def _make_room_for_count(self, row: list[LegendEntry], left_over: int, detail: Detail) -> int:
        """Take entries out of `row` until the count of those left out fits behind it; returns that count."""
        self._more.setText(f"+{len(self._entries)}")
        self._more.adjustSize()
        while row and _row_width(row, detail) + _GAP + self._more.width() > self.width():
            row.pop()
            left_over += 1
        self._more.setText(f"+{left_over}")
        self._more.move(self.width() - self._more.width(), self.height() - self.row_height() + 3)
        return left_over

    def _build_entry(self, curve: Curve) -> LegendEntry:
        entry = LegendEntry(curve, self)
        entry.setObjectName(f"{self.objectName()}.{curve.key}")
        entry.setChecked(curve.key not in self._hidden)
        entry.apply_theme(self._theme)
        entry.toggled.connect(lambda shown, key=curve.key: self._on_entry_toggled(key, shown))
        entry.ensurePolished()
        return entry

    def _on_entry_toggled(self, key: str, shown: bool) -> None:
        (self._hidden.discard if shown else self._hidden.add)(key)
        self.toggled.emit(key, shown)


def _row_width(row: list[LegendEntry], detail: Detail) -> int:
    return sum(entry.room_for(detail) for entry in row) + max(0, len(row) - 1) * _spacing(detail)


def _spacing(detail: Detail) -> int:
    if detail is Detail.TINY:
        return _TINY_SPACING
    return _TIGHT_SPACING if detail >= Detail.NAME else _SPACING
