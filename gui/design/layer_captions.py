"""The titles of the columns of the layer list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.design.layer_columns import MARGIN, LayerColumns
from gui.theme.text import set_text_role, set_text_tone


class LayerCaptions(QWidget):
    """units, activation, dropout, each over its column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        self._units = self._build_label(self.tr("units"), right)
        self._activation = self._build_label(self.tr("activation"), left)
        self._dropout = self._build_label(self.tr("dropout"), right)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._units)
        self._row.addWidget(self._activation, 1)
        self._row.addWidget(self._dropout)

    def set_columns(self, columns: LayerColumns) -> None:
        """Take the shared widths."""
        self._row.setContentsMargins(columns.handle + MARGIN, 6, 0, 2)
        self._units.setFixedWidth(columns.units)
        self._dropout.setFixedWidth(columns.dropout)

    def _build_label(self, text: str, side: Qt.AlignmentFlag) -> QLabel:
        label = QLabel(text, self)
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setContentsMargins(8 if side == Qt.AlignmentFlag.AlignLeft else 0, 0, 8, 0)
        set_text_role(label, "small")
        set_text_tone(label, "muted")
        return label
