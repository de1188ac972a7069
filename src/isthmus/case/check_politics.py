"""What must hold of relations, memberships, and propositions on who hangs on whom."""

from __future__ import annotations

from collections.abc import Iterator

from isthmus.case.model import Case, Table
from isthmus.errors import Problem, did_you_mean

PARTS = {
    "exposure": ("ACTOR", "ON", "GOOD"),
    "dependence": ("ACTOR", "ON", "GOOD"),
    "balance": ("ACTOR", "BY"),
}


def politics_errors(case: Case) -> Iterator[Problem]:
    """Yield what is wrong with ties, memberships, and targets of propositions."""
    yield from _relations(case.tables["relations"])
    yield from _spans(case.tables["memberships"])
    yield from _targets(case)


def _relations(table: Table) -> Iterator[Problem]:
    """A tie is of two actors, and within its band."""
    for index, (a, b) in enumerate(zip(table["a"], table["b"], strict=True)):
        if a == b and a is not None:
            yield table.problem(index, "b", f"'{b}' has a tie with itself; name another actor")
        low, strength, high = (table[name][index] for name in ("low", "strength", "high"))
        if strength is not None and (
            (low is not None and low > strength) or (high is not None and high < strength)
        ):
            message = f"{strength:g} lies outside its band; low <= strength <= high"
            yield table.problem(index, "strength", message)


def _spans(table: Table) -> Iterator[Problem]:
    for index, (since, until) in enumerate(zip(table["since"], table["until"], strict=True)):
        if since is not None and until is not None and until < since:
            message = f"{until} is before since, {since}"
            yield table.problem(index, "until", message)


def _targets(case: Case) -> Iterator[Problem]:
    """Targets on alignment name actors, and end with a good or a way of weighing."""
    table, actors = case.tables["propositions"], list(case.tables["actors"]["id"])
    for index, measure in enumerate(table["measure"]):
        wanted = PARTS.get(measure)
        for target in table["target"][index] or () if wanted else ():
            assert wanted is not None
            parts = target.removeprefix("-").split("/")
            if len(parts) != len(wanted):
                message = f"'{target}': write {'/'.join(wanted)}, as {EXAMPLES[measure]}"
                yield table.problem(index, "target", message)
                continue
            for name in parts[1:-1]:  # the first is looked up as in all propositions
                if name not in actors:
                    message = f"'{name}' is not in actors.{did_you_mean(name, actors)}"
                    yield table.problem(index, "target", message)


EXAMPLES = {
    "exposure": "arm/rus/gas-received",
    "dependence": "arm/rus/gas-received",
    "balance": "aze/words",
}
