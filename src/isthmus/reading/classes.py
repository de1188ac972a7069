"""What a token may be by its looks: told once for every spelling, and looked up ever after."""

from __future__ import annotations

from collections.abc import Collection
from itertools import repeat
from operator import contains, or_

from isthmus.reading.language import Language, Phrases
from isthmus.reading.tokens import Tokens, alike

PHRASE, CUE, NUMERAL, ARTICLE, JOINER = 1, 2, 4, 8, 16
MOST = 1 << 16  # spellings kept


class Classes(dict[str, int]):
    """The classes of spellings, for the phrases and the language that they are told by.

    A token may begin a name or a longer phrase (`PHRASE`), be a cue alone, begin a number (an
    article only some), or a clause. Others are passed over at once. `seconds` are the words with
    which phrases go on.
    """

    def __init__(self, phrases: Phrases, words: Language) -> None:
        super().__init__()
        self.phrases = phrases
        self.words = words
        self.seconds: dict[str, Collection[str]] = {}

    def looks(self, tokens: Tokens) -> list[int]:
        """Return the classes of tokens, a phrase where a name may be or the next word fits."""
        longer = map(self.seconds.get, tokens.raw, repeat(()))
        fits = map(contains, longer, [*tokens.words[1:], ""])
        return list(map(or_, map(self.__getitem__, tokens.raw), fits))  # one that fits is a PHRASE

    def __missing__(self, raw: str) -> int:
        word, words = alike(raw), self.words
        month = raw in words.proper
        begins = None if month else self.phrases.get(word)
        roles = begins.alone if begins else None
        article = word in words.words["articles"]
        number = raw[0].isdigit() or word in words.numerals
        joins = word in words.words["clause"] or word in (";", "-", ":")
        named = not month and self._nameable(raw, word) if roles is None else "name" in roles
        found = PHRASE * named | CUE * (roles is not None) | JOINER * joins
        found |= ARTICLE * article if article else NUMERAL * number
        if len(self) < MOST:
            self[raw] = found
            self.seconds[raw] = begins.seconds if begins else ()
        return found

    def _nameable(self, raw: str, word: str) -> bool:
        """Tell whether a spelling may begin a name that nobody told us."""
        words, sets = self.words, self.words.words
        known = word in words.months or word in words.units
        common = word in words.common and word not in sets["bearing"]
        plain = word in sets["openers"] and (known or common or len(raw) < 2)
        return raw[0].isupper() and not plain
