"""What the first screen says of cargo: days and cost in the mean, and what would lead them."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.report.cargo import cargo_headline
from tests.lenses.corridors.builders import cargo_case, leg, shipment


@pytest.mark.parametrize(
    ("large", "said"),
    [
        (
            40,
            "cargo: 100.0 of 100.0 Mt shipped, 40% of it large, in 20 days and for 100 USD/t; the "
            "rest in 2 days and for 10 USD/t in the mean.",
        ),
        (20, "cargo: 80.0 of 80.0 Mt shipped, in 6 days and for 32 USD/t in the mean."),
    ],
)
def test_a_shipment_that_would_lead_the_mean_stands_apart(
    tmp_path: Path, large: float, said: str
) -> None:
    case = cargo_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "east"},
        links=[leg("near", "a", "b", cost=10, days=2), leg("far", "a", "c", cost=100, days=20)],
        shipments=[
            shipment("large", "a", "c", large),
            *(shipment(f"small-{number}", "a", "b", 15) for number in range(4)),
        ],
    )
    assert cargo_headline(isthmus.corridors(case))[0] == said
