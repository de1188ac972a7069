"""What the format's rules say about a case: which links are open, which contracts count."""

import contextlib
import logging
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from tests.oracles.tables import Row, Tables, split_list

Place = tuple[str, str]
"""A node and a commodity."""


@dataclass(frozen=True)
class Oracle:
    """A solved markets case. Flows are net, positive from -> to, at the sending end."""

    objective: float
    flows: dict[tuple[str, str], float]
    supply: dict[tuple[str, str], float]
    demand: dict[tuple[str, str], float]
    unserved: dict[tuple[str, str], float]

    def flow(self, *links: str) -> float:
        """The flow over the year on some links together."""
        return math.fsum(value for (link, _), value in self.flows.items() if link in links)


@dataclass(frozen=True)
class Arc:
    """One direction of an open link."""

    link: Row
    backward: bool
    source: Place
    target: Place

    @property
    def gain(self) -> float:
        """What arrives per unit sent."""
        return float((1 - self.link["loss"]) * self.link["yield"])

    @property
    def cost(self) -> float:
        """What a unit sent costs who moves it: tariffs count in the objective."""
        return float(self.link["cost"] + self.link["tariff"])


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps what linopy and PyPSA announce and warn of out of the tests' own warnings."""
    loggers = [logging.getLogger(name) for name in ("linopy", "pypsa")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def place(row: Row) -> Place:
    """Where a supply, demand or store sits, and in what it deals."""
    return row["node"], row["commodity"]


def market_commodities(tables: Tables) -> set[str]:
    """Commodities that are all alike."""
    return {r["id"] for r in tables["commodities"] if r.get("kind", "market") == "market"}


def is_open(tables: Tables, link: Row) -> bool:
    """Whether a link operates in the base year with every agreement it requires."""
    status = {r["id"]: r["status"] for r in tables["agreements"]}
    year = tables.base_year
    return (
        link["status"] == "operating"
        and link["opened"] <= year < link["closed"]
        and all(status[a] == "in_force" for a in split_list(link["requires"]))
    )


def open_links(tables: Tables) -> list[Row]:
    """The open links that carry a market commodity."""
    market = market_commodities(tables)
    return [r for r in tables["links"] if r["commodity"] in market and is_open(tables, r)]


def arcs(tables: Tables) -> list[Arc]:
    """The directions in which something may flow."""
    found = []
    for link in open_links(tables):
        source = (link["from"], link["commodity"])
        target = (link["to"], link["to_commodity"] or link["commodity"])
        found.append(Arc(link, False, source, target))
        if link["bidirectional"]:
            found.append(Arc(link, True, target, source))
    return found


def capacity(tables: Tables, row: Row, period: str) -> float:
    """What a link or a limit lets through in a period."""
    share = tables.factors(row["profile"])[period] * tables.periods[period]
    return row["capacity"] * share if share > 0 else 0.0


def limit_members(limit: Row) -> tuple[dict[str, float], set[str], set[str]]:
    """The links of a shared limit with their weights, its supplies and its demands."""
    weights = {}
    for item in split_list(limit["links"]):
        link, _, weight = item.partition(":")
        weights[link] = float(weight or 1)
    return weights, set(split_list(limit["supply"])), set(split_list(limit["demand"]))


def contracts_in_force(tables: Tables, link: str) -> list[Row]:
    """The contracts of a link that count in the base year."""
    year = tables.base_year
    return [
        r
        for r in tables["contracts"]
        if r["link"] == link
        and r["status"] == "in_force"
        and r["from_year"] <= year <= r["until_year"]
    ]


def shortfall_price(tables: Tables, contract: Row) -> float:
    """What a unit of a contract's minimum costs that is missed."""
    if contract["shortfall_price"] is not None:
        return float(contract["shortfall_price"])
    links = {r["id"]: r for r in tables["links"]}
    commodity = contract["commodity"] or links[contract["link"]]["commodity"]
    rows = [r for r in tables["demand"] if r["commodity"] == commodity]
    related = _ancestors(tables, contract["buyer"])
    own = [r for r in rows if related & _owners(tables, r)]
    return max(price_cap(tables, r) for r in own or rows)


def price_cap(tables: Tables, demand: Row) -> float:
    """The highest price a demand pays in any period: default caps follow the scaled price."""
    if demand["price_cap"] is not None:
        return float(demand["price_cap"])
    price = demand["price"] * max(tables.factors(demand["cost_profile"]).values())
    if demand["curve"] == "linear":
        return float(price * (1 - 1 / demand["elasticity"]))
    return float(price * {"isoelastic": 4, "hub": 1}[demand["curve"]])


def _ancestors(tables: Tables, actor: str | None) -> set[str]:
    parents = {r["id"]: r["parent"] for r in tables["actors"]}
    found: set[str] = set()
    while actor is not None and actor not in found:
        found.add(actor)
        actor = parents.get(actor)
    return found


def _owners(tables: Tables, demand: Row) -> set[str]:
    actors = {r["id"]: r["actor"] for r in tables["nodes"]}
    shares = {item.partition(":")[0] for item in split_list(demand["owner"])}
    return shares | {actors[demand["node"]]} - {None}
