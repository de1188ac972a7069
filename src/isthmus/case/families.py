"""Who belongs to whom: states, or whoever stands at the head, with all that is beneath them."""

from __future__ import annotations

from isthmus.case.model import Case


def heads(case: Case) -> dict[str, str]:
    """Return who stands at the head of each actor's family; an actor alone heads itself."""
    return {actor: line[-1] for actor, line in case.lineage.items()}
