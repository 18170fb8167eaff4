"""The panel of what the network answers, in the form that suits the task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.inspect.output_view import OutputView
from gui.inspect.picture import CachedPicture
from gui.theme.theme import LIGHT, Theme

if TYPE_CHECKING:
    from gui.plane.curve_page import CurvePage
    from gui.plane.page import PointPage
    from gui.plane.plane_page import PlanePage

Form = Literal["answers", "plane", "curve"]


class OutputPanel(QWidget):
    """One of three pages; those of points are made when they are first wanted, since few windows need them at once.

    Signals:
        page_made(PointPage): a page of points is there for the first time.

    Attributes:
        answers: A truth table, or a confusion matrix.
    """

    page_made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outputView")
        self.setAccessibleName(self.tr("Output"))
        self._theme = LIGHT
        self.answers = OutputView()
        self._plane: PlanePage | None = None
        self._curve: CurvePage | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.answers)

    @property
    def plane(self) -> PlanePage:
        """Decision regions, for classes of points of a plane."""
        if self._plane is None:
            from gui.plane.plane_page import PlanePage

            self._plane = PlanePage()
            self._add(self._plane)
        return self._plane

    @property
    def curve(self) -> CurvePage:
        """A fitted curve, for one input and one output."""
        if self._curve is None:
            from gui.plane.curve_page import CurvePage

            self._curve = CurvePage()
            self._add(self._curve)
        return self._curve

    @property
    def form(self) -> Form:
        """Which page is in front."""
        current = self._stack.currentWidget()
        return "plane" if current is self._plane else "curve" if current is self._curve else "answers"

    def show_form(self, form: Form) -> None:
        """Bring a page to the front."""
        page: QWidget = self.answers if form == "answers" else self.plane if form == "plane" else self.curve
        self._stack.setCurrentWidget(page)

    def pictures(self) -> list[CachedPicture]:
        """What is drawn with each frame."""
        return [self.answers, *self.point_pictures()]

    def point_pictures(self) -> list[CachedPicture]:
        """Those of the pages of points, as far as they are made."""
        return [picture for page in self._point_pages() for picture in page.pictures()]

    def clear(self) -> None:
        """There are no answers yet."""
        self.answers.clear()
        for page in self._point_pages():
            page.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.answers.apply_theme(theme)
        for page in self._point_pages():
            page.apply_theme(theme)

    def _point_pages(self) -> list[PointPage]:
        return [page for page in (self._plane, self._curve) if page is not None]

    def _add(self, page: PointPage) -> None:
        page.apply_theme(self._theme)
        self._stack.addWidget(page)
        self.page_made.emit(page)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(640, 440)
