"""A source held against the evidence and the model, as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.case.model import Case
from isthmus.report.article import claims_of, propositions_of
from tests.case.folders import write_case
from tests.cli.terminal import call

CLAIMS = """\
id,source,where,statement,value,unit,verdict,note
p10,press,paragraph 10,[pipe] *full*,3,bcm/year,agrees,it is. Checked against http://a.org/x; http://b.org/y
p2,press,paragraph 2,North is great,,,doubtful,opinion; nobody can tell
p2b,press,paragraph 2,Half is lost,0.5,1,contradicts,
p3,press,paragraph 3,South is small,,,partly,opinion
whole,press,,North likes South,,,partly,
other,stat,,Nothing,,,agrees,
"""
SOURCES = """\
id,title,publisher,date,kind,reliability
press,A day in the north,The Post,2024-05,article,low
stat,Statistics,,,statistic,
none,Silent,,,article,
"""
PROPOSITIONS = """\
id,claim,measure,target,at_least
pipe-is-full,p10,flow,pipe,2.5
pipe-carries-two,p10,flow,pipe,1.5
other-flows,other,flow,pipe,1
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    tables = {"claims": CLAIMS, "sources": SOURCES, "propositions": PROPOSITIONS}
    return write_case(tmp_path / "tiny", **tables)


@pytest.fixture
def case(folder: Path) -> Case:
    return isthmus.open_case(folder)


def test_claims_come_in_the_order_of_the_text(case: Case) -> None:
    assert [row["id"] for row in claims_of(case, "press")] == ["p2", "p2b", "p3", "p10"]
    tests = propositions_of(case, claims_of(case, "press"))
    assert tests == {"p10": ["pipe-carries-two", "pipe-is-full"]}


def test_the_page(case: Case) -> None:
    verdicts = isthmus.verdict(case, "pipe-is-full", "pipe-carries-two", tries=0).table("verdicts")
    page = isthmus.claims_page(case, "press", verdicts.to_dicts())
    lines = page.splitlines()
    assert lines[0] == "# A day in the north: sentence by sentence"
    assert lines[2].startswith("The Post, 2024-05. 4 statements, in our own words")
    assert "noted as low)" in lines[2]
    assert "1 further claim of the case rests on the text as a whole." in lines
    shares = [line for line in lines if line.endswith("25% |")]
    assert len(shares) == 4
    mixed = "Opinion beside what can be checked: paragraph 2."
    assert f"Opinion throughout: paragraph 3. {mixed}" in lines
    assert "1 statement is put to the test by 2 propositions: 1 hold, 1 fail." in page
    assert "| \\[pipe\\] \\*full\\* (`p10`) | in line with the evidence | 1 | 1 | 0 |" in lines
    assert [line for line in lines if line.startswith("## ")] == [
        "## Paragraph 2", "## Paragraph 3", "## Paragraph 10",
    ]  # fmt: skip
    assert "**North is great**. *Doubtful, opinion* (`p2`). Nobody can tell." in lines
    assert "**Half is lost** (0.5). *Against the evidence* (`p2b`)." in lines
    assert "**South is small**. *Partly in line with the evidence, opinion* (`p3`)." in lines
    assert (
        "**\\[pipe\\] \\*full\\*** (3 bcm/year). *In line with the evidence* (`p10`). It is. "
        "Checked against [a.org](http://a.org/x), [b.org](http://b.org/y)."
    ) in lines
    assert "| `pipe-is-full`: flow of pipe, under base | >= 2.5 bcm | 2 | fails |  |" in lines
    assert "| `pipe-carries-two`: flow of pipe, under base | >= 1.5 bcm | 2 | holds |  |" in lines


def test_a_source_without_places_is_shown_whole(case: Case) -> None:
    page = isthmus.claims_page(case, "stat")
    assert "\n## No place given\n\n**Nothing**. *In line with the evidence* (`other`).\n" in page


def test_without_the_model_propositions_are_named(case: Case) -> None:
    page = isthmus.claims_page(case, "press")
    assert "| `pipe-is-full`: flow of pipe, under base | | | not asked | |" in page
    assert "by 2 propositions. A proposition" in page


@pytest.mark.parametrize(
    ("source", "message"),
    [("pres", "'pres' is no source of case tiny. Did you mean press?"), ("none", "has no claim")],
)
def test_errors(case: Case, source: str, message: str) -> None:
    with pytest.raises(isthmus.IsthmusError, match=message.replace("?", r"\?")):
        isthmus.claims_page(case, source)


def test_the_command(capfd: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    where = ["--case", str(folder), "--tries", "0"]
    printed = call(capfd, "claims", "page", "press", *where)
    assert printed.code == 0
    assert "| 2 | holds |" in printed.out
    file = tmp_path / "page.md"
    done = call(capfd, "claims", "page", "press", *where, "--out", str(file))
    assert done.lines[-1] == f"wrote {file}"
    assert file.read_text() == printed.out
    plain = call(capfd, "claims", "page", "press", *where, "--no-model")
    assert "not asked" in plain.out
    wrong = call(capfd, "claims", "page", "press", *where, "--out", "page.html")
    assert (wrong.code, wrong.err) == (2, "--out page.html: the page is Markdown; write page.md\n")
