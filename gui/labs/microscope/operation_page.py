"""One operation: its name, its numbers as matrices, a number written out, and the lines of code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.labs.step_account import account_of
from engine.labs.step_recording import Cell, Recording
from gui.labs.microscope.equation_picture import EquationPicture
from gui.labs.microscope.source_box import SourceBox
from gui.labs.microscope.words import account_words, operation_words
from gui.labs.numbers import shown
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import Theme


class OperationPage(QWidget):
    """Shows an operation of a recording.

    Signals:
        cell_chosen(Cell): a number was clicked, or Enter pressed on it.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._index = 0
        self._title, self._count = QLabel(self), QLabel(self)
        self._explanation, self._sum = QLabel(self), QLabel(self)
        self.picture = EquationPicture(self)
        self.source = SourceBox(self)
        self._place = QLabel(self)
        self._build_labels()
        self._build_layout()
        self.picture.cell_pointed.connect(self._on_cell_pointed)
        self.picture.cell_chosen.connect(self.cell_chosen)

    def show_operation(self, recording: Recording | None, index: int) -> None:
        """Show the operation `index` of a recording."""
        self._recording, self._index = recording, index
        operation = recording.operations[index] if recording and recording.operations else None
        self.picture.show_operation(recording, operation)
        if recording is None or operation is None:
            self.source.show_source(())
            return
        words = operation_words(operation)
        self._title.setText(words.title)
        self._title.setToolTip(words.explanation)
        self._explanation.setText(words.explanation)
        self._count.setText(self.tr("{index} of {count}").format(index=index + 1, count=len(recording.operations)))
        self.source.show_source(operation.source)
        self._place.setText(self.source.heading)
        self._on_cell_pointed(self.picture.pointed())

    def set_compact(self, is_compact: bool) -> None:
        """Whether there is little room."""
        self._explanation.setVisible(not is_compact)
        self.source.set_compact(is_compact)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.picture.apply_theme(theme)
        self.source.apply_theme(theme)

    def _build_labels(self) -> None:
        set_text_role(self._title, "heading")
        set_text_role(self._explanation, "small")
        set_text_tone(self._explanation, "muted")
        set_text_role(self._place, "small")
        for label in (self._count, self._place):
            set_text_tone(label, "muted")
        self._place.setObjectName("sourcePlace")
        for label in (self._title, self._explanation, self._sum):
            label.setWordWrap(True)
            label.setMinimumWidth(120)
        self._title.setObjectName("operationTitle")
        self._sum.setObjectName("cellSum")
        self._sum.setAccessibleName(self.tr("The number written out"))
        self._sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Two lines, so that nothing jumps while the pointer moves.
        self._sum.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 4)
        self._sum.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        tabular(self._sum)

    def _build_layout(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._explanation)
        column.addWidget(self.picture, 1)
        column.addWidget(self._sum)
        column.addWidget(self._place)
        column.addWidget(self.source)

    @Slot(object)
    def _on_cell_pointed(self, cell: Cell | None) -> None:
        recording = self._recording
        if recording is None or not recording.operations:
            return
        operation = recording.operations[self._index]
        if cell is None:
            hint = self.tr("{formula}. Point at a number of the result to see what made it")
            if self.picture.is_sampled:
                hint = self.tr("{formula}. Large arrays show evenly chosen rows and columns; their sums are whole")
            self._sum.setText(hint.format(formula=operation.formula))
            return
        account = account_of(recording, cell)
        if account is not None:
            self._sum.setText(account_words(account))
            return
        symbol = next((one.symbol for one in operation.operands if one.name == cell.name), cell.name)
        self._sum.setText(f"{symbol}[{cell.row},{cell.column}] = {shown(recording.value(cell))}")
