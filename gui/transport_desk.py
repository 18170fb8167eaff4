"""The transport and the commands beside it: start and pause, steps, speed, learning rate, seed, plots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gui.main_window import MainWindow
from gui.session.session import Session
from gui.session.state import Phase, SessionState


class TransportDesk(QObject):
    """Connects the transport with the session. Nothing starts while the design is impossible."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._problem = ""
        self._connect()
        self._build_speed_menu()
        self._connect_plots()
        self._give_space()

    def choose_speed(self, speed: int) -> None:
        """Steps a second; 0 is as fast as the machine can."""
        self._window.transport.set_speed(speed)
        self._session.set_speed(speed)

    def show_state(self, state: SessionState, problem: str) -> None:
        """Show where the session is; `problem` says what in the design is impossible, or ""."""
        self._problem = problem
        transport, actions = self._window.transport, self._window.actions_by_name
        transport.set_state(state.phase.value)
        transport.set_waiting(state.waiting)
        reason = problem or (state.reason if state.phase is Phase.ERROR else "")
        transport.set_start_enabled(not reason, reason)
        transport.set_learning_rate(state.spec.training.learning_rate)
        transport.set_seed(state.spec.seed)
        can_step = not reason and state.phase in (Phase.READY, Phase.PAUSED)
        for name in ("step", "epoch"):
            actions[name].setEnabled(can_step)

    def _connect(self) -> None:
        transport, session, actions = self._window.transport, self._session, self._window.actions_by_name
        transport.start_requested.connect(lambda: self._go(session.start))
        transport.pause_requested.connect(session.pause)
        transport.step_requested.connect(lambda: self._go(session.step_batch))
        transport.epoch_requested.connect(lambda: self._go(session.step_epoch))
        transport.reset_requested.connect(session.reset)
        transport.new_weights_requested.connect(session.new_weights)
        transport.speed_changed.connect(session.set_speed)
        transport.learning_rate_changed.connect(self._on_learning_rate)
        transport.seed_changed.connect(self._window.design.set_seed)
        for command in ("start", "step", "epoch", "reset", "new_weights"):
            # As its button: what was typed counts, and what is off stays off.
            actions[command].triggered.connect(lambda checked=False, command=command: transport.trigger(command))

    def _build_speed_menu(self) -> None:
        transport, group = self._window.transport, QActionGroup(self)
        for speed, text in transport.speeds():
            action = self._window.speed_menu.addAction(text)
            action.setCheckable(True)
            action.setData(speed)
            group.addAction(action)
        self._window.speed_menu.aboutToShow.connect(lambda: self._check_speed(group))
        group.triggered.connect(lambda action: self.choose_speed(int(action.data())))

    def _check_speed(self, group: QActionGroup) -> None:
        for action in group.actions():
            action.setChecked(action.data() == self._window.transport.speed())

    def _connect_plots(self) -> None:
        dashboard, actions = self._window.dashboard, self._window.actions_by_name
        for command, name in (
            *(("plot_updates", "updateRatioPlot"), ("plot_norms", "weightNormPlot")),
            ("plot_rates", "learningRatePlot"),
        ):
            actions[command].triggered.connect(lambda checked=False, name=name: dashboard.show_plot(name))
        actions["smoother"].triggered.connect(lambda: dashboard.step_smoothing(1))
        actions["rougher"].triggered.connect(lambda: dashboard.step_smoothing(-1))
        actions["follow"].triggered.connect(dashboard.follow)
        actions["show_curves"].triggered.connect(dashboard.show_all_curves)

    def _give_space(self) -> None:
        """Space starts and pauses, only while a view itself has the focus: elsewhere it presses the focused button."""
        window = self._window
        views = (*window.frame_views(), *window.mistakes_view.pictures(), *window.dashboard.views())
        for view in (window.draw_panel.canvas, *views):
            self.give_space(view)

    def give_space(self, view: QWidget) -> None:
        """Let Space start and pause while this view has the focus."""
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Space), view, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self._window.transport.trigger())

    def _go(self, go: Callable[[], None]) -> None:
        """Train, with the design as it is being typed, unless that is impossible."""
        self._window.design.commit()
        if not self._problem:
            go()

    @Slot(float)
    def _on_learning_rate(self, value: float) -> None:
        self._window.design.set_learning_rate(value)
