"""Every command of the window, as data: its words, its shortcut and its icon in one table."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.command import Command, Menu, commands_of
from gui.export_menu import EXPORT_MENU
from gui.theme.icons import icon
from gui.theme.theme import Theme

_CONTEXT = "Actions"

_N = QT_TRANSLATE_NOOP
_TEACH_TIP = _N("Actions", "Keep the drawing in My digits under this name")
MENUS: tuple[Menu, ...] = (
    (
        _N("Actions", "&File"),
        (
            Command(
                "experiments",
                _N("Actions", "&Experiments…"),
                _N("Actions", "Choose an experiment from pictures of them all"),
                "Ctrl+N",
                "grid",
            ),
            None,
            Command(
                "open",
                _N("Actions", "&Open…"),
                _N("Actions", "Open a saved network, or an experiment that was shared"),
                "Ctrl+O",
                "open",
            ),
            Command(
                "open_data",
                _N("Actions", "Open &your own data…"),
                _N("Actions", "Have a network learn from a table, arrays or images of your own"),
                "Ctrl+Shift+D",
                "table",
            ),
            Command("save", _N("Actions", "&Save"), _N("Actions", "Save network and training"), "Ctrl+S", "save"),
            Command("save_as", _N("Actions", "Save &as…"), _N("Actions", "Save under another name"), "Ctrl+Shift+S"),
            None,
            Command(
                "copy_experiment",
                _N("Actions", "&Copy the experiment"),
                _N("Actions", "Copy the experiment with all its settings as text: to be pasted here or sent to others"),
                "Ctrl+Shift+C",
                "share",
            ),
            Command(
                "save_experiment",
                _N("Actions", "S&hare the experiment as a file…"),
                _N("Actions", "Write the experiment with all its settings, without what was learnt, to a small file"),
                "Ctrl+Shift+E",
            ),
            EXPORT_MENU,
            None,
            Command(
                "open_bundled",
                _N("Actions", "Open the &bundled model"),
                _N("Actions", "Make the model that comes with the program this network: to train on, or to teach"),
                icon="network",
            ),
            Command(
                "open_folder",
                _N("Actions", "Open MNIST &folder…"),
                _N("Actions", "Choose the folder that holds the four MNIST files"),
                icon="folder",
            ),
            Command(
                "download",
                _N("Actions", "&Download MNIST"),
                _N("Actions", "Fetch MNIST (11 MB) into the data folder"),
                icon="download",
            ),
            None,
            Command(
                "quit",
                _N("Actions", "&Quit"),
                _N("Actions", "Close the window; what was learnt is kept for the next start"),
                "Ctrl+Q",
            ),
        ),
    ),
    (
        _N("Actions", "&Edit"),
        (
            Command(
                "undo",
                _N("Actions", "&Undo"),
                _N("Actions", "Take back the last change of the design or of My digits, or the last stroke"),
                "Ctrl+Z",
                "undo",
            ),
            Command(
                "redo", _N("Actions", "&Redo"), _N("Actions", "Bring back what was taken back"), "Ctrl+Shift+Z", "redo"
            ),
            None,
            Command(
                "clear_canvas",
                _N("Actions", "&Clear the canvas"),
                _N("Actions", "Wipe the drawing; undo on the canvas brings it back"),
                "Ctrl+L",
                "clear",
            ),
        ),
    ),
    (
        _N("Actions", "&Train"),
        (
            Command("start", _N("Actions", "&Start or pause"), _N("Actions", "Train, or pause"), "F5", "play"),
            Command(
                "step", _N("Actions", "Step one &batch"), _N("Actions", "Train one batch, then pause"), "F6", "step"
            ),
            Command(
                "epoch",
                _N("Actions", "Step one &epoch"),
                _N("Actions", "Train to the end of the epoch, then pause"),
                "F7",
                "epoch",
            ),
            None,
            Command(
                "reset", _N("Actions", "&Reset"), _N("Actions", "Back to the same initial weights"), "Ctrl+R", "reset"
            ),
            Command(
                "new_weights",
                _N("Actions", "&New weights"),
                _N("Actions", "Start from other initial weights: those of the next seed"),
                "Ctrl+Shift+R",
                "new-weights",
            ),
        ),
    ),
    (
        _N("Actions", "&Digits"),
        (
            Command(
                "open_picture",
                _N("Actions", "Open a &picture…"),
                _N("Actions", "Put a picture of a digit on the canvas: a photograph, or an image from another program"),
                "Ctrl+Shift+O",
                "picture",
            ),
            Command(
                "paste",
                _N("Actions", "Pa&ste"),
                _N("Actions", "Put the picture of the clipboard on the canvas, or open the experiment that it holds"),
                "Ctrl+V",
            ),
            Command(
                "copy_drawing",
                _N("Actions", "&Copy the drawing"),
                _N("Actions", "Copy what is on the canvas as an image"),
                "Ctrl+C",
            ),
            None,
            Command("thinner_pen", _N("Actions", "T&hinner pen"), _N("Actions", "Draw with a thinner pen"), "["),
            Command(
                "thicker_pen", _N("Actions", "Thic&ker pen"), _N("Actions", "Draw with a thicker pen"), "]", "brush"
            ),
            None,
            Command("name_0", _N("Actions", "That was a &0"), _TEACH_TIP, "Alt+0"),
            Command("name_1", _N("Actions", "That was a &1"), _TEACH_TIP, "Alt+1"),
            Command("name_2", _N("Actions", "That was a &2"), _TEACH_TIP, "Alt+2"),
            Command("name_3", _N("Actions", "That was a &3"), _TEACH_TIP, "Alt+3"),
            Command("name_4", _N("Actions", "That was a &4"), _TEACH_TIP, "Alt+4"),
            Command("name_5", _N("Actions", "That was a &5"), _TEACH_TIP, "Alt+5"),
            Command("name_6", _N("Actions", "That was a &6"), _TEACH_TIP, "Alt+6"),
            Command("name_7", _N("Actions", "That was a &7"), _TEACH_TIP, "Alt+7"),
            Command("name_8", _N("Actions", "That was a &8"), _TEACH_TIP, "Alt+8"),
            Command("name_9", _N("Actions", "That was a &9"), _TEACH_TIP, "Alt+9"),
            None,
            Command(
                "learn_digits",
                _N("Actions", "&Learn my digits"),
                _N("Actions", "Have this network learn the digits that were kept, and say what it cost"),
                "F8",
            ),
        ),
    ),
    (
        _N("Actions", "&View"),
        (
            Command("theme_system", _N("Actions", "S&ystem theme"), _N("Actions", "Light or dark as the system is")),
            Command("theme_light", _N("Actions", "&Light"), _N("Actions", "Dark text on a light ground"), icon="sun"),
            Command("theme_dark", _N("Actions", "&Dark"), _N("Actions", "Light text on a dark ground"), icon="moon"),
            None,
            Command("zoom_in", _N("Actions", "La&rger text"), _N("Actions", "Larger text, for a projector"), "Ctrl++"),
            Command("zoom_out", _N("Actions", "S&maller text"), _N("Actions", "Smaller text"), "Ctrl+-"),
            Command("zoom_reset", _N("Actions", "&Normal text"), _N("Actions", "Text in its usual size"), "Ctrl+0"),
            None,
            Command("reset_layout", _N("Actions", "Reset l&ayout"), _N("Actions", "Put every panel back to its place")),
        ),
    ),
    (
        _N("Actions", "&Labs"),
        (
            Command(
                "lab_descent",
                _N("Actions", "Gradient &descent"),
                _N("Actions", "See where a learning rate leads, on a curve or a surface"),
                "Ctrl+F1",
                "plot",
            ),
            Command(
                "lab_chain",
                _N("Actions", "&Chain rule"),
                _N("Actions", "See derivatives run back through a formula"),
                "Ctrl+F2",
                "network",
            ),
            Command(
                "lab_activations",
                _N("Actions", "&Activations"),
                _N("Actions", "See every function, its slope, and where this network's sums lie on it"),
                "Ctrl+F3",
            ),
            Command(
                "lab_microscope",
                _N("Actions", "&Microscope"),
                _N("Actions", "Look at one step of this network, one operation at a time"),
                "Ctrl+F4",
                "search",
            ),
            Command(
                "lab_gradcheck",
                _N("Actions", "&Gradient check"),
                _N("Actions", "Measure every gradient, and diagnose classic bugs"),
                "Ctrl+F5",
                "check",
            ),
        ),
    ),
    (
        _N("Actions", "&Go"),
        (
            Command("go_design", _N("Actions", "&Design"), _N("Actions", "Go to the design"), "Ctrl+1"),
            Command("go_network", _N("Actions", "&Network"), _N("Actions", "Go to the network"), "Ctrl+2"),
            Command("go_weights", _N("Actions", "&Weights"), _N("Actions", "Go to the weights"), "Ctrl+3"),
            Command("go_histograms", _N("Actions", "&Histograms"), _N("Actions", "Go to the histograms"), "Ctrl+4"),
            Command("go_output", _N("Actions", "&Output"), _N("Actions", "Go to the answers"), "Ctrl+5"),
            Command("go_why", _N("Actions", "Why this &answer"), _N("Actions", "Go to what explains it"), "Ctrl+E"),
            Command("go_mistakes", _N("Actions", "&Mistakes"), _N("Actions", "Go to what is read wrongly"), "Ctrl+6"),
            Command("go_runs", _N("Actions", "&Runs"), _N("Actions", "Go to the table of the runs"), "Ctrl+7"),
            Command("go_plots", _N("Actions", "&Plots"), _N("Actions", "Go to the plots"), "Ctrl+8"),
            Command("go_draw", _N("Actions", "&Canvas"), _N("Actions", "Go to the canvas"), "Ctrl+9"),
            Command("go_lesson", _N("Actions", "&Lesson"), _N("Actions", "Go to what there is to learn here"), "F1"),
            Command(
                "go_ownDigits", _N("Actions", "M&y digits"), _N("Actions", "Go to the digits that were kept"), "Ctrl+D"
            ),
        ),
    ),
    (
        _N("Actions", "&Plots"),
        (
            Command("plot_updates", _N("Actions", "&Update ratio"), _N("Actions", "Show it in the fourth plot")),
            Command("plot_norms", _N("Actions", "&Weight norm"), _N("Actions", "Show it in the fourth plot")),
            Command("plot_rates", _N("Actions", "&Learning rate"), _N("Actions", "Show it in the fourth plot")),
            None,
            Command("smoother", _N("Actions", "&Smoother"), _N("Actions", "Average the curves over more steps")),
            Command("rougher", _N("Actions", "&Rougher"), _N("Actions", "Average the curves over fewer steps")),
            None,
            Command("follow", _N("Actions", "&Follow the newest data"), _N("Actions", "End the zoom of every plot")),
            Command("show_curves", _N("Actions", "Show &all curves"), _N("Actions", "Show those that were hidden")),
        ),
    ),
    (
        _N("Actions", "&Help"),
        (
            Command(
                "show_log",
                _N("Actions", "Show the &log folder"),
                _N("Actions", "Open the folder with the log of what the program did, for a report of an error"),
                icon="folder",
            ),
            Command(
                "self_check",
                _N("Actions", "&Self-check…"),
                _N("Actions", "Look whether all is in order: versions, folders, the model, a moment of training"),
                icon="check",
            ),
            None,
            Command(
                "about",
                _N("Actions", "&About Backprop Studio"),
                _N("Actions", "What this program is, and its versions"),
                icon="info",
            ),
        ),
    ),
)
COMMANDS = tuple(command for _, entries in MENUS for command in commands_of(entries))


def translated(text: object) -> str:
    """A text of the table in the user's language."""
    return QCoreApplication.translate(_CONTEXT, str(text))


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """Name -> action, each with its words and shortcut; `parent` owns them."""
    made = {}
    for command in COMMANDS:
        action = QAction(translated(command.text), parent)
        action.setObjectName(f"{command.name}Action")
        action.setToolTip(translated(command.tip))
        action.setCheckable(command.checkable)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
        made[command.name] = action
    # The key beside "+" without Shift, where a keyboard has "=" there.
    made["zoom_in"].setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    return made


def tint_actions(actions: dict[str, QAction], theme: Theme) -> None:
    """Give every action its icon in the colours of `theme`."""
    for command in COMMANDS:
        if command.icon:
            actions[command.name].setIcon(icon(command.icon, theme))
