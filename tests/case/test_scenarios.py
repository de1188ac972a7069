"""Scenarios: named, composable changes, and what stops them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import isthmus
from isthmus.case.model import Case
from tests.case.folders import TINY, opened, refused, write_case

LINKS = TINY["links.csv"] + "pipe-2,field,city,gas,5,,\nroad,city,field,gas,,,\n"


def change(action: str, table: str, where: str = "", values: str = "") -> str:
    """Return one change of a scenario as TOML."""
    lines = [f"[[{action}]]", f'table = "{table}"']
    if action != "add":
        lines.append(f"where = {{ {where} }}")
    if action != "remove":
        lines.append(f"{'row' if action == 'add' else 'values'} = {{ {values} }}")
    return "\n".join(lines) + "\n"


def with_changes(folder: Path, *changes: str) -> Case:
    """Return the tiny case, of three links, with one scenario `s` applied."""
    return opened(folder, links=LINKS, scenario_s="".join(changes)).with_scenario("s")


def refusal(folder: Path, *changes: str) -> list[str]:
    """Return the problems for which the scenario `s` of these changes is not applied."""
    case = opened(folder, links=LINKS, scenario_s="".join(changes))
    with pytest.raises(isthmus.CaseError) as caught:
        case.with_scenario("s")
    return [str(problem) for problem in caught.value.problems]


def column(case: Case, name: str, table: str = "links") -> dict[str, Any]:
    return dict(zip(case.tables[table].keys, case.tables[table][name], strict=True))


# What changes do.


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('id = "pipe"', {"pipe": 7, "pipe-2": 5, "road": None}),
        ('id = "pipe*"', {"pipe": 7, "pipe-2": 7, "road": None}),
        ('id = ["pipe-2", "ro?d"]', {"pipe": 3, "pipe-2": 7, "road": 7}),
        ('from = "field", to = "c*"', {"pipe": 7, "pipe-2": 7, "road": None}),
        ("capacity = 5", {"pipe": 3, "pipe-2": 7, "road": None}),
        ('controllers = "north"', {"pipe": 7, "pipe-2": 7, "road": 7}),  # by default, both ends
        ('controllers = "north", status = "oper*"', {"pipe": 7, "pipe-2": 7, "road": 7}),
        ("", {"pipe": 7, "pipe-2": 7, "road": 7}),
    ],
)
def test_set(tmp_path: Path, where: str, expected: dict[str, float | None]) -> None:
    case = with_changes(tmp_path, change("set", "links", where, "capacity = 7"))
    assert column(case, "capacity") == expected


def test_set_reads_units_and_words_and_lists_like_a_cell(tmp_path: Path) -> None:
    values = 'capacity = "16 bcm/day", status = "closed", owners = ["north:0.25", "south:0.75"]'
    case = with_changes(tmp_path, change("set", "links", 'id = "pipe"', values))
    assert case.tables["links"].row(0) == {
        "id": "pipe",
        "from": "field",
        "to": "city",
        "commodity": "gas",
        "capacity": 5840.0,
        "cost": 10.0,
        "tariff": 20.0,
        "status": "closed",
        "owners": (("north", 0.25), ("south", 0.75)),
    }


def test_set_empties_a_cell(tmp_path: Path) -> None:
    case = with_changes(tmp_path, change("set", "links", 'id = "pipe"', 'capacity = ""'))
    assert column(case, "capacity") == {"pipe": None, "pipe-2": 5, "road": None}


def test_scale(tmp_path: Path) -> None:
    case = with_changes(tmp_path, change("scale", "links", 'id = "pipe*"', "capacity = 1.5"))
    assert column(case, "capacity") == {"pipe": 4.5, "pipe-2": 7.5, "road": None}


def test_add_and_remove(tmp_path: Path) -> None:
    row = 'id = "sea", from = "city", to = "field", commodity = "gas", capacity = 1'
    case = with_changes(
        tmp_path, change("remove", "links", 'id = "pipe-*"'), change("add", "links", values=row)
    )
    assert column(case, "capacity") == {"pipe": 3, "road": None, "sea": 1}
    assert case.filled["links"]["owners"][2] == (("south", 0.5), ("north", 0.5))


def test_add_to_a_table_that_was_not_there(tmp_path: Path) -> None:
    row = (
        'id = "c", seller = "north", buyer = "south", commodity = "gas", link = "pipe", minimum = 1'
    )
    case = with_changes(tmp_path, change("add", "contracts", values=row))
    assert column(case, "minimum", "contracts") == {"c": 1}


def test_changes_are_made_in_the_order_add_set_scale_remove(tmp_path: Path) -> None:
    row = 'id = "sea", from = "city", to = "field", commodity = "gas"'
    case = with_changes(
        tmp_path,
        change("remove", "links", "capacity = 20"),
        change("scale", "links", 'id = ["pipe", "sea"]', "capacity = 2"),
        change("set", "links", 'id = ["pipe", "sea"]', "capacity = 10"),
        change("add", "links", values=row),
    )
    assert column(case, "capacity") == {"pipe-2": 5, "road": None}


def test_a_profile_is_changed_by_name_and_period(tmp_path: Path) -> None:
    profiles = "profile,period,factor\np,winter,1\np,summer,1\n"
    text = change("set", "profiles", 'profile = "p", period = "winter"', "factor = 1.3") + change(
        "set", "profiles", 'profile = "p", period = "summer"', "factor = 0.8"
    )
    case = opened(tmp_path, profiles=profiles, scenario_s=text).with_scenario("s")
    assert column(case, "factor", "profiles") == {"p/summer": 0.8, "p/winter": 1.3}


# Stacking.


def stack(folder: Path) -> Case:
    """Return a case whose scenarios each scale or set the capacity of `pipe`, which is 3."""
    one = 'id = "pipe"'
    return opened(
        folder,
        links=LINKS,
        scenario_ten=change("set", "links", one, "capacity = 10"),
        scenario_double=change("scale", "links", one, "capacity = 2"),
        scenario_more='extends = ["double"]\n' + change("scale", "links", one, "capacity = 1.5"),
        scenario_most='extends = ["more", "double"]\n',
        scenario_same='extends = ["base", "double"]\n',
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["base"], 3),
        ([], 3),
        (["ten"], 10),
        (["ten+double"], 20),
        (["double+ten"], 10),
        (["ten", "double"], 20),
        ([" ten + double "], 20),
        (["base+ten"], 10),
        (["double", "double"], 6),
        (["more"], 9),
        (["more+double"], 9),
        (["double+more"], 9),
        (["most"], 9),
        (["more+most"], 9),
        (["same"], 6),
    ],
)
def test_stacking(tmp_path: Path, names: list[str], expected: float) -> None:
    assert column(stack(tmp_path).with_scenario(*names), "capacity")["pipe"] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("double", "double", 6),
        ("double", "more", 9),
        ("more", "double", 9),
        ("more", "most", 9),
        ("ten", "double", 20),
    ],
)
def test_stacking_in_steps_applies_each_once(
    tmp_path: Path, first: str, second: str, expected: float
) -> None:
    case = stack(tmp_path).with_scenario(first).with_scenario(second)
    assert column(case, "capacity")["pipe"] == expected


def test_the_case_says_what_was_applied(tmp_path: Path) -> None:
    case = stack(tmp_path)
    assert case.scenarios == ()
    changed = case.with_scenario("ten+more", "ten").with_changes({"links.pipe.tariff": 5})
    assert changed.scenarios == ("ten", "more", "links.pipe.tariff=5")
    assert changed.base is case


def test_the_original_stays_as_it_was(tmp_path: Path) -> None:
    case = stack(tmp_path)
    before, tables = case.hash, {t.name: {c: list(v) for c, v in t.columns.items()} for t in case}
    changed = case.with_scenario("most")
    assert changed.hash != before
    assert opened(tmp_path / "again", links=LINKS).hash == before
    assert {t.name: {c: list(v) for c, v in t.columns.items()} for t in case} == tables
    assert case.with_scenario("base").hash == before


def test_a_circle_is_named(tmp_path: Path) -> None:
    case = opened(
        tmp_path,
        scenario_a='extends = ["b"]\n',
        scenario_b='extends = ["c"]\n',
        scenario_c='extends = ["b"]\n',
        scenario_d='extends = ["d"]\n',
    )
    for name, expected in {
        "a": "scenarios/c.toml extends: goes in a circle: b -> c -> b",
        "d": "scenarios/d.toml extends: goes in a circle: d -> d",
    }.items():
        with pytest.raises(isthmus.CaseError) as caught:
            case.with_scenario(name)
        assert str(caught.value) == expected


def test_an_unknown_scenario(tmp_path: Path) -> None:
    case = opened(tmp_path, scenario_more="", scenario_moon='extends = ["mor"]\n')
    for name, expected in {
        "mre": "scenario: 'mre' is no scenario of case tiny. Closest: more",
        "bse": "scenario: 'bse' is no scenario of case tiny. Closest: base",
        "zzzz": "scenario: 'zzzz' is no scenario of case tiny. None is like it: isthmus scenarios "
        "lists them",
        "moon": "scenarios/moon.toml extends: 'mor' is no scenario of case tiny. "
        "Closest: more, moon",
    }.items():
        with pytest.raises(isthmus.CaseError) as caught:
            case.with_scenario(name)
        assert str(caught.value) == expected


# Changes of single cells.


@pytest.mark.parametrize(
    ("value", "expected"),
    [(31, 31.0), ("31", 31.0), ("16 bcm/day", 5840.0), ("", None), ("2.5e1", 25.0)],
)
def test_with_changes(tmp_path: Path, value: object, expected: float | None) -> None:
    case = opened(tmp_path, links=LINKS).with_changes({"links.pipe.capacity": value})
    assert column(case, "capacity") == {"pipe": expected, "pipe-2": 5, "road": None}
    assert case.scenarios == (f"links.pipe.capacity={value}",)


def test_with_changes_by_glob(tmp_path: Path) -> None:
    changes = {"links.pipe*.capacity": 7, "links.pipe.status": "closed"}
    case = opened(tmp_path, links=LINKS).with_changes(changes)
    assert column(case, "capacity") == {"pipe": 7, "pipe-2": 7, "road": None}
    assert column(case, "status") == {"pipe": "closed", "pipe-2": None, "road": None}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("profiles.p/winter.factor", {"p/summer": 1, "p/winter": 7}),
        ("profiles.p/*.factor", {"p/summer": 7, "p/winter": 7}),
        ("profiles.p.factor", {"p/summer": 7, "p/winter": 7}),
        ("ties.north/south/loan/.value", {"north/south/a.b/[x]/2020": 1, "north/south/loan/": 7}),
        (
            "ties.north/south/a.b/[x]/2020.value",
            {"north/south/a.b/[x]/2020": 7, "north/south/loan/": 1},
        ),
        ("nodes.The city.lat", {"city": 7, "field": None}),
        ("actors.n.name", {"north": "7", "south": "South", "south-gas": "South Gas"}),
    ],
)
def test_a_cell_is_named_by_its_key_as_printed_or_by_another_name(
    tmp_path: Path, path: str, expected: dict[str, Any]
) -> None:
    table, name = path.partition(".")[0], path.rpartition(".")[2]
    case = opened(
        tmp_path,
        profiles="profile,kind,period,factor\np,price,winter,1\np,price,summer,1\n",
        ties="a,b,kind,year,value\nnorth,south,loan,,1\nnorth,south,a.b/[x],2020,1\n",
    ).with_changes({path: "7"})
    assert column(case, name, table) == expected


def test_every_cell_that_the_ledger_prints_can_be_changed() -> None:
    from isthmus.report.ledger import evidence_tables

    for case in map(isthmus.open_case, isthmus.list_cases()):
        for grade in ("coded", "unsourced"):
            table = evidence_tables(case)[grade]
            case.with_changes(dict(zip(table["cell"], table["value"], strict=True)))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("links.pipe", 1, "write TABLE.ID.COLUMN, such as links.tanap.capacity"),
        ("links.capacity", 1, "write TABLE.ID.COLUMN, such as links.tanap.capacity"),
        ("link.pipe.capacity", 1, "no table 'link'. Did you mean links?"),
        ("links.pipe.capcity", 1, "links has no column 'capcity'. Did you mean capacity?"),
        ("links.PIPE.capacity", 1, 'where id = "PIPE" matches nothing. Closest: pipe, pipe-2'),
        ("links.pipe.capacity", [1], "[1] is a list; this column holds one value"),
        ("nodes.citty.lat", 1, 'where id = "citty" matches nothing. Closest: city'),
        ("links.pip.capacity", 1, 'where id = "pip" matches nothing. Closest: pipe, pipe-2'),
        ("links.pipe.capacity", -1, "-1: input should be greater than or equal to 0"),
        ("links.pipe.capacity", "x", "'x' is not a number"),
        ("links.pipe.capacity", float("nan"), "nan: input should be a finite number"),
        ("links.pipe.capacity", True, "True is not a number"),
        ("links.pipe.from", "feild", "'feild' is not in nodes. Did you mean field?"),
        ("links.pipe.from", "", "required, but empty"),
        ("links.pipe.name", 5, "5 is not text"),
    ],
)
def test_changes_that_cannot_be(tmp_path: Path, path: str, value: object, expected: str) -> None:
    case = opened(tmp_path, links=LINKS)
    with pytest.raises(isthmus.CaseError) as caught:
        case.with_changes({path: value})
    (problem,) = caught.value.problems
    assert problem.file.startswith("--set")
    assert problem.message == expected


# What stops a scenario.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (change("set", "links", 'id = "pip-2"', "capacity = 1"),
         '[[set]] links: where id = "pip-2" matches nothing. Closest: pipe-2, pipe'),
        (change("remove", "links", 'id = "zzz"'),
         '[[remove]] links: where id = "zzz" matches nothing.'),
        (change("scale", "links", 'from = "moon"', "capacity = 1"),
         '[[scale]] links: where from = "moon" matches nothing.'),
        (change("add", "links", values='id = "pipe", from = "city", to = "field", commodity = '
         '"gas"'),
         "[[add]] links id: 'pipe' is there already; use [[set]] to change it"),
        (change("add", "links", values='id = "new", from = "city", commodity = "gas"'),
         "[[add]] links to: required, but empty"),
        (change("scale", "links", 'id = "road"', "capacity = 2"),
         "[[scale]] links capacity: is empty in 'road', so there is nothing to scale"),
        (change("scale", "links", 'id = "road"', "status = 2"),
         "[[scale]] links status: only numbers are scaled, by a number"),
        *[
            (change("scale", "links", 'id = "pipe"', f"capacity = {value}"),
             "[[scale]] links capacity: only numbers are scaled, by a number")
            for value in ('"2"', "true", "[2]", "{ a = 2 }", "2024-08-31", "[]")
        ],
        (change("scale", "links", 'id = "pipe"', "capacity = -1"),
         "[[scale]] links capacity: -3.0: input should be greater than or equal to 0"),
        (change("scale", "links", 'id = "pipe"', "capacity = nan"),
         "[[scale]] links capacity: nan: input should be a finite number"),
        (change("set", "links", 'id = "pipe"', "capacity = [1]"),
         "[[set]] links capacity: [1] is a list; this column holds one value"),
        (change("set", "links", 'id = "pipe"', f"capacity = 1{'0' * 320}"),
         "[[set]] links capacity: a number of hundreds of digits is larger than any quantity or "
         "price can be"),
        (change("set", "links", f"capacity = 1{'0' * 320}", "capacity = 1"),
         f"[[set]] links: where capacity = 1{'0' * 320} matches nothing."),
        (change("set", "links", 'id = "pipe"', 'status = ["closed"]'),
         "[[set]] links status: ['closed'] is a list; this column holds one value"),
        (change("set", "links", 'id = "pipe"', 'to = "field"'),
         "[[set]] links to: a link needs two different nodes (or a to_commodity)"),
        (change("set", "links", 'id = "pipe"', 'status = "shut"'),
         "[[set]] links status: 'shut' is not a word of this column. One of: operating, "
         "construction, planned, proposed, idle, suspended, closed, disputed, retired."),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be(tmp_path: Path, text: str, expected: str) -> None:
    assert refusal(tmp_path, text) == [f"scenarios/s.toml:1 {expected}"]


def test_scaling_by_a_number_without_end(tmp_path: Path) -> None:
    text = change("scale", "links", 'id = "pipe"', "capacity = 1" + "0" * 400)
    (problem,) = refusal(tmp_path, text)
    assert problem.startswith("scenarios/s.toml:1 [[scale]] links capacity: ")


def test_a_result_that_does_not_check_points_at_the_scenario(tmp_path: Path) -> None:
    assert refusal(tmp_path, change("remove", "nodes", 'id = "city"')) == [
        f"scenarios/s.toml {place}: 'city' is not in nodes."
        for place in (
            "demand.csv:2 node", "links.csv:2 to", "links.csv:3 to", "links.csv:4 from",
        )
    ]  # fmt: skip
    row = 'id = "new", from = "city", to = "feild", commodity = "gas"'
    assert refusal(tmp_path / "add", change("add", "links", values=row)) == [
        "scenarios/s.toml:1 to: 'feild' is not in nodes. Did you mean field?"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (change("set", "link", "", "capacity = 1"), "[[set]]: no table 'link'. Did you mean "
         "links?"),
        (change("set", "links", "", "capcity = 1"),
         "[[set]]: links has no column 'capcity'. Did you mean capacity?"),
        (change("set", "links", 'idd = "x"', "capacity = 1"),
         "[[set]]: links has no column 'idd'. Did you mean id?"),
        (change("set", "profiles", 'origin = "a"', "factor = 1"),
         "[[set]]: profiles has no column 'origin'. It has profile, kind, period, factor, "
         "evidence"),
        ('[[set]]\ntable = "links"\nwhere = {}\n', "[[set]]: needs the key 'values'"),
        ('[[remove]]\ntable = "links"\n', "[[remove]]: needs the key 'where'"),
        ('[[add]]\ntable = "links"\nvalues = {}\n', "[[add]]: no such key 'values'."),
        ('[[set]]\ntable = "links"\nwhere = {}\nvalue = {}\n',
         "[[set]]: no such key 'value'. Did you mean values?"),
        ('[[set]]\ntable = "links"\nwhere = 3\nvalues = {}\n',
         "[[set]]: where, values and row are tables: { id = ... }"),
        ('[[set]]\ntabel = "links"\nwhere = {}\nvalues = {}\n',
         "[[set]]: no such key 'tabel'. Did you mean table?"),
        ('[set]\ntable = "links"\n', "set: write [[set]], with two brackets"),
        ("set = [3]\n", "[[set]]: should be a table of keys"),
        ('[[sett]]\ntable = "links"\n', "sett: no such key. Did you mean set?"),
        ("titel = 'x'\n", "titel: no such key. Did you mean title?"),
        ("title = 5\n", "title: should be a text"),
        ('extends = "more"\n', "extends: should be a list"),
    ],
)  # fmt: skip
def test_a_scenario_that_does_not_read(tmp_path: Path, text: str, expected: str) -> None:
    line = ":1" if text.startswith("[[") and expected.startswith("[[") else ""
    assert refused(tmp_path, links=LINKS, scenario_s=text) == [f"scenarios/s.toml{line} {expected}"]


def test_a_problem_of_a_change_has_its_line(tmp_path: Path) -> None:
    good = change("set", "links", 'id = "pipe"', "capacity = 1")
    bad = change("set", "links", 'id = "pip"', "capacity = 1")
    head = 'title = "T"\r\n# [[set]] in a comment\n\n'
    assert refusal(tmp_path, head, good, change("remove", "links", 'id = "road"'), bad) == [
        'scenarios/s.toml:11 [[set]] links: where id = "pip" matches nothing. Closest: pipe, pipe-2'
    ]


def test_a_change_within_a_text_leaves_the_lines_unknown(tmp_path: Path) -> None:
    text = "narrative = '''\n[[set]]\n'''\n" + change("set", "link", "", "capacity = 1")
    assert refused(tmp_path, scenario_s=text) == [
        "scenarios/s.toml [[set]]: no table 'link'. Did you mean links?"
    ]


def test_base_is_reserved(tmp_path: Path) -> None:
    assert refused(tmp_path, scenario_base="") == [
        "scenarios/base.toml: 'base' is the name of the case as it stands; choose another"
    ]


def test_all_problems_of_all_scenarios_come_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path, scenario_a="titel = 'x'\nnarative = 'y'\n", scenario_b="set = 1\n", links=""
    )
    assert problems == [
        "links.csv:1: is empty; a table needs at least its header",
        "scenarios/a.toml narative: no such key. Did you mean narrative?",
        "scenarios/a.toml titel: no such key. Did you mean title?",
        "scenarios/b.toml set: write [[set]], with two brackets",
    ]


def test_check_finds_what_is_wrong_with_each_scenario(tmp_path: Path) -> None:
    from isthmus.report.checking import examine

    folder = write_case(
        tmp_path,
        scenario_a=change("set", "links", 'id = "pip"', "capacity = 1"),
        scenario_b='extends = ["c"]\n',
    )
    assert examine(isthmus.open_case(folder), with_fit=False).problems == (
        'scenarios/a.toml:1 [[set]] links: where id = "pip" matches nothing. Closest: pipe',
        "scenarios/b.toml extends: 'c' is no scenario of case tiny. "
        "None is like it: isthmus scenarios lists them",
    )
