"""Who can block what: by hand, and beside all subsets of a case with rows shut."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from isthmus.case.model import Case
from isthmus.errors import IsthmusError, NoSolution
from isthmus.goods import without_promises
from isthmus.lenses.leverage.players import mask_of
from isthmus.lenses.markets import optimal
from isthmus.lenses.markets.fit import measured
from isthmus.lenses.markets.network import build_network
from isthmus.lenses.markets.program import build
from isthmus.study.blocking import blocking
from isthmus.study.measures import measure_called
from isthmus.study.reach import weights_of
from tests.lenses.builders import Row, build_case, field, homes, pipe
from tests.lenses.leverage.networks import case_of


def by_hand(folder: Path, propositions: Sequence[Row] = ()) -> Case:
    """Two ways from a to b, by c and by d, 6 and 5; the second needs a treaty of west and south."""
    return build_case(
        folder,
        {"a": "north", "b": "south", "c": "east", "d": "west"},
        links=[
            pipe("in-c", "a", "c", capacity=6),
            pipe("out-c", "c", "b", capacity=6),
            pipe("in-d", "a", "d", capacity=5, requires="treaty"),
            pipe("out-d", "d", "b", capacity=5),
        ],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10)],
        agreements=[
            {"id": "treaty", "name": "Treaty", "status": "in_force", "parties": "west;south"}
        ],
        propositions=list(propositions),
    )


def sets(case: Case, goal: str, **options: object) -> list[str]:
    return list(blocking(case, goal, **options).minimal_sets["members"])  # type: ignore[arg-type]


def test_actors_links_and_agreements_by_hand(tmp_path: Path) -> None:
    case = by_hand(tmp_path)
    assert sets(case, "flow:out-*>=4") == ["north", "south", "east;west"]
    assert sets(case, "flow:out-*>=5.5") == ["east", "north", "south"]
    assert sets(case, "demand:homes>=8") == ["east", "north", "south", "west"]
    assert sets(case, "flow:out-*>=5.5", of="links") == ["in-c", "out-c"]
    assert sets(case, "flow:out-*>=8", of="agreements") == ["treaty"]
    assert sets(case, "unserved:homes<=4.5", of="links") == ["in-c", "out-c"]
    assert sets(case, "flow:out-*>=4", of="links") == [
        "in-c;in-d", "in-d;out-c", "in-c;out-d", "out-c;out-d",
    ]  # fmt: skip


def test_what_is_said_of_a_goal(tmp_path: Path) -> None:
    found = blocking(by_hand(tmp_path), "flow:out-*>=4")
    (goal,) = found.goals.to_dicts()
    assert goal["goal"] == goal["measure"] + ">=4"
    assert (goal["reachable"], goal["market"], goal["unit"]) == (10.0, 10.0, "bcm")
    assert (goal["elements"], goal["size"], goal["reference"]) == (4, None, None)
    last = found.minimal_sets.row(2, named=True)
    assert (last["kind"], last["count"], last["reachable"]) == ("actor", 2, 0.0)
    ways = [set(way.split(";")) for way in found.ways["members"]]
    assert all(set(one.split(";")) & way for one in found.minimal_sets["members"] for way in ways)


def test_a_change_is_counted_from_its_reference_as_it_stands(tmp_path: Path) -> None:
    """Five more than the four of a day when a pipe is small."""
    propositions: list[Row] = [
        {"id": "more", "measure": "flow", "target": "out-c", "change": "difference",
         "scenario": "base", "against": "small", "at_least": 1},
        {"id": "twice", "measure": "flow", "target": "out-c", "change": "ratio",
         "scenario": "base", "against": "small", "at_least": 2},
    ]  # fmt: skip
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "small.toml").write_text(
        '[[set]]\ntable = "links"\nwhere = { id = "out-c" }\nvalues = { capacity = 4 }\n'
    )
    case = by_hand(tmp_path, propositions=propositions)
    found = blocking(case, "more", of="links")
    assert found.goals.row(0, named=True)["at_least"] == 5.0
    assert list(found.minimal_sets["members"]) == ["in-c", "out-c"]
    with pytest.raises(NoSolution, match=r"out of reach already: .* 6 bcm, and 8 is asked"):
        blocking(case, "twice")


def test_what_nothing_can_block(tmp_path: Path) -> None:
    found = blocking(by_hand(tmp_path), "flow:out-c<=7")
    assert len(found.minimal_sets) == 0
    assert "no withdrawal can block it" in found.notes[0]


def test_nothing_is_blown_off_to_reach_a_goal(tmp_path: Path) -> None:
    """The field gives 20, but 10 is all that anybody takes."""
    with pytest.raises(NoSolution, match="the most that can flow is 10 bcm"):
        blocking(by_hand(tmp_path), "supply:field>=11")


def test_a_circle_is_named(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "east"},
        links=[
            pipe("ab", "a", "b", capacity=6),
            pipe("bc", "b", "c", capacity=6),
            pipe("ca", "c", "a", capacity=6),
        ],
        supply=[field("a", 2, 40)],
        demand=[homes("b", 2)],
    )
    found = blocking(case, "flow:ab>=6")
    assert found.goals["reachable"].item() == 6.0
    assert "circle" in found.notes[-1]


@pytest.mark.parametrize(
    ("goal", "options", "words"),
    [
        ("flow:out-cc>=4", {}, "Did you mean out-c"),
        ("flow:out-c>=lots", {}, "write a goal as"),
        ("more", {}, "'more' is no proposition of case by-hand"),
        ("price:b>=4", {}, "blocking takes quantities of markets"),
        ("flow:out-c>=4 GW", {}, "counted in bcm"),
        ("flow:out-c>=4", {"of": "link"}, "Did you mean links"),
        ("flow:out-c>=4", {"of": "links", "players": ["north"]}, "not of links"),
        ("flow:out-c>=4", {"players": ["nord"]}, "Did you mean north"),
    ],
)
def test_what_is_asked_wrongly(
    tmp_path: Path, goal: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(IsthmusError, match=words):
        blocking(by_hand(tmp_path), goal, **options)  # type: ignore[arg-type]


def test_no_agreement_is_required(tmp_path: Path) -> None:
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=6)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10)],
    )
    with pytest.raises(IsthmusError, match="no link of gas requires an agreement"):
        blocking(case, "flow:pipe>=4", of="agreements")


@given(st.integers(0, 15), st.sampled_from(["flow", "supply", "demand"]))
def test_weights_say_what_is_measured(seed: int, kind: str) -> None:
    case = case_of(seed)
    found = optimal(case)
    table = {"flow": "links"}.get(kind, kind)
    goods = case.filled["commodities"]["id"][0]
    rows = case.filled[table]
    ids = [i for i, good in zip(rows["id"], rows["commodity"], strict=True) if good == goods]
    measure = measure_called(case, f"{kind}:{';'.join(ids)}")
    nothing, weights = weights_of(found.network, found.layout, measure)
    span = list(range(len(found.network.weights)))
    said = measured(found.network, found.outcome, kind, measure.targets, span)
    assert nothing + weights @ found.solution.x == pytest.approx(said, abs=1e-6)


@functools.cache
def goal_in(seed: int, share: float) -> tuple[str, float]:
    """Return a goal of a generated case, in terms of what its demand can take in all."""
    case = case_of(seed)
    ids = ";".join(sorted(case.filled["demand"]["id"])[:3])
    return f"demand:{ids}", share * most(case, f"demand:{ids}")


def most(case: Case, measure: str) -> float:
    """Return the most of a measure, by a program of another library."""
    try:
        network = without_promises(build_network(case, []))
        layout = build(network)
    except IsthmusError:
        return 0.0
    program = layout.program
    nothing, weights = weights_of(network, layout, measure_called(case, measure))
    upper = program.row_upper.copy()
    upper[layout.balance[layout.balance >= 0]] = 0.0
    matrix = csc_array((program.value, program.index, program.start), program.shape).tocsr()
    low, high = np.isfinite(program.row_lower), np.isfinite(upper)
    found = linprog(
        -weights,
        A_ub=np.vstack([matrix[high].toarray(), -matrix[low].toarray()]),
        b_ub=np.concatenate([upper[high], -program.row_lower[low]]),
        bounds=np.column_stack([program.lower, program.upper]),
    )
    assert found.status == 0
    return nothing - float(found.fun)


def without_links(case: Case, names: Collection[str]) -> Case:
    rows = case.filled["links"]
    status = [
        "closed" if i in names else s for i, s in zip(rows["id"], rows["status"], strict=True)
    ]
    changed = rows.with_columns({"status": status})
    return case.replaced(filled={**case.filled, "links": changed})


def without_agreements(case: Case, names: Collection[str]) -> Case:
    rows = case.filled["agreements"]
    status = [
        "suspended" if i in names else s for i, s in zip(rows["id"], rows["status"], strict=True)
    ]
    changed = rows.with_columns({"status": status})
    return case.replaced(filled={**case.filled, "agreements": changed})


def without_actors(case: Case, names: Collection[str]) -> Case:
    """Return a case in which some sell and buy nothing, and links and pacts of theirs are shut."""
    players = tuple(sorted(set(case.filled["nodes"]["actor"])))
    mask, gone = mask_of(case, players), sum(1 << players.index(name) for name in names)
    mine = {
        name: np.array([bool(mask(c) & gone) for c in case.filled[name]["controllers"]], dtype=bool)
        for name in ("links", "supply", "demand", "stores")
    }
    pacts = case.filled["agreements"]
    ended = [i for i, v in zip(pacts["id"], pacts["veto"], strict=True) if mask(v) & gone]
    links = np.array(case.filled["links"]["id"], dtype=object)[mine["links"]]
    case = without_agreements(without_links(case, set(links)), ended)
    filled = dict(case.filled)
    for name, columns in (("supply", ["quantity"]), ("stores", ["injection", "withdrawal"])):
        rows = filled[name]
        moved = {column: np.where(mine[name], 0.0, rows[column]) for column in columns}
        filled[name] = rows.with_columns(moved)
    rows = filled["demand"]
    filled["demand"] = rows.with_columns(
        {"quantity": np.where(mine["demand"], 1e-12, rows["quantity"])}
    )
    return case.replaced(filled=filled)


WITHOUT: dict[str, Callable[[Case, Collection[str]], Case]] = {
    "actors": without_actors,
    "links": without_links,
    "agreements": without_agreements,
}


@pytest.mark.parametrize("of", WITHOUT)
@pytest.mark.parametrize("seed", [0, 4, 8])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_all_minimal_sets_beside_all_subsets(seed: int, of: str, share: float) -> None:
    case = case_of(seed)
    measure, bound = goal_in(seed, share)
    if of == "agreements" and not any(case.filled["links"]["requires"]):
        return
    found = blocking(case, f"{measure}>={bound!r}", of=of, size=2 if of == "links" else None)
    names = {
        "actors": sorted(set(case.filled["nodes"]["actor"])),
        "links": sorted(case.filled["links"]["id"]),
        "agreements": sorted(case.filled["agreements"]["id"]),
    }[of]
    blocks: list[frozenset[str]] = []
    for count in range(1, 3 if of == "links" else len(names) + 1):
        for some in combinations(names, count):
            if any(one <= set(some) for one in blocks):
                continue
            if most(WITHOUT[of](case, some), measure) < bound - 1e-6 * max(1.0, bound):
                blocks.append(frozenset(some))
    mine = {frozenset(one.split(";")) for one in found.minimal_sets["members"]}
    assert mine == set(blocks)
