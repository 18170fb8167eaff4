"""What other programs can open: a training as files of other formats, one file a kind, put together in `catalog`."""

from __future__ import annotations

from engine.export.catalog import EXPORTS, ExportKind, export, find_kind
from engine.export.packages import is_installed

__all__ = ["EXPORTS", "ExportKind", "export", "find_kind", "is_installed"]
