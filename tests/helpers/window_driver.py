"""Drives a real window as a person does: by the names of its widgets, with mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from engine.blas import set_blas_threads
from engine.datasets import load_dataset
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from gui.draw.prediction_bars import PredictionBars
from gui.frame_clock import FrameClock
from gui.main_window import MainWindow
from gui.session.run import Run
from gui.session.session import Session
from gui.widgets.notice import Notice
from tests.helpers.figures import Stroke

LEFT = Qt.MouseButton.LeftButton
TIMEOUT_MS = 10_000
STATES = ("Loading", "Ready", "Training", "Paused", "Finished", "Diverged", "Stopped")
UNITS, ACTIVATION, DROPOUT = range(3)

AnyWidget = TypeVar("AnyWidget", bound=QWidget)
OpenWindow = Callable[..., "WindowDriver"]


class WindowDriver:
    """A window with what a test asks of it.

    Attributes:
        runs: Every network the session has started so far. The trainer of one is looked at only while it rests.
    """

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window
        session = window.findChild(Session)
        assert session is not None
        self.session: Session = session
        self.runs: list[Run] = []
        session.run_changed.connect(self.runs.append)

    def close(self) -> None:
        """Close the window as a person does, and be done with it; its trainers can still be looked at."""
        if isValid(self.window):
            self.window.close()
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # Finding.

    def widget(self, name: str, kind: type[AnyWidget] = QWidget) -> AnyWidget:
        """The one widget of that objectName."""
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def text(self, name: str) -> str:
        """What a label says."""
        return self.widget(name, QLabel).text()

    @property
    def status(self) -> str:
        """The status line."""
        return self.text("statusLabel")

    @property
    def state(self) -> str:
        """The first word of the status line."""
        return self.status.partition(":")[0].partition(" ")[0]

    @property
    def threads(self) -> int:
        """The number of BLAS threads that the status line names."""
        return int(self.text("threadsLabel").split()[0])

    @property
    def probabilities(self) -> Any:
        """What the bars show."""
        return self.widget("predictionBars", PredictionBars).probabilities()

    @property
    def notices(self) -> list[Notice]:
        """The notices in the window, newest first."""
        return self.window.notices.notices()

    @property
    def sentences(self) -> list[str]:
        """What the notices say, newest first."""
        return [notice.text for notice in self.notices]

    @property
    def run(self) -> Run:
        """The network that is there now."""
        return self.runs[-1]

    @property
    def trainer(self) -> Trainer:
        """Its trainer; to be looked at only while it rests."""
        assert not isValid(self.window) or self.state != "Training"
        return self.run.trainer

    # Waiting.

    def wait(self, condition: Callable[[], object]) -> None:
        """Handle events until the condition holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=TIMEOUT_MS)

    def wait_for(self, *states: str) -> None:
        """Handle events until the status line begins with one of these words."""
        assert set(states) <= set(STATES)
        self.wait(lambda: self.state in states)

    def wait_for_rest(self) -> None:
        """Handle events until the last frame is painted and no more is to come."""
        self.wait(lambda: not self.is_painting)

    @property
    def is_painting(self) -> bool:
        """Whether the frame clock waits for a frame or spreads the painting of one."""
        clock = self.session.findChild(FrameClock)
        assert clock is not None
        return any(timer.isActive() for timer in clock.findChildren(QTimer))

    # Doing.

    def click(self, name: str) -> None:
        """Press a button with the mouse."""
        button = self.widget(name)
        assert button.isVisible(), f"{name} is not to be seen"
        self.qtbot.mouseClick(button, LEFT)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the window, wherever the focus is."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        QTest.keyClick(self.window.windowHandle(), key, modifier)

    def choose(self, name: str, data: object) -> None:
        """Choose the entry with that data in a combo box, by the keyboard as far as Qt lets us."""
        combo = self.widget(name, QComboBox)
        index = combo.findData(data)
        assert index >= 0, f"{name} does not offer {data!r}"
        combo.setFocus()
        combo.setCurrentIndex(index)

    def type_into(self, name: str, text: str, *, enter: bool = True) -> None:
        """Replace the text of a field by typing."""
        spin = self.widget(name, QAbstractSpinBox)
        spin.setFocus()
        spin.selectAll()
        if text:
            self.qtbot.keyClicks(spin, text)
        else:
            self.qtbot.keyClick(spin, Qt.Key.Key_Delete)
        if enter:
            self.qtbot.keyClick(spin, Qt.Key.Key_Return)

    def edit_layer(self, row: int, column: int, text: str) -> None:
        """Click into a cell of the layer table and type."""
        table = self.widget("layerTable", QTableView)
        self.widget("designScrollArea", QScrollArea).ensureWidgetVisible(table)
        place = table.visualRect(table.model().index(row, column)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        editor = next(editor for editor in table.findChildren(QLineEdit) if editor.isVisible())
        editor.selectAll()
        if text:
            self.qtbot.keyClicks(editor, text)
        else:
            self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)
        # Qt takes the text over in a turn of its own.
        self.wait(lambda: not any(editor.isVisible() for editor in table.findChildren(QLineEdit)))

    def draw(self, strokes: Sequence[Stroke], *, between: Callable[[], object] | None = None) -> None:
        """Draw on the canvas with the mouse; `between` is called after every mouse event."""
        for _ in self.drawing(strokes):
            if between is not None:
                between()

    def drawing(self, strokes: Sequence[Stroke]) -> Iterator[str]:
        """Draw, a mouse event at a time: says "press", "move" or "release" after each."""
        canvas = self.widget("digitCanvas")
        for stroke in strokes:
            points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in stroke]
            self.qtbot.mousePress(canvas, LEFT, pos=points[0])
            yield "press"
            for point in points[1:]:
                self.qtbot.mouseMove(canvas, point)
                yield "move"
            self.qtbot.mouseRelease(canvas, LEFT, pos=points[-1])
            yield "release"

    def act(self, name: str) -> None:
        """Trigger a command of the menus."""
        action = self.window.actions_by_name[name]
        assert action.isEnabled(), f"{name} is off"
        action.trigger()

    def open_mnist(self) -> None:
        """Choose the experiment on MNIST and wait until it could start."""
        self.choose("experimentCombo", "mnist-fcnn")
        self.wait(lambda: self.state == "Ready" and self.run.spec.name == "mnist-fcnn")

    def train_steps(self, steps: int) -> None:
        """Press Step one batch so many times; in a window that is not shown, ask for it."""
        for _ in range(steps):
            before = self.trainer.steps
            if self.window.isVisible():
                self.click("stepButton")
            else:
                self.session.step_batch()
            self.wait(lambda before=before: self.state in ("Paused", "Finished") and self.trainer.steps == before + 1)

    def press_notice(self, label: str) -> None:
        """Press the button with that label in the newest notice that has one."""
        for notice in self.notices:
            for button in notice.findChildren(QPushButton):
                if button.text() == label:
                    button.click()
                    return
        raise AssertionError(f"no notice offers {label!r}: {self.sentences}")


def headless(spec: ExperimentSpec, data_dir: Path | None = None, *, threads: int) -> Trainer:
    """A trainer without a window, on the same data and with the same number of BLAS threads."""
    set_blas_threads(threads)
    return Trainer(spec, load_dataset(spec.dataset, data_dir=data_dir))
