"""Mutated cases: whatever a case folder or workbook holds, it opens, or is refused with reasons.

``python -m tests.fuzz.mutate --count 10000 --seed 1`` runs the long version and prints one line;
a failure is printed with the command that reproduces it, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import math
import os
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import isthmus
from isthmus.case.model import Case
from isthmus.catalogue import lenses_of, look
from isthmus.errors import CaseError, IsthmusError, NoSolution, Problem
from isthmus.io.opening import builtin_folder
from isthmus.report.screen import run_sections
from isthmus.result import RESULT_TABLES, Result
from tests.fuzz import workbooks
from tests.fuzz.operations import ODD_CELLS, OPERATIONS, Files
from tests.lenses.corridors.test_by_hand import two_ways

CASES = {"two-countries": 4, "three-pipes": 4, "two-ways": 3, "caucasus": 1}
BOOKS = ("two-countries", "three-pipes", "two-ways")  # small enough to be read many times
AS_BOOK = 0.1  # the share of mutations that befall a workbook
CARGO_OF_LARGE = 0.1  # the share of times that the cargo of a large case is sent as well
LARGE = 100  # links
REFUSED, SOLVED, WITHOUT = "refused", "solved", "without solution"
# Problems that concern a whole file have no line.
OF_A_FILE = ("no such table", "every case needs this table")


class Failure(Exception):
    """The property does not hold."""


@dataclass(frozen=True)
class Outcome:
    """What came of one mutation: `failure` is empty where all is well."""

    number: int
    kind: str
    done: str
    failure: str = ""


@functools.cache
def _originals(case: str) -> Files:
    with _folder(case) as folder:
        return _files(folder)


@functools.cache
def _book(case: str) -> Files:
    with _folder(case) as folder:
        return workbooks.parts_of(folder)


@contextlib.contextmanager
def _folder(case: str) -> Iterator[Path]:
    """Give the folder of a case: a built-in one, or one of cargo over two ways."""
    if case != "two-ways":
        yield builtin_folder() / case
        return
    with tempfile.TemporaryDirectory() as name:
        two_ways(Path(name) / case)
        yield Path(name) / case


def _files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".toml")
    }


def mutated(random: Random) -> tuple[Files, str]:
    """Return the files of a mutated case, and what was done to them."""
    case = random.choices([*CASES], [*CASES.values()])[0]
    files = dict(_originals(case))
    steps = [case]
    for operation in random.choices(
        [*OPERATIONS], [*OPERATIONS.values()], k=random.choice([1, 1, 1, 2, 3])
    ):
        if files:
            steps.append(operation(random, files))
    return files, "; ".join(steps)


def mutated_book(random: Random) -> tuple[bytes, str]:
    """Return a mutated workbook, and what was done to it."""
    case = random.choice(BOOKS)
    parts = dict(_book(case))
    steps = [workbooks.spoiled(random, parts) for _ in range(random.choice([1, 1, 2]))]
    return workbooks.packed(parts), f"workbook of {case}; {'; '.join(steps)}"


def save(files: Files, folder: Path) -> None:
    """Write the files of a case into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def examine(random: Random, where: Path) -> str:
    """Open and solve a case and a scenario of it, and return what came of the case.

    Raises
    ------
    Failure
        If something is neither a checked result nor an explained refusal.
    """
    try:
        case = isthmus.open_case(where)
    except CaseError as error:
        _check_problems(error.problems, where)
        return REFUSED
    kind = _solve(random, case, intervals=random.random() < 0.2)
    _apply_something(random, case)
    return kind


def _check_problems(problems: list[Problem], folder: Path) -> None:
    if not problems:
        raise Failure("refused without a problem")
    for problem in problems:
        if not problem.file or not problem.message.strip():
            raise Failure(f"a problem without a file or a message: {problem!r}")
        if problem.file.endswith(".csv") and not problem.message.startswith(OF_A_FILE):
            data = (folder / problem.file).read_bytes()
            count = len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
            if not 1 <= problem.line <= count:
                raise Failure(f"no such line: {problem!r}")


def _solve(random: Random, case: Case, *, intervals: bool = False) -> str:
    """Solve a case by all lenses that it has something for; the cargo of a large one sometimes."""
    names = lenses_of(case) or ["markets"]
    if len(case.tables["links"]) > LARGE and random.random() > CARGO_OF_LARGE:
        names = names[:1]
    kinds = [_solve_by(name, case, intervals) for name in names]
    return SOLVED if SOLVED in kinds else WITHOUT


def _solve_by(lens: str, case: Case, intervals: bool) -> str:
    try:
        result = look(case, lens, intervals=intervals)[0]
        result.to_json()
    except NoSolution as error:
        if not str(error).startswith("no solution"):
            raise Failure(f"no solution, unexplained: {error}") from error
        return WITHOUT
    except IsthmusError as error:
        if not str(error).strip():
            raise Failure("an error without a message") from error
        return WITHOUT
    check_result(result)
    run_sections([result])
    return SOLVED


def check_result(result: Result) -> None:
    """Check that every number that must be there is there."""
    for name in ("objective", "welfare", "cost"):
        value = result.numbers[name]
        if value is None or not math.isfinite(value):
            raise Failure(f"{name} is {value}")
    links = result.case.tables["links"]
    if not len(result.table("flows")) and any(
        c in result.units["quantity"] for c in links["commodity"]
    ):
        raise Failure("no row in table flows")
    for name, model in RESULT_TABLES[result.lens].items():
        table = result.table(name)
        for key, field in model.model_fields.items():
            column = table[field.alias or key]
            if field.annotation is float and not column.is_finite().fill_null(False).all():
                raise Failure(f"{name}.{field.alias or key} has a number that is not finite")


def _apply_something(random: Random, case: Case) -> None:
    try:
        if case.library and random.random() < 0.7:
            names = random.choices(sorted(case.library), k=random.choice([1, 1, 2]))
            changed = case.with_scenario("+".join(names))
        else:
            changed = case.with_changes(_changes(random, case))
    except CaseError as error:
        if not error.problems or not all(p.file and p.message for p in error.problems):
            raise Failure(f"a problem without a file or a message: {error!r}") from error
        return
    _solve(random, changed)


def _changes(random: Random, case: Case) -> dict[str, object]:
    table = random.choice([t for t in case if len(t)])
    key = random.choice(table.keys).partition("/")[0]
    value: object = random.choice([*ODD_CELLS, 0, -1, 2.5, math.nan, True, None, [], ["a", 1]])
    return {f"{table.name}.{key}.{random.choice([*table.columns])}": value}


def attempt(seed: int, number: int, keep: Path | None = None) -> Outcome:
    """Make and examine one mutation."""
    random = Random(f"{seed}-{number}")
    as_book = random.random() < AS_BOOK
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error")
        where = keep or Path(name)
        if as_book:
            data, done = mutated_book(random)
            where.mkdir(parents=True, exist_ok=True)
            where /= "case.xlsx"
            where.write_bytes(data)
        else:
            files, done = mutated(random)
            save(files, where)
        try:
            return Outcome(number, examine(random, where), done)
        except Failure as failure:
            return Outcome(number, "failed", done, str(failure))
        except Exception as error:  # noqa: BLE001 - anything else is what this looks for
            return Outcome(number, "failed", done, f"{type(error).__name__}: {error}")


def run(count: int, seed: int, first: int = 0, jobs: int = 1) -> Iterator[Outcome]:
    """Yield the outcomes of mutations `first` to `first + count`."""
    numbers = range(first, first + count)
    one = functools.partial(attempt, seed)
    if jobs == 1:
        yield from map(one, numbers)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(one, numbers, chunksize=20)


def main() -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="write the one mutated case here (--count 1)")
    options = parser.parse_args()
    if options.keep:
        outcomes = [attempt(options.seed, options.first, options.keep)]
    else:
        outcomes = list(run(options.count, options.seed, options.first, options.jobs))
    failed = [outcome for outcome in outcomes if outcome.failure]
    for outcome in failed:
        print(f"seed {options.seed}, mutation {outcome.number}: {outcome.failure}")
        print(f"  {outcome.done}")
        print(
            f"  python -m tests.fuzz.mutate --seed {options.seed} --first {outcome.number} "
            "--count 1 --keep FOLDER"
        )
    kinds = Counter(outcome.kind for outcome in outcomes)
    print(
        f"{len(outcomes)} mutations: {kinds[REFUSED]} refused, {kinds[SOLVED]} solved, "
        f"{kinds[WITHOUT]} without solution, {len(failed)} failures"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
