"""The frame of a relation: who supports, opposes, accuses whom, or what; who belongs where."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.reading.changing import changed
from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.echoes import echoed, goes_to, same_object
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import governed
from isthmus.reading.items import Polarity, Relation, Stance
from isthmus.reading.marking import Sentence
from isthmus.reading.moments import moment
from isthmus.reading.nominal import Told, by_holders, by_noun
from isthmus.reading.spans import Span
from isthmus.reading.takers import NOUNS, others, takers

NEXT = 4  # tokens
SHORT = 2  # words that say nothing of what is urged
MOST_WORDS = 18
STOPS = frozenset((";", ".", '"', ")"))


def relations(sentence: Sentence, context: Context) -> list[Relation]:
    """Return the relations of a sentence."""
    made: list[Relation] = []
    cues = sentence.cues("stance")
    nouns = [cue for cue in sentence.cues("stance noun") if "stance" not in cue.roles]
    every = [*cues, *nouns, *sentence.cues("echo")]
    for cue in sorted(every, key=lambda span: span.first):
        if "echo" in cue.roles:
            made += echoed(sentence, cue, made, context)
        elif "stance noun" in cue.roles and (told := by_noun(sentence, cue, context)):
            made += _nominal(sentence, cue, told, context)
        elif (
            "stance" in cue.roles
            and not _within(cue, cues)
            and not any(_goes_on(sentence, cue, other) for other in cues if other is not cue)
        ):
            made += _stances(sentence, cue, made, context)
    for cue in sentence.cues("holders"):
        told = by_holders(sentence, cue)
        made += _nominal(sentence, cue, told, context) if told else []
    for cue in sentence.cues("urging"):
        made += _urged(sentence, cue, context)
    for cue in sentence.cues("membership"):
        made += _memberships(sentence, cue, context)
    return made


def _nominal(sentence: Sentence, cue: Span, told: Told, context: Context) -> list[Relation]:
    """Return the relations that a noun tells of."""
    return [
        _relation(sentence, cue, who, None, told.stance, told.about, context) for who in told.who
    ]


def _goes_on(sentence: Sentence, cue: Span, other: Span) -> bool:
    """Tell whether another cue goes on with the stance of one: threatened to block."""
    same = other.roles["stance"] == cue.roles["stance"] and cue.last <= other.first
    return same and sentence.tokens.words[cue.last : other.first] in ([], ["to"])


def _within(cue: Span, others: Sequence[Span]) -> bool:
    """Tell whether a mediation is what somebody takes a stance to: supports normalisation."""
    if cue.roles["stance"] != "mediates":
        return False
    return any(0 <= cue.first - other.last <= 2 for other in others if other is not cue)


def _stances(
    sentence: Sentence, cue: Span, told: list[Relation], context: Context
) -> list[Relation]:
    words = sentence.tokens.words
    stance: Stance = cue.roles["stance"]
    start, end = sentence.clause(cue.first)
    objects = [span for span in sentence.actors if cue.last <= span.first < end]
    if cue.last < sentence.last and words[cue.last] in sentence.language.words["by"]:
        return _passive(sentence, cue, objects, context)
    if (stance not in NOUNS and _noun(sentence, cue)) or _done(sentence, cue):
        return []
    if _charges(sentence, cue, objects) or _demands(sentence, cue) or _titled(sentence, cue):
        return []
    named = {span.roles["name"].called: span for span in takers(sentence, cue, context)}
    subjects = list(named.values())
    if stance == "allied":
        before = [s for s in sentence.actors if start <= s.first < cue.first]
        whose = _whose(sentence, cue, before, context)
        if whose or not objects:
            subjects, objects = before[:1], whose or before[1:2]
    if not subjects:
        return []
    pointed = _pointed(sentence, cue, subjects, end, told, context)
    if pointed is not None:
        return pointed
    own = {span.roles["name"].called for span in subjects}
    free = (span for span in objects if span.roles["name"].called not in own)
    other = next((s for s in free if stance in NOUNS or _object(sentence, cue, s)), None)
    said = _said_before(sentence, cue, subjects, end)
    us = _us(sentence, cue, end)
    about = said or us or _about(sentence, cue, goes_to(sentence, cue, end))
    if other is None and not (said or us):
        meant = _meant(sentence, cue, end, subjects, context)
        acts = meant is not None and meant.acts
        other = Span(cue.last, end, {"name": meant}) if acts else None
        about = (meant.thing or meant.text) if meant is not None and not acts else about
    if other is None and not about and stance != "mediates":
        return []
    return [
        _turned(sentence, cue, _relation(sentence, cue, subject, other, stance, about, context))
        for subject in subjects
        if other is None or subject.roles["name"].called != other.roles["name"].called
    ]


def _turned(sentence: Sentence, cue: Span, relation: Relation) -> Relation:
    """Return a relation, support that is refused as opposition: does not welcome the idea."""
    words = sentence.tokens.words[max(sentence.first, cue.first - 2) : cue.first]
    refused = not sentence.language.words["negating"].isdisjoint(words)
    if relation.stance != "supports" or relation.polarity != "denied" or not refused:
        return relation
    tag = str(sentence.language.raw["stance_tags"]["opposes"])
    return changed(relation, stance="opposes", polarity="stated", tag=tag)


def _demands(sentence: Sentence, cue: Span) -> bool:
    """Tell whether somebody insists that another does something: no stance of its own."""
    demands = sentence.tokens.words[cue.last - 1] in sentence.language.words["demanding"]
    return demands and any(span.first == cue.last for span in sentence.actors)


def _titled(sentence: Sentence, cue: Span) -> bool:
    """Tell whether words of an alliance are those of an agreement: the Charter on Partnership."""
    words, sets = sentence.tokens.words, sentence.language.words
    before = words[cue.first - 1] if cue.first > sentence.first else "."
    nouns = sentence.cues("agreement", max(sentence.first, cue.first - 3), cue.first)
    return cue.roles["stance"] == "allied" and before in sets["titling"] and bool(nouns)


def _charges(sentence: Sentence, cue: Span, objects: list[Span]) -> bool:
    """Tell whether a verb only asks for money: it charges X with something, or it charges a fee."""
    words, sets = sentence.tokens.words, sentence.language.words
    if words[cue.first] not in sets["charging"] or cue.last > cue.first + 1:
        return False
    whom = next((span for span in objects if span.first - cue.last <= 1), None)
    return whom is None or sets["charged_with"].isdisjoint(words[whom.last : whom.last + 1])


def _whose(sentence: Sentence, cue: Span, before: list[Span], context: Context) -> list[Span]:
    """Return whose ally somebody is: Turkey, its sworn ally; Armenia's closest ally."""
    near_by = (s for s in sentence.actors if 1 <= cue.first - s.last <= 3)
    owner = next((s for s in near_by if sentence.tokens.words[s.last] == "'s"), None)
    if owner is not None:
        return [owner]
    words, own = sentence.tokens.words, {span.roles["name"].called for span in before[:1]}
    near = sentence.cues("pronoun", max(sentence.first, cue.first - 2), cue.first)
    pronoun = next((p for p in near if words[p.first] in sentence.language.words["owning"]), None)
    name = context.meant(sentence, pronoun, own) if pronoun is not None else None
    if pronoun is None or name is None or not name.acts:
        return []
    return [changed(pronoun, roles={"name": name})]


def _us(sentence: Sentence, cue: Span, end: int) -> str | None:
    """Return the words behind a stance to somebody who is not named: accuses us of smuggling."""
    words, sets = sentence.tokens.words, sentence.language.words
    if cue.last >= end or words[cue.last] not in sets["us"]:
        return None
    last = next((at for at in range(cue.last + 1, end) if words[at] in sets["clause"]), end)
    return _about(sentence, cue, last)


def _done(sentence: Sentence, cue: Span) -> bool:
    """Tell whether the word of a stance is done by nobody named: the canal was blocked for days."""
    before = sentence.tokens.words[cue.first - 1] if cue.first > sentence.first else "."
    word, sets = sentence.tokens.words[cue.first], sentence.language.words
    participle = cue.last == cue.first + 1 and word.endswith("ed") and word not in sets["stative"]
    called = not sets["as_what"].isdisjoint(sentence.tokens.words[cue.last : cue.last + 1])
    return participle and (before in sets["been"] or called)


def _pointed(
    sentence: Sentence, cue: Span, subjects: list[Span], end: int, told: list[Relation],
    context: Context,
) -> list[Relation] | None:  # fmt: skip
    """Return stances to each other, or to what a pronoun stands for; None if it is neither."""
    words, sets = sentence.tokens.words, sentence.language.words
    stance: Stance = cue.roles["stance"]
    if " ".join(words[cue.last : cue.last + 2]) in sets["mutual"]:
        pairs = [(one, other) for one in subjects for other in subjects if one is not other]
        return [_relation(sentence, cue, *pair, stance, None, context) for pair in pairs]
    same = same_object(sentence, cue, told or context.relations)
    if same is None:
        return None
    own = {span.roles["name"].called for span in subjects}
    name = Name(same.b, "state", same.b, same.b_id) if same.b and same.b not in own else None
    other = Span(cue.last, end, {"name": name}) if name else None
    return [
        _relation(sentence, cue, subject, other, stance, same.about, context)
        for subject in subjects
    ]


def _object(sentence: Sentence, cue: Span, span: Span) -> bool:
    """Tell whether a stance is towards an actor itself, and not what is of it: backed Serbia."""
    gap = sentence.tokens.words[cue.last : span.first]
    return len(gap) <= NEXT and sentence.language.words["toward"].issuperset(gap)


def _said_before(sentence: Sentence, cue: Span, subjects: list[Span], end: int) -> str | None:
    """Return what a stance behind it is about: a charge that the Kremlin rejected."""
    words = sentence.tokens.words
    at = subjects[0].first - 1
    at -= at > sentence.first and words[at] == "the"
    if at <= sentence.first or words[at] not in ("that", "which"):
        return None
    to_which = words[at - 1] in sentence.language.words["aimed"]  # a plan to which Georgia objects
    at -= to_which
    at -= words[at - 1] == "," and at - 1 > sentence.first
    sets, behind = sentence.language.words, words[cue.last] if cue.last < end else "."
    goes_on = behind in sets["being"] or behind in sets["finite"]
    if (cue.last < end - 1 or behind.isalpha()) and not (goes_on or to_which):
        return None
    first = at
    while first > max(sentence.first, at - MOST_WORDS // 3) and words[first - 1] not in (",", ";"):
        first -= 1
    return sentence.tokens.slice(first, at) if first < at else None


def _passive(sentence: Sentence, cue: Span, agents: list[Span], context: Context) -> list[Relation]:
    """Return the relations of a passive: the plan was rejected by Ukraine and Poland."""
    listed = [s for s in agents[:1] if s.first - cue.last <= NEXT and not others(sentence, s)]
    for span in agents[1:]:
        gap = sentence.tokens.words[listed[-1].last : span.first] if listed else ["."]
        if not sentence.language.words["listing"].issuperset(gap):
            break
        listed.append(span)
    start, end = sentence.clause(cue.first)
    edge = cue.first
    while (
        edge > start and sentence.tokens.words[edge - 1] in sentence.language.words["auxiliaries"]
    ):
        edge -= 1
    victim = [s for s in sentence.actors if start <= s.first and s.last == edge]
    about = sentence.tokens.slice(start, edge) if edge > start else None
    if about is None and listed:
        about = _main(sentence, listed[-1].last, end)
    stance: Stance = cue.roles["stance"]
    return [
        _relation(sentence, cue, subject, next(iter(victim), None), stance, about, context)
        for subject in listed
    ]


def _main(sentence: Sentence, at: int, end: int) -> str | None:
    """Return what a participle in front is told of: backed by the EU, the railway carries ..."""
    words = sentence.tokens.words
    if words[at : at + 1] != [","]:
        return None
    last = min(end, at + 1 + MOST_WORDS // 2)
    return sentence.tokens.slice(at + 1, last) if last > at + 1 else None


def _noun(sentence: Sentence, cue: Span) -> bool:
    """Tell whether the word of a stance is a noun: Russia's support, the block."""
    before = sentence.tokens.words[max(sentence.first, cue.first - 1) : cue.first]
    return cue.last == cue.first + 1 and bool(
        sentence.language.words["noun_after"].intersection(before)
    )


def _meant(
    sentence: Sentence, cue: Span, end: int, subjects: list[Span], context: Context
) -> Name | None:
    """Return what a stance is about where only a pronoun says so, or nothing does."""
    called = {subject.roles["name"].called for subject in subjects}
    for pronoun in sentence.cues("pronoun", cue.last, min(end, cue.last + NEXT)):
        if sentence.tokens.words[pronoun.last : pronoun.last + 1] == ["'s"]:
            continue  # the port's expansion is not the port
        owns = sentence.tokens.words[pronoun.first] in sentence.language.words["owning"]
        near = [s for s in sentence.names if s.last <= pronoun.first]
        told = [s for s in near if s.roles["name"].called not in called]
        if told and not owns and pronoun.roles["pronoun"] == "any":
            free = [s for s in told if not governed(sentence, s)] or told
            meant: Name = free[-1].roles["name"]
            return meant
        if not (owns and cue.last == cue.first + 1):  # whose own plan is nobody else's
            return context.meant(sentence, pronoun, but=called)
    routes = [s for s in sentence.names if s.roles["name"].kind == "route"]
    if not any(word.isalpha() for word in sentence.tokens.words[cue.last : end]):
        return routes[0].roles["name"] if routes else context.recent.get("route")
    return None


def _about(sentence: Sentence, cue: Span, end: int) -> str | None:
    """Return the words behind a stance up to the end of its clause."""
    words, at = sentence.tokens.words, cue.last
    if at < end and words[at] in sentence.language.words["parts"]:
        return None
    last = min(end, cue.last + MOST_WORDS)
    while at < last and words[at] not in STOPS:
        at += 1
    return sentence.tokens.slice(cue.last, at).rstrip(" ,") if at > cue.last else None


def _urged(sentence: Sentence, cue: Span, context: Context) -> list[Relation]:
    """Return what an actor calls on others to do: support, or the end of something."""
    words = sentence.tokens.words
    _, end = sentence.clause(cue.first)
    reach = range(cue.last, min(end, cue.last + MOST_WORDS))
    at = next((at for at in reach if words[at] == "to"), end)
    if at + 1 >= end:
        return []
    ending = words[at + 1] in sentence.language.words["ending"]
    stance: Stance = "opposes" if ending else "supports"
    about = _about(sentence, changed(cue, last=at + 1), end)
    if about is None or len(about.split()) <= SHORT:
        return []  # urged both to go on
    return [
        _relation(sentence, cue, subject, None, stance, about, context)
        for subject in takers(sentence, cue, context)
    ]


def _memberships(sentence: Sentence, cue: Span, context: Context) -> list[Relation]:
    who = sentence.actors
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
    said, _ = speaker(sentence, context)
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
        polarity=_how(sentence, cue, subject, context),
        hedge="none",
        attribution=said,
        confidence=0.7 if b else 0.6,
        verdict="new",
        case=None,
    )


def _how(sentence: Sentence, cue: Span, subject: Span, context: Context) -> Polarity:
    """Return how a stance is said; what another before its subject denies is another matter."""
    how = polarity(sentence, cue.first, context.words)
    start, _ = sentence.clause(cue.first)
    if how == "denied" and cue.roles.get("stance") == "accuses":
        return how if sentence.cues("deny", start, cue.first) else "stated"
    if how != "denied" or not start < subject.first < cue.first:
        return how
    denials = sentence.cues("deny", start, cue.first)
    comma = max(
        (at for at in range(start, subject.first) if sentence.tokens.words[at] == ","),
        default=start,
    )
    return how if any(span.first >= comma for span in denials) or not denials else "stated"


def _tag(word: str, stance: str, context: Context) -> str:
    """Return the PLOVER category of a stance."""
    raw = context.words.raw
    for stem, tag in raw["stance_words"].items():
        if word.startswith(stem):
            return str(tag)
    return str(raw["stance_tags"].get(stance, "COOPERATE"))
