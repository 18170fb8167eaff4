"""Where the window speaks to the person: notices in a strip, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme.theme import LIGHT, Theme
from gui.widgets.notice import Notice, NoticeAction, NoticeKind

_MAX_NOTICES = 5
_READING_SECONDS = 15.0
"""So long a notice that only tells something is in sight before it goes by itself."""


class NoticeStrip(QWidget):
    """One notice, the newest first, with the way to the others: however many there are, they take the room of one.

    Takes no room when there is none. Information that asks for nothing goes by itself after a while, unless the
    pointer or the keys are on it or the person is in another window.

    Signals:
        action_triggered(str): the button of that id was pressed; its notice is gone.
    """

    action_triggered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._notices: list[Notice] = []
        self._shown = 0
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(round(1000 * _READING_SECONDS))
        self._reading.timeout.connect(self._on_read)
        self.setObjectName("noticeStrip")
        self.setAccessibleName(self.tr("Notices"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 8, 8, 0)
        self.hide()

    def show_notice(
        self, kind: NoticeKind, text: str, actions: Sequence[NoticeAction] = (), *, topic: str = ""
    ) -> Notice:
        """Show a sentence in front of the others; it takes the place of the same sentence and of its topic's.

        Args:
            kind: info, warning, error or offer.
            text: one or two sentences, plain text.
            actions: up to two pairs (label, function to call) or (label, id for `action_triggered`).
            topic: what it is about, for `close_topic`; of a topic only the newest notice stays.

        Returns:
            The notice, for `close_notice`.
        """
        notice = Notice(kind, text, actions, self, topic=topic)
        for known in list(self._notices):
            if known.text == text or (topic and known.topic == topic):
                self.close_notice(known)
        notice.apply_theme(self._theme)
        notice.action_triggered.connect(self.action_triggered)
        notice.next_requested.connect(self._show_next)
        notice.closed.connect(lambda: self.close_notice(notice))
        self._notices.insert(0, notice)
        self._layout.addWidget(notice)
        for oldest in self._notices[_MAX_NOTICES:]:
            self.close_notice(oldest)
        self._show(0)
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))
        return notice

    def close_notice(self, notice: Notice) -> None:
        """Take `notice` away; nothing happens when it is gone already."""
        if notice not in self._notices:
            return
        index = self._notices.index(notice)
        self._notices.remove(notice)
        self._layout.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self._show(self._shown - 1 if index < self._shown else self._shown)

    def close_topic(self, topic: str) -> None:
        """Take the notice about `topic` away: it has become idle."""
        for notice in list(self._notices):
            if notice.topic == topic:
                self.close_notice(notice)

    def clear(self) -> None:
        """Take every notice away."""
        for notice in list(self._notices):
            self.close_notice(notice)

    def notices(self) -> list[Notice]:
        """All notices, newest first; one of them is in sight."""
        return list(self._notices)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for notice in self._notices:
            notice.apply_theme(theme)

    def _show(self, index: int) -> None:
        """Have the notice at `index` in sight, or the newest where there is none so old."""
        self._shown = index if index < len(self._notices) else 0
        # One goes before another comes: two at a time, even for a moment, would make the window higher for good.
        for number, notice in enumerate(self._notices):
            notice.set_place(number + 1, len(self._notices))
            if number != self._shown:
                notice.hide()
        self._reading.stop()
        if self._notices:
            self._notices[self._shown].show()
            if self._notices[self._shown].is_fleeting:
                self._reading.start()
        self.setVisible(bool(self._notices))

    @Slot()
    def _on_read(self) -> None:
        notice = self._notices[self._shown]
        if self.isActiveWindow() and not notice.is_held():
            self.close_notice(notice)
        else:
            self._reading.start()

    def _show_next(self) -> None:
        self._show(self._shown + 1)
        # The button that was pressed is gone with its notice; a second press must not go astray.
        self._notices[self._shown].focus_next()
