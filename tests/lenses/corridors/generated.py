"""Cases of cargo from a seed: modes, transfers, seasons, bans, limits, classes with a spread."""

from __future__ import annotations

from pathlib import Path

import isthmus
from isthmus.case.model import Case
from tests.lenses.corridors.builders import Row, leg, shipment
from tests.oracles.draws import Draw
from tests.oracles.generate import write_case

STATES = ("north", "south", "union", "member")
ACTORS: tuple[Row, ...] = (
    {"id": "north"},
    {"id": "south"},
    {"id": "union"},
    {"id": "member", "parent": "union"},
)
MODES = ("rail", "road", "ship")
CLASSES = ("box", "grain")


def tables_of(seed: int) -> dict[str, list[Row]]:
    """Return the tables of a seed; numbers are seldom tied, and the first shipment has a way."""
    draw = Draw(seed)
    names = [f"n{number}" for number in range(draw.whole(4, 7))]
    nodes = [
        {"id": name, "actor": draw.pick(STATES), "lat": 40 + number, "lon": draw.number(40, 60)}
        for number, name in enumerate(names)
    ]
    links = [_link(draw, "first", names[0], names[1])]
    links += [
        _link(draw, f"l{number:02}", *draw.shuffled(names)[:2])
        for number in range(draw.whole(6, 16))
    ]
    return {
        "actors": list(ACTORS),
        "commodities": [{"id": "gas", "kind": "market", "unit": "bcm", "price_unit": "USD/tcm"}],
        "nodes": nodes,
        "links": links,
        "modes": [
            {"mode": mode, "cost": draw.number(0.02, 0.2), "speed": draw.number(100, 600)}
            for mode in MODES
        ],
        "transfers": [
            {
                "id": f"t{number}",
                "node": draw.pick(["*", *names]),
                **dict(zip(("from_mode", "to_mode"), draw.shuffled(MODES)[:2], strict=True)),
                "bidirectional": draw.chance(0.7),
                "cost": draw.number(1, 20),
                "tariff": draw.number(0, 5),
                "days": draw.number(0, 4),
                **({"capacity": draw.number(1, 5)} if draw.chance(0.4) else {}),
            }
            for number in range(draw.whole(1, 4))
        ],
        "classes": [
            {"id": name, "value": draw.number(100, 5000), "time_value": draw.number(1, 30),
             "time_value_cv": draw.pick([0, 0.5, 1])}
            for name in CLASSES
        ],
        "shipments": [
            _shipment(draw, 0, names[:2]),
            *(_shipment(draw, at, draw.shuffled(names)[:2]) for at in range(1, draw.whole(3, 7))),
        ],
        "bans": [ban_of(seed + number, f"b{number}") for number in range(draw.whole(0, 2))],
        "limits": [
            {
                "id": "fleet",
                "links": ";".join(f"{link['id']}:{draw.number(0.5, 2)}" for link in links[:3]),
                "commodity": "cargo",
                "capacity": draw.number(2, 8),
                "per": draw.pick(["period", "year"]),
            }
        ][: draw.whole(0, 1)],
        "profiles": [
            {"profile": "ice", "kind": "availability", "period": period, "factor": factor}
            for period, factor in (("cold", draw.pick([0, 0.5])), ("warm", 1))
        ],
    }  # fmt: skip


def ban_of(seed: int, name: str) -> Row:
    """Return a ban of some kind."""
    draw = Draw(seed)
    return {
        "id": name,
        "controller": draw.pick(["*", *STATES]),
        "mode": draw.pick(["*", *MODES]),
        "class": draw.pick(["*", *CLASSES]),
        "origin_actor": draw.pick(["*", *STATES]),
        "destination_actor": draw.pick(["*", *STATES]),
    }


def opened(folder: Path, tables: dict[str, list[Row]]) -> Case:
    """Write the tables to a folder and open the case."""
    settings = {
        "id": "generated",
        "title": "Generated",
        "base_year": 2023,
        "time_value_segments": 3,
        "periods": [{"id": "cold", "weight": 0.4}, {"id": "warm", "weight": 0.6}],
    }
    return isthmus.open_case(write_case({"settings": settings, **tables}, folder))


def _link(draw: Draw, name: str, start: str, end: str) -> Row:
    given = {
        "capacity": draw.number(0.5, 6),
        "cost": draw.number(5, 80),
        "days": draw.number(1, 12),
        "tariff": draw.number(0, 10),
        "profile": "ice",
    }
    kept = {key: value for key, value in given.items() if draw.chance(0.6)}
    if "capacity" not in kept:
        kept.pop("profile", None)
    kept["bidirectional"] = draw.chance(0.5)
    return leg(name, start, end, draw.pick(MODES), **kept)


def _shipment(draw: Draw, number: int, ends: list[str]) -> Row:
    dearest = draw.number(100, 900)
    name, quantity = f"s{number}", draw.number(0.2, 5)
    return shipment(name, ends[0], ends[1], quantity, dearest, **{"class": draw.pick(CLASSES)})
