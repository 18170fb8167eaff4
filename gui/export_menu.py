"""The menu of what other programs can open."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from gui.command import Command, Submenu

_N = QT_TRANSLATE_NOOP

EXPORT_MENU = Submenu(
    _N("Actions", "E&xport"),
    (
        Command(
            "export_onnx",
            _N("Actions", "&ONNX model…"),
            _N("Actions", "Write the network as a model that other frameworks run"),
        ),
        Command(
            "export_numpy",
            _N("Actions", "NumPy &script…"),
            _N("Actions", "Write a program that repeats this training number by number and needs NumPy alone"),
        ),
        Command(
            "export_tensorboard",
            _N("Actions", "&TensorBoard log…"),
            _N("Actions", "Write curves, histograms and graph of this training as TensorBoard reads them"),
        ),
        Command(
            "export_csv",
            _N("Actions", "&Curves as CSV…"),
            _N("Actions", "Write what was recorded of each step, and beside it of each epoch, as tables"),
        ),
        Command(
            "export_weights",
            _N("Actions", "&Weights as NPZ…"),
            _N("Actions", "Write weights and biases of each layer as NumPy arrays"),
        ),
        Command(
            "export_dataset",
            _N("Actions", "&Data set as NPZ…"),
            _N("Actions", "Write the rows that are learnt from, and those held out, as NumPy arrays"),
        ),
        Command(
            "export_network",
            _N("Actions", "&Network without training state…"),
            _N("Actions", "Write a small file that reads inputs; its training would begin afresh"),
        ),
        None,
        Command(
            "export_picture",
            _N("Actions", "&Picture of this view…"),
            _N("Actions", "Save the plot or view that was used last as PNG, SVG or PDF"),
            "Ctrl+Shift+P",
            "picture",
        ),
        None,
        Command(
            "log_tensorboard",
            _N("Actions", "&Log to TensorBoard…"),
            _N("Actions", "Write to a folder while it trains, from now on, what TensorBoard shows; again to stop"),
            checkable=True,
        ),
    ),
)
