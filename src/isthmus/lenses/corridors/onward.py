"""After a change of mode cargo goes on by a link: no transfer follows another at a node.

Without this rule a lorry that goes nowhere would join any two railways of a node, past a change of
gauge that is full, dear or not there.
"""

from __future__ import annotations

import numpy as np

from isthmus.lenses.corridors.instance import Bools, Ints


def one_transfer_at_a_time(ends: Ints, transfers: Bools, states: int) -> tuple[Ints, Ints, Ints]:
    """Return arcs among which no two transfers meet, but for one that leads back again.

    A state to which one transfer leads and another leads on gets a copy. Transfers lead to the
    copy; links leave both.

    Parameters
    ----------
    ends : array (arcs, 2)
        Tail and head.
    transfers : array (arcs,)
        Which arcs are transfers.
    states : int

    Returns
    -------
    array (copies,)
        The states copied; their copies are numbered on from the states.
    array (new arcs,)
        The arc that each new one stands for, in the order of the old ones.
    array (new arcs, 2)
        Its ends.
    """
    tail, head = ends[transfers].T
    on = (head[:, None] == tail) & (tail[:, None] != head)
    copied = np.unique(head[on.any(axis=1)])
    copy = np.arange(states)
    copy[copied] = states + np.arange(len(copied))
    led = ends.copy()
    led[transfers, 1] = copy[head]
    again = np.flatnonzero(~transfers & (copy[ends[:, 0]] >= states))
    arc = np.concatenate((np.arange(len(ends)), again))
    found = np.concatenate((led, np.column_stack((copy[ends[again, 0]], ends[again, 1]))))
    order = np.argsort(arc, kind="stable")
    return copied, arc[order], found[order]
