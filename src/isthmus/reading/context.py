"""What the words around say of a statement: stated, planned or denied, by whom, and when."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from isthmus.reading.columns import BAR, Column, header, ruled
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import leads
from isthmus.reading.items import Polarity, Relation
from isthmus.reading.language import Language
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

AUTHOR = "author"
NEAR = 5
ROUTES = 8  # that a noun may still stand for


@dataclass(slots=True)
class Context:
    """What carries over from sentence to sentence: the date of the text, what it is about now."""

    words: Language
    date: str | None = None
    topic: Name | None = None
    year: int | None = None
    columns: tuple[Column, ...] = ()
    recent: dict[str, Name] = field(default_factory=dict)
    states: list[Span] = field(default_factory=list)
    unresolved: set[str] = field(default_factory=set)
    ids: dict[str, int] = field(default_factory=dict)
    routes: list[Name] = field(default_factory=list)
    mentions: list[Span] = field(default_factory=list)
    sentence: Sentence | None = None
    said: tuple[str, Span | None] = ("", None)
    relations: list[Relation] = field(default_factory=list)
    planned: set[str] = field(default_factory=set)
    times: tuple[Sentence | None, Any] = (None, ())

    def next_id(self, kind: str) -> str:
        """Return the next id of a kind: figure-1, figure-2, ..."""
        self.ids[kind] = self.ids.get(kind, 0) + 1
        return f"{kind}-{self.ids[kind]}"

    def tabulated(self, sentence: Sentence) -> None:
        """Keep the head of a table for its rows; whatever is no row ends the table."""
        if BAR not in sentence.tokens.slice(sentence.first, sentence.last):
            self.columns = ()
            return
        if ruled(sentence):
            return
        head = header(sentence, self.words)
        if head is not None:
            self.columns = head

    def passed(self, sentence: Sentence) -> None:
        """Remember what a sentence spoke of, for the pronouns of the next."""
        recent, states = self.recent, self.states
        for span in self.mentions:
            name: Name = span.roles["name"]
            kind, actor = name.kind, name.actor
            recent[_KINDS.get(kind, kind)] = name
            if kind == "route":
                others = [r for r in self.routes if r.text != name.text or r != name]
                self.routes = [*others, name][-ROUTES:]
            if actor is not None:
                same = states and states[-1].roles["name"].actor == actor
                states = [*(states[:-1] if same else states[-1:]), span]
        self.states = states

    def meant(
        self,
        sentence: Sentence,
        pronoun: Span,
        but: AbstractSet[str] = frozenset(),
        among: list[Span] | None = None,
    ) -> Name | None:
        """Return the name that a pronoun stands for: of its kind, before it, none of `but`.

        `its` is of the name before it; `it` of one that hangs on no preposition, else of what the
        text is about.
        """
        kind = str(pronoun.roles["pronoun"])
        if kind in ("route", "place"):
            return self.route_meant(sentence, pronoun, among)
        owns = sentence.tokens.words[pronoun.first] in ("its", "their", "his", "her")
        before = [s for s in among or sentence.names if s.last <= pronoun.first]
        if owns and not but:  # its cost: of what the clause before is about, if of anything
            before = [s for s in before if leads(sentence, s)] or before
        for span in reversed(before):
            name: Name = span.roles["name"]
            fits = kind == _KINDS.get(name.kind, name.kind) or (
                kind == "any" and (owns or leads(sentence, span))
            )
            if fits and name.called not in but:
                return name
        if kind == "any":
            if but and self.topic and self.topic.kind != "route":
                return self.last_route
            return self.topic if self.topic and self.topic.called not in but else self.last_route
        person = sentence.tokens.words[pronoun.first] in sentence.language.words["persons"]
        if kind == "state" and not person and self.topic and self.topic.kind in _KINDS.values():
            return self.topic  # the country is the one that a text is about
        return self.recent.get(kind)

    def route_meant(
        self, sentence: Sentence, noun: Span, among: list[Span] | None = None
    ) -> Name | None:
        """Return the route that a definite noun stands for: the last one called so, else the last.

        A port, a crossing, a bridge is one that was called so, or none; a line is no corridor, if
        there was another route.
        """
        spoken = among or sentence.names
        before: list[Name] = [s.roles["name"] for s in spoken if s.last <= noun.first]
        known = [*self.routes, *(name for name in before if name.kind == "route")]
        word = sentence.tokens.words[noun.last - 1]
        called: list[Name] = [name for name in known if word in (name.thing or name.text).lower()]
        if called:
            return called[-1]
        water = known != [] and word in self.words.words["waters"] and known[-1].thing is None
        if word in self.words.words["points"] and not water:
            return self.recent.get("place")
        plain = word in self.words.words["generic"] or sentence.tokens.words[noun.first] == "this"
        if not known or not (plain or not _specific(known[-1], self.words)):
            return None
        if word not in self.words.words["wide"]:
            known = [n for n in known if _noun(n) not in self.words.words["wide"]] or known
        return known[-1]

    @property
    def last_route(self) -> Name | None:
        """The route named last."""
        return self.routes[-1] if self.routes else None


def _specific(name: Name, words: Language) -> bool:
    """Tell whether a route is called by what it is: a terminal is no pipeline."""
    return _noun(name) in words.words["route"]


def _noun(name: Name) -> str:
    return (name.thing or name.text).rpartition(" ")[2].lower()


_KINDS = {"capital": "state", "demonym": "state", "person": "state"}


def polarity(sentence: Sentence, at: int, words: Language, *, after: bool = False) -> Polarity:
    """Return whether what stands at a token is stated, planned or denied.

    A strong denial counts from anywhere in the sentence before it, or from its clause; a weak one
    (not, never) from its clause before it, or with `after` from the whole clause.
    """
    start, end = sentence.clause(at)
    strong = words.words["strong"]
    for span in sentence.cues("deny"):
        if _withholds(sentence, span):
            continue
        phrase = " ".join(sentence.tokens.words[span.first : span.last])
        inside = start <= span.first < end
        if phrase in strong:
            if inside or span.first < at or phrase in words.words["false"]:
                return "denied"
        elif inside and _reaches(sentence, span, at, after=after):
            return "denied"
    planned = _headed(sentence, start) or _planned(sentence, at, start, end)
    return "planned" if planned else "stated"


def _planned(sentence: Sentence, at: int, start: int, end: int) -> bool:
    """Tell whether a plan of a clause is of what stands at a token."""
    for span in sentence.cues("plan", start, end):
        ahead = span.first < at
        over = _resumed(sentence, span, at) if ahead else _parted(sentence, at, span.first)
        if not over and _purposed(sentence, span):
            return True
    return False


def _resumed(sentence: Sentence, plan: Span, at: int) -> bool:
    """Tell whether a verb that is no plan goes on behind one: was to carry 5 Mt and moves 2 Mt."""
    words, finite = sentence.tokens.words, sentence.language.words["finite"]
    return any(
        words[step] in ("and", "but") and words[step + 1] in finite and words[step + 1] not in AGAIN
        for step in range(plan.last, at - 1)
    )


AGAIN = frozenset(("will", "would", "can", "could", "may", "plans", "expects", "aims", "wants"))


def _headed(sentence: Sentence, start: int) -> bool:
    """Tell whether a clause is a headline of what will be: Kazakhstan to send more crude."""
    words, ahead = sentence.tokens.words, sentence.language.words["heading"]
    span = sentence.starting.get(start)
    return span is not None and span.last < sentence.last and words[span.last] in ahead


def _parted(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether a comma and a joining word part two tokens: rose to 90, and is to reach 100."""
    words = sentence.tokens.words
    if words[last - 1] in ("and", "but") or sentence.cues("speech", first, last):
        return True
    return any(
        (words[at] == "," and words[at + 1] in sentence.language.words["parts"])
        or (words[at] == "," and words[at + 1] in sentence.language.words["spliced"])
        or (words[at] in ("and", "but") and words[at + 1] in sentence.language.words["anew"])
        for at in range(first, last - 1)
    )


def _withholds(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a verb denies somebody something, rather than that it is so: denied X a waiver.

    The word behind the verb, or behind whom it is denied, is then an article or what is withheld.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    whom = sentence.starting.get(cue.last)
    passive = cue.first > sentence.first and words[cue.first - 1] in sets["being"]
    if whom is None and not passive:
        return False
    at = cue.last if whom is None else whom.last
    return words[at : at + 1] != [] and words[at] in sets["withheld"]


def _purposed(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a plan is one to do something, rather than only spoken of: supports the plan."""
    words, sets = sentence.tokens.words, sentence.language.words
    if cue.last - cue.first > 1 or words[cue.first] not in sets["plans"]:
        return True
    first = max(sentence.first, cue.first - 3)
    noun = not sets["determining"].isdisjoint(words[first : cue.first])
    ends = cue.last >= sentence.last or words[cue.last] not in sets["purposes"]
    return not (noun and ends)


def _reaches(sentence: Sentence, cue: Span, at: int, *, after: bool) -> bool:
    """Tell whether a weak denial is of what stands at a token: before it, or `after` as well."""
    if cue.first < at:
        return after or not _asked(sentence, cue.last, at)
    return after and not _asked(sentence, at, cue.first)


def _asked(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether a clause of its own begins between: would not say whether the contract ...

    Or one that only a comma parts: it is not shut, it carried 5 Mt.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    spliced = any(
        words[step] == "," and words[step + 1] in sets["spliced"] for step in range(first, last)
    )
    return spliced or not all(
        sets[name].isdisjoint(words[first:last]) for name in ("asking", "explaining")
    )


def speaker(sentence: Sentence, context: Context) -> tuple[str, Span | None]:
    """Return who says a sentence, and the name's span: the author where nobody is named."""
    if context.sentence is not sentence:
        context.sentence, context.said = sentence, _speaker(sentence)
    return context.said


def _speaker(sentence: Sentence) -> tuple[str, Span | None]:
    for span in sentence.cues("according"):
        for name in sentence.names:
            if 0 <= name.first - span.last <= NEAR:
                return _as_written(sentence, name), name
        return _nouns(sentence, span.last, span.last + 4), None
    for span in sentence.cues("speech"):
        before = [n for n in sentence.names if 0 <= span.first - n.last <= 2]
        if before:
            return _as_written(sentence, before[-1]), before[-1]
        after = [n for n in sentence.names if 0 <= n.first - span.last <= 2]
        if after and _quoted(sentence, span):
            return _as_written(sentence, after[0]), after[0]
        noun = _nouns(sentence, max(sentence.first, span.first - 3), span.last + 3)
        if noun != AUTHOR:
            return noun, None
    return AUTHOR, None


def _quoted(sentence: Sentence, span: Span) -> bool:
    before = sentence.tokens.words[max(sentence.first, span.first - 1) : span.first]
    return bool(before) and before[0] in ('"', ",")


def _as_written(sentence: Sentence, span: Span) -> str:
    name: Name = span.roles["name"]
    return name.text if name.kind != "demonym" else sentence.tokens.slice(span.first, span.last)


def _nouns(sentence: Sentence, first: int, last: int) -> str:
    """Return the words of speakers without a name, such as officials, between two tokens."""
    for span in sentence.cues("speaker", first, last):
        return sentence.tokens.slice(span.first, span.last)
    return AUTHOR
