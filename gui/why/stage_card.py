"""One stage of the preparation: its picture, and whether its step is done."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.why.pixel_picture import PixelPicture
from gui.why.step_words import step_words
from gui.widgets.ink_picture import ink_picture


class StageCard(QWidget):
    """What the drawing looks like after a step, with a check box that leaves the step out.

    Signals:
        toggled(str, bool): the person wants this step done, or left out.
    """

    toggled = Signal(str, bool)

    def __init__(self, step: str, parent: QWidget | None = None) -> None:
        """`step` is a name of `engine.drawing.STEPS`, or "" for the drawing as it was drawn."""
        super().__init__(parent)
        self._step = step
        self._theme = LIGHT
        self._image: NDArray[np.uint8] | None = None
        self._full_ink = 255
        self._box: QCheckBox | None = None
        caption, name, explanation = step_words(step) if step else (self.tr("drawn"), self.tr("as drawn"), "")
        self.picture = PixelPicture(f"{step or 'drawn'}Picture", self.tr("After the step: {0}").format(name), self)
        if step:
            self.picture.clicked.connect(self._on_picture_clicked)
            self.picture.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.picture.setAccessibleName(self.tr("The drawing as it was drawn"))
            explanation = self.tr("The canvas as it is, in as many pixels as the network takes")
        self.setToolTip(f"{name[0].upper()}{name[1:]}: {explanation}" if step else explanation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._build_caption(caption, name), 0, Qt.AlignmentFlag.AlignHCenter)

    def show_image(self, image: NDArray[np.uint8], full_ink: int, *, done: bool) -> None:
        """Show the drawing (height, width) after this step; where it is not `done` nothing has changed."""
        self._image, self._full_ink = image, full_ink
        self.picture.set_faded(not done)
        if self._box is not None:
            self._box.blockSignals(True)
            self._box.setChecked(done)
            self._box.blockSignals(False)
        self._make_picture()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.picture.apply_theme(theme)
        self._make_picture()

    def _build_caption(self, caption: str, name: str) -> QWidget:
        if not self._step:
            label = QLabel(caption, self)
            set_text_role(label, "small")
            set_text_tone(label, "muted")
            return label
        self._box = QCheckBox(caption, self)
        self._box.setObjectName(f"{self._step}StepBox")
        self._box.setAccessibleName(self.tr("Step: {0}").format(name))
        self._box.setToolTip(self.toolTip())
        self._box.setAccessibleDescription(self.toolTip())
        self._box.setChecked(True)
        set_text_role(self._box, "small")
        self._box.toggled.connect(self._on_toggled)
        return self._box

    def _make_picture(self) -> None:
        if self._image is not None:
            self.picture.show_picture(ink_picture(self._image, self._full_ink, self._theme))

    def _on_toggled(self, done: bool) -> None:
        self.toggled.emit(self._step, done)

    def _on_picture_clicked(self) -> None:
        if self._box is not None:
            self._box.toggle()
