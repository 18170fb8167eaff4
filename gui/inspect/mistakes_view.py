"""The view of what a network reads wrongly: the confusion matrix, and the images of a cell, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from gui.inspect.confusion_picture import ConfusionPicture
from gui.inspect.judged_rows import Cell, JudgedRows
from gui.inspect.mistake_gallery import MistakeGallery
from gui.theme.icons import icon
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.empty_state import EmptyState


class MistakesView(QWidget):
    """Shows a split as it was judged. It is drawn at `refresh()`, except for what the person chooses, which is at once.

    Signals:
        split_chosen(str): another split is to be judged: "validation" or "test".
        row_chosen(object): an image is to be read on the canvas: its row of the split, an int.
    """

    split_chosen = Signal(str)
    row_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakesView")
        self.setAccessibleName(self.tr("Mistakes"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = LIGHT
        self._rows: JudgedRows | None = None
        self._newest: JudgedRows | None = None
        self.matrix = ConfusionPicture(self)
        self.gallery = MistakeGallery(self)
        self._empty = EmptyState("grid", "", parent=self)
        self._content = QWidget(self)
        self._split_combo = self._build_split_combo()
        self._mode_combo = self._build_mode_combo()
        self._count_label = ElidedLabel("", self)
        self._cell_label = ElidedLabel("", self)
        self._all_button = self._build_all_button()
        self._build_layout()
        self._split_combo.currentIndexChanged.connect(lambda: self.split_chosen.emit(self.split))
        self._mode_combo.currentIndexChanged.connect(self._on_mode_chosen)
        self.matrix.cell_chosen.connect(self._on_cell_chosen)
        self.gallery.row_chosen.connect(self.row_chosen)
        self._all_button.clicked.connect(lambda: self.matrix.choose(None))
        self.show_nothing("")

    @property
    def split(self) -> str:
        """The split that is to be shown; "" where there is none."""
        return str(self._split_combo.currentData() or "")

    @property
    def rows(self) -> JudgedRows | None:
        """What is shown."""
        return self._rows

    def set_splits(self, names: Sequence[str]) -> None:
        """Offer these splits; the chosen one stays where it is among them. Nothing is announced."""
        before = self.split
        titles = {"validation": self.tr("Validation"), "test": self.tr("Test")}
        self._split_combo.blockSignals(True)
        self._split_combo.clear()
        for name in names:
            self._split_combo.addItem(titles[name], name)
        self._split_combo.setCurrentIndex(max(self._split_combo.findData(before), 0) if names else -1)
        self._split_combo.blockSignals(False)

    def show_nothing(self, sentence: str, hint: str = "") -> None:
        """Say why there is nothing to show, and what to do next."""
        self._rows = self._newest = None
        self.matrix.choose(None)
        self.gallery.show_rows(None, np.empty(0, np.intp))
        self.gallery.mark(None)
        self._empty.set_text(sentence, hint)
        self._stack.setCurrentWidget(self._empty)
        self.setAccessibleDescription(sentence)

    def show_waiting(self) -> None:
        """Say that another split is being judged; what was shown stays until then."""
        if self._rows is not None:
            self._say(self._count_label, self.tr("being read…"))

    def show_rows(self, rows: JudgedRows) -> None:
        """Show a judged split at the next `refresh()`. A chosen cell stays chosen, the list where it was scrolled."""
        self._newest = rows

    def refresh(self) -> bool:
        """Draw what has changed; False where there was nothing to do or nobody to see it."""
        if self._newest is None or not self.isVisible():
            return False
        before, self._rows, self._newest = self._rows, self._newest, None
        if before is not None and before.split_name != self._rows.split_name:
            self.gallery.mark(None)
            self.gallery.scrollToTop()
        self._stack.setCurrentWidget(self._content)
        self._show_count(self._rows)
        self.matrix.show_matrix(self._rows.confusion, self._rows.class_names)
        self.matrix.refresh()
        self._show_cell()
        self.setAccessibleDescription(self.spoken())
        return True

    def mark(self, row: int | None) -> None:
        """Mark the image that is on the canvas, or none."""
        self.gallery.mark(row)

    def spoken(self) -> str:
        """How many rows of which split are read wrongly, or why that is not known."""
        if self._rows is None:
            return self.accessibleDescription()
        return f"{self._split_combo.currentText()}: {self._count_label.toolTip()}"

    def pictures(self) -> list[QWidget]:
        """What takes the keyboard besides the fields."""
        return [self.matrix, self.gallery]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for view in (self.matrix, self.gallery, self._empty):
            view.apply_theme(theme)
        self._all_button.setIcon(icon("close", theme))
        self.update()

    def _build_split_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("mistakeSplitCombo")
        combo.setAccessibleName(self.tr("Rows that are judged"))
        combo.setToolTip(
            self.tr(
                "Validation rows are watched while learning; test rows are kept for the end: nothing is chosen by them"
            )
        )
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _build_mode_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("mistakeModeCombo")
        combo.setAccessibleName(self.tr("Written into the cells"))
        combo.setToolTip(
            self.tr("Count: how many rows of that true class were read as that class. Row share: in percent of the row")
        )
        combo.addItem(self.tr("counts"), "counts")
        combo.addItem(self.tr("row share"), "shares")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _build_all_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("allMistakesButton")
        button.setIconSize(QSize(14, 14))
        button.setAccessibleName(self.tr("Show all mistakes"))
        button.setToolTip(self.tr("Show all mistakes again, not only those of the chosen cell (Esc on the matrix)"))
        # The gallery does not move when it comes and goes.
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        return button

    def _build_layout(self) -> None:
        self._count_label.setObjectName("mistakeCountLabel")
        self._cell_label.setObjectName("mistakeCellLabel")
        for label in (self._count_label, self._cell_label):
            set_text_role(label, "small")
            tabular(label)
        set_text_tone(self._cell_label, "muted")
        header = QHBoxLayout()
        header.setContentsMargins(12, 8, 12, 0)
        header.setSpacing(8)
        header.addWidget(self._split_combo)
        header.addWidget(self._count_label, 1)
        header.addWidget(self._mode_combo)
        above = QHBoxLayout()
        above.setSpacing(4)
        above.setContentsMargins(6, 0, 4, 0)
        above.addWidget(self._cell_label, 1)
        above.addWidget(self._all_button)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addLayout(above)
        right.addWidget(self.gallery, 1)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 4, 4)
        body.setSpacing(0)
        body.addWidget(self.matrix, 1)
        body.addLayout(right, 1)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(header)
        column.addLayout(body, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._content)
        order = (self._split_combo, self._mode_combo, self.matrix, self._all_button, self.gallery)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _show_count(self, rows: JudgedRows) -> None:
        total, wrong = len(rows.labels), rows.mistakes
        if wrong == 1:
            words = self.tr("1 of {total:,} is read wrongly").format(total=total)
        else:
            words = self.tr("{wrong:,} of {total:,} are read wrongly").format(wrong=wrong, total=total)
        self._say(self._count_label, words)
        share, after = f"{100 * wrong / max(total, 1):.2f}", f"{rows.step:,}"
        self._count_label.setToolTip(
            self.tr("{words}: {share} %, after {steps} steps").format(words=words, share=share, steps=after)
        )

    def _show_cell(self) -> None:
        """Fill the gallery with the rows of the chosen cell."""
        rows, cell = self._rows, self.matrix.chosen
        self._all_button.setVisible(cell is not None)
        if rows is None:
            return
        order = rows.chosen(cell)
        if cell is None:
            self._say(self._cell_label, self.tr("all, greatest loss first"))
            self.gallery.show_rows(rows, order, self.tr("Not one mistake."))
            return
        true, given = rows.class_names[cell[0]], rows.class_names[cell[1]]
        pattern = self.tr("true {true}, read as {given}: {count:,}")
        self._say(self._cell_label, pattern.format(true=true, given=given, count=len(order)))
        nothing = self.tr("No {true} was read as {given}.").format(true=true, given=given)
        self.gallery.show_rows(rows, order, nothing)

    def _say(self, label: QLabel, words: str) -> None:
        if words != label.text():
            label.setText(words)
            label.setToolTip(words)

    @Slot()
    def _on_mode_chosen(self) -> None:
        self.matrix.set_as_shares(self._mode_combo.currentData() == "shares")

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell | None) -> None:
        self.gallery.scrollToTop()
        self._show_cell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.end()
