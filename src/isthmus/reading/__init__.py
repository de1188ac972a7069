"""Reading: a text becomes sourced figures, agreements, routes and relations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.reading.differences import differences
from isthmus.reading.items import Reading, Readings
from isthmus.reading.opening import open_text
from isthmus.reading.reader import Reader

_last: dict[str, tuple[Case, Reader]] = {}  # by language: who reads many texts loads names once
DATE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


def read_text(
    text: str, case: Case, *, title: str = "", date: str | None = None, language: str = "en"
) -> Reading:
    """Return what a text says: its figures, agreements, routes and relations.

    Parameters
    ----------
    text : str
        The text; `start` and `end` of what is found count its characters.
    case : Case
        The case whose names are known, and that the text is held against.
    title : str, optional
        What the text is called; its first line if empty.
    date : str, optional
        YYYY, YYYY-MM or YYYY-MM-DD of the text, from which relative times are resolved.
    language : str
        Of the text.

    Raises
    ------
    IsthmusError
        If the date is none, or the reader does not have the language.
    """
    return _reader(case, language).read(text, title, checked(date))


def read_files(
    files: Sequence[str | Path],
    case: Case,
    *,
    date: str | None = None,
    language: str = "en",
    seconds: float | None = None,
) -> Readings:
    """Return what some files say, and where they differ.

    Parameters
    ----------
    files : sequence of str or Path
        Plain text, Markdown, HTML, PDF, Word documents.
    seconds : float, optional
        The time allowed for each; where it is up, the document's notes say so.

    Raises
    ------
    IsthmusError
        If a file is no text, or needs what is not installed.
    """
    reader = _reader(case, language)
    day = checked(date)
    found = []
    for file in files:
        text = open_text(file)
        reading = reader.read(text.text, text.title, day, seconds)
        about = replace(
            reading.document, hash=text.hash, notes=(*text.notes, *reading.document.notes)
        )
        found.append(replace(reading, document=about))
    return Readings(tuple(found), differences(found))


def checked(date: str | None) -> str | None:
    """Return a date that is one.

    Raises
    ------
    IsthmusError
        If it is none.
    """
    if date is not None and not DATE.match(date):
        raise IsthmusError(f"--date {date}: not a date. Write YYYY, YYYY-MM or YYYY-MM-DD.")
    return date


def _reader(case: Case, language: str) -> Reader:
    """Return the reader for a case: the last one, if it was for the same."""
    known = _last.get(language)
    if known is None or known[0] is not case:
        known = _last[language] = case, Reader(case, language)
    return known[1]
