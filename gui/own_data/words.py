"""What the page calls the kinds of files and columns."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

from engine.datasets.own import Column, Survey

# Shorter words fit into the narrowest page.
_LONG = re.compile(r"\S{30}(?=\S)")


def kind_title(kind: str) -> str:
    """A kind of data, as a person calls it."""
    titles = {
        "csv": _tr("Table (CSV)"),
        "npz": _tr("NumPy arrays (NPZ)"),
        "idx": _tr("Images (IDX)"),
        "images": _tr("Folder of images"),
    }
    return titles.get(kind, kind)


def column_kind(kind: str) -> str:
    """What a column is taken for."""
    titles = {
        "number": _tr("number"),
        "categories": _tr("categories"),
        "text": _tr("text"),
        "label": _tr("predicted"),
        "left out": _tr("left out"),
    }
    return titles.get(kind, kind)


def column_remark(column: Column) -> str:
    """What is worth knowing about a column, or ""."""
    if column.is_constant:
        return _tr("always the same")
    if column.kind == "text":
        return _tr("text: not read")
    if column.kind == "categories" and column.distinct is not None:
        return _tr("{count} inputs").format(count=column.distinct)
    return ""


def summary(survey: Survey) -> str:
    """How much there is, in a line."""
    parts = [_tr("1 row") if survey.rows == 1 else _tr("{rows:,} rows").format(rows=survey.rows)]
    if survey.image_shape is not None:
        height, width = survey.image_shape
        parts.append(_tr("images of {width}×{height}").format(width=width, height=height))
    elif survey.columns:
        count = len(survey.columns)
        parts.append(_tr("1 column") if count == 1 else _tr("{count:,} columns").format(count=count))
    if survey.classes:
        count = len(survey.classes)
        parts.append(_tr("1 class") if count == 1 else _tr("{count:,} classes").format(count=count))
    if survey.dataset is not None:
        parts.append(_tr("{count:,} for training").format(count=survey.dataset.train.rows))
    return ", ".join(parts)


def breakable(sentence: str) -> str:
    """The sentence with places for a line to end in words that are too long for one, such as names of files."""
    return _LONG.sub(lambda found: f"{found[0]}\N{ZERO WIDTH SPACE}", sentence)


def number(value: float | None) -> str:
    """A number of a column in four digits, "" for none."""
    if value is None or not math.isfinite(value):
        return ""
    if value == round(value) and abs(value) < 1e6:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")


def _tr(words: str) -> str:
    return QCoreApplication.translate("own_data", words)
