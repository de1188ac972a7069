"""How to get from one solution of a linear program to another by moves that do not hinder another.

The difference of two solutions is a sum of moves, none of which goes against it in any column or
row. So whatever moves are made, in any number, what they lead to is feasible. In a network they are
paths and cycles.
"""

from __future__ import annotations

from collections.abc import Sequence

Move = dict[int, float]
"""By how much each column changes."""

NOTHING = 1e-9  # of the largest change


def moves(entries: Sequence[Sequence[tuple[int, float]]], change: Move) -> list[Move]:
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
    rest = _Rest(entries, change)
    found = []
    while rest.left:
        move = rest.next()
        if move:
            found.append({j: f if change[j] > 0 else -f for j, f in move.items() if j >= 0})
    return found


class _Rest:
    """What is left of a change: columns that only grow, and slacks of rows, which are ~row."""

    def __init__(self, entries: Sequence[Sequence[tuple[int, float]]], change: Move) -> None:
        self.left = {j: abs(size) for j, size in change.items()}
        self._nothing = NOTHING * max(self.left.values(), default=0.0)
        self._entries: dict[int, list[tuple[int, float]]] = {}
        activity: dict[int, float] = {}
        for j, size in change.items():
            self._entries[j] = [(row, value if size > 0 else -value) for row, value in entries[j]]
            for row, value in entries[j]:
                activity[row] = activity.get(row, 0.0) + value * size
        for row, size in activity.items():
            if abs(size) > self._nothing:
                self._entries[~row] = [(row, -1.0 if size > 0 else 1.0)]
                self.left[~row] = abs(size)
        self._into: dict[int, list[int]] = {}
        self._out_of: dict[int, list[int]] = {}
        for j, column in self._entries.items():
            for row, value in column:
                (self._into if value > 0 else self._out_of).setdefault(row, []).append(j)

    def next(self) -> Move:
        """Return the next move, or nothing where rounding left a column over."""
        start = next(reversed(self.left))
        trail = [(start, 1.0)]
        astray = dict(self._entries[start])
        seen: dict[int, tuple[int, dict[int, float]]] = {}
        while astray:
            row = next(reversed(astray))
            if row in seen:
                since, then = seen[row]
                if then != astray:
                    return self._take(dict(self.left))
                trail = trail[since:]
                break
            seen[row] = len(trail), dict(astray)
            over = astray.pop(row)
            column = self._against(row, over)
            if column is None:
                del self.left[trail[-1][0]]
                return {}
            self._balance(row, over, column, trail, astray)
        move: Move = {}
        for column, size in trail:
            move[column] = move.get(column, 0.0) + size
        most = min(self.left[j] / size for j, size in move.items())
        return self._take({j: most * size for j, size in move.items()})

    def _against(self, row: int, over: float) -> int | None:
        """Return a column that takes out of a row what is over in it."""
        columns = (self._out_of if over > 0 else self._into).get(row, [])
        while columns and columns[-1] not in self.left:
            columns.pop()
        return columns[-1] if columns else None

    def _balance(
        self, row: int, over: float, column: int, trail: list[tuple[int, float]], astray: Move
    ) -> None:
        entries = self._entries[column]
        size = -over / next(value for at, value in entries if at == row)
        trail.append((column, size))
        for at, value in entries:
            if at != row:
                now = astray.pop(at, 0.0) + size * value
                if abs(now) > NOTHING:
                    astray[at] = now

    def _take(self, move: Move) -> Move:
        for j, size in move.items():
            self.left[j] -= size
            if self.left[j] <= self._nothing:
                del self.left[j]
        return move
