"""One scenario: what it is about, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from isthmus.case.model import cell_text
from isthmus.case.scenario import Action, Change, Scenario
from isthmus.report.listing import ScenarioLine
from isthmus.report.section import Section
from isthmus.result import ResultRow


class ShownChange(ResultRow):
    """A change: what is done to which rows of a table."""

    action: Action
    table: str
    where: dict[str, Any]
    values: dict[str, Any]


class ShownScenario(ScenarioLine):
    """A scenario with the scenarios it stands on and its changes."""

    extends: list[str]
    changes: list[ShownChange]


def shown_scenario(scenario: Scenario) -> ShownScenario:
    """Return a scenario with all it changes."""
    return ShownScenario(
        scenario=scenario.name,
        title=scenario.title,
        narrative=scenario.narrative,
        extends=list(scenario.extends),
        changes=[
            ShownChange(
                action=change.action,
                table=change.table,
                where=dict(change.where),
                values=dict(change.values),
            )
            for change in scenario.changes
        ],
    )


def scenario_section(scenario: Scenario) -> Section:
    """Return a scenario in words, with a table of its changes."""
    lines = [scenario.title]
    lines += [scenario.narrative] if scenario.narrative else []
    if scenario.extends:
        lines.append(f"On top of: {', '.join(scenario.extends)}")
    changes = pl.DataFrame(
        {
            "change": [change.action for change in scenario.changes],
            "table": [change.table for change in scenario.changes],
            "rows": [_rows_meant(change) for change in scenario.changes],
            "values": [_pairs(change.values, " = ") for change in scenario.changes],
        },
        schema=dict.fromkeys(("change", "table", "rows", "values"), pl.String),
    )
    return Section(f"scenarios: {scenario.name}", tuple(lines), changes)


def _rows_meant(change: Change) -> str:
    """Say which rows a change speaks of; an id needs no column before it."""
    if change.action == "add":
        return str(change.values.get("id", ""))
    if list(change.where) == ["id"]:
        return _text(change.where["id"])
    return _pairs(change.where, " = ")


def _pairs(values: Mapping[str, Any], between: str) -> str:
    return ", ".join(f"{column}{between}{_text(value)}" for column, value in values.items())


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else cell_text(value)
