"""What an answer is, by name."""

from __future__ import annotations

import pytest

import isthmus
from isthmus.errors import IsthmusError
from isthmus.lenses.markets import optimal
from isthmus.study.measures import measure_called
from isthmus.study.of_markets import MARKETS

CASE = isthmus.open_case("three-pipes")
FOUND = optimal(CASE)
RESULT = isthmus.markets(CASE)


def value(text: str) -> float:
    return MARKETS.value(CASE, FOUND, measure_called(CASE, text))


def total(table: str, column: str, **where: str) -> float:
    return float(RESULT.table(table).filter(**where)[column].sum())


def test_headline_numbers() -> None:
    assert [value(name) for name in ("welfare", "objective", "cost", "unserved")] == [
        RESULT.welfare,
        RESULT.objective,
        RESULT.cost,
        RESULT.unserved,
    ]


def test_measures_of_targets() -> None:
    assert value("flow:west-1") == pytest.approx(total("flows", "flow", link="west-1"))
    both = total("flows", "flow", link="west-1") + total("flows", "flow", link="east-1")
    assert value("flow:west-1;east-1") == pytest.approx(both)
    assert value("flow:*-1;-centre-1") == pytest.approx(both)
    assert value("gain:west") == pytest.approx(total("gains", "total", actor="west"))
    assert value("supply:*") == pytest.approx(total("supply", "quantity"))
    assert value("unserved:*") == 0.0


def test_a_price_is_the_mean_of_the_year() -> None:
    rows = RESULT.table("prices").filter(node="city")
    weights = {period.id: period.weight for period in CASE.periods}
    mean = sum(row["price"] * weights[row["period"]] for row in rows.to_dicts())
    assert value("price:city") == pytest.approx(mean)


def test_names_and_aliases_are_understood() -> None:
    case = isthmus.open_case("caucasus")
    assert measure_called(case, "gain:SOCAR").name == "gain:aze-socar"
    assert measure_called(case, "flow:g_scp;-g_tap").name == "flow:scp;-tap"


def test_units() -> None:
    case = isthmus.open_case("caucasus")
    units = {
        text: measure_called(case, text).unit(case)
        for text in ("welfare", "gain:aze", "flow:tap", "price:italy/gas", "unserved:georgia")
    }
    assert units == {
        "welfare": "million USD",
        "gain:aze": "million USD",
        "flow:tap": "bcm",
        "price:italy/gas": "USD/tcm",
        "unserved:georgia": "bcm",
    }


WRONG = {
    "flows:west-1": "'flows:west-1' is no output. Did you mean flow? Write one of welfare, "
    "objective, cost, unserved, unshipped; or flow, gain, price, supply, demand, store, unserved, "
    "shipped, unshipped, days, cost, trade, rank, exposure, dependence, balance, outcome with a "
    "target, such as flow:LINK, price:NODE, gain:ACTOR",
    "flow:west-11": "'west-11' is not in links. Did you mean west-1?",
    "flow": "'flow': flow needs a target after a colon",
    "welfare:west": "'welfare:west': welfare takes no target",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_answer(text: str) -> None:
    with pytest.raises(IsthmusError) as refused:
        measure_called(CASE, text)
    assert str(refused.value) == WRONG[text]
