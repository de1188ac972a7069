"""Commands that look at a case without solving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import CaseOption, JsonOption, ScenarioOption, SetOption, opened

if TYPE_CHECKING:
    from isthmus.case.model import Case
    from isthmus.result import ResultRow


def check(
    case: CaseOption = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Solve, and fail when an observation misses unexpectedly.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a case and every scenario of it; list all that is wrong."""
    from isthmus.cli.printing import console, head, print_data, print_sections, warn
    from isthmus.report.checking import examine

    found = opened(case)
    report = examine(found, with_fit=fit)
    for problem in report.problems:
        warn(problem)
    if as_json:
        print_data(report.document())
    else:
        head(found)
        print_sections(console(), report.sections())
    if report.missed:
        raise typer.Exit(1)
    if report.errors:
        raise typer.Exit(2)


def show(
    what: Annotated[str, typer.Argument(help="An id, alias or name; a scenario; or a table.")],
    between: Annotated[
        str | None, typer.Option("--between", help="Rows that concern all of these, as rus,aze.")
    ] = None,
    of: Annotated[
        str | None, typer.Option("--of", help="The same for one, as memberships --of aze.")
    ] = None,
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    changes: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one row with its sources, a scenario with its changes, or a table."""
    from isthmus.case.tables import TABLES
    from isthmus.cli.printing import console, head, print_data, print_sections
    from isthmus.report.scenario import scenario_section, shown_scenario
    from isthmus.report.showing import ShownDocument, row_section, rows_named

    found = opened(case, scenario, changes)
    if what in TABLES:
        named_all = ",".join(part for part in (of, between) if part)
        _show_table(found, what, named_all or None, as_json)
        return
    rows = rows_named(found, what)
    named = [found.library[what]] if what in found.library else []
    if as_json:
        shown = [shown_scenario(one) for one in named]
        print_data(ShownDocument(case=found.id, rows=rows, scenarios=shown).model_dump())
    else:
        head(found)
        sections = [scenario_section(one) for one in named] + [row_section(row) for row in rows]
        print_sections(console(), sections)


def _show_table(case: Case, name: str, between: str | None, as_json: bool) -> None:
    from isthmus.cli.printing import (
        console,
        head,
        print_data,
        print_frame,
        print_line,
        print_sections,
    )
    from isthmus.report.counting import agreement_sections
    from isthmus.report.showing import main_columns, table_frame

    table = table_frame(case, name, between)
    if as_json:
        print_data({"case": case.id, "table": name, "rows": table.to_dicts()})
        return
    head(case)
    shown = main_columns(name, table)
    print_frame(console(), shown)
    if shown.width < table.width:
        more = "The main columns. All of a row: isthmus show ID; all of all: --json."
        print_line(console(), f"\n{more}")
    if name == "agreements":
        print_sections(console(), agreement_sections(case, table["id"].to_list()))


def evidence(
    case: CaseOption = None,
    scenario: ScenarioOption = None,
    whole: Annotated[bool, typer.Option("--all", help="Print the tables to their ends.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the numbers rest on: coverage by cell, conflicts, what is coded or unsourced."""
    from isthmus.cli.printing import console, head, print_data, print_sections
    from isthmus.report.ledger import evidence_sections, evidence_tables

    found = opened(case, scenario)
    tables = evidence_tables(found)
    if as_json:
        rows = {name: table.to_dicts() for name, table in tables.items()}
        print_data({"case": found.id, "case_hash": found.hash, "tables": rows})
    else:
        head(found)
        print_sections(console(), evidence_sections(found, tables, whole=whole))


def cases(as_json: JsonOption = False) -> None:
    """List the built-in cases."""
    from isthmus.cli.printing import console
    from isthmus.io.opening import list_cases, open_case
    from isthmus.report.listing import CaseLine, CasesDocument

    rows = []
    for name in list_cases():
        found = open_case(name)
        sizes = {table: len(found.tables[table]) for table in ("nodes", "links")}
        rows.append(CaseLine(case=name, title=found.settings.title, **sizes))
    _list(CasesDocument(cases=rows), as_json)
    if not as_json:
        console().print("\nThey are read-only. Copy one to edit: isthmus new PATH --from CASE")


def scenarios(case: CaseOption = None, as_json: JsonOption = False) -> None:
    """List the scenarios of a case."""
    from isthmus.cli.printing import head
    from isthmus.report.listing import ScenarioLine, ScenariosDocument

    found = opened(case)
    rows = [
        ScenarioLine(scenario=name, title=scenario.title, narrative=scenario.narrative)
        for name, scenario in sorted(found.library.items())
    ]
    if not as_json:
        head(found)
    _list(ScenariosDocument(scenarios=rows), as_json)


def _list(document: ResultRow, as_json: bool) -> None:
    from isthmus.cli.printing import console, print_data

    data = document.model_dump()
    if as_json:
        print_data(data)
        return
    import polars as pl

    from isthmus.cli.printing import print_frame

    (rows,) = data.values()
    print_frame(console(), pl.DataFrame(rows))
