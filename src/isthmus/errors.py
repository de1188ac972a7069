"""What can go wrong for a user: every error says where, what, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

FEW = 12  # known words, which an error lists


@dataclass(frozen=True, order=True)
class Problem:
    """One finding in a case: where it is and what is wrong.

    Parameters
    ----------
    file : str
        File (or sheet) name, relative to the case.
    line : int
        Line in the file, counted from 1; 0 where no line applies.
    column : str
        Column name; empty where no column applies.
    message : str
        What is wrong and what would be right.
    """

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{place} {self.column}: {self.message}" if self.column else f"{place}: {self.message}"
        )


class IsthmusError(Exception):
    """Bad input or usage (exit code 2 on the command line)."""


class CaseError(IsthmusError):
    """A case, or a scenario of it, that does not check; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NoSolution(IsthmusError):
    """A well-formed case that has no solution (exit code 1 on the command line)."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean ...?`` for the closest known word, or an empty string."""
    near = _nearest(word, known, 1, 0.6)
    return f" Did you mean {near[0]}?" if near else ""


def choice(word: str, known: Iterable[str]) -> str:
    """Return what `did_you_mean` does, or all words where they are few and none is close."""
    words = sorted(set(known))
    few = f" There are {', '.join(words)}." if 0 < len(words) <= FEW else ""
    return did_you_mean(word, words) or few


def closest(word: str, known: Iterable[str], count: int = 3) -> str:
    """Return the closest known words, for an error that offers a choice."""
    return ", ".join(_nearest(word, known, count, 0.5))


def _nearest(word: str, known: Iterable[str], count: int, cutoff: float) -> list[str]:
    """Return the closest known words, each once; capitals do not count."""
    small = {name.lower(): name for name in known}
    return [small[near] for near in difflib.get_close_matches(word.lower(), small, count, cutoff)]
