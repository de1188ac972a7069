"""Commands that draw, and that take a case to other programs: what others look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import (
    CaseOption,
    ScenarioOption,
    SetOption,
    altered,
    opened,
    small_enough,
)

if TYPE_CHECKING:
    from isthmus.case.model import Case
    from isthmus.result import Result

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The picture to write, as .svg or .png.")
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="SCENARIO",
        help="Draw the differences from this: base, a scenario, a+b, or changes of cells.",
    ),
]
ThemeOption = Annotated[
    str, typer.Option("--theme", help="light, dark, or auto: dark on a dark screen.")
]


def map(
    file: FileArgument,
    commodities: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMODITY]...", help="What to draw; else what moves most value."),
    ] = None,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    against: AgainstOption = None,
    period: Annotated[
        str | None, typer.Option("--period", help="One period; the year where none is named.")
    ] = None,
    extent: Annotated[
        str,
        typer.Option(
            "--extent",
            help="core (where most places lie), all, or west,south,east,north in degrees.",
        ),
    ] = "core",
    theme: ThemeOption = "light",
    width: Annotated[int, typer.Option("--width", help="In pixels.")] = 1000,
) -> None:
    """Draw the flows on a map, or with --against what changes them."""
    _check(file)
    drawn, goods = opened(case, scenario, changes), commodities or []
    result = _solved(drawn, _reference(drawn, case, against), goods)
    picture = result.map(*goods, period=period, extent=extent, theme=theme, width=width)
    _write(file, drawn, picture)


def bars(
    file: FileArgument,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    against: AgainstOption = None,
    theme: ThemeOption = "light",
    width: Annotated[int, typer.Option("--width", help="In pixels.")] = 800,
    most: Annotated[int, typer.Option("--most", help="How many actors to draw.")] = 12,
) -> None:
    """Draw who earns, or with --against who gains and who loses."""
    _check(file)
    drawn = opened(case, scenario, changes)
    reference = _reference(drawn, case, against)
    result = _solved(drawn, reference, intervals=small_enough(drawn))
    _write(file, drawn, result.bars(theme=theme, width=width, most=most))


def export(
    path: Annotated[Path, typer.Argument(help="A .geojson file, or a new folder for PyPSA.")],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="geojson|pypsa",
            show_default="by the path's suffix",
            help="The program that it is for.",
        ),
    ] = None,
    results: Annotated[
        bool, typer.Option("--results", help="Solve, and add flows and prices to the GeoJSON.")
    ] = False,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
) -> None:
    """Write the case for another program: GeoJSON for maps, a network for PyPSA."""  # fmt: skip
    from isthmus.cli.printing import console, head, print_line, warn_of
    from isthmus.exchange import export as write

    found = opened(case, scenario, changes)
    done = write(found, path, to, results=results)
    warn_of(found)
    head(found)
    screen = console()
    print_line(screen, f"wrote {done.path}")
    for note in done.notes:
        print_line(screen, note)
    if done.left:
        print_line(screen, "Not in it, or in another form:")
    for line in done.left:
        print_line(screen, f"- {line}")


def _check(file: Path) -> None:
    """Refuse a file of another kind before anything is solved."""
    from isthmus.drawing.png import check_suffix
    from isthmus.errors import IsthmusError

    try:
        check_suffix(file.suffix)
    except IsthmusError as error:
        raise IsthmusError(f"{file}: {error}") from error


def _solved(
    drawn: Case, reference: Case | None, goods: Sequence[str] = (), *, intervals: bool = False
) -> Result:
    """Return the result of a case, or its comparison with a reference."""
    from isthmus.catalogue import look
    from isthmus.comparison import compare
    from isthmus.lenses.markets import markets

    cases = [drawn] if reference is None else [reference, drawn]
    lens = _alone(drawn, goods)
    if lens:
        results = [look(one, lens)[0] for one in cases]
    else:
        results = [markets(one, *goods, intervals=intervals) for one in cases]
    return results[0] if reference is None else compare(*results)


def _alone(case: Case, goods: Sequence[str]) -> str | None:
    """Return the lens of cargo or trade, if it is asked for, or is all that there is."""
    from isthmus.catalogue import lenses_of
    from isthmus.errors import IsthmusError

    for word, lens in (("cargo", "corridors"), ("trade", "trade")):
        if word in goods and len(goods) > 1:
            raise IsthmusError(
                f"{word} is drawn on a map of its own; leave out the other commodities"
            )
        if word in goods or lenses_of(case) == [lens]:
            return lens
    return None


def _reference(drawn: Case, case: str | None, against: str | None) -> Case | None:
    """Return what the case that is drawn is held against."""
    from isthmus.errors import IsthmusError

    if against is None:
        return None
    reference = altered(opened(case), against)
    if reference.scenarios == drawn.scenarios:
        raise IsthmusError(
            f"--against {against}: it would be held against itself. Name what to draw with "
            "--scenario or --set"
        )
    return reference


def _write(file: Path, case: Case, picture: str) -> None:
    from isthmus.cli.printing import console, head, print_line, warn_of
    from isthmus.drawing.png import encoded
    from isthmus.files import write_bytes

    write_bytes(file, encoded(picture, file.suffix))
    warn_of(case)
    head(case)
    print_line(console(), f"wrote {file}")


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="The report to write.")],
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    against: Annotated[
        str, typer.Option("--against", metavar="SCENARIO", help="What scenarios are held against.")
    ] = "base",
    brief: Annotated[
        bool, typer.Option("--brief", help="Two pages: one question and its answer.")
    ] = False,
) -> None:
    """Write a report as one HTML file: of the case, or with --brief of one scenario."""
    from isthmus.cli.printing import console, head, print_line, warn_of
    from isthmus.report.writing import write_report

    asked = opened(case, scenario, changes)
    write_report(file, asked, altered(opened(case), against), brief=brief)
    warn_of(asked)
    head(asked)
    print_line(console(), f"wrote {file}")
