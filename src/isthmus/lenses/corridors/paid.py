"""What the cargo of every shipment pays for its way, in the mean."""

from __future__ import annotations

import numpy as np

from isthmus.lenses.corridors.instance import Assignment, Floats, sums
from isthmus.lenses.corridors.network import Network


def paid_per_tonne(network: Network, found: Assignment, shipments: int) -> Floats:
    """Return what a tonne of every shipment pays (shipments,); NaN for a shipment of nothing.

    That is the generalised cost of its cheapest way with the rent of what is scarce on it, at most
    the reservation. Unlike the mean of the ways that are taken, it does not hang on which of two
    shipments gets room that both want alike.
    """
    cargo = network.instance.cargo
    paid = sums(network.shipment, cargo.quantity * found.price, shipments)
    wanted = sums(network.shipment, cargo.quantity, shipments)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(paid / wanted, dtype=float)
