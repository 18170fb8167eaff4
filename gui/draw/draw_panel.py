"""Draw and be read: the canvas, what the network receives of it, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.drawing import FULL_INK
from engine.images import without_paper
from gui.draw.brush_button import BrushButton
from gui.draw.certainty import certainty, percent, ranking
from gui.draw.digit_canvas import DigitCanvas
from gui.draw.given_image import GivenImage
from gui.draw.prediction_bars import PredictionBars
from gui.draw.prediction_label import PredictionLabel
from gui.draw.received_image import ReceivedImage
from gui.draw.square_frame import SquareFrame
from gui.draw.stroke_book import Strokes
from gui.draw.teach_row import TeachRow
from gui.theme.icons import icon
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.left_out_note import LeftOutNote

_SMALLEST_CANVAS = 120
_LARGEST_CANVAS = 420
_LOW_PANEL = 640
# A panel that is lower, because its text is large, has no room for all words.
_LEAST_LINES = 32
# What a combo box needs beside its text: padding and the arrow.
_COMBO_FRAME = 34
# Two and three screen pixels for one of 28, and a hairline around them.
_SMALL_IMAGE = 58
_LARGE_IMAGE = 86


class DrawPanel(QWidget):
    """The canvas above, the answer below it. It reads nothing itself: somebody answers `strokes_changed`.

    Signals:
        strokes_changed(tuple): the strokes, arrays (points, 2), after every point; inside the mouse event.
        pen_down_changed(bool): a stroke began or ended.
        reader_changed(str): the person chose who reads: "automatic", "bundled" or "network".
        digit_named(int): the drawing was that digit.
        own_digits_requested(): the digits that were named before are to be shown.
        restore_requested(): no step of the preparation is to be left out.
    """

    strokes_changed = Signal(object)
    pen_down_changed = Signal(bool)
    reader_changed = Signal(str)
    digit_named = Signal(int)
    own_digits_requested = Signal()
    restore_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawPanel")
        self.canvas = DigitCanvas(self)
        self.bars = PredictionBars(self)
        self._image = ReceivedImage(self)
        self._answer = PredictionLabel(self)
        self._runner_up = _quiet(ElidedLabel("", self), "runnerUpLabel")
        self._reader_label = _quiet(ElidedLabel("", self), "readerLabel")
        self._teach_row = TeachRow(self)
        self._left_out_note = LeftOutNote("draw", self)
        self._reader_combo = self._build_reader_combo()
        self._brush_button = BrushButton(self)
        self._brush_button.set_brush(self.canvas.brush)
        # It hides where room is short, so it must not keep the panel from getting narrow.
        self._brush_button.setMinimumWidth(1)
        self._undo_button = self._build_button("undoStrokeButton", self.tr("Undo stroke"))
        self._redo_button = self._build_button("redoStrokeButton", self.tr("Redo stroke"))
        self._clear_button = self._build_button("clearCanvasButton", self.tr("Clear the canvas"))
        self._undo_button.setToolTip(self.tr("Take back the last stroke, or the clearing"))
        self._redo_button.setToolTip(self.tr("Bring back what was taken back"))
        self._clear_button.setToolTip(self.tr("Clear the canvas; undo brings the drawing back"))
        self._build_layout()
        self._connect()
        self.apply_theme(LIGHT)
        self.show_blank()
        self._show_history()

    def strokes(self) -> Strokes:
        """The drawing, one array (points, 2) a stroke in canvas units."""
        return self.canvas.strokes()

    @property
    def given_image(self) -> NDArray[Any] | None:
        """The image from the data (height, width) that stands on the canvas in place of strokes, or None."""
        given = self.canvas.given
        return given.image if given is not None and given.picture is None else None

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The person's own picture (height, width), 0 black to 255 white, that stands on the canvas, or None."""
        return self.canvas.given.picture if self.canvas.given is not None else None

    def show_image(self, image: NDArray[Any], full_ink: int, caption: str) -> None:
        """Put an image from the data on the canvas, to be read as it is, until the next stroke or clearing.

        Args:
            image: (height, width), as it is stored.
            full_ink: the value of a pixel full of ink.
            caption: which one it is.
        """
        self.canvas.show_image(GivenImage(image, full_ink, caption))

    def show_picture(self, picture: NDArray[np.uint8], name: str) -> None:
        """Put a person's own picture on the canvas, to be prepared and read as a drawing is.

        Args:
            picture: (height, width), 0 black to 255 white, cut to the digit it shows.
            name: what it is called.
        """
        self.canvas.show_image(GivenImage(without_paper(picture), 255, name, picture))

    @Slot()
    def remove_image(self) -> None:
        """Take an image from the data off the canvas; strokes stay."""
        self.canvas.show_image(None)

    @property
    def reader(self) -> str:
        """Who is to read: "automatic", "bundled" or "network"."""
        return str(self._reader_combo.currentData())

    def set_reader(self, name: str) -> None:
        """Show who is to read without announcing it.

        Raises:
            ValueError: the name is none of the three.
        """
        index = self._reader_combo.findData(name)
        if index < 0:
            raise ValueError(f"nobody named {name!r} reads drawings")
        blocked = self._reader_combo.blockSignals(True)
        self._reader_combo.setCurrentIndex(index)
        self._reader_combo.blockSignals(blocked)

    def set_classes(self, names: Sequence[str]) -> None:
        """Name the bars; they are blank where the names are others than before."""
        self.bars.set_classes(names)

    def set_image_shape(self, image_shape: tuple[int, int]) -> None:
        """Say what kind of image (height, width) the reader takes; the picture is empty where it is another."""
        self._image.set_shape(image_shape)

    def show_answer(
        self,
        probabilities: NDArray[np.floating],
        class_names: Sequence[str],
        image: NDArray[np.uint8],
        image_shape: tuple[int, int],
    ) -> None:
        """Show what a network says of the drawing.

        Args:
            probabilities: (classes,), adding up to 1.
            class_names: what the classes are called.
            image: what the network received, image_shape or flat.
            image_shape: (height, width).
        """
        self._image.show_image(np.reshape(image, image_shape), FULL_INK.get(image_shape, 255))
        self._teach_row.show()
        self.bars.set_classes(class_names)
        if not np.isfinite(probabilities).all():
            self.bars.show_blank()
            self._show_hint(self.tr("No answer: the network's outputs are not finite numbers"))
            return
        self.bars.show_probabilities(probabilities)
        first, *others = ranking(probabilities)[:2].tolist()
        self._answer.show_answer(class_names[first], certainty(probabilities, class_names))
        second = [(class_names[index], percent(float(probabilities[index]))) for index in others]
        self._runner_up.setText(self.tr("runner-up {0}, {1}").format(*second[0]) if second else "")

    @property
    def can_be_named(self) -> bool:
        """Whether there is a drawing that may be kept under the name of a digit."""
        return self._teach_row.is_open

    @Slot()
    def show_question(self) -> None:
        """Ask what the drawing was, or say why what is on the canvas cannot be kept."""
        if self.given_image is None:
            self._teach_row.show_question()
        else:
            self._teach_row.show_off(self.tr("From the data: only your own drawings can be taught"))

    def show_kept(self, digit: int, sentence: str) -> None:
        """Say that the drawing was kept as this digit, until it is changed."""
        self._teach_row.show_kept(digit, sentence)

    @Slot()
    def show_blank(self) -> None:
        """Claim nothing: no drawing, no answer."""
        self._image.show_blank()
        self._teach_row.hide()
        self.bars.show_blank()
        self._show_hint(self.tr("Draw a digit"))

    def show_reader(self, text: str, details: str = "") -> None:
        """Say who speaks; `details` only where the mouse rests on it."""
        self._reader_label.setText(text)
        self._reader_label.setToolTip(", ".join(filter(None, (text, details))))

    def show_left_out(self, names: Sequence[str]) -> None:
        """Say which steps of the preparation are left out: the answer depends on them."""
        self._left_out_note.show_left_out(names)

    def show_unreadable(self, sentence: str) -> None:
        """Say why the network cannot read drawings; nothing is claimed."""
        self._image.show_blank()
        self._teach_row.hide()
        self.bars.show_blank()
        self._show_hint(sentence)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for view in (self.canvas, self.bars, self._image, self._answer, self._left_out_note, self._brush_button):
            view.apply_theme(theme)
        for button, name in (
            (self._undo_button, "undo"),
            (self._redo_button, "redo"),
            (self._clear_button, "clear"),
        ):
            button.setIcon(icon(name, theme))

    def _show_what_fits(self) -> None:
        """Where the panel is narrow the caption goes first and then the pen's button: menu and keys have it too."""
        room = self.contentsRect().width() - 24
        needed = self._reader_combo.minimumWidth() + sum(button.sizeHint().width() + 4 for button in self._buttons())
        self._brush_button.setVisible(room >= needed)
        caption = self._reader_caption.sizeHint().width() + self._reader_combo.sizeHint().width()
        self._reader_caption.setVisible(room >= needed - self._reader_combo.minimumWidth() + caption)

    def _buttons(self) -> tuple[QToolButton, ...]:
        return (self._brush_button, self._undo_button, self._redo_button, self._clear_button)

    def _show_hint(self, hint: str) -> None:
        self._answer.show_hint(hint)
        self._runner_up.setText("")

    def _show_history(self) -> None:
        self._undo_button.setEnabled(self.canvas.can_undo)
        self._redo_button.setEnabled(self.canvas.can_redo)
        self._clear_button.setEnabled(not self.canvas.is_blank)

    def _build_button(self, object_name: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(object_name)
        button.setAccessibleName(name)
        button.setIconSize(QSize(20, 20))
        return button

    def _build_reader_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("readerCombo")
        combo.setAccessibleName(self.tr("Read by"))
        combo.setToolTip(
            self.tr(
                "Who reads the drawing. Automatic: this network as soon as it has learnt from a batch and can"
                " read drawings, else the bundled one"
            )
        )
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        combo.addItem(self.tr("Automatic"), "automatic")
        combo.addItem(self.tr("Bundled"), "bundled")
        combo.addItem(self.tr("This network"), "network")
        return combo

    def _build_layout(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        self._reader_caption = _quiet(QLabel(self.tr("Read by"), self), "readerCaption")
        self._reader_caption.setBuddy(self._reader_combo)
        self._reader_caption.setContentsMargins(0, 0, 6, 0)
        # It hides where room is short, so it must not keep the panel from getting narrow.
        self._reader_caption.setMinimumWidth(1)
        tools.addWidget(self._reader_caption)
        tools.addWidget(self._reader_combo, 1)
        tools.addSpacing(6)
        for button in self._buttons():
            tools.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._answer)
        words.addWidget(self._runner_up)
        words.addWidget(self._reader_label)
        words.addStretch(2)
        answer = QHBoxLayout()
        answer.setSpacing(12)
        answer.addWidget(self._image, 0, Qt.AlignmentFlag.AlignTop)
        answer.addLayout(words, 1)
        frame = SquareFrame(self.canvas, _SMALLEST_CANVAS, _LARGEST_CANVAS, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 12)
        self._column.setSpacing(8)
        self._column.addWidget(frame, 1000)
        self._column.addLayout(tools)
        self._column.addLayout(answer)
        self._column.addWidget(self._left_out_note)
        self._column.addWidget(self._teach_row)
        self._column.addWidget(self.bars, 1)

    def _connect(self) -> None:
        self.canvas.strokes_changed.connect(self._on_strokes_changed)
        self.canvas.pen_down_changed.connect(self._on_pen_down_changed)
        self._brush_button.chosen.connect(self.canvas.set_brush)
        self.canvas.brush_changed.connect(self._brush_button.set_brush)
        self._undo_button.clicked.connect(self.canvas.undo)
        self._redo_button.clicked.connect(self.canvas.redo)
        self._clear_button.clicked.connect(self.canvas.clear)
        self._reader_combo.currentIndexChanged.connect(self._on_reader_chosen)
        # Of which size text is, is known by who has some.
        self._reader_label.installEventFilter(self)
        self._left_out_note.restore_requested.connect(self.restore_requested)
        self._teach_row.digit_named.connect(self.digit_named)
        self._teach_row.own_digits_requested.connect(self.own_digits_requested)

    @Slot()
    def _on_strokes_changed(self) -> None:
        if self.canvas.is_blank:
            self.show_blank()
        self._show_history()
        self.show_question()
        self.strokes_changed.emit(self.canvas.strokes())

    @Slot(bool)
    def _on_pen_down_changed(self, is_down: bool) -> None:
        self._show_history()
        self.pen_down_changed.emit(is_down)

    @Slot()
    def _on_reader_chosen(self) -> None:
        self.reader_changed.emit(self.reader)

    def _fit_combo(self) -> None:
        """Room for the usual choice, whatever the size of the text."""
        words = self._reader_combo.itemText(0)
        self._reader_combo.setMinimumWidth(self._reader_combo.fontMetrics().horizontalAdvance(words) + _COMBO_FRAME)

    def _fit_height(self) -> None:
        """Room for everything, also where the text is large and the screen is low."""
        is_tight = self.height() < _LEAST_LINES * self._reader_label.fontMetrics().height()
        self._teach_row.set_compact(is_tight)
        spacing, below = (3, 4) if is_tight else (8, 12)
        if self._column.spacing() != spacing:
            self._column.setSpacing(spacing)
            self._column.setContentsMargins(12, spacing, 12, below)
            self._column.update()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_combo()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_height()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._image.set_side(_SMALL_IMAGE if self.height() < _LOW_PANEL else _LARGE_IMAGE)
        self._fit_height()
        self._show_what_fits()


def _quiet(label: QLabel, object_name: str) -> QLabel:
    label.setObjectName(object_name)
    set_text_role(label, "small")
    set_text_tone(label, "muted")
    return label
