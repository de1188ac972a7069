"""A text that was read against the tiny case, as the reader prints it."""

from __future__ import annotations

import hashlib
from typing import Any

TEXT = "The pipe from North carries 4.5 bcm a year. North and South signed a gas deal in May."
FIGURE: dict[str, Any] = {
    "id": "figure-1",
    "quote": "carries 4.5 bcm a year",
    "start": 20,
    "end": 42,
    "polarity": "stated",
    "hedge": "none",
    "attribution": "author",
    "confidence": 0.8,
    "verdict": "contradicts",
    "case": {"table": "links", "row": "pipe", "column": "capacity", "value": 3.0, "ratio": 1.5},
    "subject": "pipe",
    "measure": "capacity",
    "value": 4.5,
    "low": None,
    "high": None,
    "unit": "bcm/yr",
    "when": "2024",
    "commodity": None,
    "written": "4.5 bcm",
}
AGREEMENT: dict[str, Any] = {
    "id": "agreement-1",
    "quote": "North and South signed a gas deal",
    "start": 44,
    "end": 77,
    "polarity": "stated",
    "hedge": "about",
    "attribution": "North",
    "confidence": 0.6,
    "verdict": "new",
    "case": None,
    "parties": ["North", "South"],
    "what": "gas",
    "status": "signed",
}


def document(**changes: Any) -> dict[str, Any]:
    """Return a document with two items; the figure's fields may be changed."""
    text = changes.pop("text", TEXT)
    return {
        "document": {
            "title": "A note on the pipe",
            "date": "2024-05",
            "hash": hashlib.sha256(text.encode()).hexdigest(),
        },
        "figures": [{**FIGURE, **changes}],
        "agreements": [AGREEMENT],
        "routes": [],
        "relations": [],
    }
