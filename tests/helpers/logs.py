"""Records the log messages that no test expects."""

from __future__ import annotations

import logging
from types import TracebackType


class WarningRecorder(logging.Handler):
    """While entered, keeps every log record of level WARNING and above in `messages`."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name}: {record.levelname}: {record.getMessage()}")

    def __enter__(self) -> WarningRecorder:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self)
