"""The columns of the table of runs: what each is called, what it says of a run and how it sorts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gui.runs.run_row import RunRow
from gui.runs.settings import Setting, Sortable, differing, settings_of, sortable

SHOW, NAME = "show", "run"


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        key: Tells it from the others, also after the columns have changed.
        figure: It holds figures, which are aligned to the right.
    """

    key: str
    title: str
    tip: str
    text: Callable[[RunRow], str]
    order: Callable[[RunRow], Sortable]
    figure: bool = True


def columns_for(rows: Sequence[RunRow]) -> list[Column]:
    """The columns that say something of these runs: what came of them, in what they differ, and what it took."""
    results = [
        Column(SHOW, _tr("Show"), _tr("Draw its curves behind those of the present run"), lambda row: "",
               lambda row: sortable(row.shown and not row.present), figure=False),
        Column(NAME, _tr("Run"), _tr("Double-click a name or press F2 to change it"), lambda row: row.name,
               lambda row: sortable(row.name), figure=False),
    ]  # fmt: skip
    if any(row.has_accuracy for row in rows):
        results.append(
            Column("accuracy", _tr("Accuracy"), _tr("The best share of validation samples read correctly"),
                   lambda row: accuracy_text(row.accuracy), lambda row: sortable(row.accuracy))
        )  # fmt: skip
    if not all(row.has_accuracy for row in rows):
        results.append(
            Column("loss", _tr("Last loss"), _tr("Of the validation samples where there are any, else of training"),
                   lambda row: loss_text(row.loss), lambda row: sortable(row.loss))
        )  # fmt: skip
    counts = [
        Column("time", _tr("Time"), _tr("Time spent computing, without pauses; of an opened file, since then"),
               lambda row: duration_text(row.seconds), lambda row: sortable(row.seconds)),
        Column("epochs", _tr("Epochs"), _tr("Whole epochs trained"), lambda row: f"{row.epochs:,}",
               lambda row: sortable(row.epochs)),
        Column("steps", _tr("Steps"), _tr("Updates of the weights"), lambda row: f"{row.steps:,}",
               lambda row: sortable(row.steps)),
    ]  # fmt: skip
    settings = [_setting_column(setting) for setting in differing([row.spec for row in rows])]
    return [*results, *settings, *counts]


def accuracy_text(accuracy: float | None) -> str:
    """A share in four decimals."""
    return "–" if accuracy is None else f"{accuracy:.4f}"


def loss_text(loss: float | None) -> str:
    """A loss in four figures."""
    return "–" if loss is None else f"{loss:.4g}"


def duration_text(seconds: float) -> str:
    """As 0.42 s, 12.3 s, 2 min 05 s or 1 h 02 min."""
    if seconds < 59.95:
        return _tr("{seconds} s").format(seconds=f"{seconds:.2f}" if seconds < 9.995 else f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    hours, left = divmod(minutes, 60)
    if hours:
        return _tr("{hours} h {minutes:02} min").format(hours=hours, minutes=left)
    return _tr("{minutes} min {seconds:02} s").format(minutes=minutes, seconds=rest)


def setting_text(setting: Setting, row: RunRow) -> str:
    """What a run was trained by in the end, with an arrow where that was something else at first."""
    text = setting.text(row.spec)
    return f"→ {text}" if setting.key in settings_of(row.changed) else text


def _setting_column(setting: Setting) -> Column:
    return Column(
        setting.key,
        setting.title,
        _tr("A setting in which these runs differ; after an arrow it was changed while the run trained"),
        lambda row: setting_text(setting, row),
        lambda row: setting.order(row.spec),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsView", text)
