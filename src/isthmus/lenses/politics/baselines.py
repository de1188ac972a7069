"""Where talks lead by three rules that need no rounds, many drawings of the inputs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SAME = 1e-9  # of the whole weight


def mean(position: Floats) -> Floats:
    """Return the mean position of the actors, whoever they are.

    Parameters
    ----------
    position : array (..., actors)
    """
    found: Floats = position.mean(axis=-1)
    return found


def weighted_mean(position: Floats, weight: Floats) -> Floats:
    """Return the mean by weight, capability times salience: the compromise model.

    Source: J. van den Bos, Dutch EC Policy Making (1991), in the form of C. Achen, chapter 4 of
    R. Thomson and others, The European Union Decides (2006).

    Parameters
    ----------
    position, weight : array (..., actors)
    """
    found: Floats = (position * weight).sum(axis=-1) / weight.sum(axis=-1)
    return found


def weighted_median(position: Floats, weight: Floats) -> Floats:
    """Return the position that no other one beats where each actor votes with its weight.

    Where half of the weight lies on either side of a gap, the middle of the gap.
    Source: D. Black, On the rationale of group decision-making (1948).

    Parameters
    ----------
    position, weight : array (..., actors)
    """
    order = np.argsort(position, axis=-1, kind="stable")
    sorted_ = np.take_along_axis(position, order, axis=-1)
    below = np.cumsum(np.take_along_axis(weight, order, axis=-1), axis=-1)
    half, slack = below[..., -1:] / 2, SAME * below[..., -1:]
    low, high = (
        np.take_along_axis(sorted_, np.argmax(below >= half + side, axis=-1)[..., None], axis=-1)
        for side in (-slack, slack)
    )
    found: Floats = (low + high)[..., 0] / 2
    return found
