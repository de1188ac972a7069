"""Why a market has no optimum: what makes something out of nothing, and who buys it for ever."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from isthmus import faces
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Layout

Ints = npt.NDArray[np.int64]


def why_endless(network: Network, layout: Layout) -> str:
    """Say, in the case's ids, which links, supply and demand can grow together without end."""
    columns = faces.endless(layout.program)
    links = sorted({*_rows(columns, layout.forward), *_rows(columns, layout.backward)})
    demand = network.demand.row[_rows(columns, layout.demand)]
    parts = [
        ("links", [network.links.ids[at] for at in links]),
        ("supply", [network.supply.ids[at] for at in _rows(columns, layout.supply)]),
        ("demand", [network.demand.ids[at] for at in dict.fromkeys(demand.tolist())]),
    ]
    chain = "; ".join(f"{word} {', '.join(ids)}" for word, ids in parts if ids)
    return (
        f"no solution: welfare has no end, because nothing limits {chain}. "
        "Give one of them a capacity or a quantity, or look whether a yield or a price is right."
    )


def _rows(columns: Ints, where: Ints) -> Sequence[int]:
    """Return the rows of a block, one column per period, that have one of the columns."""
    rows: list[int] = np.flatnonzero(np.isin(where, columns).any(axis=1)).tolist()
    return rows
