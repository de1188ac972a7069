"""A language for the reader: its words, units, cues and names, from one file."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from isthmus.errors import IsthmusError, closest
from isthmus.reading.tokens import words_of

FOLDER = Path(__file__).parent / "languages"
FACTOR = re.compile(r"^(?P<phrase>.+?)=(?P<factor>[\d.]+)(?:/(?P<per>\w+))?$")
RATE = re.compile(r"^(?P<phrase>.+?)=1/(?P<per>\w+)$")
WRITTEN = "en"  # the language of the claims of a case
UNFIT = "none"  # what is measured is none of the contract's measures
Roles = dict[str, Any]
Ending = tuple[str, ...]


class Beginning(NamedTuple):
    """The phrases that begin with a word: the value of the word alone, None if it is no phrase.

    `seconds` are the words that go on to longer ones, each with how many words may follow the
    first, most first; `endings` are their values by those words.
    """

    alone: Any
    seconds: dict[str, tuple[int, ...]]
    endings: dict[Ending, Any]


Phrases = dict[str, Beginning]


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit as a text writes it: the unit it stands for, how many of it, and per what time."""

    unit: str
    factor: float = 1.0
    per: str | None = None


@dataclass(frozen=True)
class Language:
    """What one language file says, ready to be looked up.

    `cues` are phrases by their first word, longest first, each with its roles: the kinds of cue it
    is, and of what value. `units`, `per` and `periods` are phrases likewise.
    """

    code: str
    raw: Mapping[str, Any]
    cues: Phrases
    units: Phrases
    per: Phrases
    periods: Phrases
    after: Phrases
    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    fractions: Mapping[str, float]
    ordinals: Mapping[str, float]
    multiples: Mapping[str, float]
    symbols: Mapping[str, str]
    months: Mapping[str, int]
    common: frozenset[str]
    numerals: frozenset[str]
    proper: frozenset[str]
    common_endings: tuple[str, ...]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


def languages() -> list[str]:
    """Return the codes of the languages that the reader has."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@functools.cache
def language(code: str) -> Language:
    """Return a language by its code.

    Raises
    ------
    IsthmusError
        If there is no such language.
    """
    if code not in languages():
        known = ", ".join(languages())
        near = closest(code, languages(), 1)
        raise IsthmusError(
            f"--language {code}: not a language of the reader, which has {known}."
            + (f" Did you mean {near}?" if near and near != known else "")
        )
    return compiled(code, _raw(code))


def _raw(code: str) -> dict[str, Any]:
    """Return a language file over the one that it builds on: tables merge, the rest is replaced."""
    own = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return _over(_raw(own["base"]), own) if "base" in own else own


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = (name for name in own if isinstance(own[name], dict) and name in base)
    return {**base, **own, **{name: _over(base[name], own[name]) for name in both}}


def compiled(code: str, raw: Mapping[str, Any]) -> Language:
    """Return what a language file says, ready to be looked up."""
    return Language(
        code=code,
        raw=raw,
        cues=by_first(_cues(raw)),
        units=by_first(_units(raw["units"])),
        per=by_first((words_of(p), unit) for unit, each in raw["per"].items() for p in each),
        periods=by_first(
            (words_of(phrase), per)
            for per, phrases in raw["periods"].items()
            if not per.startswith("before")
            for phrase in phrases
        ),
        after=by_first(
            (words_of(p), hedge) for hedge, each in raw["hedges"]["after"].items() for p in each
        ),
        numbers=raw["numbers"],
        scales=raw["scales"],
        fractions=raw["fractions"],
        ordinals=raw["ordinals"],
        multiples=raw["multiples"],
        symbols=raw["symbols"],
        months={
            name: number
            for number, names in enumerate(raw["months"], 1)
            for name in names.split("|")
        },
        common=frozenset(raw["common"]),
        proper=frozenset(name.capitalize() for names in raw["months"] for name in names.split("|")),
        common_endings=tuple(raw["common_endings"]),
        numerals=frozenset(
            (*raw["numbers"], *raw["fractions"], *raw["multiples"], *raw["articles"])
        ),
        words={
            "kinds": frozenset(raw["kinds"]),
            "articles": frozenset(raw["articles"]),
            "abbreviations": frozenset(raw["abbreviations"]),
            "prepositions": frozenset(raw["prepositions"]),
            "clause": frozenset(raw["clause"]),
            "subclause": frozenset(raw["subclause"]),
            "definite": frozenset(raw["definite"]),
            "openers": frozenset((*raw["articles"], *raw["prepositions"], *raw["definite"])),
            "bodies": frozenset(raw["names"]["bodies"]),
            "companies": frozenset(raw["names"]["companies"]),
            "route": frozenset(raw["routes"]["nouns"]),
            "flows": frozenset(raw["routes"]["flows"]),
            "counts": frozenset(raw["counts"]["nouns"]),
            "never": frozenset(raw["counts"]["never"]),
            "numbered": frozenset(raw["counts"]["before"]),
            "ago": frozenset(raw["times"]["skip_after"]),
            "past": frozenset(raw["times"]["skip_before"]),
            "false": frozenset(raw["denied"]["false"]),
            "strong": frozenset(raw["denied"]["strong"]),
            "daily": frozenset(raw["periods"]["before_d"]),
            "annual": frozenset(raw["periods"]["before_yr"]),
            **{name: frozenset(listed) for name, listed in raw["sets"].items()},
        },
    )


def by_first(pairs: Iterable[tuple[tuple[str, ...], Any]]) -> Phrases:
    """Return phrases by their first word.

    So the longest phrase at a word is found in as many steps as there are lengths, however many
    phrases there are, and mostly in one.
    """
    found: dict[str, dict[Ending, Any]] = {}
    for words, value in pairs:
        if words:
            found.setdefault(words[0], {})[words[1:]] = value
    return {
        first: Beginning(each.pop((), None), _seconds(each), each) for first, each in found.items()
    }


def by_words(phrases: Phrases) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield phrases as they are before they are put by their first words."""
    for first, begins in phrases.items():
        if begins.alone is not None:
            yield (first,), begins.alone
        yield from (((first, *rest), value) for rest, value in begins.endings.items())


def _seconds(endings: Iterable[Ending]) -> dict[str, tuple[int, ...]]:
    """Return the first words of endings, each with the lengths of those it begins, most first."""
    lengths: dict[str, set[int]] = {}
    for ending in endings:
        lengths.setdefault(ending[0], set()).add(len(ending))
    return {word: tuple(sorted(each, reverse=True)) for word, each in lengths.items()}


def alone(phrases: Phrases, word: str) -> Any:
    """Return the value of a word that is a phrase alone, or None."""
    begins = phrases.get(word)
    return None if begins is None else begins.alone


def longest(phrases: Phrases, words: list[str], at: int) -> tuple[int, Any] | None:
    """Return the end and the value of the longest phrase that begins at a word."""
    last = len(words)
    begins = phrases.get(words[at]) if at < last else None
    if begins is None:
        return None
    second = at + 1
    for length in begins.seconds.get(words[second], ()) if second < last else ():
        end = second + length
        value = begins.endings.get(tuple(words[second:end])) if end <= last else None
        if value is not None:
            return end, value
    return None if begins.alone is None else (second, begins.alone)


def _cues(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Roles]]:
    """Yield every cue phrase once, with all its roles."""
    roles: dict[tuple[str, ...], Roles] = {}
    heads = _heads(raw)
    for kind, value, phrase in _listed(raw):
        for words in _forms(phrase, raw["forms"]):
            roles.setdefault(words, {}).setdefault(kind, value)
            for head in heads.get(words[0], ()) if kind in HEADED and len(words) > 1 else ():
                roles.setdefault((head, *words[1:]), {}).setdefault(kind, value)
    for words, own in roles.items():
        plans = "plan" in roles.get(words[:1], {}) and "measure" in own
        inner = {"plan": True} if plans else {}
        yield words, {**inner, **own} if OPAQUE & own.keys() else {**_within(words, roles), **own}


def _heads(raw: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the other forms of verbs that a phrase may begin with: took for take, are for is."""
    verbs = [forms.split() for forms in raw["irregular"]]
    return {form: [other for other in forms if other != form] for forms in verbs for form in forms}


HEADED = frozenset(("stance", "status", "deal"))  # what is said by a verb, in any of its forms
OPAQUE = frozenset(("idle", "hedge", "measure", "not deny", "not plan", "relative"))


def _within(words: tuple[str, ...], roles: Mapping[tuple[str, ...], Roles]) -> Roles:
    """Return what the words of a phrase measure, and of what: gas exports, would carry."""
    parts = [roles[(word,)] for word in words if len(words) > 1 and (word,) in roles]
    return {
        kind: value
        for part in parts
        for kind, value in part.items()
        if kind in ("measure", "commodity")
    }


def _listed(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield kind, value and phrase of every cue."""
    tables = {
        "hedge": raw["hedges"]["before"],
        "measure": raw["measures"],
        "commodity": raw["commodities"],
        "stance": raw["stances"],
        "stance noun": raw["stance_nouns"],
        "holders": raw["stance_holders"],
        "membership": raw["memberships"],
        "pronoun": raw["pronouns"],
        "status": _without(raw["routes"], "nouns", "plain", "flows", "nominal", "sure", "moving"),
        "deal": _without(raw["agreements"], "nouns", "sides", "light", "binding"),
    }
    for kind, table in tables.items():
        for value, phrases in table.items():
            yield from ((kind, value, phrase) for phrase in phrases)
    lists = {
        "plan": raw["planned"]["words"],
        "not plan": raw["planned"]["not"],
        "deny": [*raw["denied"]["words"], *raw["denied"]["strong"]],
        "not deny": raw["denied"]["not"],
        "speech": raw["speech"]["words"],
        "according": raw["speech"]["according"],
        "speaker": raw["speech"]["speakers"],
        "title": raw["speech"]["titles"],
        "route": raw["routes"]["nouns"],
        "flow": raw["routes"]["flows"],
        "agreement": raw["agreements"]["nouns"],
        "superlative": raw["ranks"]["superlatives"],
        "rank noun": raw["ranks"]["nouns"],
        "change": raw["change"]["verbs"],
        "sides": raw["agreements"]["sides"],
        "of which": raw["of_which"],
        "covering": raw["shares"]["covering"],
        "covered": raw["shares"]["of"],
        "project": raw["shares"]["projected"],
        "idle": raw["idle"]["phrases"],
        "urging": raw["urging"]["phrases"],
        "echo": raw["echo"]["phrases"],
    }
    for kind, phrases in lists.items():
        yield from ((kind, True, phrase) for phrase in phrases)
    yield from _of_routes(raw)
    for phrase in raw["agreements"]["binding"]:
        yield "deal", "in_force", phrase
        yield "light", True, phrase
    for phrase in raw["agreements"]["light"]:
        yield "deal", "signed", phrase
        yield "light", True, phrase
    for phrase in raw["times"]["last"]:
        words, _, years = phrase.partition("=")
        yield "relative", int(years), words
    for phrase in raw["times"]["before"]:
        yield "relative", -1, phrase
        yield "earlier", True, phrase


def _of_routes(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield the cues of routes that play several roles."""
    yield from (("plan", True, phrase) for phrase in raw["routes"]["planned"])
    yield from (("sure", True, phrase) for phrase in raw["routes"]["sure"])
    yield from (("status", "planned", phrase) for phrase in raw["routes"]["plain"])
    for status, phrases in raw["routes"]["nominal"].items():
        for phrase in phrases:
            yield "status", status, phrase
            yield "nominal", True, phrase
    for status, phrases in raw["routes"]["moving"].items():
        for phrase in phrases:
            yield "status", status, phrase
            yield "moving", True, phrase
    for noun in (noun for noun in raw["routes"]["nouns"] if not noun.endswith("s")):
        for article in raw["definite"]:
            yield "pronoun", "route", f"{article} {noun}"
            yield "route", True, f"{article} {noun}"


def _without(table: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def _forms(phrase: str, endings: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Return the forms of a phrase: itself, or those of a verb."""
    if not phrase.startswith("verb:"):
        return [words_of(phrase)]
    verb, space, rest = phrase.removeprefix("verb:").partition(" ")
    ending = next(end for end in sorted(endings, key=len, reverse=True) if verb.endswith(end))
    if ending == "y" and verb[-2:-1] in "aeiou":
        ending = ""
    stem = verb[: len(verb) - len(ending)]
    return [words_of(f"{stem}{end}{space}{rest}") for end in endings[ending]]


def _units(raw: Mapping[str, list[str]]) -> Iterator[tuple[tuple[str, ...], UnitWord]]:
    for unit, phrases in raw.items():
        for phrase in phrases:
            found = RATE.match(phrase) or FACTOR.match(phrase)
            if found is None:
                yield words_of(phrase), UnitWord(unit)
                continue
            parts = found.groupdict()
            factor = float(parts.get("factor") or 1)
            yield words_of(parts["phrase"]), UnitWord(unit, factor, parts["per"])
