"""Stances that are told by another before them: so does Russia; Hungary is for it."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.context import Context
from isthmus.reading.items import Relation
from isthmus.reading.marking import Sentence
from isthmus.reading.spans import Span

NEAR = 2  # tokens between who takes a stance and its verb


def echoed(sentence: Sentence, cue: Span, told: list[Relation], context: Context) -> list[Relation]:
    """Return the stance told of last as that of those behind a cue, too: so do Sudan and Eritrea.

    `told` are the relations of this sentence up to the cue; without any the sentence before counts.
    """
    last = next(iter([*context.relations[-1:], *told[-1:]][::-1]), None)
    if last is None:
        return []
    tokens = sentence.tokens
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    return [
        changed(
            last, id=context.next_id("relation"), quote=tokens.text[start:end], start=start,
            end=end, a=span.roles["name"].called, a_id=span.roles["name"].actor_id,
        )
        for span in _following(sentence, cue.last)
        if span.roles["name"].called not in (last.a, last.b)
    ]  # fmt: skip


def _following(sentence: Sentence, at: int) -> list[Span]:
    """Return the actors side by side from a token on."""
    words, listing = sentence.tokens.words, sentence.language.words["listing"]
    found: list[Span] = []
    for span in sentence.actors:
        if span.first >= at and listing.issuperset(words[at : span.first]):
            found.append(span)
            at = span.last
    return found


def same_object(sentence: Sentence, cue: Span, told: list[Relation]) -> Relation | None:
    """Return the relation whose object a pronoun right behind a stance stands for: opposes it."""
    if told and sentence.tokens.words[cue.last - 1] in sentence.language.words["thing"]:
        return told[-1]  # is for it
    pronoun = next(iter(sentence.cues("pronoun", cue.last, cue.last + 1)), None)
    if pronoun is None or pronoun.roles["pronoun"] != "any" or not told:
        return None
    words, sets = sentence.tokens.words, sentence.language.words
    owns = words[pronoun.first] in sets["owning"]
    behind = words[pronoun.last] if pronoun.last < sentence.last else "."
    return told[-1] if not owns and (not behind.isalpha() or behind in sets["clause"]) else None


def goes_to(sentence: Sentence, cue: Span, end: int) -> int:
    """Return where what a stance is about ends: before who takes the next one, or at its clause's.

    What is said by the way, in a relative clause, ends at its comma.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    start, _ = sentence.clause(cue.first)
    ends = [end]
    ends += [span.first for span in sentence.cues("echo", cue.last, end)]
    for other in sentence.cues("stance", cue.last, end):
        who = [
            s for s in sentence.names if cue.last < s.first and 0 <= other.first - s.last <= NEAR
        ]
        ends += [span.first for span in who[-1:]]
    if words[start] in sets["relative"]:
        ends += [at for at in range(cue.last, end) if words[at] == ","][:1]
    last = min(ends)
    while last > cue.last and (words[last - 1] == "," or words[last - 1] in sets["clause"]):
        last -= 1
    return last
