"""The title of a plot that shares its place with others: a button that offers them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gui.theme.text import set_text_role

# Close beside the words: the style's own arrow would take the room of half a legend.
_ARROW = "\N{NO-BREAK SPACE}\N{BLACK DOWN-POINTING SMALL TRIANGLE}"


class PlotTitle(QPushButton):
    """Names the plot that is shown; its menu names all that can stand here.

    Signals:
        chosen(str): the person wants to see the plot of this objectName.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: list[tuple[str, str]], explanation: str, parent: QWidget) -> None:
        """`choices` are the objectNames and titles of the plots, that of this one, `name`, among them."""
        super().__init__(parent)
        title = dict(choices)[name]
        self.setObjectName(f"{name}Title")
        self.setText(title + _ARROW)
        self.setAccessibleName(self.tr("{title}: choose another plot").format(title=title))
        self.setToolTip(self.tr("{explanation}\n\nClick to show another plot here.").format(explanation=explanation))
        self.setProperty("plotTitle", True)
        set_text_role(self, "heading")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMenu(self._build_menu(name, choices))

    def sizeHint(self) -> QSize:
        # As wide as the words, so that it begins where the titles of the other plots do.
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            # The words alone, in another colour, would be no mark for everyone.
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _build_menu(self, name: str, choices: list[tuple[str, str]]) -> QMenu:
        menu = QMenu(self)
        for choice, title in choices:
            action = QAction(title, menu)
            action.setData(choice)
            action.setCheckable(True)
            action.setChecked(choice == name)
            # The tick stands for the plot that it is in, whatever is chosen there.
            action.triggered.connect(lambda checked, action=action, choice=choice: action.setChecked(choice == name))
            menu.addAction(action)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        return menu
