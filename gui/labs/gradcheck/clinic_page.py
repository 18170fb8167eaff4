"""The clinic: a healthy network beside one with a bug, and a quiz."""

from __future__ import annotations

import random

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.labs.clinic import BUGS, Bug
from engine.labs.clinic_run import ClinicResult
from gui.design.choice_combo import ChoiceCombo
from gui.inspect.picture import CachedPicture
from gui.labs.gradcheck.clinic_words import (
    bug_tell,
    bug_title,
    bug_wrong,
    check_table,
    outcome,
    reading_help,
    worst_pair,
)
from gui.labs.gradcheck.loss_curves import LossCurves
from gui.labs.gradcheck.quiz import Quiz
from gui.labs.split_room import SplitRoom
from gui.theme.text import set_text_role, set_text_tone
from gui.theme.theme import Theme
from gui.widgets.wrapping_row import WrappingRow


class ClinicPage(QWidget):
    """Chooses a bug, shows what it does to the losses, what the check and the reading help say, and how to tell.

    Signals:
        clinic_requested(str): train a healthy network and one with the bug of this name.
        changed(): the person chose another bug, or named the hidden one.

    Attributes:
        named_in_a_row: Hidden bugs that were named rightly since the last wrong answer.
    """

    clinic_requested = Signal(str)
    changed = Signal()

    def __init__(self, rng: random.Random, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clinicPage")
        self._rng = rng
        self._bug: Bug = next(iter(BUGS.values()))
        self._is_quiz = False
        self.named_in_a_row = 0
        self._result: ClinicResult | None = None
        self._losses, self._quiz = LossCurves(), Quiz()
        self._build()
        self.show_result(None)
        self._show_bug()

    @property
    def bug(self) -> str:
        """The name of the chosen bug; empty while one is hidden."""
        return "" if self._is_quiz else self._bug.name

    @property
    def has_result(self) -> bool:
        """Whether anything of a run is shown."""
        return self._result is not None

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._losses.apply_theme(theme)
        self._quiz.apply_theme(theme)

    def pictures(self) -> tuple[CachedPicture, ...]:
        """What is drawn here."""
        return (self._losses,)

    def set_bug(self, name: str) -> None:
        """Choose a bug; a quiz is over."""
        if self._is_quiz or name != self._bug.name:
            self._bug, self._is_quiz = BUGS[name], False
            self.show_result(None)
        self._show_bug()

    def ask(self) -> None:
        """Ask for a run with the chosen bug."""
        self.clinic_requested.emit(self._bug.name)

    def show_result(self, result: ClinicResult | None) -> None:
        """Show what is known of a run; that of another bug than the chosen one is not shown."""
        if result is not None and result.bug != self._bug.name:
            return
        self._result = result
        self._losses.show_result(result)
        self._progress.setVisible(result is not None and not result.is_done)
        if result is None:
            for label in (self._check, self._pair, self._help):
                label.setText("")
            self._outcome.setText(self.tr("Press Examine: both networks start alike and train for 300 steps."))
            return
        self._progress.setMaximum(result.steps)
        self._progress.setValue(len(result.healthy.loss))
        self._outcome.setText(outcome(result))
        self._check.setText(check_table(result) if result.sick.verdicts else "")
        self._pair.setText(worst_pair(result))
        self._pair.setVisible(bool(self._pair.text()))
        self._help.setText(self._help_text(result))

    def _build(self) -> None:
        self._combo = ChoiceCombo("clinicBug", self.tr("Bug"), self.tr("What is broken in the sick network"))
        self._combo.setMinimumContentsLength(18)
        self._combo.set_choices([(name, bug_title(bug), bug_wrong(bug)) for name, bug in BUGS.items()])
        self._combo.chosen.connect(self._on_bug_chosen)
        examine = self._build_button("clinicButton", self.tr("Examine"), self.tr("Train and check both networks"))
        examine.setProperty("primary", True)
        examine.clicked.connect(self.ask)
        quiz = self._build_button("quizButton", self.tr("Quiz: a hidden bug"), self.tr("A bug is chosen and not named"))
        quiz.clicked.connect(self._on_quiz)
        self._progress = QProgressBar()
        self._progress.setObjectName("clinicProgress")
        self._progress.setAccessibleName(self.tr("Steps of training"))
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        controls = WrappingRow(QMargins(12, 8, 12, 0))
        for widget in (self._combo, examine, quiz):
            controls.add_widget(widget)
        self._wrong, self._tell = self._build_label("clinicWrong"), self._build_label("clinicTell")
        self._outcome, self._check = self._build_label("clinicOutcome"), self._build_label("clinicCheck")
        self._check.setTextFormat(Qt.TextFormat.RichText)
        self._pair, self._help = self._build_label("clinicPair"), self._build_label("clinicHelp")
        set_text_role(self._wrong, "body")
        set_text_tone(self._tell, "muted")
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._wrong)
        column.addWidget(self._tell)
        column.addWidget(self._outcome)
        for title, labels in (
            (self.tr("Gradient check, before the first step"), (self._check, self._pair)),
            (self.tr("What the plots of the sick one say"), (self._help,)),
        ):
            heading = QLabel(title)
            set_text_role(heading, "small")
            set_text_tone(heading, "muted")
            column.addWidget(heading)
            for label in labels:
                column.addWidget(label)
        column.addWidget(self._quiz)
        self._quiz.answered.connect(self._on_answered)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(controls)
        layout.addWidget(self._progress)
        layout.addWidget(SplitRoom("clinicRoom", self._losses, column), 1)

    def _build_label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        set_text_role(label, "small")
        return label

    def _build_button(self, name: str, title: str, tooltip: str) -> QPushButton:
        button = QPushButton(title)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setToolTip(tooltip)
        return button

    def _show_bug(self) -> None:
        self._combo.set_choice("" if self._is_quiz else self._bug.name, self.tr("a hidden bug"))
        for label, words in ((self._wrong, bug_wrong(self._bug)), (self._tell, bug_tell(self._bug))):
            label.setText(words)
            label.setVisible(not self._is_quiz)
        self._quiz.setVisible(self._is_quiz)

    def _help_text(self, result: ClinicResult) -> str:
        if self._is_quiz and self._quiz.is_open:
            return self.tr("• told after your answer")
        return reading_help(result.sick) if result.is_done else self.tr("• reading …")

    @Slot(bool)
    def _on_answered(self, is_right: bool) -> None:
        self.named_in_a_row = self.named_in_a_row + 1 if is_right else 0
        self.show_result(self._result)
        self.changed.emit()

    @Slot(str)
    def _on_bug_chosen(self, name: str) -> None:
        self.set_bug(name)
        self.changed.emit()
        self.ask()

    @Slot()
    def _on_quiz(self) -> None:
        self._bug, self._is_quiz = self._rng.choice(list(BUGS.values())), True
        self._quiz.ask(self._bug)
        self.show_result(None)
        self._show_bug()
        self.ask()
