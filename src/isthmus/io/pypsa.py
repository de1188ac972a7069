"""A PyPSA network, as its CSV folder has it, becomes a case.

A bus is a commodity at a node; a link or line is a link; a generator is supply, or a buyer where it
takes; a load is a need; a store is a store. Megawatts become TWh a year, and the year of the case
is all that the snapshots stand for. What has no place in a case is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from isthmus.case.raw import RawCase, RawTable
from isthmus.errors import CaseError, Problem
from isthmus.io.pypsa_files import is_network, read_network
from isthmus.io.pypsa_made import SAME, Bus, Made, Row

POWER = ("", "AC", "DC", "electricity")
TONNES = ("t", "t/h", "t_co2", "tCO2")
MILLIONTH = 1e-6
MOST_PORTS = 10
INFINITE = float("inf")


def read_pypsa(folder: Path) -> RawCase:
    """Read a network as a case; `left` of the result tells what is not in it.

    Raises
    ------
    CaseError
        If the folder is no network, or one that no case can be made of.
    """
    if not is_network(folder):
        message = "no buses.csv here, so this is no PyPSA network in CSV files"
        raise CaseError([Problem(str(folder), 0, "", message)])
    made = Made(read_network(folder))
    _read(made)
    if made.network.problems:
        raise CaseError(made.network.problems)
    raw = RawCase("case.toml", made.settings())
    raw.tables = {name: _table(name, rows) for name, rows in made.rows.items()}
    raw.left = made.left()
    return raw


def _table(name: str, rows: Sequence[Row]) -> RawTable:
    header = list(dict.fromkeys(column for row in rows for column in row))
    header = header or ["profile" if name == "profiles" else "id"]
    cells = [[_text(row.get(column)) for column in header] for row in rows]
    return RawTable(f"{name}.csv", header, cells, list(range(2, len(rows) + 2)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _read(made: Made) -> None:
    """Make rows of all components that a case has a place for."""
    counting = _counting(made)
    for name in made.network.of("buses"):
        if name in counting:
            message = "only counts what links do, and is left out with what is on it"
            made.tell("buses", "", message, name)
        else:
            _bus(made, name)
    kinds: dict[str, tuple[tuple[str, ...], Callable[[Made, str, str, list[Bus]], None]]] = {
        "links": (("bus0", "bus1"), _link),
        "lines": (("bus0", "bus1"), _line),
        "transformers": (("bus0", "bus1"), _line),
        "generators": (("bus",), _generator),
        "loads": (("bus",), _load),
        "stores": (("bus",), _store),
        "storage_units": (("bus",), _storage_unit),
    }
    for kind, (ends, read) in kinds.items():
        _each(made, kind, ends, read, counting)
    for name in made.network.of("carriers"):
        for attribute in ("color", "nice_name"):
            made.network.text("carriers", name, attribute)


def _counting(made: Made) -> set[str]:
    """Return the buses that only further ports of links touch: limits, contracts, emissions."""
    network = made.network
    ports = {
        network.text("links", name, f"bus{port}")
        for name in network.of("links")
        for port in range(2, MOST_PORTS)
    }
    ends = {
        network.text(kind, name, end)
        for kind in ("links", "lines", "transformers")
        for name in network.of(kind)
        for end in ("bus0", "bus1")
    }
    ends |= {network.text("loads", name, "bus") for name in network.of("loads")}
    return ports - ends - {""}


def _each(
    made: Made,
    kind: str,
    ends: Sequence[str],
    read: Callable[[Made, str, str, list[Bus]], None],
    counting: set[str],
) -> None:
    """Read the components of a list that run and whose buses are there."""
    network = made.network
    for name in network.of(kind):
        at = [network.text(kind, name, end) for end in ends]
        nowhere = [end for end in zip(ends, at, strict=True) if end[1] not in network.of("buses")]
        if nowhere:
            message = f"{name}: there is no bus '{nowhere[0][1]}'"
            network.problems.append(Problem(f"{kind}.csv", 0, nowhere[0][0], message))
        elif not network.flag(kind, name, "active", True):
            made.tell(kind, "active", "does not run, and is left out", name)
        elif counting.isdisjoint(at):
            read(made, kind, name, [made.buses[bus] for bus in at])


def _bus(made: Made, name: str) -> None:
    """Add a node; the name of a carrier behind the name of a place is not part of it."""
    carrier = made.network.text("buses", name, "carrier", "AC")
    commodity = "power" if carrier in POWER else made.id("commodity", carrier)
    place = name.removesuffix(f" {carrier}") or name
    if (made.id("node", place), commodity) in made.places:
        place = name
    node = made.id("node", place)
    made.places.add((node, commodity))
    made.buses[name] = Bus(node, commodity, _commodity(made, name, commodity))
    made.add_once("nodes", {"id": node, "name": place, **_where(made, name)})


def _commodity(made: Made, bus: str, commodity: str) -> float:
    """Add the commodity of a bus; return what makes quantities of power over time."""
    unit = made.network.text("buses", bus, "unit")
    price = made.network.text("buses", bus, "price_unit")
    scale = MILLIONTH
    if unit.endswith("/year") and price:
        unit, scale = unit.removesuffix("/year"), 1.0
    elif unit in TONNES:
        unit, price = "Mt", f"{made.currency}/t"
    else:
        if unit and not unit.startswith("MW"):
            made.tell("buses", "unit", f"assumed: {unit} is MWh", bus)
        unit, price = "TWh", f"{made.currency}/MWh"
    row = {"id": commodity, "kind": "market", "unit": unit, "price_unit": price}
    made.add_once("commodities", row)
    return scale


def _where(made: Made, bus: str) -> Row:
    """Return coordinates and country of a bus, as far as they are known."""
    network = made.network
    lon, lat = (network.number("buses", bus, axis, 0.0) for axis in ("x", "y"))
    row: Row = {}
    if abs(lon) > 180 or abs(lat) > 90:
        made.tell("buses", "x", "is not in degrees, and left out", bus)
    elif lon or lat:
        row |= {"lat": lat, "lon": lon}
    country = network.text("buses", bus, "country")
    if country:
        row["actor"] = made.id("actor", country)
        made.add_once("actors", {"id": row["actor"], "name": country})
    return row


def _carrying(
    made: Made, kind: str, name: str, ends: list[Bus], nominal: str, most: Sequence[float]
) -> Row:
    """Return what links and lines have in common."""
    network, (start, end) = made.network, ends
    capacity, top = made.capacity(kind, name, nominal), max(most)
    bound = None if capacity == INFINITE else capacity * top * network.hours * start.scale
    return {
        "id": made.id("link", name),
        "name": name,
        "from": start.node,
        "to": end.node,
        "mode": network.text(kind, name, "carrier") or None,
        "commodity": start.commodity,
        "capacity": bound,
        "profile": made.profile("availability", [m / top for m in most]) if top else None,
        "length": network.number(kind, name, "length", 0.0) or None,
    }


def _link(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    network, (start, end) = made.network, ends
    efficiency = _efficiency(made, name)
    if efficiency <= 0:
        made.tell(kind, "efficiency", "nothing comes out, so left out", name)
        return
    for port in range(2, MOST_PORTS):
        network.text(kind, name, f"efficiency{port}")
        if network.text(kind, name, f"bus{port}"):
            made.tell(kind, f"bus{port}", "a link has two ends: a further one is left out", name)
    cost, shape = made.price(kind, name, 1.0)
    if shape:
        made.tell(kind, "marginal_cost", "varies, and is taken as its highest", name)
    most = network.over_time(kind, name, "p_max_pu", 1.0)
    row = {**_carrying(made, kind, name, ends, "p_nom", most), "cost": cost}
    if start.commodity != end.commodity:
        ratio = efficiency * end.scale / start.scale
        row |= {"to_commodity": end.commodity, "yield": ratio}
    elif efficiency != 1:
        row |= {"loss": 1 - efficiency} if efficiency < 1 else {"yield": efficiency}
    made.rows["links"].append({**row, **_backwards(made, name, row, most)})


def _efficiency(made: Made, name: str) -> float:
    """Return the efficiency of a link; the mean of one that varies."""
    efficiency = made.network.over_time("links", name, "efficiency", 1.0)
    if max(efficiency) - min(efficiency) <= SAME:
        return efficiency[0]
    made.tell("links", "efficiency", "varies, and is taken as its mean", name)
    return made.network.total(efficiency) / made.network.hours


def _backwards(made: Made, name: str, row: Row, most: Sequence[float]) -> Row:
    """Tell whether a link runs backwards, too; PyPSA takes back loss and cost there."""
    least = made.network.over_time("links", name, "p_min_pu", 0.0)
    if max(least) > 0:
        made.tell("links", "p_min_pu", "nothing must run but under a contract: left out", name)
    if min(least) >= 0:
        return {}
    if "to_commodity" in row:
        made.tell("links", "p_min_pu", "what converts runs one way: the other is left out", name)
        return {}
    plain = not row["cost"] and not {"loss", "yield"} & set(row)
    if not plain or any(abs(a + b) > SAME for a, b in zip(least, most, strict=True)):
        made.tell("links", "p_min_pu", "runs backwards as forwards: capacity, loss and cost", name)
    return {"bidirectional": True}


def _line(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    message = "can be steered: the voltage law does not hold in a case"
    made.tell(kind, "", message, name)
    most = made.network.over_time(kind, name, "s_max_pu", 1.0)
    row = _carrying(made, kind, name, ends, "s_nom", most)
    made.rows["links"].append({**row, "bidirectional": True})


def _at(made: Made, name: str, bus: Bus) -> Row:
    return {"id": made.id("row", name), "node": bus.node, "commodity": bus.commodity}


def _generator(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    network, (bus,) = made.network, ends
    network.number(kind, name, "efficiency", 1.0)  # of fuel, which its cost counts already
    carrier = network.text(kind, name, "carrier") or None
    most = network.number(kind, name, "e_sum_max", INFINITE) * bus.scale
    capacity = made.capacity(kind, name, "p_nom")
    if capacity == INFINITE:
        made.tell(kind, "p_nom", "has no end, so left out", name)
        return
    if max(network.over_time(kind, name, "p_min_pu", 0.0)) > 0:
        made.tell(kind, "p_min_pu", "nothing must run but under a contract: left out", name)
    rates = [capacity * pu for pu in network.over_time(kind, name, "p_max_pu", 1.0)]
    if network.number(kind, name, "sign", 1.0) < 0:
        _buyer(made, kind, name, {**_at(made, name, bus), "sector": carrier}, (bus, rates, most))
        return
    cost, shape = made.price(kind, name, 1.0)
    row = {**_at(made, name, bus), **made.amount(bus, rates), "cost": cost, "cost_profile": shape}
    if most < row["quantity"]:
        row |= {"flexibility": row["quantity"] / most if most else 1.0, "quantity": most}
    made.rows["supply"].append(row)


def _buyer(
    made: Made, kind: str, name: str, row: Row, much: tuple[Bus, Sequence[float], float]
) -> None:
    """Add a generator that takes: a buyer at a price, or a way out for what is too much."""
    bus, rates, most = much
    if min(made.network.over_time(kind, name, "marginal_cost", 0.0)) >= 0:
        made.tell(kind, "sign", "takes what is too much: that vanishes in a case anyway", name)
        return
    if most < made.network.total(rates) * bus.scale:
        made.tell(kind, "e_sum_max", "of a generator that takes is left out", name)
    price, shape = made.price(kind, name, -1.0)
    row |= {"curve": "hub", "price": price, "cost_profile": shape, **made.amount(bus, rates)}
    made.rows["demand"].append(row)


def _load(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    network, (bus,) = made.network, ends
    sign = -network.number(kind, name, "sign", -1.0)
    needs = [sign * need for need in network.over_time(kind, name, "p_set", 0.0)]
    if min(needs) < 0:
        made.tell(kind, "p_set", "gives instead of taking, so left out", name)
        return
    made.tell(kind, "p_set", f"assumed: a unit that is lacking costs {made.dearest:g}", name)
    made.rows["demand"].append(
        {
            **_at(made, name, bus),
            "sector": network.text(kind, name, "carrier") or None,
            "curve": "fixed",
            "price_cap": made.dearest,
            **made.amount(bus, needs),
        }
    )


def _store(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    network, (bus,) = made.network, ends
    most = network.over_time(kind, name, "e_max_pu", 1.0)
    least = network.over_time(kind, name, "e_min_pu", 0.0)
    if max(most) - min(most) > SAME or max(least) - min(least) > SAME:
        made.tell(kind, "e_max_pu", "varies, and is taken as its narrowest", name)
    full = made.capacity(kind, name, "e_nom") * bus.scale
    if full == INFINITE:
        made.tell(kind, "e_nom", "has no end, so left out", name)
        return
    volume = full * min(most)
    fastest = volume / (min(network.weights) / network.hours)
    _cyclic(made, kind, name, "e_cyclic", "e_initial")
    made.rows["stores"].append(
        {
            **_at(made, name, bus),
            "volume": volume,
            "injection": fastest,
            "withdrawal": fastest,
            "cushion": min(full * max(least) / volume, 1.0) if volume else 0.0,
        }
    )


def _storage_unit(made: Made, kind: str, name: str, ends: list[Bus]) -> None:
    network, (bus,) = made.network, ends
    power = made.capacity(kind, name, "p_nom")
    rate = power * network.hours * bus.scale
    _cyclic(made, kind, name, "cyclic_state_of_charge", "state_of_charge_initial")
    made.rows["stores"].append(
        {
            **_at(made, name, bus),
            "volume": power * network.number(kind, name, "max_hours", 1.0) * bus.scale,
            "injection": rate,
            "withdrawal": rate,
            "loss_in": 1 - network.number(kind, name, "efficiency_store", 1.0),
            "loss_out": 1 - network.number(kind, name, "efficiency_dispatch", 1.0),
        }
    )


def _cyclic(made: Made, kind: str, name: str, cyclic: str, initial: str) -> None:
    made.network.number(kind, name, initial, 0.0)
    if not made.network.flag(kind, name, cyclic, False):
        made.tell(kind, cyclic, "ends the year as it began it, which it need not", name)
