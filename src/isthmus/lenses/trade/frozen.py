"""The system of gegravity in hat form: multilateral resistances with shares of the base frozen.

gegravity (Herman 2021) solves for resistances from output and expenditure before the change, then
moves prices by the outward ones. With R = X / Y, C = X / E, B = t^-theta and factors u, v of the
outward and inward terms ::

    u = (R * B) (1 / v),    v = (C * B)' (1 / u),    v = 1 at the reference importer,

prices are p = u^(1 / theta), output and expenditure both move by p, and X' is
X B p_i p_j / (u_i v_j) over the mean of p, weighted by output. Exact hat algebra (:mod:`.hat`) lets
shares follow income, too.

The resistances balance X * B to the old sums of rows and columns, which minimises the convex
function sum_j E_j ln(sum_i X_ij B_ij a_i) - sum_i Y_i ln a_i, a = 1 / u.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isthmus.errors import NoSolution
from isthmus.lenses.trade.flows import checked, refuse_apart
from isthmus.lenses.trade.hat import GOOD_ENOUGH, Hat
from isthmus.lenses.trade.newton import newton

Floats = npt.NDArray[np.float64]

SWEEPS = 3  # of alternating scaling, before Newton


def solve_frozen(
    flows: npt.ArrayLike, costs: npt.ArrayLike, theta: float, reference: int = 0
) -> Hat:
    """Return what gegravity says that a change of trade costs does to a matrix of trade.

    Parameters
    ----------
    flows, costs : array (countries, countries)
        As for :func:`isthmus.lenses.trade.hat.solve_hat`.
    theta : float
        gegravity's sigma less 1.
    reference : int
        The importer whose inward resistance stays what it was. Unlike the numeraire of exact hat
        algebra, the choice changes the answer.

    Returns
    -------
    Hat
        Its `welfare` is the change of real expenditure: expenditure over prices.

    Raises
    ------
    IsthmusError
        If the matrix or the costs are no such thing.
    NoSolution
        If resistances do not settle, or some countries trade with no others.
    """
    before, factor = checked(flows, costs, theta)
    output, spending = before.sum(axis=1), before.sum(axis=0)
    changed = before * factor**-theta
    refuse_apart(changed)
    logs, iterations, residual = _balanced(changed, output, spending)
    if residual > GOOD_ENOUGH:
        raise NoSolution(f"trade: resistances do not settle (residual {residual:.1e})")
    u, v = np.exp(-logs), changed.T @ np.exp(logs) / spending
    u, v = u * v[reference], v / v[reference]
    price = u ** (1 / theta)
    after = changed * np.outer(price / u, price / v) / (price @ output / output.sum())
    level = v ** (-1 / theta)
    return Hat(before, after, price, price, level, price / level, iterations, residual)


def _balanced(changed: Floats, output: Floats, spending: Floats) -> tuple[Floats, int, float]:
    """Return ln a, by Newton's method; its level is free, so the first does not move."""

    def gaps(logs: Floats) -> tuple[Floats, Floats]:
        weighted = changed * np.exp(logs)[:, None]
        shares: Floats = weighted / weighted.sum(axis=0)
        return shares @ spending / output - 1.0, shares

    def step(logs: Floats, shares: Floats) -> Floats:
        sold = shares @ spending
        hessian, right = -(shares * spending) @ shares.T, output - sold
        hessian[np.diag_indices_from(hessian)] += sold
        hessian[0], right[0] = 0.0, 0.0
        hessian[0, 0] = 1.0
        return np.asarray(np.linalg.solve(hessian, right), dtype=float)

    logs = np.zeros(len(output))
    for _ in range(SWEEPS):
        logs = np.log(output / (changed @ (spending / (changed.T @ np.exp(logs)))))
    return newton(gaps, step, logs)
