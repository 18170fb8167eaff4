"""What would change an answer: a small step of every pixel, and what is read then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.draw.certainty import ranking
from gui.draw.prediction_bars import PredictionBars
from gui.theme.text import set_text_role, set_text_tone, tabular
from gui.theme.theme import LIGHT, Theme
from gui.why.pixel_picture import PixelPicture
from gui.why.signed_picture import signed_picture
from gui.why.strength_slider import MOST, STEPS_OF_ONE, StrengthSlider
from gui.widgets.ink_picture import ink_picture


class ChangePanel(QWidget):
    """A slider for the strength of the step, the image after it, the difference, and the new answer.

    Signals:
        strength_changed(float): another strength, 0 to 0.3, is to be shown.
    """

    strength_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._shares: NDArray[np.floating] | None = None
        self._changed: NDArray[np.floating] | None = None
        self.slider = StrengthSlider(self)
        self.slider.strength_changed.connect(self.strength_changed)
        self._strength_label = QLabel(self)
        tabular(self._strength_label)
        self._sentence = QLabel(self)
        self._sentence.setObjectName("changeSentence")
        self._sentence.setWordWrap(True)
        self.changed_picture = PixelPicture("changedPicture", self.tr("The image after the change"), self)
        self.changed_picture.setToolTip(self.tr("What the network receives after the change"))
        self.difference_picture = PixelPicture("differencePicture", self.tr("The change itself"), self)
        self.difference_picture.setToolTip(
            self.tr("Which pixels get more ink (as in the colour for) and which less; the strongest is 0.3 of full ink")
        )
        self.bars = self._build_bars()
        self._build_layout()

    def show_change(
        self,
        shares: NDArray[np.floating],
        changed: NDArray[np.floating],
        probabilities: NDArray[np.floating],
        class_names: Sequence[str],
        answer: int,
        turning: tuple[float, int] | None,
    ) -> None:
        """Show the image after a step of the strength that is chosen.

        Args:
            shares, changed: (height, width), 0..1: the ink received and that after the step.
            probabilities: (classes,), finite, adding up to 1: what is read then.
            class_names: what the classes are called.
            answer: the class that is read without the step.
            turning: the least strength at which another class is read, and which; None where there is none.
        """
        self._shares, self._changed = shares, changed
        self.bars.set_classes(class_names)
        self.bars.show_probabilities(probabilities)
        strength = self.slider.strength
        _say(self._strength_label, f"{strength:.2f}")
        now, names = int(ranking(probabilities)[0]), {"before": class_names[answer]}
        words = self.tr("At a strength of {strength} it still reads {now}.")
        if now != answer:
            words = self.tr("At a strength of {strength} it reads {now} instead of {before}.")
        if turning is None:
            words += " " + self.tr("Nothing up to {most} changes its mind.")
            self.slider.set_mark(None)
        else:
            least, other = turning
            mark = self.tr("{least} → {other}").format(least=f"{least:.2f}", other=class_names[other])
            self.slider.set_mark(least, mark)
        numbers = {"strength": f"{strength:.2f}", "most": f"{MOST / STEPS_OF_ONE:.2f}"}
        _say(self._sentence, words.format(now=class_names[now], **names, **numbers))
        self._make_pictures()

    def sentence(self) -> str:
        """What is read at which strength, in words."""
        return self._sentence.text()

    def set_room(self, side: int) -> None:
        """Let each picture take a square of at most `side` pixels."""
        for picture in (self.changed_picture, self.difference_picture):
            picture.set_room(side)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for part in (self.slider, self.changed_picture, self.difference_picture, self.bars):
            part.apply_theme(theme)
        self._make_pictures()

    def _build_bars(self) -> PredictionBars:
        bars = PredictionBars(self)
        bars.setObjectName("changedBars")
        bars.setAccessibleName(self.tr("Probability of each class after the change"))
        bars.setToolTip(self.tr("What the network says of the changed image, as shares that add up to 100 %"))
        return bars

    def _build_layout(self) -> None:
        title = QLabel(self.tr("What would change its mind"), self)
        set_text_role(title, "heading")
        set_text_role(self._strength_label, "small")
        caption = QLabel(self.tr("Strength"), self)
        caption.setBuddy(self.slider.slider)
        set_text_role(caption, "small")
        set_text_tone(caption, "muted")
        top = Qt.AlignmentFlag.AlignTop
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(caption, 0, top)
        choice.addWidget(self.slider, 1)
        choice.addWidget(self._strength_label, 0, top)
        pictures = QVBoxLayout()
        pictures.setSpacing(2)
        words = (self.tr("changed"), self.tr("difference"))
        for picture, word in zip((self.changed_picture, self.difference_picture), words, strict=True):
            label = QLabel(word, self)
            set_text_role(label, "small")
            set_text_tone(label, "muted")
            pictures.addWidget(picture)
            pictures.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        pictures.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(pictures)
        body.addWidget(self.bars, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addLayout(choice)
        layout.addWidget(self._sentence)
        layout.addLayout(body)
        layout.addStretch(1)

    def _make_pictures(self) -> None:
        if self._shares is not None and self._changed is not None:
            ink = np.rint(255.0 * self._changed).astype(np.uint8)
            self.changed_picture.show_picture(ink_picture(ink, 255, self._theme))
            limit = MOST / STEPS_OF_ONE
            self.difference_picture.show_picture(signed_picture(self._changed - self._shares, limit, self._theme))


def _say(label: QLabel, words: str) -> None:
    if words != label.text():
        label.setText(words)
