"""What `isthmus run` names at its end: the other commands that a case has something for."""

from __future__ import annotations

import isthmus
from isthmus.report.screen import further_section


def test_a_case_of_markets_alone_has_nothing_more_to_ask() -> None:
    assert further_section(isthmus.open_case("three-pipes")) is None


def test_what_the_reference_case_has_is_counted() -> None:
    case = isthmus.open_case("caucasus")
    section = further_section(case)
    assert section is not None
    assert [line.split()[1].rstrip(":") for line in section.lines] == [
        "leverage", "trade", "alignment", "negotiation", "verdict",
    ]  # fmt: skip
    assert f"{len(case.tables['propositions'])} statements" in section.lines[-1]
