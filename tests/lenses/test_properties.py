"""What must hold of every market: physics, monotony, and the same bits from the same case."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.case.scenario import Change
from isthmus.io.opening import builtin_folder
from isthmus.result import Result
from tests.lenses.builders import (
    BUILTIN,
    YARDSTICK,
    Floats,
    Solved,
    generated,
    opened,
    shuffled,
    solve,
    solved,
    with_column,
    with_rows,
)
from tests.oracles.generate import FEATURES

SEEDS = [f"seed {seed}" for seed in range(40)]
every_case = pytest.mark.parametrize("name", ["yardstick", *BUILTIN, *SEEDS])
SLACK = 1e-7
# Without tariffs the objective is the welfare. With them more capacity, or less need, may lower
# the welfare while it raises the objective: what is cheap in tariffs may use up more.
UNTAXED = [feature for feature in FEATURES if feature != "tariffs"]


@every_case
def test_flows_keep_within_capacity(name: str) -> None:
    case = solved(name)
    bound = case.network.links.bound
    assert (case.outcome.forward >= 0).all()
    assert (case.outcome.backward >= 0).all()
    assert (case.outcome.backward[~case.network.links.two_way] == 0).all()
    assert (case.carried <= bound + SLACK).all()


@every_case
def test_supply_and_stores_keep_within_their_bounds(name: str) -> None:
    network, outcome = solved(name).network, solved(name).outcome
    assert (outcome.supply <= network.supply.bound + SLACK).all()
    assert (outcome.supply.sum(axis=1) <= network.supply.yearly + SLACK).all()
    stores = network.stores
    assert (outcome.injection <= stores.injection + SLACK).all()
    assert (outcome.withdrawal <= stores.withdrawal + SLACK).all()
    assert (outcome.level <= stores.volume[:, None] + SLACK).all()
    assert (outcome.level >= stores.floor[:, None] - SLACK).all()
    change = stores.kept_in[:, None] * outcome.injection
    change -= outcome.withdrawal / stores.kept_out[:, None]
    assert outcome.level - np.roll(outcome.level, 1, axis=1) == pytest.approx(change, abs=SLACK)


@every_case
def test_limits_and_contracts_hold(name: str) -> None:
    case = solved(name)
    for limit in case.network.limits:
        used = (limit.weights[:, None] * case.carried[limit.links]).sum(axis=0)
        used += case.outcome.supply[limit.supply].sum(axis=0)
        bought = np.isin(case.network.demand.row, limit.demand)
        used += case.outcome.demand[bought].sum(axis=0)
        total = used.sum(keepdims=True) if limit.yearly else used
        assert (total <= limit.bound + SLACK).all()
    contracts = case.network.contracts
    for link in np.unique(contracts.link[contracts.exclusive]):
        ceiling = contracts.maximum[contracts.link == link].sum()
        assert case.outcome.forward[link].sum() <= ceiling + SLACK


@every_case
def test_nodes_balance_and_vent_only_what_is_worth_nothing(name: str) -> None:
    case = solved(name)
    vented = balance(case)
    assert (vented >= -SLACK).all()
    price = np.nan_to_num(case.outcome.price)
    assert (price >= -1e-9).all()
    assert (price[vented > 1e-6] <= 1e-6).all()


def balance(case: Solved) -> Floats:
    """Return what is left over at each place in each period."""
    network, outcome = case.network, case.outcome
    left = np.zeros(outcome.price.shape)
    gain = network.links.gain[:, None]
    np.add.at(left, network.links.head, gain * outcome.forward - outcome.backward)
    np.add.at(left, network.links.tail, gain * outcome.backward - outcome.forward)
    np.add.at(left, network.supply.place, outcome.supply)
    np.add.at(left, network.demand.place[network.demand.row], -outcome.demand)
    np.add.at(left, network.stores.place, outcome.withdrawal - outcome.injection)
    return left


@every_case
def test_a_contract_takes_its_minimum_but_for_what_it_misses(name: str) -> None:
    result = isthmus.markets(solved(name).case)
    block = solved(name).network.contracts
    table = result.table("contracts")
    shape = (len(block.ids), len(result.case.periods))
    volume, missed = (table[c].to_numpy().reshape(shape).sum(axis=1) for c in ("volume", "missed"))
    due = block.due.sum(axis=1) + block.due_year
    assert volume - np.maximum(volume, due - missed) == pytest.approx(0, abs=SLACK)
    assert (volume <= block.maximum + SLACK).all()


def numbers(result: Result) -> Iterable[float]:
    """Return all numbers of the tables that must be known."""
    known = {"price", "capacity", "utilisation", "low", "high"}
    for name in ("summary", "flows", "supply", "demand", "stores", "contracts", "gains"):
        table = result.table(name)
        columns = [c for c in table.columns if table.schema[c].is_float() and c not in known]
        for column in columns:
            yield from (math.nan if value is None else value for value in table[column])


YARDSTICK_LINKS = opened("yardstick").tables["links"]["id"]


def test_the_yardstick_has_all_its_links() -> None:
    assert len(YARDSTICK_LINKS) == 68


@pytest.mark.parametrize("link", YARDSTICK_LINKS)
def test_every_single_outage_solves(link: str) -> None:
    """The objective cannot rise: no contract of this case has a minimum that would fall away."""
    base = solved("yardstick")
    result = isthmus.markets(base.case.with_changes({f"links.{link}.status": "closed"}))
    assert all(map(math.isfinite, numbers(result)))
    assert result.objective <= base.outcome.objective + 1e-6
    assert result.flows.filter(link=link)["flow"].to_list() == [0, 0]
    assert sum(result.gains["total"]) == pytest.approx(result.welfare, rel=1e-9)


def test_a_winter_with_more_need_never_raises_welfare() -> None:
    results = [isthmus.markets(colder(opened("yardstick"), by)) for by in (1, 1.05, 1.1, 1.2, 1.3)]
    for milder, harder in pairwise(results):
        assert harder.objective < milder.objective
        assert harder.welfare < milder.welfare
        assert harder.unserved >= milder.unserved


def colder(case: Case, factor: float) -> Case:
    """Return the case with `factor` times as much need in winter, and the same in summer."""
    changes: list[Change] = []
    weights = {period.id: period.weight for period in case.periods}
    profiles, demand = case.filled["profiles"], case.filled["demand"]
    rows = zip(profiles["profile"], profiles["period"], profiles["factor"], strict=True)
    shape = {(name, period): at for name, period, at in rows if name in demand["profile"]}
    mean = dict.fromkeys((name for name, _ in shape), 0.0)
    for (name, period), at in shape.items():
        mean[name] += at * weights[period] * (factor if period == "winter" else 1)
    for (name, period), at in shape.items():
        values = {"factor": at * (factor if period == "winter" else 1) / mean[name]}
        changes.append(Change("set", "profiles", {"profile": name, "period": period}, values))
    for name, by in mean.items():
        changes.append(Change("scale", "demand", {"profile": name}, {"quantity": by}))
    return with_rows(case, *changes)


def test_a_colder_winter_changes_what_winter_needs() -> None:
    mild, cold = (solve(colder(opened("yardstick"), by)).network.demand for by in (1, 1.3))
    profiled = [name is not None for name in opened("yardstick").filled["demand"]["profile"]]
    ratio = (cold.need / mild.need)[profiled]
    assert ratio == pytest.approx(np.tile([1.3, 1.0], (len(ratio), 1)))


@pytest.mark.parametrize("seed", range(30))
def test_more_fixed_need_never_raises_welfare(seed: int) -> None:
    case = generated(seed, UNTAXED)
    demand = case.filled["demand"]
    fixed = np.array([curve == "fixed" for curve in demand["curve"]])
    needs = [demand["quantity"] * np.where(fixed, factor, 1) for factor in (1, 1.1, 1.5)]
    found = [solve(with_column(case, "demand", "quantity", need)).welfare for need in needs]
    for less, more in pairwise(found):
        assert more <= less + 1e-7 * max(1, abs(less))


@pytest.mark.parametrize("seed", range(30))
def test_more_capacity_never_lowers_welfare(seed: int) -> None:
    case = generated(seed, UNTAXED)
    capacity = case.filled["links"]["capacity"]
    found = [
        solve(with_column(case, "links", "capacity", capacity * factor)).welfare
        for factor in (1, 1.2, 2)
    ]
    for narrow, wide in pairwise(found):
        assert wide >= narrow - 1e-7 * max(1, abs(narrow))


QUANTITIES = {
    "links": ["capacity"],
    "supply": ["quantity"],
    "demand": ["quantity"],
    "stores": ["volume", "injection", "withdrawal"],
    "contracts": ["minimum", "maximum"],
    "limits": ["capacity"],
}


@every_case
@pytest.mark.parametrize("factor", [0.001, 1000.0])
def test_the_unit_of_quantity_moves_no_price(name: str, factor: float) -> None:
    """Whoever counts in thousandths pays the same per unit, and a thousand times as much."""
    case, before = opened(name), solved(name)
    for table, columns in QUANTITIES.items():
        for column in columns:
            case = with_column(case, table, column, case.filled[table][column] * factor)
    after = solve(case)
    assert after.outcome.price == pytest.approx(before.outcome.price, abs=1e-6, nan_ok=True)
    expected = pytest.approx(before.outcome.objective * factor, rel=1e-9, abs=1e-9 * factor)
    assert after.outcome.objective == expected


def test_each_scarce_link_of_the_yardstick_is_worth_its_rent() -> None:
    """A little more of it raises the objective by no more than its rent, and never lowers it."""
    case = solved("yardstick")
    table = isthmus.markets(case.case).table("flows")
    scarce = table.filter(bound_by="capacity")
    assert len(scarce) > 5
    for link in scarce["link"].unique().sort():
        rows = scarce.filter(link=link)
        more = 1e-3
        worth = sum(rows["scarcity_price"] * rows["capacity"]) * more
        wider = case.case.with_changes(
            {f"links.{link}.capacity": capacity(case, link) * (1 + more)}
        )
        gained = solve(wider).outcome.objective - case.outcome.objective
        assert -1e-6 <= gained <= worth + 1e-6


def capacity(case: Solved, link: str) -> float:
    links = case.case.filled["links"]
    return float(links["capacity"][links["id"].index(link)])


def document(folder: Path | str) -> str:
    return isthmus.markets(isthmus.open_case(folder)).to_json()


@pytest.mark.parametrize("source", [YARDSTICK, *(builtin_folder() / name for name in BUILTIN)])
@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_and_columns_changes_no_byte(
    source: Path, seed: int, tmp_path: Path
) -> None:
    assert document(shuffled(source, tmp_path / "mixed", seed)) == document(source)


@pytest.mark.parametrize("source", [YARDSTICK, builtin_folder() / "three-pipes"])
def test_the_name_of_the_folder_changes_no_byte(source: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(source, tmp_path / "another name")
    assert document(copy) == document(source)


def test_what_was_solved_before_changes_no_byte() -> None:
    before = document("three-pipes"), document(YARDSTICK)
    for name in ("seed 1", "seed 2", "caucasus"):
        isthmus.markets(opened(name)).to_json()
    for scenario in ("west-closed", "cold-winter", "no-lng"):
        isthmus.markets(opened("three-pipes").with_scenario(scenario)).to_json()
    assert (document("three-pipes"), document(YARDSTICK)) == before


def test_another_process_finds_the_same_bytes() -> None:
    script = "import sys, isthmus; print(isthmus.markets(isthmus.open_case(sys.argv[1])).to_json())"
    run = subprocess.run(
        [sys.executable, "-c", script, str(YARDSTICK)],
        env={**os.environ, "PYTHONHASHSEED": "12345", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode("utf-8").strip() == document(YARDSTICK)


def test_the_hash_is_of_the_content_only(tmp_path: Path) -> None:
    copy = shutil.copytree(builtin_folder() / "three-pipes", tmp_path / "copy")
    written = json.loads(document(copy))["case_hash"]
    assert written == isthmus.open_case("three-pipes").hash
    links = copy / "links.csv"
    links.write_text(links.read_text().replace("field,west-border", "field,east-border", 1))
    assert isthmus.open_case(copy).hash != written
