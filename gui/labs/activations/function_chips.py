"""The functions to compare, as buttons that stay down."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from engine.activations import ACTIVATIONS
from gui.design.names import activation_title
from gui.labs.activations.curves_picture import function_pen
from gui.theme.text import icon_size, set_text_role
from gui.theme.theme import Theme
from gui.widgets.wrapping_row import WrappingRow


class FunctionChips(WrappingRow):
    """A button a function, with its line; the one that is looked at anyway cannot be put away.

    Signals:
        changed(tuple): other functions are compared, in the engine's order.
    """

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QMargins(0, 0, 0, 0), parent, spacing=4)
        self._buttons: dict[str, QToolButton] = {}
        for name, function in ACTIVATIONS.items():
            button = QToolButton(self)
            button.setObjectName(f"compare_{name}")
            button.setText(activation_title(name))
            button.setAccessibleName(self.tr("Compare with {name}").format(name=activation_title(name)))
            button.setToolTip(self.tr("Lay this curve over the others: {formula}").format(formula=function.formula))
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            set_text_role(button, "small")
            button.clicked.connect(self._on_clicked)
            self.add_widget(button)
            self._buttons[name] = button

    def show_chosen(self, function: str, compared: tuple[str, ...]) -> None:
        """Mark what is drawn."""
        for name, button in self._buttons.items():
            button.setChecked(name in compared or name == function)
            button.setEnabled(name != function)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for name, button in self._buttons.items():
            size = QSize(22, icon_size(button, 1.0).height())
            ratio = button.devicePixelRatioF()
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(function_pen(name, theme))
            painter.drawLine(QPointF(1, size.height() / 2), QPointF(size.width() - 1, size.height() / 2))
            painter.end()
            line = QIcon(pixmap)
            # What is drawn anyway is no less visible for being disabled.
            line.addPixmap(pixmap, QIcon.Mode.Disabled)
            button.setIcon(line)
            button.setIconSize(size)

    def _on_clicked(self) -> None:
        names = self._buttons.items()
        self.changed.emit(tuple(name for name, button in names if button.isChecked() and button.isEnabled()))
