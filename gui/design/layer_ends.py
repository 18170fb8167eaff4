"""The two ends of the layer list: the input, which the data decide, and the output layer."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.losses import LOSSES
from gui.design.choice_combo import ChoiceCombo
from gui.design.layer_badge import paint_badge
from gui.design.layer_columns import MARGIN, LayerColumns
from gui.design.names import activation_choices, activation_title, reading_formula, reading_title
from gui.theme.text import set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.widgets.number_field import NumberField

# Like a cell of the table: text until the pointer or the keyboard is on it. The palette's mid is the outline of
# fields, its bright text the colour of danger.
_CELL_FIELD = """
    QAbstractSpinBox { background: transparent; border: 1px solid transparent; padding: 3px 0; }
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; margin: 0; }
    QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow { image: none; width: 0; height: 0; }
    QAbstractSpinBox:hover { background: palette(base); border-color: palette(mid); }
    QAbstractSpinBox:focus { background: palette(base); border-color: palette(highlight); }
    QAbstractSpinBox[invalid="true"] { border-color: palette(bright-text); }
"""


class _EndRow(QWidget):
    """A row with the columns of the layer table: handle, units, and what the subclass puts beside them."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._title = title
        self._handle = 0
        self._units = QLabel("0", self)
        self._units.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._units.setContentsMargins(0, 0, 8, 0)
        tabular(self._units)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._units)

    def set_columns(self, columns: LayerColumns) -> None:
        """Take the shared widths and the row height."""
        self._handle = columns.handle + MARGIN
        self._row.setContentsMargins(self._handle, 0, 0, 0)
        self._units.setFixedWidth(columns.units)
        self.setMinimumHeight(columns.row + 4)

    def set_units(self, units: int) -> None:
        """Show how many units the row has."""
        self._units.setText(str(units))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def _bar(self) -> QColor:
        return self._theme.disabled_text

    def paintEvent(self, event: QPaintEvent) -> None:
        room = QRect(MARGIN, 0, self._handle - MARGIN, self.height())
        paint_badge(QPainter(self), room, self._title, self._bar(), self._theme.text)


class InputRow(_EndRow):
    """The input: as many units as the data have values a row, and the share of them that training leaves out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._title = self.tr("input")
        self.setToolTip(self.tr("The input: one unit for every value of a data row"))
        self.dropout_field = NumberField(
            self.tr("Input dropout"), 0.0, 0.0, 1.0, decimals=True, step=0.1, below_maximum=True, parent=self
        )
        self.dropout_field.setObjectName("inputDropoutSpin")
        self.dropout_field.setToolTip(
            self.tr("Dropout rate of the input: the share of the values that a training step leaves out")
        )
        self.dropout_field.set_sample_text("0.00")
        self.dropout_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.dropout_field.setStyleSheet(_CELL_FIELD)
        # The sheet's padding does not reach the text on the side of the buttons.
        self.dropout_field.lineEdit().setTextMargins(0, 0, 6, 0)
        self._row.addStretch(1)
        self._row.addWidget(self.dropout_field)

    def set_columns(self, columns: LayerColumns) -> None:
        """Take the shared widths and the row height."""
        super().set_columns(columns)
        self.dropout_field.setFixedWidth(columns.dropout)


class OutputRow(_EndRow):
    """The output layer: as many units as the data have outputs, and how the loss reads them. It can be selected.

    Signals:
        selected(): the person clicked on the row or came to it by Tab.
        activation_chosen(str): another activation of the output layer was chosen.
    """

    selected = Signal()
    activation_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._title = self.tr("output")
        self._index = 0
        self._is_selected = False
        self.setObjectName("outputRow")
        self.setAccessibleName(self.tr("Output layer"))
        self.setToolTip(self.tr("The output layer: one unit for every class or target value"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._reading = QLabel(self)
        self._reading.setContentsMargins(8, 0, 0, 0)
        set_text_tone(self._reading, "muted")
        self._activation = ChoiceCombo(
            "outputActivationCombo",
            self.tr("Activation of the output layer"),
            self.tr("What an output unit makes of its weighted sum"),
            self,
        )
        self._activation.set_choices(activation_choices())
        self._activation.chosen.connect(self.activation_chosen)
        self._gap = QWidget(self)
        self._row.addWidget(self._reading, 1)
        self._row.addWidget(self._activation, 1)
        self._row.addWidget(self._gap)

    def show_layer(self, index: int, units: int, activation: str, loss: str) -> None:
        """Show the output layer, which is layer `index` of the network; the loss decides what is free."""
        self._index = index
        self.set_units(units)
        is_fixed = LOSSES[loss].needs_identity
        self._reading.setVisible(is_fixed)
        for widget in (self._activation, self._gap):
            widget.setVisible(not is_fixed)
        self._activation.set_choice(activation, activation)
        self._reading.setText(f"{activation_title(activation)} → {reading_title(loss)}")
        self._reading.setToolTip(
            self.tr("The loss works on the plain sums; {formula}").format(formula=reading_formula(loss))
        )
        self.update()

    def set_selected(self, is_selected: bool) -> None:
        """Show the row as the selected layer."""
        self._is_selected = is_selected
        self.update()

    def set_columns(self, columns: LayerColumns) -> None:
        """Take the shared widths and the row height."""
        super().set_columns(columns)
        # Under the activations of the table, and nothing under its dropouts.
        self._gap.setFixedWidth(columns.dropout)

    def _bar(self) -> QColor:
        return self._theme.layer_color(self._index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.selected.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selected.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_selected:
            fill = self._theme.selection if self.hasFocus() else self._theme.hover
            QPainter(self).fillRect(self.rect(), fill)
        super().paintEvent(event)
