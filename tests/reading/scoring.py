"""How well the reader does on texts with hand labels: precision, recall, F1."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isthmus.reading.items import Agreement, Figure, Reading, Relation, Route
from isthmus.reading.reader import Reader

BELONGING = ("member", "joins", "observer")  # without labels
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Score:
    """Counts of what was found: right, wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Return the share of what there is that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def texts(half: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the labelled texts by name, of one half or of both."""
    every = {path.stem: tomllib.loads(path.read_text()) for path in sorted(TEXTS.glob("*.toml"))}
    return {name: each for name, each in every.items() if half in (None, each["half"])}


def scores(reader: Reader, half: str | None = None, *, show: bool = False) -> dict[str, Score]:
    """Return the scores by kind; `figures whole` asks for hedge, polarity, subject as well."""
    total: dict[str, Score] = {}
    for name, labels in texts(half).items():
        reading = reader.read(labels["text"], date=labels.get("date"))
        for kind, (found, wanted, same) in _pairs(reading, labels).items():
            score, wrong, missed = match(found, wanted, same)
            total[kind] = total.get(kind, Score()) + score
            for mark, each in [("+", w) for w in wrong] + [("-", m) for m in missed]:
                if show:
                    print(f"{name:24} {kind:14} {mark} {each}")
    return total


def _pairs(reading: Reading, labels: dict[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    figures = labels.get("figures", [])
    return {
        "figures": (reading.figures, figures, same_quantity),
        "figures whole": (reading.figures, figures, same_figure),
        "routes": (reading.routes, labels.get("routes", []), same_route),
        "agreements": (reading.agreements, labels.get("agreements", []), same_agreement),
        "relations": (
            [each for each in reading.relations if each.stance not in BELONGING],
            labels.get("relations", []),
            same_relation,
        ),
    }


def match(
    found: Sequence[Any], wanted: Sequence[str], same: Callable[[Any, str], bool]
) -> tuple[Score, list[str], list[str]]:
    """Pair what was found with labels, each once; return what is left over on both sides."""
    left = list(wanted)
    wrong = []
    for item in found:
        label = next((each for each in left if same(item, each)), None)
        if label is None:
            wrong.append(told(item))
        else:
            left.remove(label)
    return Score(len(found) - len(wrong), len(wrong), len(left)), wrong, left


def told(item: Any) -> str:
    """Return an item in the words of labels."""
    if isinstance(item, Figure):
        parts = [item.value, item.unit, item.hedge, item.polarity, item.measure, item.subject]
        return " | ".join(map(str, parts)) + f"   <{item.written}>"
    if isinstance(item, Route):
        return f"{item.name} | {item.status}"
    if isinstance(item, Agreement):
        return f"{item.status} | {';'.join(item.parties)}   <{item.what}>"
    return f"{item.a} | {item.stance} | {item.b} {item.about}"


def parts_of(label: str) -> list[str]:
    return [part.strip() for part in label.split("|")]


def same_quantity(figure: Figure, label: str) -> bool:
    """Tell whether value and unit are those of a label."""
    value, unit, *_ = parts_of(label)
    if figure.unit != unit:
        return False
    if ".." in value:
        low, high = map(float, value.split(".."))
        ends = (figure.low or figure.value, figure.high or figure.value)
        return all(math.isclose(a, b, rel_tol=1e-3) for a, b in zip(ends, (low, high), strict=True))
    return figure.low is None and math.isclose(figure.value, float(value), rel_tol=1e-3)


def same_figure(figure: Figure, label: str) -> bool:
    """Tell whether hedge, polarity, measure and subject are also those of a label, where given."""
    if not same_quantity(figure, label):
        return False
    _, _, hedge, polarity, measure, subject = parts_of(label)
    right = figure.hedge == hedge and figure.polarity == polarity
    return (
        right
        and measure in ("-", figure.measure)
        and (subject == "-" or alike(subject, figure.subject))
    )


def alike(wanted: str, given: str | None) -> bool:
    """Tell whether a name has all the words of another, dashes and capitals aside."""
    if given is None:
        return False
    words = wanted.casefold().replace("–", "-").replace("-", " ").split()
    text = given.casefold().replace("–", "-").replace("-", " ")
    return all(word in text for word in words)


def same_route(route: Route, label: str) -> bool:
    """Tell whether a route's name and status are those of a label."""
    name, status = parts_of(label)
    return route.status == status and (alike(name, route.name) or alike(route.name, name))


def same_agreement(agreement: Agreement, label: str) -> bool:
    """Tell whether an agreement's status, and all parties that a label names, are the label's."""
    status, parties = parts_of(label)
    named = [] if parties == "-" else parties.split(";")
    return agreement.status == status and all(
        any(alike(party, given) for given in agreement.parties) for party in named
    )


def same_relation(relation: Relation, label: str) -> bool:
    """Tell whether who, stance and whom (or what about) are those of a label."""
    a, stance, b = parts_of(label)
    other = f"{relation.b or ''} {relation.about or ''}"
    right = alike(a, relation.a) and relation.stance == stance and relation.polarity != "denied"
    return right and (b == "-" or alike(b, other))
