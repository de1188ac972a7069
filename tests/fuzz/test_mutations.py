"""A short run of the mutated cases; ``make fuzz`` runs the long one."""

from __future__ import annotations

from tests.fuzz.mutate import REFUSED, SOLVED, run

COUNT = 120


def test_a_mutated_case_is_refused_with_reasons_or_solved() -> None:
    outcomes = list(run(COUNT, seed=2))
    assert [f"{o.number}: {o.failure} ({o.done})" for o in outcomes if o.failure] == []
    kinds = [outcome.kind for outcome in outcomes]
    # Neither all refused nor all untouched: the mutations reach both sides.
    assert kinds.count(REFUSED) > COUNT / 5
    assert kinds.count(SOLVED) > COUNT / 5
