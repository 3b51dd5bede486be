from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.pictures.packing import curve, pack

WISHES = st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=3), min_size=1, max_size=5)


def cost(wishes: list[list[int]], places: list[float]) -> float:
    return sum(
        abs(wish - place) for wanted, place in zip(wishes, places, strict=True) for wish in wanted
    )


def least_cost(wishes: list[list[int]], size: int) -> float:
    """By trying: an optimum exists in which some node of each block stands where one wish is."""
    spots = sorted({wish - size * index for index, wanted in enumerate(wishes) for wish in wanted})
    best = dict.fromkeys(spots, 0.0)
    for index, wanted in enumerate(wishes):
        so_far = float("inf")
        for spot in spots:
            so_far = min(so_far, best[spot])
            best[spot] = so_far + sum(abs(wish - spot - size * index) for wish in wanted)
    return min(best.values())


@given(WISHES, st.integers(1, 4))
def test_pack_is_optimal_and_never_overlaps(wishes: list[list[int]], size: int) -> None:
    places = pack(wishes, [size] * len(wishes))
    assert all(b - a >= size for a, b in pairwise(places))
    assert cost(wishes, places) == least_cost(wishes, size)


def test_pack_keeps_a_crowded_column_straight() -> None:
    # A donor of rows 0 and 1, then one for each row from 1 on.
    assert pack([[0, 26], [26], [52], [78]], [26] * 4) == [0, 26, 52, 78]


def test_pack_puts_a_lone_donor_between_its_rows() -> None:
    assert pack([[0, 26]], [26]) == [13]


def test_curve_is_a_line_when_level() -> None:
    assert curve((0, 5), 10, (40, 5)) == "M0 5H40"


def test_curve_bends_behind_the_column() -> None:
    assert curve((0, 5), 10, (40, 25)) == "M0 5H10C25 5 25 25 40 25"
