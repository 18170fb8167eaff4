"""The page of data of one's own: what a file holds, and how it is to be read, before a network learns from it."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.datasets.own import Survey
from engine.own_data import NO_OWN_DATA, OwnDataSpec
from gui.design.buttons import IconButton
from gui.own_data.empty_page import EmptyPage
from gui.own_data.preview import Preview
from gui.own_data.reading_row import ReadingRow
from gui.own_data.words import kind_title, summary
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import LIGHT, Theme
from gui.widgets.current_stack import CurrentStack
from gui.widgets.elided_label import ElidedLabel


class OwnDataPage(QWidget):
    """Empty at first; with a file its settings, a preview, and whether it can be used.

    Signals:
        file_requested(), folder_requested(): the person wants to choose other data.
        settings_changed(OwnDataSpec): the data are to be read in another way.
        stop_requested(): the person wants the reading to end.
        use_requested(): the network is to learn from what was found.
        closed(): the person wants back.
    """

    file_requested = Signal()
    folder_requested = Signal()
    settings_changed = Signal(object)
    stop_requested = Signal()
    use_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownDataPage")
        self.setAccessibleName(self.tr("Your own data"))
        self._theme = LIGHT
        self._settings = NO_OWN_DATA
        self._survey: Survey | None = None
        self._is_reading = False
        self._empty = EmptyPage()
        self._preview = Preview()
        self._stack = CurrentStack(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._preview)
        self._reading = ReadingRow(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_top())
        column.addWidget(self._stack, 1)
        column.addLayout(self._build_bottom())
        self._empty.file_requested.connect(self.file_requested)
        self._empty.folder_requested.connect(self.folder_requested)
        self._preview.settings_changed.connect(self._on_settings_changed)
        self._preview.refused.connect(self._on_refused)
        self._reading.cancel_requested.connect(self.stop_requested)
        self.show_empty()
        self.apply_theme(LIGHT)

    @property
    def survey(self) -> Survey | None:
        """What is shown of the data, where it is of the settings shown."""
        return self._survey

    def show_empty(self, wish: str = "") -> None:
        """Ask for a file; `wish` says which one, "" for any."""
        self._empty.show_wish(wish)
        self._settings, self._survey = NO_OWN_DATA, None
        self._stack.setCurrentWidget(self._empty)
        self._show_name(self.tr("Your own data"), "")
        self._set_reading(is_reading=False)

    def show_opening(self, path: PurePath) -> None:
        """A file is opened, of which nothing but the name is known."""
        self._survey = None
        self._preview.clear()
        self._preview.form.hide()
        self._stack.setCurrentWidget(self._preview)
        self._show_name(path.name or str(path), "", str(path))
        self._set_reading(is_reading=True)

    def show_settings(self, settings: OwnDataSpec) -> None:
        """Data are read with these settings; what is known of the same data stays in sight until then."""
        if settings.path != self._settings.path:
            self._preview.clear()
        self._settings, self._survey = settings, None
        self._preview.show_settings(settings)
        self._preview.form.show()
        self._stack.setCurrentWidget(self._preview)
        path = PurePath(settings.path)
        self._show_name(path.name or settings.path, kind_title(settings.kind), settings.path)
        self._set_reading(is_reading=True)

    def show_progress(self, done: int, total: int) -> None:
        """So much is read, of so much; of 0 nobody knows."""
        if self._is_reading:
            self._reading.show_progress(done, total)

    def show_survey(self, survey: Survey) -> None:
        """The data are read."""
        self._settings, self._survey = survey.settings, survey
        self._preview.show_survey(survey)
        self._kind.setText(f"{kind_title(survey.settings.kind)}: {summary(survey)}")
        self._set_reading(is_reading=False)

    def show_failure(self, sentence: str) -> None:
        """The data cannot be read, for this reason."""
        self._survey = None
        self._preview.show_failure(sentence)
        self._set_reading(is_reading=False)

    def show_stopped(self) -> None:
        """The person ended the reading: there is nothing to use."""
        self.show_failure(self.tr("The file was not read to its end: change a setting, or choose it again."))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for part in (self._empty, self._preview, self._reading, self._file, self._folder):
            part.apply_theme(theme)
        self.update()

    def _build_top(self) -> QHBoxLayout:
        self._title = ElidedLabel("", self)
        self._title.setObjectName("ownDataTitle")
        set_text_role(self._title, "heading")
        self._kind = ElidedLabel("", self)
        self._kind.setObjectName("ownDataKind")
        set_text_tone(self._kind, "muted")
        self._file = IconButton(
            "ownDataOtherFile",
            "open",
            self.tr("Choose another file…"),
            self.tr("Choose another file…"),
            self.file_requested.emit,
        )
        self._folder = IconButton(
            "ownDataOtherFolder",
            "folder",
            self.tr("Choose another folder…"),
            self.tr("Choose another folder of images…"),
            self.folder_requested.emit,
        )
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._kind)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 8)
        top.setSpacing(8)
        top.addLayout(names, 1)
        top.addWidget(self._file)
        top.addWidget(self._folder)
        return top

    def _build_bottom(self) -> QHBoxLayout:
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setObjectName("ownDataCancel")
        self._cancel.setAccessibleName(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Back to the experiment; nothing is changed (Esc)"))
        self._cancel.clicked.connect(lambda: self.closed.emit())
        self._use = QPushButton(self.tr("Use these data"), self)
        self._use.setObjectName("ownDataUse")
        self._use.setAccessibleName(self.tr("Use these data"))
        self._use.setToolTip(self.tr("Begin with a network that suits these data"))
        self._use.setProperty("primary", True)
        self._use.clicked.connect(lambda: self.use_requested.emit())
        bottom = QHBoxLayout()
        bottom.setContentsMargins(16, 8, 16, 12)
        bottom.setSpacing(8)
        bottom.addWidget(self._reading, 1)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self._use)
        return bottom

    def _show_name(self, title: str, kind: str, path: str = "") -> None:
        self._title.setText(title)
        self._title.setToolTip(path)
        self._kind.setText(kind)
        self._kind.setVisible(bool(kind))
        has_data = self._stack.currentWidget() is self._preview
        for button in (self._file, self._folder, self._use):
            button.setVisible(has_data)

    def _set_reading(self, *, is_reading: bool) -> None:
        self._is_reading = is_reading
        if is_reading:
            self._reading.start()
        else:
            self._reading.stop()
        self._use.setEnabled(self._survey is not None and self._survey.dataset is not None and not is_reading)

    @Slot(object)
    def _on_settings_changed(self, settings: OwnDataSpec) -> None:
        """What was found was found with other settings."""
        self._settings, self._survey = settings, None
        self._set_reading(is_reading=True)
        self.settings_changed.emit(settings)

    @Slot()
    def _on_refused(self) -> None:
        """What was found is not what the fields say now."""
        self._survey = None
        self._set_reading(is_reading=self._is_reading)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.window)
        painter.end()
