"""The line above a plot: what it shows, in which unit, its legend, and the switch of its axis."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme
from gui.watch.legend import Legend
from gui.watch.legend_entry import Detail
from gui.watch.plot_title import PlotTitle
from gui.widgets.paper import is_on_paper

_GAP = 8
_LEGEND_GAP = 16
# From these heights of the plot on, the legend may take a row to itself, or two.
_TALL = (190, 250)
# Below this width the switch lives in the context menu alone.
_WIDE = 270


class _ScreenButton(QToolButton):
    """A button that is not in pictures: nobody can press it there."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if not is_on_paper():
            super().paintEvent(event)


class PlotHeader(QWidget):
    """Title and legend, with what does not fit left out: first the unit, then words and values of the legend.

    Signals:
        log_toggled(bool): the person wants a logarithmic axis, or a linear one.
        plot_chosen(str): the person wants to see the plot of this objectName in this one's place.
    """

    log_toggled = Signal(bool)
    plot_chosen = Signal(str)

    def __init__(self, name: str, title: str, unit: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._spare_rows = 0
        self._own_rows = 0
        self._log_offered = False
        self._name, self._explanation = name, explanation
        self._title: QWidget = self._build_title(title)
        self._unit = QLabel(unit, self)
        set_text_role(self._unit, "small")
        set_text_tone(self._unit, "muted")
        self.legend = Legend(self)
        self.legend.setObjectName(f"{name}Legend")
        self.legend.room_changed.connect(self.arrange)
        self._log_button = self._build_log_button(name)

    def offer_log(self, offered: bool) -> None:
        """Whether there is a switch between linear and logarithmic."""
        self._log_offered = offered
        self.arrange()

    def offer_plots(self, choices: list[tuple[str, str]]) -> None:
        """Make the title a menu of the plots, by objectName and title, that can stand here."""
        self._title.hide()
        self._title.deleteLater()
        title = PlotTitle(self._name, choices, self._explanation, self)
        title.chosen.connect(self.plot_chosen)
        title.show()
        self._title = title
        self.arrange()

    def set_log(self, log: bool) -> None:
        """Show which axis it is."""
        self._log_button.setChecked(log)

    def set_plot_height(self, height: int) -> None:
        """Tell how high the whole plot is, which decides how many rows the legend may take."""
        self._spare_rows = sum(height >= tall for tall in _TALL)
        self.arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.legend.apply_theme(theme)

    def small_label(self) -> QLabel:
        """A label in the small text size, whose font the plot's own texts take."""
        return self._unit

    def arrange(self) -> None:
        """Give everything its place in the present width."""
        width, row = self.width(), self._row_height()
        for label in (self._title, self._unit):
            label.resize(label.sizeHint())
        right = width
        with_log = self._log_offered and self._has_room_for_log()
        self._log_button.setVisible(with_log)
        if with_log:
            self._log_button.resize(self._log_button.sizeHint().width(), row)
            right -= self._log_button.width()
            self._log_button.move(right, 0)
            right -= _GAP
        title_end = self._title.width()
        unit_end = title_end + (_GAP + self._unit.width() if self._unit.text() else 0)
        with_unit, detail, own_rows = self._choose(right, title_end, unit_end)
        self._title.move(0, (row - self._title.height()) // 2)
        self._unit.setVisible(with_unit)
        self._unit.move(title_end + _GAP, (row - self._unit.height()) // 2 + 1)
        legend_row = self.legend.row_height()
        if own_rows:
            self.legend.setGeometry(0, row, width, own_rows * legend_row)
        else:
            left = (unit_end if with_unit else title_end) + (_GAP if detail is Detail.TINY else _LEGEND_GAP)
            self.legend.setGeometry(left, (row - legend_row) // 2, max(0, right - left), legend_row)
        self.legend.arrange(detail)
        if own_rows != self._own_rows:
            self._own_rows = own_rows
            self.updateGeometry()

    def _has_room_for_log(self) -> bool:
        """Names of curves come first: the switch is in the context menu too."""
        room = self.width() - self._title.width() - self._log_button.sizeHint().width() - 2 * _GAP
        return self.width() >= _WIDE and (self._spare_rows > 0 or self.legend.rows_for(Detail.TINY, room) == 1)

    def _choose(self, right: int, title_end: int, unit_end: int) -> tuple[bool, Detail, int]:
        """(unit shown, detail, rows the legend has to itself): the first choice that fits, dearest first."""
        beside_unit, beside_title = right - unit_end - _LEGEND_GAP, right - title_end - _LEGEND_GAP
        rows_for = self.legend.rows_for
        for detail in (Detail.FULL, Detail.SHORT, Detail.NAME):
            if rows_for(detail, beside_unit) == 1:
                return True, detail, 0
            if detail is not Detail.FULL and rows_for(detail, beside_title) == 1:
                return False, detail, 0
            if (rows := rows_for(detail, self.width())) <= self._spare_rows:
                return unit_end <= right, detail, rows
        return False, Detail.TINY, 0

    def _row_height(self) -> int:
        return max(self._title.sizeHint().height(), self.legend.row_height(), 22)

    def _build_title(self, title: str) -> QLabel:
        label = QLabel(title, self)
        label.setToolTip(self._explanation)
        set_text_role(label, "heading")
        return label

    def _build_log_button(self, name: str) -> QToolButton:
        button = _ScreenButton(self)
        button.setObjectName(f"{name}LogButton")
        button.setText(self.tr("log"))
        button.setAccessibleName(self.tr("Logarithmic axis"))
        button.setToolTip(self.tr("Show the values on a logarithmic axis: equal steps are equal factors"))
        button.setCheckable(True)
        set_text_role(button, "small")
        # As low as the line of text that it stands in.
        button.setStyleSheet("padding: 1px 6px;")
        button.clicked.connect(self.log_toggled)
        button.hide()
        return button

    def sizeHint(self) -> QSize:
        height = self._row_height() + self._own_rows * self.legend.row_height()
        return QSize(self._title.sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.arrange()
