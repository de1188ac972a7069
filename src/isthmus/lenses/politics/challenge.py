"""The challenge model: rounds in which actors give way to those whom they expect to lose against.

After B. Bueno de Mesquita's expected utility model as J. Scholz, G. Calbert and G. Smith read it
(Journal of Theoretical Politics 23, 2011). Arrays have an axis of drawings and one of actors, or
two: the first is who looks, the second whom it looks at. See the page on negotiation.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int8]

VARIANTS = ("least-move", "scholz-2011")
KINDS = ("", "confrontation", "compromise", "capitulation")
STAYS, CONFRONTS, MEETS, YIELDS, NONE = range(5)
SAME = 1e-9  # utilities, costs of offers, and shares of the range that differ by less are equal
STILL = 1e-6  # of the range: who is no further apart agrees, and who moves no further stands still
NOTHING = 1e-13  # of all votes
AT_ONCE = 10_000  # pairs: arrays of 80 KB stay in the cache, and their memory in the program


class Talks(NamedTuple):
    """What actors bring to the table.

    Attributes
    ----------
    position, salience, capability : array (drawings, actors)
        Position on any scale; salience from 0 to 1; capability of any unit.
    """

    position: Floats
    salience: Floats
    capability: Floats

    @property
    def weight(self) -> Floats:
        """Capability times salience: the votes of each actor."""
        return self.capability * self.salience


@dataclass(frozen=True)
class Round:
    """A round of talks.

    Attributes
    ----------
    position : array (drawings, actors)
        After it.
    risk : array (drawings, actors)
        Exponents, from 1/2 (bold) to 2 (timid).
    kind : array (drawings, actors)
        What each gave way to, as a place in `KINDS`.
    by : array (drawings, actors)
        To whom; the actor itself where it did not.
    """

    position: Floats
    risk: Floats
    kind: Ints
    by: Ints


def rounds(talks: Talks, variant: str, most: int) -> Iterator[Round]:
    """Yield rounds until nobody moves in any drawing, at most so many.

    Parameters
    ----------
    talks : Talks
    variant : str
        One of `VARIANTS`.
    most : int
    """
    span = np.ptp(talks.position, axis=1, keepdims=True)
    position = talks.position
    for _ in range(most):
        found = _rounded(talks, position, span, variant)
        yield found
        if (np.abs(found.position - position) <= STILL * span).all():
            return
        position = found.position


def final(talks: Talks, variant: str, most: int) -> Floats:
    """Return the positions (drawings, actors) after the last round."""
    position = talks.position
    for one in rounds(talks, variant, most):
        position = one.position
    return position


def _rounded(talks: Talks, position: Floats, span: Floats, variant: str) -> Round:
    """Return a round of all drawings, some of them at a time; who agrees already stays."""
    count = position.shape[1]
    found = Round(
        position.copy(),
        np.ones_like(position),
        np.zeros(position.shape, dtype=np.int64),
        np.tile(np.arange(count), (len(position), 1)),
    )
    apart = np.flatnonzero(np.ptp(position, axis=1) > STILL * span[:, 0])
    if not len(apart):
        return found
    order = np.argsort(position[apart], axis=1, kind="stable")
    at = apart[:, None], order
    inputs = (position[at] / span[apart], talks.weight[at], talks.salience[at])
    number = -(-len(apart) * count**2 // AT_ONCE)
    parts = [np.array_split(one, number) for one in inputs]
    work = functools.partial(_round, variant)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        each = map if number == 1 else pool.map
        done = zip(*each(work, *parts), strict=True)
        taken = _Taken(*map(np.concatenate, done))
    found.position[at] += taken.move * span[apart]
    found.risk[at], found.kind[at] = taken.risk, taken.kind
    found.by[at] = np.take_along_axis(order, taken.by, axis=1)
    return found


def _round(variant: str, position: Floats, weight: Floats, salience: Floats) -> _Taken:
    """Return what a round does in some drawings, of actors in the order of their positions."""
    field = field_of(position, weight, salience, variant)
    return _taken(field, _risk(field))


class Field(NamedTuple):
    """Actors in the order of their positions, which are in units of the first range.

    Attributes
    ----------
    position, weight, salience : array (drawings, actors)
    there : array (drawings, actors, actors)
        From the first to the second.
    gap : array (drawings, actors, actors)
        How far they are apart.
    place : array (drawings, actors, actors)
        Where, in sums along the order of actors, those end who stand below the middle of two.
    variant : str
    """

    position: Floats
    weight: Floats
    salience: Floats
    there: Floats
    gap: Floats
    place: Ints
    variant: str


def field_of(position: Floats, weight: Floats, salience: Floats, variant: str) -> Field:
    """Return what the rounds need to know of actors, who come in the order of positions."""
    draws, count = position.shape
    there = position[:, None, :] - position[:, :, None]
    gap = np.abs(there)  # of which roots are taken: rounding must not look like a distance
    gap[gap < SAME], gap[gap > 1 - SAME] = 0.0, 1.0
    both = position[:, None, :] + position[:, :, None]
    place = np.stack(
        [np.searchsorted(line, ends) for line, ends in zip(2 * position, both, strict=True)]
    )
    place += np.arange(draws)[:, None, None] * (count + 1)
    place *= count
    place += np.arange(count)
    return Field(position, weight, salience, there, gap, place, variant)


def probability(field: Field, risk: Floats | None) -> Floats:
    """Return how likely the first of two is to win against the second (drawings, actors, actors).

    Each actor votes for the nearer one, by its weight and by how much nearer. Those for the lower
    of two positions stand below the middle between them, so that their votes are a difference of
    sums along the order of actors; those above vote the other way. The lead of one over the other
    is a difference of whole sums. Each has half of all votes of a pair, and half of its lead.
    """
    away = field.gap if risk is None else field.gap ** risk[:, :, None]
    draws, count, _ = away.shape
    sums = np.zeros((draws, count + 1, count))
    np.cumsum(field.weight[:, :, None] * away, axis=1, out=sums[:, 1:])
    every = sums[:, -1].copy()
    sums *= 2
    sums -= every[:, None, :]  # of those below, less of those above
    votes = np.take(sums, field.place)
    votes = np.abs(votes - np.swapaxes(votes, 1, 2))
    lead = every[:, None, :] - every[:, :, None]
    if field.variant == "scholz-2011":
        lead += votes
        lead /= 2 * votes.sum(axis=(1, 2), keepdims=True)
    else:
        votes[votes <= NOTHING * every.max(axis=1)[:, None, None]] = np.inf
        lead /= votes
        lead = 0.5 + lead / 2
    chance: Floats = np.clip(lead, 0.0, 1.0)
    return chance


def _risk(field: Field) -> Floats:
    """Return the risk exponents: the more an actor is in danger, the less it avoids risk."""
    fended_off = np.einsum("dji,dji->di", field.gap, 1 - probability(field, None))
    danger = 2 * field.gap.sum(axis=2) - 4 * field.salience * fended_off
    low, high = danger.min(axis=1, keepdims=True), danger.max(axis=1, keepdims=True)
    spread = high - low
    told = spread > SAME
    share = np.where(told, (2 * danger - high - low) / np.where(told, spread, 1.0), 0.0)
    found: Floats = (1 - share / 3) / (1 + share / 3)
    return found


class _Taken(NamedTuple):
    """The offers that actors take: how far they go, what kind it is, whose it is."""

    move: Floats
    risk: Floats
    kind: Kinds
    by: Ints


def _taken(field: Field, risk: Floats) -> _Taken:
    """Return the offers taken: those that move an actor least.

    In `scholz-2011` an actor chooses among offers of the first kind that it has, and among
    compromises by another rule. Of several that cost the same it takes the mean, so that no label
    and no side decides.
    """
    own, other = _utilities(field, risk)
    kind = _kinds(field, own, other)
    offered = kind < NONE
    part = np.divide(-own, other, out=np.ones_like(own), where=kind == MEETS)
    move = field.there * part
    cost = np.abs(move)
    if field.variant == "scholz-2011":
        first = kind.min(axis=2, keepdims=True)
        offered &= kind == first
        cost = np.where(first == MEETS, _between(field.position, own, other), cost)
    cost[~offered] = np.inf
    chosen = cost <= cost.min(axis=2, keepdims=True) + SAME
    chosen &= offered
    count, by = chosen.sum(axis=2), chosen.argmax(axis=2)
    taken = count > 0
    return _Taken(
        (move * chosen).sum(axis=2) / np.maximum(count, 1),
        risk,
        np.where(taken, np.take_along_axis(kind, by[:, :, None], axis=2)[:, :, 0], STAYS),
        np.where(taken, by, np.arange(kind.shape[1])[None, :]),
    )


def _kinds(field: Field, own: Floats, other: Floats) -> Kinds:
    """Return what each other's challenge would mean to an actor; `NONE` where it stands firm."""
    kind = np.full(own.shape, NONE, dtype=np.int8)
    weaker = (other > SAME) & (field.gap > STILL)
    yields = weaker & (own < -SAME)
    kind[yields] = YIELDS
    kind[yields & (other > -own + SAME)] = MEETS
    kind[weaker & (own > SAME) & (other > own + SAME)] = CONFRONTS
    return kind


def _utilities(field: Field, risk: Floats) -> tuple[Floats, Floats]:
    """Return what an actor expects of challenging each other, and each other of challenging it.

    Both as the actor sees them, with its own exponent, over what things as they are give it.
    """
    exponent = risk[:, :, None]
    won, lost = (4 * (0.5 + side * field.gap) ** exponent for side in (-0.5, 0.5))
    success = 4 * 0.5**exponent - won
    at_stake = lost - won
    fails = 1 - probability(field, risk)
    own = success - field.salience[:, None, :] * fails * at_stake
    return own, success - field.salience[:, :, None] * np.swapaxes(fails, 1, 2) * at_stake


def _between(position: Floats, own: Floats, other: Floats) -> Floats:
    """Return the position between two that the replication takes the smallest of."""
    weights = np.abs(own) + np.abs(other)
    told = weights > 0
    sums = np.abs(own) * position[:, :, None] + np.abs(other) * position[:, None, :]
    return np.where(told, sums / np.where(told, weights, 1.0), np.inf)
