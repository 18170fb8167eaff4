"""What a survey found, beside the settings it was made with, or below them where there is little width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.datasets.own import Survey
from engine.own_data import OwnDataSpec
from gui.own_data.bar_delegate import BarDelegate
from gui.own_data.cells import CellsModel, ClassModel
from gui.own_data.column_model import ColumnModel
from gui.own_data.messages import Messages
from gui.own_data.preview_table import PreviewTable
from gui.own_data.sample_mosaic import SampleMosaic
from gui.own_data.samples import samples_of
from gui.own_data.settings_form import SettingsForm
from gui.theme.theme import Theme
from gui.widgets.section import Section

_SIDE_CHARACTERS = 40
_UNBOUNDED = 16_777_215
# A share beside which the stretch at the end gets nothing.
_ALL = 255
_MOST_CLASSES, _MOST_COLUMNS, _MOST_ROWS = 12, 10, 8
# Of images there is nothing to be said about a column.
_OF_COLUMNS = ("csv", "npz")
# A column of a table a cell: of images thousands, which nobody reads.
_MOST_CELLS = 64


class Preview(QScrollArea):
    """Settings and classes at the left; what is to be known, samples and columns at the right.

    Signals:
        settings_changed(OwnDataSpec): the person changed one of the settings.
        refused(): what was entered there is impossible.
    """

    settings_changed = Signal(object)
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownDataPreview")
        self.form = SettingsForm()
        self._problems, self._remarks = Messages("ownDataProblems"), Messages("ownDataRemarks")
        self._build_tables()
        self._samples = SampleMosaic()
        self._build_sections()
        self._build_layout()
        self.form.settings_changed.connect(self.settings_changed)
        self.form.refused.connect(self.refused)
        self._columns_model.read_changed.connect(self.form.set_read)

    def show_settings(self, settings: OwnDataSpec) -> None:
        """Show settings of data that are not read yet, or are being read anew."""
        self.form.show_settings(settings, (settings.label,) if settings.label else ())

    def show_survey(self, survey: Survey) -> None:
        """Show what was found."""
        self.form.show_settings(survey.settings, self._names(survey))
        if survey.dataset is not None:
            rows = {name: split.rows for name, split in survey.dataset.splits()}
            self.form.show_rows({"validation": 0, "test": 0, **rows}, survey.kept_apart)
        self._problems.show_messages(survey.problems, is_problem=True)
        self._remarks.show_messages(survey.remarks, is_problem=False)
        self._classes_model.show(survey.classes)
        self._columns_model.show(survey.columns, survey.settings.left_out)
        names = [column.name for column in survey.columns][:_MOST_CELLS]
        self._rows_model.show(names, survey.sample_rows)
        samples = samples_of(survey)
        if samples is not None:
            self._samples.show_images(*samples)
        self._classes.setVisible(bool(survey.classes))
        self._columns.setVisible(bool(survey.columns) and survey.settings.kind in _OF_COLUMNS)
        self._wide.setStretchFactor(self._columns, _ALL if self._column_table.wants_more() else 0)
        self._rows.setVisible(bool(survey.sample_rows) and samples is None)
        self._images.setVisible(samples is not None)

    def show_failure(self, sentence: str) -> None:
        """There is nothing to be shown, for this reason."""
        self.clear()
        self._problems.show_messages((sentence,), is_problem=True)

    def clear(self) -> None:
        """Nothing is known yet."""
        self._problems.show_messages((), is_problem=True)
        self._remarks.show_messages((), is_problem=False)
        for section in self._sections:
            section.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._problems.apply_theme(theme)
        self._remarks.apply_theme(theme)
        self._samples.apply_theme(theme)
        self._bars.apply_theme(theme)
        self._class_table.viewport().update()

    def _names(self, survey: Survey) -> list[str]:
        return [column.name for column in survey.columns]

    def _build_tables(self) -> None:
        self._classes_model, self._columns_model, self._rows_model = ClassModel(), ColumnModel(), CellsModel()
        self._class_table = PreviewTable(
            "ownClasses",
            self.tr("Classes"),
            self.tr("How many rows each class has"),
            self._classes_model,
            most_rows=_MOST_CLASSES,
            widest=16,
            fill=True,
        )
        self._bars = BarDelegate(self)
        self._class_table.setItemDelegateForColumn(2, self._bars)
        self._column_table = PreviewTable(
            "ownColumns",
            self.tr("Columns"),
            self.tr("What each column holds; the network reads those with a tick (Space changes it)"),
            self._columns_model,
            most_rows=_MOST_COLUMNS,
            fill=True,
            grows=True,
        )
        self._row_table = PreviewTable(
            "ownRows", self.tr("First rows"), self.tr("The file as it was read"), self._rows_model, most_rows=_MOST_ROWS
        )

    def _build_sections(self) -> None:
        self._classes, self._columns = Section(self.tr("Classes")), Section(self.tr("Columns"))
        self._rows, self._images = Section(self.tr("First rows")), Section(self.tr("Samples"))
        self._sections = (self._classes, self._columns, self._rows, self._images)
        pairs = (self._class_table, self._column_table, self._row_table, self._samples)
        for section, widget in zip(self._sections, pairs, strict=True):
            section.add_widget(widget)

    def _build_layout(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self._side, wide = QWidget(content), QWidget(content)
        self._fill(self._side, self.form, self._classes)
        self._wide = self._fill(wide, self._remarks, self._images, self._columns, self._rows)
        # What forbids the use stands above everything, also where the columns are below each other.
        whole = QVBoxLayout(content)
        whole.setContentsMargins(16, 8, 16, 16)
        whole.setSpacing(16)
        whole.addWidget(self._problems)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._layout.setSpacing(24)
        whole.addLayout(self._layout, 1)
        self._layout.addWidget(self._side)
        self._layout.addWidget(wide, 1)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _fill(self, place: QWidget, *widgets: QWidget) -> QVBoxLayout:
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        return column

    def _arrange(self) -> None:
        side = self.fontMetrics().averageCharWidth() * _SIDE_CHARACTERS
        is_wide = self.viewport().width() >= 2.4 * side
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(way)
        self._side.setMinimumWidth(side if is_wide else 0)
        self._side.setMaximumWidth(side if is_wide else _UNBOUNDED)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 200)
