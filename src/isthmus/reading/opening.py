"""Texts out of files: plain text, Markdown, HTML, PDF and Word documents."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from zipfile import BadZipFile

from isthmus.errors import IsthmusError

ADDRESS = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")
CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^)\n]{0,500}\)")
EMPHASIS = re.compile(r"\*{2,3}|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")
HIDDEN = frozenset(("script", "style", "noscript", "template", "svg", "head", "nav", "footer"))
BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "hr",
     "section", "article", "header", "blockquote", "figure", "figcaption", "pre", "dt", "dd",
     "main", "aside", "title", "caption")
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """The text of a file, its title if it has one, the SHA-256 of the file, notes on opening."""

    text: str
    title: str
    hash: str
    notes: tuple[str, ...] = ()


def open_text(path: str | Path) -> Opened:
    """Return the text of a file.

    Parameters
    ----------
    path : str or Path
        A ``.txt``, ``.md``, ``.html``, ``.pdf`` or ``.docx`` file; any other is read as plain text.

    Raises
    ------
    IsthmusError
        If it is an address, not a text, or needs what is not installed.
    """
    if ADDRESS.match(str(path)):
        raise IsthmusError(
            f"{path}: an address, and isthmus reads files only. Save the page first (in a browser: "
            "File, Save Page As, HTML only) and give that file."
        )
    place = Path(path)
    data = place.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    kind = _kind(place, data)
    if kind in _DOCUMENTS:
        text, title = _DOCUMENTS[kind](place, data)
        notes: tuple[str, ...] = ()
    else:
        text, notes = _decoded(place, data, kind)
        title = ""
        if kind == "html":
            text, title = _html(text)
        elif kind == "md":
            text = EMPHASIS.sub("", LINK.sub(r"\1", text))
    if not text.strip():
        raise IsthmusError(f"{place}: no text in it.{_scanned(kind)}")
    return Opened(text, title, digest, notes)


def _scanned(kind: str) -> str:
    return " Scanned pages need their letters recognised first." if kind == "pdf" else ""


def _kind(place: Path, data: bytes) -> str:
    """Return what a file is: by its first bytes, else by its suffix."""
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    head = data[:1024].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or place.suffix.lower() in (".html", ".htm"):
        return "html"
    return "md" if place.suffix.lower() in (".md", ".markdown") else "txt"


def _decoded(place: Path, data: bytes, kind: str) -> tuple[str, tuple[str, ...]]:
    """Return bytes as text: by the file's own mark, as UTF-8, else as Windows-1252 with a note."""
    names = [name for mark, name in MARKS.items() if data.startswith(mark)]
    if kind == "html" and (found := CHARSET.search(data[:4096])):
        names.append(found.group(1).decode())
    for name in (*names, "utf-8"):
        try:
            return data.decode(name).replace("\r\n", "\n"), ()
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\x00" in data:
        raise IsthmusError(f"{place}: not a text. Give a .txt, .md, .html, .pdf or .docx file.")
    return data.decode("cp1252", "replace"), ("not UTF-8: read as Windows-1252.",)


class _Text(HTMLParser):
    """The words of a page, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title: list[str] = []
        self.hidden: list[str] = []
        self.titled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.titled = tag == "title"
        if tag in HIDDEN and tag not in self.hidden:
            self.hidden.append(tag)
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        self.titled = False
        if tag in self.hidden:
            self.hidden.remove(tag)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.titled:
            self.title.append(data)
        elif not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html(page: str) -> tuple[str, str]:
    """Return the text and the title of a page."""
    parser = _Text()
    parser.feed(page)
    parser.close()
    lines = (line.strip() for line in "".join(parser.parts).split("\n"))
    text = "\n".join(filter(None, lines))
    return text, re.sub(r"\s+", " ", "".join(parser.title)).strip()


def _pdf(place: Path, data: bytes) -> tuple[str, str]:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise IsthmusError(_missing(place, "pypdf")) from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        text = "\n".join(page.extract_text() for page in reader.pages)
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IsthmusError(f"{place}: not a PDF that can be read ({error}).") from None
    return text, str(title)


def _docx(place: Path, data: bytes) -> tuple[str, str]:
    try:
        import docx
        from docx.table import Table
    except ImportError:
        raise IsthmusError(_missing(place, "python-docx")) from None
    try:
        document = docx.Document(io.BytesIO(data))
    except (ValueError, KeyError, OSError, TypeError, SyntaxError, BadZipFile) as error:
        raise IsthmusError(f"{place}: not a Word document that can be read ({error}).") from None
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines), document.core_properties.title or ""


def _missing(place: Path, library: str) -> str:
    return f"{place}: reading it needs {library}: pip install 'isthmus[documents]'"


_DOCUMENTS = {"pdf": _pdf, "docx": _docx}
