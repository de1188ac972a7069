"""The picture of the rounds of talks."""

from __future__ import annotations

import functools
import itertools

import pytest

import isthmus
from isthmus.drawing.rounds import draw_rounds
from isthmus.errors import IsthmusError
from isthmus.result import Result
from tests.drawing.pictures import elements, solved, texts, words


@functools.cache
def talks(issue: str = "zangezur") -> Result:
    return isthmus.negotiation(isthmus.open_case("caucasus"), issue, draws=5)


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_every_actor_has_a_line_and_a_name(theme: str) -> None:
    picture = talks().paths(theme=theme)
    lines = [one for one in elements(picture, "actor") if one.get("d")]
    assert len(lines) == len(talks().actors) == 8
    assert texts(picture, "label actor") == sorted(
        ["Armenia", "Azerbaijan", "European Union", "France", "Iran", "Russia", "Turkey",
         "United States"]
    )  # fmt: skip
    assert len(elements(picture, "median")) == 1
    assert "from 40: zangezur-open" in words(picture)
    assert ("prefers-color-scheme" in picture) == (theme == "auto")


def test_names_do_not_lie_on_one_another() -> None:
    for issue in ("zangezur", "minsk-group", "border"):
        heights = sorted(
            float(one.get("y", "")) for one in elements(talks(issue).paths(), "label actor")
        )
        assert min(b - a for a, b in itertools.pairwise(heights)) >= 12.9


def test_a_line_starts_and_ends_where_its_actor_does() -> None:
    picture = talks().paths(width=600)
    turkey = next(one for one in elements(picture, "actor") if "Turkey" in "".join(one.itertext()))
    assert "Turkey: 95 at the start, 50 at the end" in "".join(turkey.itertext())
    assert talks().picture() == talks().paths()


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(IsthmusError, match="not of markets"):
        draw_rounds(solved("two-countries"))
    with pytest.raises(IsthmusError, match="theme"):
        talks().paths(theme="blue")
    with pytest.raises(IsthmusError, match="width"):
        talks().paths(width=10)
