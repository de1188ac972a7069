"""Units in cells: ``651.7 GWh/d``, ``23.4 bcm/year``, ``120 USD/TEU``.

The registry knows the units of this field and no others: a general one reads ``bcm`` as a bit
centimetre. It is built on first use, because most cells carry no unit.
"""

from __future__ import annotations

import functools
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

NUMBER = re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?$")
WITH_UNIT = re.compile(r"^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?)\s*([^\d\s.,].*)$")
WORDS = re.compile(r"^[A-Za-z][A-Za-z0-9 ]*([*/] ?[A-Za-z][A-Za-z0-9 ]*)*$|^1?$")
CURRENCIES = (
    "USD",
    "EUR",
    "RUB",
    "AZN",
    "GEL",
    "AMD",
    "TRY",
    "IRR",
    "CNY",
    "INR",
    "KZT",
    "GBP",
    "UAH",
)
DEFINITIONS = """
metre = [length] = m
tonne = [mass] = t
day = [time] = d
joule = [energy] = J
container = [container] = TEU
barrel = [barrel] = bbl = b
degree = [angle]
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
year = 365 * day = yr = y = a
month = year / 12
hour = day / 24 = h
kg = tonne / 1000
watthour = 3600 * joule = Wh
watt = watthour / hour = W
m3 = metre ** 3
tcm = 1000 * m3
mcm = 1e6 * m3
bcm = 1e9 * m3
percent = 0.01
thousand = 1e3
million = 1e6 = mn
billion = 1e9 = bn
"""

# What cases are full of, so that most open without the registry, which takes half a second.
PLAIN = {("mcm/d", "bcm/year"): 0.365}
OF_ENERGY = {("TWh/year", "bcm/year"): 3.6}  # over MJ/m3


class UnitError(ValueError):
    """A unit that is not known, or of the wrong dimension."""


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None, on_redefinition="raise")
    registry.load_definitions(DEFINITIONS.strip().splitlines())
    for currency in CURRENCIES:
        registry.define(f"{currency} = [{currency}]")
    return registry


@functools.lru_cache(maxsize=4096)
def _quantity(text: str) -> pint.Quantity[float]:
    import pint

    clean = text.replace("%", "percent").replace("m³", "m3")
    clean = clean.replace("1000m3", "tcm").replace("1000 m3", "tcm")
    if not WORDS.match(clean):
        raise UnitError(f"'{text}' is not a unit known here")
    try:
        return _registry().Quantity(1.0, clean.strip() or "dimensionless")
    except (pint.errors.PintError, tokenize.TokenError, ValueError, TypeError) as error:
        raise UnitError(f"'{text}' is not a unit known here") from error


@functools.lru_cache(maxsize=4096)
def factor(unit: str, target: str, energy_content: float | None = None) -> float:
    """Return by what a number in `unit` is multiplied to be in `target`.

    Parameters
    ----------
    unit, target : str
        Units such as ``GWh/d`` and ``bcm/year``.
    energy_content : float, optional
        Gross calorific value in MJ/m3, by which volume and energy convert.

    Raises
    ------
    UnitError
        If a unit is unknown or the dimensions differ.
    """
    if unit == target:
        return 1.0
    if (unit, target) in PLAIN:
        return PLAIN[unit, target]
    if energy_content and (unit, target) in OF_ENERGY:
        return OF_ENERGY[unit, target] / energy_content
    return _converted(unit, target, energy_content)


def _converted(unit: str, target: str, energy_content: float | None) -> float:
    one, goal = _quantity(unit), _quantity(target)
    ways = [one]
    if energy_content:
        content = energy_content * _quantity("MJ/m3")
        ways += [one / content, one * content]
    for way in ways:
        if way.dimensionality == goal.dimensionality:
            return float((way / goal).to("dimensionless").magnitude)
    raise UnitError(f"'{unit}' does not measure the same as '{target}'")


def is_money(price_unit: str, unit: str, currency: str) -> bool:
    """Tell whether price x quantity comes in million of the currency."""
    known = {("bcm", "tcm"), ("Mt", "t"), ("TWh", "MWh"), ("mcm", "m3"), ("kt", "kg")}
    if any(unit == q and price_unit == f"{currency}/{p}" for q, p in known):
        return True
    product = _quantity(price_unit) * _quantity(unit)
    goal = _quantity(f"million {currency}")
    if product.dimensionality != goal.dimensionality:
        return False
    return bool(abs(float((product / goal).to("dimensionless").magnitude) - 1) < 1e-9)
