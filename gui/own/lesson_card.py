"""Where the network learns the kept digits: the button, how far it is, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.theme.text import set_text_role, set_text_tone, tabular


class LessonCard(QWidget):
    """A sentence on what will happen, or why it cannot; then the progress; then the result with its undo.

    Signals:
        learn_requested(): the network is to learn the digits.
        cancel_requested(): it is to stop doing so.
        undo_requested(): the weights from before are wanted back.
    """

    learn_requested = Signal()
    cancel_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem = ""
        self._is_busy = False
        self._result = self._build_label("lessonResult")
        tabular(self._result)
        self._words = self._build_label("lessonLabel")
        set_text_tone(self._words, "muted")
        self._progress = QProgressBar(self)
        self._progress.setObjectName("lessonProgress")
        self._progress.setAccessibleName(self.tr("How much of the lesson is done"))
        self._progress.setToolTip(self._progress.accessibleName())
        self._progress.setTextVisible(False)
        self._learn = self._build_button("learnDigitsButton", self.tr("Learn my digits"))
        self._learn.setProperty("primary", True)
        self._cancel = self._build_button("cancelLessonButton", self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Stop: the network stays as it is"))
        self._undo = self._build_button("undoLessonButton", self.tr("Undo"))
        self._build_layout()
        self._learn.clicked.connect(self.learn_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._undo.clicked.connect(self.undo_requested)
        self.show_result("")
        self.set_problem("")

    def set_problem(self, sentence: str) -> None:
        """Say what must be done before the network can learn; "" where it can."""
        self._problem = sentence
        self._show()

    def show_progress(self, done: int, parts: int) -> None:
        """So many of so many parts are done."""
        self._is_busy = True
        self._progress.setRange(0, max(parts, 1))
        self._progress.setValue(done)
        self._show()

    def show_result(self, sentence: str, *, can_undo: bool = False, undo_tip: str = "") -> None:
        """Nothing is being learnt; say what came of it last, "" where nothing did."""
        self._is_busy = False
        self._result.setText(sentence)
        self._result.setVisible(bool(sentence))
        self._undo.setVisible(bool(sentence) and bool(undo_tip))
        self._undo.setEnabled(can_undo)
        self._undo.setToolTip(undo_tip)
        self._show()

    def _show(self) -> None:
        learning = self.tr("Learning… The network changes only when all of it is done.")
        plan = self.tr(
            "This network learns them in a few seconds, mixed with the data that it knows. What that costs is"
            " measured; Undo takes it back."
        )
        self._words.setText(learning if self._is_busy else self._problem or plan)
        self._words.setHidden(bool(self._result.text()) and not self._is_busy and not self._problem)
        self._progress.setVisible(self._is_busy)
        self._cancel.setVisible(self._is_busy)
        self._learn.setVisible(not self._is_busy)
        self._learn.setEnabled(not self._problem)
        self._learn.setToolTip(self._problem or plan)
        if self._is_busy:
            self._undo.hide()
            self._result.hide()

    def _build_layout(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._learn)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._undo)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._result)
        column.addWidget(self._words)
        column.addWidget(self._progress)
        column.addLayout(buttons)

    def _build_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        set_text_role(label, "small")
        return label

    def _build_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        return button
