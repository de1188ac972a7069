"""What a generated case may have besides links, supply and demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracles.generate import CaseMaker, Row


def add_conversion(maker: CaseMaker) -> None:
    """Plants that burn gas for power, lines between them and where power is used."""
    draw = maker.draw
    for place in draw.some(maker.names, 0.3):
        plant = maker.add_link(place, draw.pick(maker.names))
        plant.pop("bidirectional", None)
        plant["to_commodity"] = "power"
        plant["yield"] = draw.number(0.3, 6)
    for _ in range(draw.whole(0, len(maker.names) - 1)):
        start, end = draw.shuffled(maker.names)[:2]
        maker.add_link(start, end)["commodity"] = "power"
    maker.add_demand("power")


def add_stores(maker: CaseMaker) -> None:
    """Stores of gas at some nodes."""
    draw = maker.draw
    for name in draw.some(maker.names, 0.3):
        lossy = "losses" in maker.features and draw.chance(0.6)
        maker.add(
            "stores",
            id=maker.id("w"),
            node=name,
            commodity="gas",
            owner=draw.pick(maker.actors),
            volume=draw.number(0.2, 3),
            injection=draw.number(2, 15),
            withdrawal=draw.number(2, 15),
            loss_in=draw.number(0.01, 0.1) if lossy else None,
            loss_out=draw.number(0.01, 0.1) if lossy else None,
            cushion=maker.maybe(0.6, 0, 0.6),
            cost=maker.maybe(0.7, 0, 8),
        )


def add_limits(maker: CaseMaker) -> None:
    """One capacity shared by several links, supplies and demands of gas."""
    draw = maker.draw
    for _ in range(draw.whole(1, 3)):
        yearly = draw.chance(0.5)
        maker.add(
            "limits",
            id=maker.id("m"),
            commodity="gas",
            links=_weighted(maker, _gas(maker, "links")),
            supply=_listed(maker, _gas(maker, "supply")),
            demand=_listed(maker, _gas(maker, "demand")),
            capacity=draw.number(0.5, 10),
            per="year" if yearly else draw.pick(["period", None]),
            profile=None if yearly else maker.profile("availability", 0.4),
        )


def add_contracts(maker: CaseMaker) -> None:
    """Contracts on some links, a few of them out of force."""
    draw = maker.draw
    links = [r for r in maker.rows.get("links", []) if "to_commodity" not in r]
    capped = {r["commodity"] for r in maker.rows["demand"] if r["curve"] != "hub"}
    firms = [f"f-{a}" for a in maker.actors]
    for link in draw.some(links, 0.5):
        # Without a loss, a floor where nothing arrives could be met by flow in a circle.
        link["loss"] = link.get("loss") or 0.01
        for _ in range(draw.whole(1, 2)):
            minimum = maker.maybe(0.5, 0, 3)
            priced = link["commodity"] not in capped or draw.chance(0.3)
            maker.add(
                "contracts",
                id=maker.id("c"),
                seller=draw.pick(firms),
                buyer=draw.pick([*maker.actors, *firms, "f-branch"]),
                commodity=link["commodity"],
                link=link["id"],
                minimum=minimum,
                maximum=draw.number(minimum or 0.1, 5) if draw.chance(0.85) else None,
                per=draw.pick(["year", "period", None]),
                price=maker.maybe(0.3, 50, 300),
                exclusive="true" if draw.chance(0.6) else None,
                # Where only hubs buy there is no price cap to fall back on.
                shortfall_price=draw.number(0, 600) if priced else None,
                **_validity(maker),
            )


EXTRAS = {
    "conversion": add_conversion,
    "stores": add_stores,
    "limits": add_limits,
    "contracts": add_contracts,
}


def _validity(maker: CaseMaker) -> Row:
    year = maker.base_year
    if maker.draw.chance(0.6):
        return {}
    return maker.draw.pick(
        [
            {"from_year": year, "until_year": year},
            {"status": "suspended"},
            {"from_year": year + 1},
            {"until_year": year - 1},
        ],
    )


def _gas(maker: CaseMaker, table: str) -> list[str]:
    return [r["id"] for r in maker.rows.get(table, []) if r["commodity"] == "gas"]


def _weighted(maker: CaseMaker, ids: list[str]) -> str | None:
    draw = maker.draw
    weights = {i: maker.maybe(0.4, 0.2, 3) for i in draw.some(ids, 0.3)}
    return ";".join(i if w is None else f"{i}:{w}" for i, w in weights.items()) or None


def _listed(maker: CaseMaker, ids: list[str]) -> str | None:
    if not maker.draw.chance(0.4):
        return None
    return ";".join(maker.draw.some(ids, 0.4)) or None
