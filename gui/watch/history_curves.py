"""From the history of a run to the curves of the four plots."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor

from engine.history import SeriesView
from gui.inspect.picture import blend
from gui.theme.theme import Theme
from gui.watch.curve import Curve, Emphasis, Values

# How much of its colour a curve keeps that steps back behind a selected one.
_PALE = 0.65


def loss_curves(steps: SeriesView, records: SeriesView, theme: Theme) -> list[Curve]:
    """Each step's loss, raw and smoothed, and the losses of the records."""
    curves = [
        _curve(steps, "loss", "train", _tr("train"), theme.train, emphasis="smooth"),
        _curve(records, "validation_loss", "validation", _tr("validation"), theme.validation,
               short=_tr("val."), pen_style=Qt.PenStyle.DashLine, symbol="s"),
        _curve(records, "train_loss", "train_record", _tr("train, epoch mean"), theme.train,
               short=_tr("epoch"), pen_style=Qt.PenStyle.DotLine, symbol="o", emphasis="light"),
    ]  # fmt: skip
    return _known(curves)


def accuracy_curves(records: SeriesView, theme: Theme) -> list[Curve]:
    """The accuracies of the records."""
    curves = [
        _curve(records, "train_accuracy", "train", _tr("train"), theme.train, symbol="o"),
        _curve(records, "validation_accuracy", "validation", _tr("validation"), theme.validation,
               short=_tr("val."), pen_style=Qt.PenStyle.DashLine, symbol="s"),
        _curve(records, "test_accuracy", "test", _tr("test"), theme.test,
               pen_style=Qt.PenStyle.DotLine, symbol="d"),
    ]  # fmt: skip
    return _known(curves)


def learning_rate_curves(steps: SeriesView, theme: Theme) -> list[Curve]:
    """The learning rate of each step."""
    return [_curve(steps, "learning_rate", "rate", _tr("learning rate"), theme.train, short=_tr("rate"))]


def layer_curves(
    view: SeriesView,
    quantity: str,
    theme: Theme,
    selected: int | None = None,
    *,
    emphasis: Emphasis = "smooth",
    symbols: bool = False,
) -> list[Curve]:
    """A curve a layer: `quantity` is "gradient_norm" or "update_ratio" of the steps, "weight_norm" of the records.

    Where a layer is selected the curves of the others are thin and pale. They keep their line style and symbol.
    """
    count = sum(name.startswith(f"{quantity}.") for name in view.names)
    one_stands_out = selected is not None and selected < count
    curves = []
    for index in range(count):
        last, color = index == count - 1, theme.layer_color(index)
        steps_back = one_stands_out and index != selected
        curves.append(
            _curve(
                view,
                f"{quantity}.{index}",
                str(index),
                _tr("output") if last else _tr("layer {number}").format(number=index + 1),
                blend(theme.surface, color, _PALE) if steps_back else color,
                short=_tr("out") if last else _tr("L{number}").format(number=index + 1),
                tiny=_tr("out") if last else str(index + 1),
                pen_style=theme.layer_pen_style(index),
                symbol=theme.layer_symbol(index) if symbols else _second_sign(index, theme),
                emphasis=emphasis,
                steps_back=steps_back,
            )
        )
    return curves


def _second_sign(index: int, theme: Theme) -> str | None:
    """A marker now and then for the layers whose line style an earlier layer has already."""
    round_ = sum(theme.layer_pen_style(before) == theme.layer_pen_style(index) for before in range(index))
    return theme.layer_symbol(round_ - 1) if round_ else None


def _curve(
    view: SeriesView,
    column: str,
    key: str,
    label: str,
    color: QColor,
    *,
    short: str = "",
    tiny: str = "",
    pen_style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    symbol: str | None = None,
    emphasis: Emphasis = "line",
    steps_back: bool = False,
) -> Curve:
    mean: Values = view.column(column)
    # While a row is one sample, its least and greatest value are the value.
    merged = view.stride > 1
    return Curve(
        key=key,
        label=label,
        short=short,
        tiny=tiny,
        x=view.steps,
        mean=mean,
        low=view.column(column, "low") if merged else None,
        high=view.column(column, "high") if merged else None,
        color=color,
        pen_style=pen_style,
        symbol=symbol,
        emphasis=emphasis,
        steps_back=steps_back,
    )


def _known(curves: list[Curve]) -> list[Curve]:
    """Without those a task has no values for, such as the accuracy of a regression."""
    return [curve for curve in curves if curve.latest() is not None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dashboard", text)
