"""How to get from one solution of a linear program to another by moves that do not hinder another.

The difference of two solutions is a sum of moves, none of which goes against it in any column or
row. So whichever of the moves are made, what they lead to is feasible. In a network they are paths
and cycles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Entries = Sequence[tuple[int, float]]
"""The rows of a column, and its values in them."""
Move = dict[int, float]
"""By how much each column changes."""
Trail = list[tuple[int, float]]

NOTHING = 1e-9  # of the largest change


def moves(entries: Sequence[Entries], change: Move) -> list[Move]:
    """Split a change into moves.

    A move starts with one column; a row that it puts out of balance is balanced by another one, and
    so on. What comes around to where it was is a cycle, and a move of its own. Where neither comes
    to an end, all that is left is one move.

    Parameters
    ----------
    entries : sequence of sequence of (int, float)
        The rows and values of each column.
    change : dict
        By how much each column changes; none by nothing.
    """
    rest = _rest(entries, change)
    left, found = rest.left, []
    nothing = NOTHING * max(left.values(), default=0.0)
    while left:
        trail = _trail(rest)
        move = dict(trail)
        if len(move) < len(trail):
            move = {j: sum(size for k, size in trail if k == j) for j in move}
        most = min([left[j] / size for j, size in move.items()], default=0.0)
        for j, size in move.items():
            left[j] -= most * size
            if left[j] <= nothing:
                del left[j]
        found.append({j: math.copysign(most * s, change[j]) for j, s in move.items() if j >= 0})
    return found


@dataclass(frozen=True)
class _Rest:
    """What is left of a change.

    Attributes
    ----------
    left : dict
        What is left of each column, and of each row's slack, which is ~row; all of it grows.
    columns : dict
        The entries of each as it grows.
    taking, giving : dict
        Who takes out of a row and who gives to it.
    """

    left: Move
    columns: dict[int, Entries]
    taking: dict[int, list[int]]
    giving: dict[int, list[int]]


def _rest(entries: Sequence[Entries], change: Move) -> _Rest:
    rest = _Rest({}, {}, {}, {})
    activity: dict[int, float] = {}
    for j, size in change.items():
        column = entries[j] if size > 0 else [(row, -value) for row, value in entries[j]]
        for row, value in column:
            activity[row] = activity.get(row, 0.0) + value * abs(size)
        _put(rest, j, abs(size), column)
    nothing = NOTHING * max(rest.left.values(), default=0.0)
    for row, size in activity.items():
        if abs(size) > nothing:
            _put(rest, ~row, abs(size), [(row, -1.0 if size > 0 else 1.0)])
    return rest


def _put(rest: _Rest, j: int, size: float, column: Entries) -> None:
    rest.left[j], rest.columns[j] = size, column
    for row, value in column:
        (rest.giving if value > 0 else rest.taking).setdefault(row, []).append(j)


def _trail(rest: _Rest) -> Trail:
    """Return columns and sizes of the next move; nothing where rounding left a column over."""
    left, columns = rest.left, rest.columns
    start = next(reversed(left))
    trail = [(start, 1.0)]
    astray = dict(columns[start])
    seen: dict[int, int] = {}
    while astray:
        row, over = astray.popitem()
        since = seen.setdefault(row, len(trail))
        if since < len(trail):
            cycle = trail[since:]
            return cycle if _balanced(columns, cycle) else list(left.items())
        others = (rest.taking if over > 0 else rest.giving).get(row, [])
        while others and others[-1] not in left:
            others.pop()
        if not others:
            del left[trail[-1][0]]
            return []
        column = columns[others[-1]]
        size = -over / dict(column)[row]
        trail.append((others[-1], size))
        for at, value in column:
            if at != row:
                now = astray.pop(at, 0.0) + size * value
                if abs(now) > NOTHING:
                    astray[at] = now
    return trail


def _balanced(columns: dict[int, Entries], trail: Trail) -> bool:
    astray: dict[int, float] = {}
    for j, size in trail:
        for row, value in columns[j]:
            astray[row] = astray.get(row, 0.0) + size * value
    return all(abs(size) <= NOTHING for size in astray.values())
