"""What the reader found, said in one line."""

from __future__ import annotations

from typing import Any

import pytest

from isthmus.ledger.propose import statement
from tests.ledger.documents import AGREEMENT, FIGURE

RELATION = {"a": "Iran", "b": None, "stance": "opposes", "about": "the road", "polarity": "stated"}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "pipe capacity: 4.5 bcm/yr in 2024"),
        ({"hedge": "over", "commodity": "gas"}, "pipe gas capacity: over 4.5 bcm/yr in 2024"),
        ({"low": 4.0, "high": 5.0, "when": None}, "pipe capacity: 4 to 5 bcm/yr"),
        ({"unit": "%", "value": 50.0, "measure": "share"}, "pipe share: 50% in 2024"),
        ({"unit": "rank", "value": 3.0, "measure": "trade"}, "pipe trade: rank 3 in 2024"),
        ({"unit": "USD", "value": 8.7e9, "when": None}, "pipe capacity: 8,700,000,000 USD"),
        ({"subject": None, "measure": None}, "a figure: 4.5 bcm/yr in 2024"),
        (
            {"unit": "count", "measure": "count", "written": "three memoranda", "when": None},
            "pipe: three memoranda",
        ),
    ],
)
def test_a_figure(changes: dict[str, Any], wanted: str) -> None:
    assert statement({**FIGURE, **changes}, "figure") == wanted


def test_the_other_frames() -> None:
    assert statement(AGREEMENT, "agreement") == "North and South: gas, signed"
    assert statement({**AGREEMENT, "parties": []}, "agreement") == "gas, signed"
    assert statement({"name": "the pipe", "status": "closed"}, "route") == "the pipe: closed"
    assert statement(RELATION, "relation") == "Iran opposes the road"
    assert statement({**RELATION, "polarity": "denied"}, "relation") == "Iran not opposes the road"
    assert statement({**RELATION, "b": "Armenia"}, "relation") == "Iran opposes Armenia"
