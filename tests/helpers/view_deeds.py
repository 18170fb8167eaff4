"""What a restless person does to plots and views: looks, zooms, points, chooses."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from gui.watch.curve_plot import CurvePlot
from gui.watch.legend_entry import LegendEntry
from tests.helpers import hands
from tests.helpers.restless import Deed, Reach

_COMBOS = (
    *("weightLayerCombo", "weightQuantityCombo", "weightModeCombo", "weightOrderCombo"),
    *("histogramLayerCombo", "histogramQuantityCombo", "histogramStyleCombo"),
    *("mistakeSplitCombo", "mistakeModeCombo"),
)
_SWITCHES = ("weightScaleButton", "unfollowButton", "histogramLogButton", "allMistakesButton", "removeRunButton")
_SLIDERS = ("weightTileSizeSlider", "weightTileScroll", "mistakeGalleryScroll")
_PICTURES = (
    *("weightPicture", "networkView", "histogramPicture", "mistakeMatrix", "followedWeights", "answersView"),
    *("planeView", "curveView", "surfaceView", "chainGraph", "descentPicture"),
)
_KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Delete),
)
_NAMES = ("", "fast", "a name that is far too long for any column of the table", "<b>7</b>")


class ViewDeeds:
    """Looks at everything, closely."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def deeds(self) -> list[tuple[int, Deed]]:
        """How often, and what."""
        return [
            (4, self.point_at_plot),
            (3, self.zoom_plot),
            (2, self.drag_plot),
            (2, self.return_from_zoom),
            (2, self.click_legend),
            (1, self.switch_log),
            (1, self.use_plot_menu),
            (1, self.smooth),
            (1, self.choose_plot),
            (4, self.point_at_picture),
            (4, self.click_picture),
            (2, self.press_key_in_picture),
            (2, self.turn_wheel_over_picture),
            (2, self.choose),
            (2, self.press_switch),
            (1, self.slide),
            (1, self.click_gallery),
            (1, self.select_runs),
            (1, self.sort_runs),
            (1, self.rename_run),
        ]

    # Plots.

    def point_at_plot(self) -> None:
        if (stage := self._stage()) is not None:
            hands.hover(stage, self._reach.place_in(stage))

    def zoom_plot(self) -> None:
        if (stage := self._stage()) is not None:
            hands.turn_wheel(stage, self._reach.place_in(stage), self._reach.pick((-40, -3, -1, 1, 3, 8, 60)))

    def drag_plot(self) -> None:
        if (stage := self._stage()) is not None:
            hands.drag(stage, self._reach.place_in(stage), self._reach.place_in(stage))

    def return_from_zoom(self) -> None:
        plot = self._plot()
        if plot is None:
            return
        stage = plot.findChild(QGraphicsView)
        if stage is not None and self._reach.often(0.3):
            hands.double_click(stage.viewport())
        else:
            self._reach.press(f"{plot.objectName()}FollowButton")

    def click_legend(self) -> None:
        plot = self._plot()
        entries = [entry for entry in plot.findChildren(LegendEntry) if entry.isVisible()] if plot else []
        if entries:
            hands.click(self._reach.pick(entries))

    def switch_log(self) -> None:
        plot = self._plot()
        if plot is not None:
            self._reach.press(f"{plot.objectName()}LogButton")

    def use_plot_menu(self) -> None:
        plot = self._plot()
        if plot is None:
            return
        hands.ask_for_menu(plot, self._reach.place_in(plot))
        QApplication.processEvents()
        for menu in plot.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            usable = [action for action in menu.actions() if action.isEnabled() and action.isVisible()]
            if usable and self._reach.often(0.7):
                self._reach.pick(usable).trigger()
            menu.close()

    def smooth(self) -> None:
        plot = self._plot()
        slider = plot.window().findChild(QAbstractSlider, f"{plot.objectName()}SmoothingSlider") if plot else None
        if slider is not None:
            self._slide(slider)

    def choose_plot(self) -> None:
        names = [plot.objectName() for plot in self._reach.window.dashboard.views()[3:]]
        button = next((found for name in names if (found := self._reach.seen(f"{name}Title")) is not None), None)
        menu = button.findChild(QMenu) if button is not None else None
        if menu is not None:
            self._reach.pick(menu.actions()).trigger()

    # Pictures.

    def point_at_picture(self) -> None:
        if (picture := self._picture()) is not None:
            hands.hover(picture, self._reach.place_in(picture))

    def click_picture(self) -> None:
        if (picture := self._picture()) is not None:
            button = hands.RIGHT if self._reach.often(0.3) else hands.LEFT
            hands.click(picture, self._reach.place_in(picture), button)

    def press_key_in_picture(self) -> None:
        if (picture := self._picture()) is not None:
            picture.setFocus()
            QTest.keyClick(picture, self._reach.pick(_KEYS))

    def turn_wheel_over_picture(self) -> None:
        if (picture := self._picture()) is not None:
            held = self._reach.pick((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier))
            hands.turn_wheel(picture, self._reach.place_in(picture), self._reach.pick((-5, -1, 1, 5)), held)

    def choose(self) -> None:
        combo = self._reach.seen(self._reach.pick(_COMBOS), QComboBox)
        if combo is not None and combo.count():
            combo.setCurrentIndex(self._reach.chance.randrange(combo.count()))
            self._reach.note(f"{combo.objectName()} {combo.currentData()}")

    def press_switch(self) -> None:
        self._reach.press(self._reach.pick(_SWITCHES))

    def slide(self) -> None:
        slider = self._reach.seen(self._reach.pick(_SLIDERS), QAbstractSlider)
        if slider is not None:
            self._slide(slider)

    def click_gallery(self) -> None:
        gallery = self._reach.seen("mistakeGallery", QAbstractItemView)
        if gallery is not None:
            hands.hover(gallery.viewport(), self._reach.place_in(gallery.viewport()))
            hands.click(gallery.viewport(), self._reach.place_in(gallery.viewport()))

    # Runs.

    def select_runs(self) -> None:
        table = self._reach.seen("runTable", QTableView)
        if table is None:
            return
        table.clearSelection()
        rows = range(table.model().rowCount())
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in self._reach.chance.sample(rows, min(len(rows), self._reach.pick((1, 2, 2, 2, 3)))):
            table.selectionModel().select(table.model().index(row, 0), flags)

    def sort_runs(self) -> None:
        table = self._reach.seen("runTable", QTableView)
        if table is not None:
            titles = table.horizontalHeader().viewport()
            hands.click(titles, self._reach.place_in(titles))

    def rename_run(self) -> None:
        table = self._reach.seen("runTable", QTableView)
        if table is None or not table.model().rowCount():
            return
        table.setCurrentIndex(table.model().index(self._reach.chance.randrange(table.model().rowCount()), 0))
        table.actions()[0].trigger()
        editor = next((editor for editor in table.findChildren(QLineEdit) if editor.isVisible()), None)
        if editor is not None:
            editor.setText(self._reach.pick(_NAMES))
            if self._reach.often(0.8):
                QTest.keyClick(editor, self._reach.pick((Qt.Key.Key_Return, Qt.Key.Key_Escape)))

    # Finding.

    def _plot(self) -> CurvePlot | None:
        plots = [plot for plot in self._reach.window.dashboard.views() if plot.isVisible()]
        plot = self._reach.pick(plots) if plots else None
        if plot is not None:
            self._reach.note(plot.objectName())
        return plot

    def _stage(self) -> QWidget | None:
        plot = self._plot()
        stage = plot.findChild(QGraphicsView) if plot is not None else None
        return stage.viewport() if stage is not None else None

    def _picture(self) -> QWidget | None:
        seen = [picture for name in _PICTURES if (picture := self._reach.seen(name)) is not None]
        picture = self._reach.pick(seen) if seen else None
        if picture is not None:
            self._reach.note(picture.objectName())
        return picture

    def _slide(self, slider: QAbstractSlider) -> None:
        self._reach.note(slider.objectName())
        slider.setValue(self._reach.chance.randint(slider.minimum(), slider.maximum()))
