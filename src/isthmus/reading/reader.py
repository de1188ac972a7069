"""Reading: a text becomes sourced figures, agreements, routes and relations."""

from __future__ import annotations

import functools
import hashlib
import time
from dataclasses import dataclass, field

from isthmus.case.model import Case
from isthmus.reading.against import held
from isthmus.reading.agreements import agreements
from isthmus.reading.classes import Classes
from isthmus.reading.consistency import consistent
from isthmus.reading.context import Context
from isthmus.reading.evidence import Evidence, gathered
from isthmus.reading.figures import figures, of_plans, topic_of
from isthmus.reading.gazetteer import lexicon
from isthmus.reading.items import About, Agreement, Figure, Reading, Relation, Route
from isthmus.reading.language import WRITTEN, Language, Phrases, language, languages
from isthmus.reading.marking import Sentence, sentences
from isthmus.reading.mentions import mentions
from isthmus.reading.relations import relations
from isthmus.reading.routes import routes
from isthmus.reading.stances import Stances, held_relation, stances
from isthmus.reading.standing import Standing, beside_route, held_route, standing
from isthmus.reading.tokens import pieces, tokens_of
from isthmus.reading.treaties import held_agreement

STANCES = frozenset(("stance", "stance noun", "holders", "echo", "urging", "membership"))


class Reader:
    """A case and a language, ready to read many texts."""

    def __init__(self, case: Case, code: str | Language = "en") -> None:
        self.case = case
        self.words = language(code) if isinstance(code, str) else code
        self.phrases: Phrases = lexicon(case, self.words)
        self.classes = Classes(self.phrases, self.words)

    def read(
        self, text: str, title: str = "", date: str | None = None, seconds: float | None = None
    ) -> Reading:
        """Return what a text says.

        Parameters
        ----------
        text : str
            The text; offsets count its characters.
        title : str, optional
            What the text is called; its first line if empty.
        date : str, optional
            YYYY, YYYY-MM or YYYY-MM-DD, from which relative times are resolved.
        seconds : float, optional
            The time allowed; when it is up, a note says where reading stopped.
        """
        context = Context(self.words, date)
        found = Found()
        stopped = self._fill(found, text, context, seconds)
        first = text.strip().partition("\n")[0].strip("# ")
        about = About(
            title=title or first[:120],
            date=date,
            hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            language=self.words.code,
            characters=len(text),
            notes=(*stopped, *_notes(context)),
        )
        return Reading(
            about, tuple(found.figures), consistent(found.agreements), tuple(found.routes),
            tuple(found.relations),
        )  # fmt: skip

    @functools.cached_property
    def evidence(self) -> Evidence:
        """The numbers of the case that figures are held against."""
        own = self.classes
        if self.words.code in languages() and self.words.code != WRITTEN:
            words = language(WRITTEN)
            own = Classes(lexicon(self.case, words), words)
        return gathered(self.case, own, self.classes)

    def _fill(
        self, found: Found, text: str, context: Context, seconds: float | None
    ) -> tuple[str, ...]:
        """Read a text piece by piece; return what there is to say if the time is up."""
        begin = time.monotonic()
        for start, end in pieces(text):
            tokens = tokens_of(text, self.words.words["abbreviations"], start, end)
            for sentence in sentences(tokens, self.classes):
                self._add(found, sentence, context)
            if seconds is not None and time.monotonic() - begin > seconds and end < len(text):
                share = end / len(text)
                return (
                    f"stopped after {seconds:g} seconds at character {end} of {len(text)} "
                    f"({share:.0%}); what follows was not read (--seconds).",
                )
        return ()

    def _add(self, found: Found, sentence: Sentence, context: Context) -> None:
        """Add what a sentence says, held against the case."""
        context.tabulated(sentence)
        context.mentions = mentions(sentence, context)
        told = figures(sentence, context)
        states = routes(sentence, context)
        told = of_plans(told, states, context)
        if told:
            beside = {each.id: each for each in told}
            found.figures += [held(each, beside, sentence, self.evidence) for each in told]
        if "deal" in sentence.kinds or "agreement" in sentence.kinds:
            deals = agreements(sentence, context)
            found.agreements += [held_agreement(each, self.standing.treaties) for each in deals]
        found.routes += [held_route(each, self.standing) for each in states]
        sides = [] if STANCES.isdisjoint(sentence.kinds) else relations(sentence, context)
        for each in sides:
            found.relations.append(beside_route(held_relation(each, self.stances), self.standing))
        context.relations = sides
        context.topic = topic_of(sentence, context) or context.topic
        context.passed(sentence)

    @functools.cached_property
    def stances(self) -> Stances:
        """The ties and positions that relations are held against."""
        return stances(self.case, self.phrases)

    @functools.cached_property
    def standing(self) -> Standing:
        """The links and agreements of the case that routes and agreements are held against."""
        return standing(self.case, self.phrases, self.words)


@dataclass(slots=True)
class Found:
    """What has been found in a text so far."""

    figures: list[Figure] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


def _notes(context: Context) -> tuple[str, ...]:
    if not context.unresolved:
        return ()
    said = ", ".join(f'"{words}"' for words in sorted(context.unresolved))
    return (f"{said}: not resolved, because the date of the text is not known (--date).",)
