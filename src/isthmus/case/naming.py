"""Rows by what people call them: id, name or alias."""

from __future__ import annotations

from isthmus.case.model import Case, Table
from isthmus.errors import IsthmusError, did_you_mean


def rows_called(table: Table, word: str) -> list[int]:
    """Return the rows with this id; else those with this name or alias, capitals aside."""
    if word in table["id"]:
        return [table["id"].index(word)]
    wanted = word.casefold()
    return [
        row
        for row in range(len(table))
        if wanted in (name.casefold() for name in names(table, row))
    ]


def names(table: Table, row: int) -> list[str]:
    """Return what a row is called: its id, name and aliases."""
    others = table.columns.get("aliases")
    written = (table["id"][row], table["name"][row], *((others[row] or ()) if others else ()))
    return [name for name in written if name]


def row_called(case: Case, name: str, word: str, what: str) -> int:
    """Return the one row of a table that a word names.

    Raises
    ------
    IsthmusError
        If there is none, or several have the name.
    """
    table = case.tables[name]
    found = rows_called(table, word)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(table["id"][row] for row in found)
        raise IsthmusError(f"{what} '{word}': several have the name, say which: {ids}")
    known = [called for row in range(len(table)) for called in names(table, row)]
    raise IsthmusError(
        f"{what} '{word}': nothing in {name} of case {case.id} is called so."
        f"{did_you_mean(word, known)}"
    )
