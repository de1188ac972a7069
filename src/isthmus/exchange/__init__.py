"""Cases and answers for other programs: GeoJSON for maps, PyPSA for energy systems."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.files import write_text
from isthmus.io.creation import make_folder, refuse_existing
from isthmus.io.geojson import Results, write_geojson
from isthmus.lenses.markets import markets, solve
from isthmus.result import Result
from isthmus.version import __version__

FORMATS = ("geojson", "pypsa")
BY_HAND = {
    ".xlsx": "a case as a workbook is made by: isthmus new {path} --from CASE",
    ".nc": "PyPSA networks are written as a folder, which PyPSA opens and saves as .nc: "
    "pypsa.Network('{stem}').export_to_netcdf('{path}')",
}
PYPSA_FORMAT = "1.0.0"  # the version of PyPSA whose columns are written


@dataclass(frozen=True)
class Exported:
    """What was written, what of the case is not in it, and what to know of it."""

    path: Path
    left: tuple[str, ...]
    notes: tuple[str, ...] = ()


def export(
    case: Case, path: str | Path, to: str | None = None, *, results: bool = False
) -> Exported:
    """Write a case, with the scenarios applied to it, for another program.

    Parameters
    ----------
    case : Case
        The case.
    path : str or Path
        A `.geojson` file, or for PyPSA a folder that is not there yet.
    to : {'geojson', 'pypsa'}, optional
        For which program; without it the suffix of the path tells.
    results : bool
        Solve the markets, and give the links and nodes of GeoJSON their flows and prices.

    Returns
    -------
    Exported
        What was written, and what of the case the file cannot carry.

    Raises
    ------
    IsthmusError
        If nothing is written so, there is something at the path already, or the markets cannot be
        solved.
    """
    target = Path(path)
    kind = to or _kind_of(target)
    if kind not in FORMATS:
        choice = did_you_mean(kind, FORMATS) or f" One of: {', '.join(FORMATS)}."
        raise IsthmusError(f"'{kind}' is no format of exports.{choice}")
    if results and kind != "geojson":
        raise IsthmusError("results go into GeoJSON only; PyPSA finds its own")
    refuse_existing(target)
    return _to_geojson(case, target, results) if kind == "geojson" else _to_pypsa(case, target)


def _kind_of(target: Path) -> str:
    suffix = target.suffix.lower()
    if suffix in (".geojson", ".json"):
        return "geojson"
    hint = BY_HAND.get(suffix, "write a .geojson file, or say --to pypsa for a folder")
    stem = target.with_suffix("")
    raise IsthmusError(f"{target}: {hint.format(path=target, stem=stem)}")


def _to_geojson(case: Case, target: Path, results: bool) -> Exported:
    write_geojson(case, target, _properties(markets(case)) if results else None)
    nodes = case.tables["nodes"]
    places = zip(nodes["id"], nodes["lat"], nodes["lon"], strict=True)
    nowhere = [node for node, *at in places if None in at]
    notes = [f"no coordinates, so no shape: {', '.join(nowhere)}"] if nowhere else []
    return Exported(target, (), tuple(notes))


def _properties(result: Result) -> Results:
    """Return flows by link and prices by node; with more than one period, by period as well."""
    several = len(result.case.periods) > 1
    links: dict[str, dict[str, Any]] = {}
    for row in result.flows.iter_rows(named=True):
        link = links.setdefault(row["link"], {"flow": 0.0, "unit": row["unit"]})
        link["flow"] += row["flow"]
        ending = f"_{row['period']}" if several else ""
        if several:
            link[f"flow{ending}"] = row["flow"]
        for column in ("utilisation", "scarcity_price", "bound_by"):
            link[f"{column}{ending}"] = row[column]
    nodes: dict[str, dict[str, Any]] = {}
    for row in result.prices.iter_rows(named=True):
        ending = f"_{row['period']}" if several else ""
        nodes.setdefault(row["node"], {})[f"price_{row['commodity']}{ending}"] = row["price"]
    return {"links": links, "nodes": nodes}


def _to_pypsa(case: Case, target: Path) -> Exported:
    from isthmus.exchange.left import left_out
    from isthmus.exchange.pypsa import components

    if target.suffix.lower() in BY_HAND:
        _kind_of(target)
    network, outcome = solve(case)
    left = left_out(case, network)
    label = "+".join(case.scenarios) or "base"
    about = {
        "isthmus_version": __version__,
        "case": case.id,
        "case_hash": case.hash,
        "scenarios": list(case.scenarios),
        "objective": -outcome.objective,
        "left_out": left,
    }
    files = {
        **components(case, network).files(),
        "network.csv": f"name,pypsa_version\n{case.id} {label},{PYPSA_FORMAT}\n",
        "meta.json": json.dumps({"isthmus": about}, ensure_ascii=False, indent=2) + "\n",
    }
    make_folder(target, _filled_with(files))
    money = f"million {case.settings.currency}"
    note = f"PyPSA's objective is to be {-outcome.objective:,.6f} {money}: costs less benefits"
    return Exported(target, tuple(left), (note,))


def _filled_with(files: dict[str, str]) -> Callable[[Path], None]:
    def fill(folder: Path) -> None:
        for name, text in files.items():
            write_text(folder / name, text)

    return fill
