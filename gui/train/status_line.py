"""One line at the bottom: what the session is doing, in words and figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.theme.text import set_text_tone, tabular
from gui.theme.theme import Theme
from gui.widgets.elided_label import ElidedLabel


class StatusLine(QWidget):
    """State, epoch, batch and loss on the left; speed, threads and seed on the right, in places that do not move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAccessibleName(self.tr("Status line"))
        self._status_label = ElidedLabel("", self)
        self._status_label.setObjectName("statusLabel")
        self._status_label.setAccessibleName(self.tr("Status"))
        self._status_label.setToolTip(self.tr("What the session is doing; the loss is that of the last batch"))
        tabular(self._status_label)
        self._rate_label = self._build_figure(
            "samplesPerSecondLabel", self.tr("Training speed, without loading and evaluation"), "0,000,000 samples/s"
        )
        self._threads_label = self._build_figure(
            "threadsLabel", self.tr("Processor threads that compute the matrix products"), "00 threads"
        )
        self._seed_label = self._build_figure("seedLabel", self.tr("Seed of the run's random numbers"), "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 12, 3)
        layout.setSpacing(24)
        layout.addWidget(self._status_label, 1)
        for label in (self._rate_label, self._threads_label, self._seed_label):
            layout.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_status(
        self,
        state: str,
        *,
        epoch: int | None = None,
        batch: int | None = None,
        batches: int | None = None,
        loss: float | None = None,
        samples_per_second: float | None = None,
        threads: int | None = None,
        seed: int | None = None,
        message: str = "",
    ) -> None:
        """Show the state of the session; what is None is left out.

        Args:
            state: loading, ready, training, paused, finished, diverged or error.
            epoch: counted from 1.
            batch: batches done in this epoch, of `batches`.
            loss: of the last batch.
            samples_per_second: kept as it is unless the state is training, so that a pause stands still.
            threads: BLAS threads.
            seed: of the run.
            message: a sentence that stands for the figures, such as why a run ended; that on a divergence stands for
                the state too.
        """
        figures = [
            self._batch_words(epoch, batch, batches),
            "" if loss is None else self.tr("loss {0}").format(format_loss(loss)),
        ]
        words = message or ", ".join(word for word in figures if word)
        state_word = self._state_word(state)
        is_told = state == "diverged" and bool(message)
        self._show(self._status_label, words if is_told else f"{state_word}: {words}" if words else state_word)
        if state == "training" and samples_per_second is not None:
            self._show(self._rate_label, self.tr("{0} samples/s").format(f"{samples_per_second:,.0f}"))
        elif state in ("loading", "ready"):
            self._show(self._rate_label, "")
        self._show(self._threads_label, self._threads_words(threads))
        self._show(self._seed_label, "" if seed is None else self.tr("seed {0}").format(seed))

    def spoken(self) -> str:
        """The whole line in words."""
        labels = (self._status_label, self._rate_label, self._threads_label, self._seed_label)
        return ", ".join(label.text() for label in labels if label.text())

    def apply_theme(self, theme: Theme) -> None:
        """Its colours come with the style sheet; here so that every view is told in the same way."""

    def _build_figure(self, object_name: str, what: str, widest: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(object_name)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setAccessibleName(what)
        label.setToolTip(what)
        set_text_tone(label, "muted")
        tabular(label)
        if widest:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
        return label

    def _state_word(self, state: str) -> str:
        return {
            "loading": self.tr("Loading"),
            "ready": self.tr("Ready"),
            "training": self.tr("Training"),
            "paused": self.tr("Paused"),
            "finished": self.tr("Finished"),
            "diverged": self.tr("Diverged"),
            "error": self.tr("Stopped"),
        }[state]

    def _batch_words(self, epoch: int | None, batch: int | None, batches: int | None) -> str:
        if epoch is None:
            return ""
        if batch is None or batches is None or batches <= 1:
            return self.tr("epoch {0}").format(f"{epoch:,}")
        return self.tr("epoch {0}, batch {1} of {2}").format(f"{epoch:,}", f"{batch:,}", f"{batches:,}")

    def _threads_words(self, threads: int | None) -> str:
        if threads is None:
            return ""
        return self.tr("1 thread") if threads == 1 else self.tr("{0} threads").format(threads)

    def _show(self, label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)


def format_loss(loss: float) -> str:
    """Three places, or three digits and a power of ten where that would say less: 0.183, 2.300, 1.23e−5."""
    if loss and (abs(loss) < 0.01 or abs(loss) >= 10_000):
        mantissa, exponent = f"{loss:.2e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{loss:.3f}"
