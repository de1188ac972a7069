"""Programs solved together from a known basis, against the solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import lp
from isthmus.lenses.leverage.bases import Bases
from tests.lenses.leverage.networks import random_program


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15)
def test_what_is_proved_is_optimal(seed: int) -> None:
    """From the basis of all columns to fewer, and to fewer of half the size; most is proved."""
    program = random_program(seed, 6).program
    draw = np.random.default_rng(seed)
    highs = lp.solver()
    lp.vertex(highs, program)
    bases = Bases(program)
    first = draw.random((20, len(program.cost))) < 0.8
    found = bases.solve([bases.of(highs)] * 20, np.where(first, program.upper, program.lower))
    second = first & (draw.random(first.shape) < 0.8)
    again = bases.solve(found.bases, np.where(second, program.upper / 2, program.lower))
    for here, part, one in ((first, 1, found), (second, 2, again)):
        assert one.proved.mean() > 0.9
        for at in np.flatnonzero(one.proved)[:4].tolist():
            shut = replace(program, upper=np.where(here[at], program.upper / part, program.lower))
            best = lp.solve(shut, None).objective
            assert program.cost @ one.x[at] == pytest.approx(best, abs=1e-7)


def test_nothing_is_proved_from_a_basis_that_is_not_optimal() -> None:
    """What opens is not looked at from a basis in which it was shut, and the duals tell."""
    program = random_program(5, 7).program
    highs = lp.solver()
    lp.vertex(highs, program)
    bases = Bases(program)
    empty = bases.solve([bases.of(highs)], program.lower[None])
    assert empty.proved.all()
    assert not bases.solve(empty.bases, program.upper[None]).proved.any()
