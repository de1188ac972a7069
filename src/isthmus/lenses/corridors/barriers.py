"""What stands in the way on links and transfers: closed, not agreed, banned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isthmus.case.availability import agreed
from isthmus.case.model import Case, Table
from isthmus.lenses.corridors.bans import bans_in_force, guarded, meets, of_everybody
from isthmus.lenses.corridors.network import Network

CLOSED, BANNED = "closed", "banned"


class Barrier(NamedTuple):
    """What kind of barrier it is, `closed` or `banned`, what would have to go, and why.

    What would have to go is the id of a ban or an agreement, or that of the link or transfer.
    """

    kind: str
    what: str
    why: str


def barriers(
    case: Case, network: Network, class_: str, origin: str, destination: str
) -> list[list[Barrier]]:
    """Return what keeps cargo of a class off each link, then each transfer, in every period.

    Bans of everybody are left out: see `bans.unfit_links`.

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
        found[at] += _closed(case, row)
    for at, row in enumerate(transfers.rows.tolist(), start=len(links.ids)):
        status, name = (case.filled["transfers"][column][row] for column in ("status", "id"))
        found[at] += [Barrier(CLOSED, name, status)] if status != "operating" else []
    for at, bound in enumerate(network.bound):
        if not found[at] and not bound.any():
            table, row = _row(case, network, at)
            found[at].append(Barrier(CLOSED, table["id"][row], _never(table, row)))
    for ban in bans_in_force(case):
        if not of_everybody(case, ban) and meets(case, ban, class_, origin, destination):
            table = case.filled["bans"]
            name = table["id"][ban]
            why = f"banned by {table['controller'][ban]} ({name})"
            for at in guarded(case, ban, links.rows).nonzero()[0].tolist():
                found[at].append(Barrier(BANNED, name, why))
    return found


def _closed(case: Case, row: int) -> Iterator[Barrier]:
    """Yield why a link is not open in the base year."""
    links, year = case.filled["links"], case.settings.base_year
    name = links["id"][row]
    if links["status"][row] != "operating":
        yield Barrier(CLOSED, name, links["status"][row])
    if links["opened"][row] > year:
        yield Barrier(CLOSED, name, f"opens in {links['opened'][row]:.0f}")
    if links["closed"][row] <= year:
        yield Barrier(CLOSED, name, f"closed since {links['closed'][row]:.0f}")
    agreements = case.filled["agreements"]
    for pact in links["requires"][row] or ():
        if not agreed(case, [(pact,)]).all():
            status = agreements["status"][agreements["id"].index(pact)]
            yield Barrier(CLOSED, pact, f"needs agreement {pact} ({status.replace('_', ' ')})")


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
