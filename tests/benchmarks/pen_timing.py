"""A hand that draws at the pace of a tablet, and how soon the ten bars answer it."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from gui.draw.digit_canvas import DigitCanvas
from gui.draw.prediction_bars import PredictionBars
from tests.benchmarks.benchmark import Figures
from tests.benchmarks.timing import percentile
from tests.screenshots import pen
from tests.screenshots.real_window import RealWindow

# As often as a usual pen tablet or mouse reports.
_TICK_SECONDS = 0.008
_POINTS_A_STROKE = 60


class _Hand(QObject):
    """Moves the pen every 8 ms and times the answers, in milliseconds since a point was due.

    Points that fall due while the event loop is busy are delivered as one, as a window system does; each has waited
    since its own moment.

    Attributes:
        answered: Until the bars held the answer.
        painted: Until the bars were painted with it.
    """

    def __init__(self, canvas: DigitCanvas, bars: PredictionBars) -> None:
        super().__init__()
        self.answered: list[float] = []
        self.painted: list[float] = []
        self._canvas = canvas
        self._bars = bars
        self._curve = pen.endless_curve()
        self._moves = 0
        self._unpainted: list[float] = []
        self._due = time.perf_counter() + _TICK_SECONDS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_due)
        bars.installEventFilter(self)
        self._timer.start(0)

    def rest(self) -> None:
        """Lift the pen for good."""
        self._timer.stop()
        self._bars.removeEventFilter(self)
        pen.release(self._canvas, next(self._curve))

    def _on_due(self) -> None:
        now = time.perf_counter()
        dues = [min(self._due, now)]
        self._due += _TICK_SECONDS
        while self._due <= now:
            dues.append(self._due)
            self._due += _TICK_SECONDS
        before = self._bars.probabilities()
        self._move()
        done = time.perf_counter()
        self.answered.extend(1000.0 * (done - due) for due in dues)
        if (self._bars.probabilities() != before).any():
            self._unpainted.extend(dues)
        # Rounded down: a point a little early counts as due when it came.
        self._timer.start(max(0, int(1000.0 * (self._due - done))))

    def _move(self) -> None:
        if self._moves % _POINTS_A_STROKE == 0:
            pen.release(self._canvas, next(self._curve))
            self._canvas.clear()
            pen.press(self._canvas, next(self._curve))
        pen.move(self._canvas, next(self._curve))
        self._moves += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            now = time.perf_counter()
            self.painted.extend(1000.0 * (now - due) for due in self._unpainted)
            self._unpainted.clear()
        return False


def measure(real: RealWindow, name: str, points: int) -> Figures:
    """Draw so many points; the figures' names begin with `name`."""
    hand = _Hand(real.child(DigitCanvas, "digitCanvas"), real.child(PredictionBars, "predictionBars"))
    real.wait_until(lambda: len(hand.answered) >= points)
    hand.rest()
    figures: Figures = {}
    for what, values in (("answer", hand.answered), ("paint", hand.painted)):
        for part in (50, 99):
            figures[f"{name}_{what}_p{part}_ms"] = percentile(values, part)
        figures[f"{name}_{what}_max_ms"] = max(values)
    return figures
