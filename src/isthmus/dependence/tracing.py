"""Where what is used comes from, and where what is made goes: flows traced by proportional sharing.

Gas in a pipe has no origin. The rule is that of power networks (Bialek, 1996; Kirschen, Allan and
Strbac, 1997): what leaves a place is mixed as what enters it. Shares follow from one linear system
per direction, solved by repetition: each round carries shares one link further, so that as many
rounds do as the longest way has links, and loops converge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CLOSE = 1e-12
ROUNDS = 10_000
DUST = 1e-9


@dataclass(frozen=True)
class Flows:
    """A flow through places: along edges, in from sources, out to sinks.

    Attributes
    ----------
    places : int
    tail, head : array (edges,)
    sent, received : array (edges,)
        Not negative; losses and conversions lie between the two.
    held : array of bool (edges, actors)
        Who controls an edge.
    source, sink : array (sources,), array (sinks,)
        Places.
    put_in, taken_out : array (sources,), array (sinks,)
        Not negative.
    source_held, sink_held : array of bool (sources, actors), (sinks, actors)
        Who controls it.
    source_in, sink_in : array of bool (sources, actors), (sinks, actors)
        On whose territory it lies.
    """

    places: int
    tail: Ints
    head: Ints
    sent: Floats
    received: Floats
    held: Bools
    source: Ints
    put_in: Floats
    source_held: Bools
    source_in: Bools
    sink: Ints
    taken_out: Floats
    sink_held: Bools
    sink_in: Bools

    def reversed(self) -> Flows:
        """Return the flow run backwards: what comes from where becomes what goes where."""
        return replace(
            self,
            tail=self.head,
            head=self.tail,
            sent=self.received,
            received=self.sent,
            source=self.sink,
            put_in=self.taken_out,
            source_held=self.sink_held,
            source_in=self.sink_in,
            sink=self.source,
            taken_out=self.put_in,
            sink_held=self.source_held,
            sink_in=self.source_in,
        )


def origins(flows: Flows) -> Floats:
    """Return which share of what is at each place was put in on whose territory.

    Returns
    -------
    array (places, actors)
        The rest was put in where nobody's territory is.
    """
    return _mixed(flows, np.zeros_like(flows.held), flows.source_in)


def touched(flows: Flows) -> Floats:
    """Return which share of what is at each place an actor put in, or let pass, at least once.

    Returns
    -------
    array (places, actors)
        Rows may sum to more than 1: what two control counts for both.
    """
    return _mixed(flows, flows.held, flows.source_held)


def _mixed(flows: Flows, held: Bools, put_in: Bools) -> Floats:
    """Return the shares at all places, where some edges and some sources give all of theirs."""
    received, amount = _clean(flows.received), _clean(flows.put_in)
    edges, sources = np.arange(len(received)), np.arange(len(amount))
    enters = csr_matrix((received, (flows.head, edges)), shape=(flows.places, len(edges)))
    begins = csr_matrix((amount, (flows.source, sources)), shape=(flows.places, len(sources)))
    total = np.asarray(enters.sum(axis=1) + begins.sum(axis=1)).ravel()
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)[:, None]
    given = begins @ put_in.astype(float)
    free = ~held
    shares = np.zeros(given.shape)
    for _ in range(ROUNDS):
        new = scale * (given + enters @ np.where(free, shares[flows.tail], 1.0))
        moved, shares = np.abs(new - shares).max(initial=0.0), new
        if moved < CLOSE:
            break
    mixed: Floats = np.minimum(shares, 1.0)
    return mixed


def _clean(amounts: Floats) -> Floats:
    """Return amounts without the dust of a solver, which would be mixed like anything else."""
    kept: Floats = np.where(amounts > DUST, amounts, 0.0)
    return kept
