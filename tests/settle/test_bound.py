"""What is said when the bound on the search is hit."""

from __future__ import annotations

from tests.interpreter.building import (
    COLOURS,
    both,
    call,
    compare,
    const,
    derived,
    fact,
    holds,
    no,
    profile,
    program,
    ref,
    rule,
)
from tests.settle.looking import (
    ABC,
    SET,
    XYZ,
    X,
    Y,
    Z,
    look,
    parity,
    settled,
    within,
)

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Settlement
from medrules.ir.program import Policy
from medrules.ir.types import INTEGER, NUMBER, ListType
from medrules.settle import BUDGET, settle


def test_what_is_too_large_says_so_and_leaves_nothing_out() -> None:
    made = parity(16)
    machine = prepare(made)
    empty = profile()
    found = settle(made, machine, empty, machine.run(empty), budget=2000)
    assert not found["sum"].exact
    assert found["word"].possible == ("red", "green", None)
    assert not found["word"].exact
    assert set(found["word"].missing) == {f"f{at}" for at in range(16)}


def test_the_same_budget_gives_the_same_answer() -> None:
    made = parity(12)
    for budget in (500, 5000, BUDGET):
        machine = prepare(made)
        empty = profile()
        run = machine.run(empty)
        once = settle(made, machine, empty, run, budget=budget)
        assert settle(made, machine, empty, run, budget=budget) == once


def test_lists_past_sixty_four_are_cut_off() -> None:
    paths = [f"f{at}" for at in range(7)]
    kind = ListType(COLOURS)
    made = program(
        [fact(path) for path in paths],
        [derived("list", kind, Policy.RULE_ORDER)],
        [rule("list", COLOURS.members[at % 3], ref(path)) for at, path in enumerate(paths)],
    )
    said = look(made, "list")
    assert isinstance(said.possible, tuple)
    assert (len(said.possible), said.exact, len(said.missing)) == (64, False, 7)


def test_a_set_that_is_too_large_to_work_out() -> None:
    paths = [f"f{at}" for at in range(14)]
    total = ref("sum", INTEGER)
    made = parity(14)
    rules = [
        *made.rules,
        rule("set", "red", compare(">", total, const(5))),
        rule("set", "green", ref("f0")),
    ]
    made = program(made.facts, [*made.derived, derived("set", SET, Policy.COLLECT)], rules)
    said = within(made, 600)["set"]
    assert (said.value, set(map(str, said.possible)), said.exact) == (
        frozenset(),
        {"red", "green"},
        False,
    )  # type: ignore[arg-type]
    assert set(said.missing) == set(paths)


def test_sets_that_feed_each_other_past_the_bound() -> None:
    kind = SET
    names = ["p", "q"]
    rules = [
        rule("p", "red", both(*[ref(path) for path in "abc"])),
        rule("q", "green", holds(ref("p", kind), "red")),
        rule("p", "blue", holds(ref("q", kind), "green")),
    ]
    made = program(ABC, [derived(path, kind, Policy.COLLECT) for path in names], rules)
    assert within(made, 200_000)["q"] == Settlement(
        "unknown", frozenset(), ("green",), ("a", "b", "c"), True
    )
    tight = within(made, 8)["p"]
    assert (set(tight.possible), tight.exact) == ({"red", "blue"}, False)  # type: ignore[arg-type]


def test_more_lists_than_can_be_written_out() -> None:
    paths = [f"f{at}" for at in range(12)]
    kind = ListType(COLOURS)
    made = program(
        [fact(path) for path in paths],
        [derived("list", kind, Policy.RULE_ORDER), derived("none", kind, Policy.RULE_ORDER)],
        [rule("list", COLOURS.members[at % 3], ref(path)) for at, path in enumerate(paths)],
    )
    for budget in (200_000, 3000):
        said = within(made, budget)["list"]
        assert isinstance(said.possible, tuple)
        assert len(said.possible) == 64
        assert (said.exact, set(said.missing)) == (False, set(paths))
    assert within(made, 200_000)["none"] == settled(())


def test_sums_past_the_bound() -> None:
    circle = both(compare(">", X, Y), compare(">", Y, Z), compare(">", Z, X))
    made = program(
        XYZ,
        [derived("f"), derived("g", NUMBER)],
        [rule("f", True, circle), rule("g", X, compare(">", call("+", X, Y), Z))],
    )
    for budget in (0, 40, 120, 400, 900, 2000):
        found = within(made, budget)
        if not found["f"].exact:
            assert found["f"].possible == (False, True)
        else:
            assert found["f"] == settled(False)
        assert isinstance(found["g"].possible, Interval) or found["g"].possible == ()
        assert {"x", "y", "z"} >= set(found["g"].missing) >= {"x"}


def test_more_facts_than_python_can_nest() -> None:
    facts = [fact(f"f{at}") for at in range(1200)]
    terms = [ref(item.path) for item in facts]
    made = program(
        facts,
        [derived("all"), derived("any"), derived("many", INTEGER, Policy.COUNT, 0)],
        [
            rule("all", True, both(*terms)),
            rule("any", True, no(both(*[no(one_) for one_ in terms]))),
            *[rule("many", True, term) for term in terms],
        ],
    )
    found = within(made, 3_000_000)
    assert found["all"] == Settlement(
        "unknown", None, (False, True), tuple(item.path for item in facts), True
    )
    assert found["any"].possible == (False, True)
    assert found["many"].exact is False
