"""The one dialog about errors: what happened, that nothing is lost, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.theme.icons import icon, icon_pixmap
from gui.theme.text import icon_size, set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.report_dialog import fixed_text

_MOST_COUNTED = 99
_TEXT_CHARACTERS = 68
_DETAIL_LINES = 11


class ErrorDialog(QDialog):
    """Stands beside the window, which goes on; Esc closes it.

    Signals:
        copy_requested(): the person wants to save the network under another name.
        log_requested(): the person wants to see the log.
    """

    copy_requested = Signal()
    log_requested = Signal()

    def __init__(self, comfort: str, doing: str, details: str, parent: QWidget | None = None) -> None:
        """`comfort` says what is still there, `doing` what was being done; `details` are for those who mend it."""
        super().__init__(parent)
        self._theme = LIGHT
        self._more = 0
        self.setObjectName("errorDialog")
        self.setWindowTitle(self.tr("Backprop Studio"))
        self.setModal(False)
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._heading = self._build_text("errorHeading", self.tr("Something in the program went wrong"))
        set_text_role(self._heading, "heading")
        self._comfort = self._build_text("errorComfort", comfort)
        self._doing = self._build_text("errorDoing", doing)
        set_text_tone(self._doing, "muted")
        self._count = self._build_text("errorCount", "")
        set_text_tone(self._count, "muted")
        self._count.hide()
        self._toggle = self._build_toggle()
        self._details = self._build_details(details)
        self._copy_button = self._build_button(
            "errorCopy", self.tr("&Copy details"), self.tr("Copy versions and traceback, to be sent to who can mend it")
        )
        self._copy_button.clicked.connect(self._on_copy)
        self._save_button = self._build_button(
            "errorSave", self.tr("&Save a copy…"), self.tr("Save the network as it is now under another name")
        )
        self._save_button.clicked.connect(self.copy_requested)
        self._log_button = self._build_button(
            "errorLog", self.tr("Show the &log"), self.tr("Open the folder that holds the program's log")
        )
        self._log_button.clicked.connect(self.log_requested)
        self._close_button = self._build_button("errorClose", self.tr("Close"), self.tr("Go on"))
        self._close_button.setProperty("primary", True)
        self._close_button.setDefault(True)
        self._close_button.clicked.connect(self.close)
        self._lay_out()
        self.apply_theme(LIGHT)
        self._close_button.setFocus()

    @property
    def details(self) -> str:
        """What the button copies."""
        return self._details.toPlainText()

    def set_more(self, more: int) -> None:
        """Say how many errors came after the one that is shown."""
        more = min(more, _MOST_COUNTED + 1)
        if more == self._more:
            return
        self._more = more
        if self._more > _MOST_COUNTED:
            text = self.tr("And more than {count} more since; they are in the log.").format(count=_MOST_COUNTED)
        else:
            text = self.tr("And {count} more since; see the log.").format(count=self._more)
        self._count.setText(text)
        if self._count.isHidden():
            self._count.show()
            self._fit()

    def set_savable(self, savable: bool) -> None:
        """Whether there is a network to save a copy of."""
        self._save_button.setEnabled(savable)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        side = icon_size(self._heading, 1.6).width()
        self._icon.setPixmap(icon_pixmap("warning", theme.warning, side, self.devicePixelRatioF()))
        self._show_arrow()

    def _build_text(self, name: str, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _build_toggle(self) -> QToolButton:
        toggle = QToolButton(self)
        toggle.setObjectName("errorDetailsToggle")
        toggle.setText(self.tr("&Details"))
        toggle.setAccessibleName(self.tr("Details"))
        toggle.setToolTip(self.tr("What the copied details say"))
        toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        toggle.setProperty("sectionToggle", True)
        toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        toggle.clicked.connect(self._on_toggled)
        return toggle

    def _build_details(self, details: str) -> QPlainTextEdit:
        field = fixed_text(details, self)
        field.setObjectName("errorDetails")
        field.setAccessibleName(self.tr("Details"))
        field.setToolTip(self.tr("No names of your folders are among them"))
        field.hide()
        return field

    def _build_button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.replace("&", ""))
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(8)
        self._doing.setMinimumWidth(self.fontMetrics().averageCharWidth() * _TEXT_CHARACTERS)
        for label in (self._heading, self._comfort, self._doing, self._count):
            words.addWidget(label)
        words.addSpacing(4)
        words.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._icon)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._copy_button, self._save_button, self._log_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addSpacing(16)
        buttons.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        column.addLayout(top)
        column.addWidget(self._details, 1)
        column.addLayout(buttons)

    def _show_arrow(self) -> None:
        self._toggle.setIcon(icon("chevron-right" if self._details.isHidden() else "chevron-down", self._theme))

    def _fit(self) -> None:
        """Take the height that the texts want at this width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    @Slot()
    def _on_toggled(self) -> None:
        shown, line = self._details.isHidden(), self._details.fontMetrics().lineSpacing()
        self._details.setMinimumHeight(line * _DETAIL_LINES if shown else 0)
        self._details.setVisible(shown)
        self._show_arrow()
        self._fit()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
        self._copy_button.setText(self.tr("Copied"))
