"""The frame of a route: which corridor, line, pipe or crossing, and in what state."""

from __future__ import annotations

from isthmus.reading.changing import changed
from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.items import Polarity, Route, RouteStatus
from isthmus.reading.marking import Sentence
from isthmus.reading.moments import moment
from isthmus.reading.passing import about
from isthmus.reading.spans import Span
from isthmus.reading.telling import MAIN, clause, hangs, strength, told_of
from isthmus.reading.things import things
from isthmus.reading.working import states

STATUS: dict[str, RouteStatus] = {
    "open": "open", "closed": "closed", "planned": "planned",
    "construction": "under construction", "built": "built", "disputed": "disputed",
    "full": "full",
}  # fmt: skip
DENIED: dict[RouteStatus, RouteStatus] = {
    "built": "planned", "open": "closed", "closed": "open", "under construction": "planned",
}  # fmt: skip


def routes(sentence: Sentence, context: Context) -> list[Route]:
    """Return the routes of a sentence of which a status is told: of each, its strongest."""
    statuses = sorted((*sentence.cues("status"), *states(sentence)), key=lambda cue: cue.first)
    if not statuses:
        return []
    known = things(sentence, context)
    told: dict[str, list[tuple[int, Span, Span]]] = {}
    for cue in (cue for cue in statuses if not _unwanted(sentence, cue)):
        for thing in told_of(sentence, cue, known) or _begun_on(sentence, cue, known, context):
            told.setdefault(_called(thing), []).append((strength(sentence, cue, thing), cue, thing))
    chosen = [pair for cues in told.values() for pair in _strongest(sentence, cues)]
    made: dict[tuple[str, RouteStatus], Route] = {}
    for cue, thing in sorted(chosen, key=lambda pair: pair[1].first):
        name, how = _called(thing), _how(sentence, cue, context)
        status = _status(sentence, cue, how)
        if how == "denied" and status != STATUS[str(cue.roles["status"])]:
            how = "stated"  # what is not open is said to be closed
        key = name, status
        if key not in made:
            made[key] = _route(sentence, thing, *key, how, cue, context)
    begun = {name for name, status in made if status == "under construction"}
    return [r for r in made.values() if not (r.status == "planned" and r.name in begun)]


def _begun_on(sentence: Sentence, cue: Span, known: list[Span], context: Context) -> list[Span]:
    """Return the route told of last, if only its building is told of: ground has been broken.

    Or what flowed there is said to be back: flows have since resumed.
    """
    start, _ = sentence.clause(cue.first)
    if cue.roles["status"] in ("open", "closed") and sentence.cues("flow", start, cue.first):
        before = [thing for thing in known if thing.last <= start]
        free = not any(start <= thing.first < cue.first for thing in known)
        return before[-1:] if free and "nominal" not in cue.roles else []
    if sentence.tokens.words[cue.first] not in sentence.language.words["impersonal"]:
        return []
    if "nominal" in cue.roles and sentence.tokens.words[cue.last - 1] in ("of", "on"):
        return []
    before = [thing for thing in known if thing.last <= cue.first]
    if before or context.last_route is None:
        return before[-1:]
    return [changed(cue, roles={"name": context.last_route, "pronoun": "route"})]


def _called(thing: Span) -> str:
    name: Name = thing.roles["name"]
    return name.thing or name.text


def _strongest(sentence: Sentence, cues: list[tuple[int, Span, Span]]) -> list[tuple[Span, Span]]:
    """Return the cues that tell most of a thing: the last main one of each clause, or the first."""
    begun = [(cue, thing) for _, cue, thing in cues if _begun(cue)]
    if begun and any(cue.roles["status"] == "open" for _, cue, _ in cues):
        return begun[:1]  # the construction of a line has resumed
    most = max(each for each, _, _ in cues)
    best = [(cue, thing) for each, cue, thing in cues if each == most]
    if most < MAIN:
        return best[:1]
    best = [(cue, thing) for cue, thing in best if not hangs(sentence, cue)] or best
    last: dict[int, tuple[Span, Span]] = {}
    for cue, thing in best:
        start, _ = clause(sentence, cue)
        building = start in last and last[start][0].roles["status"] == "construction"
        if not (building and sentence.cues("plan", last[start][0].last, cue.last)):
            last[start] = cue, thing  # 99 % complete and to be opened soon is under construction
    return _left(list(last.values()))


def _left(told: list[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """Return the states that a sentence leaves a thing in: what was shut and reopened is open."""
    opened = max((cue.first for cue, _ in told if cue.roles["status"] == "open"), default=-1)
    return [
        (cue, thing)
        for cue, thing in told
        if not (cue.roles["status"] == "closed" and cue.first < opened)
    ]


def _begun(cue: Span) -> bool:
    return "nominal" in cue.roles and cue.roles["status"] == "construction"


def _how(sentence: Sentence, cue: Span, context: Context) -> Polarity:
    """Return how a status is said; a plan behind it is another matter."""
    nominal, words, sets = "nominal" in cue.roles, sentence.tokens.words, sentence.language.words
    how = polarity(sentence, cue.first, context.words, after=nominal)
    start, end = clause(sentence, cue)
    if nominal and how == "stated" and _wished(sentence, start, cue):
        return "planned"
    if how != "denied" and _awaited(sentence, start, cue):
        return "planned"
    if how == "stated" and (_meant(sentence, cue) or _ordered(sentence, cue)):
        return "planned"
    wish = next((at for at in range(cue.first, start, -1) if words[at] in sets["wishing"]), None)
    if how == "stated" and wish and "," not in words[wish : cue.first]:
        return "planned"  # wants the corridor opened
    if nominal and _begins(sentence, cue, end):
        return "planned" if how == "denied" else how
    if how == "stated" and cue.roles["status"] == "construction" and _to_come(sentence, cue):
        return "planned"
    if how == "planned" and not sentence.cues("plan", start, cue.last):
        return "stated"
    return how


def _to_come(sentence: Sentence, cue: Span) -> bool:
    """Tell whether the verb right behind a noun of work is a plan: tracklaying will begin."""
    return bool(sentence.cues("plan", cue.last, cue.last + 1))


def _awaited(sentence: Sentence, start: int, cue: Span) -> bool:
    """Tell whether a state is what a plan waits for: when the line is finished, 15 Mt will pass."""
    words, sets = sentence.tokens.words, sentence.language.words
    before = words[start : cue.first]
    ahead = not sets["awaiting"].isdisjoint(before) and bool(sentence.cues("plan"))
    return ahead and sets["was"].isdisjoint([*before, words[cue.first]])


def _ordered(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a sentence asks that something be done: open the border."""
    words, sets = sentence.tokens.words, sentence.language.words
    behind = words[cue.last] if cue.last < sentence.last else "."
    bare = cue.first == sentence.first and words[cue.first] in sets["bare"]
    return bare and behind in sets["determining"]


def _meant(sentence: Sentence, cue: Span) -> bool:
    """Tell whether something is only agreed to be done: agreed to reopen the tunnel."""
    words, sets = sentence.tokens.words, sentence.language.words
    to = cue.first - 1
    return to > sentence.first and words[to] in sets["to"] and words[to - 1] not in sets["able"]


def _begins(sentence: Sentence, cue: Span, end: int) -> bool:
    """Tell whether what a noun tells of is said to begin: construction of X is to start."""
    words = sentence.tokens.words[cue.last : end]
    return not sentence.language.words["beginning"].isdisjoint(words)


def _over(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a state is over: after a four-day halt."""
    near = range(max(sentence.first, cue.first - OVER), cue.first)
    before = sentence.tokens.words[near.start : near.stop]
    ended = not sentence.language.words["following"].isdisjoint(before) and "," not in before
    return ended and any(at in sentence.numerals for at in near)


def _supposed(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a status is only supposed, or asked: if the road were closed; any open road."""
    words, sets = sentence.tokens.words, sentence.language.words
    if words[sentence.last - 1] == "?":
        return True
    start, _ = sentence.clause(cue.first)
    if not sets["supposing"].isdisjoint(words[start : cue.first]):
        return True
    before = words[cue.first - 1 : cue.first] if cue.first > sentence.first else []
    return cue.roles["status"] in ("open", "closed") and not sets["uncertain"].isdisjoint(before)


def _unwanted(sentence: Sentence, cue: Span) -> bool:
    """Tell whether a noun tells of what somebody is against, and that is not: opposes a restart.

    What only begins, or ends, is a route's state where it flows there: service has started.
    """
    if (
        _supposed(sentence, cue)
        or _willing(sentence, cue)
        or ("moving" in cue.roles and not _moves(sentence, cue))
    ):
        return True
    if cue.roles["status"] == "closed" and _over(sentence, cue):
        return True
    if "nominal" not in cue.roles or cue.roles["status"] == "closed":
        return False
    stances = sentence.cues("stance", sentence.clause(cue.first)[0], cue.first)
    return any(span.roles["stance"] == "opposes" for span in stances)


def _willing(sentence: Sentence, cue: Span) -> bool:
    """Tell whether somebody is open to something, such as talks."""
    words = sentence.tokens.words
    behind = words[cue.last : min(sentence.last, cue.last + 3)]
    willing = cue.roles["status"] == "open" and behind[:1] == ["to"]
    return willing and not sentence.language.words["unopen"].isdisjoint(behind)


def _moves(sentence: Sentence, cue: Span) -> bool:
    """Tell whether something that flows stands before a word of status, as its subject."""
    words, (start, _) = sentence.tokens.words, sentence.clause(cue.first)
    flows = sentence.language.words["flows"]
    return any(words[at] in flows for at in range(max(start, cue.first - REACH), cue.first))


REACH = 10  # tokens
OVER = 7  # tokens from `after` to the noun of a state that is over


def _wished(sentence: Sentence, start: int, cue: Span) -> bool:
    """Tell whether what a noun tells of is only wanted, or not: calls for the opening of."""
    return any(sentence.cues(kind, start, cue.first) for kind in WISHES)


WISHES = ("stance", "urging", "agreement", "plan")


def _status(sentence: Sentence, cue: Span, how: Polarity) -> RouteStatus:
    status = STATUS[str(cue.roles["status"])]
    if status == "planned" and _scrapped(sentence, cue):
        return "closed"
    if _begun(cue) and _finished(sentence, cue):
        status = "built"
    if how == "denied":
        near = sentence.tokens.words[max(sentence.first, cue.first - 3) : cue.first]
        return "planned" if status == "open" and "yet" in near else DENIED.get(status, status)
    if how == "planned" and status in ("open", "built", "under construction"):
        return "planned"
    return "under construction" if status == "built" and _partly(sentence, cue) else status


def _scrapped(sentence: Sentence, cue: Span) -> bool:
    """Tell whether it is a plan that is given up: plans for a bypass were dropped."""
    words, sets = sentence.tokens.words, sentence.language.words
    if sets["plans"].isdisjoint(words[cue.first : cue.last]):
        return False
    behind = words[cue.last : sentence.clause(cue.first)[1]]
    return any(
        one in sets["scrapped"] and other not in sets["determining"]
        for one, other in zip(behind, [*behind[1:], "."], strict=True)
    )


def _finished(sentence: Sentence, cue: Span) -> bool:
    """Tell whether work is named to say that it ended: has completed the construction of X."""
    words, article = sentence.tokens.words, cue.first - 1
    last = article if words[article] in sentence.language.words["determining"] else cue.first
    return any(
        other.last == last and other.roles["status"] == "built" for other in sentence.cues("status")
    )


def _partly(sentence: Sentence, cue: Span) -> bool:
    """Tell whether only a part is built: 80 % of the line, two thirds of it."""
    words = sentence.tokens.words
    near = words[max(sentence.first, cue.first - 4) : min(sentence.last, cue.last + 4)]
    return "100" not in near and not sentence.language.words["partly"].isdisjoint(near)


def _route(
    sentence: Sentence, span: Span, name: str, status: RouteStatus, how: Polarity, cue: Span,
    context: Context,
) -> Route:  # fmt: skip
    tokens = sentence.tokens
    said, _ = speaker(sentence, context)
    when, _ = moment(sentence, cue.first, context)
    if status in ("open", "built") and when and context.date and when[:4] > context.date[:4]:
        status, how = "planned", "planned"
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    return Route(
        id=context.next_id("route"),
        quote=tokens.text[start:end],
        start=start,
        end=end,
        name=name,
        name_id=None,
        status=status,
        about=about(sentence, cue, status),
        when=when,
        polarity=how,
        hedge="none",
        attribution=said,
        confidence=0.5 if "pronoun" in span.roles else 0.7,
        verdict="new",
        case=None,
    )
