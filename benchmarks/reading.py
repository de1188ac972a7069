"""How well and how fast texts are read: ``python -m benchmarks reading``.

The first scores ever counted are kept in `reading.json` beside the last, so that it shows what
tuning did; held-out texts are not looked at while tuning, opened ones were held out at first. Under
`fresh` stands what sets of texts by others scored before anybody had looked at them.
"""

from __future__ import annotations

import functools
import json
import math
import resource
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import isthmus
from isthmus.files import json_text, write_text
from isthmus.reading.numbers import digits
from isthmus.reading.reader import Reader
from tests.reading.scoring import Score, parts_of, scores, texts

KEPT = Path(__file__).parent / "reading.json"
HALVES = ("development", "opened", "held-out")
KINDS = ("figures", "figures whole", "routes", "agreements", "relations")
WORDS = 1200
ARTICLES = 10_000
WANTED = 200  # articles a second
ROUNDS = 20  # the best counts
FEW = 3  # rounds of peers
SIZES = {
    "bcm": 1e9, "mcm": 1e6, "Mt": 1e6, "kt": 1e3, "TWh": 1e12, "GW": 1e9, "MW": 1e6, "km": 1e3,
}  # fmt: skip
Values = Callable[[str], list[float]]  # the values of the figures of a text


def reading(_: int) -> None:
    """Print precision, recall and F1, the first ever beside the last; then peers, then speed."""
    reader = Reader(isthmus.open_case("caucasus"))
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    last = {half: scores_of(reader, half) for half in HALVES}
    kept = {**kept, "first": kept.get("first", last), "last": last}
    write_text(KEPT, json_text(kept))
    for half, found in last.items():
        print(f"\n{f'Reading, {half} texts':30}precision  recall     F1   F1 at first")
        for kind in KINDS:
            precision, recall, f1 = found[kind]
            first = kept["first"][half][kind][2]
            print(f"  {kind:28}{precision:9.2f}{recall:8.2f}{f1:7.2f}{first:14.2f}")
    _fresh(kept.get("fresh", []))
    peers = _peers()
    _values_alone({"isthmus": lambda text: _ours(reader, text), **peers})
    _speed(reader, peers)


def _fresh(sets: list[dict[str, Any]]) -> None:
    """Print what texts of others scored when they were first read."""
    print(f"\n{'F1 of texts by others, unseen':30}" + "".join(f"{kind:>15}" for kind in KINDS))
    for one in sets:
        name = f"set {one['set']}"
        print(f"  {name:28}" + "".join(f"{one[kind]:15.2f}" for kind in KINDS))


def page() -> str:
    """Return the page of the docs on how well texts are read, from the scores that are kept."""
    kept = json.loads(KEPT.read_text())
    heads = ["texts", *KINDS]
    lines = [
        "# How well texts are read",
        "",
        "F1 of what is read, between 0 and 1: `figures` are right in value and unit, `whole` in",
        "hedge, polarity, measure and subject as well.",
        "",
        "## Texts by others, before anybody had looked at them",
        "",
        "The writer was a language model that had not seen the reader; the press may differ. These",
        "scores were taken once, with the reader of that day, and are kept as they were. Reader",
        "and a few labels have changed since then, so that they cannot be counted again.",
        "",
        *_rows(["set", *heads], [list(one.values()) for one in kept["fresh"]]),
        "",
        "## All texts, now",
        "",
        "Most of them have been looked at; those scores flatter. They are counted again by",
        "`python -m benchmarks reading`.",
        "",
        *_rows(["half", *heads], [
            [half, len(texts(half)), *(numbers[2] for numbers in kept["last"][half].values())]
            for half in HALVES
        ]),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _rows(head: list[str], rows: list[list[str | float]]) -> list[str]:
    """Return a table in Markdown."""
    told = [[f"{x:.2f}" if isinstance(x, float) else str(x) for x in row] for row in rows]
    table = [head, ["---"] * len(head), *told]
    return [f"| {' | '.join(row)} |" for row in table]


def scores_of(reader: Reader, half: str) -> dict[str, list[float]]:
    """Return precision, recall and F1 of the texts of a half, by kind, as they are kept."""
    return _numbers(scores(reader, half))


def _numbers(found: dict[str, Score]) -> dict[str, list[float]]:
    return {
        kind: [round(number, 3) for number in (each.precision, each.recall, each.f1)]
        for kind, each in found.items()
    }


def _peers() -> dict[str, Values]:
    """Return the peers that there are; say loudly which there are not."""
    found = {}
    for name, make in (("quantulum3", _quantulum), ("spaCy, small model", _spacy)):
        try:
            found[name] = make()
        except (ImportError, OSError) as error:
            print(f"  !! {name} is NOT compared: {error}")
    return found


def _values_alone(readers: dict[str, Values]) -> None:
    """Print how many of all figures' values are found, whatever their unit, by us and peers."""
    print(f"\n{'Values alone, all texts':30}precision  recall     F1")
    for name, values in readers.items():
        total = Score()
        for each in texts().values():
            total += _values(values(each["text"]), list(_labels(each.get("figures", []))))
        print(f"  {name:28}{total.precision:9.2f}{total.recall:8.2f}{total.f1:7.2f}")


def _labels(figures: list[str]) -> Iterator[float]:
    for label in figures:
        value, unit, *_ = parts_of(label)
        size = SIZES.get(unit.partition("/")[0], 1.0)
        low, _, high = value.partition("..")
        yield (float(low) + float(high or low)) / 2 * size


def _values(found: list[float], wanted: list[float]) -> Score:
    wrong = 0
    for value in found:
        same = (w for w in wanted if math.isclose(value, w, rel_tol=1e-3))
        match = next(same, None)
        if match is None:
            wrong += 1
        else:
            wanted.remove(match)
    return Score(len(found) - wrong, wrong, len(wanted))


def _ours(reader: Reader, text: str) -> list[float]:
    figures = reader.read(text).figures
    return [f.value * SIZES.get(f.unit.partition("/")[0], 1.0) for f in figures]


def _quantulum() -> Values:
    from quantulum3 import parser

    def values(text: str) -> list[float]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = parser.parse(text)
        metric = {"kilometre": 1e3, "megawatt": 1e6, "gigawatt": 1e9}
        return [q.value * metric.get(q.unit.name, 1.0) for q in found]

    return values


def _spacy() -> Values:
    import spacy

    model = spacy.load("en_core_web_sm")
    kinds = {"QUANTITY", "MONEY", "PERCENT", "CARDINAL"}

    def values(text: str) -> list[float]:
        words = (w for e in model(text).ents if e.label_ in kinds for w in e.text.split())
        return [value for w in words if w[:1].isdigit() and (value := digits(w)) is not None]

    return values


def _speed(reader: Reader, peers: dict[str, Values]) -> None:
    """Print articles of 1,200 words a second, and how much memory grows over 10,000 of them.

    Peers look for values alone, in the one text.
    """
    print(f"\nArticles of {WORDS} words a second, at least {WANTED} wanted")
    read_one = functools.partial(reader.read, date="2024")
    words = texts()["baku-visit"]["text"].split(" ")
    (article,) = _articles(words * math.ceil(WORDS / len(words)))[:1]
    every = _articles("\n\n".join(each["text"] for each in texts().values()).split(" "))
    for name, articles in (("one text", [article]), ("all labelled texts", every)):
        best = min(_seconds(read_one, articles) for _ in range(ROUNDS))
        print(f"  {name:28}{1 / best:9.0f}")
    for name, values in peers.items():
        best = min(_seconds(values, [article]) for _ in range(FEW))
        print(f"  {f'values of it by {name}':28}{1 / best:9.1f}")
    begin = _megabytes()
    for _ in range(ARTICLES):
        read_one(article)
    print(f"Memory that {ARTICLES} articles leave behind, MB        {_megabytes() - begin:8.1f}")


def _articles(words: list[str]) -> list[str]:
    """Return words cut into articles, without those that are left over."""
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS + 1, WORDS)]


def _seconds(read: Callable[[str], object], articles: list[str]) -> float:
    """Return how long an article takes, all of them read once."""
    begin = time.process_time()
    for article in articles:
        read(article)
    return (time.process_time() - begin) / len(articles)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
