"""Which route a word of status tells of, and how much it tells."""

from __future__ import annotations

from isthmus.reading.grammar import aside, governed
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

NEAR = 32  # tokens between a status and what it is told of
MAIN, ASIDE, NAMING = 2, 1, 0


def strength(sentence: Sentence, cue: Span, thing: Span) -> int:
    """Return how much a word of status tells.

    A main verb goes before what is said by the way (closed since May, it ...), and that before a
    noun (the construction of), or what only follows from a plan (would link).
    """
    words, sets = sentence.tokens.words, sentence.language.words
    before = words[cue.first - 1] if cue.first > sentence.first else ","
    if "nominal" in cue.roles or words[cue.first] in sets["tense"] or before in sets["modal"]:
        return NAMING
    start, _ = clause(sentence, cue)
    near = range(max(start, cue.first - 3), cue.first)
    if cue.roles["status"] == "open" and words[near.start] in sets["ending_with"]:
        return MAIN  # out of action for months before it restarted
    if words[start] in sets["subordinate"] or any(
        words[at] in sets["subordinate"] and words[at - 1] not in sets["perfect"] for at in near
    ):
        return ASIDE  # since it reopened; but: it has since reopened
    if cue.roles["status"] == "disputed" and before in sets["articles"]:
        return ASIDE  # blocked by a quarrel over who will own it
    by_the_way = before in (",", "(") and thing.last == cue.first - 1
    return ASIDE if by_the_way or _adjective(sentence, cue, thing) else MAIN


def _adjective(sentence: Sentence, cue: Span, thing: Span) -> bool:
    """Tell whether a status only describes what it stands before: the rebuilt railway."""
    before = sentence.tokens.words[cue.first - 1] if cue.first > sentence.first else ","
    sets = sentence.language.words
    return cue.last == thing.first and (before in sets["determining"] or before in sets["newly"])


def clause(sentence: Sentence, cue: Span) -> tuple[int, int]:
    """Return the clause of a status: behind the comma that ends what is said by the way before it.

    The road, which would bring traffic, is being paved; the port, as is known, was closed.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    start, end = sentence.clause(cue.first)
    said = (
        words[start] in sets["hanging"] or words[start] in sets["subclause"] or words[start] == "as"
    )
    if not said or start == sentence.first:
        return start, end
    verbs = {span.first for span in sentence.cues("status", start, cue.last)}
    for at in range(start + 2, cue.first + 1):
        if words[at - 1] == "," and (words[at] in sets["being"] or at in verbs):
            return at, end
    return start, end


def hangs(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a status is told in a clause that hangs on another: the line, which was shut."""
    start, _ = clause(sentence, cue)
    return start > sentence.first and (
        sentence.tokens.words[start] in sentence.language.words["hanging"]
    )


def told_of(sentence: Sentence, cue: Span, things: list[Span]) -> list[Span]:
    """Return what a status is told of: its object, else its subject, with those beside it."""
    start, end = _reach(sentence, cue)
    whole, begin = sentence.clause(cue.first)[0], clause(sentence, cue)[0]
    near = [
        s for s in things if start <= s.first and s.last <= end and not whole <= s.first < begin
    ]
    if not near:
        return []
    before = [s for s in near if 0 <= cue.first - s.last <= NEAR]
    after = [s for s in near if 0 <= s.first - cue.last <= NEAR]
    if "nominal" in cue.roles:
        return _named(sentence, cue, before, after)
    passive = _passive(sentence, cue)
    direct = [] if passive else [s for s in after if _object(sentence, cue, s)]
    if direct or (cue.roles["status"] == "disputed" and not passive):
        return _list(sentence, direct[0], after) if direct else []
    antecedent = _antecedent(sentence, cue, before)
    if antecedent is not None:
        return [antecedent]
    if before and sentence.tokens.words[begin] in sentence.language.words["hanging"]:
        return before[-1:]
    if not (passive or direct) and _does(sentence, cue):
        return []
    before = [s for s in before if not _says_what(sentence, s, before)] or before
    if before:
        free = [s for s in before if not governed(sentence, s)]
        held = free or [s for s in before if not aside(sentence, s) and _part(sentence, s)]
        return _list(sentence, held[-1], before) if held else []
    inside = [s for s in near if s.first < cue.last and cue.first < s.last]
    return inside[:1] if cue.roles["status"] == "planned" else (inside or after)[:1]


def _antecedent(sentence: Sentence, cue: Span, things: list[Span]) -> Span | None:
    """Return what a clause without a comma is of, if a status is its verb: a line that was shut."""
    words, sets = sentence.tokens.words, sentence.language.words
    at = cue.first
    while at > sentence.first and words[at - 1] in sets["being"]:
        at -= 1
    hangs = at > sentence.first and words[at - 1] in sets["hanging"]
    return next((s for s in things if hangs and s.last == at - 1), None)


def _says_what(sentence: Sentence, thing: Span, things: list[Span]) -> bool:
    """Tell whether a thing between commas only says what another is: X, the last link of Y, is."""
    words = sentence.tokens.words
    at = thing.first - 1
    while at > max(sentence.first, thing.first - FEW) and words[at].isalpha():
        at -= 1
    heads = any(s.last == at for s in things)
    said = words[at] == "," and words[at + 1] in sentence.language.words["determining"]
    return heads and said and words[thing.last : thing.last + 1] == [","]


def _does(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a verb does something to what is no route: has opened a new chapter."""
    words, sets = sentence.tokens.words, sentence.language.words
    behind = words[cue.last : min(sentence.last, cue.last + FEW)]
    return (
        words[cue.last - 1] in sets["doing"]
        and behind[:1] != []
        and (behind[0] in sets["determining"] or behind[0] in sets["single"])
        and not any(word in sets["gates"] for word in behind)
        and not sentence.cues("flow", cue.last, cue.last + FEW)
    )


def _part(sentence: Sentence, thing: Span) -> bool:
    """Tell whether what a thing hangs on is a part of it, or flows through it: traffic on the line.

    What is said of talks on a corridor, or of the contract for it, is not said of it.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    at = thing.first - 1
    while at > sentence.first and words[at] in sets["articles"]:
        at -= 1
    if at <= sentence.first or words[at] not in sets["governing"]:
        return True
    if words[at] not in sets["upon"] and words[at] not in sets["spot"]:
        flows = sentence.cues("flow", max(sentence.first, at - FEW), at)
        return any(flow.last <= at for flow in flows)  # not: was shipped by way of it
    return words[at - 1] not in sets["apart"]


FEW = 4  # tokens


def _reach(sentence: Sentence, cue: Span) -> tuple[int, int]:
    """Return the tokens among which a status finds its thing: its clause, with what that hangs on.

    A relative clause hangs on what stands before it, and one that is joined by `and` without a
    subject has that of the clause before.
    """
    words = sentence.tokens.words
    start, end = clause(sentence, cue)
    whole, _ = sentence.clause(cue.first)
    if start > whole:
        return sentence.clause(whole - 1)[0], end
    if start > sentence.first and (
        words[start] in sentence.language.words["hanging"]
        or (words[start] in ("and", "but") and _bare(sentence, start, cue))
    ):
        start, _ = sentence.clause(start - 1)
    return start, end


def _bare(sentence: Sentence, start: int, cue: Span) -> bool:
    """Tell whether a clause names nothing before a status."""
    return not any(start <= span.first < cue.first for span in sentence.names)


def _named(sentence: Sentence, cue: Span, before: list[Span], after: list[Span]) -> list[Span]:
    """Return what a noun of status is of: the closure of X, X's closure."""
    if sentence.tokens.words[cue.last - 1] in sentence.language.words["upon"]:
        near = [s for s in after if s.first - cue.last <= 5]
        return _list(sentence, near[0], after) if near else []
    near = [s for s in before if 0 <= cue.first - s.last <= 2]
    return near[-1:]


def _passive(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a form of to be, or to remain, stands before a status."""
    words, been = sentence.tokens.words, sentence.language.words["been"]
    if words[cue.last - 1] in sentence.language.words["progressive"]:
        return False
    near = words[max(sentence.first, cue.first - 2) : cue.first]
    return words[cue.first] in been or not been.isdisjoint(near)


def _object(sentence: Sentence, cue: Span, thing: Span) -> bool:
    """Tell whether a thing stands right behind a verb, as what it is done to."""
    gap = sentence.tokens.words[cue.last : thing.first]
    return len(gap) <= 6 and sentence.language.words["parting"].isdisjoint(gap)


def _list(sentence: Sentence, one: Span, things: list[Span]) -> list[Span]:
    """Return a thing with those that stand side by side with it: the A and the B crossings."""
    found = [one]
    for other in sorted(things, key=lambda s: s.first):
        first, second = (found[-1], other) if other.first > found[-1].first else (other, found[0])
        gap = sentence.tokens.words[first.last : second.first]
        if other is not one and gap and sentence.language.words["listing"].issuperset(gap):
            found.append(other)
    found.sort(key=lambda span: span.first)
    joined = sentence.language.words["and"].isdisjoint(
        sentence.tokens.words[found[0].last : found[-1].first]
    )
    return found[:1] if joined and len(found) == 2 else found  # a crossing, the only road, is
