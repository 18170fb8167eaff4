"""Pictures in the real window: opened, dropped and pasted, read as drawings are, and what is drawn copied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage

from engine.images import digit_image
from gui.draw.digit_canvas import BRUSHES, DigitCanvas
from tests.helpers.figures import SEVEN
from tests.helpers.window_driver import OpenWindow, WindowDriver


def canvas_of(driver: WindowDriver) -> DigitCanvas:
    return driver.widget("digitCanvas", DigitCanvas)


def seven(height: int = 300, width: int = 420, *, ink: int = 20, paper: int = 235) -> np.ndarray:
    """A 7 in a corner of a sheet."""
    sheet = np.full((height, width), paper, np.uint8)
    sheet[30:42, 250:330] = ink
    for row in range(42, 160):
        column = 322 - (row - 42) // 2
        sheet[row, column - 7 : column + 7] = ink
    return sheet


def saved(picture: np.ndarray, folder: Path, name: str = "seven.png") -> Path:
    path = folder / name
    Image.fromarray(picture).save(path)
    return path


def drop(driver: WindowDriver, *paths: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    what = Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Sent through the application it would need a platform that drags.
    enter = QDragEnterEvent(QPoint(9, 9), *what)
    canvas_of(driver).dragEnterEvent(enter)
    assert enter.isAccepted()
    canvas_of(driver).dropEvent(QDropEvent(QPointF(9, 9), *what))


@pytest.mark.parametrize(("ink", "paper"), [(20, 235), (255, 0)])
def test_that_a_dropped_picture_is_read_whatever_its_paper(
    open_window: OpenWindow, tmp_path: Path, ink: int, paper: int
) -> None:
    driver = open_window()
    drop(driver, saved(seven(ink=ink, paper=paper), tmp_path))
    driver.wait(lambda: driver.text("predictionLabel").startswith("7"))

    assert canvas_of(driver).given is not None
    picture = driver.window.draw_panel.picture
    assert picture is not None
    image = digit_image(picture, (28, 28))
    np.testing.assert_allclose(image.astype(int), digit_image(seven(ink=ink, paper=paper), (28, 28)), atol=60)

    driver.draw(SEVEN)
    assert canvas_of(driver).given is None
    assert driver.text("predictionLabel").startswith("7")


def test_that_the_clipboard_goes_both_ways(open_window: OpenWindow) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    driver.act("copy_drawing")
    copied = QGuiApplication.clipboard().image()
    assert not copied.isNull() and copied.pixelColor(2, 2).lightness() > 230

    driver.act("clear_canvas")
    driver.act("paste")
    driver.wait(lambda: driver.text("predictionLabel").startswith("7"))
    assert driver.window.draw_panel.picture is not None


def test_that_what_holds_no_digit_is_said_and_the_drawing_stays(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window()
    driver.draw(SEVEN)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture at all")
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 20_000)).save(huge)
    for path, words in (
        (saved(np.full((90, 90), 255, np.uint8), tmp_path, "empty.png"), "empty.png shows nothing to read"),
        (tmp_path / "broken.png", "cannot be read as an image"),
        (huge, "huge.png"),
        (tmp_path / "missing.png", "There is no image"),
    ):
        drop(driver, path)
        driver.wait(lambda words=words: any(words in sentence for sentence in driver.sentences))
    QGuiApplication.clipboard().setText("no picture")
    driver.act("paste")
    assert "clipboard holds neither a picture" in driver.sentences[0]

    assert driver.text("predictionLabel").startswith("7")
    assert canvas_of(driver).given is None


def test_that_the_pen_gets_thicker_and_thinner_and_is_kept(open_window: OpenWindow) -> None:
    driver = open_window()
    canvas = canvas_of(driver)
    driver.draw(SEVEN)
    before = dark_pixels(canvas.picture(280))
    answer = driver.probabilities
    driver.act("thicker_pen")
    driver.act("thicker_pen")
    assert dark_pixels(canvas.picture(280)) > 1.2 * before
    # What the network receives has a stroke width of its own.
    np.testing.assert_array_equal(driver.probabilities, answer)
    for _ in range(20):
        driver.act("thinner_pen")
    assert canvas.brush == BRUSHES[0]
    driver.close()

    again = open_window()
    assert canvas_of(again).brush == BRUSHES[0]


def dark_pixels(image: QImage) -> int:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return int((np.frombuffer(grey.constBits(), np.uint8) < 128).sum())
