"""Words, numbers and signs of a text with their places, and where its sentences end."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, compress

SPACES = " \u00a0\u2007\u2009\u202f"
TOKEN = re.compile(  # words first, plain letters of them ahead, because most tokens are such
    r"(km[23](?![^\W_])|m[23](?![^\W_])"
    r"|(?:[a-zA-Z]++[^\W\d_]*+|[^\W\d_]++)(?:['’](?!s(?!\w))[^\W\d_]++)*+"
    r"|['’]s(?!\w)"
    rf"|\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?![{SPACES}]?\d)(?:[.,]\d{{1,2}}(?!\d))?"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\w\s]|_)"
)
DASHES = dict.fromkeys("-‐‑‒–—―−", "-")
ALIKE = {**DASHES, **dict.fromkeys("’‘`", "'"), **dict.fromkeys("“”„«»", '"'), "’s": "'s"}
CLOSERS = frozenset("\"')]")
ENDERS = frozenset(".!?")
BULLET = re.compile(r"[-*•–—|#>]|\d+[.)] ")
PIECE = 1 << 16  # characters
LONGEST = 300  # tokens of a sentence: what is longer is a list, and is cut
WRAPPED = 45  # a line shorter than this was not broken for want of room


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: as written, alike (small letters, one dash), where each begins and ends.

    `breaks` are the tokens before which a sentence ends.
    """

    text: str
    raw: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[int]

    def end(self, token: int) -> int:
        """Return where a token ends in the text."""
        return self.ends[token]

    def slice(self, first: int, last: int) -> str:
        """Return the text of tokens, from `first` up to and without `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def joined(self, token: int) -> bool:
        """Tell whether a token follows the one before it without a space."""
        return token > 0 and self.ends[token - 1] == self.starts[token]


def words_of(text: str) -> tuple[str, ...]:
    """Return a phrase as the words that it would be in a text."""
    return tuple(map(KNOWN.__getitem__, TOKEN.findall(text)))


class Alike(dict[str, str]):
    """Spellings with small letters and one kind of dash: each is worked out once."""

    def __missing__(self, token: str) -> str:
        found = alike(token)
        if len(self) < MOST:
            self[token] = found
        return found


MOST = 1 << 16  # spellings kept
KNOWN = Alike()


def alike(token: str) -> str:
    """Return a token with small letters and one kind of dash and quotation mark."""
    small = token.lower()
    return ALIKE.get(small) or (small.replace("’", "'") if "’" in small else small)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text is cut so that tokens of all of it need not be held: at ends of lines."""
    start = 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", start, end), text.rfind(". ", start, end) + 1)
            end = cut + 1 if cut > start else max(text.rfind(" ", start, end), start) + 1
            if end <= start + 1:
                end = min(start + PIECE, len(text))
        yield start, end
        start = end


def tokens_of(text: str, abbreviations: AbstractSet[str], start: int, end: int) -> Tokens:
    """Cut a piece of a text into tokens and sentences; places count from the text's beginning.

    Parameters
    ----------
    abbreviations : set of str
        Words after which a full stop ends no sentence, in small letters.
    start, end : int
        The piece.
    """
    piece = text[start:end]
    parts = TOKEN.split(piece)  # what stands between tokens, and the tokens, by turns
    edges = list(accumulate(map(len, parts), initial=start))
    raw, starts, ends = parts[1::2], edges[1:-1:2], edges[2::2]
    words = list(map(KNOWN.__getitem__, raw))
    breaks = _line_ends(piece, start, starts) | _stops(text, raw, words, starts, abbreviations)
    breaks -= {0, len(raw)}
    return Tokens(text, raw, words, starts, ends, _short([*sorted(breaks), len(raw)]))


def _short(breaks: list[int]) -> list[int]:
    """Return ends of sentences such that none is longer than a sentence can be."""
    found: list[int] = []
    start = 0
    for end in breaks:
        found += range(start + LONGEST, end, LONGEST)
        found.append(end)
        start = end
    return found


def _stops(
    text: str, raw: list[str], words: list[str], starts: list[int], abbreviations: AbstractSet[str]
) -> set[int]:
    """Return the tokens before which a sentence ends at a full stop, or the like."""
    ends = set()
    last = len(raw)
    for at in compress(range(last), map(ENDERS.__contains__, words)):
        word, after = words[at], at + 1
        while after < last and words[after] in CLOSERS and starts[after] == starts[after - 1] + 1:
            after += 1
        if after >= last or starts[after] == starts[after - 1] + 1:
            continue
        if word == "." and at and _abbreviates(raw, words, at, abbreviations):
            continue
        follower = raw[after]
        if not follower[0].islower() or "\n" in text[starts[at] : starts[after]]:
            ends.add(after)
    return ends


def _abbreviates(
    raw: list[str], words: list[str], at: int, abbreviations: AbstractSet[str]
) -> bool:
    """Tell whether a full stop belongs to the word before it."""
    before = words[at - 1]
    whole = f"{words[at - 3]}.{before}" if at > 2 and words[at - 2] == "." else before
    initial = len(before) == 1 and raw[at - 1].isupper()
    return initial or before in abbreviations or whole in abbreviations


def _line_ends(text: str, place: int, starts: list[int]) -> set[int]:
    """Return the tokens that begin a line, where lines were not broken for want of room."""
    lines = text.split("\n")
    small = sum(line[:1].islower() for line in lines)
    wrapped = small > 0.3 * sum(bool(line.strip()) for line in lines)
    ends = set()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        place += len(line) + 1
        ahead = following.lstrip()
        continues = ahead[:1].islower() or (wrapped and not BULLET.match(ahead))
        if len(line) < WRAPPED and not ahead[:1].islower():
            continues = False
        if not (line.strip() and continues and ahead):
            ends.add(bisect.bisect_left(starts, place))
    return ends
