"""Values of generated cases, drawn from a seed and written as a person would write them."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws from a seeded generator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def number(self, low: float, high: float) -> float:
        """A number with two decimals."""
        return self.whole(round(low * 100), round(high * 100)) / 100

    def chance(self, share: float) -> bool:
        """True in a share of draws."""
        return self._random.random() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of some items."""
        return self._random.choice(items)

    def some(self, items: Sequence[T], share: float) -> list[T]:
        """A part of some items, at least one if there are any."""
        chosen = [item for item in items if self.chance(share)]
        return chosen or list(items[:1])

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(list(items), len(items))
