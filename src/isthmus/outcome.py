"""From talks to what they open: a negotiation, the scenario of its outcome, and what that changes.

Beside :mod:`isthmus.chains` the only module that knows two lenses. Capabilities may be shares of
the game of leverage; an outcome applies the scenario that its issue names, and what this moves is
told by all lenses, by gains and by shares.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from isthmus.case.model import Case
from isthmus.catalogue import lenses_of, look
from isthmus.chains import leverage
from isthmus.comparison import compare
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.freight import CARGO
from isthmus.lenses.politics import negotiation as lens
from isthmus.lenses.politics.talks import DRAWS, ROUNDS, issue_of
from isthmus.result import Result

CAPABILITIES = ("table", "leverage")


def negotiation(
    case: Case,
    issue: str,
    variant: str = "least-move",
    capability: str = "table",
    draws: int = DRAWS,
    seed: int = 0,
    most: int = ROUNDS,
) -> Result:
    """Say where talks on an issue lead: baselines, rounds, and drawings of uncertain inputs.

    Parameters
    ----------
    case : Case
        The case, with any scenarios applied.
    issue : str
        A row of table `issues`, by id or name.
    variant : str
        ``least-move`` or ``scholz-2011``: see the page on negotiation.
    capability : str
        ``table``: of `positions`. ``leverage``: what each adds to what all who talk gain together,
        the Shapley share of the game over all lenses of the case in which they play.
    draws : int
        How often inputs are drawn from their bands.
    seed : int
        Of the drawings.
    most : int
        Rounds at most.

    Returns
    -------
    Result
        Numbers `baselines`, `variant`, `outcome` (on the scale of 0 to 100), `settled`, `reached`,
        `share_reached`, `rounds`; tables `actors`, `moves`, `distribution`, `outcomes`.

    Raises
    ------
    IsthmusError
        If issue, variant or capability is unknown, or nobody has a weight.
    """
    if capability not in CAPABILITIES:
        raise IsthmusError(
            f"capability '{capability}': table or leverage.{did_you_mean(capability, CAPABILITIES)}"
        )
    if capability == "table":
        return lens(case, issue, variant, draws=draws, seed=seed, most=most)
    actors = issue_of(case, issue).actors
    shares = _shares(case, actors)
    given = {actor: max(share, 0.0) for actor, share in shares.items()}
    found = lens(case, issue, variant, capability=given, draws=draws, seed=seed, most=most)
    return replace(found, notes=(*_notes(actors, given), *found.notes))


def _shares(case: Case, actors: tuple[str, ...]) -> dict[str, float]:
    """Return the share of each actor in what all of them gain together, over all lenses."""
    lenses = lenses_of(case)
    markets = _market_goods(case) if "markets" in lenses else []
    cargo = [CARGO] if "corridors" in lenses else []
    found = leverage(case, *markets, *cargo, players=actors, caps=False)
    rows = found.table("shares").select("player", "shapley_share").rows()
    return {player: share or 0.0 for player, share in rows}


def _market_goods(case: Case) -> list[str]:
    goods = case.filled["commodities"]
    sold = set(case.filled["supply"]["commodity"])
    return [
        good
        for good, kind in zip(goods["id"], goods["kind"], strict=True)
        if kind == "market" and good in sold
    ]


def _notes(actors: tuple[str, ...], given: dict[str, float]) -> list[str]:
    without = [actor for actor in actors if given.get(actor, 0.0) <= 0]
    told = ["capabilities are shares of what those who talk gain together, and are not drawn"]
    if without:
        told.append(
            "adds nothing to what all gain in this case, so that it has no capability here: "
            + ", ".join(without)
        )
    return told


@dataclass(frozen=True)
class Opening:
    """What an outcome applies, and what that changes.

    Attributes
    ----------
    talks : Result
        Of `negotiation`; its table `shares` is filled where that was asked for.
    scenario : str, optional
        What it applies; None where the issue names none or the outcome does not reach it.
    comparisons : tuple of Result
        Of `compare`, one for each lens: the case with the scenario beside the case without.
    """

    talks: Result
    scenario: str | None = None
    comparisons: tuple[Result, ...] = ()


def opening(
    talks: Result, *, shares: bool = False, before: Sequence[Result] | None = None
) -> Opening:
    """Apply the scenario of an outcome, and say what it changes in flows, gains and shares.

    Parameters
    ----------
    talks : Result
        Of `negotiation`.
    shares : bool
        Solve the game of leverage without and with it, too.
    before : sequence of Result, optional
        What the lenses say of the case as it stands, where that is known.
    """
    scenario = talks.numbers["scenario"]
    if scenario is None or not talks.numbers["reached"]:
        return Opening(talks)
    after = talks.case.with_scenario(scenario)
    lenses = [one.lens for one in before] if before else lenses_of(talks.case)
    pairs = zip(before or look(talks.case, *lenses), look(after, *lenses), strict=True)
    compared = tuple(compare(*pair) for pair in pairs)
    if shares:
        moved = functools.partial(_moved, talks.case, after, compared)
        talks = replace(talks, builders={**talks.builders, "shares": moved})
    return Opening(talks, scenario, compared)


def _moved(before: Case, after: Case, compared: Sequence[Result]) -> dict[str, list[Any]]:
    """Return the columns of table `shares`: of the games in which the scenario changes a flow."""
    rows: list[tuple[Any, ...]] = []
    for about in (one.about for one in compared if len(one.table("flows"))):
        cargo = about == "corridors"
        goods = [CARGO] if cargo else []
        first = leverage(before, *goods, caps=False)
        players = first.numbers["players"]
        second = leverage(after, *goods, players=players, caps=False)
        one, other = (dict(_shapley(found)) for found in (first, second))
        rows += [
            ("cargo" if cargo else "markets", p, one[p], other[p], other[p] - one[p])
            for p in players
        ]
    names = ("game", "player", "before", "after", "difference")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _shapley(found: Result) -> list[tuple[str, float]]:
    return found.table("shares").select("player", "shapley").rows()
