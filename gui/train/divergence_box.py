"""What is said when the numbers of a training ran out of range, and what can be done about it."""

from __future__ import annotations

import html
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.events import Divergence, rate_words
from engine.history import SeriesView
from gui.theme.icons import icon, icon_pixmap
from gui.theme.style_sheet import HEADING_SCALE
from gui.theme.text import icon_size, set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.train.divergence_picture import DivergencePicture

# Where fewer letters fit beside each other, the picture stands under the words.
_WIDE_LETTERS = 84
_MARGIN = 16


class GoodPoint(NamedTuple):
    """The last good state, in numbers.

    Attributes:
        loss: The mean of its last steps; None before the first.
        lower_rate: The learning rate to go on at; None where there is no lower rate.
        is_half: That is half the learning rate.
    """

    step: int
    loss: float | None
    lower_rate: float | None
    is_half: bool = True


class DivergenceBox(QWidget):
    """A card over the plots that leaves everything else to be used; hidden until there is something to say.

    Signals:
        go_on_requested(): go on from the good state at the lower learning rate.
        go_back_requested(): go back to the good state.
        lesson_requested(): explain what happened.
        closed(): the person has read it.
    """

    go_on_requested = Signal()
    go_back_requested = Signal()
    lesson_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("divergenceBox")
        self.setAccessibleName(self.tr("The numbers ran out of range"))
        self._theme = LIGHT
        self._divergence: Divergence | None = None
        self._mark = QLabel(self)
        self._heading = QLabel(self.tr("The numbers ran out of range"), self)
        self._heading.setWordWrap(True)
        set_text_role(self._heading, "heading")
        self._close = self._build_close()
        self._cause = self._build_label("divergenceCause")
        self._good = self._build_label("divergenceGood")
        set_text_tone(self._good, "muted")
        self._go_on = self._build_button("divergenceGoOn", "", self.go_on_requested)
        self._go_on.setProperty("primary", True)
        self._go_back = self._build_button("divergenceGoBack", self.tr("Go back"), self.go_back_requested)
        self._lesson = self._build_button("divergenceLesson", self.tr("What happened here?"), self.lesson_requested)
        self._lesson.setToolTip(self.tr("Open the lesson on it beside the plots"))
        self._picture = DivergencePicture(self)
        self._column = QVBoxLayout(self)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build_layout()
        self.apply_theme(LIGHT)
        self.hide()

    def show_divergence(self, divergence: Divergence, good: GoodPoint | None) -> None:
        """Say what happened; `good` is None where there is no state to go back to."""
        self._divergence = divergence
        self._picture.show_end(divergence.step, None if good is None else good.step)
        self._good.setText(self._good_words(good))
        self._offer(good)
        self._show_cause()
        self.setAccessibleDescription(f"{divergence.cause()} {self._good.text()}")
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_history(self, history: SeriesView) -> None:
        """Show the curves of the run up to its end."""
        self._picture.show_history(history)

    def take_focus(self) -> None:
        """Give the keys to the first button that is on."""
        buttons = (self._go_on, self._go_back, self._lesson)
        next(button for button in buttons if button.isEnabled()).setFocus(Qt.FocusReason.OtherFocusReason)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._show_mark()
        self._close.setIcon(icon("close", theme))
        self._lesson.setIcon(icon("lesson", theme))
        self._go_back.setIcon(icon("undo", theme))
        self._picture.apply_theme(theme)
        self._show_cause()
        self.update()

    def needed_height(self, width: int) -> int:
        """How high it must be, this wide, for nothing to be cut off."""
        self._turn(width)
        self.ensurePolished()
        return max(self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height())

    def _show_mark(self) -> None:
        """A sign as large as the heading; the box is told of another text size before the heading is."""
        size = icon_size(self, 1.4 * HEADING_SCALE).width()
        self._mark.setPixmap(icon_pixmap("warning", self._theme.danger, size, self.devicePixelRatioF()))

    def _show_cause(self) -> None:
        """The sentence, with the layer in its colour."""
        divergence = self._divergence
        if divergence is None:
            return
        sentence, layer = html.escape(divergence.cause()), divergence.place()
        color = self._theme.layer_color(divergence.layer).name()
        self._cause.setText(sentence.replace(layer, f'<span style="color:{color}">●</span>&nbsp;<b>{layer}</b>', 1))

    def _offer(self, good: GoodPoint | None) -> None:
        """Switch the buttons on that lead somewhere, and say where."""
        rate = None if good is None else good.lower_rate
        words = self.tr("Go on with a lower learning rate")
        if good is not None and rate is not None:
            words = self.tr("Go on with learning rate {rate}")
            if good.is_half:
                words = self.tr("Go on with half the learning rate: {rate}")
            words = words.format(rate=rate_words(rate))
        self._go_on.setText(words)
        self._go_on.setAccessibleName(words)
        self._go_back.setEnabled(good is not None)
        self._go_on.setEnabled(rate is not None)
        back = on = self.tr("There is no good state to go back to")
        if good is not None:
            back = self.tr("Back to step {step}, paused, with nothing changed")
            on = self.tr("The learning rate of step {step} is the lowest there is")
            if rate is not None:
                on = self.tr("From step {step} at a learning rate of {rate}")
        for button, words in ((self._go_back, back), (self._go_on, on)):
            button.setToolTip(words.format(step=f"{good.step:,}" if good else "", rate=rate_words(rate or 0)))

    def _good_words(self, good: GoodPoint | None) -> str:
        if good is None:
            return self.tr(
                "There is no state before it to go back to: these weights are out of range at any learning rate. Try "
                "smaller initial weights or scaled inputs, and Reset."
            )
        words = self.tr("Last good state: step {step}, before the first update.")
        if good.loss is not None:
            words = self.tr("Last good state: step {step}, loss {loss}.")
        return words.format(step=f"{good.step:,}", loss=f"{good.loss or 0:.3g}")

    def _build_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        return label

    def _build_button(self, name: str, text: str, signal: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.clicked.connect(signal)
        return button

    def _build_close(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("divergenceClose")
        button.setAutoRaise(True)
        button.setAccessibleName(self.tr("Close"))
        button.setToolTip(self.tr("Close this; the curves stay, and so does Reset (Esc)"))
        button.clicked.connect(self.closed)
        return button

    def _build_layout(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._mark)
        top.addWidget(self._heading, 1)
        top.addWidget(self._close)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._cause)
        words.addWidget(self._good)
        words.addSpacing(4)
        words.addWidget(self._go_on)
        others = QHBoxLayout()
        others.setSpacing(8)
        others.addWidget(self._go_back, 1)
        others.addWidget(self._lesson, 1)
        words.addLayout(others)
        words.addStretch(1)
        self._body.setSpacing(_MARGIN)
        self._body.addLayout(words, 2)
        self._body.addWidget(self._picture, 3)
        self._column.setContentsMargins(_MARGIN, 12, 12, 12)
        self._column.setSpacing(8)
        self._column.addLayout(top)
        self._column.addLayout(self._body, 1)

    def _turn(self, width: int) -> None:
        """Words and picture beside each other, or under each other where that is too narrow."""
        is_wide = width >= self.fontMetrics().horizontalAdvance("0") * _WIDE_LETTERS
        beside, under = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(beside if is_wide else under)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._show_mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.window)
        painter.setPen(QPen(self._theme.control_border, 1))
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(720, 280)
