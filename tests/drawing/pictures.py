"""Pictures taken apart: what a test looks at, and how its cases are solved once."""

from __future__ import annotations

import functools
from collections import Counter
from xml.etree import ElementTree

import isthmus
from isthmus.result import Result

SVG = "{http://www.w3.org/2000/svg}"


@functools.cache
def solved(case: str, scenario: str = "base") -> Result:
    """Return the result of a built-in case."""
    return isthmus.markets(isthmus.open_case(case).with_scenario(scenario))


@functools.cache
def corridors(case: str, scenario: str = "base") -> Result:
    """Return which way the cargo of a built-in case goes."""
    return isthmus.corridors(isthmus.open_case(case).with_scenario(scenario))


@functools.cache
def compared(case: str, scenario: str) -> Result:
    """Return what a scenario changes."""
    return isthmus.compare(solved(case), solved(case, scenario))


def parsed(picture: str) -> ElementTree.Element:
    """Return a picture as elements; a text that is no XML fails."""
    return ElementTree.fromstring(picture)


def elements(picture: str, kind: str) -> list[ElementTree.Element]:
    """Return the elements of a class, `link flow` for both, the legend left out."""
    wanted = {f"i-{word}" for word in kind.split()}
    root = parsed(picture)
    frame = next((g for g in root.findall(f"{SVG}g") if g.find(f"{SVG}rect") is not None), root)
    return [one for one in frame.iter() if wanted <= set(one.get("class", "").split())]


def counts(picture: str) -> dict[str, int]:
    """Return how many links, marks and places of each kind are on a map."""
    words = ("link", "arrow", "mark", "node")
    kinds = (one.get("class", "") for word in words for one in elements(picture, word))
    return dict(Counter(kind.replace("i-", "") for kind in kinds))


def texts(picture: str, kind: str) -> list[str]:
    """Return what is written, by kind, sorted."""
    return sorted(one.text or "" for one in elements(picture, kind))


def words(picture: str) -> list[str]:
    """Return everything that is written, in order."""
    return [one.text or "" for one in parsed(picture).iter(f"{SVG}text")]
