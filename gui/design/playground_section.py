"""How the points of a playground are made, and what the network reads of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.checks import MAX_SEED
from engine.datasets.plane import is_curve, is_playground, possible_features
from engine.playground import DEFAULT_PLAYGROUND, MAX_CLASSES, PlaygroundSpec
from gui.design.buttons import IconButton
from gui.design.entry_form import EntryForm, make_note
from gui.design.feature_buttons import FeatureButtons
from gui.design.problem_text import ProblemText
from gui.design.value_slider import ValueSlider
from gui.theme.text import set_text_tone
from gui.theme.theme import Theme
from gui.widgets.marked_spin import MarkedSpin
from gui.widgets.number_field import NumberField
from gui.widgets.section import Section

_ROWS = (*range(10, 100, 10), *range(100, 200, 20), *range(200, 1_001, 50))
_NOISES = tuple(percent / 100 for percent in range(51))
_SHARES = tuple(percent / 100 for percent in range(10, 101, 5))
_LONGEST = "100 %"


class PlaygroundSection(Section):
    """Number, noise, division and classes of the points, and the features; there for playgrounds only.

    Signals:
        edited(str, object): the person set the entry at a dotted path of the spec to a value.
        slid(str, object): the same by a slider, which may go on to further values.
        let_go(): a slider that was dragged was let go.
    """

    edited = Signal(str, object)
    slid = Signal(str, object)
    let_go = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName("playgroundSection")
        self.form = EntryForm("playground")
        self._settings = DEFAULT_PLAYGROUND
        self._features = FeatureButtons()
        self._features.features_chosen.connect(lambda names: self.edited.emit("playground.features", names))
        self._build_new_points()
        self._build_sliders()
        self._build_by_hand()
        self._problem = ProblemText("playgroundProblem")
        self._build_rows()
        self.form.edited.connect(self.edited)
        self.setVisible(False)

    def fields(self) -> dict[str, MarkedSpin]:
        """The number fields by the dotted path of what they set."""
        return self.form.fields()

    def show_playground(self, dataset: str, settings: PlaygroundSpec, *, reset: bool) -> None:
        """Show the settings, if the data set is a playground; `reset` also clears texts that are no numbers."""
        self._settings = settings
        if is_playground(dataset):
            placed = len(settings.points)
            self._rows.set_value(placed or settings.rows)
            self._noise.set_value(settings.noise)
            self._share.set_value(settings.train_share)
            self._show_division(settings.train_share)
            self.form.show_part(vars(settings), reset=reset)
            self._features.show_features(settings.features, possible_features(dataset))
            self._by_hand_text.setText(self.tr("{count:,} points, edited by hand").format(count=placed))
            self._by_hand.setVisible(placed > 0)
        self.form.set_entry_visible("classes", is_playground(dataset) and not is_curve(dataset))
        self.setVisible(is_playground(dataset))

    def show_problems(self, problems: Mapping[str, str], refused: str) -> None:
        """Show the sentences about the playground that stand under no field, and why a change was `refused`."""
        mine = [text for path, text in problems.items() if path.startswith("playground.") and path not in self.fields()]
        self._problem.show_sentences([*mine, refused] if refused else mine)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        super().apply_theme(theme)
        for part in (self._features, self._new_points, self._generated):
            part.apply_theme(theme)

    def _build_new_points(self) -> None:
        self._new_points = IconButton(
            "newPointsButton",
            "shuffle",
            self.tr("New points"),
            self.tr("Make other points of the same kind, from the next seed"),
            self._on_new_points,
            shows_title=True,
        )
        self.add_header_widget(self._new_points)

    def _build_sliders(self) -> None:
        instead = self.tr("Points placed by hand give way to generated ones; undo brings them back.")
        tooltip = self.tr("How many points there are.")
        self._rows = ValueSlider(
            "pointsSlider", self.tr("Points"), f"{tooltip}\n{instead}", _ROWS, lambda count: f"{count:,}", _LONGEST
        )
        tooltip = self.tr("How far points stray from the shape: the standard deviation of what is added.")
        self._noise = ValueSlider(
            "noiseSlider", self.tr("Noise"), f"{tooltip}\n{instead}", _NOISES, lambda noise: f"{noise:.2f}", _LONGEST
        )
        tooltip = self.tr("How many of the points are learnt from; the others are held out to validate.")
        self._share = ValueSlider("trainShareSlider", self.tr("Training share"), tooltip, _SHARES, _percent, _LONGEST)
        for name, slider in (("rows", self._rows), ("noise", self._noise), ("train_share", self._share)):
            slider.moved.connect(lambda value, name=name: self.slid.emit(f"playground.{name}", value))
            slider.sliderReleased.connect(self.let_go)
        self._division = make_note("divisionNote")

    def _build_by_hand(self) -> None:
        self._by_hand = QWidget()
        self._by_hand_text = make_note("byHandNote")
        self._generated = IconButton(
            "generatedPointsButton",
            "reset",
            self.tr("Back to generated points"),
            self.tr("Go back to the points made from noise, number and seed; undo brings yours back"),
            lambda: self.edited.emit("playground.points", ()),
        )
        row = QHBoxLayout(self._by_hand)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._by_hand_text, 1)
        row.addWidget(self._generated)

    def _build_rows(self) -> None:
        self.form.add_row(self.tr("Points"), self._rows, self._rows.caption)
        self.form.add_row(self.tr("Noise"), self._noise, self._noise.caption)
        # In full it would be the longest label and narrow every field of the panel.
        self.form.add_row(self.tr("Train on"), self._share, self._share.caption)
        self.form.add_below(self._division)
        self.form.add_entry(
            "classes",
            "classesSpin",
            self.tr("Classes"),
            self.tr("How many classes there are to tell apart; the output layer gets a unit for each"),
            NumberField(self.tr("Classes"), 2, 2, MAX_CLASSES),
        )
        self.add_layout(self.form)
        self.add_widget(self._by_hand)
        inputs = QLabel(self.tr("Inputs"))
        set_text_tone(inputs, "muted")
        self.add_widget(inputs)
        self.add_widget(self._features)
        self.add_widget(self._problem)

    def _show_division(self, share: float) -> None:
        held_out = self.tr("none") if share == 1.0 else _percent(1.0 - share)
        self._division.setText(self.tr("{held_out} to validate").format(held_out=held_out))

    @Slot()
    def _on_new_points(self) -> None:
        self.edited.emit("playground.seed", (self._settings.seed + 1) % (MAX_SEED + 1))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
