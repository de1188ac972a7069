"""What stands in a cell that is left empty."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from isthmus.case.model import Case
from tests.case.folders import opened

LINKS = """\
id,from,to,commodity,controllers,owners,holders
plain,field,city,gas,,,
ruled,field,city,gas,north,,
owned,field,city,gas,north,south-gas,
held,field,city,gas,,south-gas:0.5;north:0.5,south
home,field,wells,gas,,,
nobody,sea,sea-2,gas,,,
"""
NODES = "id,actor\nfield,north\nwells,north\ncity,south\nsea,\nsea-2,\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return opened(
        tmp_path_factory.mktemp("defaults"),
        nodes=NODES,
        links=LINKS,
        supply="""\
id,node,commodity,owner,controllers,quantity
well,field,gas,,,10
well-2,field,gas,south-gas,south,10
well-3,sea,gas,,,10
""",
        demand="""\
id,node,commodity,owner,quantity,price_cap,curve
homes,city,gas,,2,900,fixed
works,city,gas,south-gas:0.25;north:0.75,2,900,fixed
""",
        stores="id,node,commodity,volume,injection,withdrawal\ncavern,city,gas,1,2,3\n",
        transfers="id,node,from_mode,to_mode\nport,city,sea,rail\nany,*,rail,road\n",
        agreements="id,parties,veto\ntreaty,north;south,\ndeal,north;south,north\n",
    )


def cell(case: Case, table: str, row: str, column: str) -> object:
    filled = case.filled[table]
    return filled[column][filled["id"].index(row)]


@pytest.mark.parametrize(
    ("row", "controllers", "owners", "holders"),
    [
        ("plain", ("north", "south"), (("north", 0.5), ("south", 0.5)), "owners"),
        ("ruled", ("north",), (("north", 1.0),), "owners"),
        ("owned", ("north",), (("south-gas", 1.0),), "owners"),
        ("held", ("north", "south"), (("south-gas", 0.5), ("north", 0.5)), (("south", 1.0),)),
        ("home", ("north",), (("north", 1.0),), "owners"),
        ("nobody", (), (), "owners"),
    ],
)
def test_links(
    case: Case, row: str, controllers: tuple[str, ...], owners: object, holders: object
) -> None:
    assert cell(case, "links", row, "controllers") == controllers
    assert cell(case, "links", row, "owners") == owners
    assert cell(case, "links", row, "holders") == (owners if holders == "owners" else holders)


@pytest.mark.parametrize(
    ("table", "row", "owner", "controllers"),
    [
        ("supply", "well", (("north", 1.0),), ("north",)),
        ("supply", "well-2", (("south-gas", 1.0),), ("south",)),
        ("supply", "well-3", (), ()),
        ("demand", "homes", (("south", 1.0),), ("south",)),
        ("demand", "works", (("south-gas", 0.25), ("north", 0.75)), ("south",)),
        ("stores", "cavern", (("south", 1.0),), ("south",)),
    ],
)
def test_owner_and_controllers_are_the_nodes_actor(
    case: Case, table: str, row: str, owner: object, controllers: object
) -> None:
    assert cell(case, table, row, "owner") == owner
    assert cell(case, table, row, "controllers") == controllers


def test_transfers_and_agreements(case: Case) -> None:
    assert cell(case, "transfers", "port", "controllers") == ("south",)
    assert cell(case, "transfers", "any", "controllers") == ()
    assert cell(case, "agreements", "treaty", "veto") == ("north", "south")
    assert cell(case, "agreements", "deal", "veto") == ("north",)


@pytest.mark.parametrize(
    ("table", "row", "column", "expected"),
    [
        ("links", "plain", "status", "operating"),
        ("links", "plain", "loss", 0.0),
        ("links", "plain", "cost", 0.0),
        ("links", "plain", "tariff", 0.0),
        ("links", "plain", "days", 0.0),
        ("links", "plain", "yield", 1.0),
        ("links", "plain", "bidirectional", False),
        ("links", "plain", "requires", ()),
        ("links", "plain", "profile", None),
        ("supply", "well", "flexibility", 1.0),
        ("supply", "well", "cost", 0.0),
        ("stores", "cavern", "cushion", 0.0),
        ("stores", "cavern", "loss_out", 0.0),
        ("agreements", "treaty", "status", "in_force"),
        ("transfers", "port", "status", "operating"),
    ],
)
def test_constants(case: Case, table: str, row: str, column: str, expected: object) -> None:
    assert cell(case, table, row, column) == expected


def test_a_number_without_a_default_stays_unknown(case: Case) -> None:
    assert math.isnan(float(cell(case, "links", "plain", "capacity")))  # type: ignore[arg-type]
    assert case.tables["links"]["capacity"] == [None] * 6


def test_the_settings_have_defaults(tmp_path: Path) -> None:
    settings = opened(tmp_path).settings
    assert settings.model_dump(exclude={"id", "title", "base_year", "periods", "as_of"}) == {
        "format": 1,
        "currency": "USD",
        "demand_steps": 20,
        "demand_refine": True,
        "inventory_rate": 0.12,
        "time_value_segments": 5,
        "trade_elasticity": 4.0,
        "trade_deficits": "additive",
        "politics": {"poles": ()},
    }
