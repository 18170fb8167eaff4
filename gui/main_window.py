"""The main window: which panel stands where, its menus, and how it closes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from gui.actions import MENUS, make_actions, tint_actions, translated
from gui.announcer import Speaker
from gui.command import Entry, Submenu
from gui.design.design_panel import DesignPanel
from gui.draw.draw_panel import DrawPanel
from gui.inspect.histogram_view import HistogramView
from gui.inspect.mistakes_view import MistakesView
from gui.inspect.network_view import NetworkView
from gui.inspect.output_panel import OutputPanel
from gui.inspect.weight_view import WeightView
from gui.learn.lesson_view import LessonView
from gui.own.own_digits_view import OwnDigitsView
from gui.runs.runs_view import RunsView
from gui.theme.theme import LIGHT, Theme
from gui.train.divergence_box import DivergenceBox
from gui.train.status_line import StatusLine
from gui.train.transport_bar import TransportBar
from gui.watch.dashboard import Dashboard
from gui.why.why_view import WhyView
from gui.widgets.current_stack import CurrentStack
from gui.widgets.focus_order import first_stop, in_sight, move_focus, reveal, tab_stops
from gui.widgets.notice_strip import NoticeStrip

START_SIZE = QSize(1280, 800)
_DESIGN_WIDTH = 300
_DRAW_WIDTH = 320
_VIEWS_SHARE = 0.47
# They share the place of the canvas.
_AT_CANVAS = ("ownDigits", "lesson")

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_TOP = Qt.DockWidgetArea.TopDockWidgetArea


class MainWindow(QMainWindow):
    """Holds the panels; knows nothing of what they show.

    Signals:
        closing(): the window is about to close; whoever must end something does so now.
        first_shown(): the window was painted for the first time.
        dropped(QMimeData): something was dropped on it.
        theme_changed(Theme): it has another look.
        panel_wanted(): the person goes to a panel.
        escape_pressed(): Esc was pressed where nothing else has a use for it.
    """

    closing = Signal()
    first_shown = Signal()
    dropped = Signal(object)
    theme_changed = Signal(object)
    panel_wanted = Signal()
    escape_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("Backprop Studio"))
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self._theme = LIGHT
        self._was_shown = False
        self._was_restored = False
        self._default_layout = QByteArray()
        self.actions_by_name = make_actions(self)
        self.transport = TransportBar()
        self.notices = NoticeStrip()
        self.design = DesignPanel()
        self.dashboard = Dashboard()
        # Over everything else, and of no layout.
        self.divergence_box = DivergenceBox(self)
        self.network_view = NetworkView()
        self.weight_view = WeightView()
        self.histogram_view = HistogramView()
        self.output_view = OutputPanel()
        self.why_view = WhyView()
        self.mistakes_view = MistakesView()
        self.runs_view = RunsView()
        self.draw_panel = DrawPanel()
        self.own_digits_view = OwnDigitsView()
        self.lesson_view = LessonView()
        self.status_line = StatusLine()
        self._centre = CurrentStack()
        self.docks: dict[str, QDockWidget] = {}
        self._build_top()
        self._build_docks()
        self._panels: Sequence[str] = tuple(self.docks)
        self._build_status()
        self.recent_menu = QMenu(self.tr("Open &recent"), self)
        self.speed_menu = QMenu(self.tr("S&peed"), self)
        self._build_menus()
        for name in (*self.docks, "plots"):
            self.actions_by_name[f"go_{name}"].triggered.connect(lambda checked=False, name=name: self.go_to(name))
        self.resize(START_SIZE)

    def apply_theme(self, theme: Theme) -> None:
        """Hand the look to every panel."""
        self._theme = theme
        for view in (
            *(self.transport, self.notices, self.design, self.dashboard, self.network_view),
            *(self.weight_view, self.histogram_view, self.output_view, self.why_view, self.mistakes_view),
            *(self.runs_view, self.draw_panel, self.own_digits_view, self.lesson_view, self.status_line),
            self.divergence_box,
        ):
            view.apply_theme(theme)
        tint_actions(self.actions_by_name, theme)
        self.theme_changed.emit(theme)

    @property
    def theme(self) -> Theme:
        """The look that it has."""
        return self._theme

    def restore(self, layout: tuple[QByteArray, QByteArray] | None) -> bool:
        """Put window and docks where they were when `layout` was saved; False where that cannot be."""
        self._default_layout = self.saveState()
        if layout is not None:
            geometry, state = layout
            self.restoreGeometry(geometry)
            self._was_restored = self.restoreState(state)
        return self._was_restored

    def reset_layout(self) -> None:
        """Put every dock back to its place."""
        self.restoreState(self._default_layout)
        self._put_behind_canvas()
        self._share_out()

    def lay_over(self, widget: QWidget | None) -> None:
        """Show a widget in the place of the plots; None shows these again."""
        if widget is not None and self._centre.indexOf(widget) < 0:
            self._centre.addWidget(widget)
        self._centre.setCurrentWidget(widget if widget is not None else self.dashboard)

    def centre(self) -> QWidget:
        """What is in the middle: the plots, or what was laid over them."""
        return self._centre.currentWidget() or self.dashboard

    def show_panels(self, names: Sequence[str], *, before: Sequence[str]) -> None:
        """Show these panels in the place of those that were shown `before`.

        Panels of both stay as the person left them; so does all of it where they are the same. Else, of those that
        share a place, the first one comes to the front.
        """
        self._panels = names
        if names == before:
            return
        for name in set(names) ^ set(before):
            # What shares the place of the canvas comes there when the window is first shown.
            if self._was_shown or self._was_restored or name not in _AT_CANVAS:
                self.docks[name].setVisible(name in names)
        self._raise_first()

    def frame_views(self) -> list[QWidget]:
        """The views besides the plots that show live pictures."""
        views = (self.network_view, self.weight_view, self.histogram_view)
        return [*views, *self.output_view.pictures(), self.why_view, self.mistakes_view]

    def speakers(self) -> list[Speaker]:
        """What says its numbers in words."""
        views = (self.network_view, self.weight_view, self.histogram_view)
        inspected = (*views, self.output_view.answers, self.why_view, self.mistakes_view)
        return [*self.dashboard.views(), *inspected, self.transport.meter, self.status_line]

    def go_to(self, name: str) -> None:
        """Bring a panel to the front and give it the keys: the name of a dock, or "plots"."""
        self.panel_wanted.emit()
        dock = self.docks.get(name)
        if dock is not None:
            dock.show()
            dock.raise_()
        target = {"draw": self.draw_panel.canvas, "plots": self.dashboard}.get(name)
        if target is None and dock is not None:
            target = dock.widget()
        if target is None:
            return
        # The panel itself where it takes keys, else the first part of it that does.
        first = first_stop(target) or target
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        reveal(first)

    def _regions(self) -> list[QWidget]:
        """The parts of the window that are in sight, in the order in which Tab goes through them."""
        views = (self.network_view, self.weight_view, self.histogram_view, self.output_view, self.why_view)
        lists = (self.mistakes_view, self.runs_view)
        at_right = (self.draw_panel, self.own_digits_view, self.lesson_view)
        lab = self.centre()
        centre = self.dashboard.views() if lab is self.dashboard else [lab]
        at_top = (self.transport, self.notices, self.divergence_box)
        regions = (*at_top, self.design, *views, *lists, *centre, *at_right, self.statusBar())
        # Behind another tab a panel counts as visible.
        return [region for region in regions if in_sight(region)]

    def _build_top(self) -> None:
        """The transport and, under it, the notices: across the whole width, above everything that can move."""
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.notices)
        bar = QToolBar(self.tr("Transport"))
        bar.setObjectName("transportToolBar")
        bar.setMovable(False)
        bar.setFloatable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(top)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)

    def _build_docks(self) -> None:
        self.setCorner(Qt.Corner.TopLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.TopRightCorner, _RIGHT)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        # The curves take what the docks leave: they are the one panel that can always use more room.
        self._centre.addWidget(self.dashboard)
        self.setCentralWidget(self._centre)
        self._add_dock("design", self.tr("Design"), self.design, _LEFT)
        self._add_tab("draw", self.tr("Draw"), self.draw_panel, _RIGHT)
        self._add_tab("ownDigits", self.tr("My digits"), self.own_digits_view, _RIGHT).hide()
        self._add_tab("lesson", self.tr("Lesson"), self.lesson_view, _RIGHT).hide()
        for name, title, view in (
            ("network", self.tr("Network"), self.network_view),
            ("weights", self.tr("Weights"), self.weight_view),
            ("histograms", self.tr("Histograms"), self.histogram_view),
            ("output", self.tr("Output"), self.output_view),
            ("why", self.tr("Why"), self.why_view),
            ("mistakes", self.tr("Mistakes"), self.mistakes_view),
            ("runs", self.tr("Runs"), self.runs_view),
        ):
            self._add_tab(name, title, view, _TOP)
        self.setTabPosition(_TOP | _RIGHT, QTabWidget.TabPosition.North)
        self.tabifyDockWidget(self.docks["network"], self.docks["weights"])
        self.tabifyDockWidget(self.docks["weights"], self.docks["histograms"])
        self.tabifyDockWidget(self.docks["histograms"], self.docks["output"])
        self.tabifyDockWidget(self.docks["output"], self.docks["why"])
        self.tabifyDockWidget(self.docks["why"], self.docks["mistakes"])
        self.tabifyDockWidget(self.docks["mistakes"], self.docks["runs"])
        self.docks["network"].raise_()

    def _add_dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{name}Dock")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        self.docks[name] = dock
        return dock

    def _add_tab(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """The tab names it already; afloat it has no tab."""
        dock = self._add_dock(name, title, widget, area)
        dock.setTitleBarWidget(QWidget(dock))
        dock.topLevelChanged.connect(lambda afloat: self._show_title(dock, afloat))
        return dock

    def _show_title(self, dock: QDockWidget, shown: bool) -> None:
        before = dock.titleBarWidget()
        dock.setTitleBarWidget(None if shown else QWidget(dock))  # type: ignore[arg-type]
        if before is not None:
            before.deleteLater()

    def _build_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addPermanentWidget(self.status_line, 1)

    def _build_menus(self) -> None:
        for title, entries in MENUS:
            self._fill_menu(self.menuBar().addMenu(translated(title)), entries)

    def _fill_menu(self, menu: QMenu, entries: Sequence[Entry]) -> None:
        menu.setToolTipsVisible(True)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, Submenu):
                self._fill_menu(menu.addMenu(translated(entry.text)), entry.entries)
            else:
                menu.addAction(self.actions_by_name[entry.name])
                self._extend_menu(menu, entry.name)

    def _extend_menu(self, menu: QMenu, name: str) -> None:
        """The entries that come and go stand beside their fixed neighbours."""
        if name == "open":
            menu.addMenu(self.recent_menu)
        elif name == "new_weights":
            menu.addSeparator()
            menu.addMenu(self.speed_menu)
        elif name == "zoom_reset":
            menu.addSeparator()
            for dock in self.docks.values():
                menu.addAction(dock.toggleViewAction())

    def _put_behind_canvas(self) -> None:
        """What shares the place of the canvas. Before the window is shown Qt would leave a second tab bar over."""
        for name in _AT_CANVAS:
            self.tabifyDockWidget(self.docks["draw"], self.docks[name])
        for name, dock in self.docks.items():
            dock.setVisible(name in self._panels or name == "design")
        self._raise_first()

    def _raise_first(self) -> None:
        """Of the panels that share a place the first one comes to the front."""
        in_front: set[Qt.DockWidgetArea] = set()
        for name in self._panels:
            area = self.dockWidgetArea(self.docks[name])
            if area not in in_front:
                in_front.add(area)
                self.docks[name].raise_()

    def _share_out(self) -> None:
        """Give the docks their share of the window."""
        self.resizeDocks(
            [self.docks["design"], self.docks["draw"]], [_DESIGN_WIDTH, _DRAW_WIDTH], Qt.Orientation.Horizontal
        )
        room = self.height() - self.menuBar().height() - self.transport.height() - self.statusBar().height()
        self.resizeDocks([self.docks["network"]], [round(room * _VIEWS_SHARE)], Qt.Orientation.Vertical)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            if not self._was_restored:
                self._put_behind_canvas()
            self._share_out()
            self.first_shown.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def focusNextPrevChild(self, next: bool) -> bool:
        here = self.focusWidget()
        if here is not None and not here.isVisible():
            # It was hidden: Qt moves the focus itself, and the walk through all widgets, which costs each of them a
            # wrapper, is left to the Tab key.
            return super().focusNextPrevChild(next)
        return move_focus(tab_stops(self._regions()), here, forward=next)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
