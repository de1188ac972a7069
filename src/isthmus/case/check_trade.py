"""What must hold of trade: pairs of two, and what observations and propositions name."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from isthmus.case.model import Case
from isthmus.errors import Problem, did_you_mean

MEASURES = ("trade", "rank")


def trade_errors(case: Case) -> Iterator[Problem]:
    """Yield what is wrong with the trade tables of a case, and with what speaks of trade."""
    traders = {*case.tables["trade"]["exporter"], *case.tables["trade"]["importer"]}
    for name, what in (("settlement", "settles"), ("trade_costs", "trades")):
        table = case.tables[name]
        for index, (seller, buyer) in enumerate(
            zip(table["exporter"], table["importer"], strict=True)
        ):
            if seller == buyer and seller in traders:
                message = f"'{buyer}' is the exporter, too; nobody {what} with itself abroad"
                yield table.problem(index, "importer", message)
    if case.scenarios:
        return
    for name in ("observations", "propositions"):
        table = case.tables[name]
        for index, measure in enumerate(table["measure"]):
            for target in (table["target"][index] or ()) if measure in MEASURES else ():
                message = _no_pair(target.removeprefix("-"), sorted(traders))
                if message:
                    yield table.problem(index, "target", message)


def _no_pair(target: str, known: list[str]) -> str:
    """Say what is wrong with a target, which should be two actors that trade."""
    seller, slash, buyer = target.partition("/")
    if not slash:
        return f"'{target}' is one actor; write exporter/importer, of a rank actor/partner"
    for actor in (seller, buyer):
        if not fnmatch.filter(known, actor):
            return f"'{actor}' is in no row of trade.{did_you_mean(actor, known)}"
    return ""
