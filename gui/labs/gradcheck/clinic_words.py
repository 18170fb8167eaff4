"""What the clinic finds, in words."""

from __future__ import annotations

import html
import math

from PySide6.QtCore import QCoreApplication

from engine.labs.clinic import Bug
from engine.labs.clinic_run import ClinicResult, PatientRecord
from engine.labs.gradient_table import LayerVerdict
from gui.inspect.picture import figure
from gui.labs.gradcheck.matrices_picture import error_text
from gui.labs.numbers import shown
from gui.watch.advice import advice_by_plot


def bug_title(bug: Bug) -> str:
    """What a bug is called."""
    return QCoreApplication.translate("Clinic", bug.title)


def bug_wrong(bug: Bug) -> str:
    """What is wrong."""
    return QCoreApplication.translate("Clinic", bug.wrong)


def bug_tell(bug: Bug) -> str:
    """How to tell, and who finds it."""
    found_by = {
        "check": _tr("Found by the gradient check."),
        "plots": _tr("Found by the plots; the gradient check has nothing to object to."),
    }
    return f"{QCoreApplication.translate('Clinic', bug.tell)} {found_by[bug.found_by]}"


def outcome(result: ClinicResult) -> str:
    """How far both have come."""
    words = _tr("{who}: loss {first} → {last}{accuracy}{end}")
    lines = []
    for who, patient in ((_tr("Healthy"), result.healthy), (_tr("Sick"), result.sick)):
        if not len(patient.loss):
            lines.append(_tr("{who}: not trained yet").format(who=who))
            continue
        accuracy = "" if math.isnan(patient.accuracy) else _tr(", reads {share:.0f} % of the training digits")
        end = "" if patient.diverged_at is None else _tr("; out of range after {steps} steps")
        lines.append(
            words.format(
                who=who,
                first=figure(float(patient.loss[0])),
                last=figure(float(patient.loss[-1])),
                accuracy=accuracy.format(share=100 * patient.accuracy),
                end=end.format(steps=patient.diverged_at),
            )
        )
    return "\n".join(lines)


def check_table(result: ClinicResult) -> str:
    """The gradient check of both, a row a layer, as rich text."""
    heads = ("", _tr("healthy"), _tr("sick"))
    rows = ["<tr>" + "".join(f"<th align='left'>{html.escape(head)}&nbsp;&nbsp;</th>" for head in heads) + "</tr>"]
    for layer, (healthy, sick) in enumerate(zip(result.healthy.verdicts, result.sick.verdicts, strict=False)):
        cells = (_tr("layer {number}").format(number=layer + 1), _verdict(healthy), _verdict(sick))
        rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}&nbsp;&nbsp;</td>" for cell in cells) + "</tr>")
    return f"<table cellspacing='0' cellpadding='2'>{''.join(rows)}</table>"


def worst_pair(result: ClinicResult) -> str:
    """The derivative of the sick network that is farthest from what was measured, with both numbers."""
    wrong = [verdict for verdict in result.sick.verdicts if verdict.is_wrong]
    if not wrong:
        return ""
    verdict = wrong[0]
    words = _tr("One entry: backpropagation says {found}, measured is {measured}, {factor} times that.")
    factor = verdict.analytic / verdict.measured if verdict.measured else math.inf
    return words.format(found=shown(verdict.analytic), measured=shown(verdict.measured), factor=_round(factor))


def reading_help(patient: PatientRecord) -> str:
    """What the reading help says of the plots."""
    said = advice_by_plot(patient.insights, len(patient.activations)).values()
    return "\n".join(f"• {advice.sentence}" for advice in said) or _tr("• nothing: the curves look healthy")


def _verdict(verdict: LayerVerdict) -> str:
    if not verdict.is_measurable:
        return _tr("○ too small")
    return f"{'✓' if verdict.is_right else '✗'} {error_text(verdict.error)}"


def _round(factor: float) -> str:
    return f"{factor:.3g}".replace("-", "−")


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClinicWords", words)
