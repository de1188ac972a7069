"""What a token may be by its looks: told once for every spelling, and looked up ever after."""

from __future__ import annotations

from collections.abc import Collection
from itertools import repeat
from operator import contains, or_

from isthmus.reading.gazetteer import Name
from isthmus.reading.language import Language, Phrases, Roles
from isthmus.reading.tokens import Tokens, alike

PHRASE, CUE, NAME, BEARING, NUMERAL, ARTICLE, JOINER, COUNTED = 1, 2, 4, 8, 16, 32, 64, 128
MOST = 1 << 16  # spellings kept


class Classes(dict[str, int]):
    """The classes of spellings, for the phrases and the language that they are told by.

    A token may begin a name or a longer phrase (`PHRASE`), be a cue or a known name alone, bear on
    the name before it (by a capital, or as money), begin a number (an article only before what is
    counted so), or a clause. Others are passed over at once. `alone` are the roles of a cue or name
    alone, `seconds` the words with which phrases go on.
    """

    def __init__(self, phrases: Phrases, words: Language) -> None:
        super().__init__()
        self.phrases = phrases
        self.words = words
        self.alone: dict[str, Roles] = {}
        self.seconds: dict[str, Collection[str]] = {}

    def looks(self, tokens: Tokens) -> list[int]:
        """Return the classes of tokens, a phrase where a name may be or the next word fits.

        There is one more than tokens: that of nothing, behind the last.
        """
        longer = map(self.seconds.get, tokens.raw, repeat(()))
        fits = map(contains, longer, [*tokens.words[1:], ""])
        own = map(self.__getitem__, tokens.raw)
        return [*map(or_, own, fits), 0]  # one that fits is a PHRASE

    def __missing__(self, raw: str) -> int:
        word, words = alike(raw), self.words
        begins = None if raw in words.proper else self.phrases.get(word)
        roles = cased(raw, begins.alone, alone=True) if begins and begins.alone else None
        bears = raw[0].isupper() or word in words.words["money"]
        joins = word in words.words["clause"] or word in (";", "-", ":")
        number = raw[0].isdigit() or word in words.numerals
        article = word in words.words["articles"]
        counted = word in words.scales or word in words.fractions or word in words.numbers
        found = BEARING * bears | JOINER * joins | COUNTED * counted
        found |= ARTICLE if article else NUMERAL * number
        if roles is None:
            found |= PHRASE * (raw not in words.proper and self._nameable(raw, word))
        else:
            found |= CUE | NAME * ("name" in roles)
        if len(self) >= MOST:
            return found | PHRASE * (begins is not None)
        self[raw] = found
        if begins is not None:
            self.seconds[raw] = begins.seconds
            self.alone[raw] = roles or {}
        return found

    def _nameable(self, raw: str, word: str) -> bool:
        """Tell whether a spelling may begin a name that nobody told us."""
        words, sets = self.words, self.words.words
        known = word in words.months or word in words.units
        common = word in words.common and word not in sets["bearing"]
        plain = word in sets["openers"] and (known or common or len(raw) < 2)
        return raw[0].isupper() and not plain


def cased(written: str, roles: Roles, *, alone: bool) -> Roles | None:
    """Return the roles of a phrase as written, that of a name only where its capitals are right."""
    name: Name | None = roles.get("name")
    if name is None:
        return roles
    if name.exact is None:
        right = written[0].isupper() or (name.kind == "route" and not alone)
    else:
        right = written.replace(".", "").isupper()
    if right:
        return roles
    return {kind: value for kind, value in roles.items() if kind != "name"} or None
