"""Studies of cases with cargo, and of cases with cargo and markets."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.study.hanging import hangs_on
from isthmus.study.inputs import inputs_of
from isthmus.study.measures import measure_called
from isthmus.study.near import near
from isthmus.study.needed import lens_called
from isthmus.study.trials import Difference, Trials
from isthmus.study.verdicts import verdict
from isthmus.study.worth import worth
from tests.lenses.corridors.builders import cargo_case, leg, shipment

CAUCASUS = isthmus.open_case("caucasus")
LENSES = ("markets", "corridors")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """10 Mt from a to b: 6 by the cheap way, the rest by the dear one, that is owned by toll."""
    return cargo_case(
        tmp_path,
        {"a": "west", "b": "east"},
        actors=["toll"],
        links=[
            leg("cheap", "a", "b", cost=10, capacity=6, requires="treaty"),
            leg("dear", "a", "b", cost=20, tariff=5, owners="toll"),
            leg("third", "a", "b", cost=8, capacity=2, status="planned"),
            leg("idle", "b", "a", cost=1),
        ],
        agreements=[{"id": "treaty", "status": "in_force", "parties": "west;east"}],
        shipments=[shipment("goods", "a", "b", 10, 100)],
        propositions=[
            {"id": "much", "measure": "shipped", "target": "goods", "at_least": 9},
            {"id": "dear-used", "measure": "flow", "target": "dear", "at_least": 3},
            {"id": "all-dear", "measure": "flow", "target": "dear", "at_least": 9},
            {"id": "mean", "measure": "cost", "target": "goods", "at_most": 17},
            {"id": "paid", "measure": "gain", "target": "toll", "at_least": 10},
            {"id": "welfare", "measure": "welfare", "at_least": 850},
        ],
    )


def test_what_the_cargo_of_a_case_hangs_on(case: Case) -> None:
    found = hangs_on(case, "flow:dear", "shipped:goods", "unshipped:goods", "cost:goods", top=0)
    assert dict(found.outputs.select("output", "value").rows()) == {
        "flow:dear": pytest.approx(4),
        "shipped:goods": pytest.approx(10),
        "unshipped:goods": pytest.approx(0),
        "cost:goods": pytest.approx(16),
    }
    assert set(found.outputs["lenses"]) == {"corridors"}
    rows = {
        row["input"]: (row["value_low"], row["value_high"])
        for row in found.hangs_on.filter(output="flow:dear").to_dicts()
    }
    assert rows["links.cheap.capacity"] == pytest.approx((5.5, 2.5))
    assert rows["shipments.goods.quantity"] == pytest.approx((1.5, 6.5))


def test_the_verdicts_on_cargo(case: Case) -> None:
    found = {row["proposition"]: row for row in verdict(case).verdicts.to_dicts()}
    assert {name: row["verdict"] for name, row in found.items()} == {
        "much": "depends",
        "dear-used": "depends",
        "all-dear": "fails",
        "mean": "depends",
        "paid": "depends",
        "welfare": "depends",
    }
    assert found["dear-used"]["flips_input"] == "shipments.goods.quantity"
    assert found["dear-used"]["flips_at"] == pytest.approx(9, abs=0.01)
    assert found["mean"]["value"] == pytest.approx(16)
    assert found["welfare"]["value"] == pytest.approx(1000 - 6 * 10 - 4 * 20)


def test_what_cargo_links_are_worth(case: Case) -> None:
    """Without the cheap way all go the dear one, 10 more a tonne; its owner earns 5 on each."""
    totals = {row["id"]: row for row in worth(case, all_of="links").totals.to_dicts()}
    assert {name: row["total"] for name, row in totals.items()} == {
        "cheap": pytest.approx(6 * 10),
        "dear": pytest.approx(4 * 80),
        "third": pytest.approx(2 * 12),
        "idle": 0.0,
    }
    assert totals["dear"]["unshipped"] == pytest.approx(-4)
    assert {row["lenses"] for row in totals.values()} == {"corridors"}
    found = worth(case, "cheap", "treaty")
    assert found.totals["total"].to_list() == pytest.approx([60, 60])
    gains = dict(found.worth.filter(id="cheap").select("actor", "total").rows())
    assert gains["toll"] == pytest.approx(-6 * 5)
    assert sum(gains.values()) == pytest.approx(60)


def test_answers_of_a_case_are_summed_over_its_lenses() -> None:
    names = ("welfare", "objective", "cost", "gain:aze", "gain:tur-state;-geo")
    measures = [measure_called(CAUCASUS, name) for name in names[:4]]
    assert all(measure.lenses == LENSES for measure in measures)
    values = Trials(CAUCASUS, measures).values
    results = isthmus.markets(CAUCASUS), isthmus.corridors(CAUCASUS)
    assert values[0] == pytest.approx(sum(result.welfare for result in results))
    assert values[2] == pytest.approx(sum(result.cost for result in results))
    gains = [result.gains.filter(actor="aze")["total"].sum() for result in results]
    assert values[3] == pytest.approx(sum(gains))


def test_only_the_lenses_that_are_needed_are_solved() -> None:
    def lenses(name: str) -> tuple[str, ...]:
        return measure_called(CAUCASUS, name).lenses

    assert lenses("flow:tap") == ("markets",)
    assert lenses("flow:astara-astara-rail") == ("corridors",)
    assert lenses("days:turkey-azerbaijan-general") == ("corridors",)
    assert lenses("unshipped") == ("corridors",)
    assert lenses("price:italy/gas") == ("markets",)
    with pytest.raises(IsthmusError, match="cargo and what markets carry do not add"):
        measure_called(CAUCASUS, "flow:tap;astara-astara-rail")


def test_a_lens_that_sees_the_same_has_no_part_in_a_difference() -> None:
    welfare = [measure_called(CAUCASUS, "welfare")]

    def lenses(scenario: str) -> list[str]:
        found = Difference(CAUCASUS.with_scenario(scenario), CAUCASUS, welfare)
        return [lens.name for lens in found.lenses]

    assert lenses("russian-gas-swap") == ["markets"]
    assert lenses("zangezur-open") == ["corridors"]
    totals = worth(CAUCASUS, "russian-gas-swap", "zangezur-open").totals
    assert totals["lenses"].to_list() == ["markets", "corridors"]


def test_inputs_go_to_the_lenses_that_read_them() -> None:
    both = inputs_of(CAUCASUS, [lens_called(name) for name in LENSES])
    names = {one.name: one.lenses for one in both}
    assert names["links.tanap.capacity"] == ("markets",)
    assert names["modes.ship.speed"] == ("corridors",)
    alone = [len(inputs_of(CAUCASUS, [lens_called(name)])) for name in LENSES]
    shared = sum(len(one.lenses) == 2 for one in both)
    assert len(both) == sum(alone) - shared


def test_what_is_near_an_answer(case: Case) -> None:
    inputs = inputs_of(case, [lens_called("corridors")])

    def beside(name: str) -> set[str]:
        here = near(case, inputs, [measure_called(case, name)])
        return {one.name for one, there in zip(inputs, here, strict=True) if there}

    assert beside("gain:toll") == {"links.dear.cost", "links.dear.tariff"}
    assert "links.idle.cost" in beside("shipped:goods")


def test_what_is_not_shipped_takes_no_days(case: Case) -> None:
    shut = case.with_changes({"links.cheap.status": "closed", "links.dear.status": "closed"})
    with pytest.raises(IsthmusError, match="days:goods has no value here"):
        hangs_on(shut, "days:goods")


def test_a_mode_moves_the_links_that_it_estimates() -> None:
    """Slower ships make the ways that lead over sea longer."""
    (one,) = (
        i for i in inputs_of(CAUCASUS, [lens_called("corridors")]) if i.name == "modes.ship.speed"
    )
    trials = Trials(CAUCASUS, [measure_called(CAUCASUS, "days:china-eu-sea")])
    slower = trials.moved(one, one.low)
    assert slower is not None
    there = isthmus.corridors(CAUCASUS.with_changes({"modes.ship.speed": one.low}))
    days = there.shipments.filter(pl.col("shipment") == "china-eu-sea")["days"][0]
    assert slower[0] == pytest.approx(days, rel=1e-9)
    assert slower[0] > trials.values[0] * 1.05
