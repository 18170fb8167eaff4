"""The settings of data of one's own, as far as they matter for their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from engine.errors import SpecError
from engine.own_data import NO_OWN_DATA, SEPARATORS, OwnDataSpec
from gui.design.choice_combo import ChoiceCombo
from gui.design.form import Form, align
from gui.design.names import Choice
from gui.theme.text import set_text_role, set_text_tone
from gui.widgets.number_field import NumberField

_TABLES, _ARRAYS = ("csv",), ("csv", "npz")
_LARGEST_PERCENT = 90


class SettingsForm(QWidget):
    """Fields for what is known of a file; those that say nothing about its kind are not there.

    Signals:
        settings_changed(OwnDataSpec): the person changed one of them.
        refused(): what was entered is impossible; a sentence says why.
    """

    settings_changed = Signal(object)
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = NO_OWN_DATA
        self._names: tuple[str, ...] = ()
        self._is_showing = False
        self._form = Form()
        self._shares: dict[str, tuple[NumberField, QLabel]] = {}
        self._rows: list[tuple[tuple[str, ...], tuple[QWidget, ...]]] = []
        self.setLayout(self._form)
        self._build_table_rows()
        self._build_task_rows()
        self._build_number_rows()
        self._problem = QLabel(self)
        self._problem.setObjectName("ownDataFormProblem")
        self._problem.setWordWrap(True)
        set_text_role(self._problem, "small")
        set_text_tone(self._problem, "danger")
        self._form.addWidget(self._problem, self._form.rowCount(), 0, 1, 2)
        self._form.end()
        self._say("")

    @property
    def settings(self) -> OwnDataSpec:
        """The settings as they are."""
        return self._settings

    @property
    def problem(self) -> str:
        """What is impossible about what was entered last, or ""."""
        return self._problem.text()

    def show_settings(self, settings: OwnDataSpec, names: Sequence[str]) -> None:
        """Show settings; one of the columns or arrays of these names can be the one to be predicted."""
        self._is_showing = True
        self._settings = settings
        for kinds, widgets in self._rows:
            for widget in widgets:
                widget.setVisible(settings.kind in kinds)
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._label.set_choices((name, name, "") for name in self._names)
        self._separator.set_choice(settings.separator)
        self._header.setChecked(settings.header)
        self._label.set_choice(settings.label, settings.label or self.tr("Choose…"))
        self._task.set_choice(settings.task)
        self._missing.set_choice(settings.missing)
        self._side.setValue(settings.side)
        self._validation.setValue(round(100 * settings.validation_share))
        self._test.setValue(round(100 * settings.test_share))
        self.show_rows({}, ())
        self._say("")
        self._is_showing = False

    def show_rows(self, rows: Mapping[str, int], kept_apart: Sequence[str]) -> None:
        """Say how many rows each part has; of those that the data keep apart themselves the share means nothing."""
        for part, (field, unit) in self._shares.items():
            is_kept = part in kept_apart
            words = self.tr("{count:,} rows of the data's own") if is_kept else self.tr("%: {count:,} rows")
            unit.setText(words.format(count=rows[part]) if part in rows else self.tr("% of the rows"))
            field.setVisible(not is_kept)

    def set_read(self, name: str, is_read: bool) -> None:
        """The person wants the network to read a column, or not."""
        left_out = [known for known in self._settings.left_out if known != name]
        self._change(left_out=tuple(left_out if is_read else [*left_out, name]))

    def _build_table_rows(self) -> None:
        self._separator = self._combo(
            "ownSeparator", self.tr("Separator"), self.tr("What stands between the values of a row"), self._separators()
        )
        self._separator.chosen.connect(lambda name: self._change(separator=name))
        self._add(_TABLES, self.tr("Separator"), self._separator)
        self._header = QCheckBox(self.tr("names the columns"), self)
        self._header.setObjectName("ownHeader")
        self._header.setAccessibleName(self.tr("The first row names the columns"))
        self._header.setToolTip(self.tr("Off where the first row holds values like all others"))
        self._header.toggled.connect(self._on_header_toggled)
        self._add(_TABLES, self.tr("First row"), self._header)
        self._label = ChoiceCombo(
            "ownLabel",
            self.tr("To be predicted"),
            self.tr("The column that the network learns to predict: is it this?"),
        )
        self._label.chosen.connect(self._on_label_chosen)
        self._add(_ARRAYS, self.tr("Predict"), self._label)

    def _build_task_rows(self) -> None:
        tasks = (
            ("classes", self.tr("Classes"), self.tr("Each different value is a class of its own")),
            ("values", self.tr("Values"), self.tr("A number that is to be met as nearly as possible")),
        )
        self._task = self._combo("ownTask", self.tr("Task"), self.tr("What is to be predicted"), tasks)
        self._task.chosen.connect(lambda name: self._change(task=name))
        self._add(_ARRAYS, self.tr("As"), self._task)
        ways = (
            ("drop", self.tr("Leave the row out"), self.tr("Rows in which a value is missing are not used")),
            ("mean", self.tr("Take the mean"), self.tr("A missing value becomes the mean of its column")),
        )
        self._missing = self._combo("ownMissing", self.tr("Missing values"), self.tr("What a gap becomes"), ways)
        self._missing.chosen.connect(lambda name: self._change(missing=name))
        self._add(_ARRAYS, self.tr("Missing"), self._missing)

    def _build_number_rows(self) -> None:
        self._side = NumberField(self.tr("Image side"), 28, 4, 256)
        self._side.setObjectName("ownSide")
        self._side.setToolTip(self.tr("Every image is made grey, and so many pixels wide and high"))
        self._side.valueChanged.connect(lambda side: self._change(side=side))
        self._add(("images",), self.tr("Side"), self._side, _unit(self.tr("pixels")), stretch=False)
        self._validation = NumberField(self.tr("Validation share"), 15, 0, _LARGEST_PERCENT, step=5)
        self._validation.setObjectName("ownValidation")
        self._validation.setToolTip(self.tr("Rows that are held out, and watched while the network learns"))
        self._validation.valueChanged.connect(lambda percent: self._change(validation_share=percent / 100))
        self._add_share("validation", self.tr("Validation"), self._validation)
        self._test = NumberField(self.tr("Test share"), 15, 0, _LARGEST_PERCENT, step=5)
        self._test.setObjectName("ownTest")
        self._test.setToolTip(self.tr("Rows that are held out, and judged at the end"))
        self._test.valueChanged.connect(lambda percent: self._change(test_share=percent / 100))
        self._add_share("test", self.tr("Test"), self._test)
        for field in (self._side, self._validation, self._test):
            # What is being typed would read the file once a digit.
            field.setKeyboardTracking(False)

    def _separators(self) -> list[Choice]:
        titles = {
            ",": self.tr("Comma"),
            ";": self.tr("Semicolon"),
            "\t": self.tr("Tab"),
            "|": self.tr("Vertical bar"),
            " ": self.tr("Spaces"),
        }
        return [(name, titles.get(name, name), "") for name in SEPARATORS]

    def _combo(self, name: str, title: str, tooltip: str, choices: Sequence[Choice]) -> ChoiceCombo:
        combo = ChoiceCombo(name, title, tooltip)
        combo.set_choices(choices)
        return combo

    def _add(self, kinds: tuple[str, ...], title: str, field: QWidget, *beside: QWidget, stretch: bool = True) -> None:
        label = self._form.add_row(title, field, *beside, stretch=stretch)
        self._rows.append((kinds, (label, field, *beside)))

    def _add_share(self, part: str, title: str, field: NumberField) -> None:
        unit = _unit(self.tr("% of the rows"))
        unit.setObjectName(f"ownRows_{part}")
        self._shares[part] = field, unit
        self._form.add_row(title, field, unit, stretch=False)

    def _change(self, **changes: object) -> None:
        if self._is_showing:
            return
        try:
            settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        except SpecError as error:
            self._say(str(error))
            self.refused.emit()
            return
        was_refused = bool(self.problem)
        self._say("")
        if settings != self._settings or was_refused:
            self._settings = settings
            self.settings_changed.emit(settings)

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    @Slot(bool)
    def _on_header_toggled(self, checked: bool) -> None:
        # Columns have other names then, so that nothing is left of what was said about them.
        self._change(header=checked, label="", left_out=())

    @Slot(str)
    def _on_label_chosen(self, name: str) -> None:
        self._change(label=name, left_out=tuple(other for other in self._settings.left_out if other != name))

    def event(self, event: QEvent) -> bool:
        result = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            align((self._form,))
        return result


def _unit(text: str) -> QLabel:
    label = QLabel(text)
    set_text_tone(label, "muted")
    return label
