"""What a token may be by its looks: told once for every spelling, and looked up ever after."""

from __future__ import annotations

from isthmus.reading.language import Language, Phrases, Roles
from isthmus.reading.tokens import alike

BEGINS, NUMERAL, JOINER = 1, 2, 4
MOST = 1 << 16  # spellings kept


class Classes(dict[str, int]):
    """The classes of spellings, for the phrases and the language that they are told by.

    A token begins a name or a phrase, a number, or a clause. Most are none of these, and are passed
    over at once. `plain` are spellings that are no names: the words that go on to a longer phrase,
    and the roles of the word alone, if it has any.
    """

    def __init__(self, phrases: Phrases, words: Language) -> None:
        super().__init__()
        self.phrases = phrases
        self.words = words
        self.plain: dict[str, tuple[frozenset[str], Roles | None]] = {}

    def __missing__(self, raw: str) -> int:
        word, words = alike(raw), self.words
        begins = (word in self.phrases or raw[0].isupper()) and raw not in words.proper
        number = raw[0].isdigit() or word in words.numerals
        joins = word in words.words["clause"] or word in (";", "-", ":")
        found = BEGINS * begins | NUMERAL * number | JOINER * joins
        if len(self) < MOST:
            self[raw] = found
            self._plainly(raw, word)
        return found

    def _plainly(self, raw: str, word: str) -> None:
        entry = self.phrases.get(word)
        roles = entry[1].get(()) if entry else None
        name = raw[0].isupper() if roles is None else "name" in roles
        if entry is not None and not name:
            self.plain[raw] = entry[2], roles
