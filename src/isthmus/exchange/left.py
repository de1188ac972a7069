"""What of a case a PyPSA network does not carry, in words for its user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.markets.network import Network

CARRIED = ("nodes", "commodities", "links", "limits", "supply", "demand", "stores", "profiles")
OTHERWISE = ("actors", "contracts", "agreements", "sources", "claims")  # spoken of by themselves
SHOWN = 5


def left_out(case: Case, network: Network) -> list[str]:
    """Return what is not in the network, and what is there in another form."""
    return [*_lacking(case, network), *_changed(case, network)]


def _lacking(case: Case, network: Network) -> Iterator[str]:
    closed = [
        link
        for link, bound in zip(network.links.ids, network.links.bound, strict=True)
        if not bound.any()
    ]
    if closed:
        yield f"{_count(closed, 'link')} closed in this year: {_some(closed)}"
    yield (
        "who gains: owners, holders and controllers; tariffs are costs in the network, and nobody "
        "earns them"
    )
    prices = case.filled["contracts"]["price"][network.contracts.rows]
    priced = [name for name, p in zip(network.contracts.ids, prices, strict=True) if p == p]
    if priced:
        yield (
            f"the price in {_count(priced, 'contract')}, which moves money and no quantity: "
            f"{_some(priced)}"
        )
    goods = [c for c in case.filled["links"]["commodity"] if c not in network.commodities]
    if goods:
        yield f"{_count(goods, 'link')} for goods of other kinds: {_some(sorted(set(goods)))}"
    if len(case.tables["agreements"]):
        yield "agreements; the links that they hold open are open"
    tables = [t.name for t in case if len(t) and t.name not in (*CARRIED, *OTHERWISE)]
    if tables:
        yield f"the table{'s' if len(tables) > 1 else ''} {', '.join(tables)}"
    if len(case.tables["claims"]):
        yield "evidence: sources, claims and the bands of numbers"
    if case.library:
        yield f"{_count(list(case.library), 'scenario')}; export each with --scenario"
    yield "names and aliases; buses and components are called by ids"


def _changed(case: Case, network: Network) -> Iterator[str]:
    demand = network.demand
    if len(demand.edges):
        yield (
            "demand curves as steps, fine about the prices of this answer and coarse elsewhere: "
            "to change something, change the case and export it again"
        )
    if len(network.contracts.ids):
        yield "contracts as buses that count what is due and what is missed"
    if network.limits:
        yield "shared limits as buses on which their members draw"
    links = network.links
    if np.isinf(links.bound).any() or np.isinf(demand.width).any():
        yield "no bound as a bound that nothing comes near"


def _count(things: Sequence[str], noun: str) -> str:
    return f"{len(things)} {noun}{'s' if len(things) != 1 else ''}"


def _some(names: Sequence[str]) -> str:
    more: Iterable[str] = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return ", ".join([*names[:SHOWN], *more])
