"""Results side by side: every number that differs, yearly sums, and what price caps do to it."""

from __future__ import annotations

import pytest

import isthmus
from isthmus.comparison import compare
from isthmus.result import Result

BASE = isthmus.open_case("three-pipes")
# A year of the built-in case, on paper in tests/lenses/test_by_hand.py.
WEST = 106.26
MONEY = (None, "million USD")


@pytest.fixture(scope="module")
def base() -> Result:
    return isthmus.markets(BASE)


@pytest.fixture(scope="module")
def closed() -> Result:
    return isthmus.markets(BASE.with_scenario("west-closed"))


@pytest.fixture(scope="module")
def no_lng() -> Result:
    return isthmus.markets(BASE.with_scenario("no-lng"))


@pytest.fixture(scope="module")
def cold() -> Result:
    return isthmus.markets(BASE.with_scenario("cold-winter"))


Change = tuple[float | None, float | None, float | None]


def changes(result: Result, scenario: str) -> dict[tuple[str, str, str], Change]:
    """Return reference, value and difference by table, keys and column."""
    return {
        (row["table"], row["keys"], row["column"]): (
            row["reference"],
            row["value"],
            row["difference"],
        )
        for row in result.table("differences").to_dicts()
        if row["scenario"] == scenario
    }


def test_headline_numbers(base: Result, closed: Result) -> None:
    found = changes(compare(base, closed), "west-closed")
    assert found["numbers", "", "objective"] == pytest.approx((-900.98, -1567.02, -666.04))
    assert found["numbers", "", "welfare"] == pytest.approx((-604.36, -1331.12, -726.76))
    assert found["numbers", "", "cost"] == pytest.approx((900.98, 1567.02, 666.04))
    # Nothing is short in either, so that does not differ.
    assert ("numbers", "", "unserved") not in found


@pytest.mark.parametrize(
    ("table", "keys", "column", "before", "after"),
    [
        ("flows", "west-2/gas/summer", "flow", 1.036, 0),
        ("flows", "regas/gas/winter", "flow", 0.024, 2.4),
        ("flows", "regas/gas/winter", "scarcity_price", 0, 5),
        ("flows", "west-1/gas/winter", "scarcity_price", 220, 0),
        ("prices", "city/gas/winter", "price", 315, 320),
        ("supply", "lng/gas/winter", "quantity", 0.024, 2.4),
        ("stores", "city-cavern/gas/winter", "withdrawal", 1, 0.624),
        ("contracts", "west-contract/winter", "settlement", -270, 0),
        ("gains", "consumer", "total", -2226, -3179),
        ("gains", "producer-gas", "scarcity_rent", 1110.02, 1599.98),
        ("gains", "west", "tariff", WEST, 0),
        ("gains", "west", "total", WEST, 0),
    ],
)
def test_every_number_that_differs_has_its_row(
    base: Result,
    closed: Result,
    table: str,
    keys: str,
    column: str,
    before: float,
    after: float,
) -> None:
    """Also where another bound is the reason, and for an actor that gains nothing any more."""
    found = changes(compare(base, closed), "west-closed")
    assert found[table, keys, column] == pytest.approx((before, after, after - before))


def test_what_does_not_differ_is_left_out_unless_asked_for(base: Result, closed: Result) -> None:
    few, all_of_them = compare(base, closed), compare(base, closed, absolute=True)
    known = [row for row in changes(few, "west-closed").values() if row[2] is not None]
    assert all(abs(difference or 0) >= 1e-9 for _, _, difference in known)
    found = changes(all_of_them, "west-closed")
    assert found["flows", "centre-1/gas/winter", "flow"] == pytest.approx((1.6, 1.6, 0))
    assert ("flows", "centre-1/gas/winter", "flow") not in changes(few, "west-closed")
    assert set(changes(few, "west-closed")) < set(found)


def test_a_result_does_not_differ_from_itself(base: Result) -> None:
    result = compare(base, base)
    assert [len(result.table(name)) for name in ("differences", "flows", "gains")] == [0, 0, 0]
    assert result.notes == ()


def test_units_are_those_of_the_column(base: Result, closed: Result) -> None:
    """A row of flows is of bcm, but its scarcity price is not, nor are costs in a summary."""
    rows = compare(base, closed).table("differences").to_dicts()
    units = {(row["table"], row["column"]): row["unit"] for row in rows}
    assert units["flows", "flow"] == "bcm"
    assert units["flows", "scarcity_price"] in (None, "USD/tcm")
    assert units["flows", "utilisation"] is None
    assert units["summary", "cost"] in MONEY
    assert units["summary", "welfare"] in MONEY


def test_flows_are_summed_over_the_year(base: Result, closed: Result) -> None:
    table = compare(base, closed).table("flows")
    found = {row["link"]: (row["reference"], row["value"]) for row in table.to_dicts()}
    assert found == {
        "regas": pytest.approx((0.024, 3.06)),
        "west-1": pytest.approx((3.036, 0)),
        "west-2": pytest.approx((3.036, 0)),
    }
    assert table["difference"].to_list() == pytest.approx([3.036, -3.036, -3.036])


def test_gains_are_summed_over_the_year(base: Result, closed: Result) -> None:
    table = compare(base, closed).table("gains")
    found = {row["actor"]: row["difference"] for row in table.to_dicts()}
    assert found == pytest.approx(
        {"consumer": -953, "consumer-gas": -339.4, "producer-gas": 671.9, "west": -WEST}
    )
    # With no intervals asked for, nothing is said of how sure the sign is.
    assert table["determined"].to_list() == [None] * 4
    assert sum(table["difference"]) == pytest.approx(closed.welfare - base.welfare)


def test_several_results_keep_their_order(base: Result, closed: Result, cold: Result) -> None:
    result = compare(base, closed, cold)
    order = result.table("differences")["scenario"].unique(maintain_order=True).to_list()
    assert order == ["west-closed", "cold-winter"]
    assert result.table("gains")["scenario"].unique(maintain_order=True).to_list() == order


def test_intervals_settle_the_sign_of_what_each_actor_loses() -> None:
    base, closed = (
        isthmus.markets(case, intervals=True) for case in (BASE, BASE.with_scenario("west-closed"))
    )
    for row in compare(base, closed).table("gains").to_dicts():
        assert row["low"] - 1e-6 <= row["difference"] <= row["high"] + 1e-6
        assert row["determined"] is True


def test_a_sign_that_is_not_settled_is_undetermined() -> None:
    """North's field is cut to the 8.1 that are taken of it, so that its price is left open.

    North's next step is worth 50 to 52.5: per unit of price it gains 8.1 on the field, and loses
    5.1 in its homes and half the rent on 3; South loses the other half. The middle is printed.
    """
    case = isthmus.open_case("two-countries")
    case = case.replaced(settings=case.settings.model_copy(update={"demand_refine": False}))
    tight = case.with_changes({"supply.north-field.quantity": 8.1})
    results = [isthmus.markets(each, intervals=True) for each in (case, tight)]
    rows = compare(*results).table("gains").to_dicts()
    found = {row["actor"]: (row["low"], row["difference"], row["high"]) for row in rows}
    assert found == {
        "north": pytest.approx((0, 1.25 * 1.5, 2.5 * 1.5), abs=1e-9),
        "south": pytest.approx((-2.5 * 1.5, -1.25 * 1.5, 0), abs=1e-9),
    }
    assert [row["determined"] for row in rows] == [False, False]


def test_a_change_of_shortage_is_counted_at_other_price_caps(base: Result, no_lng: Result) -> None:
    """Without LNG 0.024 is missing: 7.2 is saved and 21.6 lost, at half 10.8, at twice 43.2."""
    (note,) = compare(base, no_lng).notes
    assert note.startswith("no-lng: shortage changes by +0.024")
    assert "price cap of 900" in note
    assert "welfare -14 million USD" in note
    assert "at half the caps -4" in note
    assert "at twice -36" in note


def test_no_change_of_shortage_needs_no_note(base: Result, closed: Result, cold: Result) -> None:
    assert cold.unserved == pytest.approx(0)
    assert compare(base, closed, cold).notes == ()


def test_the_order_of_results_turns_the_note_round(base: Result, no_lng: Result) -> None:
    (note,) = compare(no_lng, base).notes
    assert note.startswith("base: shortage changes by -0.024")
    assert "welfare +14 million USD" in note


def test_nothing_to_compare_is_an_error(base: Result) -> None:
    with pytest.raises(isthmus.IsthmusError, match="at least one other"):
        compare(base)


def test_different_cases_are_not_compared(base: Result) -> None:
    other = isthmus.markets(isthmus.open_case("two-countries"))
    with pytest.raises(isthmus.IsthmusError, match="two-countries with markets of three-pipes"):
        compare(base, other)


def test_different_lenses_are_not_compared(base: Result, closed: Result) -> None:
    with pytest.raises(isthmus.IsthmusError, match="compare"):
        compare(base, compare(base, closed))


def test_a_comparison_is_written_like_any_result(base: Result, closed: Result) -> None:
    document = compare(base, closed).document()
    assert document["lens"] == "compare"
    assert [row["link"] for row in document["tables"]["flows"]] == ["regas", "west-1", "west-2"]
