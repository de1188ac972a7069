"""How evenly actors stand between poles: by words, by pipes, by each good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from isthmus.lenses.politics.words import evenness

Columns = dict[str, list[Any]]
Ties = Mapping[tuple[str, str], float]
WORDS, PIPES = "words", "pipes"
COLUMNS = ("actor", "poles", "by", "weights", "value")


def balance(
    ties: Ties,
    poles: Sequence[str],
    dependence: Mapping[str, list[Any]],
    solved: Mapping[str, int],
) -> Columns:
    """Return the columns of table `balance`: a row for each actor and way of weighing poles.

    By words the weights of poles are the ties; by a good its dependences, and of goods that no
    model solves the exposures; by pipes the mean dependence of the goods that a model solves, of
    which an actor has so many as `solved` says. A row by goods stands where some pole has a weight.
    """
    hangs = hanging(dependence)
    actors = sorted({a for a, _ in ties} | {*hangs})
    rows = [
        (actor, ";".join(poles), by, ";".join(f"{w:.3f}" for w in weights), evenness(weights))
        for actor in actors
        if poles and actor not in poles
        for by, weights in _weights(actor, ties, poles, hangs.get(actor, {}), solved)
    ]
    return {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}


Hanging = dict[str, tuple[bool, dict[str, float]]]


def hanging(dependence: Mapping[str, list[Any]]) -> dict[str, Hanging]:
    """Return by actor and good whether a model solves it, and how much hangs on whom."""
    found: dict[str, Hanging] = {}
    names = ("actor", "on", "good", "exposure", "dependence")
    for actor, on, good, exposure, lost in zip(*(dependence[n] for n in names), strict=True):
        _, shares = found.setdefault(actor, {}).setdefault(good, (lost is not None, {}))
        shares[on] = exposure if lost is None else lost
    return found


def _weights(
    actor: str, ties: Ties, poles: Sequence[str], goods: Hanging, count: Mapping[str, int]
) -> Iterator[tuple[str, list[float]]]:
    """Yield by what, and the weights of the poles."""
    if any((actor, pole) in ties for pole in poles):
        yield WORDS, [ties.get((actor, pole), 0.0) for pole in poles]
    shares = {name: [on.get(pole, 0.0) for pole in poles] for name, (_, on) in goods.items()}
    solved = [shares[name] for name, (modelled, _) in goods.items() if modelled]
    if solved:
        shares = {PIPES: [sum(column) / count[actor] for column in zip(*solved, strict=True)],
                  **shares}  # fmt: skip
    yield from ((name, weights) for name, weights in shares.items() if any(weights))
