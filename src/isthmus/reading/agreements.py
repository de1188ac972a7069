"""The frame of an agreement: what was signed, is in force, planned, shelved or denied, by whom."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.gazetteer import Name
from isthmus.reading.grammar import leads
from isthmus.reading.items import Agreement, AgreementStatus
from isthmus.reading.marking import Sentence
from isthmus.reading.moments import moment
from isthmus.reading.parties import distinct, group_ending
from isthmus.reading.spans import Span

MOST_WORDS = 14
STOPS = frozenset((",", ";", "."))
STATUS = {"signed": "signed", "in_force": "in force", "shelved": "shelved", "not_signed": "planned",
          "under_way": "planned"}  # fmt: skip


def agreements(sentence: Sentence, context: Context) -> list[Agreement]:
    """Return the agreements of a sentence, one a clause and status."""
    nouns = sentence.cues("agreement")
    deals = [cue for cue in sentence.cues("deal") if not _by_the_way(sentence, cue)]
    deals += [*_under(sentence, nouns), *_none(sentence, nouns)]
    if not deals:
        return []
    made: list[Agreement] = []
    done: set[tuple[int, str]] = set()
    for deal in deals:
        start, end = sentence.clause(deal.first)
        start = _with_its_head(sentence, start)
        here = [noun for noun in nouns if start <= noun.first < end]
        here = here or _meant(sentence, deal, nouns)
        if "light" in deal.roles and not _done_to(sentence, deal, here):
            continue
        if _does(sentence, deal, here) or _only_rests(sentence, deal, here):
            continue
        agreed = sentence.tokens.words[deal.first].startswith("agree")
        named = _bound(sentence, _parties(sentence, deal, start, end), here)
        named = [*_by_pronoun(sentence, start, deal, context), *named]
        if len(distinct(named)[0]) < 2 and sentence.cues("sides"):
            named = [*named, *context.states]
        several = len(distinct(named)[0]) > 1
        signed = several and _signs(sentence, deal)
        if not here and not signed and not (agreed and (several or sentence.cues("deny"))):
            continue
        if here and min(abs(noun.first - deal.first) for noun in here) > 2 * MOST_WORDS:
            continue
        status = _status(sentence, deal, context)
        if (start, status) in done:
            continue
        done.add((start, status))
        made.append(_agreement(sentence, deal, here, named, status, context))
    return made


def _with_its_head(sentence: Sentence, start: int) -> int:
    """Return where a clause begins, with what it hangs on: the contract, which ran until 2040."""
    hanging = sentence.tokens.words[start] in sentence.language.words["hanging"]
    return sentence.clause(start - 1)[0] if hanging and start > sentence.first else start


def _meant(sentence: Sentence, deal: Span, nouns: Sequence[Span]) -> list[Span]:
    """Return the agreement told of before that a pronoun behind a verb stands for: to sign it."""
    near = sentence.cues("pronoun", deal.last, deal.last + 2)
    before = [noun for noun in nouns if noun.last <= deal.first]
    return before[-1:] if any(p.roles["pronoun"] == "any" for p in near) else []


def _done_to(sentence: Sentence, deal: Span, nouns: list[Span]) -> bool:
    """Tell whether an agreement is what a verb is done to: reached a preliminary agreement."""
    words, parting = sentence.tokens.words, sentence.language.words["parting"]
    behind = (n for n in nouns if 0 <= n.first - deal.last <= CLOSE)
    noun = next(behind, None)
    if noun is not None:
        return parting.isdisjoint(words[deal.last : noun.first])
    near = len(words) if words[deal.first - 1] in sentence.language.words["been"] else 3
    return any(0 < deal.first - n.last <= near for n in nouns)  # a deal has been reached


def _does(sentence: Sentence, deal: Span, nouns: list[Span]) -> bool:
    """Tell whether an agreement does something to what is none: the pact has scrapped duties."""
    words, sets = sentence.tokens.words, sentence.language.words
    behind = words[deal.last : deal.last + 1]
    acts = words[deal.first - 1] in sets["perfect"] and deal.roles["deal"] == "shelved"
    done = acts and behind != [] and behind[0].isalpha() and behind[0] not in sets["parting"]
    return done and not any(0 <= noun.first - deal.last <= CLOSE for noun in nouns)


def _only_rests(sentence: Sentence, deal: Span, nouns: list[Span]) -> bool:
    """Tell whether something only rests on what was signed: a loan based on a deal that was."""
    if deal.roles["deal"] != "in_force" or not any(noun.first == deal.last + 1 for noun in nouns):
        return False
    words, hanging = sentence.tokens.words, sentence.language.words["hanging"]
    later = sentence.cues("deal", deal.last, min(sentence.last, deal.last + 2 * MOST_WORDS))
    return any(
        one.roles["deal"] == "signed" and not hanging.isdisjoint(words[deal.last : one.first])
        for one in later
    )


def _signs(sentence: Sentence, deal: Span) -> bool:
    """Tell whether several sign what has no noun of an agreement: signed a tariff; signed by both.

    They stand side by side before the verb, or behind it.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    if words[deal.first] not in sets["signs"]:
        return False
    start, _ = sentence.clause(deal.first)
    before = [s for s in sentence.actors if start <= s.first]
    reach = min(sentence.last, deal.last + 2 * MOST_WORDS)
    beside = group_ending(sentence, before, deal.first)
    together = len(beside) > 1 and deal.first - beside[-1].last <= 2
    return together or not sets["by"].isdisjoint(words[deal.last : reach])


def _by_the_way(sentence: Sentence, deal: Span) -> bool:
    """Tell whether a signing is only said of what lapsed: the deal, concluded in 2016, lapsed."""
    words, near = sentence.tokens.words, max(sentence.first, deal.first - CLOSE)
    hangs = not sentence.language.words["hanging"].isdisjoint(words[near : deal.first])
    if deal.roles["deal"] != "signed" or not (hangs or words[deal.first - 1] == ","):
        return False
    later = sentence.cues("deal", deal.last, sentence.last)
    return any(other.roles["deal"] in ("shelved", "in_force") for other in later)


def _under(sentence: Sentence, nouns: Sequence[Span]) -> list[Span]:
    """Return the agreements under which something is so: under the 15-year contract."""
    words, sets = sentence.tokens.words, sentence.language.words
    found: list[Span] = []
    if sentence.has.isdisjoint(sets["beneath"]):
        return found
    for noun in nouns:
        near = range(noun.first - 1, max(sentence.first, noun.first - 2 * CLOSE) - 1, -1)
        at = next((at for at in near if words[at] in sets["openers"]), None)
        if at is not None and at > sentence.first and words[at] in sets["determining"]:
            at -= 1
        drafted = at is not None and sentence.cues("plan", at, noun.last)
        told = any(deal.first == noun.last for deal in sentence.cues("deal", noun.last))
        if at is not None and words[at] in sets["beneath"] and not (drafted or told):
            found.append(Span(at, noun.last, {"deal": "in_force"}))
    return found


def _none(sentence: Sentence, nouns: Sequence[Span]) -> list[Span]:
    """Return the agreements that are said not to be: there is no treaty; rumours of a treaty."""
    words, sets = sentence.tokens.words, sentence.language.words
    found = []
    for noun in nouns:
        near = words[max(sentence.first, noun.first - CLOSE) : noun.first]
        if not sets["rumours"].isdisjoint(near) and sentence.cues("deny"):
            found.append(Span(noun.first, noun.last, {"deal": "signed"}))
            continue
        at = noun.first - 1
        no = at - 1 > sentence.first and words[at] in sets["no"]
        if no and words[at - 1] in sets["being"] and words[at - 2] in sets["existing"]:
            found.append(Span(at - 1, noun.last, {"deal": "signed"}))
    return found


def _bound(sentence: Sentence, named: list[Span], nouns: list[Span]) -> list[Span]:
    """Return parties without the ends of the goods that an agreement is on: Turkmen gas to Hungary.

    Two others must be left.
    """
    words, sets = sentence.tokens.words, sentence.language.words
    goods = {span.first for span in sentence.cues("commodity")}
    ends = [
        span
        for span in named
        if (span.last in goods and span.roles["name"].kind == "demonym")
        or (words[span.first - 1] in sets["ends_at"] and any(n.last <= span.first for n in nouns))
    ]
    left = [span for span in named if span not in ends]
    return left if len(distinct(left)[0]) > 1 else named


CLOSE = 5  # tokens


def _parties(sentence: Sentence, deal: Span, start: int, end: int) -> list[Span]:
    """Return who can be party to an agreement: those who act, with whom, between whom, by whom."""
    fit = [s for s in sentence.names if _may_sign(sentence, s, deal)]
    here = [s for s in fit if start <= s.first < end]
    if not here and sentence.tokens.words[deal.first] in sentence.language.words["beneath"]:
        return fit  # under the contract, Bulgaria is entitled
    return here or [s for s in fit if s.first < start]


def _may_sign(sentence: Sentence, span: Span, deal: Span) -> bool:
    """Tell whether a name stands where a party does, and is no place where something is signed."""
    words, sets = sentence.tokens.words, sentence.language.words
    name: Name = span.roles["name"]
    if name.kind in ("route", "place", "agreement"):
        return False
    if words[deal.first] in sets["beneath"] and words[span.first - 1] in sets["from"]:
        return name.acts  # buys gas from Azerbaijan under a contract
    at = span.first - 1
    while at > sentence.first and words[at] in sets["articles"]:
        at -= 1
    before = words[at] if at >= sentence.first else "."
    if name.kind == "unknown":
        ahead = span.first < deal.first and leads(sentence, span)
        beside = ahead or before in sets["signing"]
        return beside and span.last < sentence.last
    return name.acts and (before not in sets["where"] or name.kind == "demonym")


def _by_pronoun(sentence: Sentence, start: int, deal: Span, context: Context) -> list[Span]:
    """Return whom `it` or `they` before a signing stands for."""
    if not sentence.language.words["they"].isdisjoint(sentence.tokens.words[start : deal.first]):
        named = [span for span in sentence.actors if span.last <= deal.first]
        return named if len(distinct(named)[0]) > 1 else context.states
    for pronoun in sentence.cues("pronoun", start, deal.first):
        name = context.meant(sentence, pronoun)
        if name is not None and name.actor is not None:
            return [Span(pronoun.first, pronoun.last, {"name": name})]
    return []


def _status(sentence: Sentence, deal: Span, context: Context) -> AgreementStatus:
    told = str(deal.roles["deal"])
    how = polarity(sentence, deal.first, context.words, after=True)
    if told == "shelved":
        return "shelved"
    if told == "signed" and any(noun.last == deal.first for noun in sentence.cues("agreement")):
        return "signed"  # under a protocol signed in May
    if told == "signed" and (_talked(sentence, deal) or _wished(sentence, deal)):
        return "planned"
    if told == "signed" and _awaited(sentence, deal):
        return "planned"
    if how == "denied" and told != "not_signed":
        before = sentence.tokens.words[max(sentence.first, deal.first - 3) : deal.first]
        return "denied" if sentence.language.words["yet"].isdisjoint(before) else "planned"
    if how == "planned" and told == "signed" and _ahead(sentence, deal):
        return "planned"
    return STATUS[told]  # type: ignore[return-value]


def _awaited(sentence: Sentence, deal: Span) -> bool:
    """Tell whether something waits for a signing: until the treaty is signed."""
    words, sets = sentence.tokens.words, sentence.language.words
    start, _ = sentence.clause(deal.first)
    near = words[max(start, deal.first - MOST_WORDS) : deal.first]
    return not sets["unsigned"].isdisjoint(near) and sets["was"].isdisjoint(near)


def _ahead(sentence: Sentence, deal: Span) -> bool:
    """Tell whether a signing lies ahead: will sign, plan to sign; not: signed a plan."""
    if sentence.tokens.words[deal.first] in sentence.language.words["signings"]:
        return True  # signature of the treaty is expected
    return any(0 <= deal.first - span.last <= 3 for span in sentence.cues("plan"))


def _wished(sentence: Sentence, deal: Span) -> bool:
    """Tell whether somebody is only for a signing: supports the signing of the treaty."""
    if sentence.tokens.words[deal.first] not in sentence.language.words["signings"]:
        return False
    start, _ = sentence.clause(deal.first)
    stances = sentence.cues("stance", start, deal.first)
    urged = sentence.cues("urging", start, deal.first)
    glad = sentence.language.words["glad"]
    return bool(urged) or any(
        span.roles["stance"] == "supports" and sentence.tokens.words[span.first] not in glad
        for span in stances
    )


def _talked(sentence: Sentence, deal: Span) -> bool:
    """Tell whether it is talks that are concluded: negotiations have been concluded."""
    words, sets = sentence.tokens.words, sentence.language.words
    start, _ = sentence.clause(deal.first)
    behind = words[deal.last : deal.last + 2]
    passive = words[deal.first - 1] in sets["been"]
    before = words[start : deal.first] if passive else []
    return not sets["talks"].isdisjoint([*before[:3], *behind])


def _agreement(
    sentence: Sentence, deal: Span, nouns: list[Span], named: list[Span],
    status: AgreementStatus, context: Context,
) -> Agreement:  # fmt: skip
    tokens = sentence.tokens
    said, who = speaker(sentence, context)
    names, ids = distinct(span for span in named if span is not who or len(named) == 1)
    told = len(names) > 1
    if not names and status == "signed" and len(context.states) > 1:
        names, ids = distinct(context.states)
    when, _ = moment(sentence, deal.first, context)
    start, end = tokens.starts[sentence.first], tokens.end(sentence.last - 1)
    return Agreement(
        id=context.next_id("agreement"),
        quote=tokens.text[start:end],
        start=start,
        end=end,
        what=_what(sentence, deal, nouns),
        parties=names,
        party_ids=ids,
        status=status,
        when=when,
        polarity=polarity(sentence, deal.first, context.words, after=True),
        hedge="none",
        attribution=said,
        confidence=0.7 if told and nouns else 0.5,
        verdict="new",
        case=None,
    )


def _what(sentence: Sentence, deal: Span, nouns: list[Span]) -> str:
    """Return the words that say what was agreed, up to a comma or the verb."""
    _, clause_end = sentence.clause(deal.first)
    first = end = nouns[0].first if nouns else deal.first
    words, ends = sentence.tokens.words, sentence.language.words["ends"]
    last = min(
        clause_end, first + MOST_WORDS, deal.first if nouns and deal.first >= first else clause_end
    )
    while end < last and words[end] not in STOPS and not (end > first and words[end] in ends):
        end += 1
    return sentence.tokens.slice(first, max(end, first + 1))
