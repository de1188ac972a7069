"""All minimal sets without which nothing reaches a goal, from the ways that reach it.

A set blocks a goal if it meets every way to it. Some ways are known; the minimal sets that meet all
of them are kept. One that was not tried yet is tried: if the goal is out of reach without it, it
blocks, and nothing within it does, because each of its members alone meets some known way. Else
there is another way, around it, and the sets that do not meet that one grow by a member of it. When
all have been tried, they are all there are: whatever blocks meets every known way, so it contains
one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST_KEPT = 20_000


@dataclass(frozen=True)
class Transversals:
    """The minimal sets that block, and the ways that prove that there are no others.

    Attributes
    ----------
    sets : list of int
        By bit mask, small ones first.
    ways : list of int
        Every set meets all of them, and whatever meets all of them contains a set.
    size : int, optional
        Sets of up to so many members are all here, larger ones were not looked for; None: all are.
    """

    sets: list[int]
    ways: list[int]
    size: int | None


def transversals(way: Callable[[int], int | None], size: int | None = None) -> Transversals:
    """Return the minimal sets that block a goal.

    Parameters
    ----------
    way : callable
        From who withdraws to who reaches the goal without them; None where nobody does. Whoever
        reaches it must reach it also with more. The fewer are returned, the fewer are asked for.
    size : int, optional
        Of the sets looked for, at most. It is lowered where more than `MOST_KEPT` sets would have
        to be kept.
    """
    ways: list[int] = []
    kept, blocking = [0], set[int]()
    while untried := [one for one in kept if one not in blocking]:
        tried = min(untried, key=_by_size)
        found = way(tried)
        if found is None:
            blocking.add(tried)
            continue
        ways.append(found)
        kept = _meeting(kept, ways, size)
        while len(kept) > MOST_KEPT:
            size = max(one.bit_count() for one in kept) - 1
            kept = [one for one in kept if one.bit_count() <= size]
    return Transversals(sorted(blocking & set(kept), key=_by_size), ways, size)


def _by_size(members: int) -> tuple[int, int]:
    return members.bit_count(), members


def _meeting(kept: list[int], ways: list[int], size: int | None) -> list[int]:
    """Return the minimal sets that meet all ways, from those that meet all but the last."""
    last = ways[-1]
    found = []
    for one in kept:
        if one & last:
            found.append(one)
            continue
        if size is not None and one.bit_count() >= size:
            continue
        rest = last
        while rest:
            member = rest & -rest
            rest ^= member
            if _minimal(one | member, ways):
                found.append(one | member)
    return found


def _minimal(members: int, ways: list[int]) -> bool:
    """Tell whether every member is alone in meeting some way."""
    needed = 0
    for way in ways:
        met = members & way
        if not met & (met - 1):
            needed |= met
    return needed == members
