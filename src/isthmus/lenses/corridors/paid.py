"""What the cargo of every shipment pays for its way, in the mean."""

from __future__ import annotations

import numpy as np

from isthmus.case.model import Case
from isthmus.lenses.corridors.instance import Floats, sums
from isthmus.lenses.corridors.optimum import Optimum
from isthmus.lenses.corridors.tables import route_sums


def paid_per_tonne(case: Case, best: Optimum) -> Floats:
    """Return the generalised cost per tonne of every shipment (money, time counted).

    What stays behind counts at its reservation. A shipment of nothing has NaN.
    """
    network, found = best.network, best.found
    cargo, count = network.instance.cargo, len(case.filled["shipments"])
    totals = route_sums(network, found)
    cost = totals[:, 2] + totals[:, 1] * cargo.time_value[found.cargo]
    spent = sums(network.shipment[found.cargo], found.quantity * cost, count)
    spent += sums(network.shipment, found.unshipped * cargo.reservation, count)
    wanted = sums(network.shipment, cargo.quantity, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(spent / wanted, dtype=float)
