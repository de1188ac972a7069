"""The frame of a relation: who supports, opposes, accuses whom, or what; who belongs where."""

from __future__ import annotations

from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import leads
from isthmus.reading.items import Relation, Stance
from isthmus.reading.marking import Sentence, Span
from isthmus.reading.moments import moment
from isthmus.reading.parties import ACTORS, actors, group_ending

NEXT = 4  # tokens
MOST_WORDS = 18
STOPS = frozenset((";", ".", '"', ")"))


def relations(sentence: Sentence, context: Context) -> list[Relation]:
    """Return the relations of a sentence."""
    made: list[Relation] = []
    for cue in sentence.cues("stance"):
        made += _stances(sentence, cue, context)
    for cue in sentence.cues("membership"):
        made += _memberships(sentence, cue, context)
    return made


def _stances(sentence: Sentence, cue: Span, context: Context) -> list[Relation]:
    words = sentence.tokens.words
    stance: Stance = cue.roles["stance"]
    who = actors(sentence.names)
    free = [s for s in who if leads(sentence, s) or s.roles["name"].kind == "demonym"]
    start, end = sentence.clause(cue.first)
    near = [s for s in free if s.first >= start]
    subjects = next(
        filter(None, (group_ending(sentence, g, cue.first) for g in (near, free, who))), []
    )
    objects = [span for span in who if cue.last <= span.first < end]
    if words[cue.last : cue.last + 1] == ["by"]:
        return _passive(sentence, cue, objects[:1], subjects, context)
    if stance == "allied" and not objects:
        before = [s for s in who if start <= s.first < cue.first]
        subjects, objects = before[:1], before[1:2]
    if stance not in NOUNS and _noun(sentence, cue):
        return []
    subjects = subjects or _speaking(sentence, who, cue) or _by_pronoun(sentence, cue, context)
    if not subjects:
        return []
    about = _about(sentence, cue, end)
    own = {span.roles["name"].called for span in subjects}
    other = next((span for span in objects if span.roles["name"].called not in own), None)
    if other is None:
        meant = _meant(sentence, cue, end, subjects, context)
        if meant is not None and _acts(meant):
            other = Span(cue.last, end, {"name": meant})
        elif meant is not None:
            about = meant.text
    if other is None and not about and stance != "mediates":
        return []
    return [
        _relation(sentence, cue, subject, other, stance, about, context)
        for subject in subjects
        if other is None or subject.roles["name"].called != other.roles["name"].called
    ]


NOUN_AFTER = frozenset(
    ("'s", "the", "a", "of", "with", "despite", "for", "in", "no", "its", "their")
)


NOUNS = ("allied", "mediates")  # stances that nouns tell as well: Russia's ally, its mediation


def _passive(
    sentence: Sentence, cue: Span, subjects: list[Span], objects: list[Span], context: Context
) -> list[Relation]:
    """Return the relation of a passive: the plan was rejected by Ukraine."""
    start, _ = sentence.clause(cue.first)
    end = cue.first
    while end > start and sentence.tokens.words[end - 1] in AUXILIARIES:
        end -= 1
    about = sentence.tokens.slice(start, end) if end > start else None
    other = objects[0] if objects else None
    stance: Stance = cue.roles["stance"]
    return [
        _relation(sentence, cue, subject, other, stance, about, context) for subject in subjects
    ]


AUXILIARIES = frozenset(("was", "were", "is", "are", "been", "has", "have", "had", "be", "being"))


def _noun(sentence: Sentence, cue: Span) -> bool:
    """Tell whether the word of a stance is a noun: Russia's support, the block."""
    before = sentence.tokens.words[max(sentence.first, cue.first - 1) : cue.first]
    return cue.last == cue.first + 1 and bool(NOUN_AFTER.intersection(before))


def _by_pronoun(sentence: Sentence, cue: Span, context: Context) -> list[Span]:
    """Return whom a pronoun before a stance stands for, if it can act."""
    start, _ = sentence.clause(cue.first)
    for pronoun in sentence.cues("pronoun", start, cue.first):
        name = context.meant(sentence, pronoun)
        if name is not None and _acts(name):
            return [Span(pronoun.first, pronoun.last, {"name": name})]
    return []


def _speaking(sentence: Sentence, who: list[Span], cue: Span) -> list[Span]:
    """Return who says `we`: the actor named beside the verb of speech behind the quotation."""
    before = sentence.tokens.words[max(sentence.first, cue.first - 2) : cue.first]
    if not {"we", "i"}.intersection(before):
        return []
    for speech in sentence.cues("speech"):
        near = [span for span in who if abs(span.first - speech.first) <= MOST_WORDS // 3]
        if near:
            return near[:1]
    return []


def _meant(
    sentence: Sentence, cue: Span, end: int, subjects: list[Span], context: Context
) -> Name | None:
    """Return what a stance is about where only a pronoun says so, or nothing does."""
    called = {subject.roles["name"].called for subject in subjects}
    for pronoun in sentence.cues("pronoun", cue.last, min(end, cue.last + NEXT)):
        return context.meant(sentence, pronoun, but=called)
    routes = [s for s in sentence.names if s.roles["name"].kind == "route"]
    if cue.last >= end - 1:
        return routes[0].roles["name"] if routes else context.recent.get("route")
    return None


def _acts(name: Name) -> bool:
    return name.kind in ACTORS and name.actor is not None


def _about(sentence: Sentence, cue: Span, end: int) -> str | None:
    """Return the words behind a stance up to the end of its clause."""
    at = cue.last
    while at < min(end, cue.last + MOST_WORDS) and sentence.tokens.words[at] not in STOPS:
        at += 1
    return sentence.tokens.slice(cue.last, at).rstrip(" ,") if at > cue.last else None


def _memberships(sentence: Sentence, cue: Span, context: Context) -> list[Relation]:
    who = actors(sentence.names)
    start, end = sentence.clause(cue.first)
    bodies = [s for s in who if s.roles["name"].kind == "organisation" and start <= s.first < end]
    before = [s for s in who if s.roles["name"].kind != "organisation" and s.first < cue.first]
    if not bodies or not before:
        return []
    body = min(bodies, key=lambda s: abs(s.first - cue.last))
    stance: Stance = {"member": "member", "joins": "joins", "observer": "observer"}[
        cue.roles["membership"]
    ]  # type: ignore[assignment]
    return [_relation(sentence, cue, before[-1], body, stance, None, context)]


def _relation(
    sentence: Sentence, cue: Span, subject: Span, other: Span | None, stance: Stance,
    about: str | None, context: Context,
) -> Relation:  # fmt: skip
    tokens = sentence.tokens
    a: Name = subject.roles["name"]
    b: Name | None = other.roles["name"] if other else None
    said, _ = speaker(sentence, context.words)
    when, _ = moment(sentence, cue.first, context)
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    return Relation(
        id=context.next_id("relation"),
        quote=tokens.text[start:end],
        start=start,
        end=end,
        a=a.called,
        a_id=a.actor_id,
        b=b.called if b else None,
        b_id=b.actor_id if b else None,
        stance=stance,
        about=about,
        tag=_tag(tokens.words[cue.first], stance, context),
        when=when,
        polarity=polarity(sentence, cue.first, context.words),
        hedge="none",
        attribution=said,
        confidence=0.7 if b else 0.6,
        verdict="new",
        case=None,
    )


def _tag(word: str, stance: str, context: Context) -> str:
    """Return the PLOVER category of a stance."""
    raw = context.words.raw
    for stem, tag in raw["stance_words"].items():
        if word.startswith(stem):
            return str(tag)
    return str(raw["stance_tags"].get(stance, "COOPERATE"))
