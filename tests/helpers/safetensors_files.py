"""Takes a saved network file apart and puts it together changed."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

KEY = "backprop_studio"


def header_of(path: Path) -> dict[str, Any]:
    """The JSON header of a safetensors file."""
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    header: dict[str, Any] = json.loads(content[8 : 8 + size])
    return header


def document_of(path: Path) -> dict[str, Any]:
    """The program's own metadata in the file."""
    document: dict[str, Any] = json.loads(header_of(path)["__metadata__"][KEY])
    return document


def rewrite(path: Path, header: Any) -> Path:
    """Put `header` (JSON values, or raw bytes) in place of the file's own; the tensors stay."""
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + content[8 + size :])
    return path


def rewrite_document(path: Path, document: Any) -> Path:
    """Put `document` (JSON values, or a text) in place of the program's own metadata."""
    header = header_of(path)
    header["__metadata__"][KEY] = document if isinstance(document, str) else json.dumps(document)
    return rewrite(path, header)
