"""Where a name stands in its sentence: as a subject, or hanging on another word."""

from __future__ import annotations

from isthmus.reading.gazetteer import Name
from isthmus.reading.marking import Sentence, Span


def leads(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name can be a subject: it hangs on nothing, and follows no verb or article."""
    if governed(sentence, span):
        return False
    if span.first == sentence.first:
        return True
    before = sentence.tokens.raw[span.first - 1]
    return not before.isalpha() or before[0].isupper() or before in BEFORE_SUBJECTS


BEFORE_SUBJECTS = frozenset(
    ("and", "or", "but", "while", "whereas", "that", "which", "when", "if", "as", "because",
     "although", "though", "where", "said", "says", "meanwhile", "then", "than", "the", "however",
     "what", "so", "yet", "since", "until", "unless", "year", "month", "time", "now", "also")
)  # fmt: skip


def governed(sentence: Sentence, span: Span) -> bool:
    """Tell whether a name hangs on a preposition, or owns what follows it."""
    words = sentence.tokens.words
    at = span.first - 1
    while at > sentence.first and words[at] in ("the", "a", "an", "'", '"'):
        at -= 1
    if at >= sentence.first and words[at] in PREPOSITIONS:
        return True
    if words[span.last : span.last + 1] == ["'s"]:
        return True
    name: Name = span.roles["name"]
    return name.kind == "demonym" and words[span.last : span.last + 1] not in ([","], ["."])


PREPOSITIONS = frozenset(
    ("in", "to", "from", "through", "via", "with", "for", "on", "at", "by", "into", "across",
     "between", "against", "toward", "towards", "over", "under", "of", "within", "than", "near",
     "like", "after", "about", "around", "including", "among", "off", "along", "beyond")
)  # fmt: skip
