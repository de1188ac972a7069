"""A text held against the evidence, statement by statement, as a page in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from isthmus.case.evidence import claim_rows
from isthmus.case.model import Case
from isthmus.errors import IsthmusError, did_you_mean
from isthmus.report.judging import asked, verdict_word, wanted

JUDGED = {
    "agrees": "in line with the evidence",
    "partly": "partly in line with the evidence",
    "contradicts": "against the evidence",
    "doubtful": "doubtful",
    "new": "new to the case",
}
COUNTED = {
    "holds": "hold",
    "fails": "fail",
    "depends": "depend",
    "not computable": "cannot be computed",
}
OPINION = "opinion"  # how the note of a statement begins that no evidence can settle
CHECKED = "Checked against "
ADDRESS = re.compile(r"https?://[^\s;]+")
TESTED = "| the model asks | wanted | found | verdict | turns round with |\n|---|---|--:|---|---|"
SIDE_BY_SIDE = (
    "| statement | the evidence | propositions hold | fail | of these depend |\n"
    "|---|---|--:|--:|--:|"
)
PLACE = re.compile(r"[a-z]+ \d+$")
NUMBERED = re.compile(r"(\d+)")
Rows = Sequence[Mapping[str, Any]]


def claims_page(case: Case, source: str, verdicts: Rows = ()) -> str:
    """Return a page on what a source says, what the evidence says and what the model says.

    Parameters
    ----------
    case : Case
        Whose claims and propositions they are.
    source : str
        A row of table `sources`.
    verdicts : sequence of mapping
        Rows of the table `verdicts` of `verdict`, of propositions after these claims. Those that
        are missing are named without an answer.

    Raises
    ------
    IsthmusError
        If the source is unknown, or the case has no claim of it.
    """
    claims = claims_of(case, source)
    answers = {row["proposition"]: row for row in verdicts}
    places = list(dict.fromkeys(_place(row) for row in claims))
    parts = [_introduction(case, source, claims, answers)]
    for place in places:
        here = [row for row in claims if _place(row) == place]
        parts.append(f"## {place[:1].upper()}{place[1:]}\n")
        parts += [_statement(case, row, answers) for row in here]
    return "\n".join(parts)


def claims_of(case: Case, source: str) -> list[dict[str, Any]]:
    """Return the claims of a source that name a place in it, in its order; all if none does.

    Raises
    ------
    IsthmusError
        If the source is unknown, or the case has no claim of it.
    """
    rows = _all_of(case, source)
    placed = [row for row in rows if row.get("where")] or rows
    return sorted(placed, key=lambda row: (_numbers(_place(row)), row.get("start", 0)))


def _all_of(case: Case, source: str) -> list[dict[str, Any]]:
    known = case.tables["sources"]["id"]
    if source not in known:
        message = f"'{source}' is no source of case {case.id}."
        raise IsthmusError(f"{message}{did_you_mean(source, known)}")
    rows = [row for row in claim_rows(case) if row["source"] == source]
    if not rows:
        raise IsthmusError(f"case {case.id} has no claim of source '{source}'")
    return rows


def propositions_of(case: Case, claims: Rows) -> dict[str, list[str]]:
    """Return the propositions that test each of some claims, by claim."""
    wanted_here = {row["id"] for row in claims}
    table = case.filled["propositions"]
    found: dict[str, list[str]] = {}
    for name, claim in zip(table["id"], table["claim"], strict=True):
        if claim in wanted_here:
            found.setdefault(claim, []).append(name)
    return found


def _place(row: Mapping[str, Any]) -> str:
    return str(row.get("where") or "no place given")


def _numbers(place: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in NUMBERED.findall(place))


def _introduction(
    case: Case, source: str, claims: Rows, answers: Mapping[str, Mapping[str, Any]]
) -> str:
    row = case.tables["sources"].row(case.tables["sources"]["id"].index(source))
    origin = ", ".join(str(row[key]) for key in ("publisher", "date") if row.get(key))
    reliability = _plain(row.get("reliability", ""))
    noted = f" (its reliability is noted as {reliability})" if reliability else ""
    lines = [
        f"# {_plain(row['title'])}: sentence by sentence\n",
        f"{_plain(origin)}. {_many(len(claims), 'statement')}, in our own words and by its "
        "paragraphs, each held against what other sources say and, where the model computes it, "
        f"against the model of case `{case.id}`. The text is material, not authority{noted}.\n",
        "| what the evidence says | statements | share |\n|---|--:|--:|",
        *_shares(claims),
        "",
        *_unplaced(len(_all_of(case, source)) - len(claims)),
        *_opinions(claims),
        *_tests(propositions_of(case, claims), answers),
        *_overview(claims, propositions_of(case, claims), answers),
    ]
    return "\n".join(lines)


def _tests(
    tested: Mapping[str, Sequence[str]], answers: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Say how many statements are tested by how many propositions, and what came of it."""
    if not tested:
        return []
    statements = _many(len(tested), "statement is", "statements are")
    propositions = _many(sum(map(len, tested.values())), "proposition")
    return [
        f"{statements} put to the test by {propositions}{_counted(answers.values())}. A "
        "proposition holds or fails as the case stands; it depends if one input, moved within its "
        "band, turns it round, and the input that needs least of its band is named. The bounds are "
        "ours: the text gives few.\n"
    ]


def _overview(
    claims: Rows,
    tested: Mapping[str, Sequence[str]],
    answers: Mapping[str, Mapping[str, Any]],
) -> list[str]:
    """Return a table of the tested statements: what the evidence says beside what the model says.

    What depends counts with what it is as the case stands, and again as such.
    """
    rows = []
    for claim in claims:
        found = [answers[name] for name in tested.get(claim["id"], ()) if name in answers]
        if found:
            holds = sum(row["holds"] is True for row in found)
            fails = sum(row["holds"] is False for row in found)
            turns = sum(row["verdict"] == "depends" for row in found)
            word = JUDGED.get(str(claim.get("verdict")), "not judged")
            said = _plain(claim.get("statement", ""))
            rows.append(f"| {said} (`{claim['id']}`) | {word} | {holds} | {fails} | {turns} |")
    return [SIDE_BY_SIDE, *rows, ""] if rows else []


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def _shares(claims: Rows) -> list[str]:
    counts = {word: sum(row.get("verdict") == word for row in claims) for word in JUDGED}
    return [
        f"| {words} | {counts[word]} | {counts[word] / len(claims):.0%} |"
        for word, words in JUDGED.items()
        if counts[word]
    ]


def _unplaced(count: int) -> list[str]:
    """Say how many claims rest on a text without naming a place in it."""
    if not count:
        return []
    more = _many(count, "further claim of the case rests", "further claims of the case rest")
    return [f"{more} on the text as a whole.\n"]


def _opinions(claims: Rows) -> list[str]:
    """Say which places are opinion throughout, and which mix it with what can be checked."""
    by_place: dict[str, list[bool]] = {}
    for row in claims:
        by_place.setdefault(_place(row), []).append(is_opinion(row))
    whole = [place for place, found in by_place.items() if all(found)]
    mixed = [place for place, found in by_place.items() if any(found) and not all(found)]
    told = []
    if whole:
        told.append(f"Opinion throughout: {_listed(whole)}.")
    if mixed:
        told.append(f"Opinion beside what can be checked: {_listed(mixed)}.")
    return [f"{' '.join(told)}\n"] if told else []


def is_opinion(row: Mapping[str, Any]) -> bool:
    """Tell whether a statement is one that no evidence can settle."""
    return str(row.get("note", "")).startswith(OPINION)


def _listed(places: Sequence[str]) -> str:
    """Return places one after the other; paragraph 2 and paragraph 3 are paragraphs 2 and 3."""
    words = {place.rpartition(" ")[0] for place in places}
    alike = len(places) > 1 and len(words) == 1 and all(map(PLACE.match, places))
    *first, last = [place.rpartition(" ")[2] for place in places] if alike else places
    text = f"{', '.join(first)} and {last}" if first else last
    return f"{words.pop()}s {text}" if alike else text


def _counted(answers: Iterable[Mapping[str, Any]]) -> str:
    found = [row["verdict"] for row in answers]
    words = [f"{found.count(word)} {told}" for word, told in COUNTED.items() if word in found]
    return f": {', '.join(words)}" if words else ""


def _statement(case: Case, row: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> str:
    word = JUDGED.get(str(row.get("verdict")), "not judged")
    opinion = ", opinion" if is_opinion(row) else ""
    noted, addresses = _note(row)
    lines = [
        f"**{_plain(row.get('statement', ''))}**{_value(row)}. "
        f"*{word[:1].upper()}{word[1:]}{opinion}* (`{row['id']}`).",
        *([f"{noted[:1].upper()}{noted[1:]}."] if noted else []),
        *([f"Checked against {', '.join(addresses)}."] if addresses else []),
    ]
    tests = propositions_of(case, [row]).get(row["id"], [])
    table = [_tested(case, name, answers.get(name)) for name in tests]
    return "\n".join([" ".join(lines), *(["", TESTED, *table] if table else []), ""])


def _value(row: Mapping[str, Any]) -> str:
    if "value" not in row:
        return ""
    unit = "" if row.get("unit") == "1" else f" {row.get('unit', '')}"
    return f" ({row['value']:g}{unit})"


def _note(row: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return what a note says, and the addresses that it was checked against, as links."""
    text, _, checked = str(row.get("note", "")).partition(CHECKED)
    links = [f"[{urlsplit(found).netloc}]({found})" for found in ADDRESS.findall(checked)]
    said = text.strip().rstrip(".")
    return _plain(said.removeprefix(f"{OPINION}; ").removeprefix(OPINION)), links


def _tested(case: Case, name: str, answer: Mapping[str, Any] | None) -> str:
    what = f"`{name}`: {asked(case, name)}"
    if answer is None:
        return f"| {what} | | | not asked | |"
    found = "" if answer["value"] is None else f"{answer['value']:.3g}"
    turns = ""
    if answer["flips_input"]:
        turns = f"`{answer['flips_input']}` at {answer['flips_at']:.3g}"
    return f"| {what} | {wanted(answer)} | {found} | {verdict_word(answer)} | {turns} |"


def _plain(text: str) -> str:
    """Return a text in which Markdown finds no marks."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)
