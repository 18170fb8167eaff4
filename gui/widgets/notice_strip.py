"""Where the window speaks to the person: notices in a strip, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme.theme import LIGHT, Theme
from gui.widgets.notice import Notice, NoticeAction, NoticeKind

_MAX_NOTICES = 3


class NoticeStrip(QWidget):
    """At most three notices, the newest on top; takes no room when there is none.

    Signals:
        action_triggered(str): the button of that id was pressed; its notice is gone.
    """

    action_triggered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._notices: list[Notice] = []
        self.setObjectName("noticeStrip")
        self.setAccessibleName(self.tr("Notices"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 8, 8, 0)
        self._layout.setSpacing(6)
        self.hide()

    def show_notice(self, kind: NoticeKind, text: str, actions: Sequence[NoticeAction] = ()) -> Notice:
        """Show a sentence on top; the same sentence again moves up instead of standing there twice.

        Args:
            kind: info, warning, error or offer.
            text: one or two sentences, plain text.
            actions: up to two pairs (label, function to call) or (label, id for `action_triggered`).

        Returns:
            The notice, for `close_notice`.
        """
        for notice in [known for known in self._notices if known.text == text]:
            self.close_notice(notice)
        notice = Notice(kind, text, actions, self)
        notice.apply_theme(self._theme)
        notice.action_triggered.connect(self.action_triggered)
        notice.closed.connect(lambda: self.close_notice(notice))
        self._notices.insert(0, notice)
        self._layout.insertWidget(0, notice)
        for oldest in self._notices[_MAX_NOTICES:]:
            self.close_notice(oldest)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))
        return notice

    def close_notice(self, notice: Notice) -> None:
        """Take `notice` away; nothing happens when it is gone already."""
        if notice not in self._notices:
            return
        self._notices.remove(notice)
        self._layout.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self._notices))

    def clear(self) -> None:
        """Take every notice away."""
        for notice in list(self._notices):
            self.close_notice(notice)

    def notices(self) -> list[Notice]:
        """The notices that are shown, newest first."""
        return list(self._notices)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for notice in self._notices:
            notice.apply_theme(theme)
