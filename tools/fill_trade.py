"""Fill the matrix of trade of the South Caucasus where no figure is known.

    python -m tools.fill_trade          print what the prediction is worth, write nothing
    python -m tools.fill_trade --write  write the estimated rows of trade.csv anew

Known pairs (rows that are not estimated) give a gravity equation by Poisson pseudo-maximum
likelihood (Santos Silva and Tenreyro 2006): trade is in proportion to the exporter's exports and
the importer's imports, falls with distance and sanctions, and rises with a common border and within
a union. The rest of the world sells and buys what the others leave of a country's totals, and at
least a twentieth of them. Domestic sales are gross output, a multiple of GDP, less exports.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HERE = Path(__file__).parent
TRADE = HERE.parent / "src/isthmus/cases/caucasus/trade.csv"
MARGINS = HERE / "trade-margins.csv"
YEAR = "2023"
REST = "row"
RADIUS = 6371.0  # km
LEAST = 0.05  # of a total that trade with the rest of the world has at least
ROUNDS = 500
TERMS = ("constant", "distance", "border", "eurasian union", "european union", "sanctions")
BORDERS = """
aze-rus aze-irn aze-geo aze-arm aze-tur arm-geo arm-irn arm-tur geo-rus geo-tur irn-tur irn-tkm
kaz-rus kaz-chn kaz-uzb kaz-tkm uzb-tkm rus-chn rus-blr rus-ukr rus-eu-rest blr-ukr blr-eu-rest
ukr-eu-rest tur-eu-rest ind-chn deu-fra fra-ita deu-eu-rest fra-eu-rest ita-eu-rest gbr-eu-rest
"""
EURASIAN, EUROPEAN = {"arm", "blr", "kaz", "rus"}, {"deu", "fra", "ita", "eu-rest"}
SANCTIONING, SANCTIONED = EUROPEAN | {"gbr", "usa", "isr", "ukr"}, {"blr", "irn", "rus"}


@dataclass(frozen=True)
class World:
    """What is known: actors, totals, places, flows (NaN where nothing is) and terms of gravity."""

    actors: tuple[str, ...]
    exports: Floats
    imports: Floats
    gdp: Floats
    ratio: Floats
    known: Floats
    terms: Floats


def read() -> World:
    """Return what the margins and the rows that are not estimated tell."""
    with MARGINS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    actors = tuple(row["actor"] for row in rows)
    exports, imports, gdp, ratio, lat, lon = (
        np.array([float(row[name] or "nan") for row in rows])
        for name in ("exports", "imports", "gdp", "output_ratio", "lat", "lon")
    )
    place = {actor: at for at, actor in enumerate(actors)}
    known = np.full((len(actors), len(actors)), np.nan)
    for row in given():
        known[place[row["exporter"]], place[row["importer"]]] = float(row["value"])
    terms = _terms(actors, lat, lon)
    return World(actors, exports, imports, gdp, ratio, known, terms)


def given() -> list[dict[str, str]]:
    """Return the rows of table `trade` that are figures, not predictions."""
    with TRADE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["estimated"] != "true"]


def _terms(actors: tuple[str, ...], lat: Floats, lon: Floats) -> Floats:
    """Return the terms of every pair (actors, actors, terms)."""
    up, round_ = np.radians(lat), np.radians(lon)
    cosine = np.sin(up)[:, None] * np.sin(up) + np.cos(up)[:, None] * np.cos(up) * np.cos(
        round_[:, None] - round_
    )
    far = np.log(np.maximum(RADIUS * np.arccos(np.clip(cosine, -1, 1)), 1.0))
    touching = {frozenset(_ends(pair)) for pair in BORDERS.split()}
    border = np.array([[float({a, b} in touching) for b in actors] for a in actors])
    one, other = ([actor in side for actor in actors] for side in (SANCTIONING, SANCTIONED))
    apart = np.logical_or(np.outer(one, other), np.outer(other, one)).astype(float)
    unions = (_within(actors, union) for union in (EURASIAN, EUROPEAN))
    return np.stack((np.ones_like(far), far, border, *unions, apart), axis=-1)


def _within(actors: tuple[str, ...], union: set[str]) -> Floats:
    """Tell which pairs belong to a union (actors, actors)."""
    return np.array([[float({a, b} <= union) for b in actors] for a in actors])


def _ends(pair: str) -> tuple[str, str]:
    first, _, second = pair.partition("-")
    return first, second


def ppml(y: Floats, x: Floats, mass: Floats) -> Floats:
    """Return the coefficients of a Poisson regression of y on x, in proportion to a mass."""
    found: Floats = np.zeros(x.shape[1])
    found[0] = np.log(y.sum() / mass.sum())
    for _ in range(ROUNDS):
        mean = mass * np.exp(x @ found)
        weighted = x * mean[:, None]
        right = weighted.T @ (x @ found + (y - mean) / mean)
        new = np.asarray(np.linalg.solve(x.T @ weighted, right), dtype=float)
        if np.abs(new - found).max() < 1e-12:
            break
        found = new
    return found


def predicted(world: World) -> tuple[Floats, Floats]:
    """Return what gravity says of every pair of two known countries, and its coefficients."""
    mass = world.exports[:, None] * world.imports / np.nansum(world.exports)
    used = np.isfinite(world.known) & np.isfinite(world.terms + mass[..., None]).all(axis=-1)
    found = ppml(world.known[used], world.terms[used], mass[used])
    return mass * np.exp(world.terms @ found), found


def filled(world: World) -> Floats:
    """Return all flows: the known ones, predictions, and what they leave of countries' totals."""
    rest = world.actors.index(REST)
    flows = _off(np.where(np.isnan(world.known), predicted(world)[0], world.known))
    flows[rest] = flows[:, rest] = 0.0
    flows[:, rest] = _left(world.exports, flows.sum(axis=1))
    flows[rest] = _left(world.imports, flows.sum(axis=0))
    flows[rest, rest] = 0.0
    flows[np.diag_indices(len(flows))] = world.ratio * world.gdp - flows.sum(axis=1)
    return flows


def _left(totals: Floats, told: Floats) -> Floats:
    """Return what is left of totals, where there are any."""
    return np.nan_to_num(np.maximum(totals - told, LEAST * totals))


def _off(flows: Floats) -> Floats:
    return np.where(np.eye(len(flows), dtype=bool), 0.0, flows)


def claims_so_far() -> dict[tuple[str, str], str]:
    """Return the evidence of every pair in the table."""
    with TRADE.open(encoding="utf-8", newline="") as file:
        return {(row["exporter"], row["importer"]): row["evidence"] for row in csv.DictReader(file)}


def write(world: World, flows: Floats) -> None:
    """Write table `trade`: figures as they stand, all else as estimated, with the claims it had."""
    rows, ties = given(), claims_so_far()
    names = list(rows[0])
    have = {(row["exporter"], row["importer"]) for row in rows}
    for i, seller in enumerate(world.actors):
        for j, buyer in enumerate(world.actors):
            if (seller, buyer) not in have:
                told = "trade-left" if REST in (seller, buyer) else "trade-gravity"
                claim = f"value:home-sales-{seller}" if i == j else told
                rows.append(
                    {
                        "exporter": seller,
                        "importer": buyer,
                        "year": YEAR,
                        "value": f"{flows[i, j]:.4g}" if i != j else f"{flows[i, j]:.5g}",
                        "estimated": "true",
                        "evidence": ties.get((seller, buyer), claim),
                    }
                )
    with TRADE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Print how good the prediction is of what is known, and write the rest if asked to."""
    world = read()
    gravity, coefficients = predicted(world)
    flows = filled(world)
    known = np.isfinite(world.known) & (world.known > 0) & np.isfinite(gravity)
    off = np.log(gravity[known] / world.known[known])
    words = (f"{name} {value:.3f}" for name, value in zip(TERMS, coefficients, strict=True))
    print(f"{known.sum()} pairs known; {', '.join(words)}")
    median, spread = np.exp(np.median(np.abs(off))), np.exp(np.std(off))
    print(f"off by a factor of {median:.2f} in the median, {spread:.2f} as a standard deviation")
    if "--write" in sys.argv:
        write(world, flows)


if __name__ == "__main__":
    main()
