from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.watch.curve import Curve
from gui.watch.legend import Legend
from gui.watch.legend_entry import Detail


def curves(selected: int | None = None) -> list[Curve]:
    steps = np.arange(3.0)
    return [
        Curve(str(index), f"layer {index}", steps, steps, QColor("teal"), steps_back=selected not in (None, index))
        for index in range(12)
    ]


@pytest.mark.parametrize("selected", [None, 0, 7, 11])
def test_that_the_selected_curve_is_never_among_those_that_are_only_counted(qtbot: QtBot, selected: int | None) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(100, 20)
    legend.show()
    legend.set_curves(curves())
    legend.arrange(Detail.TINY)
    assert legend.entries()["11"].isHidden()

    with qtbot.waitSignal(legend.room_changed) if selected is not None else qtbot.assertNotEmitted(legend.room_changed):
        legend.set_curves(curves(selected))
    legend.arrange(Detail.TINY)
    shown = [key for key, entry in legend.entries().items() if not entry.isHidden()]
    assert 0 < len(shown) < 12
    assert str(selected or 0) in shown
    for key in shown:
        assert legend.rect().contains(legend.entries()[key].geometry())
