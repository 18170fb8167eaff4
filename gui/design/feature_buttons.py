"""What a network reads of the points of a playground: a button for each feature, with its map over the plane."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QIcon, QImage, QPainter, QPen, QPixmap, QShowEvent, QTransform
from PySide6.QtWidgets import QToolButton, QWidget

from engine.playground import FEATURES, Feature
from gui.theme.text import set_text_role
from gui.theme.theme import LIGHT, Theme
from gui.widgets.wrapping_row import WrappingRow

_SIDE = 24
_SHARPNESS = 2
_FAINT = 0.6


class FeatureButtons(WrappingRow):
    """The features to choose among; one at least stays chosen.

    Signals:
        features_chosen(tuple): the person chose these names, in the order of the table.
    """

    features_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QMargins(0, 0, 0, 0), parent, spacing=4)
        self._chosen: tuple[str, ...] = ()
        self._buttons = {name: self._build_button(name, feature) for name, feature in FEATURES.items()}
        self._theme = LIGHT
        self._drawn_for: Theme | None = None

    def show_features(self, chosen: Collection[str], possible: Collection[str]) -> None:
        """Show which features are read, and offer those that are possible."""
        self._chosen = tuple(name for name in FEATURES if name in chosen)
        for name, button in self._buttons.items():
            button.setVisible(name in possible)
            button.setChecked(name in chosen)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the maps in the colours of `theme`."""
        self._theme = theme
        if self.isVisible():
            self._draw_maps()

    def _build_button(self, name: str, feature: Feature) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"feature_{name}")
        button.setText(feature.title)
        button.setAccessibleName(self.tr("Input {feature}").format(feature=feature.title))
        button.setToolTip(_feature_words(name, feature))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(_SIDE, _SIDE))
        set_text_role(button, "small")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self._on_clicked(name))
        self.add_widget(button)
        return button

    def _draw_maps(self) -> None:
        if self._drawn_for is not self._theme:
            self._drawn_for = self._theme
            for name, button in self._buttons.items():
                button.setIcon(_feature_icon(FEATURES[name], self._theme))

    def _fit_columns(self) -> None:
        """All as wide as the widest, so that they stand in columns."""
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        for button in self._buttons.values():
            button.setMinimumWidth(widest)

    def _on_clicked(self, name: str) -> None:
        chosen = tuple(other for other, button in self._buttons.items() if button.isChecked())
        if chosen:
            self._chosen = chosen
            self.features_chosen.emit(chosen)
        else:
            self._buttons[name].setChecked(True)

    def showEvent(self, event: QShowEvent) -> None:
        # Not before somebody looks: most experiments have no use for them.
        self._draw_maps()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        result = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_columns()
        return result


def _feature_words(name: str, feature: Feature) -> str:
    meanings = {
        "x1": _tr("how far a point lies to the right"),
        "x2": _tr("how far it lies up"),
        "x1_squared": _tr("how far it lies to either side, more than in proportion"),
        "x2_squared": _tr("how far it lies up or down, more than in proportion"),
        "x1_x2": _tr("on which diagonal it lies: more than 0 where both have the same sign"),
        "sin_x1": _tr("a wave from left to right"),
        "sin_x2": _tr("a wave from bottom to top"),
    }
    return _tr("{feature}: {meaning}. One at least stays chosen, and changes apply to a new network").format(
        feature=feature.title, meaning=meanings.get(name, "")
    )


def _feature_icon(feature: Feature, theme: Theme) -> QIcon:
    """Its values over the plane from -1 to 1: blue below 0, orange above, and faint while it is not chosen."""
    pixels = _SIDE * _SHARPNESS
    places = np.linspace(-1.0, 1.0, pixels)
    x1, x2 = np.meshgrid(places, places[::-1])
    values = np.asarray(feature.make(x1.ravel(), x2.ravel())).reshape(pixels, pixels)
    strongest = float(np.abs(values).max()) or 1.0
    colours = theme.diverging[np.rint((values / strongest + 1.0) * 127.5).astype(np.intp)]
    image = QImage(colours.tobytes(), pixels, pixels, 3 * pixels, QImage.Format.Format_RGB888).copy()
    icon = QIcon()
    icon.addPixmap(_tile(image, theme, 1.0), QIcon.Mode.Normal, QIcon.State.On)
    icon.addPixmap(_tile(image, theme, _FAINT), QIcon.Mode.Normal, QIcon.State.Off)
    return icon


def _tile(image: QImage, theme: Theme, opacity: float) -> QPixmap:
    tile = QPixmap(image.size())
    tile.setDevicePixelRatio(_SHARPNESS)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    brush = QBrush(image)
    brush.setTransform(QTransform.fromScale(1 / _SHARPNESS, 1 / _SHARPNESS))
    painter.setBrush(brush)
    painter.setPen(QPen(theme.muted_text, 1))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _SIDE - 1, _SIDE - 1), 4, 4)
    painter.end()
    return tile


def _tr(text: str) -> str:
    return QCoreApplication.translate("design", text)
