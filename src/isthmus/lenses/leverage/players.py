"""Who plays: actors, and to which of them others belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean

MOST = 62
MEMBER = (None, "member")


def player_ids(
    case: Case, names: Sequence[str], among: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return the ids of actors from ids, names or aliases, in the order given.

    Raises
    ------
    IsthmusError
        If a name is unknown, is no player of those it must be among, or stands there twice; or if
        they are too many.
    """
    table = case.filled["actors"]
    known: dict[str, str] = {}
    rows = zip(table["id"], table["name"], table["aliases"], strict=True)
    for actor, name, aliases in rows:
        for word in (actor, name, *aliases):
            if word:
                known.setdefault(word.lower(), actor)
    found: list[str] = []
    for name in names:
        actor = known.get(name.strip().lower())
        choice = among or known
        if actor is None or (among and actor not in among):
            what = f"no player; players are {', '.join(among)}" if among else "no actor"
            raise IsthmusError(f"'{name}' is {what} of case {case.id}.{did_you_mean(name, choice)}")
        if actor in found:
            raise IsthmusError(f"players: {actor} stands there twice")
        found.append(actor)
    return _enough(case, tuple(found))


def default_players(case: Case, controllers: Iterable[str]) -> tuple[str, ...]:
    """Return to whom some actors belong in the end: their last parents, or blocs of those.

    Raises
    ------
    IsthmusError
        If that is nobody, or too many.
    """
    above = _above(case)
    tops: set[str] = set()
    for actor in controllers:
        level = {actor}
        while higher := {a for one in level for a in above.get(one, ())}:
            level = higher | {one for one in level if not above.get(one)}
        tops |= level
    return _enough(case, tuple(actor for actor in case.filled["actors"]["id"] if actor in tops))


def _enough(case: Case, players: tuple[str, ...]) -> tuple[str, ...]:
    """Return the players, if they are not too few and not too many.

    Raises
    ------
    IsthmusError
        If they are.
    """
    if not players:
        raise IsthmusError(f"no actor of case {case.id} controls anything here: nobody can play")
    if len(players) > MOST:
        raise IsthmusError(f"{len(players)} players are too many; name {MOST} of them at most")
    return players


def mask_of(case: Case, players: tuple[str, ...]) -> Callable[[Iterable[str]], int]:
    """Return a function from actors to the players they belong to, by bit mask.

    An actor belongs to itself if it plays, else to its parent, and to the blocs that it is a member
    of in the base year; who belongs to no player is nobody's.
    """
    above = _above(case)
    bit = {player: 1 << at for at, player in enumerate(players)}
    known: dict[str, int] = {}

    def of(actor: str, below: tuple[str, ...] = ()) -> int:
        if actor in bit:
            return bit[actor]
        if actor not in known:
            mask = 0
            for higher in above.get(actor, ()):
                if higher not in below:
                    mask |= of(higher, (*below, actor))
            known[actor] = mask
        return known[actor]

    def together(actors: Iterable[str]) -> int:
        mask = 0
        for actor in actors:
            mask |= of(actor)
        return mask

    return together


def owners_of(members: Iterable[str], players: tuple[str, ...]) -> int:
    """Return a coalition of players by bit mask."""
    return sum(1 << players.index(member) for member in members)


def _above(case: Case) -> dict[str, list[str]]:
    """Return for actors their parent, or the blocs that they are members of in the base year."""
    actors, memberships = case.filled["actors"], case.filled["memberships"]
    blocs = {a for a, kind in zip(actors["id"], actors["kind"], strict=True) if kind == "bloc"}
    above = {a: [p] for a, p in zip(actors["id"], actors["parent"], strict=True) if p}
    year = case.settings.base_year
    columns = (memberships[name] for name in ("actor", "organisation", "status", "since", "until"))
    for actor, bloc, status, since, until in zip(*columns, strict=True):
        now = not since > year and not until < year
        if bloc in blocs and status in MEMBER and now:
            above.setdefault(actor, []).append(bloc)
    return above
