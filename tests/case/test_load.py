"""Reading a case: all that is wrong comes at once, each with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from tests.case.folders import TINY, changed, opened, refused, write_case

HEADER_ONLY = {
    "stores": "id,node,commodity,volume,injection,withdrawal\n",
    "profiles": "profile,kind,period,factor\n",
    "contracts": "id,seller,buyer,commodity,link\n",
    "limits": "id,links,commodity,capacity\n",
}


def test_the_tiny_case_opens_and_solves(tmp_path: Path) -> None:
    case = opened(tmp_path)
    assert (case.id, case.settings.title, case.settings.as_of) == ("tiny", "Tiny", "2024-08-31")
    assert isthmus.markets(case).unserved == 0


def test_all_problems_come_at_once_in_order_of_place(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        actors=changed("actors", "company,south", "compny,south"),
        nodes=changed("nodes", "city,The city,south", "city,The city,suoth"),
        links="id,from,to,commodity,capcity,cost\npipe,field,city,gas,3,-10\n",
        demand=changed("demand", "2,900", ",900"),
        storage="id\n",
        supply=changed("supply", "well,field", "well,feild"),
    ) == [
        "actors.csv:4 kind: 'compny' is not a word of this column. Did you mean company?",
        "demand.csv:2 quantity: required for curve fixed",
        "links.csv:1 capcity: no such column. Did you mean capacity?",
        "links.csv:2 cost: -10.0: input should be greater than or equal to 0",
        "nodes.csv:3 actor: 'suoth' is not in actors. Did you mean south?",
        "storage.csv: no such table. Did you mean stores?",
        "supply.csv:2 node: 'feild' is not in nodes. Did you mean field?",
    ]


def test_a_cell_that_does_not_read_hides_nothing(tmp_path: Path) -> None:
    """Neither in its row, nor in its table, nor in others."""
    assert refused(
        tmp_path,
        supply="id,node,commodity,quantity,cost\n"
        "well,feild,gas,10 bcm/yer,-5\nwell,field,gas,1,1\n",
        commodities="id,unit,price_unit,energy_content\ngas,bcm,USD/tcm,many\n",
        demand="id,node,commodity,quantity,price_cap,curve\nhomes,ctiy,gas,2 bcm/year,x,fixed\n",
        profiles="profile,period,factor\np,wnter,x\np,summer,1\n",
    ) == [
        "commodities.csv:2 energy_content: 'many' is not a number",
        "demand.csv:2 node: 'ctiy' is not in nodes. Did you mean city?",
        "demand.csv:2 price_cap: 'x' is not a number",
        "profiles.csv:2 factor: 'x' is not a number",
        "profiles.csv:2 period: 'wnter' is no period of case.toml. Did you mean winter?",
        "supply.csv:2 cost: -5.0: input should be greater than or equal to 0",
        "supply.csv:2 node: 'feild' is not in nodes. Did you mean field?",
        "supply.csv:2 quantity: 'bcm/yer' is not a unit known here; this column is in bcm/year",
        "supply.csv:3 id: 'well' stands already in line 2",
    ]


def test_the_error_counts_and_lists_its_problems(tmp_path: Path) -> None:
    write_case(tmp_path, nodes=changed("nodes", "city,The city,south", "city,The city,suoth"))
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(tmp_path)
    assert str(caught.value) == "nodes.csv:3 actor: 'suoth' is not in actors. Did you mean south?"
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.column) == ("nodes.csv", 3, "actor")


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("links", "gas,3,", "gas,-3,",
         "links.csv:2 capacity: -3.0: input should be greater than or equal to 0"),
        ("links", "gas,3,", "gas,nan,",
         "links.csv:2 capacity: 'nan' is not a number; leave the cell empty if it is unknown"),
        ("links", "gas,3,", "gas,1e999,",
         "links.csv:2 capacity: inf: input should be a finite number"),
        ("links", "gas,3,", 'gas,"3,5",',
         "links.csv:2 capacity: '3,5' has a comma; write decimals with a point: 3.5"),
        ("links", "gas,3,", "gas,120 USD/TEU,",
         "links.csv:2 capacity: 'USD/TEU' does not measure the same as 'bcm/year'; "
         "this column is in bcm/year"),
        ("links", "field,city", ",city", "links.csv:2 from: required, but empty"),
        ("links", "field,city", "field,field",
         "links.csv:2 to: a link needs two different nodes (or a to_commodity)"),
        ("links", "field,city", "field,citty",
         "links.csv:2 to: 'citty' is not in nodes. Did you mean city?"),
        ("links", "pipe,", "Pipe,", "links.csv:2 id: 'Pipe': ids are lower-case letters, "
         "digits, - and _"),
        ("links", "pipe,", ",", "links.csv:2 id: required, but empty"),
        ("links", "gas,3", "gass,3", "links.csv:2 commodity: 'gass' is not in commodities. "
         "Did you mean gas?"),
        ("demand", "900,fixed", ",fixed", "demand.csv:2 price_cap: required for curve fixed"),
        ("demand", "900,fixed", "900,fixt",
         "demand.csv:2 curve: 'fixt' is not a word of this column. Did you mean fixed?"),
        ("demand", "900,fixed", "900,linear", "demand.csv:2 price: required for curve linear"),
        ("commodities", "USD/tcm", "USD/t",
         "commodities.csv:2 price_unit: USD/t x bcm is not million USD: use USD/tcm with bcm, "
         "USD/t with Mt, USD/MWh with TWh, or the like"),
        ("commodities", "bcm,", "bmc,", "commodities.csv:2 price_unit: 'bmc' is not a unit "
         "known here"),
        ("supply", "10,50", "10,50,7", "supply.csv:2: has 6 cells, but the header has 5"),
        ("actors", "south,South,state,,", "south,South,state,south,",
         "actors.csv:3 parent: goes in a circle"),
        ("nodes", "city,The city,south,", "city,The city,south,field",
         "nodes.csv:3 aliases: 'field' is already a name of field"),
    ],
)  # fmt: skip
def test_one_problem(tmp_path: Path, table: str, old: str, new: str, expected: str) -> None:
    assert refused(tmp_path, **{table: changed(table, old, new)}) == [expected]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            {"profiles": "profile,period,factor\np,winter,1\n"},
            ["profiles.csv:2 period: p lacks period summer"],
        ),
        (
            {"profiles": "profile,period,factor\np,winter,1.2\np,summer,1\n"},
            ["profiles.csv:3 factor: p: factor x weight sums to 1.08, not 1"],
        ),
        (
            {"profiles": "profile,kind,period,factor\np,price,winter,1\np,rate,summer,1\n"},
            ["profiles.csv:3 kind: p has rows of different kinds"],
        ),
        (
            {"profiles": "profile,period,factor\np,winter,1\np,summer,1\np,sumer,1\n"},
            ["profiles.csv:4 period: 'sumer' is no period of case.toml. Did you mean summer?"],
        ),
        (
            {
                "profiles": "profile,kind,period,factor\n"
                "p,availability,winter,1\np,availability,summer,1.1\n"
            },
            ["profiles.csv:3 factor: an availability is a share from 0 to 1"],
        ),
        (
            {
                "profiles": "profile,period,factor\np,winter,1\np,summer,1\n",
                "links": "id,from,to,commodity,profile\npipe,field,city,gas,p\n",
                "supply": "id,node,commodity,quantity,cost_profile\nwell,field,gas,1,p\n",
            },
            [
                "links.csv:2 profile: 'p' is of kind rate; this column needs availability",
                "supply.csv:2 cost_profile: 'p' is of kind rate; this column needs price",
            ],
        ),
        (
            {"links": "id,from,to,commodity,owners\npipe,field,city,gas,north:0.5;south:0.4\n"},
            ["links.csv:2 owners: 'north:0.5;south:0.4': shares sum to 0.9, not 1"],
        ),
        (
            {"links": "id,from,to,commodity,owners\npipe,field,city,gas,north:0.5;suth:0.5\n"},
            ["links.csv:2 owners: 'suth' is not in actors. Did you mean south?"],
        ),
        (
            {
                "contracts": "id,seller,buyer,commodity,link,minimum,maximum\nc,north,south,"
                "gas,pipe,3,2\n"
            },
            ["contracts.csv:2 minimum: lies above maximum"],
        ),
        (
            {
                "demand": "id,node,commodity,quantity,price,curve,elasticity\nd,city,gas,2,9,"
                "isoelastic,-0.5\n"
            },
            ["demand.csv:2 price_cap: required for curve isoelastic"],
        ),
        (
            {
                "demand": "id,node,commodity,quantity,price,curve,elasticity\nd,city,gas,2,9,"
                "isoelastic,-1\n"
            },
            ["demand.csv:2 price_cap: required for curve isoelastic"],
        ),
        (
            {
                "demand": "id,node,commodity,quantity,price,curve,elasticity\nd,city,gas,2,9,"
                "linear,0.5\n"
            },
            ["demand.csv:2 elasticity: 0.5: input should be less than 0"],
        ),
        (
            {
                "demand": "id,node,commodity,price,price_cap,price_floor,curve,quantity,"
                "elasticity\n"
                "d,city,gas,9,5,6,linear,2,-1\n"
            },
            ["demand.csv:2 price_cap: lies below price_floor"],
        ),
        (
            {"links": TINY["links.csv"] + "pipe,city,field,gas,3,10,20\n"},
            ["links.csv:3 id: 'pipe' stands already in line 2"],
        ),
        (
            {"actors": "id,parent\nnorth,south\nsouth,south-gas\nsouth-gas,north\n"},
            [f"actors.csv:{line} parent: goes in a circle" for line in (2, 3, 4)],
        ),
        (
            {"limits": "id,links,commodity,capacity\nl,pip,gas,3\nm,,gas,3\n"},
            [
                "limits.csv:2 links: 'pip' is not in links. Did you mean pipe?",
                "limits.csv:3 links: a limit needs members",
            ],
        ),
        (
            {
                "observations": "id,measure,target,period,value\no,flow,pip,winter,1\np,flow,"
                "pipe,sumer,1\n"
            },
            [
                "observations.csv:2 target: 'pip' is not in links. Did you mean pipe?",
                "observations.csv:3 period: 'sumer' is no period of case.toml. Did you mean "
                "summer?",
            ],
        ),
        (
            {"links": "id,from,to,commodity,status,status\npipe,field,city,gas,,\n"},
            ["links.csv:1 status: this column stands here twice"],
        ),
        (
            {"supply": "id,node,commodity,,quantity\nw,field,gas,,1\n"},
            ["supply.csv:1 column 4: no such column."],
        ),
        (
            {"supply": "id,node,commodity\nw,field,gas\n"},
            [
                "supply.csv:1 quantity: this column is required",
                "supply.csv:2 quantity: required, but empty",
            ],
        ),
    ],
)
def test_problems_of_tables(tmp_path: Path, tables: dict[str, str], expected: list[str]) -> None:
    assert refused(tmp_path, **tables) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "tiny"', 'id = "tiny"\ndemand_step = 3',
         "case.toml demand_step: no such key. Did you mean demand_steps?"),
        ('id = "tiny"\n', "", "case.toml id: required, but empty"),
        ("weight = 0.4", "weight = 0.3", "case.toml: periods: weights sum to 0.9, not 1"),
        ("weight = 0.4", "weight = nan", "case.toml periods.0.weight: nan: input should be a "
         "finite number"),
        ("summer", "winter", "case.toml: periods: ids must differ"),
        ("base_year = 2023", 'base_year = "soon"',
         "case.toml base_year: 'soon': input should be a valid integer, unable to parse "
          "string as an integer"),
        ("base_year = 2023", "base_year = 2023\nformat = 2",
         "case.toml format: 2: input should be less than or equal to 1"),
    ],
)  # fmt: skip
def test_settings(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert refused(tmp_path, case=changed("case", old, new)) == [expected]


def test_a_wrong_setting_does_not_hide_what_is_wrong_in_the_tables(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        case=changed("case", "base_year", "baseyear"),
        links=changed("links", "gas,3", "gas,-3"),
        supply=changed("supply", "field", "feild"),
    ) == [
        "case.toml base_year: required, but empty",
        "case.toml baseyear: no such key. Did you mean base_year?",
        "links.csv:2 capacity: -3.0: input should be greater than or equal to 0",
        "supply.csv:2 node: 'feild' is not in nodes. Did you mean field?",
    ]


def test_poles_are_actors(tmp_path: Path) -> None:
    text = TINY["case.toml"] + '[politics]\npoles = ["north", "suth"]\n'
    problems = refused(tmp_path, case=text)
    assert len(problems) == 1
    assert problems[0].startswith("case.toml politics.poles: ")
    assert problems[0].endswith("'suth' is not in actors. Did you mean south?")


@pytest.mark.parametrize("text", ["id = ", "= 3", "[[periods]", "id = 'a\x00b'"])
def test_what_is_not_toml(tmp_path: Path, text: str) -> None:
    supply = changed("supply", "field", "feild")
    problem, other = refused(tmp_path, case=text, supply=supply)
    assert problem.startswith("case.toml")
    assert "not TOML: " in problem
    assert other == "supply.csv:2 node: 'feild' is not in nodes. Did you mean field?"


def test_no_case_here(tmp_path: Path) -> None:
    with pytest.raises(isthmus.CaseError) as caught:
        isthmus.open_case(tmp_path)
    assert str(caught.value) == f"{tmp_path}: no case.toml here, so this is not a case"


def test_no_such_case() -> None:
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.open_case("caucassus")
    assert str(caught.value) == (
        "no case 'caucassus': neither a folder, a workbook nor a built-in case. "
        "Did you mean caucasus?"
    )


# Evidence.


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("quantity:claim-2", "supply.csv:2 evidence: 'claim-2' is not in claims. Did you mean "
         "claim-1?"),
        ("zz", "supply.csv:2 evidence: 'zz' is not in claims."),
        ("quantty:claim-1", "supply.csv:2 evidence: 'quantty' is no column. Did you mean "
         "quantity?"),
        ("cost:claim-1",
         "supply.csv:2 evidence: cost:claim-1: 'bcm' does not measure the same as 'USD/tcm'"),
        ("quantity:days",
         "supply.csv:2 evidence: quantity:days: 'day' does not measure the same as 'bcm/year'"),
        ("quantity:odd", "supply.csv:2 evidence: quantity:odd: 'bmc' is not a unit known here"),
    ],
)  # fmt: skip
def test_evidence_that_does_not_fit(tmp_path: Path, evidence: str, expected: str) -> None:
    assert refused(
        tmp_path,
        supply=f"id,node,commodity,quantity,cost,evidence\nwell,field,gas,1,5,{evidence}\n",
        sources="id,title,kind\ns,S,statistic\n",
        claims="id,source,value,unit\nclaim-1,s,1,bcm\ndays,s,1,day\nodd,s,1,bmc\n",
    ) == [expected]


@pytest.mark.parametrize("unit", ["bcm", "bcm/year", "TWh/year", "mcm/d", ""])
def test_a_claim_may_be_in_any_unit_of_the_dimension(tmp_path: Path, unit: str) -> None:
    case = opened(
        tmp_path,
        supply="id,node,commodity,quantity,evidence\nwell,field,gas,1,quantity:c1\n",
        sources="id,title,kind\ns,S,statistic\n",
        claims=f"id,source,value,unit\nc1,s,1,{unit}\n",
    )
    assert case.tables["supply"]["evidence"] == [("quantity:c1",)]


@pytest.mark.parametrize("unit", ["USD", "day", "zzz", "USD/tcm"])
def test_an_observation_in_a_unit_of_another_dimension_is_refused(
    tmp_path: Path, unit: str
) -> None:
    problems = refused(
        tmp_path, observations=f"id,measure,target,value,unit\no,flow,pipe,2,{unit}\n"
    )
    assert len(problems) == 1
    assert problems[0].startswith(f"observations.csv:2 unit: '{unit}'")


def test_an_observation_in_another_unit_of_the_dimension_is_converted(tmp_path: Path) -> None:
    case = opened(
        tmp_path,
        observations="id,measure,target,value,unit\n"
        "a,flow,pipe,2000,mcm\nb,flow,pipe,2,bcm\nc,flow,pipe,21.11,TWh\n",
    )
    assert isthmus.markets(case).fit["within"].to_list() == [True] * 3


def test_a_value_far_off_its_column_is_a_warning(tmp_path: Path) -> None:
    links = TINY["links.csv"] + "p2,field,city,gas,55,,\np3,field,city,gas,16 bcm/day,,\n"
    case = opened(tmp_path, links=links)
    assert [str(warning) for warning in case.warnings] == [
        "links.csv:4 capacity: '16 bcm/day' is a rate of 5,840 bcm/year; the next largest is 55. "
        "Did you mean 16 bcm/year?"
    ]


@pytest.mark.parametrize("others", ["links", "supply"])
def test_a_rate_with_a_unit_is_held_against_few_others(tmp_path: Path, others: str) -> None:
    """One link of 8 tells enough where it stands in the column, or a supply of 8 elsewhere."""
    far = "id,from,to,commodity,capacity\npipe,field,city,gas,16 bcm/day\n"
    case = opened(
        tmp_path,
        links=far + ("p2,field,city,gas,8\n" if others == "links" else ""),
        supply=changed("supply", "10,50", "8,50"),
    )
    assert [str(warning) for warning in case.warnings] == [
        "links.csv:2 capacity: '16 bcm/day' is a rate of 5,840 bcm/year; the next largest is 8. "
        "Did you mean 16 bcm/year?"
    ]


def test_a_number_without_a_unit_is_not_held_against_few_others(tmp_path: Path) -> None:
    links = "id,from,to,commodity,capacity\npipe,field,city,gas,8\np2,field,city,gas,5840\n"
    assert opened(tmp_path, links=links).warnings == ()


@pytest.mark.parametrize(("content"), [None, "id,node,commodity,quantity\n"])
def test_a_market_without_supply_is_a_warning(tmp_path: Path, content: str | None) -> None:
    case = opened(tmp_path, supply=content)
    assert [str(warning) for warning in case.warnings] == [
        "supply.csv: is missing or has no rows; without supply there is no market to solve"
    ]
    with pytest.raises(isthmus.IsthmusError) as caught:
        isthmus.markets(case)
    assert str(caught.value) == ("table supply has no row for gas, so there is no market to solve")


def test_a_table_may_be_missing_where_there_is_no_market(tmp_path: Path) -> None:
    links = TINY["links.csv"].replace("gas", "cargo")
    assert opened(tmp_path, links=links, supply=None, demand=None).warnings == ()


# What is accepted.


def test_optional_tables_may_hold_their_header_only(tmp_path: Path) -> None:
    assert opened(tmp_path / "a", **HEADER_ONLY).hash == opened(tmp_path / "b").hash


def test_tables_of_later_parts_are_accepted(tmp_path: Path) -> None:
    case = opened(
        tmp_path,
        modes="mode,cost,speed,fixed_cost,fixed_days,detour\nrail,0.03,400,5,1,1.2\n",
        transfers="id,node,from_mode,to_mode,cost,capacity\nport,city,sea,rail,12,5\n",
        classes="id,value,time_value,tonnes_per_teu\nboxes,2000,3,12\n",
        shipments="id,origin,destination,class,quantity,reservation\ns,field,city,boxes,1,90\n",
        bans="id,controller,class\nb,south,boxes\n",
        projects="id,scenario,capex,life,year,sponsors\np,more,100,30,2025,north;south\n",
        trade="exporter,importer,year,value\nnorth,south,2023,5\nsouth,south,2023,50\n",
        trade_costs="exporter,importer,change\n*,south,1.1\n",
        settlement="exporter,importer,year,national_share,friction\nnorth,south,2023,0.9,0.02\n",
        ties="a,b,kind,year,value,unit\nnorth,south,loan,2020,5,million USD\n",
        agreements="id,date,parties,status\ntreaty,2020-05,north;south,signed\n",
        memberships="actor,organisation,status,since\nnorth,Club,member,1999\n",
        relations="a,b,strength,low,high\nnorth,south,-0.5,-1,0\n",
        issues="id,low_label,high_label,scenario,from\nborder,closed,open,more,60\n",
        positions="issue,actor,position,salience,capability\nborder,north,10,1,2\n",
        propositions="id,claim,scenario,measure,target,at_least\np,c,more,flow,pipe,2\n",
        sources="id,title,kind\ns,S,article\n",
        claims="id,source,quote,value\nc,s,words,1\n",
        scenario_more='[[set]]\ntable = "links"\nwhere = { id = "pipe" }\nvalues = { capacity '
        "= 4 }\n",
    )
    assert {table.name: len(table) for table in case if len(table)} == {
        **dict.fromkeys(("commodities", "links", "supply", "demand", "modes", "transfers"), 1),
        **dict.fromkeys(("classes", "shipments", "bans", "projects", "trade_costs", "claims"), 1),
        **dict.fromkeys(("settlement", "ties", "agreements", "memberships", "relations"), 1),
        **dict.fromkeys(("issues", "positions", "propositions", "sources"), 1),
        "actors": 3,
        "nodes": 2,
        "trade": 2,
    }


def test_dangling_references_of_later_parts(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        shipments="id,origin,destination,class,quantity,reservation\ns,field,city,boxes,1,90\n",
        positions="issue,actor,position,salience,capability\nborder,north,10,1,2\n",
        trade="exporter,importer,year,value\nnorth,suth,2023,5\n",
        trade_costs="exporter,importer,change\n*,so*,1.1\nzz*,north,1.1\n",
    ) == [
        "positions.csv:2 issue: 'border' is not in issues.",
        "shipments.csv:2 class: 'boxes' is not in classes.",
        "trade.csv:2 importer: 'suth' is not in actors. Did you mean south?",
        "trade_costs.csv:3 exporter: 'zz*' is not in actors.",
    ]
