"""What can happen to a workbook: cells of other kinds, broken XML, lost parts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from isthmus.io.opening import read_case
from isthmus.io.workbook_writer import write_workbook
from tests.fuzz.operations import ODD_CELLS

Parts = dict[str, bytes]

VALUES = re.compile(rb"(<v>|<t[^>]*>)([^<]*)(</v>|</t>)")
CELLS = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)")
KINDS = (b' t="s"', b' t="b"', b' t="e"', b' t="str"', b' t="n"', b' t="d"', b"")
ERRORS = ("#REF!", "#N/A", "45123", "45123.5", "1", "0", "-1", "99999999", "1E+400", "TRUE")


def parts_of(folder: Path) -> Parts:
    """Return the parts of a case written as a workbook."""
    with TemporaryDirectory() as name:
        path = Path(name) / "case.xlsx"
        write_workbook(read_case(folder), path)
        with zipfile.ZipFile(path) as archive:
            return {one: archive.read(one) for one in archive.namelist()}


def packed(parts: Parts) -> bytes:
    """Return parts as the bytes of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def spoiled(random: Random, parts: Parts) -> str:
    """Change a workbook in place, mostly one of its cells, and return what was done."""
    name = random.choice(sorted(one for one in parts if _holds_cells(one)))
    kind = random.choices(["value", "kind", "gone", "formula", "bytes", "part"], [8, 4, 3, 2, 1, 1])
    if kind == ["part"]:
        name = random.choice(sorted(parts))
        del parts[name]
        return f"{name}: lost"
    if kind == ["bytes"]:
        at = random.randrange(len(parts[name]))
        parts[name] = (
            parts[name][:at] + random.choice([b"", b"<", b"\x00", b"9"]) + parts[name][at + 1 :]
        )
        return f"{name}: byte {at}"
    pattern = VALUES if kind == ["value"] or "shared" in name else CELLS
    found = list(pattern.finditer(parts[name]))
    if not found:
        return f"{name}: nothing to change"
    match = random.choice(found)
    made = _value(random, match) if pattern is VALUES else _cell(random, match[0], kind[0])
    parts[name] = parts[name][: match.start()] + made + parts[name][match.end() :]
    return f"{name}: {match[0][:80]!r} becomes {made[:80]!r}"


def _holds_cells(name: str) -> bool:
    return name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml"


def _value(random: Random, match: re.Match[bytes]) -> bytes:
    text = random.choice([*ODD_CELLS, *ERRORS])
    return match[1] + escape(text).encode("utf-8", errors="replace") + match[3]


def _cell(random: Random, cell: bytes, kind: str) -> bytes:
    if kind == "gone":
        return b""
    if kind == "formula":
        return re.sub(rb"<v>", rb"<f>1+1</f><v>", cell, count=1)
    bare = re.sub(rb' t="[a-zA-Z]+"', b"", cell, count=1)
    return re.sub(rb"^<c ", b"<c" + random.choice(KINDS) + b" ", bare, count=1)
