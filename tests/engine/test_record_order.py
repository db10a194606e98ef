"""The order in which records are shown: by their lowest place, and as given where places agree."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.building import LEVELS, derived, fact, program, record_list
from medrules.ir.evaluation import Conclusion, Evaluation, Interval, Plain, Profile, Run, Settlement
from medrules.ir.program import Program
from medrules.ir.types import NUMBER, TEXT, Type
from medrules.record_order import ordered_records


def made(kind: Type, by: str = "place") -> Program:
    base = program(
        facts=[fact("items[].name", TEXT)],
        lists=[record_list("items")],
        deriveds=[derived("items[].place", kind)],
    )
    return base.replace(lists=(base.lists[0].replace(order_by=by),))


def settled(value: Plain) -> Settlement:
    return Settlement("settled", value, (), (), True)


def open_(possible: tuple[Plain, ...] | Interval) -> Settlement:
    return Settlement("provisional", None, possible, ("x",), True)


UNKNOWN = Settlement("unknown", None, (), ("x",), True)


def order(
    one: Program, settlements: list[Settlement | None], path: str = "items"
) -> tuple[int, ...]:
    conclusions = {
        f"items[{index}].place": Conclusion(f"items[{index}].place", found, ())
        for index, found in enumerate(settlements)
        if found is not None
    }
    records = {"items": tuple({"name": str(index)} for index, _ in enumerate(settlements))}
    run = Run({}, records, (), ())
    return ordered_records(one, Evaluation((), Profile({}, {}, {}), run, conclusions), path)


PLACES = st.lists(
    st.one_of(st.none(), st.integers(-5, 5), st.decimals(-5, 5, places=1)), max_size=7
)


@given(places=PLACES)
def test_lowest_first_unknown_last_and_otherwise_as_given(places: list[Plain]) -> None:
    found = order(made(NUMBER), [UNKNOWN if one is None else settled(one) for one in places])
    assert sorted(found) == list(range(len(places)))
    shown = [places[index] for index in found]
    known = [one for one in shown if one is not None]
    assert known == sorted(known)
    assert shown[len(known) :] == [None] * (len(places) - len(known))
    for before, after in pairwise(found):
        if places[before] == places[after]:
            assert before < after


def test_what_is_open_stands_by_the_lowest_place_it_can_reach() -> None:
    found = order(
        made(NUMBER),
        [
            settled(3),
            open_((5, 2)),
            open_(Interval(1, 9)),
            open_((None, Decimal("2.5"))),
            settled(None),
        ],
    )
    assert found == (2, 1, 3, 0, 4)


def test_words_of_an_enum_go_by_their_place_in_it() -> None:
    found = order(
        made(LEVELS), [settled("high"), open_(("medium", "high")), settled("low"), UNKNOWN]
    )
    assert found == (2, 1, 0, 3)
    assert order(made(LEVELS), [settled("nothing like it"), settled("high")]) == (1, 0)


def test_what_is_no_place_comes_last() -> None:
    assert order(made(TEXT), [settled("b"), settled("a")]) == (0, 1)
    assert order(made(NUMBER), [settled(True), settled(7), None]) == (1, 0, 2)


@pytest.mark.parametrize("by", ["", "name", "nothing"])
def test_without_a_derived_field_to_go_by_they_stay_as_given(by: str) -> None:
    assert order(made(NUMBER, by), [settled(3), settled(1), settled(2)]) == (0, 1, 2)


def test_a_list_that_is_not_there_has_no_records() -> None:
    assert order(made(NUMBER), [settled(1)], "others") == ()
