"""Every command of the window, as data: its words, its shortcut and its icon in one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.theme.icons import icon
from gui.theme.theme import Theme

_CONTEXT = "Actions"


@dataclass(frozen=True)
class ActionSpec:
    """One command: `tip` says what it does; `icon` names a drawing or is empty."""

    name: str
    text: str
    tip: str
    shortcut: str = ""
    icon: str = ""


def _spec(name: str, text: str, tip: str, shortcut: str = "", icon: str = "") -> ActionSpec:
    return ActionSpec(name, text, tip, shortcut, icon)


_N = QT_TRANSLATE_NOOP
MENUS: tuple[tuple[str, tuple[ActionSpec | None, ...]], ...] = (
    (
        _N("Actions", "&File"),
        (
            _spec("open", _N("Actions", "&Open…"), _N("Actions", "Open a saved network and go on from it"), "Ctrl+O", "open"),
            _spec("save", _N("Actions", "&Save"), _N("Actions", "Save the network with all its training needs"), "Ctrl+S", "save"),
            _spec("save_as", _N("Actions", "Save &as…"), _N("Actions", "Save the network under another name"), "Ctrl+Shift+S"),
            None,
            _spec("open_folder", _N("Actions", "Open MNIST &folder…"), _N("Actions", "Choose the folder that holds the MNIST files"), "", "folder"),
            _spec("download", _N("Actions", "&Download MNIST"), _N("Actions", "Fetch MNIST (11 MB) into the data folder"), "", "download"),
            None,
            _spec("quit", _N("Actions", "&Quit"), _N("Actions", "Close the window; what was learnt is kept for the next start"), "Ctrl+Q"),
        ),
    ),
    (
        _N("Actions", "&Edit"),
        (
            _spec("undo", _N("Actions", "&Undo"), _N("Actions", "Take back the last stroke or change of the design"), "Ctrl+Z", "undo"),
            _spec("redo", _N("Actions", "&Redo"), _N("Actions", "Bring back what was taken back"), "Ctrl+Shift+Z", "redo"),
            None,
            _spec("clear_canvas", _N("Actions", "&Clear the canvas"), _N("Actions", "Wipe the drawing; Undo brings it back"), "Ctrl+L", "clear"),
        ),
    ),
    (
        _N("Actions", "&Train"),
        (
            _spec("start", _N("Actions", "&Start or pause"), _N("Actions", "Train, or pause the training"), "F5", "play"),
            _spec("step", _N("Actions", "Step one &batch"), _N("Actions", "Train one batch, then pause"), "F6", "step"),
            _spec("epoch", _N("Actions", "Step one &epoch"), _N("Actions", "Train to the end of the epoch, then pause"), "F7", "epoch"),
            None,
            _spec("reset", _N("Actions", "&Reset"), _N("Actions", "Go back to the same initial weights"), "Ctrl+R", "reset"),
            _spec("new_weights", _N("Actions", "&New weights"), _N("Actions", "Start from other initial weights"), "Ctrl+Shift+R", "new-weights"),
        ),
    ),
    (
        _N("Actions", "&View"),
        (
            _spec("theme_system", _N("Actions", "Theme of the s&ystem"), _N("Actions", "Light or dark as the system is")),
            _spec("theme_light", _N("Actions", "&Light"), _N("Actions", "Dark text on a light ground"), "", "sun"),
            _spec("theme_dark", _N("Actions", "&Dark"), _N("Actions", "Light text on a dark ground"), "", "moon"),
            None,
            _spec("zoom_in", _N("Actions", "&Larger text"), _N("Actions", "Larger text, for a projector"), "Ctrl++"),
            _spec("zoom_out", _N("Actions", "&Smaller text"), _N("Actions", "Smaller text"), "Ctrl+-"),
            _spec("zoom_reset", _N("Actions", "&Normal text"), _N("Actions", "Text in its usual size"), "Ctrl+0"),
            None,
            _spec("reset_layout", _N("Actions", "&Reset layout"), _N("Actions", "Put every panel back to its place")),
        ),
    ),
    (
        _N("Actions", "&Help"),
        (_spec("about", _N("Actions", "&About Backprop Studio"), _N("Actions", "What this program is, and its versions"), "", "info"),),
    ),
)  # fmt: skip


def translated(text: str) -> str:
    """A text of the table in the user's language."""
    return QCoreApplication.translate(_CONTEXT, text)


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """Name -> action, each with its words and shortcut; `parent` owns them."""
    made = {}
    for _, specs in MENUS:
        for spec in specs:
            if spec is None:
                continue
            action = QAction(translated(spec.text), parent)
            action.setObjectName(f"{spec.name}Action")
            action.setToolTip(translated(spec.tip))
            action.setStatusTip(translated(spec.tip))
            if spec.shortcut:
                action.setShortcut(QKeySequence(spec.shortcut))
            made[spec.name] = action
    # The key beside "+" without Shift, where a keyboard has "=" there.
    made["zoom_in"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    return made


def tint_actions(actions: dict[str, QAction], theme: Theme) -> None:
    """Give every action its icon in the colours of `theme`."""
    for _, specs in MENUS:
        for spec in specs:
            if spec is not None and spec.icon:
                actions[spec.name].setIcon(icon(spec.icon, theme))
