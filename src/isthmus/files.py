"""Write files so that nothing is lost: under a temporary name first, then renamed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDEST = 100


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then rename it to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file, UTF-8, with newlines as they are."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of bytes."""
    write_atomically(path, lambda temporary: temporary.write_bytes(data))


def json_text(data: Any) -> str:
    """Write plain data as JSON for people: what fits on a line, or is a plain list, is on one."""
    return _json(data, "", 0) + "\n"


def _json(data: Any, indent: str, taken: int) -> str:
    """Return JSON whose first line begins after `taken` characters."""
    line = json.dumps(data, ensure_ascii=False, allow_nan=False)
    nested = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    deep = isinstance(data, dict) or any(isinstance(part, dict | list) for part in nested)
    if not deep or taken + len(line) < WIDEST:
        return line
    inner = indent + "  "
    names = [f"{json.dumps(key)}: " if isinstance(data, dict) else "" for key in data]
    parts = [
        name + _json(part, inner, len(inner) + len(name))
        for name, part in zip(names, nested, strict=True)
    ]
    first, last = "{}" if isinstance(data, dict) else "[]"
    return f"{first}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{last}"
