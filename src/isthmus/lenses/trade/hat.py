"""Exact hat algebra of one-sector structural gravity: how trade answers when its costs change.

Flows X (exporters by importers, domestic sales on the diagonal) are all that is known of the world,
and all that is needed: no cost is estimated, only changed. With output Y = sum_j X_ij, expenditure
E = sum_i X_ij, shares L = X / E and factors w of output prices, market clearing is ::

    w_i Y_i = sum_j S_ij E'_j,    S_ij = L_ij t_ij^-theta w_i^-theta P_j^theta,
    P_j^-theta = sum_k L_kj t_kj^-theta w_k^-theta,

with E'_j = w_j Y_j + E_j - Y_j (additive deficits), or w_j E_j c, c = sum w Y / sum w E
(multiplicative). World output is the numeraire: sum w Y = sum Y. (Dekle, Eaton and Kortum 2008;
Costinot and Rodriguez-Clare 2014.) Solved by Newton's method in ln w, whose Jacobian is one product
of matrices; the last equation follows from the others, so the numeraire takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isthmus.errors import IsthmusError, NoSolution
from isthmus.lenses.trade.flows import checked, refuse_apart
from isthmus.lenses.trade.newton import newton

Floats = npt.NDArray[np.float64]

DEFICITS = ("additive", "multiplicative")
GOOD_ENOUGH = 1e-10  # where rounding allows no more


@dataclass(frozen=True)
class Hat:
    """The world after a change of trade costs.

    Attributes
    ----------
    before, after : array (countries, countries)
        Flows from exporter (row) to importer.
    output, expenditure, price, welfare : array (countries,)
        Factors; `price` is that of the consumers' price index. World output is constant.
    iterations : int
        Of Newton's method, or of what the mode takes.
    residual : float
        The largest gap between what a country sells and what it makes, over what it makes.
    """

    before: Floats
    after: Floats
    output: Floats
    expenditure: Floats
    price: Floats
    welfare: Floats
    iterations: int
    residual: float


@dataclass(frozen=True)
class _World:
    """What does not change: shares with the change of costs in them, output, expenditure."""

    shares: Floats
    output: Floats
    spending: Floats
    theta: float
    additive: bool

    def at(self, logs: Floats) -> tuple[Floats, Floats, Floats]:
        """Return new shares, new expenditure, and P^-theta, at the logarithms of w."""
        w = np.exp(logs)
        shares = self.shares * (w**-self.theta)[:, None]
        level = shares.sum(axis=0)
        shares /= level
        if self.additive:
            return shares, w * self.output + self.spending - self.output, level
        spent = w * self.spending
        return shares, spent * ((w @ self.output) / spent.sum()), level

    def gaps(self, logs: Floats) -> tuple[Floats | None, tuple[Floats, Floats]]:
        """Return what is sold over what is made, less 1; last how far the numeraire is off.

        Nobody can spend less than nothing. With it come new shares and new expenditure.
        """
        shares, spent, _ = self.at(logs)
        if not (spent > 0).all():
            return None, (shares, spent)
        made = np.exp(logs) * self.output
        missed = (shares @ spent) / made - 1.0
        return np.append(missed, made.sum() / self.output.sum() - 1.0), (shares, spent)

    def jacobian(self, logs: Floats, shares: Floats, spent: Floats) -> Floats:
        """Return the derivatives of what is sold less what is made, by the logarithms of w."""
        made = np.exp(logs) * self.output
        sold = shares @ spent
        found: Floats = self.theta * ((shares * spent) @ shares.T)
        if self.additive:
            found += shares * made
        else:
            weights = np.exp(logs) * self.spending
            found += shares * spent + np.outer(sold, made / made.sum() - weights / weights.sum())
        found[np.diag_indices_from(found)] -= self.theta * sold + made
        return found

    def step(self, logs: Floats, parts: tuple[Floats, Floats]) -> Floats:
        """Return the step of Newton's method; the numeraire takes the place of the last market."""
        made = np.exp(logs) * self.output
        jacobian, right = self.jacobian(logs, *parts), made - parts[0] @ parts[1]
        jacobian[-1], right[-1] = made, self.output.sum() - made.sum()
        return np.asarray(np.linalg.solve(jacobian, right), dtype=float)


def solve_hat(
    flows: npt.ArrayLike, costs: npt.ArrayLike, theta: float, deficits: str = "additive"
) -> Hat:
    """Return what a change of trade costs does to a matrix of trade.

    Parameters
    ----------
    flows : array (countries, countries)
        Sales from exporter (row) to importer; domestic sales on the diagonal.
    costs : array (countries, countries)
        Factors on iceberg costs: 1 changes nothing, infinite closes a pair.
    theta : float
        Elasticity of trade to its cost (sigma - 1), positive.
    deficits : str
        ``additive``: a deficit stays what it was, in units of world output. ``multiplicative``:
        expenditure stays the same multiple of output.

    Returns
    -------
    Hat
        Solved to a residual of 1e-12, or as near as rounding allows, at least 1e-10.

    Raises
    ------
    IsthmusError
        If the matrix or the costs are no such thing.
    NoSolution
        If there is no equilibrium, or some countries trade with no others.
    """
    before, factor = checked(flows, costs, theta)
    if deficits not in DEFICITS:
        raise IsthmusError(f"deficits '{deficits}': additive or multiplicative")
    output, spending = before.sum(axis=1), before.sum(axis=0)
    open_shares = before / spending * factor**-theta
    refuse_apart(open_shares)
    world = _World(open_shares, output, spending, theta, deficits == "additive")
    logs, iterations, residual = newton(world.gaps, world.step, np.zeros(len(before)))
    _refuse_unsolved(residual, world.additive)
    shares, spent, level = world.at(logs)
    w, price = np.exp(logs), level ** (-1 / theta)
    spent_factor = spent / spending
    return Hat(
        before=before,
        after=shares * spent,
        output=w,
        expenditure=spent_factor,
        price=price,
        welfare=(spent_factor if world.additive else w) / price,
        iterations=iterations,
        residual=residual,
    )


def _refuse_unsolved(residual: float, additive: bool) -> None:
    if residual <= GOOD_ENOUGH:
        return
    message = "the change leaves no equilibrium: what is spent cannot be earned"
    if additive:
        message += "; deficits that are kept may be too large for it, try multiplicative ones"
    raise NoSolution(f"trade: {message} (residual {residual:.1e})")
