"""The frame of an agreement: what was signed, is in force, planned, shelved or denied, by whom."""

from __future__ import annotations

from isthmus.reading.context import Context, polarity, speaker
from isthmus.reading.items import Agreement, AgreementStatus
from isthmus.reading.marking import Sentence, Span
from isthmus.reading.moments import moment
from isthmus.reading.parties import actors, distinct

MOST_WORDS = 14
STATUS = {"signed": "signed", "in_force": "in force", "shelved": "shelved", "not_signed": "planned",
          "under_way": "planned"}  # fmt: skip


def agreements(sentence: Sentence, context: Context) -> list[Agreement]:
    """Return the agreements of a sentence, one a clause and status."""
    deals = sentence.cues("deal")
    nouns = sentence.cues("agreement")
    if not deals:
        return []
    made: list[Agreement] = []
    done: set[tuple[int, str]] = set()
    for deal in deals:
        start, end = sentence.clause(deal.first)
        here = [noun for noun in nouns if start <= noun.first < end]
        agreed = sentence.tokens.words[deal.first].startswith("agree")
        named = actors(n for n in sentence.names if start <= n.first < end) or actors(
            n for n in sentence.names if n.first < start
        )
        named = [*_by_pronoun(sentence, start, deal, context), *named]
        if len(distinct(named)[0]) < 2 and sentence.cues("sides"):
            named = [*named, *context.states]
        if not here and not (agreed and (len(distinct(named)[0]) > 1 or sentence.cues("deny"))):
            continue
        if here and min(abs(noun.first - deal.first) for noun in here) > 2 * MOST_WORDS:
            continue
        status = _status(sentence, deal, context)
        if (start, status) in done:
            continue
        done.add((start, status))
        made.append(_agreement(sentence, deal, here, named, status, context))
    return made


def _by_pronoun(sentence: Sentence, start: int, deal: Span, context: Context) -> list[Span]:
    """Return whom `it` or `they` before a signing stands for."""
    if "they" in sentence.tokens.words[start : deal.first]:
        return context.states
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
    if how == "denied" and told != "not_signed":
        return "denied"
    if how == "planned" and told == "signed" and _ahead(sentence, deal):
        return "planned"
    return STATUS[told]  # type: ignore[return-value]


def _ahead(sentence: Sentence, deal: Span) -> bool:
    """Tell whether a signing lies ahead: will sign, plan to sign; not: signed a plan."""
    return any(0 <= deal.first - span.last <= 3 for span in sentence.cues("plan"))


def _agreement(
    sentence: Sentence, deal: Span, nouns: list[Span], named: list[Span],
    status: AgreementStatus, context: Context,
) -> Agreement:  # fmt: skip
    tokens = sentence.tokens
    said, who = speaker(sentence, context.words)
    names, ids = distinct(span for span in named if span is not who or len(named) == 1)
    told = len(names) > 1
    if not names and status in ("signed", "in force"):
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
        confidence=0.8 if told and nouns else 0.5,
        verdict="new",
        case=None,
    )


def _what(sentence: Sentence, deal: Span, nouns: list[Span]) -> str:
    """Return the words that say what was agreed, up to a comma or the verb."""
    _, clause_end = sentence.clause(deal.first)
    first = nouns[0].first if nouns else deal.first
    end = first
    while end < min(clause_end, first + MOST_WORDS):
        if sentence.tokens.words[end] in (",", ";", ".") or (end == deal.first and nouns):
            break
        end += 1
    return sentence.tokens.slice(first, max(end, first + 1))
