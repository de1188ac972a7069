"""The options that commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from isthmus.case.model import Case

MOST_NODE_PERIODS = 2000

CaseOption = Annotated[
    str | None,
    typer.Option(
        "--case",
        "-c",
        help="A built-in case, a folder, a workbook or a GeoJSON file.",
        show_default="$ISTHMUS_CASE, else this folder if it is a case, else caucasus",
    ),
]
ScenarioOption = Annotated[
    list[str] | None,
    typer.Option("--scenario", "-s", help="A scenario, or a+b; may be repeated."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="TABLE.ID.COLUMN=VALUE", help="Change one cell; may be repeated."
    ),
]
SetForAllOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="TABLE.ID.COLUMN=VALUE",
        help="Change one cell in all that is compared, the reference too; may be repeated.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document, nothing else.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print the headline only.")]


def opened(
    case: str | None, scenarios: list[str] | None = None, changes: list[str] | None = None
) -> Case:
    """Open the case that the options name, with scenarios and changes applied."""
    from isthmus.io.opening import open_case

    found = open_case(case or default_case())
    if scenarios:
        found = found.with_scenario(*scenarios)
    pairs = dict(_change(change, "--set ") for change in changes or [])
    return found.with_changes(pairs) if pairs else found


def altered(case: Case, comparand: str) -> Case:
    """Return the case with what a comparand names: scenarios and changes of cells, joined by +."""
    for part in comparand.split("+"):
        changed = "=" in part
        case = case.with_changes(dict([_change(part)])) if changed else case.with_scenario(part)
    return case


def _change(text: str, option: str = "") -> tuple[str, str]:
    """Return the cell and the value of TABLE.ID.COLUMN=VALUE."""
    from isthmus.errors import IsthmusError

    path, equals, value = text.partition("=")
    if not equals:
        raise IsthmusError(f"{option}{text}: write TABLE.ID.COLUMN=VALUE")
    return path.strip(), value.strip()


def small_enough(case: Case) -> bool:
    """Tell whether intervals of prices and gains are worth waiting for."""
    return len(case.tables["nodes"]) * len(case.periods) <= MOST_NODE_PERIODS


def default_case() -> str:
    """Return what stands for the case where none is named."""
    named = os.environ.get("ISTHMUS_CASE")
    if named:
        return named
    return "." if Path("case.toml").is_file() else "caucasus"


def words(options: list[str] | None) -> list[str]:
    """Return the words of options, each of which may hold several with commas between them."""
    parts = (part.strip() for option in options or [] for part in option.split(","))
    return [part for part in parts if part]
