"""A change of trade costs simulated by gegravity 0.3, from the same numbers.

Two things to know of it: the reference importer is renamed with ``ZZZ_`` in front and must then
sort last, so names of countries are in capitals here; and its solver starts from ones, so it is
told of which size outward resistances are (else it ends, now and then, at negative ones).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EVALUATIONS = 200_000


@dataclass(frozen=True)
class Simulated:
    """What gegravity says: flows, and factors of GDP, of prices and of factory-gate prices."""

    after: Floats
    gdp: Floats
    price: Floats
    output: Floats


def simulated(
    flows: Floats,
    resisting: Floats,
    factor: Floats,
    theta: float,
    reference: int = 0,
    tolerance: float = 1e-10,
) -> Simulated:
    """Return what gegravity makes of flows (countries, countries) when costs change by a factor.

    `flows` must be structural gravity under `resisting`, t^-theta, for it uses the latter alone.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries it stands on
        return _simulated(flows, resisting, factor, theta, reference, tolerance)


def _simulated(
    flows: Floats,
    resisting: Floats,
    factor: Floats,
    theta: float,
    reference: int,
    tolerance: float,
) -> Simulated:
    import gegravity
    import pandas as pd

    names = np.array([f"C{place:03d}" for place in range(len(flows))])
    seller, buyer = (place.ravel() for place in np.indices(flows.shape))
    data = pd.DataFrame(
        {
            "exporter": names[seller],
            "importer": names[buyer],
            "year": "2023",
            "trade": flows.ravel(),
            "output": flows.sum(1)[seller],
            "expenditure": flows.sum(0)[buyer],
            "cost": np.log(resisting).ravel(),
        }
    )
    base = gegravity.BaselineData(
        data,
        imp_var_name="importer",
        exp_var_name="exporter",
        year_var_name="year",
        trade_var_name="trade",
        expend_var_name="expenditure",
        output_var_name="output",
    )
    one = pd.DataFrame({"name": ["cost"], "value": [1.0]})
    model = gegravity.OneSectorGE(
        base,
        year="2023",
        reference_importer=names[reference],
        sigma=theta + 1,
        cost_variables=["cost"],
        cost_coeff_values=gegravity.CostCoeffs(one, identifier_col="name", coeff_col="value"),
        quiet=True,
    )
    made, spent = flows.sum(1) / flows.sum(), flows.sum(0)
    outward = flows[:, reference] / (resisting[:, reference] * spent[reference] * made)
    model.build_baseline(
        omr_rescale=float(np.median(outward)), mr_tolerance=tolerance, mr_max_iter=EVALUATIONS
    )
    changed = model.baseline_data.copy()
    changed["cost"] = (np.log(resisting) - theta * np.log(factor)).ravel()
    model.define_experiment(changed)
    model.simulate(ge_tolerance=tolerance, ge_max_iter=EVALUATIONS)
    traded = model.bilateral_trade_results.sort_values(["exporter", "importer"])
    told = model.country_results.loc[list(names)]
    gdp, price, output = (
        1 + told[f"{name} (percent)"].to_numpy(float) / 100
        for name in ("GDP change", "imr change", "factory gate price change")
    )
    after = traded["experiment trade"].to_numpy(float).reshape(flows.shape)
    return Simulated(after, gdp, price, output)
