"""What can go wrong, in words: every message is one sentence that names the thing and what to do about it."""

from __future__ import annotations


class EngineError(Exception):
    """Base of every error the engine raises on purpose; its text is meant for the person at the screen."""


class SpecError(EngineError):
    """A design that cannot be built.

    Attributes:
        path: dotted path of the offending field in the spec's JSON, such as ``network.layers.0.units``.
    """

    def __init__(self, path: str, message: str) -> None:
        """Keep the path beside the message; ``str()`` is the message alone."""
        super().__init__(message)
        self.path = path


class DataError(EngineError):
    """Data that is missing, broken or does not fit."""


class FileFormatError(EngineError):
    """A saved file that cannot be read or written."""


class OtherDataError(FileFormatError):
    """A training that cannot go on, because its rows are others now; its network alone can."""


class Cancelled(EngineError):
    """Work that was ended because it was asked to end; nothing half-done is left behind."""
