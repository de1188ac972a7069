"""What lists of cases and scenarios tell of each, and their JSON documents."""

from __future__ import annotations

from isthmus.result import ResultRow


class CaseLine(ResultRow):
    """A built-in case in the list of them."""

    case: str
    title: str
    nodes: int
    links: int


class ScenarioLine(ResultRow):
    """A scenario in the list of a case's own."""

    scenario: str
    title: str
    narrative: str


class CasesDocument(ResultRow):
    """The built-in cases, as JSON."""

    cases: list[CaseLine]


class ScenariosDocument(ResultRow):
    """The scenarios of a case, as JSON."""

    scenarios: list[ScenarioLine]
