"""Why an answer: which ink speaks for it, and which against it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.inspect.heatmap import symmetric_limit
from gui.inspect.picture import figure
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.why.readable_picture import ReadablePicture
from gui.why.sign_legend import SignLegend
from gui.why.signed_picture import signed_picture

# From this share of full ink on a pixel is within the outline of the drawing.
_INKED = 0.5


class SaliencyPanel(QWidget):
    """By how much an output grows with the ink of each pixel, in colours over the faint drawing.

    Signals:
        output_chosen(): another output is to be asked about, see `output`.
    """

    output_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._names: tuple[str, ...] = ()
        self._name = ""
        self._shares: NDArray[np.floating] | None = None
        self._values: NDArray[np.floating] | None = None
        self._title = QLabel(self)
        self._title.setObjectName("saliencyTitle")
        set_text_role(self._title, "heading")
        self.picture = ReadablePicture("saliencyPicture", self.tr("What speaks for the answer"), self)
        self.picture.pixel_pointed.connect(self._explain)
        self._combo = self._build_combo()
        self._legend = SignLegend("saliencyLegend", self)
        self._explanation = QLabel(self)
        self._explanation.setObjectName("saliencyExplanation")
        self._explanation.setWordWrap(True)
        set_text_role(self._explanation, "small")
        set_text_tone(self._explanation, "muted")
        self._build_layout()

    @property
    def output(self) -> int | None:
        """The output that is asked about; None for the one that is the answer."""
        chosen = self._combo.currentData()
        return None if chosen is None else int(chosen)

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these outputs; the chosen one stays where it is among them. Nothing is announced."""
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        before = self._combo.currentIndex()
        self._combo.blockSignals(True)
        self._combo.clear()
        self._combo.addItem(self.tr("the answer"), None)
        for output, name in enumerate(names):
            self._combo.addItem(name, output)
        self._combo.setCurrentIndex(before if 0 <= before < self._combo.count() else 0)
        self._combo.blockSignals(False)

    def show_saliency(
        self, shares: NDArray[np.floating], values: NDArray[np.floating], name: str, *, is_answer: bool
    ) -> None:
        """Show what speaks for an output.

        Args:
            shares: (height, width), 0..1: the ink that is received.
            values: (height, width), finite: by how much the output grows from no ink to full ink, as it does now.
            name: what the output is called.
            is_answer: whether it is what the network answers.
        """
        self._shares, self._values, self._name = shares, values, name
        title = self.tr("Why it says {0}") if is_answer else self.tr("What would speak for {0}")
        _say(self._title, title.format(name))
        self._explain()
        self._legend.show_words(self.tr("against {0}").format(name), "", self.tr("for {0}").format(name))
        self._make_picture()

    def title(self) -> str:
        """What is shown, in words."""
        return self._title.text()

    def read_out(self, row: int, column: int) -> str:
        """What one pixel says."""
        if self._values is None:
            return ""
        value = float(self._values[row, column])
        if value == 0.0:
            words = self.tr("row {row}, column {column}: ink changes nothing")
        elif value > 0.0:
            words = self.tr("row {row}, column {column}: ink speaks for {name} ({value})")
        else:
            words = self.tr("row {row}, column {column}: ink speaks against {name} ({value})")
        sign = "+" if value > 0 else ""
        return words.format(row=row, column=column, name=self._name, value=f"{sign}{figure(value)}")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.picture.apply_theme(theme)
        self._legend.apply_theme(theme)
        self._make_picture()

    def _build_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("saliencyCombo")
        combo.setAccessibleName(self.tr("Output that is asked about"))
        combo.setToolTip(
            self.tr("Of which output the slope by each pixel is shown. The answer: always the one with the longest bar")
        )
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.addItem(self.tr("the answer"), None)
        combo.currentIndexChanged.connect(lambda: self.output_chosen.emit())
        return combo

    def _build_layout(self) -> None:
        caption = QLabel(self.tr("Ask about"), self)
        caption.setBuddy(self._combo)
        set_text_role(caption, "small")
        set_text_tone(caption, "muted")
        choice = QHBoxLayout()
        choice.setSpacing(6)
        choice.addWidget(caption)
        choice.addWidget(self._combo)
        choice.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addLayout(choice)
        beside.addWidget(self._legend)
        beside.addWidget(self._explanation)
        beside.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(body)
        column.addStretch(1)

    def _make_picture(self) -> None:
        if self._values is not None and self._shares is not None:
            limit = symmetric_limit(self._values).value
            self.picture.show_picture(signed_picture(self._values, limit, self._theme, self._shares))
            self.picture.show_outline(self._shares >= _INKED)

    @Slot()
    def _explain(self) -> None:
        """What the colours mean, or what the pixel says that is pointed at."""
        pixel = self.picture.cursor_pixel
        if pixel is not None:
            words = self.read_out(*pixel)
        elif self._values is not None and not self._values.any():
            words = self.tr("No pixel changes {0}: the slope is zero everywhere.").format(self._name)
        else:
            words = self.tr("Orange: more ink here would raise {0}. Blue: it would lower it.").format(self._name)
            words += " " + self.tr("The line is the edge of the ink.")
        _say(self._explanation, words)
        self.picture.setAccessibleDescription(words)


def _say(label: QLabel, words: str) -> None:
    if words != label.text():
        label.setText(words)
