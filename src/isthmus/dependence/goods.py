"""What an actor has of a good, what of it touches others, and what is left without each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Good:
    """One good: what each party has of it, and through whose hands that goes.

    Attributes
    ----------
    name : str
        ``gas-received``, ``gas-sold``, ``cargo-sent``, ``trade`` ...
    unit : str
    quantity : array (parties,)
        A year's.
    exposure : array (parties, parties)
        The share of the first's quantity that comes from the second, goes to it, or passes it.
    origin : array (parties, parties)
        The share that comes from it, or goes to it; itself included.
    """

    name: str
    unit: str
    quantity: Floats
    exposure: Floats
    origin: Floats


def shares_of(amounts: Floats, owner: Floats, touched: Floats) -> tuple[Floats, Floats]:
    """Return what parties have in all, and the shares of it that touch whom.

    Parameters
    ----------
    amounts : array (items,)
    owner : array (items, parties)
        1 where it is a party's.
    touched : array (items, parties)
        Which share of the item touches whom.

    Returns
    -------
    array (parties,), array (parties, parties)
    """
    total = amounts @ owner
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    shares: Floats = scale[:, None] * (owner.T @ (amounts[:, None] * touched))
    return total, np.clip(shares, 0.0, 1.0)
