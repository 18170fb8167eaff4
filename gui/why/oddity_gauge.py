"""How unusual the image that is received is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.unusual import InkMeasures, Oddity
from gui.theme.icons import icon_pixmap
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.why.severity_mark import SeverityMark

_ICON = 16
_MOST_DIGITS = 3
_SHARES = {1: "95", 2: "99", 3: "99.9"}


class OddityGauge(QWidget):
    """A verdict, and under it a sentence for every way in which the image is unlike the training digits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._degree: int | None = 0
        self.setObjectName("oddityGauge")
        self.setToolTip(
            self.tr(
                "A network reads well what is like the digits it was trained on. Place, size, stroke width and amount"
                " of ink of the image it receives, compared with those digits"
            )
        )
        self._icon = QLabel(self)
        self._verdict = QLabel(self)
        self._verdict.setObjectName("oddityVerdict")
        self._verdict.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._verdict, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._lines: list[tuple[SeverityMark, QLabel]] = []
        for row in range(len(InkMeasures._fields)):
            mark, label = SeverityMark(self), QLabel(self)
            label.setWordWrap(True)
            set_text_role(label, "small")
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 1)
            self._lines.append((mark, label))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(grid)
        column.addStretch(1)
        self.show_oddities(())

    def show_oddities(self, oddities: Sequence[Oddity] | None) -> None:
        """Show in which ways the image is unusual, the oddest first; None where nothing is known of such images."""
        self._degree = None if oddities is None else max((oddity.degree for oddity in oddities), default=0)
        for (mark, label), oddity in zip(self._lines, [*(oddities or ()), *[None] * 4], strict=False):
            mark.setVisible(oddity is not None)
            label.setVisible(oddity is not None)
            if oddity is not None:
                mark.show_degree(oddity.degree)
                label.setText(oddity_words(oddity))
        self._verdict.setText(self._verdict_words())
        self._show_icon()

    def words(self) -> str:
        """The whole verdict in words."""
        return ": ".join([self._verdict.text(), *[label.text() for _, label in self._lines if not label.isHidden()]])

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for mark, _ in self._lines:
            mark.apply_theme(theme)
        self._show_icon()

    def _verdict_words(self) -> str:
        if self._degree is None:
            return self.tr("Nothing is known of the usual images of this size")
        return (
            self.tr("Like the training digits"),
            self.tr("A little unlike the training digits"),
            self.tr("Unlike the training digits"),
            self.tr("Very unlike the training digits"),
        )[self._degree]

    def _show_icon(self) -> None:
        theme = self._theme
        if self._degree is None:
            name, color, tone = "info", theme.muted_text, "muted"
        elif self._degree == 0:
            name, color, tone = "success", theme.success, "normal"
        elif self._degree < 3:
            name, color, tone = "warning", theme.warning, "warning"
        else:
            name, color, tone = "error", theme.danger, "danger"
        self._icon.setPixmap(icon_pixmap(name, color, _ICON, self.devicePixelRatioF()))
        set_text_tone(self._verdict, tone)  # type: ignore[arg-type]


def oddity_words(oddity: Oddity) -> str:
    """One way in which an image is unusual, as a sentence."""
    patterns = {
        ("offset", True): _tr("farther from the middle than {share} % of the training digits ({value} px, {usual})"),
        ("size", True): _tr("larger than {share} % of the training digits ({value} px, {usual})"),
        ("size", False): _tr("smaller than {share} % of the training digits ({value} px, {usual})"),
        ("width", True): _tr("strokes thicker than {share} % of the training digits ({value} px, {usual})"),
        ("width", False): _tr("strokes thinner than {share} % of the training digits ({value} px, {usual})"),
        ("ink", True): _tr("more ink than {share} % of the training digits ({value} % of the image, {usual})"),
        ("ink", False): _tr("less ink than {share} % of the training digits ({value} % of the image, {usual})"),
    }
    value, low, high = _figures(oddity)
    if oddity.name == "offset":
        usual = _tr("usual up to {0}").format(high)
    elif low == high:
        usual = _tr("usual {0}").format(low)
    else:
        usual = _tr("usual {0} to {1}").format(low, high)
    return patterns[oddity.name, oddity.large].format(share=_SHARES[oddity.degree], value=value, usual=usual)


def _figures(oddity: Oddity) -> tuple[str, str, str]:
    """The value and the ends of what is usual, with digits enough to tell it from the end that it lies beyond."""
    scale, digits = {"size": (1.0, 0), "ink": (100.0, 0)}.get(oddity.name, (1.0, 1))
    while True:
        value, low, high = (f"{scale * number:.{digits}f}" for number in (oddity.value, *oddity.usual))
        if value != (high if oddity.large else low) or digits == _MOST_DIGITS:
            return value, low, high
        digits += 1


def _tr(words: str) -> str:
    return QCoreApplication.translate("OddityGauge", words)
