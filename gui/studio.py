"""The studio: everything a window needs, made in order, and ended in order when the window closes."""

from __future__ import annotations

import argparse
import os
import sys

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox

from engine.blas import default_threads
from engine.bundled import bundled_model
from engine.datasets.catalog import DATA_VARIABLE
from engine.experiments import DEFAULT_EXPERIMENT, find_experiment
from gui.dock_widths import DockWidths
from gui.documents import Documents
from gui.errors import ErrorDesk
from gui.intake import Intake
from gui.main_window import MainWindow
from gui.self_check_desk import SelfCheckDesk
from gui.session.recovery import RecoveryFolder
from gui.session.session import Session
from gui.settings import THEME_CHOICES, Settings
from gui.theme.icons import app_icon
from gui.theme.manager import ThemeChoice, ThemeManager
from gui.wiring import Wiring


class Studio(QObject):
    """One window with its session.

    Attributes:
        window: The main window, which owns everything else.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        """`options` as `gui.app.parse` returns them.

        Raises:
            EngineError: They name an experiment there is not.
        """
        experiment = find_experiment(options.experiment or DEFAULT_EXPERIMENT)
        self.window = MainWindow()
        super().__init__(self.window)
        self.window.setWindowIcon(QIcon(app_icon()))
        self._settings = Settings()
        self._themes = ThemeManager(parent=self.window)
        self._themes.set_text_scale(self._settings.text_scale)
        self._themes.set_choice(self._settings.theme)
        self._themes.changed.connect(self.window.apply_theme)
        self.window.apply_theme(self._themes.theme)
        self._recovery = RecoveryFolder()
        remembered = None if os.environ.get(DATA_VARIABLE) else self._settings.data_folder
        recovery_file = None if self._recovery.problem else self._recovery.path
        data_dir = options.data or remembered
        self._session = Session(experiment.spec, data_dir, default_threads(), recovery_file, parent=self.window)
        self._wiring = Wiring(self.window, self._session, bundled_model())
        self._documents = Documents(
            self.window, self._session, self._wiring.experiments, self._wiring.labs, self._settings, self._recovery
        )
        self._errors = ErrorDesk(self.window, self._session, self._documents)
        self._self_check = SelfCheckDesk(self.window, self._session)
        self._intake = Intake(
            self.window, self._session, self._documents, self._wiring.picture_desk, self._wiring.own_data
        )
        self._connect_look()
        self._connect_plots()
        self._connect_brush()
        if self.window.restore(self._settings.layout()):
            self._wiring.experiments.set_panels(self._settings.panels)
        self.window.closing.connect(self._on_closing)
        self._wiring.experiments.choose(experiment.name)
        self._session.open()
        if options.file is not None:
            self._intake.open(options.file)
        self._documents.offer_recovery()

    def _connect_look(self) -> None:
        actions = self.window.actions_by_name
        for choice in THEME_CHOICES:
            actions[f"theme_{choice}"].triggered.connect(lambda checked=False, choice=choice: self._choose(choice))
        actions["zoom_in"].triggered.connect(self._themes.zoom_in)
        actions["zoom_out"].triggered.connect(self._themes.zoom_out)
        actions["zoom_reset"].triggered.connect(self._themes.zoom_reset)
        actions["reset_layout"].triggered.connect(self.window.reset_layout)
        actions["download"].triggered.connect(self._wiring.download_mnist)
        actions["quit"].triggered.connect(self.window.close)
        actions["about"].triggered.connect(self._show_about)
        self._themes.text_scale_changed.connect(self._on_text_scale)
        self._themes.text_scale_changed.connect(DockWidths(self.window, self._themes.text_scale).change_scale)

    def _connect_plots(self) -> None:
        """What was chosen for the plots is chosen again at the next start."""
        dashboard = self.window.dashboard
        dashboard.set_smoothing(self._settings.smoothing)
        dashboard.show_plot(self._settings.plot)
        dashboard.smoothing_changed.connect(lambda share: setattr(self._settings, "smoothing", share))
        dashboard.plot_changed.connect(lambda name: setattr(self._settings, "plot", name))

    def _connect_brush(self) -> None:
        canvas = self.window.draw_panel.canvas
        canvas.set_brush(self._settings.brush)
        canvas.brush_changed.connect(lambda width: setattr(self._settings, "brush", width))

    def _choose(self, choice: ThemeChoice) -> None:
        self._themes.set_choice(choice)
        self._settings.theme = choice

    @Slot(float)
    def _on_text_scale(self, scale: float) -> None:
        self._settings.text_scale = scale

    @Slot()
    def _show_about(self) -> None:
        import numpy
        import PySide6

        box = QMessageBox(self.window)
        box.setObjectName("aboutBox")
        box.setWindowTitle(self.tr("About Backprop Studio"))
        box.setText(
            self.tr(
                "<b>Backprop Studio</b><p>Design a neural network, train it live on an engine of bare NumPy, "
                "and draw digits for it to read.</p>"
            )
        )
        box.setInformativeText(
            f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}, PySide6 {PySide6.__version__}"
        )
        box.setModal(False)
        box.finished.connect(box.deleteLater)
        box.show()

    @Slot()
    def _on_closing(self) -> None:
        """Timers first, then the thread, which keeps what was learnt; then the place of the window."""
        self._wiring.clock.stop()
        self._wiring.announcer.stop()
        self._session.close()
        self._recovery.release()
        panels = self._wiring.experiments.panels
        self._settings.save_layout(self.window.saveGeometry(), self.window.saveState(), panels)
