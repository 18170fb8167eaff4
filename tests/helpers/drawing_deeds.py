"""What a restless person does with a drawing: another pen, another picture, why, names, lessons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QCheckBox, QComboBox

from engine.drawing import STEPS
from gui.draw.brush_button import BrushButton
from tests.helpers import hands
from tests.helpers.restless import Deed, Reach

_STEPS = sorted({step for steps in STEPS.values() for step in steps})
_LESSON = ("learnDigitsButton", "learnDigitsButton", "cancelLessonButton", "undoLessonButton")
_MENU = ("paste", "copy_drawing", "thicker_pen", "thinner_pen", "learn_digits", "open_bundled")
_PANELS = ("draw", "why", "ownDigits")
_SIDES = (1, 28, 300)


class DrawingDeeds:
    """Asks why, contradicts, teaches."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def deeds(self) -> list[tuple[int, Deed]]:
        """How often, and what."""
        return [
            (3, self.go_to_drawing),
            (2, self.choose_pen),
            (2, self.leave_out_step),
            (2, self.restore_steps),
            (2, self.ask_about_output),
            (3, self.slide_strength),
            (4, self.name_drawing),
            (2, self.select_own_digits),
            (1, self.rename_own_digits),
            (1, self.remove_own_digits),
            (4, self.press_in_lesson),
            (2, self.use_drawing_menu),
            (1, self.drop_picture),
        ]

    def go_to_drawing(self) -> None:
        dock = self._reach.window.docks[self._reach.pick(_PANELS)]
        dock.show()
        dock.raise_()

    def choose_pen(self) -> None:
        button = self._reach.seen("brushButton", BrushButton)
        if button is not None:
            self._slide(button.menu().findChild(QAbstractSlider, "brushSlider"))

    def leave_out_step(self) -> None:
        box = self._reach.seen(f"{self._reach.pick(_STEPS)}StepBox", QCheckBox)
        if box is not None:
            self._reach.note(box.objectName())
            box.click()

    def restore_steps(self) -> None:
        self._reach.press(self._reach.pick(("drawRestoreButton", "whyRestoreButton")))

    def ask_about_output(self) -> None:
        combo = self._reach.seen("saliencyCombo", QComboBox)
        if combo is not None and combo.count():
            combo.setCurrentIndex(self._reach.chance.randrange(combo.count()))

    def slide_strength(self) -> None:
        self._slide(self._reach.seen("strengthSlider", QAbstractSlider))

    def name_drawing(self) -> None:
        digit = self._reach.chance.randrange(10)
        if self._reach.often(0.5):
            self._reach.press(f"teachButton{digit}")
        elif (action := self._reach.window.actions_by_name[f"name_{digit}"]).isEnabled():
            action.trigger()

    def select_own_digits(self) -> None:
        gallery = self._reach.seen("ownDigitsGallery", QAbstractItemView)
        if gallery is None:
            return
        if self._reach.often(0.2):
            gallery.selectAll()
        else:
            hands.click(gallery.viewport(), self._reach.place_in(gallery.viewport()))

    def rename_own_digits(self) -> None:
        self._reach.press(f"relabelButton{self._reach.chance.randrange(10)}")

    def remove_own_digits(self) -> None:
        gallery = self._reach.seen("ownDigitsGallery", QAbstractItemView)
        if gallery is not None and self._reach.often(0.5):
            QTest.keyClick(gallery, Qt.Key.Key_Delete)
        else:
            self._reach.press("removeDigitsButton")

    def press_in_lesson(self) -> None:
        self._reach.press(self._reach.pick(_LESSON))

    def use_drawing_menu(self) -> None:
        action = self._reach.window.actions_by_name[self._reach.pick(_MENU)]
        if action.isEnabled():
            self._reach.note(action.objectName())
            action.trigger()

    def drop_picture(self) -> None:
        side = self._reach.pick(_SIDES)
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(QColor(self._reach.pick(("white", "black", "gray"))))
        for place in range(side // 4, 3 * side // 4):
            image.setPixelColor(side // 2, place, QColor(self._reach.pick(("black", "white"))))
        # Not as QMimeData of our own: what Python made would outlive Python in the clipboard.
        QGuiApplication.clipboard().setImage(image)
        self._reach.window.actions_by_name["paste"].trigger()

    def _slide(self, slider: QAbstractSlider | None) -> None:
        if slider is not None:
            self._reach.note(slider.objectName())
            slider.setValue(self._reach.chance.randint(slider.minimum(), slider.maximum()))
