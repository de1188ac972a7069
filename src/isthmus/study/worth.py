"""What something is worth: welfare, and each actor's gains, with it less without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.leverage.players import player_ids
from isthmus.result import Result
from isthmus.study.lens import Answer, Lens
from isthmus.study.needed import lens_called
from isthmus.study.outcome import study_result
from isthmus.study.pairs import Pair, pairs_of
from isthmus.study.shares import Shares, same_links, shares_of, unmoved

SMALL = 1e-6
DUST = 1e-9
DIGITS = 6  # of millions: what differs by less comes in the order of ids
COMPARED = ("total", "penalties", "unserved", "unshipped")

Key = tuple[str, tuple[str, ...]]


def worth(
    case: Case,
    *ids: str,
    all_of: str | None = None,
    leverage: bool = False,
    players: Sequence[str] | None = None,
    trade: bool | None = None,
    progress: Callable[[str], None] | None = None,
) -> Result:
    """Say what things are worth, in all and by actor: with them less without them.

    What stands is taken away; what is planned, closed or proposed is put in force. Welfare and
    gains are summed over the lenses that it concerns; only those are solved.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    *ids : str
        Links, agreements, projects or scenarios; ``links.ID`` where several have the name.
    all_of : str, optional
        ``links``, ``agreements``, ``projects`` or ``scenarios``: all of them, the one that is worth
        most first.
    leverage : bool
        Find also by how much the share of each player changes, its Shapley value in the game over
        these lenses. It may fall: a bypass takes from whom it passes by.
    players : sequence of str, optional
        Who plays; by default who does in `leverage`.
    trade : bool, optional
        Find also what each can buy more once trade and cargo have answered each other. By default
        where one thing is asked about: it takes seconds for each.
    progress : callable, optional
        Is told what is being looked at, and at the end nothing.

    Returns
    -------
    Result
        Tables `totals` (a row for each), `worth` (a row for each and actor) and `trade` (the same,
        of what is bought: not to be added, for the goods are the same).

    Raises
    ------
    IsthmusError
        If nothing, or more than one thing, is called so, or a player is no actor.
    """
    if players and not leverage:
        raise IsthmusError("players play where shares are asked for: leverage")
    asked = _Asked(case, leverage, player_ids(case, players) if players else ())
    tell = progress or (lambda _: None)
    pairs, found, traded = pairs_of(case, ids, all_of), [], []
    trade = len(pairs) == 1 if trade is None else trade
    for place, pair in enumerate(pairs):
        tell(f"{place + 1} of {len(pairs)}: {pair.id}")
        found.append(_compared(pair, asked))
        traded += asked.traded(pair) if trade else []
    tell("")
    if all_of is not None:
        found.sort(key=lambda one: (-round(abs(one[0]["total"] or 0.0), DIGITS), one[0]["id"]))
    totals = [total for total, _ in found]
    notes = [*dict.fromkeys(asked.notes)]
    if not asked.exact:
        notes.append("some shares are the middle of certified bounds")
    if not trade and any(pair.moves_trade for pair in pairs):
        notes.append("what is gained in trade is left out; --trade finds it, in seconds for each")
    rows = [row for _, rows in found for row in rows]
    return study_result("worth", case, notes, totals=totals, worth=rows, trade=traded)


class _Asked:
    """What is asked of a case; as it stands it is solved once for each lens and its goods.

    Attributes
    ----------
    exact : bool
        Whether all shares so far are.
    notes : list of str
        What is to be known of trade that was asked for.
    """

    def __init__(self, case: Case, leverage: bool, players: tuple[str, ...]) -> None:
        self.case, self.leverage, self.exact = case, leverage, True
        self.notes: list[str] = []
        self._players = players
        self._found: dict[Key, tuple[Any, Answer]] = {}
        self._shares: dict[Key, Shares] = {}
        self._traded: Result | None = None

    def answers(self, lens: Lens, pair: Pair) -> tuple[_Side, _Side]:
        """Return what a lens makes of the case as it stands, and of the other one."""
        goods = pair.of_markets if lens.name == "markets" else ()
        key = (lens.name, goods)
        if key not in self._found:
            found = lens.solve(self.case, *goods)
            self._found[key] = found, lens.answer(self.case, found)
        found, as_is = self._found[key]
        reopened = pair.kind in ("link", "agreement")
        if reopened:
            other = lens.reopened(self.case, pair.other, found, goods)
        else:
            other = lens.solve(pair.other)
        answer = as_is if other is found else lens.answer(pair.other, other)
        if not self.leverage or (reopened and same_links(self.case, pair.other)):
            return _Side(as_is), _Side(answer)
        if key not in self._shares:
            self._shares[key] = shares_of(lens.name, self.case, found, self._players)
        here = self._shares[key]
        there = here
        if not (reopened and unmoved(self.case, pair.other, here)):
            players = tuple(here.of) if lens.name == "corridors" else self._players
            same = other is found
            there = shares_of(lens.name, pair.other, other, players, reopened=same)
        self.exact &= here.exact and there.exact
        return _Side(as_is, here), _Side(answer, there)

    def traded(self, pair: Pair) -> list[dict[str, Any]]:
        """Return a row for every actor that can buy more or less in trade, first who gains most."""
        if not pair.moves_trade or pair.lenses(self.case) == ["trade"]:
            return []
        from isthmus.feedback import trade  # scipy takes a while

        try:
            self._traded = self._traded or trade(self.case)
            other = trade(pair.other)
        except IsthmusError as error:
            self.notes.append(f"what {pair.id} gains in trade cannot be told: {error}")
            return []
        self.notes += [f"trade: {note}" for one in (self._traded, other) for note in one.notes]
        included, excluded = (self._traded, other) if pair.stands else (other, self._traded)
        return _bought(pair.id, included, excluded)


class _Side(NamedTuple):
    """What a case comes to, and who has which share of it."""

    answer: Answer = Answer()
    shares: Shares = Shares()

    def plus(self, other: _Side) -> _Side:
        """Return the sum of what two lenses say."""
        return _Side(self.answer.plus(other.answer), self.shares.plus(other.shares))


def _compared(pair: Pair, asked: _Asked) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the row of `totals` and the rows of `worth`."""
    names = pair.lenses(asked.case)
    total: dict[str, Any] = {
        "id": pair.id,
        "kind": pair.kind,
        "stands": pair.stands,
        "lenses": ";".join(names),
        "note": pair.note,
    }
    if pair.concerns_nothing:
        return {**total, **dict.fromkeys(COMPARED, 0.0)}, []
    as_is, other = _Side(), _Side()
    try:
        for name in names:
            here, there = asked.answers(lens_called(name), pair)
            as_is, other = as_is.plus(here), other.plus(there)
    except IsthmusError as error:
        return {**total, **dict.fromkeys(COMPARED), "note": str(error)}, []
    included, excluded = (as_is, other) if pair.stands else (other, as_is)
    after, before = included.answer, excluded.answer
    size = max(1.0, abs(after.welfare))
    more = {
        "total": _clean(after.welfare - before.welfare, size),
        "penalties": _clean(before.penalties - after.penalties, size),
        "unserved": _clean(after.unserved - before.unserved, 1.0),
        "unshipped": _clean(after.unshipped - before.unshipped, 1.0),
    }
    return {**total, **more}, _rows(pair, included, excluded)


def _rows(pair: Pair, included: _Side, excluded: _Side) -> list[dict[str, Any]]:
    """Return a row for every actor whose gains or whose share differ, first who gains most."""
    if included == excluded:
        return []
    after, before = included.answer.gains, excluded.answer.gains
    more, less = included.shares.of, excluded.shares.of
    rows: list[dict[str, Any]] = []
    for actor in dict.fromkeys([*after, *before, *more, *less]):
        total = after.get(actor, 0.0) - before.get(actor, 0.0)
        share = more.get(actor, 0.0) - less.get(actor, 0.0)
        plays = actor in more or actor in less
        if max(abs(total), abs(share)) > SMALL:
            shapley = _clean(share, max(1.0, included.shares.gained)) if plays else None
            rows.append({"id": pair.id, "actor": actor, "total": total, "shapley": shapley})
    rows.sort(key=lambda row: (-row["total"], -(row["shapley"] or 0.0)))
    return rows


def _bought(name: str, included: Result, excluded: Result) -> list[dict[str, Any]]:
    """Return the rows of `trade`, from what trade comes to with something and without it."""
    before = {actor: found for actor, *found in _incomes(excluded)}
    rows = []
    for actor, factor, gain in _incomes(included):
        was, had = before.get(actor, (1.0, 0.0))
        if abs(gain - had) > SMALL:
            rows.append({"id": name, "actor": actor, "gain": gain - had, "change": factor / was})
    return sorted(rows, key=lambda row: -row["gain"])


def _incomes(traded: Result) -> list[tuple[str, float, float]]:
    """Return what every actor can buy, as a factor, and how much more that is, in million."""
    return traded.table("countries").select("actor", "welfare_change", "gain").rows()


def _clean(difference: float, size: float) -> float:
    """Return a difference of large numbers without what is left of their digits."""
    return difference if abs(difference) > DUST * size else 0.0
