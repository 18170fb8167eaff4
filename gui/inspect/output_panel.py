"""The panel of what the network answers, in the form that suits the task."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.inspect.output_view import OutputView
from gui.inspect.picture import CachedPicture
from gui.plane.curve_page import CurvePage
from gui.plane.plane_page import PlanePage
from gui.theme.theme import Theme

Form = Literal["answers", "plane", "curve"]


class OutputPanel(QWidget):
    """One of three pages.

    Attributes:
        answers: A truth table, or a confusion matrix.
        plane: Decision regions, for classes of points of a plane.
        curve: A fitted curve, for one input and one output.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outputView")
        self.setAccessibleName(self.tr("Output"))
        self.answers, self.plane, self.curve = OutputView(), PlanePage(), CurvePage()
        self._pages: dict[Form, QWidget] = {"answers": self.answers, "plane": self.plane, "curve": self.curve}
        self._stack = QStackedLayout(self)
        for page in self._pages.values():
            self._stack.addWidget(page)

    @property
    def form(self) -> Form:
        """Which page is in front."""
        return next(form for form, page in self._pages.items() if page is self._stack.currentWidget())

    def show_form(self, form: Form) -> None:
        """Bring a page to the front."""
        self._stack.setCurrentWidget(self._pages[form])

    def pictures(self) -> list[CachedPicture]:
        """What is drawn with each frame."""
        return [self.answers, *self.plane.pictures(), *self.curve.pictures()]

    def clear(self) -> None:
        """There are no answers yet."""
        for page in (self.answers, self.plane, self.curve):
            page.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for page in (self.answers, self.plane, self.curve):
            page.apply_theme(theme)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def sizeHint(self) -> QSize:
        return QSize(640, 440)
