"""Evidence belongs to cells: grades and coverage, counted by hand."""

from __future__ import annotations

from pathlib import Path

import isthmus
from isthmus.case.evidence import cells, coverage, ties, unclaimed
from isthmus.case.model import Case
from isthmus.report.showing import rows_named
from tests.case.folders import CLAIM_HEADER, SOURCES, TINY, changed, opened

CLAIMS = (
    CLAIM_HEADER
    + """\
sourced,stat,9,8,11,bcm,2023,
second,stat,10,9.5,12,bcm,2024-08-31,accepted
coded,guess,12,,,bcm,,accepted
guessed,guess,10,,,bcm,,accepted
late,stat,10,,,bcm,2024-09,accepted
refused,stat,10,,,bcm,2023,rejected
waiting,stat,10,,,bcm,2023,proposed
money,stat,50,,,USD/tcm,2023,accepted
dear,stat,60,,,USD/tcm,2023,accepted
far,stat,20,15,25,bcm,2023,accepted
open,stat,,20,30,bcm,2023,accepted
words,stat,,,,,2023,accepted
nearly,stat,10.04,,,bcm,2023,accepted
"""
)


def case_with(folder: Path, evidence: str) -> Case:
    """Return the tiny case with evidence on its one supply row."""
    supply = "id,node,commodity,quantity,cost,evidence\n"
    return opened(
        folder, supply=f"{supply}well,field,gas,10,50,{evidence}\n", sources=SOURCES, claims=CLAIMS
    )


def grade(folder: Path, evidence: str) -> tuple[str, tuple[str, ...]]:
    """Return the grade of the quantity, and the claims it counts on."""
    for cell in cells(case_with(folder, evidence)):
        if (cell.table, cell.column) == ("supply", "quantity"):
            return cell.grade, cell.claims
    raise AssertionError("no such cell")


def test_grades(tmp_path: Path) -> None:
    expected = {
        "quantity:sourced": ("sourced", ("sourced",)),
        "quantity:guessed": ("coded", ("guessed",)),
        "quantity:coded": ("unsourced", ("coded",)),  # the value is 10, and it says 12
        "quantity:far": ("unsourced", ("far",)),
        "quantity:coded;quantity:sourced": ("sourced", ("coded", "sourced")),
        "quantity:second": ("sourced", ("second",)),
        "quantity:late": ("unsourced", ()),
        "quantity:refused": ("unsourced", ()),
        "quantity:waiting": ("unsourced", ()),
        "quantity:late;quantity:guessed": ("coded", ("guessed",)),
        "sourced": ("unsourced", ()),
        "cost:money": ("unsourced", ()),
        "": ("unsourced", ()),
        " quantity : sourced ": ("sourced", ("sourced",)),
    }
    found = {e: grade(tmp_path / str(n), e) for n, e in enumerate(expected)}
    assert found == expected


def test_show_agrees_with_the_grades(tmp_path: Path) -> None:
    grades = {"quantity:sourced": "sourced", "quantity:guessed": "coded", "": "unsourced"}
    grades |= dict.fromkeys(
        ("quantity:far", "quantity:late", "quantity:refused", "sourced"), "unsourced"
    )
    for number, (evidence, expected) in enumerate(grades.items()):
        case = case_with(tmp_path / str(number), evidence)
        (row,) = rows_named(case, "well")
        quantity = next(cell for cell in row.cells if cell.column == "quantity")
        assert quantity.grade == expected, evidence


def test_coverage_counts_written_numbers_that_a_lens_reads(tmp_path: Path) -> None:
    # supply: quantity, cost; demand: quantity, price_cap; links: capacity, cost, tariff. Neither
    # energy_content nor defaults nor empty cells count.
    plain = coverage(opened(tmp_path / "plain"))
    assert (plain.sourced, plain.coded, plain.total, plain.share) == (0, 0, 7, 0.0)
    found = coverage(case_with(tmp_path / "sourced", "quantity:sourced;cost:money"))
    assert (found.sourced, found.coded, found.total) == (2, 0, 7)
    found = coverage(case_with(tmp_path / "coded", "quantity:guessed;cost:money"))
    assert (found.sourced, found.coded, found.total) == (1, 1, 7)
    assert found.share == 1 / 7


def test_years_coordinates_and_tolerances_do_not_count(tmp_path: Path) -> None:
    case = opened(
        tmp_path,
        nodes="id,actor,lat,lon\nfield,north,1,2\ncity,south,3,4\n",
        links="id,from,to,commodity,capacity,opened,closed\npipe,field,city,gas,3,1990,2030\n",
        observations="id,measure,target,value,tolerance\no,flow,pipe,2,0.1\n",
        profiles="profile,period,factor\np,winter,1\np,summer,1\n",
    )
    assert [(cell.table, cell.column) for cell in cells(case)] == [
        ("links", "capacity"),
        ("supply", "quantity"),
        ("supply", "cost"),
        ("demand", "quantity"),
        ("demand", "price_cap"),
        ("profiles", "factor"),
        ("profiles", "factor"),
    ]


def test_without_as_of_no_claim_is_late(tmp_path: Path) -> None:
    case = opened(
        tmp_path,
        case=changed("case", "as_of = 2024-08-31\n", ""),
        supply="id,node,commodity,quantity,evidence\nwell,field,gas,10,quantity:late\n",
        sources=SOURCES,
        claims=CLAIMS,
    )
    assert coverage(case).sourced == 1


def tied(case: Case) -> tuple[str, ...]:
    return case.tables["supply"]["evidence"][0] or ()


def test_a_changed_number_rests_on_no_claim_of_the_old_one(tmp_path: Path) -> None:
    case = case_with(tmp_path, "quantity:sourced;cost:money;waiting")
    assert coverage(case).sourced == 2
    for changes, kept in (
        ({"supply.well.quantity": 11}, ("cost:money", "waiting")),
        ({"supply.well.quantity": "11 bcm/year"}, ("cost:money", "waiting")),
        ({"supply.well.quantity": 11, "supply.well.cost": 7}, ("waiting",)),
        ({"supply.well.quantity": 10}, ("quantity:sourced", "cost:money", "waiting")),
        ({"supply.well.profile": ""}, ("quantity:sourced", "cost:money", "waiting")),
        ({"supply.well.evidence": ""}, ()),
    ):
        assert tied(case.with_changes(changes)) == kept
    assert coverage(case.with_changes({"supply.well.quantity": 11})).sourced == 1
    assert coverage(case).sourced == 2


def test_a_scenario_may_name_the_claims_of_its_own_numbers(tmp_path: Path) -> None:
    write = '[[{}]]\ntable = "supply"\nwhere = {{ id = "well" }}\nvalues = {{ {} }}\n'
    case = opened(
        tmp_path,
        supply="id,node,commodity,quantity,cost,evidence\nwell,field,gas,10,50,quantity:sourced\n",
        sources=SOURCES,
        claims=CLAIMS,
        scenario_set=write.format("set", "quantity = 12"),
        scenario_scaled=write.format("scale", "quantity = 1.2"),
        scenario_same=write.format("scale", "quantity = 1"),
        scenario_own=write.format("set", 'quantity = 12, evidence = ["quantity:coded"]'),
    )
    assert {name: tied(case.with_scenario(name)) for name in case.library} == {
        "set": (),
        "scaled": (),
        "same": ("quantity:sourced",),
        "own": ("quantity:coded",),
    }
    assert tied(case.with_scenario("own+set")) == ("quantity:coded",)  # the value stays 12
    assert tied(case.with_scenario("own", "scaled")) == ()


def warnings(folder: Path, evidence: str) -> list[str]:
    return [str(problem) for problem in unclaimed(case_with(folder, evidence))]


def test_a_number_that_no_claim_allows_is_warned_of(tmp_path: Path) -> None:
    said = "supply.csv:2 quantity: supply.well.quantity is 10, but rests on "
    expected = {
        "quantity:sourced": [],  # 9, of 8 to 11
        "quantity:coded": [f"{said}claim coded: 12"],
        "quantity:coded;quantity:sourced": [],
        "quantity:far;quantity:coded": [f"{said}claims far: 20 (15..25) and coded: 12"],
        "quantity:open;far": [f"{said}claim open: 20..30"],
        "quantity:words": [],
        "quantity:words;quantity:coded": [f"{said}claim coded: 12"],
        "quantity:nearly": [],  # 10.04: sources round
        "quantity:refused": [],
        "cost:dear": ["supply.csv:2 cost: supply.well.cost is 50, but rests on claim dear: 60"],
        "far": [],
    }
    found = {e: warnings(tmp_path / str(n), e) for n, e in enumerate(expected)}
    assert found == expected


def test_the_built_in_cases_hold_what_their_claims_allow() -> None:
    for name in isthmus.list_cases():
        case = isthmus.open_case(name)
        assert [str(problem) for problem in unclaimed(case)] == []
        for scenario in case.library:
            assert [str(problem) for problem in unclaimed(case.with_scenario(scenario))] == []


def test_the_band_of_a_cell_spans_its_claims(tmp_path: Path) -> None:
    case = case_with(tmp_path, "quantity:sourced;quantity:second;quantity:late")
    band = [(c.low, c.high) for c in cells(case) if (c.table, c.column) == ("supply", "quantity")]
    assert band == [(8.0, 12.0)]


def test_ties() -> None:
    tied = ties(("capacity:c12", "tariff: c40", "c3"))
    assert tied == (("capacity", "c12"), ("tariff", "c40"), ("", "c3"))


def test_the_title_says_how_much_is_sourced(tmp_path: Path) -> None:
    assert TINY["case.toml"].startswith('id = "tiny"')
    case = case_with(tmp_path, "quantity:sourced;cost:money")
    assert isthmus.markets(case).title() == "tiny · base · 29% of 7 numbers sourced"
