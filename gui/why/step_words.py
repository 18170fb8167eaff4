"""The steps of the preparation of a drawing, in words."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication


class StepWords(NamedTuple):
    """What a step is called under its picture and in a sentence, and what it does and why."""

    caption: str
    name: str
    explanation: str


def step_words(step: str) -> StepWords:
    """The words for one of `engine.drawing.STEPS`.

    Raises:
        KeyError: there is no such step.
    """
    return {
        "size": StepWords(
            _tr("size"),
            _tr("size"),
            _tr(
                "Scaled until the longer side of the ink is 20 pixels, as that of every training digit is."
                " Without, the canvas becomes the image"
            ),
        ),
        "width": StepWords(
            _tr("stroke"),
            _tr("stroke width"),
            _tr(
                "Drawn anew with a pen of 2.6 pixels, as thick as most training digits are."
                " Without, the strokes are as thick as they were drawn"
            ),
        ),
        "grey": StepWords(
            _tr("grey"),
            _tr("grey"),
            _tr("A pixel is as grey as the share of it that is inked. Without, every pixel is black or white"),
        ),
        "centre": StepWords(
            _tr("centre"),
            _tr("centre"),
            _tr(
                "Moved until its centre of mass is the middle of the image: a fully connected network knows a digit"
                " only where it has seen one. Without, the drawing stays where it is on the canvas"
            ),
        ),
        "box": StepWords(
            _tr("box"),
            _tr("box"),
            _tr(
                "The box around the ink is stretched to 20×32 of 32×32 pixels, as the form reader of the training"
                " digits did. Without, the canvas becomes the picture"
            ),
        ),
        "ink": StepWords(
            _tr("ink"),
            _tr("ink"),
            _tr(
                "The strokes are thickened or thinned until there is a usual amount of ink."
                " Without, they are as thick as they were drawn"
            ),
        ),
        "slant": StepWords(
            _tr("slant"),
            _tr("slant"),
            _tr("Pushed upright, row by row, as the training digits were. Without, it leans as it was drawn"),
        ),
    }[step]


def _tr(words: str) -> str:
    return QCoreApplication.translate("StepWords", words)
