"""The row above a picture with points: what the mouse does to them, and which class they get."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QToolButton, QWidget

from gui.plane.class_marks import class_title, mark_icon
from gui.plane.editor import Tool
from gui.theme.icons import icon
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

_SPACE = 4
_ICONS: dict[Tool, str] = {"move": "draw", "paint": "brush", "erase": "clear"}
_OBJECT_NAMES: dict[Tool, str] = {"move": "movePointTool", "paint": "paintClassTool", "erase": "erasePointTool"}
# From the longest to the shortest: whether tools have words, and how much a swatch says.
_FORMS = ((True, "count"), (True, "title"), (False, "title"), (False, "name"), (False, "mark"))


class PointTools(WrappingRow):
    """Tools, and a swatch for each class, which is its legend too; in the longest form that fits in a line.

    Signals:
        tool_chosen(str): "move", "paint" or "erase".
        class_chosen(int): the class that new and painted points are to get.
    """

    tool_chosen = Signal(str)
    class_chosen = Signal(int)

    def __init__(self, tools: Sequence[Tool], parent: QWidget | None = None) -> None:
        super().__init__(QMargins(8, 4, 8, 0), parent)
        self._theme = LIGHT
        self._names: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._last: QWidget | None = None
        self._tool_group, self._class_group = QButtonGroup(self), QButtonGroup(self)
        self._tools = {tool: self._build_tool(tool) for tool in tools}
        space = QWidget(self)
        space.setFixedSize(_SPACE, 1)
        self.add_widget(space)
        self._swatches: list[QToolButton] = []
        self.set_tool(tools[0])

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget at the end of the row; Tab comes to it after those before it."""
        super().add_widget(widget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            if self._last is not None:
                self.setTabOrder(self._last, widget)
            self._last = widget

    def set_tool(self, tool: Tool) -> None:
        """Show which tool holds; announces nothing."""
        self._tools[tool].setChecked(True)

    def set_label(self, label: int) -> None:
        """Show which class is chosen; announces nothing."""
        if 0 <= label < len(self._names):
            self._swatches[label].setChecked(True)

    def set_classes(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show a swatch for each class, with how many points it has; the chosen one stays where there is one."""
        if (tuple(names), tuple(counts)) == (self._names, self._counts):
            return
        self._names, self._counts = tuple(names), tuple(counts)
        while len(self._swatches) < len(names):
            self._swatches.append(self._build_swatch(len(self._swatches)))
        for label, swatch in enumerate(self._swatches):
            swatch.setVisible(label < len(names))
        if names and not any(swatch.isChecked() for swatch in self._swatches[: len(names)]):
            self._swatches[-1 if len(names) > len(self._swatches) else len(names) - 1].setChecked(True)
        self._say()
        self._fit()
        self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for tool, button in self._tools.items():
            button.setIcon(icon(_ICONS[tool], theme))
        for label, swatch in enumerate(self._swatches):
            swatch.setIcon(mark_icon(label, theme, self.devicePixelRatioF()))

    def _build_tool(self, tool: Tool) -> QToolButton:
        titles = {"move": self.tr("Add, move"), "paint": self.tr("Paint"), "erase": self.tr("Erase")}
        tips = {
            "move": self.tr("Click on the plane to add a point, drag a point to move it (A)"),
            "paint": self.tr("Drag over points to give them the chosen class (P)"),
            "erase": self.tr("Drag over points to remove them (E). A right click removes one with any tool"),
        }
        button = QToolButton(self)
        button.setObjectName(_OBJECT_NAMES[tool])
        button.setText(titles[tool])
        button.setAccessibleName(titles[tool])
        button.setToolTip(tips[tool])
        button.setIcon(icon(_ICONS[tool], self._theme))
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(lambda: self.tool_chosen.emit(tool))
        self._add_choice(button, self._tool_group)
        return button

    def _build_swatch(self, label: int) -> QToolButton:
        swatch = QToolButton(self)
        swatch.setObjectName(f"classSwatch{label}")
        swatch.setIcon(mark_icon(label, self._theme, self.devicePixelRatioF()))
        swatch.setIconSize(QSize(16, 16))
        swatch.clicked.connect(lambda: self.class_chosen.emit(label))
        self._add_choice(swatch, self._class_group)
        return swatch

    def _add_choice(self, button: QToolButton, group: QButtonGroup) -> None:
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        group.addButton(button)
        self.add_widget(button)

    def _say(self) -> None:
        words = self.tr("{name}, points: {count:,}")
        tip = self.tr("{name}: new and painted points get this class ({key})")
        for label, (name, count) in enumerate(zip(self._names, self._counts, strict=True)):
            title, key = class_title(self._names, label), name if name.isdigit() else str(label + 1)
            self._swatches[label].setAccessibleName(words.format(name=title, count=count))
            self._swatches[label].setToolTip(tip.format(name=title, key=key))

    def _fit(self) -> None:
        """Take the longest form that fits in a line, else the shortest; what is no button stands in their middle."""
        height = max(button.sizeHint().height() for button in self._tools.values())
        for box in self.findChildren(QCheckBox):
            box.setMinimumHeight(height)
        for has_words, form in _FORMS:
            self._set_form(has_words, form)
            if self.sizeHint().width() <= self.width():
                break

    def _set_form(self, has_words: bool, form: str) -> None:
        both, mark_only = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._tools.values():
            button.setToolButtonStyle(both if has_words else mark_only)
        for swatch in self._swatches:
            swatch.setToolButtonStyle(mark_only if form == "mark" else both)
        for label, (name, count) in enumerate(zip(self._names, self._counts, strict=True)):
            title = class_title(self._names, label)
            self._swatches[label].setText({"count": f"{title}: {count:,}", "title": title}.get(form, name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
