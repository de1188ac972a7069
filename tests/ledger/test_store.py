"""The ledger's file: a crash loses nothing that was whole, and nothing stands twice."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import isthmus
from isthmus.ledger.store import append, ledger_of, read_ledger, user_folder
from isthmus.rows.claims import Entry
from tests.ledger.documents import document

ON = "2024-09-01T12:00:00+00:00"


def proposed(path: Path) -> tuple[str, ...]:
    return isthmus.propose_claims(document(), "two-countries", ledger=path, by="ann", on=ON).new


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of ledgers need not reach the disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.claims.jsonl"
    assert len(proposed(made)) == 2
    return made


def test_what_is_cut_at_any_byte_loses_only_the_line_it_cuts(path: Path) -> None:
    whole = path.read_bytes()
    first = whole.index(b"\n")
    second = len(whole) - 1
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        found = read_ledger(path)
        kept = (size >= first) + (size >= second)
        assert len(found.entries) == kept
        cut = size not in (0, first, first + 1, second, second + 1)
        assert len(found.torn) == cut
        if cut:
            line = 1 if size < first else 2
            assert str(found.torn[0]).startswith(f"{path}:{line}: cut short after ")
        if size % 7 and cut:
            continue
        # What was lost is proposed again, behind what is left of it, and all is whole.
        assert len(proposed(path)) == 2 - kept
        after = read_ledger(path)
        assert [one.id for one in after.entries] == [one.id for one in read_ledger(path).entries]
        assert set(after.claims) == {json.loads(line)["id"] for line in whole.splitlines()}
        assert len(after.entries) == 2


def test_a_line_is_on_the_disk_before_the_next_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    entry = read_ledger(path).entries[0]
    append(path, [entry])
    assert synced == [path.stat().st_size]


def test_the_same_is_proposed_once(path: Path) -> None:
    before = path.read_bytes()
    again = isthmus.propose_claims(
        document(), "two-countries", ledger=path, by="bob", on="2025-01-01T00:00:00Z"
    )
    assert (again.new, len(again.known)) == ((), 2)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change", [{"value": 4.6}, {"start": 21}, {"text": "another"}, {"unit": "bcm"}]
)
def test_another_claim_has_another_id(path: Path, change: dict[str, object]) -> None:
    new = isthmus.propose_claims(document(**change), "two-countries", ledger=path, by="ann").new
    assert len(new) == (2 if "text" in change else 1)


@pytest.mark.parametrize("change", [{"confidence": 0.1}, {"verdict": "doubtful"}])
def test_what_the_reader_judges_makes_no_other_claim(path: Path, change: dict[str, object]) -> None:
    assert (
        isthmus.propose_claims(document(**change), "two-countries", ledger=path, by="ann").new == ()
    )


def test_a_line_edited_by_hand_is_an_error(path: Path) -> None:
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0].replace('"accepted"', "1"), '{"id": "x"}', ""]))
    with pytest.raises(isthmus.CaseError) as caught:
        read_ledger(path)
    assert f"{path}:2 quote: no entry of a ledger: Field required" in str(caught.value)
    path.write_text(lines[0].replace('"format": 1', '"format": 2') + "\n")
    with pytest.raises(isthmus.CaseError, match=r":1 format: no entry of a ledger"):
        read_ledger(path)


def test_two_who_propose_at_once_propose_one_claim(path: Path) -> None:
    entries = read_ledger(path).entries
    decided = entries[0].model_copy(update={"action": "accepted"})
    append(path, [decided, entries[0]])
    found = read_ledger(path)
    assert [one.action for one in found.claims.values()] == ["accepted", "proposed"]
    assert [step.action for step in found.history(entries[0].id)] == [
        "proposed", "accepted", "proposed",
    ]  # fmt: skip


def test_a_claim_by_the_beginning_of_its_id(path: Path) -> None:
    found = read_ledger(path)
    key = found.entries[0].id
    assert found.claim(key[:4]) is found.claim(f"claim-{key}") is found.claims[key]
    assert found.claim("links.pipe.capacity") is found.claims[key]
    with pytest.raises(isthmus.IsthmusError, match=r"'links\.pip'.*: links\.pipe\.capacity"):
        found.claim("links.pip")
    with pytest.raises(isthmus.IsthmusError, match=f"no claim '{key[:3]}'"):
        found.claim(key[:3])
    twin = found.entries[0].model_copy(update={"id": f"{key[:6]}ffff"})
    append(path, [twin])
    with pytest.raises(isthmus.IsthmusError, match=r"could be .* or .*; write the id"):
        read_ledger(path).claim(key[:5])


def test_where_a_ledger_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    assert user_folder() == tmp_path / "data" / "isthmus"
    assert ledger_of("caucasus") == user_folder() / "caucasus.claims.jsonl"
    isthmus.new(tmp_path / "mine")
    assert ledger_of(tmp_path / "mine") == tmp_path / "mine.claims.jsonl"
    (tmp_path / "book.xlsx").write_bytes(b"")
    assert ledger_of(tmp_path / "book.xlsx") == tmp_path / "book.claims.jsonl"
    with pytest.raises(isthmus.IsthmusError, match="no case 'nowhere'"):
        ledger_of("nowhere")


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    found = read_ledger(tmp_path / "none.jsonl")
    assert (found.entries, found.torn) == ((), ())
    with pytest.raises(isthmus.IsthmusError, match="It is empty: isthmus read FILE --propose"):
        found.claim("abcd")


text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
number = st.floats(allow_nan=False, allow_infinity=False)


@given(quotes=st.lists(st.tuples(text, number, st.none() | number, st.none() | text), max_size=4))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    quotes: list[tuple[str, float, float | None, str | None]],
) -> None:
    path = tmp_path_factory.mktemp("round") / "a.jsonl"
    model = isthmus.propose_claims(
        document(), "two-countries", ledger=path, by="ann", on=ON
    ).ledger.entries[0]
    entries: list[Entry] = [
        model.model_copy(update={"quote": q, "value": v, "low": low, "note": note, "id": f"{at:x}"})
        for at, (q, v, low, note) in enumerate(quotes)
    ]
    for entry in entries:
        append(path, [entry])
    found = read_ledger(path)
    assert (list(found.entries[2:]), found.torn) == (entries, ())
