"""How training images are changed anew every time they are learnt from, and what that looks like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from engine.augmentation import LIMITS, AugmentationSpec
from engine.plain import to_plain
from gui.design.augmentation_preview import AugmentationPreview
from gui.design.document import Document
from gui.design.entry_form import EntryForm, make_note
from gui.theme.theme import Theme
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.section import Section

_OFF: Document = to_plain(AugmentationSpec())


class AugmentationSection(Section):
    """A group that is folded away while no image is changed; there for data that are images only.

    Signals:
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
        preview_wanted(): what is shown to be set is another than before, and somebody is looking.
        folded(QWidget): the person folded this group away or back.
    """

    edited = Signal(str, object)
    preview_wanted = Signal()
    folded = Signal(QWidget)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, collapsible=True, parent=parent)
        self.setObjectName("augmentationSection")
        self.form = EntryForm("augmentation")
        self._shown = _OFF
        self._preview = AugmentationPreview()
        toggle = self.findChild(QToolButton, "sectionToggle")
        if toggle is not None:
            toggle.setObjectName("augmentationToggle")
            toggle.setToolTip(self.tr("Shift, turn and bend every training image anew each time it is learnt from"))
        self._build_fields()
        self.add_layout(self.form)
        self.add_widget(self._preview)
        self.form.edited.connect(self.edited)
        self.collapsed_changed.connect(self._on_folded)
        for field in self.fields().values():
            field.problem_changed.connect(self._on_problem_changed)
        self.set_collapsed(True)
        self.setVisible(False)

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        return self.form.fields()

    def show_augmentation(self, augmentation: Document, *, reset: bool) -> None:
        """Show the augmentation part of a spec's JSON."""
        self.form.show_part(augmentation, reset=reset)
        self.form.set_entry_visible("elastic_sigma", bool(augmentation["elastic"]))
        if augmentation != self._shown:
            self._shown = dict(augmentation)
            self._want_preview()

    def fold(self) -> None:
        """Open the group where something in it is set, fold it away where nothing is."""
        self.set_collapsed(self._shown == _OFF)
        self._on_problem_changed()
        self._want_preview()

    def set_has_images(self, has_images: bool) -> None:
        """Offer the group only for data that are images."""
        self.setVisible(has_images)
        self._want_preview()

    def show_preview(self, images: NDArray[np.uint8], full_ink: int) -> None:
        """Show images (rows, columns, height, width): an original and what becomes of it in each row."""
        self._preview.show_images(images, full_ink)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        self._preview.apply_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want_preview()

    def _build_fields(self) -> None:
        pixels, degrees = self.tr("pixels"), self.tr("degrees")
        self._add("shift", self.tr("Shift"), self.tr("Up to so many pixels in each direction"), 0.5, pixels)
        self._add("rotation", self.tr("Rotation"), self.tr("Up to so many degrees either way"), 1.0, degrees)
        self._add("scale", self.tr("Scale"), self.tr("s: width and height become 1 - s to 1 + s times as large"), 0.05)
        self._add("shear", self.tr("Shear"), self.tr("Upright strokes lean by up to so many degrees"), 1.0, degrees)
        self._add(
            "elastic",
            self.tr("Elastic"),
            self.tr("A smooth random field displaces every pixel by about so many pixels"),
            0.1,
            pixels,
        )
        self.form.add_entry(
            "elastic_sigma",
            "elasticSigmaSpin",
            self.tr("Smoothness"),
            self.tr("σ: how smooth that field is, the width in pixels of the bumps that it is made of"),
            NumberField(self.tr("Smoothness of the elastic field"), 4.0, 0.5, 1000.0, decimals=True, step=0.5),
            make_note("elasticSigmaNote", pixels),
        )
        self._add("thickness", self.tr("Stroke"), self.tr("Strokes grow or shrink by up to so much either side"), 0.1)

    def _add(self, name: str, title: str, tooltip: str, step: float, unit: str = "") -> None:
        field = NumberField(title, 0.0, 0.0, LIMITS[name], decimals=True, step=step)
        field.setSpecialValueText(self.tr("off"))
        notes = (make_note(f"{name}Note", unit),) if unit else ()
        self.form.add_entry(name, f"{name}Spin", title, tooltip, field, *notes)

    def _want_preview(self) -> None:
        if self.isVisible() and not self.is_collapsed():
            self.preview_wanted.emit()

    def _on_folded(self) -> None:
        self._on_problem_changed()
        self._want_preview()
        self.folded.emit(self)

    def _on_problem_changed(self) -> None:
        # What stands in the way stays in sight.
        if any(field.problem() for field in self.fields().values()):
            self.set_collapsed(False)
