"""A text with its names and cues marked, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from isthmus.reading.classes import (
    ARTICLE,
    BEARING,
    COUNTED,
    CUE,
    JOINER,
    NAME,
    NUMERAL,
    PHRASE,
    Classes,
    cased,
)  # fmt: skip
from isthmus.reading.composing import composed
from isthmus.reading.dateline import behind
from isthmus.reading.gazetteer import Name
from isthmus.reading.language import Language, Phrases
from isthmus.reading.spans import Span
from isthmus.reading.tokens import Tokens

OPENERS = frozenset(("-", "|", '"', "(", "*", "#", ":", ".", "[", "•", "'"))
MARKS = PHRASE | CUE
OTHERS = NUMERAL | ARTICLE | JOINER
MOST_WORDS = 5  # of the name of a body


@dataclass(slots=True)
class Sentence:
    """A sentence: its tokens, what is marked in it, where its clauses begin.

    `has` are its words, kept in `said` once asked for; `kinds` are the spans by the kinds of cue
    that they are; `names` are those of names, with runs of capitals that nobody told us, `actors`
    those of them that can act; `starting` and `ending` are names by the token that they begin with,
    and by that behind them; `numerals` are the tokens at which a number may begin. `edges` are
    where clauses begin and end. `leading` and `hanging` keep what the grammar has found of names,
    by their places.
    """

    tokens: Tokens
    language: Language
    first: int
    last: int
    spans: list[Span]
    kinds: dict[str, list[Span]]
    names: list[Span]
    numerals: list[int]
    clauses: list[int]
    actors: list[Span] = field(init=False)
    starting: dict[int, Span] = field(init=False)
    ending: dict[int, Span] = field(init=False)
    edges: list[int] = field(init=False)
    said: frozenset[str] | None = None
    leading: dict[tuple[int, int], bool] = field(default_factory=dict)
    hanging: dict[tuple[int, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep names by what they are asked for."""
        self.actors, self.starting, self.ending = [], {}, {}
        for span in self.names:
            self.starting[span.first] = self.ending[span.last] = span
            if span.roles["name"].acts:
                self.actors.append(span)
        self.edges = [self.first, *self.clauses, self.last]

    @property
    def has(self) -> frozenset[str]:
        """The words of the sentence."""
        if self.said is None:
            self.said = frozenset(self.tokens.words[self.first : self.last])
        return self.said

    def clause(self, token: int) -> tuple[int, int]:
        """Return the clause that a token is in: its first token and the one behind its last."""
        at = bisect_right(self.clauses, token)
        return self.edges[at], self.edges[at + 1]

    def cues(self, kind: str, first: int | None = None, last: int | None = None) -> Sequence[Span]:
        """Return the spans of a kind, between two tokens."""
        spans = self.kinds.get(kind, ())
        if first is None or not spans:
            return spans
        high = self.last if last is None else last
        return [span for span in spans if first <= span.first < high]


def sentences(tokens: Tokens, classes: Classes) -> Iterator[Sentence]:
    """Yield the sentences of a text with what is marked in them, datelines left out."""
    looks = classes.looks(tokens)
    places = list(compress(range(len(looks)), looks))  # other tokens are passed over at once
    first = 0
    for last in tokens.breaks:
        if last > first:
            first = behind(tokens, first, last, classes.phrases, classes.words)
        if last > first:
            here = places[bisect_left(places, first) : bisect_left(places, last)]
            yield _marked(tokens, first, last, here, looks, classes)
        first = last


def _marked(
    tokens: Tokens, first: int, last: int, places: list[int], looks: list[int], classes: Classes
) -> Sentence:
    """Return a sentence with what is marked in it, at the places that look like something."""
    raw, alone = tokens.raw, classes.alone
    spans: list[Span] = []
    names: list[Span] = []
    others: list[int] = []
    end = first
    for at in places:
        look = looks[at]
        if look & OTHERS:
            others.append(at)
        if at < end or not look & MARKS:
            continue
        if look & PHRASE or (look & NAME and at + 1 < last and looks[at + 1] & BEARING):
            span, told = _span(tokens, at, first, last, classes)
            if span is None:
                continue
            if told:
                spans.append(span)
        else:
            span = Span(at, at + 1, alone[raw[at]])
            spans.append(span)
        if "name" in span.roles:
            names.append(span)
        end = span.last
    numerals = [
        at for at in others
        if looks[at] & NUMERAL or (looks[at] & ARTICLE and looks[at + 1] & COUNTED)
    ]  # fmt: skip
    joiners = [at for at in others if looks[at] & JOINER]
    return _whole(tokens, first, last, spans, names, numerals, joiners, classes.words)


def _whole(
    tokens: Tokens, first: int, last: int, spans: list[Span], names: list[Span],
    numerals: list[int], joiners: list[int], words: Language,
) -> Sentence:  # fmt: skip
    """Return a sentence with its names composed, and its clauses."""
    kinds = _kinds(spans)
    if names:
        known = spans
        spans, names = composed(tokens, spans, names, kinds.get("route", ()), last, words)
        kinds = kinds if spans is known else _kinds(spans)
    clauses = _clauses(tokens, first, last, joiners, names, words)
    return Sentence(tokens, words, first, last, spans, kinds, names, numerals, clauses)


def _kinds(spans: list[Span]) -> dict[str, list[Span]]:
    """Return spans by the kinds of cue that they are."""
    kinds: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        for kind in span.roles:
            kinds[kind].append(span)
    return kinds


def _span(
    tokens: Tokens, at: int, first: int, last: int, classes: Classes
) -> tuple[Span | None, bool]:
    """Return the phrase or name that begins at a token, and whether it is one that we were told."""
    phrases, words = classes.phrases, classes.words
    span = _longest(tokens, at, last, phrases)
    if span is not None:
        if span.last < last and "name" in span.roles:
            if tokens.words[span.last] in words.words["money"]:
                return None, False  # US$, US dollars: no state
            if tokens.raw[span.last][0].isupper():
                span = _body(tokens, _company(tokens, span, last, words), last, phrases, words)
        return span, True
    if tokens.raw[at][0].isupper() and (
        _unknown(tokens, at, first, words) or _titled(tokens, at, last, words)
    ):
        return _run(tokens, at, last, phrases), False
    return None, False


def _longest(tokens: Tokens, at: int, last: int, phrases: Phrases) -> Span | None:
    """Return the longest phrase that begins at a token, if its capitals are right."""
    words, second = tokens.words, at + 1
    begins = phrases.get(words[at])
    if begins is None:
        return None
    for length in begins.seconds.get(words[second], ()) if second < last else ():
        end = second + length
        roles = begins.endings.get(tuple(words[second:end])) if end <= last else None
        if roles is not None and "name" in roles:
            roles = cased(tokens.slice(at, end), roles, alone=False)
        if roles is not None:
            return Span(at, end, roles)
    roles = begins.alone and cased(tokens.raw[at], begins.alone, alone=True)
    return None if roles is None else Span(at, second, roles)


def _company(tokens: Tokens, span: Span, last: int, words: Language) -> Span:
    """Return the name of a company that begins with that of its country, else the span itself."""
    name = span.roles.get("name")
    if name is None or span.last >= last or name.kind not in ("state", "demonym"):
        return span
    word, raw = tokens.words[span.last], tokens.raw[span.last]
    after = tokens.raw[span.last + 1] if span.last + 1 < last else "."
    if word not in words.words["companies"] or not raw[0].isupper() or after[0].isupper():
        return span
    whole = tokens.slice(span.first, span.last + 1)
    return Span(span.first, span.last + 1, {"name": Name(whole, "company", whole)})


def _body(tokens: Tokens, span: Span, last: int, phrases: Phrases, words: Language) -> Span:
    """Return what is called after a place: the Suez Canal Authority is the canal, a railway itself.

    An authority stands for what it runs; a company or a line for itself, under its whole name.
    """
    name = span.roles.get("name")
    if name is None or name.kind not in ("place", "route", "capital"):
        return span
    end = _titled(tokens, span.last, last, words)
    if not end:
        return _longer(tokens, span, last, phrases, words)
    if tokens.words[end - 1] in words.words["bodies"]:
        return Span(span.first, end, span.roles)
    whole = tokens.slice(span.first, end)
    return span if name.kind == "route" else Span(span.first, end, {"name": Name(whole, "unknown")})


def _longer(tokens: Tokens, span: Span, last: int, phrases: Phrases, words: Language) -> Span:
    """Return a place, or what is called after one: Baltic Sentry, CPC Blend."""
    at = span.last
    if at >= last or not tokens.raw[at][0].isupper() or tokens.words[at] in phrases:
        return span
    if not _unknown(tokens, at, at - 1, words):
        return span
    end = _run(tokens, at, last, phrases).last
    return Span(span.first, end, {"name": Name(tokens.slice(span.first, end), "unknown")})


def _titled(tokens: Tokens, at: int, last: int, words: Language) -> int:
    """Return the end of the capitalised words at a token, if they end as names of bodies do."""
    if at >= last or tokens.words[at] in words.words["openers"]:
        return 0
    end = at
    while end < min(last, at + MOST_WORDS) and tokens.raw[end][0].isupper():
        end += 1
    ending = tokens.words[end - 1] if end > at else ""
    known = ending in words.words["bodies"] or ending in words.words["companies"]
    return end if known and (end > at + 1 or ending in words.words["bodies"]) else 0


def _unknown(tokens: Tokens, at: int, first: int, words: Language) -> bool:
    """Tell whether a token looks like a name that nobody told us."""
    raw = tokens.raw[at]
    if len(raw) < 2 or not raw[0].isalpha():
        return False
    word = tokens.words[at]
    opens = at == first or (tokens.words[at - 1] in OPENERS and not tokens.joined(at))
    following = tokens.raw[at + 1] if at + 1 < len(tokens.raw) else ""
    bearing = word in words.words["bearing"] and not opens and following[:1].isupper()
    if word in words.months or word in words.units or (word in words.common and not bearing):
        return False
    if not opens or (raw.isupper() and len(raw) > 2) or following[:1].isupper():
        return True
    if any(map(str.isupper, raw[1:])):
        return True  # NordBalt
    if word.endswith(words.common_endings):
        return False
    return following in words.words["finite"] or _before_noun(tokens, at + 1, words)


def _before_noun(tokens: Tokens, at: int, words: Language) -> bool:
    """Tell whether the noun of a route stands at a token, or behind a word that describes one."""
    here, behind = [*tokens.words[at : at + 2], "", ""][:2]
    nouns = words.words["route"]
    return here in nouns or (here in words.words["describing"] and behind in nouns)


def _run(tokens: Tokens, at: int, last: int, phrases: Phrases) -> Span:
    """Return a run of capitalised words as a name; a dash joins two of them."""
    end = at + 1
    while end < last:
        raw = tokens.raw[end]
        if raw[0].isupper() and raw[0].isalpha() and not _named(tokens, end, last, phrases):
            end += 1
        elif (
            tokens.words[end] == "-"
            and end + 1 < last
            and tokens.joined(end)
            and tokens.joined(end + 1)
            and (step := _dashed(tokens, end + 1, last))
        ):
            end = step
        else:
            break
    text = tokens.slice(at, end)
    return Span(at, end, {"name": Name(text, "unknown")})


def _dashed(tokens: Tokens, at: int, last: int) -> int:
    """Return the end of what a dash joins to a name: a capital, or Mazar-i-Sharif's two."""
    if tokens.raw[at][0].isupper():
        return at + 1
    short = at + 2 < last and len(tokens.raw[at]) < 4 and tokens.words[at + 1] == "-"
    return at + 3 if short and tokens.raw[at + 2][0].isupper() else 0


def _named(tokens: Tokens, at: int, last: int, phrases: Phrases) -> bool:
    """Tell whether a known name begins at a token."""
    span = _longest(tokens, at, last, phrases)
    return span is not None and "name" in span.roles


def _clauses(
    tokens: Tokens, first: int, last: int, joiners: list[int], names: list[Span], words: Language
) -> list[int]:
    """Return the tokens with which clauses begin: after a semicolon, or a joining word."""
    starts = [first]
    if not joiners:
        return starts
    written, joining = tokens.words, words.words["clause"]
    for at in joiners:
        if not first < at < last - 1:
            continue
        word = written[at]
        quoted = word == ":" and written[at + 1] == '"'
        if word == ";" or quoted or (word == "-" and not tokens.joined(at)):
            starts.append(at + 1)
        elif word in words.words["inserted"] and written[at + 1] == ",":
            continue  # the tunnel, however, will not be bored
        elif word in joining and (written[at - 1] == "," or word in words.words["free"]):
            goes_on = word in words.words["and"] and (
                not _begins(at + 1, names, written, words) or _listed(tokens, at, names)
            )
            starts += [] if goes_on else [at]
    return starts


def _begins(at: int, names: list[Span], written: list[str], words: Language) -> bool:
    """Tell whether a subject may begin at a token: a name, or a pronoun."""
    pronoun = written[at] in words.words["subject_pronouns"]
    return pronoun or any(name.first == at for name in names)


def _listed(tokens: Tokens, at: int, names: list[Span]) -> bool:
    """Tell whether `, and` ends a list of names rather than a clause: A, B, and C."""
    before = next((span for span in names if span.last == at - 1), None)
    return before is not None and tokens.words[max(0, before.first - 1)] == ","
