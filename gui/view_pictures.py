"""Pictures of plots and views as files: of which one, and where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from engine.errors import EngineError
from gui.file_dialogs import ask_path, file_name
from gui.inspect.picture import CachedPicture
from gui.main_window import MainWindow
from gui.session.session import Session
from gui.watch.curve_plot import CurvePlot

_TOPIC = "export"
# Of these panels nobody wants a picture: whoever is there means the view that was used before.
_NO_VIEWS = ("design", "lesson")


class ViewPictures(QObject):
    """Saves the picture of a plot, or of the view that was used last."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._last: QWidget | None = None
        window.actions_by_name["export_picture"].triggered.connect(lambda: self.ask(self.current()))
        for plot in window.dashboard.views():
            plot.picture_requested.connect(lambda plot=plot: self.ask(plot))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def current(self) -> QWidget:
        """The view that has the keys or had them last; before any had them, the first plot."""
        # The focus of a window that is not active at the moment has not been told.
        self._on_focus_changed(None, self._window.focusWidget())
        last = self._last
        view = self._view_at(last) if last is not None and isValid(last) else None
        return view if view is not None and view.isVisible() else self._window.dashboard.views()[0]

    def ask(self, view: QWidget) -> None:
        """Ask where the picture of `view` is to be saved, then save it as it is by then."""
        name = self._name(view)
        title = self.tr("Save a picture: {view}").format(view=name)
        kinds = ";;".join(
            (self.tr("PNG, in pixels (*.png)"), self.tr("SVG, in lines (*.svg)"), self.tr("PDF, in lines (*.pdf)"))
        )
        suggested = file_name(self._session.state.spec.name, name)
        mode = QFileDialog.FileMode.AnyFile
        ask_path(self._window, title, lambda path: self._save(view, path), mode, kinds, suggested)

    def _save(self, view: QWidget, path: Path) -> None:
        from gui.picture_export import picture_of

        if not isValid(view):
            return
        try:
            content = picture_of(view, path.suffix)
        except EngineError as error:
            self._window.notices.show_notice("error", str(error), topic=_TOPIC)
            return
        self._session.exporter.write(content, path)

    def _name(self, view: QWidget) -> str:
        """What a view is called: a picture that fills its panel goes by the panel's name."""
        panel = self._panel_of(view)
        if panel is None or (view is not panel and len(_pictures_in(panel)) > 1):
            return view.accessibleName()
        titles = [dock.windowTitle() for dock in self._window.docks.values() if dock.widget() is panel]
        return titles[0] if titles else panel.accessibleName() or view.accessibleName()

    def _panel_of(self, widget: QWidget) -> QWidget | None:
        """The panel that a widget is in, or is; for a lab, its frame."""
        panels = [dock.widget() for name, dock in self._window.docks.items() if name not in _NO_VIEWS]
        panels.append(self._window.centre())
        return next((panel for panel in panels if panel is widget or panel.isAncestorOf(widget)), None)

    def _view_at(self, widget: QWidget) -> QWidget | None:
        """The picture that a widget is or is in, else the first one of its panel, else the panel."""
        at: QWidget | None = widget
        while at is not None and not isinstance(at, CurvePlot | CachedPicture):
            at = at.parentWidget()
        panel = self._panel_of(widget)
        if at is not None or panel is None:
            return at
        return next(iter(_pictures_in(panel)), panel)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        # Which view that is, is looked for when it is asked for: looking costs every widget on the way a wrapper.
        if now is not None and now.window() is self._window and self._panel_of(now) is not None:
            self._last = now


def _pictures_in(panel: QWidget) -> list[QWidget]:
    """The plots and pictures of a panel that are to be seen."""
    found = [panel, *panel.findChildren(QWidget)]
    return [widget for widget in found if isinstance(widget, CurvePlot | CachedPicture) and widget.isVisible()]
