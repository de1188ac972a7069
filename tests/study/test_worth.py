"""Worth is welfare with a thing less welfare without it: two cold solves."""

from __future__ import annotations

import pytest

import isthmus
from isthmus.errors import IsthmusError


def test_a_planned_string_is_worth_what_it_would_add() -> None:
    case = isthmus.open_case("two-countries")
    found = isthmus.worth(case, "pipeline", "pipeline-doubled").table("totals")
    numbers = {
        name: isthmus.markets(case.with_scenario(name)).numbers["welfare"]
        for name in ("base", "pipeline-closed", "pipeline-doubled")
    }
    assert found["total"].to_list() == pytest.approx(
        [
            numbers["base"] - numbers["pipeline-closed"],  # type: ignore[operator]
            numbers["pipeline-doubled"] - numbers["base"],  # type: ignore[operator]
        ]
    )


@pytest.mark.parametrize("name", ["three-pipes", "caucasus"])
def test_the_screen_of_all_links_is_two_cold_solves_each(name: str) -> None:
    case = isthmus.open_case(name)
    totals = isthmus.worth(case, all_of="links").table("totals")
    links = case.filled["links"]
    assert sorted(totals["id"]) == sorted(links["id"])
    base = isthmus.markets(case).numbers["welfare"]
    standing = totals.filter("stands")
    few = standing if len(standing) < 20 else standing[:: max(1, len(standing) // 12)]
    for row in few.to_dicts():
        without = case.with_changes({f"links.{row['id']}.status": "closed"})
        alone = isthmus.markets(without).numbers["welfare"]
        assert base is not None
        assert alone is not None
        assert row["total"] == pytest.approx(base - alone, rel=1e-7, abs=1e-4), row["id"]


def test_gains_of_actors_add_up_to_the_worth() -> None:
    found = isthmus.worth(isthmus.open_case("caucasus"), "tanap")
    (total,) = found.table("totals")["total"]
    assert found.table("worth")["total"].sum() == pytest.approx(total, rel=1e-9)


def test_what_is_not_there_has_no_worth() -> None:
    with pytest.raises(IsthmusError, match="tanapp"):
        isthmus.worth(isthmus.open_case("caucasus"), "tanapp")
