"""What a restless person does to design, transport and canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox, QComboBox, QPushButton, QTableView

from gui.design.layer_model import LayerModel
from gui.learn.lesson import load_lesson
from tests.helpers import hands
from tests.helpers.figures import ONE, SEVEN, ZERO
from tests.helpers.restless import Deed, Reach

_BUTTONS = (
    *("startButton",) * 4,
    *("stepButton", "epochButton", "resetButton", "newWeightsButton"),
    *("addLayerButton", "removeLayerButton", "layerUpButton", "layerDownButton", "undoButton", "redoButton"),
    *("undoStrokeButton", "redoStrokeButton", "clearCanvasButton", "moreToggle", "augmentationToggle"),
)
_COMBOS = (
    *("speedCombo", "readerCombo", "optimizerCombo", "initializerCombo", "scalingCombo", "lossCombo"),
    *("scheduleCombo", "outputActivationCombo"),
)
_FIELDS = {
    "learningRateSpin": ("0.1", "1e-3", "0.5", "30", "fast", "", "1e6"),
    "batchSizeSpin": ("1", "32", "120", "200", "", "99999", "x"),
    "epochsSpin": ("1", "40", "1000", "", "0"),
    "inputDropoutSpin": ("0", "0.3", "1"),
    "l2Spin": ("0", "0.001", "-1"),
    "l1Spin": ("0", "0.0001", ""),
    "weightDecaySpin": ("0", "0.01"),
    "clipNormSpin": ("", "1", "0"),
    "patienceSpin": ("", "3"),
    "momentumSpin": ("0", "0.9", "1"),
    "beta1Spin": ("0.9", "1"),
    "initializerScaleSpin": ("0.1", "2"),
    "scheduleEverySpin": ("1", "0.5", ""),
    "shiftSpin": ("0", "2", "99"),
    "rotationSpin": ("0", "15", ""),
    "scaleSpin": ("0", "15"),
    "shearSpin": ("0", "10"),
    "elasticSpin": ("0", "8"),
    "thicknessSpin": ("0", "1"),
    "seedSpin": ("0", "7", ""),
}
_KNOBS = ("learningRateSpin", "batchSizeSpin", "inputDropoutSpin", "l2Spin")
_CELLS = {0: ("1", "8", "64", "0", "", "x"), 1: ("relu", "tanh", "sigmoid"), 2: ("0", "0.5", "1", "y")}
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
_MENU = (
    "clear_canvas",
    "undo",
    "redo",
    "start",
    "step",
    "epoch",
    "reset",
    "new_weights",
    "copy_experiment",
    "experiments",
)
_LABS = ("descent", "chain", "activations", "microscope", "gradcheck")
_EXPERIMENTS = ("digits", "digits", "xor", "mnist-fcnn", "spirals", "sine", "line", "any-depth")
# A click on one of these leaves the window: for a file dialog, or for the network.
_AWAY = ("Download", "folder")


class TrainingDeeds:
    """Trains, types, draws."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def deeds(self) -> list[tuple[int, Deed]]:
        """How often, and what."""
        return [
            (10, self.press_button),
            (3, self.choose),
            (3, self.type_into_field),
            (4, self.turn_knob),
            (2, self.edit_cell),
            (4, self.draw),
            (2, self.use_menu),
            (2, self.press_key),
            (1, self.answer_notice),
            (1, self.choose_experiment),
            (1, self.switch_bias),
            (1, self.open_lab),
            (1, self.leave_lab),
            (1, self.follow_lesson),
        ]

    def press_button(self) -> None:
        self._reach.press(self._reach.pick(_BUTTONS))

    def choose(self) -> None:
        combo = self._reach.seen(self._reach.pick(_COMBOS), QComboBox)
        if combo is not None and combo.count():
            combo.setCurrentIndex(self._reach.chance.randrange(combo.count()))
            self._reach.note(f"{combo.objectName()} {combo.currentData()}")

    def choose_experiment(self) -> None:
        combo = self._reach.seen("experimentCombo", QComboBox)
        if combo is not None:
            name = self._reach.pick(_EXPERIMENTS)
            self._reach.note(name)
            combo.setCurrentIndex(combo.findData(name))

    def open_lab(self) -> None:
        name = self._reach.pick(_LABS)
        self._reach.note(f"lab {name}")
        self._reach.window.actions_by_name[f"lab_{name}"].trigger()

    def leave_lab(self) -> None:
        self._reach.window.escape_pressed.emit()

    def follow_lesson(self) -> None:
        """A link of the lesson that is shown, also while its experiment has become another."""
        view = self._reach.window.lesson_view
        lesson = load_lesson(self._reach.pick(_EXPERIMENTS))
        links = [link for link in lesson.links if link.kind in ("set", "variant", "compare")] if lesson else []
        if links and view.isVisible():
            link = self._reach.pick(links)
            self._reach.note(str(link))
            view.link_activated.emit(link)

    def switch_bias(self) -> None:
        box = self._reach.seen("biasCheck", QCheckBox)
        if box is not None:
            box.click()

    def type_into_field(self) -> None:
        self._type(self._reach.pick(list(_FIELDS)))

    def turn_knob(self) -> None:
        """What can be changed while the training goes on."""
        self._type(self._reach.pick(_KNOBS))

    def edit_cell(self) -> None:
        table = self._reach.seen("layerTable", QTableView)
        model = table.model() if table is not None else None
        if isinstance(model, LayerModel) and model.rowCount():
            column = self._reach.pick(list(_CELLS))
            text = self._reach.pick(_CELLS[column])
            self._reach.note(f"{column} {text!r}")
            model.setData(model.index(self._reach.chance.randrange(model.rowCount()), column), text)

    def draw(self) -> None:
        canvas = self._reach.seen("digitCanvas")
        if canvas is None:
            return
        for stroke in self._reach.pick((ZERO, ONE, SEVEN)):
            points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in stroke]
            QTest.mousePress(canvas, hands.LEFT, pos=points[0])
            for point in points[1:]:
                QTest.mouseMove(canvas, point)
                QApplication.processEvents()
            QTest.mouseRelease(canvas, hands.LEFT, pos=points[-1])

    def use_menu(self) -> None:
        action = self._reach.window.actions_by_name[self._reach.pick(_MENU)]
        if action.isEnabled():
            self._reach.note(action.objectName())
            action.trigger()

    def press_key(self) -> None:
        handle = self._reach.window.windowHandle()
        if handle is not None:
            QTest.keyClick(handle, self._reach.pick(_KEYS))

    def answer_notice(self) -> None:
        notices = self._reach.window.notices.notices()
        buttons = [button for notice in notices for button in notice.findChildren(QPushButton)]
        offered = [button for button in buttons if not any(word in button.text() for word in _AWAY)]
        if offered:
            hands.click(self._reach.pick(offered))

    def _type(self, name: str) -> None:
        field = self._reach.seen(name, QAbstractSpinBox)
        if field is None:
            return
        text = self._reach.pick(_FIELDS[name])
        self._reach.note(f"{name} {text!r}")
        field.setFocus()
        field.selectAll()
        if text:
            QTest.keyClicks(field, text)
        else:
            QTest.keyClick(field, Qt.Key.Key_Delete)
        if self._reach.often(0.7):
            QTest.keyClick(field, Qt.Key.Key_Return)
