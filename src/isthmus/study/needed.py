"""Which lenses an answer takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isthmus.errors import IsthmusError, choice
from isthmus.study.lens import Lens
from isthmus.study.measures import Measure

NAMES = ("markets", "corridors", "trade", "alignment", "tables", "politics")


def lens_called(name: str) -> Lens:
    """Return a lens by its name.

    Raises
    ------
    IsthmusError
        If there is no such lens.
    """
    if name not in NAMES:
        raise IsthmusError(f"'{name}' is no lens.{choice(name, NAMES)}")
    if name in ("alignment", "tables"):
        from isthmus.study.of_alignment import ALIGNMENT, TABLES

        return ALIGNMENT if name == "alignment" else TABLES
    if name == "corridors":
        from isthmus.study.of_cargo import CORRIDORS  # scipy takes a while

        return CORRIDORS
    if name == "trade":
        from isthmus.study.of_trade import TRADE

        return TRADE
    if name == "politics":
        from isthmus.study.of_talks import POLITICS

        return POLITICS
    from isthmus.study.of_markets import MARKETS

    return MARKETS


def lenses_for(measures: Iterable[Measure]) -> list[Lens]:
    """Return the lenses that some measures need, each once."""
    names = dict.fromkeys(name for measure in measures for name in measure.lenses)
    return [lens_called(name) for name in names]


def read_by(lenses: Sequence[Lens]) -> dict[str, tuple[str, ...]]:
    """Return the columns that any of some lenses read, by table."""
    read: dict[str, dict[str, None]] = {}
    for lens in lenses:
        for table, columns in lens.read.items():
            read.setdefault(table, {}).update(dict.fromkeys(columns))
    return {table: tuple(columns) for table, columns in read.items()}
