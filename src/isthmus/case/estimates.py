"""What a cargo link costs and how long it takes, where its mode must tell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Table

Floats = npt.NDArray[np.float64]

EARTH = 6371.0  # km, mean radius
ESTIMATED = ("length", "days", "cost")


def fill_cargo_links(tables: Mapping[str, Table], links: Table, modes: Table) -> Table:
    """Return the links with empty cells of cargo links filled by their modes.

    The length is the great circle between the ends times the mode's detour, the days and the cost
    per tonne are fixed ones plus what the length takes. What cannot be told stays as it is.

    Parameters
    ----------
    tables : mapping of str to Table
        Tables as written, which say what is empty, and where nodes lie.
    links, modes : Table
        With their own defaults.
    """
    mode_at = {mode: row for row, mode in enumerate(modes["mode"])}
    rows = [
        row
        for row, (good, mode) in enumerate(zip(links["commodity"], links["mode"], strict=True))
        if good == "cargo" and mode in mode_at
    ]
    if not rows:
        return links
    empty = {
        name: np.array([tables["links"][name][row] is None for row in rows], dtype=bool)
        for name in ESTIMATED
    }
    at = np.array([mode_at[links["mode"][row]] for row in rows])
    length = links["length"][rows]
    length = np.where(empty["length"], _straight(tables, links, rows) * modes["detour"][at], length)
    days = modes["fixed_days"][at] + length / modes["speed"][at]
    cost = modes["fixed_cost"][at] + length * modes["cost"][at]
    made = {"length": length, "days": days, "cost": cost}
    columns = {}
    for name in ESTIMATED:
        column = links[name].copy()
        estimated = np.array(rows)[empty[name] & ~np.isnan(made[name])]
        column[estimated] = made[name][empty[name] & ~np.isnan(made[name])]
        columns[name] = column
    return links.with_columns(columns)


def estimated(tables: Mapping[str, Table], row: int) -> tuple[str, ...]:
    """Return which columns of a row of links its mode filled."""
    links = tables["links"]
    if links["commodity"][row] != "cargo" or links["mode"][row] not in tables["modes"]["mode"]:
        return ()
    return tuple(name for name in ESTIMATED if links[name][row] is None)


def _straight(tables: Mapping[str, Table], links: Table, rows: list[int]) -> Floats:
    """Return the great-circle distance between the ends (km); NaN without coordinates."""
    nodes = tables["nodes"]
    place = {
        node: (np.nan if lat is None else lat, np.nan if lon is None else lon)
        for node, lat, lon in zip(nodes["id"], nodes["lat"], nodes["lon"], strict=True)
    }
    nowhere = (np.nan, np.nan)
    ends = [[place.get(links[end][row], nowhere) for row in rows] for end in ("from", "to")]
    (lat, lon), (lat_to, lon_to) = (np.radians(np.array(end, dtype=float)).T for end in ends)
    half = (
        np.sin((lat_to - lat) / 2) ** 2
        + np.cos(lat) * np.cos(lat_to) * np.sin((lon_to - lon) / 2) ** 2
    )
    distance: Floats = 2 * EARTH * np.arcsin(np.sqrt(half))
    return distance
