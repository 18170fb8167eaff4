"""The panel of the runs: the table, what can be done with a run, and two of them compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from gui.runs.comparison import Comparison
from gui.runs.run_model import RunModel
from gui.runs.run_row import RunRow
from gui.runs.run_table import RunTable
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.empty_state import EmptyState

_BESIDE_FROM = 560
_WIDEST_SHARE = 0.55
# Qt's QWIDGETSIZE_MAX, whose name PySide6 does not know.
_ANY_WIDTH = (1 << 24) - 1


class RunsView(QWidget):
    """The present run and the earlier ones. `show_present` only stores; `refresh` writes it into the table.

    Signals:
        rename_requested(object, str): the run of this key is to be called so.
        show_requested(object, bool): its curves are to be seen, or not.
        remove_requested(list): the runs of these keys are to be forgotten.
        chosen_changed(list): the runs of these keys are selected.
    """

    rename_requested = Signal(object, str)
    show_requested = Signal(object, bool)
    remove_requested = Signal(list)
    chosen_changed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._waiting: RunRow | None = None
        self.setObjectName("runsView")
        self.setAccessibleName(self.tr("Runs"))
        self._model = RunModel(self)
        self._table = RunTable(self._model, self)
        self._comparison = Comparison(self)
        self._hint = QLabel(self)
        self._remove = QPushButton(self.tr("Remove"), self)
        self._empty = EmptyState(
            "plot",
            self.tr("No earlier runs yet"),
            self.tr("Train, then press Reset or New weights: the run comes here, to be compared with the next."),
        )
        self._build()
        self._model.rename_requested.connect(self.rename_requested)
        self._model.show_requested.connect(self.show_requested)
        self._table.remove_requested.connect(self._ask_to_remove)
        self._table.chosen_changed.connect(self._on_chosen)
        self._remove.clicked.connect(self._ask_to_remove)
        self._table.forget_widths()
        self.set_runs([])

    def set_runs(self, rows: Sequence[RunRow]) -> None:
        """Show these runs, the newest first; without an earlier one the panel says how one comes here."""
        self._waiting = None
        self._model.set_rows(rows)
        self._stack.setCurrentIndex(int(any(not row.present for row in rows)))
        self._table.fit_columns()
        self._on_chosen()

    def show_present(self, row: RunRow) -> None:
        """The present run has gone on; seen after the next `refresh`."""
        self._waiting = row

    def refresh(self) -> bool:
        """Write what has changed. False: the table paints the one row that has, and nothing else is to be painted."""
        row, self._waiting = self._waiting, None
        if row is not None and self._model.set_present(row):
            self._table.fit_columns([row])
            self._compare()
        return False

    def rows(self) -> list[RunRow]:
        """The runs in the order shown."""
        return self._model.rows()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._empty.apply_theme(theme)
        self._comparison.apply_theme(theme)
        self.update()

    def _build(self) -> None:
        self._remove.setObjectName("removeRunButton")
        self._remove.setAccessibleName(self.tr("Remove the selected runs"))
        self._remove.setToolTip(self.tr("Forget the selected runs and their curves (Delete)"))
        set_text_role(self._hint, "small")
        set_text_tone(self._hint, "muted")
        self._hint.setObjectName("runsHint")
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 8, 6)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._remove)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(0)
        self._body.addWidget(self._table, 3)
        self._body.addWidget(self._comparison, 2)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addLayout(self._body, 1)
        column.addLayout(foot)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)

    @Slot()
    def _ask_to_remove(self) -> None:
        keys = [row.key for row in self._table.chosen() if not row.present]
        if keys:
            self.remove_requested.emit(keys)

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self._table.chosen()
        self._remove.setEnabled(any(not row.present for row in chosen))
        self._hint.setText(self.tr("Select two runs to compare them") if len(chosen) != 2 else "")
        self._compare()
        self.chosen_changed.emit([row.key for row in chosen])

    def _compare(self) -> None:
        chosen = self._table.chosen()
        self._comparison.show_pair((chosen[0], chosen[1]) if len(chosen) == 2 else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_FROM
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        # Beside the table two runs take the room they need, under it their share of the height.
        self._body.setStretch(1, 0 if beside else 2)
        self._comparison.setMaximumWidth(round(self.width() * _WIDEST_SHARE) if beside else _ANY_WIDTH)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._table.forget_widths()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        if self._comparison.isVisible():
            # A hairline between the table and the two runs, whichever way they stand.
            painter.setPen(self._theme.border)
            place = self._comparison.mapTo(self, self._comparison.rect().topLeft())
            room = self._comparison.rect().translated(place)
            beside = self._body.direction() is QBoxLayout.Direction.LeftToRight
            painter.drawLine(room.topLeft(), room.bottomLeft() if beside else room.topRight())

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)
