"""What something is worth: with it less without it, each solved cold."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.report.worthing import worth_sections
from isthmus.study.pairs import pairs_of
from isthmus.study.worth import worth
from tests.lenses.builders import build_case, field, generated, homes, pipe
from tests.oracles.generate import FEATURES

TWO = isthmus.open_case("two-countries")
THREE = isthmus.open_case("three-pipes")
CAUCASUS = isthmus.open_case("caucasus")


def cold(case: Case, **changes: object) -> float:
    return float(isthmus.markets(case.with_changes(changes)).welfare)


def test_a_pipeline_and_who_gains_by_it() -> None:
    found = worth(TWO, "pipeline")
    without = TWO.with_changes({"links.pipeline.status": "closed"})
    assert found.totals.row(0, named=True) == {
        "id": "pipeline",
        "kind": "link",
        "stands": True,
        "total": pytest.approx(isthmus.markets(TWO).welfare - isthmus.markets(without).welfare),
        "penalties": 0.0,
        "unserved": 0.0,
        "unshipped": 0.0,
        "lenses": "markets",
        "note": None,
    }
    gains = [dict(isthmus.markets(c).gains.select("actor", "total").rows()) for c in (TWO, without)]
    assert dict(found.worth.select("actor", "total").rows()) == {
        actor: pytest.approx(gains[0][actor] - gains[1][actor]) for actor in ("north", "south")
    }
    assert found.worth["shapley"].null_count() == len(found.worth)


@pytest.mark.parametrize("case", [TWO, THREE, generated(4, FEATURES), generated(9, FEATURES)])
def test_every_link_equals_two_cold_solves(case: Case) -> None:
    totals = worth(case, all_of="links").totals
    assert len(totals) == len(case.tables["links"])
    as_is = isthmus.markets(case).welfare
    for row in totals.to_dicts():
        if not row["stands"]:
            continue
        try:
            without = cold(case, **{f"links.{row['id']}.status": "closed"})
        except IsthmusError:
            assert row["total"] is None
            continue
        assert row["total"] == pytest.approx(as_is - without, abs=1e-6)


def test_links_of_the_reference_case_equal_two_cold_solves() -> None:
    found = worth(CAUCASUS, all_of="links").totals
    goods = set(CAUCASUS.filled["links"]["commodity"])
    assert len(found) == len(CAUCASUS.tables["links"])
    assert "cargo" in goods
    for name, lens in (("markets", isthmus.markets), ("corridors", isthmus.corridors)):
        totals = found.filter(stands=True, lenses=name)
        as_is = lens(CAUCASUS).welfare
        for row in totals.to_dicts()[::25]:
            closed = CAUCASUS.with_changes({f"links.{row['id']}.status": "closed"})
            assert row["total"] == pytest.approx(as_is - lens(closed).welfare, abs=1e-4)


def test_a_planned_link_is_put_to_work_with_what_it_requires(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=3), pipe("second", capacity=4, status="planned", requires="treaty")],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
        agreements=[{"id": "treaty", "status": "proposed", "parties": "north;south"}],
    )
    assert worth(case, "second").totals.row(0, named=True) == {
        "id": "second",
        "kind": "link",
        "stands": False,
        "total": pytest.approx(4 * 460),
        "penalties": 0.0,
        "unserved": pytest.approx(-4),
        "unshipped": 0.0,
        "lenses": "markets",
        "note": "with treaty in force",
    }
    totals = worth(case, "treaty").totals.row(0, named=True)
    assert (totals["kind"], totals["stands"], totals["total"]) == ("agreement", False, 0.0)


def test_an_agreement_that_stands_closes_what_requires_it() -> None:
    ended = CAUCASUS.with_changes({"agreements.ukraine-transit-contract.status": "suspended"})
    difference = isthmus.markets(CAUCASUS).welfare - isthmus.markets(ended).welfare
    total = worth(CAUCASUS, "ukraine-transit-contract").totals["total"][0]
    assert total == pytest.approx(difference, abs=1e-4)


def test_an_agreement_that_nothing_requires_is_worth_nothing() -> None:
    row = worth(CAUCASUS, "shah-deniz-2-europe").totals.row(0, named=True)
    assert (row["total"], row["note"]) == (0.0, "no link that a lens reads requires it")


def test_a_scenario_on_top_of_another() -> None:
    before = CAUCASUS.with_scenario("cold-winter")
    total = worth(before, "russian-gas-swap").totals["total"][0]
    after = before.with_scenario("russian-gas-swap")
    change = isthmus.markets(after).welfare - isthmus.markets(before).welfare
    assert total == pytest.approx(change, abs=1e-4)


def test_minima_that_are_missed_without_it_are_told_apart(tmp_path: Path) -> None:
    """From a to c by way of b, and 4 promised on the second leg: 300 for each missed unit."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "south"},
        links=[pipe(), pipe("onward", "b", "c"), pipe("other", "a", "c", cost=100)],
        supply=[field("a", 20, 40)],
        demand=[homes("c", 6, cap=500)],
        contracts=[
            {"id": "deal", "seller": "north", "buyer": "south", "link": "onward", "minimum": 4,
             "shortfall_price": 300}
        ],
    )  # fmt: skip
    row = worth(case, "pipe").totals.row(0, named=True)
    assert (row["total"], row["penalties"]) == pytest.approx((6 * 100 + 4 * 300, 4 * 300))


def test_without_it_nothing_connects(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=3)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10)],
    )
    row = worth(case, "pipe").totals.row(0, named=True)
    assert row["total"] is None
    assert row["note"].startswith("no gas can reach any demand")


WRONG = {
    "igdir-nakhchivan": "'igdir-nakhchivan' may be links.igdir-nakhchivan or "
    "scenarios.igdir-nakhchivan; write which",
    "tanapp": "'tanapp' is no link, agreement, project or scenario of case caucasus. "
    "Closest: tanap",
}


@pytest.mark.parametrize("name", WRONG)
def test_names_that_are_none_or_several(name: str) -> None:
    with pytest.raises(IsthmusError) as refused:
        worth(CAUCASUS, name)
    assert str(refused.value).startswith(WRONG[name])


def test_what_is_applied_already_is_refused() -> None:
    with pytest.raises(IsthmusError, match="scenario tap-out is applied already"):
        worth(CAUCASUS.with_scenario("tap-out"), "tap-out")


def test_nothing_and_an_unknown_kind_are_refused() -> None:
    with pytest.raises(IsthmusError, match="worth needs the id of a link"):
        worth(TWO)
    with pytest.raises(IsthmusError, match="'link' is none of links, agreements"):
        worth(TWO, all_of="link")


def test_names_aliases_and_kinds_say_the_same() -> None:
    names = ("scp", "g_scp", "links.scp", "South Caucasus Pipeline, Azerbaijani section")
    assert {pairs_of(CAUCASUS, [name])[0].id for name in names} == {"scp"}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("settlement-national", CAUCASUS.with_scenario("settlement-national")),
        ("moscow-yard-rail", CAUCASUS.with_changes({"links.moscow-yard-rail.status": "closed"})),
    ],
)
def test_what_trade_gains_is_the_difference_of_two_runs(name: str, changed: Case) -> None:
    """The case as it stands gains nothing: what changes it does, or what it saves from losing."""
    found = worth(CAUCASUS, name)
    sign = 1 if name in CAUCASUS.library else -1
    runs = isthmus.trade(changed).countries.select("actor", "gain", "welfare_change").rows()
    gains = {actor: sign * gain for actor, gain, _ in runs if abs(gain) > 1e-6}
    assert dict(found.trade.select("actor", "gain").rows()) == pytest.approx(gains, abs=1e-6)
    factors = {actor: factor**sign for actor, _, factor in runs if actor in gains}
    assert dict(found.trade.select("actor", "change").rows()) == pytest.approx(factors, rel=1e-12)
    assert found.trade["gain"][0] > 30
    (shown,) = (one for one in worth_sections(found) if one.title.startswith("What trade gains"))
    assert "not to be added to the above" in shown.lines[0].lower()


def test_trade_of_several_is_left_out_and_of_what_moves_none_empty() -> None:
    several = worth(CAUCASUS, "settlement-national", "tanap-out")
    assert len(several.trade) == 0
    assert several.notes == (
        "what is gained in trade is left out; --trade finds it, in seconds for each",
    )
    gas = worth(CAUCASUS, "tanap", trade=True)
    assert (len(gas.trade), gas.notes) == (0, ())


def test_a_case_without_any_says_so() -> None:
    found = isthmus.worth(isthmus.open_case("two-countries"), all_of="projects")
    assert [section.lines for section in worth_sections(found)] == [
        ("The case has none of these.",)
    ]
