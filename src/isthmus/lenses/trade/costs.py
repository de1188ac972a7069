"""By how much the cost of trade of every pair changes: tariffs and blocs, freight, payments."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.lenses.trade.matrix import Matrix

Floats = npt.NDArray[np.float64]

Pair = tuple[str, str]


@dataclass(frozen=True)
class Costs:
    """What the cost of trade of every pair is multiplied by, and why; arrays (actors, actors).

    Attributes
    ----------
    change : array
        Of table `trade_costs`: tariffs, blocs, and whatever a scenario says.
    freight : array
        Change of the cost of carriage, as a share of the value of goods.
    friction : array
        Change of the cost of paying in other currencies than one's own, as a share of value.
    """

    change: Floats
    freight: Floats
    friction: Floats

    @property
    def factor(self) -> Floats:
        """The factor on the iceberg cost."""
        return self.change * (1.0 + self.freight + self.friction)


def costs_of(case: Case, matrix: Matrix, freight: Mapping[Pair, float] | None = None) -> Costs:
    """Return the change of costs of every pair.

    Parameters
    ----------
    case : Case
        With its scenarios applied; payments are compared with the case as it stands.
    matrix : Matrix
    freight : mapping of (exporter, importer) to float, optional
        Change of the cost of carriage over the value of goods; 0 for all others.

    Raises
    ------
    IsthmusError
        If a row of `trade_costs` or `settlement` names a pair that the matrix does not have.
    """
    place = {actor: at for at, actor in enumerate(matrix.actors)}
    carried = np.zeros_like(matrix.flows)
    for (exporter, importer), share in (freight or {}).items():
        carried[place[exporter], place[importer]] = share
    return Costs(_changes(case, matrix), carried, _friction(case, place))


def members_of(case: Case, organisation: str) -> set[str]:
    """Return the members of an organisation, as far as the case knows of them."""
    table, year = case.filled["memberships"], _last_year(case)
    columns = (table[name] for name in ("actor", "organisation", "status", "since", "until"))
    return {
        actor
        for actor, whole, status, since, until in zip(*columns, strict=True)
        if whole == organisation
        and (status or "member") == "member"
        and not since > year
        and not until < year
    }


def _changes(case: Case, matrix: Matrix) -> Floats:
    table = case.filled["trade_costs"]
    change = np.ones_like(matrix.flows)
    for row, factor in enumerate(np.asarray(table["change"], dtype=float).tolist()):
        ends = [_named(case, matrix, table[end][row]) for end in ("exporter", "importer")]
        for pattern, hit in zip(
            (table["exporter"][row], table["importer"][row]), ends, strict=True
        ):
            if not hit.any():
                message = f"trade_costs: '{pattern}' is in no pair of table trade"
                raise IsthmusError(f"{message}; it has {', '.join(matrix.actors)}")
        change[np.outer(*ends) & matrix.foreign] *= factor
    return change


def _named(case: Case, matrix: Matrix, pattern: str) -> npt.NDArray[np.bool_]:
    """Tell which actors of the matrix a pattern means; an organisation is all of its members."""
    meant: set[str] = set()
    for actor in fnmatch.filter(case.filled["actors"]["id"], pattern):
        meant |= {actor} if actor in matrix.actors else members_of(case, actor)
    return np.array([actor in meant for actor in matrix.actors], dtype=bool)


def _friction(case: Case, place: Mapping[str, int]) -> Floats:
    """Return what payments cost more than in the case as it stands.

    What a scenario does not change is taken from the case at hand, so that a number moved in a
    study moves before and after.
    """
    now, then = _settlement(case), _settlement(case.base)
    edited = {(one.key, one.column) for one in case.edits if one.table == "settlement"}
    found = np.zeros((len(place), len(place)))
    for pair, (key, share, cost) in now.items():
        if any(actor not in place for actor in pair):
            raise IsthmusError(f"settlement: {' -> '.join(pair)} is no pair of table trade")
        if pair not in then:
            message = f"settlement: {' -> '.join(pair)} has no row in the case as it stands, so how"
            raise IsthmusError(f"{message} much a scenario changes is unknown; add one")
        old_key, old_share, old_cost = then[pair]
        whole = key != old_key or (key, "") in edited
        before = old_share if whole or (key, "national_share") in edited else share
        at_cost = old_cost if whole or (key, "friction") in edited else cost
        found[place[pair[0]], place[pair[1]]] = (1 - share) * cost - (1 - before) * at_cost
    return found


def _settlement(case: Case) -> dict[Pair, tuple[str, float, float]]:
    """Return for every pair the row that is latest, not after what the case knows."""
    table = case.filled["settlement"]
    last = _last_year(case)
    columns = (
        table[name] for name in ("exporter", "importer", "year", "national_share", "friction")
    )
    keys = case.tables["settlement"].keys
    rows = sorted(zip(*columns, keys, strict=True), key=lambda row: float(row[2]))
    return {
        (exporter, importer): (key, float(share), float(cost))
        for exporter, importer, year, share, cost, key in rows
        if year <= last
    }


def _last_year(case: Case) -> int:
    """Return the year up to which the case knows: that of `as_of`, at least the base year."""
    base = case.settings.base_year
    return max(int((case.settings.as_of or str(base))[:4]), base)
