"""Numbers with units in cells."""

from __future__ import annotations

import pytest

from isthmus.case import units
from isthmus.case.units import UnitError


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        ("bcm/year", "bcm/year", 1),
        ("bcm/yr", "bcm/year", 1),
        ("bcm/day", "bcm/year", 365),
        ("mcm/d", "bcm/year", 0.365),
        ("mcm/h", "bcm/year", 8.76),
        ("1000 m3/h", "bcm/year", 0.00876),
        ("kt/d", "Mt/year", 0.365),
        ("GW", "TWh/year", 8.76),
        ("bcm/month", "bcm/year", 12),
        ("%", "1", 0.01),
        ("km", "m", 1000),
        ("USD/t", "USD/kg", 0.001),
        ("million USD", "USD", 1e6),
    ],
)
def test_converts_within_a_dimension(unit: str, target: str, expected: float) -> None:
    assert units.factor(unit, target) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        # 38 MJ/m3 is 38/3.6 = 10.5556 TWh/bcm.
        ("GWh/d", "bcm/year", 365 / 38 * 3.6 / 1000),
        ("TWh", "bcm", 3.6 / 38),
        ("bcm", "TWh", 38 / 3.6),
        ("EUR/MWh", "EUR/tcm", 38 / 3.6),
        ("USD/tcm", "USD/MWh", 3.6 / 38),
        ("MW", "bcm/year", 8760 * 3.6e9 / 38e6 / 1e9),
    ],
)
def test_gas_converts_between_energy_and_volume(unit: str, target: str, expected: float) -> None:
    assert units.factor(unit, target, 38.0) == pytest.approx(expected, rel=1e-12)


def test_without_energy_content_energy_is_no_volume() -> None:
    with pytest.raises(UnitError, match=r"^'GWh/d' does not measure the same as 'bcm/year'$"):
        units.factor("GWh/d", "bcm/year")


@pytest.mark.parametrize(
    ("unit", "target"),
    [
        ("USD/TEU", "USD/t"),
        ("USD/t", "EUR/t"),
        ("bcm", "bcm/year"),
        ("t", "bcm"),
        ("%", "bcm/year"),
        ("bcm/d/d", "bcm/year"),
        ("day", "km"),
    ],
)
def test_another_dimension_is_refused(unit: str, target: str) -> None:
    message = f"^'{unit}' does not measure the same as '{target}'$"
    with pytest.raises(UnitError, match=message):
        units.factor(unit, target, 38.0)


@pytest.mark.parametrize(
    "unit",
    ["bcmm", "if", "None", "lambda", "e5", "_000", "€", "bcm**2", "__import__('os')", "x" * 400],
)
def test_what_is_no_unit_is_refused(unit: str) -> None:
    with pytest.raises(UnitError, match=r"is not a unit known here$"):
        units.factor(unit, "bcm/year", 38.0)


@pytest.mark.parametrize(
    ("price", "unit", "currency", "right"),
    [
        ("USD/tcm", "bcm", "USD", True),
        ("EUR/tcm", "bcm", "USD", False),
        ("USD/t", "Mt", "USD", True),
        ("USD/MWh", "TWh", "USD", True),
        ("USD/m3", "mcm", "USD", True),
        ("USD/t", "kt", "USD", False),
        ("USD/tcm", "mcm", "USD", False),
        ("XXX/tcm", "bcm", "XXX", True),
    ],
)
def test_price_times_quantity_is_million(price: str, unit: str, currency: str, right: bool) -> None:
    assert units.is_money(price, unit, currency) is right


def test_conversions_without_the_registry_are_those_of_the_registry() -> None:
    content = 38.5
    for pair in (*units.PLAIN, *units.OF_ENERGY):
        assert units.factor(*pair, content) == pytest.approx(
            units._converted(*pair, content), rel=1e-12
        )
