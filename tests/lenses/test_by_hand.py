"""Markets small enough to solve on paper: quantities, prices and who gains, in closed form.

A node's price is where supply and demand meet; every rent is a difference of prices times a flow.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.result import Result
from tests.lenses.builders import (
    HALVES,
    NORTH_SOUTH,
    STORE,
    Row,
    amounts,
    approx,
    build_case,
    field,
    fixed_grid,
    flows,
    gains,
    homes,
    hub,
    pipe,
    prices,
    profile,
)


def solve_builtin(case: str, *scenarios: str) -> Result:
    return isthmus.markets(fixed_grid(isthmus.open_case(case).with_scenario(*scenarios)))


# two-countries: North's curve is P = 300 - 50 q, in steps of 0.3 worth 292.5 - 15 k;
# South's is P = 600 - 200/3 q, in steps of 0.45 worth 585 - 30 k, with k from 0.


def test_two_countries() -> None:
    """North takes the 17 steps worth 50 or more; South the pipe's 3 and its own 2.

    South's 5 end in step 11, worth 255. Its surplus is 0.45 x sum over k < 11 of 330 - 30 k,
    North's 0.3 x sum over k < 17 of 242.5 - 15 k. Rent 255 - 50 - 30 = 175, shared equally.
    """
    result = solve_builtin("two-countries")
    assert prices(result) == approx({"northtown": 50, "southtown": 255})
    assert flows(result) == approx({"pipeline": 3})
    assert amounts(result, "demand", "quantity") == approx({"north-homes": 5.1, "south-homes": 5})
    assert amounts(result, "supply", "quantity") == approx({"north-field": 8.1, "south-field": 2})
    assert gains(result) == approx(
        {
            "north consumer_surplus": 624.75,
            "north scarcity_rent": 175 * 3 / 2,
            "north tariff": 20 * 3 / 2,
            "south consumer_surplus": 891,
            "south producer_surplus": (255 - 150) * 2,
            "south scarcity_rent": 175 * 3 / 2,
            "south tariff": 20 * 3 / 2,
        }
    )
    assert result.objective == pytest.approx(2250.75, rel=1e-12)
    assert result.welfare == pytest.approx(2250.75 + 60, rel=1e-12)


def test_two_countries_with_the_pipeline_doubled() -> None:
    """The pipe's 6 and South's field at 150 meet the 15 steps worth 150 or more: 6.75.

    North's field of 10 leaves it 4, in step 13, worth 97.5. Rent 150 - 97.5 - 30 = 22.5.
    Surpluses: 0.3 x sum over k < 13 of 195 - 15 k, 0.45 x sum over k < 15 of 435 - 30 k.
    """
    result = solve_builtin("two-countries", "pipeline-doubled")
    assert prices(result) == approx({"northtown": 97.5, "southtown": 150})
    assert flows(result) == approx({"pipeline": 6})
    assert amounts(result, "demand", "quantity") == approx({"north-homes": 4, "south-homes": 6.75})
    assert gains(result) == approx(
        {
            "north consumer_surplus": 409.5,
            "north producer_surplus": (97.5 - 50) * 10,
            "north scarcity_rent": 22.5 * 6 / 2,
            "north tariff": 60,
            "south consumer_surplus": 1518.75,
            "south scarcity_rent": 22.5 * 6 / 2,
            "south tariff": 60,
        }
    )


def test_two_countries_with_the_pipeline_closed() -> None:
    """South lives on 2, in step 4, worth 465: surplus 0.45 x sum over k < 4 of 120 - 30 k."""
    result = solve_builtin("two-countries", "pipeline-closed")
    assert prices(result) == approx({"northtown": 50, "southtown": 465})
    assert flows(result) == approx({"pipeline": 0})
    assert gains(result) == approx(
        {
            "north consumer_surplus": 624.75,
            "south consumer_surplus": 135,
            "south producer_surplus": (465 - 150) * 2,
        }
    )


def test_the_fixed_grid_lies_below_the_curves_by_less_than_its_bound() -> None:
    """On the curves themselves North takes 5 at 50 and South 5 at 600 - 1000/3 = 800/3.

    Areas under them: 300 x 5 - 25 x 25 = 875 and 600 x 5 - 100/3 x 25 = 6500/3; costs
    50 x 8 + 150 x 2 + 30 x 3. The grid loses at most slope x step^2 / 8 of each curve.
    """
    exact = 875 + 6500 / 3 - 790
    bound = 50 * 0.3**2 / 8 + 200 / 3 * 0.45**2 / 8
    lost = exact - float(solve_builtin("two-countries").objective)
    assert 0 < lost <= bound


def test_three_pipes() -> None:
    """In winter three full pipes bring 2 + 1.6 + 1.2 x 0.98 of 5.8, the cavern 1, LNG the rest.

    So winter's price is 300 + 15. In summer the central (90) and the eastern pipe (80/0.98) are
    full, and the western one at 40 + 10 + 10 + 35 = 95 is not. The cavern earns 315 - 95 - 5.
    """
    result = solve_builtin("three-pipes")
    found = prices(result)
    assert (found["city winter"], found["city summer"]) == pytest.approx((315, 95))
    assert (found["field winter"], found["field summer"]) == pytest.approx((40, 40))
    moved = flows(result)
    assert moved["west-1 summer"] == pytest.approx(4.2 + 1 - 2.4 - 1.8 * 0.98)
    assert moved["regas winter"] == pytest.approx(5.8 - 1 - 2 - 1.6 - 1.2 * 0.98)
    west = (315 - 45 - 10 - 40) * 2
    centre = (315 - 45 - 5 - 40) * 1.6 + (95 - 45 - 5 - 40) * 2.4
    east = (0.98 * 315 - 80) * 1.2 + (0.98 * 95 - 80) * 1.8
    paid = (180 - 315) * 2 + (180 - 95) * 1.036
    assert gains(result) == approx(
        {
            "centre tariff": 40 * 4,
            "consumer consumer_surplus": -(315 * 5.8 + 95 * 4.2),
            "consumer-gas settlement": -paid,
            "consumer-gas storage": 315 - 95 - 5,
            "consumer-gas tariff": 15 * 0.024,
            "east tariff": 10 * 3,
            "producer-gas scarcity_rent": west + centre + east,
            "producer-gas settlement": paid,
            "west tariff": 35 * 3.036,
        }
    )


def test_three_pipes_with_west_closed() -> None:
    """Two pipes, LNG at its full 2.4, and the cavern's 0.624 make winter's 5.8.

    The cavern is not full and earns nothing, so winter's price is summer's, 300 + 15, and the
    cost of injection, 5. Summer's LNG is 4.2 + 0.624 - 2.4 - 1.764. The contract is suspended.
    """
    result = solve_builtin("three-pipes", "west-closed")
    found = prices(result)
    assert (found["city winter"], found["city summer"]) == pytest.approx((320, 315))
    moved = flows(result)
    assert moved["regas winter"] == pytest.approx(2.4)
    assert moved["regas summer"] == pytest.approx(0.66)
    assert amounts(result, "stores", "withdrawal")["city-cavern winter"] == pytest.approx(0.624)
    centre = (320 - 90) * 1.6 + (315 - 90) * 2.4
    east = (0.98 * 320 - 80) * 1.2 + (0.98 * 315 - 80) * 1.8
    assert gains(result) == approx(
        {
            "centre tariff": 40 * 4,
            "consumer consumer_surplus": -(320 * 5.8 + 315 * 4.2),
            "consumer-gas scarcity_rent": (320 - 315) * 2.4,
            "consumer-gas tariff": 15 * 3.06,
            "east tariff": 10 * 3,
            "producer-gas scarcity_rent": centre + east,
        }
    )
    assert result.contracts["suspended"].to_list() == [True, True]
    assert result.contracts["settlement"].to_list() == [0, 0]


def test_a_losing_pipe(tmp_path: Path) -> None:
    """8 at the end are 10 at the start; a unit costs (40 + 6 + 4) / 0.8 = 62.5 there."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        actors=["transit"],
        links=[pipe(loss=0.2, cost=6, tariff=4, owners="transit:1")],
        supply=[field("a", 100, 40)],
        demand=[homes("b", 8)],
    )
    result = isthmus.markets(case)
    assert prices(result) == approx({"a": 40, "b": 62.5})
    assert flows(result) == approx({"pipe": 10})
    assert gains(result) == approx({"south consumer_surplus": -500, "transit tariff": 40})
    assert result.objective == pytest.approx(-500)
    assert result.cost == pytest.approx(500)


def test_a_full_losing_pipe(tmp_path: Path) -> None:
    """5 arrive as 4; the rent of a unit sent is 0.8 x 100 - 40 - 6 - 4 = 30."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        actors=["holder"],
        links=[pipe(loss=0.2, cost=6, tariff=4, capacity=5, holders="holder:1")],
        supply=[field("a", 100, 40)],
        demand=[hub("b", 100)],
    )
    result = isthmus.markets(case)
    row = result.flows.row(0, named=True)
    assert (row["flow"], row["utilisation"], row["scarcity_price"]) == pytest.approx((5, 1, 30))
    assert row["bound_by"] == "capacity"
    assert gains(result) == approx(
        {"holder scarcity_rent": 150, "north tariff": 10, "south tariff": 10}
    )


def test_a_two_way_link_turns_with_the_season(tmp_path: Path) -> None:
    """Gas costs 20 at one end and 60 at the other, and in summer the reverse.

    The link carries its 2 of the half year either way, for a rent of 0.9 x 60 - 20 - 5 = 29.
    """
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        periods=HALVES,
        links=[pipe(capacity=4, loss=0.1, cost=2, tariff=3, bidirectional="true")],
        supply=[
            field("a", 100, 20, "a-field", cost_profile="a-cost"),
            field("b", 100, 20, "b-field", cost_profile="b-cost"),
        ],
        demand=[homes("a", 10, id="a-homes"), homes("b", 10, id="b-homes")],
        profiles=profile("a-cost", "price", winter=1, summer=3)
        + profile("b-cost", "price", winter=3, summer=1),
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe winter": 2, "pipe summer": -2})
    assert prices(result) == approx(
        {"a winter": 20, "a summer": 60, "b winter": 60, "b summer": 20}
    )
    assert result.flows["scarcity_price"].to_list() == pytest.approx([29, 29])
    each = {"consumer_surplus": -(20 + 60) * 5, "scarcity_rent": 29 * 2, "tariff": 3 * 2}
    assert gains(result) == approx(
        {f"{actor} {kind}": each[kind] for actor in ("north", "south") for kind in each}
    )
    assert result.objective == pytest.approx(-2 * (7 * 20 + 3.2 * 60 + 2 * 5))


LOSSY = {**STORE, "loss_in": 0.1, "loss_out": 0.05, "cushion": 0.25}


def seasons(folder: Path, store: Row) -> Result:
    """A field that gives at 20 in summer only, and homes that take 5 in each half."""
    case = build_case(
        folder,
        {"a": "north"},
        actors=["keeper"],
        periods=HALVES,
        supply=[field("a", 30, 20, profile="summer-only")],
        demand=[homes("a", 10, 1000)],
        stores=[{**store, "owner": "keeper:1"}],
        profiles=profile("summer-only", "rate", winter=0, summer=2),
    )
    return isthmus.markets(case)


def test_a_full_store(tmp_path: Path) -> None:
    """6 less the cushion 1.5 give 4.5 x 0.95 = 4.275 and take 4.5 / 0.9 = 5; 0.725 is missing."""
    result = seasons(tmp_path, {**LOSSY, "volume": 6})
    assert prices(result) == approx({"a winter": 1000, "a summer": 20})
    assert result.stores.select("injection", "withdrawal", "level").rows() == [
        pytest.approx((0, 4.275, 1.5)),
        pytest.approx((5, 0, 6)),
    ]
    assert result.unserved == pytest.approx(0.725)
    assert gains(result) == approx(
        {
            "keeper storage": 1000 * 4.275 - 20 * 5 - 3 * 5,
            "north consumer_surplus": -(1000 * 5 + 20 * 5),
        }
    )


def test_a_store_with_room_earns_nothing(tmp_path: Path) -> None:
    """A unit out takes 1 / (0.95 x 0.9) in, at 20 + 3: that is winter's price."""
    result = seasons(tmp_path, {**LOSSY, "volume": 20})
    unit = 1 / (0.95 * 0.9)
    assert prices(result) == approx({"a winter": 23 * unit, "a summer": 20})
    assert amounts(result, "stores", "injection") == approx(
        {"cavern winter": 0, "cavern summer": 5 * unit}
    )
    assert gains(result) == approx({"north consumer_surplus": -(23 * unit * 5 + 20 * 5)})


def test_a_store_emptied_at_its_highest_rate(tmp_path: Path) -> None:
    """8 a year are 4 in winter; each is worth 1000 - 20 - 3."""
    result = seasons(tmp_path, {**STORE, "volume": 20, "withdrawal": 8})
    assert gains(result)["keeper storage"] == pytest.approx((1000 - 23) * 4)


def test_a_store_is_filled_before_the_year_ends_and_emptied_after(tmp_path: Path) -> None:
    """Summer stands first, winter last: the level at the end of winter is the cushion."""
    case = build_case(
        tmp_path,
        {"a": "north"},
        periods={"summer": 0.5, "autumn": 0.25, "winter": 0.25},
        supply=[field("a", 8, 20, profile="summer-only")],
        demand=[homes("a", 4, 1000)],
        stores=[{**STORE, "volume": 2, "cushion": 0.5}],
        profiles=profile("summer-only", "rate", summer=2, autumn=0, winter=0),
    )
    result = isthmus.markets(case)
    levels = amounts(result, "stores", "level")
    assert levels["cavern summer"] == pytest.approx(2)
    assert levels["cavern winter"] == pytest.approx(1)
    assert result.unserved == pytest.approx(1)


def test_a_yearly_cap_with_flexibility(tmp_path: Path) -> None:
    """10 a year at up to 1.5 times the mean: winter's 40 % give 6 of 7, so summer has 4 of 5.

    The backup sets the prices, 100 and 60: a peak unit of winter earns 70, one of summer 30.
    """
    case = build_case(
        tmp_path,
        {"a": "north"},
        actors=["driller", "backer"],
        periods={"winter": 0.4, "summer": 0.6},
        supply=[
            field("a", 10, 30, flexibility=1.5, owner="driller:1"),
            field("a", 100, 100, "backup", cost_profile="dear", owner="backer:1"),
        ],
        demand=[homes("a", 12, profile="cold")],
        profiles=profile("dear", "price", winter=1, summer=0.6)
        + profile("cold", "rate", winter=7 / 4.8, summer=5 / 7.2),
    )
    result = isthmus.markets(case)
    assert prices(result) == approx({"a winter": 100, "a summer": 60})
    assert amounts(result, "supply", "quantity") == approx(
        {"field winter": 6, "field summer": 4, "backup winter": 1, "backup summer": 1}
    )
    assert gains(result) == approx(
        {
            "driller producer_surplus": 70 * 6 + 30 * 4,
            "north consumer_surplus": -(100 * 7 + 60 * 5),
        }
    )


def test_a_shared_limit_with_weights(tmp_path: Path) -> None:
    """A unit over `near` earns 80 and uses 1 of the limit, one over `far` earns 70 and uses 2.

    So `near` takes its full 8, and `far` what is left of 12: 4 / 2.
    """
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "east"},
        links=[
            pipe("near", "a", "b", capacity=8, holders="north:1"),
            pipe("far", "c", "b", holders="east:1"),
        ],
        supply=[field("a", 100, 20), field("c", 100, 30, "far-field")],
        demand=[hub("b", 100)],
        limits=[{"id": "fleet", "links": "near;far:2", "commodity": "gas", "capacity": 12}],
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"near": 8, "far": 2})
    assert prices(result) == approx({"a": 20, "b": 100, "c": 30})
    assert gains(result) == approx({"north scarcity_rent": 640, "east scarcity_rent": 140})
    why = dict(result.flows.select("link", "bound_by").iter_rows())
    assert why == {"near": "capacity", "far": "fleet"}


def test_only_the_limit_that_binds_is_named(tmp_path: Path) -> None:
    """The pipe is a member of two limits; 3 of 3 and 3 of 50 are used."""
    limits = [{"id": "tight", "links": "pipe", "capacity": 3}]
    limits.append({"id": "ample", "links": "pipe", "capacity": 50})
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        links=[pipe()],
        supply=[field("a", 100, 20)],
        demand=[hub("b", 100)],
        limits=[{**row, "commodity": "gas"} for row in limits],
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe": 3})
    assert result.flows["bound_by"].to_list() == ["tight"]


@pytest.mark.parametrize(
    ("per", "winter", "summer"),
    [("period", 5, 5), ("year", 10, 0)],
)
def test_a_shared_limit_over_the_periods_or_the_year(
    tmp_path: Path, per: str, winter: float, summer: float
) -> None:
    """A unit earns 100 in winter and 60 in summer: over the year all 10 go in winter."""
    case = build_case(
        tmp_path,
        NORTH_SOUTH,
        periods=HALVES,
        links=[pipe(holders="north:1")],
        supply=[field("a", 100, 20)],
        demand=[hub("b", 100, cost_profile="dear")],
        limits=[{"id": "cap", "links": "pipe", "capacity": 10, "per": per, "commodity": "gas"}],
        profiles=profile("dear", "price", winter=1.2, summer=0.8),
    )
    result = isthmus.markets(case)
    assert flows(result) == approx({"pipe winter": winter, "pipe summer": summer})
    assert gains(result) == approx({"north scarcity_rent": 100 * winter + 60 * summer})


def test_a_limit_on_supply_and_on_demand(tmp_path: Path) -> None:
    """The two cheap fields may give 5 together, the hub may take 7; the third field gives 2.

    It sets the price, 40. The cheapest field earns 40 - 10 on 5, the hub 50 - 40 on 7. In the
    second half the limit on the hub is half open: 3.5 / 2, all from the cheapest field at 10.
    """
    limits = [
        {"id": "quota", "supply": "cheap;middling", "capacity": 5},
        {"id": "ration", "demand": "hub", "capacity": 7, "profile": "half-shut"},
    ]
    case = build_case(
        tmp_path,
        {"a": "north"},
        actors=["first", "second", "third"],
        periods=HALVES,
        supply=[
            field("a", 100, 10, "cheap", owner="first:1"),
            field("a", 100, 20, "middling", owner="second:1"),
            field("a", 100, 40, "dear", owner="third:1"),
        ],
        demand=[hub("a", 50)],
        limits=[{**row, "commodity": "gas"} for row in limits],
        profiles=profile("half-shut", "availability", winter=1, summer=0.5),
    )
    result = isthmus.markets(case)
    assert prices(result) == approx({"a winter": 40, "a summer": 10})
    assert amounts(result, "demand", "quantity") == approx({"hub winter": 3.5, "hub summer": 1.75})
    assert gains(result) == approx(
        {
            "first producer_surplus": 30 * 2.5,
            "north consumer_surplus": 10 * 3.5 + 40 * 1.75,
        }
    )
