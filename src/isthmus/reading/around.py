"""What stands around a figure: whom its sentence and its clause name, what makes it a part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from isthmus.reading.evidence import Evidence, content, kinds_of, mark, sides_of
from isthmus.reading.items import Figure
from isthmus.reading.marking import Sentence


@dataclass(frozen=True)
class Around:
    """A figure in its sentence, and what is asked of the words around it, worked out when asked."""

    figure: Figure
    sentence: Sentence
    evidence: Evidence

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the sentence that tell statements apart."""
        return content(self.sentence.has)

    @cached_property
    def names(self) -> frozenset[str]:
        """Whom and what the sentence names."""
        return frozenset(sides_of((self.sentence,)))

    @cached_property
    def near(self) -> frozenset[str]:
        """Whom and what the clause names."""
        return frozenset(sides_of(mark(self.clause, self.evidence.classes)))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The words of the clause that make what it tells a part of a whole."""
        words = self.evidence.classes.words
        none = self.sentence.has.isdisjoint(words.words["kinds"])
        return frozenset() if none else kinds_of(self.clause, words)

    @cached_property
    def clause(self) -> str:
        """The words of the quote around the figure, up to the next stroke of punctuation."""
        quote, written = self.figure.quote, self.figure.written
        at = quote.find(written)
        start = max(quote.rfind(sign, 0, max(at, 0)) for sign in (", ", "; ", ": ")) + 1
        ends = (quote.find(sign, at + len(written)) for sign in (", ", "; ", ". "))
        return quote[start : min((end for end in ends if end >= 0), default=len(quote))]
