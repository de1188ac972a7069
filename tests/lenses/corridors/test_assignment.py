"""Assignment by hand: who takes which way, what is left behind, and what scarcity costs."""

from dataclasses import replace

import numpy as np
import pytest

from isthmus import lp
from isthmus.lenses.corridors.assignment import assign
from isthmus.lenses.corridors.instance import Capacities, Cargo, Graph, Instance
from isthmus.lenses.corridors.pool import Pool
from tests.oracles import cargo as generated


def two_ways(
    quantity: list[float], time_value: list[float], bound: float, reservation: float = 100.0
) -> Instance:
    """A fast dear way (10 USD, 2 days) and a slow cheap one (4 USD, 5 days) from 0 to 1."""
    count = len(quantity)
    none = np.zeros(count, int)
    return Instance(
        Graph(
            place=np.array([0, 1]),
            tail=np.array([0, 0]),
            head=np.array([1, 1]),
            cost=np.array([10.0, 4.0]),
            days=np.array([2.0, 5.0]),
            km=np.array([100.0, 120.0]),
        ),
        Capacities(
            bound=np.array([bound]),
            arc=np.array([0]),
            period=np.array([0]),
            row=np.array([0]),
            weight=np.array([1.0]),
        ),
        Cargo(
            origin=none,
            destination=none + 1,
            quantity=np.array(quantity),
            time_value=np.array(time_value),
            reservation=np.full(count, reservation),
            period=none,
            mask=none,
        ),
        np.ones((1, 2), bool),
    )


def test_cargo_spreads_by_its_time_value() -> None:
    answer = assign(two_ways([3.0, 3.0], [1.0, 4.0], bound=9.0))
    assert answer.cargo.tolist() == [0, 1]
    assert answer.arcs.tolist() == [1, 0]
    assert answer.price.tolist() == [9.0, 18.0]
    assert answer.objective == 3 * 9 + 3 * 18
    assert answer.scarcity.tolist() == [0.0]


def test_scarcity_is_what_the_last_tonne_would_save() -> None:
    answer = assign(two_ways([3.0, 3.0], [3.0, 4.0], bound=4.0))
    flows = {
        (int(c), int(a)): x
        for c, a, x in zip(answer.cargo, answer.arcs, answer.quantity, strict=True)
    }
    assert flows == pytest.approx({(1, 0): 3.0, (0, 0): 1.0, (0, 1): 2.0})
    assert answer.scarcity == pytest.approx([3.0])
    assert answer.price == pytest.approx([19.0, 21.0])
    assert answer.objective == pytest.approx(3 * 18 + 16 + 2 * 19, rel=1e-12)
    assert answer.bound == pytest.approx(answer.objective, rel=1e-12)


def test_what_is_too_dear_stays_behind() -> None:
    answer = assign(two_ways([3.0], [4.0], bound=1.0, reservation=20.0))
    assert answer.quantity == pytest.approx([1.0])
    assert answer.unshipped == pytest.approx([2.0])
    assert answer.price == pytest.approx([20.0])
    assert answer.scarcity == pytest.approx([2.0])
    assert answer.objective == pytest.approx(18 + 2 * 20)


def test_nothing_goes_where_every_way_is_dearer_than_the_reservation() -> None:
    answer = assign(two_ways([3.0], [4.0], bound=1.0, reservation=15.0))
    assert answer.cargo.tolist() == []
    assert answer.first.tolist() == [0]
    assert answer.unshipped.tolist() == [3.0]
    assert answer.objective == 45.0


def test_a_way_as_dear_as_the_reservation_is_taken() -> None:
    answer = assign(two_ways([3.0], [4.0], bound=9.0, reservation=18.0))
    assert answer.quantity.tolist() == [3.0]
    assert answer.unshipped.tolist() == [0.0]


def test_a_pool_serves_other_quantities_masks_and_bounds() -> None:
    pool = Pool()
    whole = generated.grid(1, side=4, load=0.4)
    assign(whole, pool)
    known = len(pool.routes)
    part = generated.grid(1, side=4, load=0.3)
    closed = np.ones_like(part.masks)
    closed[0, ::7] = False
    part = Instance(part.graph, part.capacities, part.cargo, closed)
    again = assign(part, pool)
    generated.check(part, again)
    assert again.objective == pytest.approx(assign(part).objective, rel=1e-9)
    assert len(pool.routes) > known
    routes = pool.routes
    walks = [tuple(part) for part in np.split(routes.arcs, routes.first[1:-1])]
    assert len(set(zip(routes.cargo.tolist(), walks, strict=True))) == len(routes)


def test_where_everything_fits_no_program_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lp, "own_solver", None)
    roomy = generated.grid(1, side=4, load=0.01)
    answer = assign(roomy)
    generated.check(roomy, answer)
    assert len(answer.cargo) == len(roomy.cargo.origin)
    assert answer.bound == pytest.approx(answer.objective, rel=1e-15)


def test_a_row_over_periods_is_shared_by_them() -> None:
    one = two_ways([3.0, 3.0], [3.0, 4.0], bound=4.0)
    later = replace(
        one,
        capacities=replace(
            one.capacities,
            arc=np.array([0, 0]),
            period=np.array([0, 1]),
            row=np.array([0, 0]),
            weight=np.array([1.0, 2.0]),
        ),
        cargo=replace(one.cargo, period=np.array([0, 1])),
    )
    answer = assign(later)
    # A tonne saves 3 USD in the first period and 6 in the second, where it takes twice the room.
    assert generated.taken(later, answer) == pytest.approx([4.0])
    assert answer.objective == pytest.approx(3 * 19 + 3 * 24 - 4 * 3)
    assert answer.scarcity == pytest.approx([3.0])


def test_a_mask_keeps_cargo_off_an_arc() -> None:
    free = two_ways([3.0, 3.0], [4.0, 4.0], bound=9.0)
    barred = replace(
        free,
        masks=np.array([[True, True], [False, True]]),
        cargo=replace(free.cargo, mask=np.array([0, 1])),
    )
    answer = assign(barred)
    assert answer.arcs.tolist() == [0, 1]
    assert answer.price.tolist() == [18.0, 24.0]


def test_same_instance_same_bits() -> None:
    first, second = (assign(generated.grid(2, side=4, load=0.4)) for _ in range(2))
    for name in ("cargo", "quantity", "arcs", "unshipped", "price", "scarcity"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
