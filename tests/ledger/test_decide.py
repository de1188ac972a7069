"""What is accepted is written into the case, whole or not at all; what is rejected is marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isthmus
from isthmus.files import write_bytes
from isthmus.ledger import casebook, decide
from tests.case.folders import CLAIM_HEADER, SOURCES, changed, write_case
from tests.ledger.documents import AGREEMENT, document

ON = "2024-09-01T12:00:00+00:00"
WHO: dict[str, Any] = {"by": "ann", "on": ON}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_case(tmp_path / "tiny")


def proposed(folder: Path, **changes: Any) -> tuple[str, ...]:
    return isthmus.propose_claims(document(**changes), folder, file="note.txt", **WHO).new


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_claim_is_accepted_with_a_scenario(folder: Path) -> None:
    figure, _ = proposed(folder)
    name = f"claim-{figure}"
    base = isthmus.open_case(folder)
    done = isthmus.accept_claims([figure], folder, scenario=name, note="checked", **WHO)
    assert [path.name for path in done.written] == ["sources.csv", "claims.csv", f"{name}.toml"]
    assert done.claims[0].action == "accepted"
    case = isthmus.open_case(folder)
    (row,) = (case.tables["claims"].row(at) for at in range(1))
    assert row == {
        "id": name,
        "source": "a-note-on-the-pipe",
        "where": "characters 20 to 42",
        "quote": "carries 4.5 bcm a year",
        "start": 20,
        "end": 42,
        "subject": "pipe",
        "statement": "pipe capacity: 4.5 bcm/yr in 2024",
        "value": 4.5,
        "unit": "bcm/yr",
        "as_of": "2024",
        "verdict": "contradicts",
        "status": "accepted",
        "by": "ann",
        "on": ON,
        "note": "checked",
    }
    source = case.tables["sources"].row(0)
    assert source["title"] == "A note on the pipe"
    assert (source["kind"], source["locator"], source["date"]) == ("article", "note.txt", "2024-05")
    # The numbers of the case are what they were; under the scenario the cell says 4.5.
    assert case.tables["links"].row(0) == base.tables["links"].row(0)
    believed = case.with_scenario(name)
    assert believed.filled["links"]["capacity"][0] == 4.5
    assert believed.tables["links"]["evidence"][0] == (f"capacity:{name}",)
    result = isthmus.compare(isthmus.markets(case), isthmus.markets(believed))
    assert result.lens == "compare"


def test_claims_of_one_text_have_one_source(folder: Path) -> None:
    for name in proposed(folder):
        isthmus.accept_claims(name, folder, **WHO)
    case = isthmus.open_case(folder)
    assert (len(case.tables["sources"]), len(case.tables["claims"])) == (1, 2)
    (note,) = {n for n in case.tables["claims"]["note"] if n}
    assert note == "North says so; about"


def test_another_text_of_the_same_title_is_another_source(folder: Path) -> None:
    isthmus.accept_claims(proposed(folder), folder, **WHO)
    isthmus.accept_claims(proposed(folder, text="another"), folder, **WHO)
    first, second = isthmus.open_case(folder).tables["sources"]["id"]
    assert second.startswith(f"{first}-")
    assert len(second) == len(first) + 7


def test_to_accept_twice_changes_nothing(folder: Path) -> None:
    ids = proposed(folder)
    isthmus.accept_claims(ids, folder, scenario=None, **WHO)
    before, ledger = files(folder), isthmus.list_claims(folder).ledger
    again = isthmus.accept_claims(ids, folder, by="bob")
    assert (again.written, files(folder)) == ((), before)
    assert isthmus.list_claims(folder).ledger == ledger


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_a_crash_leaves_a_case_that_checks_and_can_be_completed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    figure, _ = proposed(folder)
    name = f"claim-{figure}"
    done = 0

    def crash(path: Path, data: bytes) -> None:
        nonlocal done
        if done == fails_at:
            raise KeyboardInterrupt
        done += 1
        write_bytes(path, data)

    monkeypatch.setattr(casebook, "write_bytes", crash)
    with pytest.raises(KeyboardInterrupt):
        isthmus.accept_claims([figure], folder, scenario=name, **WHO)
    monkeypatch.setattr(casebook, "write_bytes", write_bytes)
    isthmus.open_case(folder)
    assert isthmus.list_claims(folder, status="accepted").claims == ()
    isthmus.accept_claims([figure], folder, scenario=name, **WHO)
    case = isthmus.open_case(folder).with_scenario(name)
    assert case.tables["claims"]["id"] == [name]
    assert len(case.tables["sources"]) == 1
    assert len(isthmus.list_claims(folder, status="accepted").claims) == 1


def test_a_crash_before_the_ledger_is_completed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = proposed(folder)

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(decide, "append", crash)
        with pytest.raises(KeyboardInterrupt):
            isthmus.accept_claims(ids, folder, **WHO)
    before = files(folder)
    isthmus.accept_claims(ids, folder, **WHO)
    assert files(folder) == before
    assert len(isthmus.list_claims(folder, status="accepted").claims) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "USD"}, "capacity:claim-.*'USD' does not measure the same as 'bcm/year'"),
        ({"case": {"table": "links", "row": "pip", "column": "capacity", "value": 3.0,
                   "ratio": 1.5}}, "has no such row. Closest: pipe"),
        ({"case": {"table": "links", "row": "pipe", "column": "loss", "value": 0.5, "ratio": 9.0}},
         "loss"),
        ({"case": None}, "names no cell of the case"),
    ],
)  # fmt: skip
def test_what_would_not_check_is_refused_and_nothing_is_written(
    folder: Path, changes: dict[str, Any], message: str
) -> None:
    figure, _ = proposed(folder, **changes)
    before, ledger = files(folder), isthmus.list_claims(folder).ledger
    with pytest.raises(isthmus.IsthmusError, match=message):
        isthmus.accept_claims([figure], folder, scenario="what-if", **WHO)
    assert files(folder) == before
    assert isthmus.list_claims(folder).ledger == ledger


@pytest.mark.parametrize("name", ["Base", "base", "a b", "../x", ""])
def test_a_scenario_needs_a_name(folder: Path, name: str) -> None:
    before = files(folder)
    with pytest.raises(isthmus.IsthmusError, match="use small letters"):
        isthmus.accept_claims(proposed(folder)[:1], folder, scenario=name, **WHO)
    assert files(folder) == before


def test_a_scenario_of_the_name_is_not_overwritten(folder: Path) -> None:
    write_case(folder, scenario_mine='title = "Mine"\n')
    figure, _ = proposed(folder)
    with pytest.raises(isthmus.IsthmusError, match=r"mine\.toml is there already"):
        isthmus.accept_claims([figure], folder, scenario="mine", **WHO)
    assert (folder / "scenarios/mine.toml").read_text() == 'title = "Mine"\n'


def test_a_cell_that_was_empty_takes_the_claim_in_its_unit(folder: Path) -> None:
    cell = {"table": "links", "row": "pipe", "column": "length", "value": None, "ratio": None}
    figure, _ = proposed(folder, case=cell, value=250.0, unit="km", measure="length")
    isthmus.accept_claims([figure], folder, scenario="longer", **WHO)
    assert isthmus.open_case(folder).with_scenario("longer").filled["links"]["length"][0] == 250


def test_the_claims_of_other_cells_stay_tied(folder: Path) -> None:
    links = (
        "id,from,to,commodity,capacity,cost,tariff,evidence\n"
        "pipe,field,city,gas,3,10,20,capacity:c;cost:c2;c\n"
    )
    claims = CLAIM_HEADER + "c,stat,3,,,bcm/year,2023,\nc2,stat,10,,,USD/tcm,2023,\n"
    write_case(folder, links=links, sources=SOURCES, claims=claims)
    figure, _ = proposed(folder)
    isthmus.accept_claims([figure], folder, scenario="more", **WHO)
    case = isthmus.open_case(folder).with_scenario("more")
    wanted = ("cost:c2", "c", f"capacity:claim-{figure}")
    assert case.tables["links"]["evidence"][0] == wanted


def test_rejected_before_and_after(folder: Path) -> None:
    figure, deal = proposed(folder)
    isthmus.reject_claims([deal], folder, note="hearsay", **WHO)
    assert not (folder / "claims.csv").exists()
    isthmus.accept_claims([figure], folder, scenario="more", **WHO)
    done = isthmus.reject_claims([figure], folder, note="wrong year", **WHO)
    assert done.notes == ("scenario more is still there; delete it if nobody needs it",)
    case = isthmus.open_case(folder)
    assert case.tables["claims"]["status"] == ["rejected"]
    assert [step.action for step in isthmus.show_claim(figure, folder).history] == [
        "proposed", "accepted", "rejected",
    ]  # fmt: skip
    isthmus.accept_claims([figure], folder, **WHO)
    assert isthmus.open_case(folder).tables["claims"]["status"] == ["accepted"]
    assert {one.action for one in isthmus.list_claims(folder).claims} == {"accepted", "rejected"}


def test_lists_are_filtered(folder: Path) -> None:
    figure, deal = proposed(folder)
    isthmus.reject_claims([deal], folder, **WHO)

    def ids(**filters: Any) -> list[str]:
        return [one.id for one in isthmus.list_claims(folder, **filters).claims]

    assert ids() == [figure, deal]
    assert ids(status="proposed") == ids(verdict="contradicts") == [figure]
    assert ids(status="rejected") == [deal]
    assert ids(document="NOTE on") == ids(document="note.txt") == [figure, deal]
    assert ids(document="elsewhere") == []


def test_built_in_cases_and_workbooks_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    isthmus.propose_claims(document(), "two-countries", **WHO)
    with pytest.raises(isthmus.IsthmusError, match="isthmus new PATH --from two-countries"):
        isthmus.accept_claims(["0000"], "two-countries")
    book = isthmus.new(tmp_path / "book.xlsx")
    with pytest.raises(isthmus.IsthmusError, match=r"isthmus new FOLDER --from .*book\.xlsx"):
        isthmus.accept_claims(["0000"], book)


def test_a_claim_after_the_case_is_told(folder: Path) -> None:
    figure, _ = proposed(folder, when="2025")
    done = isthmus.accept_claims([figure], folder, **WHO)
    assert done.notes == (
        f"claim-{figure} is dated after 2024-08-31, the case's as_of: it counts from then on",
    )


def test_a_cell_that_changed_since_is_told(folder: Path) -> None:
    figure, _ = proposed(folder)
    write_case(folder, links=changed("links", "gas,3,10", "gas,3.5,10"))
    done = isthmus.accept_claims([figure], folder, scenario="more", **WHO)
    assert done.notes == ("links.pipe.capacity is 3.5; it was 3.0 when the text was read",)
    case = isthmus.open_case(folder).with_scenario("more")
    assert case.filled["links"]["capacity"][0] == 4.5


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@settings(max_examples=40)
@given(quote=words, title=words, said=words, note=words)
def test_whatever_a_text_says_stands_in_the_case_or_nothing_is_written(
    tmp_path_factory: pytest.TempPathFactory, quote: str, title: str, said: str, note: str
) -> None:
    folder = write_case(tmp_path_factory.mktemp("any") / "tiny")
    read = document(quote=quote, attribution=said)
    read["document"]["title"] = title
    figure, deal = isthmus.propose_claims(read, folder, **WHO).new
    if not title.strip():
        before = files(folder)
        with pytest.raises(isthmus.CaseError, match=r"sources\.csv:2 title: required, but empty"):
            isthmus.accept_claims([figure], folder, note=note, **WHO)
        assert files(folder) == before
        return
    isthmus.accept_claims([figure], folder, note=note, **WHO)
    isthmus.accept_claims([deal], folder, **WHO)
    case = isthmus.open_case(folder)
    claims = case.tables["claims"]
    row = claims.row(claims["id"].index(f"claim-{figure}"))
    assert row.get("quote", "") == quote.strip()
    assert case.tables["sources"]["title"] == [title.strip()]
    wanted = "; ".join(part for part in (f"{said} says so", note) if part)
    assert row.get("note", "") == wanted.strip()


def test_nobody_logged_in_is_asked_for(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr("getpass.getuser", nobody)
    with pytest.raises(isthmus.IsthmusError, match="give --by NAME"):
        isthmus.propose_claims(document(), folder)


def test_a_sum_is_scaled_and_a_status_set(folder: Path) -> None:
    supply = "id,node,commodity,quantity,cost\nwell,field,gas,10,50\nshaft,field,gas,5,60\n"
    write_case(folder, supply=supply)
    both = {"table": "supply", "row": "shaft;well", "column": "quantity", "value": 15.0,
            "ratio": 0.8}  # fmt: skip
    (figure,) = isthmus.propose_claims({**document(case=both), "agreements": []}, folder, **WHO).new
    isthmus.accept_claims([figure], folder, scenario="less", **WHO)
    case = isthmus.open_case(folder).with_scenario("less")
    assert list(case.filled["supply"]["quantity"]) == [4, 8]
    status = {"table": "links", "row": "pipe", "column": "status", "value": "operating",
              "ratio": None}  # fmt: skip
    route = {**AGREEMENT, "name": "the pipe", "status": "closed", "case": status}
    (closed,) = isthmus.propose_claims(
        {**document(), "figures": [], "agreements": [], "routes": [route]}, folder, **WHO
    ).new
    isthmus.accept_claims([closed], folder, scenario="shut", **WHO)
    shut = isthmus.open_case(folder).with_scenario("shut")
    assert shut.tables["links"]["status"] == ["closed"]
    assert shut.tables["links"]["evidence"] == [(f"status:claim-{closed}",)]


def test_what_is_held_against_a_claim_changes_the_cell_that_rests_on_it(folder: Path) -> None:
    links = "id,from,to,commodity,capacity,cost,tariff,evidence\npipe,field,city,gas,3,10,20,{}\n"
    claims = CLAIM_HEADER + "c,stat,3.1,,,bcm,2023,\nyd,stat,8493.15,,,mcm/d,2023,\n"
    cell = {"table": "claims", "row": "c", "column": "value", "value": 3.1, "ratio": 1.5}
    for evidence, wanted in (("capacity:c", 4.65), ("c", None), ("capacity:c;cost:c2", 4.65)):
        sources, extra = SOURCES, "c2,stat,10,,,USD/tcm,2023,\n"
        tables = {"links": links.format(evidence), "sources": sources, "claims": claims + extra}
        write_case(folder, **tables)
        ledger = folder / f"{evidence.replace(':', '')}.jsonl"
        found = isthmus.propose_claims(document(case=cell), folder, ledger=ledger, **WHO)
        change = found.ledger.entries[0].change
        assert change is not None
        if wanted is None:
            assert (change.cell, change.new) == ("claims.c.value", 4.65)
        else:
            assert (change.cell, change.now, change.new) == ("links.pipe.capacity", 3, wanted)


def test_a_number_is_the_one_that_the_text_gives(folder: Path) -> None:
    cell = {"table": "links", "row": "pipe", "column": "capacity", "value": 3.0, "ratio": 1.333}
    for said, wanted in (((4.0, "bcm/yr"), 4), ((4000.0, "mcm/yr"), 4), ((50.0, "%"), 3.999)):
        value, unit = said
        ledger = folder / f"{value}.jsonl"
        changes = {"case": cell, "value": value, "unit": unit}
        found = isthmus.propose_claims(document(**changes), folder, ledger=ledger, **WHO)
        change = found.ledger.entries[0].change
        assert change is not None
        assert change.new == wanted


@pytest.mark.parametrize(
    "cell",
    [
        {"table": "", "row": "", "column": "", "value": None, "ratio": None},
        {"table": "links", "row": "pipe", "column": "to", "value": "city", "ratio": None},
    ],
)
def test_what_names_no_cell_to_change(folder: Path, cell: dict[str, Any]) -> None:
    found = isthmus.propose_claims(document(case=cell), folder, **WHO)
    assert found.ledger.entries[0].change is None


def test_what_is_held_against_a_claim_has_no_scenario(folder: Path) -> None:
    cell = {"table": "claims", "row": "c1", "column": "value", "value": 3.0, "ratio": 1.5}
    figure, _ = proposed(folder, case=cell)
    with pytest.raises(isthmus.IsthmusError, match="which no lens reads"):
        isthmus.accept_claims([figure], folder, scenario="more", **WHO)
    assert isthmus.accept_claims([figure], folder, **WHO).claims[0].action == "accepted"
