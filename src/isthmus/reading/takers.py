"""Who takes a stance: the names side by side before it, who speaks, or a pronoun's."""

from __future__ import annotations

from isthmus.reading.context import Context
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import leads
from isthmus.reading.marking import Sentence
from isthmus.reading.parties import group_ending
from isthmus.reading.spans import Span

SAYING = 6  # tokens between a speaker and the verb of speech
NOUNS = ("allied", "mediates")  # stances that nouns tell as well: Russia's ally, its mediation


def takers(sentence: Sentence, cue: Span, context: Context) -> list[Span]:
    """Return who takes a stance: the names side by side before it, who speaks, or a pronoun's."""
    start, _ = sentence.clause(cue.first)
    nobody = _unknown(sentence, cue)
    if nobody is not None:
        return _with_unknown(sentence, [nobody])
    if cue.roles.get("stance") not in NOUNS and _common(sentence, cue):
        return []
    who = [s for s in sentence.actors if s.last <= cue.first and not others(sentence, s)]
    before = sentence.tokens.words[cue.first - 1] if cue.first > sentence.first else "."
    if before in sentence.language.words["owning"]:  # thanked Oman for its mediation
        return [s for s in who if s.last < cue.first][-1:]
    free = [s for s in who if leads(sentence, s) or s.roles["name"].kind == "demonym"]
    near = [s for s in free if s.first >= start]
    groups = (group_ending(sentence, group, cue.first) for group in (near, free, who))
    return (
        _with_unknown(sentence, next(filter(None, groups), []))
        or _speaking(sentence, cue)
        or _by_pronoun(sentence, cue, context)
    )


def _with_unknown(sentence: Sentence, group: list[Span]) -> list[Span]:
    """Return names with those that nobody told us beside them: OOCL, ONE and Maersk."""
    words, listing = sentence.tokens.words, sentence.language.words["listing"]
    found = list(group)
    for span in reversed([s for s in sentence.names if group and s.last < group[0].first]):
        # the presidents of Georgia, Iran and Russia
        of = words[max(sentence.first, span.first - 2) : span.first]
        spoken = of[1:] == ["of"] and of[0] in sentence.language.words["official"]
        untold = spoken or span.roles["name"].kind in ("unknown", "company")
        if not untold or not listing.issuperset(words[span.last : found[0].first]):
            break
        found.insert(0, span)
    return found


def _unknown(sentence: Sentence, cue: Span) -> Span | None:
    """Return a name that nobody told us right before a stance, as who takes it."""
    span = sentence.ending.get(cue.first) or sentence.ending.get(cue.first - 1)
    if span is None or span.roles["name"].kind != "unknown":
        return None
    tokens = sentence.tokens
    if cue.first > span.last and tokens.words[span.last] in sentence.language.words["ruling"]:
        whole = tokens.slice(span.first, cue.first)  # the Scottish government
        return Span(span.first, cue.first, {"name": Name(whole, "unknown", whole)})
    return _state_of(sentence, span) or (span if leads(sentence, span) else None)


def _common(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a common noun stands before a stance as who takes it: farmers oppose."""
    tokens, sets = sentence.tokens, sentence.language.words
    at = cue.first - 1
    while at > sentence.first and (
        tokens.words[at] in sets["being"] or tokens.words[at][-2:] == "ly"
    ):
        at -= 1
    word = tokens.words[at] if at >= sentence.first else "."
    plain = word.isalpha() and tokens.raw[at].islower()
    if at > sentence.first and tokens.words[at - 1] in sets["ourselves"]:
        return True  # our parliament is no other's that was named
    if not plain or word in sets["official"] or word in sets["adverbs"]:
        return False
    return not any(span.first <= at < span.last for span in sentence.names)


def _state_of(sentence: Sentence, span: Span) -> Span | None:
    """Return the state that a person speaks for: Germany's Robert Habeck, Iranian minister X."""
    words, at = sentence.tokens.words, span.first
    while at > sentence.first and words[at - 1] in sentence.language.words["official"]:
        at -= 1
    owns = at > sentence.first and words[at - 1] == "'s"
    state = next((s for s in sentence.actors if s.last == at - owns), None)
    if state is None or not (owns or state.roles["name"].kind == "demonym"):
        return None
    return state


def others(sentence: Sentence, span: Span) -> bool:
    """Tell whether a state's adjective tells of others than its government: Zambian farmers."""
    words, sets = sentence.tokens.words, sentence.language.words
    owns = words[span.last : span.last + 1] == ["'s"]
    name: Name = span.roles["name"]
    if _of_others(sentence, span):
        return True
    if name.kind not in ("demonym", "state", "capital") or not (owns or name.kind == "demonym"):
        return False
    behind = words[span.last + owns : span.last + owns + 3]
    small = behind[:1] and behind[0].isalpha() and sentence.tokens.raw[span.last + owns].islower()
    return bool(small) and sets["official"].isdisjoint(behind)


def _of_others(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name only says whence others are: environmentalists of Norway."""
    words, sets = sentence.tokens.words, sentence.language.words
    at = span.first - 1
    at -= at > sentence.first and words[at] in sets["articles"]
    if at <= sentence.first - 1 or at < 1 or words[at] not in sets["whence"]:
        return False
    noun = words[at - 1] if at > sentence.first else ","
    return noun.endswith("s") and noun not in sets["official"] and noun not in sets["places"]


def _by_pronoun(sentence: Sentence, cue: Span, context: Context) -> list[Span]:
    """Return whom a pronoun before a stance stands for, if it can act."""
    start, _ = sentence.clause(cue.first)
    for pronoun in sentence.cues("pronoun", start, cue.first):
        name = context.meant(sentence, pronoun)
        if name is not None and name.acts:
            return [Span(pronoun.first, pronoun.last, {"name": name})]
    return []


def _speaking(sentence: Sentence, cue: Span) -> list[Span]:
    """Return who says `we`: the actor named beside the verb of speech behind the quotation."""
    before = sentence.tokens.words[max(sentence.first, cue.first - 2) : cue.first]
    if sentence.language.words["ourselves"].isdisjoint(before):
        return []
    who = [s for s in sentence.actors if not others(sentence, s)]
    for speech in sentence.cues("speech"):
        near = [span for span in who if abs(span.first - speech.first) <= SAYING]
        if near:
            return near[:1]
    return []
