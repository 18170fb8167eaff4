"""Two runs side by side: what came of them, and the settings in which they differ."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from gui.runs.columns import accuracy_text, duration_text, loss_text, setting_text
from gui.runs.run_row import RunRow
from gui.runs.settings import differing
from gui.theme.text import set_text_role, tabular
from gui.theme.theme import LIGHT, Theme

Line = tuple[str, str, str, str]
"""What is compared, of one run, of the other, and the difference or ""."""


class Comparison(QScrollArea):
    """A small table of two runs; empty and hidden until there are two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._pair: tuple[RunRow, RunRow] | None = None
        self.setObjectName("runComparison")
        self.setAccessibleName(self.tr("Comparison of two runs"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._text = QLabel()
        self._text.setObjectName("runComparisonText")
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setContentsMargins(12, 6, 12, 6)
        set_text_role(self._text, "small")
        tabular(self._text)
        self.setWidget(self._text)
        self.viewport().setAutoFillBackground(False)
        self._text.setAutoFillBackground(False)
        self.hide()

    def show_pair(self, pair: tuple[RunRow, RunRow] | None) -> None:
        """Compare these two, or nothing."""
        if pair == self._pair:
            return
        self._pair = pair
        self._write()
        self.setVisible(pair is not None)

    def lines(self) -> list[Line]:
        """What is written, without the names of the runs."""
        return _lines(*self._pair) if self._pair else []

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        if self._pair is None:
            self._text.clear()
            return
        first, second = self._pair
        muted = self._theme.muted_text.name()
        head = (f"<b>{escape(row.name)}</b>" for row in (first, second))
        rows = [("", *head, f"<span style='color:{muted}'>{escape(self.tr('difference'))}</span>")]
        for title, *values in self.lines():
            rows.append((f"<span style='color:{muted}'>{escape(title)}</span>", *map(escape, values)))
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        self._text.setText(f"<table cellspacing='0' cellpadding='3'>{body}</table>")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._text.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 40)


def _lines(first: RunRow, second: RunRow) -> list[Line]:
    lines: list[Line] = []
    if first.has_accuracy or second.has_accuracy:
        texts = accuracy_text(first.accuracy), accuracy_text(second.accuracy)
        lines.append((_tr("Best accuracy"), *texts, _difference(first.accuracy, second.accuracy, "+.4f")))
    if not (first.has_accuracy and second.has_accuracy):
        lines.append(
            (_tr("Last loss"), loss_text(first.loss), loss_text(second.loss),
             _difference(first.loss, second.loss, "+.4g"))
        )  # fmt: skip
    time = second.seconds - first.seconds
    sign = "−" if time > 0 else "+"
    lines.append(
        (_tr("Time"), duration_text(first.seconds), duration_text(second.seconds), sign + duration_text(abs(time)))
    )
    specs = first.spec, second.spec
    settings = differing(specs)
    lines += [(setting.title, setting_text(setting, first), setting_text(setting, second), "") for setting in settings]
    if not settings:
        lines.append((_tr("Settings"), _tr("the same"), _tr("the same"), ""))
    return lines


def _difference(first: float | None, second: float | None, form: str) -> str:
    return "" if first is None or second is None else f"{first - second:{form}}".replace("-", "−")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsView", text)
