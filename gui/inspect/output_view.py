"""The view of what the network answers: a truth table for a few samples, a confusion matrix for classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.inspect.confusion import ConfusionMatrix
from gui.inspect.hover_card import draw_hover_card
from gui.inspect.picture import CachedPicture
from gui.inspect.truth_table import TruthTable


class OutputView(CachedPicture):
    """Shows the answers of a network in the form that suits the task."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outputView")
        self.setAccessibleName(self.tr("Output"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._content: TruthTable | ConfusionMatrix | None = None
        # The pointer points at what is drawn, which may be older than the newest content.
        self._drawn: TruthTable | ConfusionMatrix | None = None
        self.clear()

    @property
    def content(self) -> TruthTable | ConfusionMatrix | None:
        """What is shown, or None."""
        return self._content

    def clear(self) -> None:
        """Show that there are no answers yet."""
        self._show(None)

    def show_table(
        self, inputs: NDArray[np.floating], wanted: NDArray[np.floating], outputs: NDArray[np.floating]
    ) -> None:
        """Show samples row by row; drawn at the next `refresh()`.

        Args:
            inputs: (rows, n).
            wanted: (rows, k).
            outputs: (rows, k), what the network gives for these rows.
        """
        fits = inputs.ndim == 2 and wanted.ndim == 2 and wanted.shape == outputs.shape and outputs.size > 0
        sound = fits and len(inputs) == len(wanted) and inputs.size > 0
        self._show(TruthTable(inputs, wanted, outputs) if sound else None)

    def show_confusion(
        self, matrix: NDArray[np.integer], class_names: Sequence[str], split_name: str, accuracy: float | None
    ) -> None:
        """Show a confusion matrix; drawn at the next `refresh()`.

        Args:
            matrix: (classes, classes) counts, rows true, columns given.
            class_names: one name a class.
            split_name: where the samples are from, in words, such as "test".
            accuracy: 0..1, or None where it is not known.
        """
        classes = len(class_names)
        sound = classes > 0 and matrix.shape == (classes, classes)
        self._show(ConfusionMatrix(matrix, tuple(class_names), split_name, accuracy) if sound else None)

    def read_out(self, point: QPointF) -> str:
        """What is under `point`, a line a fact, or an empty text."""
        return "\n".join(self._drawn.read_out(point)) if self._drawn else ""

    def draw(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        self._drawn = self._content
        if self._content is not None:
            self._content.draw(painter, area, self.heading_font(), self._theme)
            return
        height = painter.fontMetrics().height()
        painter.setPen(self._theme.muted_text)
        box = area.adjusted(16, area.height() / 2 + 4, -16, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, self.tr("The confusion matrix is made at the end of an epoch."))
        painter.setFont(self.heading_font())
        painter.setPen(self._theme.text)
        above = QRectF(16, area.height() / 2 - 2 * height, area.width() - 32, 2 * height)
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self.tr("No answers yet"))

    def draw_overlay(self, painter: QPainter) -> None:
        if self._drawn is not None and self._pointer is not None:
            lines = self._drawn.read_out(self._pointer)
            draw_hover_card(painter, self._pointer, lines, QRectF(self.rect()), self._theme)

    def _show(self, content: TruthTable | ConfusionMatrix | None) -> None:
        self._content = content
        words = content.caption() if content is not None else self.tr("No answers yet")
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
        self.mark_dirty()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(640, 440)
