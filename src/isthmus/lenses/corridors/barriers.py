"""What stands in the way on links and transfers: closed, not agreed, banned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isthmus.case.availability import agreed
from isthmus.case.model import Case, Table
from isthmus.lenses.corridors.bans import bans_in_force, guarded, meets
from isthmus.lenses.corridors.network import Network

CLOSED, BANNED = "closed", "banned"


class Barrier(NamedTuple):
    """What kind of barrier it is, `closed` or `banned`, and why."""

    kind: str
    why: str


def barriers(
    case: Case, network: Network, class_: str, origin: str, destination: str
) -> list[list[Barrier]]:
    """Return what keeps cargo of a class off each link, then each transfer, in every period.

    Parameters
    ----------
    class_ : str
        Id of a class.
    origin, destination : str
        Ids of nodes.
    """
    links, transfers = network.links, network.transfers
    found: list[list[Barrier]] = [[] for _ in range(len(links.ids) + len(transfers.ids))]
    for at, row in enumerate(links.rows.tolist()):
        found[at] += [Barrier(CLOSED, why) for why in _closed(case, row)]
    for at, row in enumerate(transfers.rows.tolist(), start=len(links.ids)):
        status = case.filled["transfers"]["status"][row]
        found[at] += [Barrier(CLOSED, status)] if status != "operating" else []
    for at, bound in enumerate(network.bound):
        if not found[at] and not bound.any():
            table, row = _row(case, network, at)
            found[at].append(Barrier(CLOSED, _never(table, row)))
    for ban in bans_in_force(case):
        if meets(case, ban, class_, origin, destination):
            table = case.filled["bans"]
            why = f"banned by {table['controller'][ban]} ({table['id'][ban]})"
            for at in guarded(case, ban, links.rows).nonzero()[0].tolist():
                found[at].append(Barrier(BANNED, why))
    return found


def _closed(case: Case, row: int) -> Iterator[str]:
    """Yield why a link is not open in the base year."""
    links, year = case.filled["links"], case.settings.base_year
    if links["status"][row] != "operating":
        yield str(links["status"][row]).replace("_", " ")
    if links["opened"][row] > year:
        yield f"opens in {links['opened'][row]:.0f}"
    if links["closed"][row] <= year:
        yield f"closed since {links['closed'][row]:.0f}"
    agreements = case.filled["agreements"]
    for name in links["requires"][row] or ():
        if not agreed(case, [(name,)]).all():
            status = agreements["status"][agreements["id"].index(name)]
            yield f"needs agreement {name} ({str(status).replace('_', ' ')})"


def _row(case: Case, network: Network, at: int) -> tuple[Table, int]:
    links = len(network.links.ids)
    if at < links:
        return case.filled["links"], int(network.links.rows[at])
    return case.filled["transfers"], int(network.transfers.rows[at - links])


def _never(table: Table, row: int) -> str:
    """Say why something that is open lets nothing through in any period."""
    if table["capacity"][row] == 0:
        return "capacity 0"
    return f"never available (profile {table['profile'][row]})"
