"""One notice: a sentence that waits until it is read, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gui.theme.icons import icon, icon_pixmap
from gui.theme.theme import LIGHT, Theme

NoticeKind = Literal["info", "warning", "error", "offer"]
NoticeAction = tuple[str, Callable[[], object] | str]

_ICONS = {"info": "info", "warning": "warning", "error": "error", "offer": "info"}
_MAX_ACTIONS = 2


class Notice(QWidget):
    """A tinted card with an icon, a sentence that wraps, at most two buttons and a close button.

    Signals:
        action_triggered(str): a button whose action is an id was pressed; the notice is done.
        next_requested(): the person wants to see the next of several notices.
        closed(): the person closed the notice or pressed one of its buttons.
    """

    action_triggered = Signal(str)
    next_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        kind: NoticeKind,
        text: str,
        actions: Sequence[NoticeAction] = (),
        parent: QWidget | None = None,
        *,
        topic: str = "",
    ) -> None:
        """`actions` are pairs of a label and a function, or a label and an id; `topic` is what the notice is about.

        Raises:
            ValueError: the kind is unknown, or there are more than two actions.
        """
        super().__init__(parent)
        if kind not in _ICONS:
            raise ValueError(f"A notice is one of {', '.join(_ICONS)}, not {kind!r}.")
        if len(actions) > _MAX_ACTIONS:
            raise ValueError(f"A notice has at most {_MAX_ACTIONS} actions, not {len(actions)}.")
        self._kind: NoticeKind = kind
        self._topic = topic
        self._is_fleeting = kind == "info" and not actions
        self._theme = LIGHT
        self.setObjectName("notice")
        self._icon = QLabel(self)
        self._label = self._build_label(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addSpacing(2)
        layout.addWidget(self._label, 1)
        for index, (label, action) in enumerate(actions):
            layout.addWidget(self._build_button(label, action, primary=kind == "offer" and index == 0))
        self._next_button = self._build_next_button()
        self._close_button = self._build_close_button()
        layout.addWidget(self._next_button)
        layout.addWidget(self._close_button)
        self.setAccessibleName(f"{self._kind_word()}: {text}")
        self.apply_theme(LIGHT)

    @property
    def kind(self) -> NoticeKind:
        """What sort of sentence it is."""
        return self._kind

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    @property
    def topic(self) -> str:
        """What it is about, empty where it stands for itself."""
        return self._topic

    @property
    def is_fleeting(self) -> bool:
        """Whether it may go by itself once it was read: it asks for nothing."""
        return self._is_fleeting

    def is_held(self) -> bool:
        """Whether the pointer or the keys are on it."""
        focus = QApplication.focusWidget()
        return self.underMouse() or (focus is not None and self.isAncestorOf(focus))

    def set_place(self, number: int, count: int) -> None:
        """Say which of how many notices this is, with the way to the next; a single one says nothing."""
        self._next_button.setVisible(count > 1)
        self._next_button.setText(self.tr("{number} of {count}").format(number=number, count=count))

    def focus_next(self) -> None:
        """Put the focus on the way to the next notice."""
        self._next_button.setFocus()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self._next_button.setIcon(icon("chevron-right", theme))
        self._icon.setPixmap(icon_pixmap(_ICONS[self._kind], self._tone(), 20, self.devicePixelRatioF()))
        self._close_button.setIcon(icon("close", theme))
        self.update()

    def _build_label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("noticeText")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _build_button(self, label: str, action: Callable[[], object] | str, primary: bool) -> QPushButton:
        button = QPushButton(label, self)
        button.setObjectName("noticeAction")
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setProperty("primary", primary)
        button.clicked.connect(lambda: self._on_action(action))
        return button

    def _build_next_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("noticeNext")
        button.setAccessibleName(self.tr("Next notice"))
        button.setToolTip(self.tr("Show the next notice"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The arrow behind the words that it leads on from.
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self.next_requested)
        button.hide()
        return button

    def _build_close_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("noticeClose")
        button.setAccessibleName(self.tr("Close this notice"))
        button.setToolTip(self.tr("Close this notice"))
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self.closed)
        return button

    def _kind_word(self) -> str:
        return {
            "info": self.tr("Information"),
            "warning": self.tr("Warning"),
            "error": self.tr("Error"),
            "offer": self.tr("Offer"),
        }[self._kind]

    def _tone(self) -> QColor:
        theme = self._theme
        return {
            "info": theme.muted_text,
            "warning": theme.warning,
            "error": theme.danger,
            "offer": theme.accent,
        }[self._kind]

    def _on_action(self, action: Callable[[], object] | str) -> None:
        self.closed.emit()
        if isinstance(action, str):
            self.action_triggered.emit(action)
        else:
            action()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = self._tone()
        fill = QColor(tone)
        fill.setAlphaF(0.09 if self._theme.is_dark else 0.07)
        line = QColor(tone)
        line.setAlphaF(0.22 if self._kind == "info" else 0.4)
        card = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(card, 8, 8)
        painter.setPen(QPen(line, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(card, 8, 8)
