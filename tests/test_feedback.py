"""Trade and cargo that answer each other, on the built-in case."""

from __future__ import annotations

import functools

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.feedback import pairs_of_shipments
from isthmus.lenses.corridors.optimum import optimal
from isthmus.lenses.corridors.paid import paid_per_tonne
from isthmus.lenses.trade import solve
from isthmus.result import Result


@functools.cache
def case(scenario: str = "base") -> Case:
    return isthmus.open_case("caucasus").with_scenario(scenario)


@functools.cache
def traded(scenario: str) -> Result:
    found: Result = isthmus.trade(case(scenario))
    return found


def test_the_case_as_it_stands_has_nothing_to_answer() -> None:
    result = traded("base")
    assert (result.rounds, result.converged) == (0, True)
    assert len(result.costs) == 0
    assert result.after == pytest.approx(result.before, rel=1e-12)
    assert result.fit["within"].all()
    assert set(result.fit["measure"]) == {"trade", "rank"}


def test_a_railway_moves_the_trade_of_those_it_joins() -> None:
    result = traded("rasht-astara-built")
    assert result.converged
    assert result.loop_residual <= 1e-8
    moved = dict(result.trade.select((result.trade["exporter"] + "/" + result.trade["importer"])
                                     .alias("pair"), "change").rows())  # fmt: skip
    assert moved["irn/rus"] > 1.005
    assert moved["rus/irn"] > 1
    assert abs(moved["aze/tur"] - 1) < 1e-3


def test_carriage_is_the_change_of_what_cargo_pays_over_the_value_of_trade() -> None:
    base, other = case(), case("rasht-astara-built")
    before = optimal(base)
    after = optimal(other)
    count = len(base.filled["shipments"])
    paid = [paid_per_tonne(best.network, best.found, count) for best in (before, after)]
    matrix = solve(base).matrix
    place = {actor: at for at, actor in enumerate(matrix.actors)}
    table = base.filled["shipments"]
    worth = dict(zip(base.filled["classes"]["id"], base.filled["classes"]["value"], strict=True))
    pairs = pairs_of_shipments(base, matrix.actors)
    mine = [row for row, pair in enumerate(pairs) if pair == ("irn", "rus")]
    assert mine
    dearer = sum(table["quantity"][r] * (paid[1] - paid[0])[r] for r in mine)
    cargo = sum(table["quantity"][r] * worth[table["class"][r]] for r in mine)
    value = max(cargo, matrix.flows[place["irn"], place["rus"]])
    row = traded("rasht-astara-built").costs.filter(exporter="irn", importer="rus")
    assert row["freight"][0] == pytest.approx(dearer / value, rel=1e-3)  # before trade answers


def test_without_the_loop_carriage_costs_what_it_did() -> None:
    still = isthmus.trade(case("rasht-astara-built"), loop=False)
    assert (still.rounds, len(still.costs)) == (None, 0)
    payments = isthmus.trade(case("settlement-national"), loop=False)
    assert payments.costs["friction"].to_list() == pytest.approx([-0.009, -0.015])


def test_a_price_at_which_cargo_changes_its_way_is_closed_in_on() -> None:
    """A free border with room for today's cargo only: what trade adds must go another way."""
    border = "links.sarpi-hopa-road"
    result = isthmus.trade(case().with_changes({f"{border}.cost": 0, f"{border}.capacity": 3.2}))
    assert result.converged
    assert result.rounds > 10


def test_a_shipment_belongs_to_the_pair_of_its_ends_or_to_the_group_they_are_in() -> None:
    base = case()
    actors = solve(base).matrix.actors
    pairs = dict(zip(base.filled["shipments"]["id"], pairs_of_shipments(base, actors), strict=True))
    assert pairs["india-russia-containers"] == ("ind", "rus")
    assert any("eu-rest" in pair for pair in pairs.values() if pair)
    assert all(pair is None or pair[0] != pair[1] for pair in pairs.values())


def test_own_money_moves_trade_and_no_rank() -> None:
    result = traded("settlement-national")
    change = result.trade.filter(exporter="rus", importer="aze")["change"][0]
    assert change == pytest.approx(1.057, abs=2e-3)
    third = result.ranks.filter(actor="aze", partner="rus")
    assert third.select("before", "after").row(0) == (3, 3)


def test_a_preference_counts_members_of_either_club_once() -> None:
    costs = isthmus.trade(case("brics-sco-preference"), loop=False).costs
    assert set(costs["change"]) == {0.97}
    partners = {*costs["exporter"], *costs["importer"]} - {"aze"}
    assert partners == {"rus", "chn", "kaz", "uzb", "ind", "irn", "are", "blr"}
