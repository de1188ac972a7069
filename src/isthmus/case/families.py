"""Who belongs to whom: states, or whoever stands at the head, with all that is beneath them."""

from __future__ import annotations

from isthmus.case.model import Case


def heads(case: Case) -> dict[str, str]:
    """Return who stands at the head of each actor's family; an actor alone heads itself."""
    actors = case.filled["actors"]
    parent = dict(zip(actors["id"], actors["parent"], strict=True))

    def head(actor: str) -> str:
        while above := parent.get(actor):
            actor = above
        return actor

    return {actor: head(actor) for actor in parent}


def lineages(case: Case) -> dict[str, tuple[str, ...]]:
    """Return for each actor itself and all above it."""
    actors = case.filled["actors"]
    parent = dict(zip(actors["id"], actors["parent"], strict=True))

    def line(actor: str) -> tuple[str, ...]:
        found = [actor]
        while above := parent.get(found[-1]):
            found.append(above)
        return tuple(found)

    return {actor: line(actor) for actor in parent}
