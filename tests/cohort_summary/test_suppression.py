"""Small counts cannot be seen, and cannot be worked out from what is seen."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.cohort.summary.suppression import (
    determined,
    held_in_grid,
    held_in_list,
    is_small,
)

COUNTS = st.one_of(st.just(0), st.integers(0, 25), st.integers(0, 500))
LEAST = 10


@st.composite
def grids(draw: st.DrawFn) -> list[list[int]]:
    wide = draw(st.integers(1, 5))
    return draw(st.lists(st.lists(COUNTS, min_size=wide, max_size=wide), min_size=1, max_size=5))


def test_nothing_is_held_back_where_nothing_is_small() -> None:
    assert held_in_list([100, 0, 10], LEAST) == frozenset()
    assert held_in_grid([[10, 0], [0, 10]], LEAST, frozenset(), frozenset()) == frozenset()


def test_a_second_count_goes_with_a_single_small_one() -> None:
    assert held_in_list([100, 5, 30], LEAST) == {1, 2}


def test_small_counts_that_come_to_little_together_take_another_along() -> None:
    assert held_in_list([100, 1, 1, 30], LEAST) == {1, 2, 3}


def test_small_counts_that_hide_one_another_stay_alone() -> None:
    assert held_in_list([100, 7, 8], LEAST) == {1, 2}


def test_zero_shows_all() -> None:
    assert held_in_list([1, 2, 3], 0) == frozenset()
    assert held_in_grid([[1, 2], [3, 4]], 0, frozenset(), frozenset()) == frozenset()


def test_of_too_few_rows_nothing_is_shown() -> None:
    assert held_in_list([3, 0, 4], LEAST) == {0, 1, 2}


def test_a_single_small_cell_takes_a_rectangle() -> None:
    grid = [[50, 3, 60], [40, 20, 70], [80, 90, 99]]
    held = held_in_grid(grid, LEAST, frozenset(), frozenset())
    assert held == {(0, 1), (0, 0), (1, 1), (1, 0)}


def test_two_rectangles_that_only_one_cell_joins_do_not_protect_it() -> None:
    # Every line has two or more unknown cells, and yet the cell in the middle could be worked out.
    joined = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)]
    assert determined(joined, _sums(joined, 4, 4)) == {(1, 2)}
    grid = [[1 if (i, j) in joined else 300 + i + j for j in range(4)] for i in range(4)]
    held = held_in_grid(grid, LEAST, frozenset(), frozenset())
    assert held > set(joined)
    assert not determined(sorted(held), _sums(held, 4, 4))


@settings(max_examples=300, deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_what_is_held_back_in_a_list_comes_to_the_least(counts: list[int]) -> None:
    held = held_in_list(counts, LEAST)
    assert {place for place, count in enumerate(counts) if is_small(count, LEAST)} <= held
    if held and not is_small(sum(counts), LEAST):
        assert len(held) >= 2
        assert sum(counts[place] for place in held) >= LEAST


@settings(max_examples=300, deadline=None)
@given(grids())
def test_no_sum_gives_a_cell_away(grid: list[list[int]]) -> None:
    rows = [sum(line) for line in grid]
    columns = [sum(column) for column in zip(*grid, strict=True)]
    if is_small(sum(rows), LEAST):
        return
    beside, below = held_in_list(rows, LEAST), held_in_list(columns, LEAST)
    inner = held_in_grid(grid, LEAST, beside, below)
    assert {
        (i, j)
        for i, line in enumerate(grid)
        for j, count in enumerate(line)
        if is_small(count, LEAST)
    } <= inner
    unknown = set(inner)
    unknown |= {(i, len(columns)) for i in beside} | {(len(rows), j) for j in below}
    sums = _sums(unknown, len(rows) + 1, len(columns) + 1)
    assert not determined(sorted(unknown), sums)


def _sums(
    unknown: set[tuple[int, int]] | list[tuple[int, int]] | frozenset[tuple[int, int]],
    rows: int,
    columns: int,
) -> list[frozenset[tuple[int, int]]]:
    lines = [frozenset(one for one in unknown if one[0] == i) for i in range(rows)]
    return lines + [frozenset(one for one in unknown if one[1] == j) for j in range(columns)]
