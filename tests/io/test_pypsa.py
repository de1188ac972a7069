"""A PyPSA network becomes a case: the same optimum where a case has a place for all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypsa
import pytest

import isthmus
from tests.oracles import rules
from tests.oracles.draws import Draw
from tests.oracles.generate import random_case
from tests.oracles.solved_by_pypsa import optimum

TOLERANCE = 1e-9
SNAPSHOTS = ("2019-01-01", "2019-04-01", "2019-07-01", "2019-10-01")
PLAIN = ("losses", "periods", "stores", "two_way", "tariffs", "conversion", "profiles")


def saved(made: Any, folder: Path) -> Path:
    with rules.quiet():
        made.export_to_csv_folder(folder)
    return folder


def imported(source: Path, target: Path) -> tuple[isthmus.Case, list[str]]:
    """Return the case made of a network, and what was told of it."""
    made = isthmus.import_case(source, target)
    return isthmus.open_case(made.path), [str(problem) for problem in made.left]


def blank(hours: tuple[float, ...] = (2000, 2184, 2208, 2368)) -> Any:
    made = pypsa.Network(name="A network")
    made.set_snapshots(list(SNAPSHOTS[: len(hours)]))
    for kind in made.snapshot_weightings.columns:
        made.snapshot_weightings[kind] = list(hours)
    return made


def drawn(seed: int) -> Any:
    """Return a network in megawatts with all that a case has a place for."""
    draw = Draw(seed)
    made = blank()
    many = len(SNAPSHOTS)
    names = [f"Bus {i}" for i in range(4)]
    for i, name in enumerate(names):
        made.add("Bus", name, x=10.0 + i, y=50.0, country=draw.pick(["DE", "FR"]))
        made.add("Generator", f"shed {name}", bus=name, p_nom=1e4, marginal_cost=3000)
        made.add("Load", f"load {name}", bus=name, p_set=[draw.number(0, 90) for _ in range(many)])
        shape = [draw.number(0, 1) for _ in range(many)]
        made.add("Generator", f"wind {name}", bus=name, p_nom=draw.number(0, 200), p_max_pu=shape)
        cost = [draw.number(10, 90) for _ in range(many)]
        made.add(
            "Generator", f"gas {name}", bus=name, p_nom=draw.number(50, 200), marginal_cost=cost,
            e_sum_max=draw.number(1e5, 5e5),
        )  # fmt: skip
    made.add("Bus", "Bus 0 H2", carrier="H2", unit="MWh_LHV")
    made.add(
        "Link", "electrolysis", bus0="Bus 0", bus1="Bus 0 H2", efficiency=0.7, p_nom=40,
        marginal_cost=1,
    )  # fmt: skip
    made.add(
        "Generator", "buyer", bus="Bus 0 H2", sign=-1, p_nom=30, marginal_cost=-draw.number(60, 150)
    )
    made.add("Store", "cavern", bus="Bus 0 H2", e_nom=draw.number(1e3, 1e5), e_cyclic=True)
    for start, end in (("Bus 0", "Bus 1"), ("Bus 1", "Bus 2"), ("Bus 2", "Bus 3")):
        made.add(
            "Link", f"{start} to {end}", bus0=start, bus1=end, p_nom=draw.number(5, 60),
            efficiency=draw.number(0.9, 1), marginal_cost=draw.number(0, 3),
            p_max_pu=[draw.number(0.2, 1) for _ in range(many)],
        )  # fmt: skip
    made.add("Link", "both ways", bus0="Bus 3", bus1="Bus 0", p_nom=20, p_min_pu=-1)
    made.add(
        "StorageUnit", "lake", bus="Bus 1", p_nom=30, max_hours=1000, efficiency_store=0.9,
        efficiency_dispatch=0.85, cyclic_state_of_charge=True,
    )  # fmt: skip
    return made


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_is_the_same(tmp_path: Path, seed: int) -> None:
    with rules.quiet():
        made = drawn(seed)
    case, told = imported(saved(made, tmp_path / "net"), tmp_path / "case")
    found = isthmus.markets(case).objective * 1e6
    expected = -optimum(made)
    assert abs(found - expected) <= TOLERANCE * abs(expected)
    assert told == [
        "loads.csv p_set: assumed: a unit that is lacking costs 30000 (load Bus 0, load Bus 1, "
        "load Bus 2, load Bus 3)",
        "network.csv: assumed: costs are in EUR (A network)",
        "snapshots.csv: a year of the case is all of them, which weigh 8760 (A network)",
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_case_comes_back(tmp_path: Path, seed: int) -> None:
    curve = ("linear", "isoelastic", "fixed", "hub")[seed % 4]
    case = isthmus.open_case(random_case(seed, tmp_path, nodes=5, features=(*PLAIN, curve)))
    isthmus.export(case, tmp_path / "net", "pypsa")
    back, _ = imported(tmp_path / "net", tmp_path / "back")
    expected = isthmus.markets(case).objective
    assert isthmus.markets(back).objective == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_what_a_case_has_of_a_network(tmp_path: Path) -> None:
    with rules.quiet():
        made = blank((4380, 4380))
        made.add("Bus", "Köln", x=7.0, y=50.9, country="DE")
        made.add("Bus", "Köln gas", carrier="gas", x=7.0, y=50.9, country="DE")
        made.add("Generator", "well", bus="Köln gas", p_nom=1000, p_max_pu=[1, 0.5])
        made.add("Link", "plant", bus0="Köln gas", bus1="Köln", efficiency=0.5, p_nom=100, length=3)
        made.add("Load", "town", bus="Köln", p_set=[10, 30])
    case, _ = imported(saved(made, tmp_path / "net"), tmp_path / "My case")
    assert (case.id, case.settings.title, case.settings.base_year) == ("my-case", "A network", 2019)
    assert [(p.id, p.weight) for p in case.periods] == [("2019-01-01", 0.5), ("2019-04-01", 0.5)]
    (node,) = (case.tables["nodes"].row(i) for i in range(len(case.tables["nodes"])))
    assert node == {"id": "koln", "name": "Köln", "actor": "de", "lat": 50.9, "lon": 7.0}
    assert case.tables["links"].row(0) == {
        "id": "plant", "name": "plant", "from": "koln", "to": "koln", "commodity": "gas",
        "to_commodity": "power", "yield": 0.5, "capacity": pytest.approx(0.876), "length": 3.0,
        "cost": 0.0,
    }  # fmt: skip
    assert case.tables["supply"].row(0) == {
        "id": "well", "node": "koln", "commodity": "gas", "quantity": pytest.approx(6.57),
        "profile": "rate-1", "cost": 0.0,
    }  # fmt: skip
    assert case.tables["demand"].row(0) == {
        "id": "town", "node": "koln", "commodity": "power", "quantity": pytest.approx(0.1752),
        "curve": "fixed", "price_cap": 1000.0, "profile": "rate-2",
    }  # fmt: skip


def test_what_has_no_place_is_told(tmp_path: Path) -> None:
    with rules.quiet():
        made = blank((1, 1))
        made.add("Carrier", ["gas", "co2"], co2_emissions=[0.2, 0.0])
        made.add("Bus", ["a", "b"], x=[1, 4e6], carrier="AC")
        made.add("Bus", "air", carrier="co2", unit="t_co2")
        made.add("Store", "air", bus="air", e_nom=10)
        made.add("Generator", "must", bus="a", p_nom=5, p_min_pu=0.5, marginal_cost=-2)
        made.add("Generator", "built", bus="a", p_nom_extendable=True, committable=True)
        made.add("Generator", "flare", bus="a", sign=-1, p_nom=5)
        made.add("Generator", "off", bus="a", p_nom=5, active=False)
        made.add("Load", "gives", bus="a", p_set=-1)
        made.add("Load", "takes", bus="b", p_set=1)
        made.add("Line", "wire", bus0="a", bus1="b", s_nom=5, x=0.1)
        made.add("Link", "plant", bus0="a", bus1="b", bus2="air", efficiency2=0.2, p_nom=5)
        made.add("Link", "lossy", bus0="a", bus1="b", p_nom=5, efficiency=[0.9, 0.7], p_min_pu=-1)
        made.add("Store", "tank", bus="b", e_nom=3, standing_loss=0.01)
        made.add("GlobalConstraint", "cap", constant=5)
        saved(made, tmp_path / "net")
    case, told = imported(tmp_path / "net", tmp_path / "case")
    assert told == [
        "buses.csv: only counts what links do, and is left out with what is on it (air)",
        "buses.csv x: is not in degrees, and left out (b)",
        "carriers.csv co2_emissions: has no place in a case (gas)",
        "generators.csv active: does not run, and is left out (off)",
        "generators.csv committable: has no place in a case (built)",
        "generators.csv marginal_cost: below 0, and taken as 0 (must)",
        "generators.csv p_min_pu: nothing must run but under a contract: left out (must)",
        "generators.csv p_nom_extendable: a case chooses no capacities: taken as p_nom (built)",
        "generators.csv sign: takes what is too much: that vanishes in a case anyway (flare)",
        "global_constraints.csv: has no place in a case (cap)",
        "lines.csv: can be steered: the voltage law does not hold in a case (wire)",
        "links.csv bus2: a link has two ends: a further one is left out (plant)",
        "links.csv efficiency: varies, and is taken as its mean (lossy)",
        "links.csv p_min_pu: runs backwards as forwards: capacity, loss and cost (lossy)",
        "loads.csv p_set: assumed: a unit that is lacking costs 1000 (takes)",
        "loads.csv p_set: gives instead of taking, so left out (gives)",
        "network.csv: assumed: costs are in EUR (A network)",
        "snapshots.csv: a year of the case is all of them, which weigh 2 (A network)",
        "stores.csv e_cyclic: ends the year as it began it, which it need not (tank)",
        "stores.csv standing_loss: has no place in a case (tank)",
    ]
    assert case.tables["links"]["id"] == ["lossy", "plant", "wire"]
    assert case.tables["links"]["loss"] == [pytest.approx(0.2), None, None]
    assert isthmus.markets(case).unserved == pytest.approx(0, abs=1e-9)


def test_names_that_share_an_id(tmp_path: Path) -> None:
    with rules.quiet():
        made = blank((1,))
        made.add("Bus", ["Баку", "A b", "a-b"])
        made.add("Generator", "g", bus="Баку", p_nom=1)
        made.add("Load", "l", bus="a-b", p_set=1)
        made.add("Link", "x", bus0="Баку", bus1="a-b", p_nom=float("inf"))
    case, _ = imported(saved(made, tmp_path / "net"), tmp_path / "case.xlsx")
    assert case.tables["nodes"]["id"] == ["a-b", "a-b-2", "node"]
    assert case.tables["nodes"]["name"] == ["A b", "a-b", "Баку"]
    assert case.tables["links"]["capacity"] == [None]


def test_solved_networks_give_the_capacities_that_were_chosen(tmp_path: Path) -> None:
    with rules.quiet():
        made = blank((8760,))
        made.add("Bus", "a")
        made.add("Generator", "g", bus="a", p_nom_extendable=True, capital_cost=1, marginal_cost=5)
        made.add("Load", "l", bus="a", p_set=100)
        optimum(made)
    case, told = imported(saved(made, tmp_path / "net"), tmp_path / "case")
    assert case.tables["supply"]["quantity"] == [pytest.approx(0.876)]
    assert (
        "generators.csv p_nom_extendable: a case chooses no capacities: taken as p_nom_opt (g)"
        in told
    )


FILES = {
    "buses.csv": "name\na\nb\n",
    "snapshots.csv": "snapshot,objective\nnow,1\n",
    "links.csv": "name,bus0,bus1,p_nom\nab,a,b,5\n",
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"buses.csv": None}, "{}: no buses.csv here, so this is no PyPSA network in CSV files"),
        ({"links.csv": "name,bus0,bus1,p_nom\nab,a,c,5\n"},
         "links.csv bus1: ab: there is no bus 'c'"),
        ({"links.csv": "name,bus0,bus1,p_nom\nab,a,b,five\n"},
         "links.csv p_nom: ab: 'five' is not a number"),
        ({"links.csv": "name,bus0,bus1,p_nom\nab,a,b,-5\n"},
         "links.csv p_nom: ab: -5 is not from 0 to inf"),
        ({"links-p_max_pu.csv": "snapshot,ab\nnow,1\nthen,1\n"},
         "links-p_max_pu.csv: has 2 rows, and there are 1 snapshots"),
        ({"links-p_max_pu.csv": "snapshot,ab\nnow,x\n"},
         "links-p_max_pu.csv now: 'x' is not a number"),
        ({"snapshots.csv": "snapshot,objective\nnow,0\n"},
         "snapshots.csv objective: every snapshot must weigh something"),
        ({"snapshots.csv": "snapshot\n" + "x\n" * 8760},
         "snapshots.csv: has 8,760 snapshots, and a case a few periods of the year; resample or "
         "cluster the network in time first, to 500 at most"),
        ({"snapshots.csv": "period,timestep,objective\n2020,a,1\n"},
         "snapshots.csv: a case is of one year; export the network of one investment period"),
        ({"buses.csv": b"name\n\xff\n"},
         "buses.csv: cannot be read: 'utf-8' codec can't decode byte 0xff in position 5: invalid "
         "start byte"),
    ],
)  # fmt: skip
def test_what_no_case_can_be_made_of(
    tmp_path: Path, files: dict[str, str | bytes | None], expected: str
) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    for name, text in {**FILES, **files}.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.import_case(folder, tmp_path / "case")
    assert str(caught.value) == expected.format(folder)
    assert not (tmp_path / "case").exists()


def test_sources_that_are_not_read(tmp_path: Path) -> None:
    def refused(source: Path, target: Path = tmp_path / "made") -> str:
        with pytest.raises(isthmus.IsthmusError) as caught:
            isthmus.import_case(source, target)
        return str(caught.value)

    case = isthmus.new(tmp_path / "case")
    net, text = tmp_path / "x.nc", tmp_path / "x.txt"
    net.touch()
    text.touch()
    assert refused(case) == f"{case} is a case; copy it with: isthmus new PATH --from {case}"
    assert refused(tmp_path / "none") == f"{tmp_path / 'none'}: there is nothing here"
    neither = "is neither GeoJSON nor a PyPSA network in a folder"
    assert refused(text) == f"{text} {neither}"
    save = "save a PyPSA network as one: Network(...).export_to_csv_folder(...)"
    assert refused(net) == f"{net} {neither}; {save}"
    assert refused(net, case) == f"{case} exists already; choose another path"
    assert refused(net, tmp_path / "y.csv").endswith(
        f"a case is an .xlsx workbook or a folder; write {tmp_path / 'y.xlsx'} or {tmp_path / 'y'}"
    )
