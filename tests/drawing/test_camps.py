"""The ring of camps."""

from __future__ import annotations

import functools

import pytest

import isthmus
from isthmus.drawing.camps import draw_camps
from isthmus.errors import IsthmusError
from isthmus.result import Result
from tests.drawing.pictures import elements, parsed, texts, words


@functools.cache
def aligned() -> Result:
    return isthmus.alignment(isthmus.open_case("caucasus"))


def test_every_actor_and_every_tie_is_there() -> None:
    picture = draw_camps(aligned())
    assert len(elements(picture, "actor")) == len(aligned().camps) == 15
    assert "Azerbaijan" in texts(picture, "name")
    kept, lost = (elements(picture, f"tie {kind}") for kind in ("kept", "frustrated"))
    assert len(lost) == aligned().frustration + 2  # and two in the legend
    assert len(kept) + len(lost) == aligned().ties + 4


def test_foes_are_broken_lines() -> None:
    broken = [one for one in elements(draw_camps(aligned()), "tie") if one.get("stroke-dasharray")]
    told = [title.text or "" for one in broken for title in one]
    assert "Armenia and Azerbaijan: -0.55" in told
    assert all(": -" in text for text in told)


def test_nobody_stands_outside_the_page() -> None:
    for width in (400, 800):
        picture = draw_camps(aligned(), width=width)
        root = parsed(picture)
        height = float(root.get("height", 0))
        for one in elements(picture, "actor"):
            assert 0 < float(one.get("cx", 0)) < width
            assert 0 < float(one.get("cy", 0)) < height


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_themes(theme: str) -> None:
    picture = aligned().ring(theme=theme)
    assert "15" not in words(picture)
    assert ("prefers-color-scheme" in picture) == (theme == "auto")
    assert aligned().pictures(theme=theme) == [picture]


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(IsthmusError, match="theme: 'blue'"):
        draw_camps(aligned(), theme="blue")
    with pytest.raises(IsthmusError, match="width: 5"):
        draw_camps(aligned(), width=5)
