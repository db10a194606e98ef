"""Settling on programs small enough to see what must come out."""

from __future__ import annotations

from decimal import Decimal

from tests.interpreter.building import (
    COLOURS,
    LEVELS,
    both,
    call,
    compare,
    const,
    derived,
    either,
    every,
    fact,
    field,
    holds,
    known,
    listing,
    no,
    profile,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    span,
    where,
)

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Interval, Plain, Settlement
from medrules.ir.expr import ContextOf, Filter, ForEach, FunctionOf, If, Invoke, Path, Var
from medrules.ir.program import Option, Policy, Program, Rule
from medrules.ir.types import ANY, BOOLEAN, INTEGER, NUMBER, TEXT, ListType, SetType, Type
from medrules.settle import BUDGET, settle
from medrules.source.span import NOWHERE

A, B, C = ref("a"), ref("b"), ref("c")
ABC = (fact("a"), fact("b"), fact("c"))


def look(
    made: Program, path: str, values: dict[str, Plain] | None = None, **lists: object
) -> Settlement:
    """How firm one conclusion is."""
    machine = prepare(made)
    given = profile(values, lists)  # type: ignore[arg-type]
    return settle(made, machine, given, machine.run(given), [path])[path]


def one(
    facts: tuple[object, ...],
    path: str,
    *rules: Rule,
    kind: Type = BOOLEAN,
    policy: Policy = Policy.UNIQUE,
    default: Plain = None,
) -> Program:
    """A program with one conclusion."""
    return program(facts, [derived(path, kind, policy, default)], rules)  # type: ignore[arg-type]


def settled(value: Plain) -> Settlement:
    return Settlement("settled", value, (), (), True)


# -- truth values ----------------------------------------------------------------------------------


def test_a_fact_or_its_negation_is_settled() -> None:
    made = one(ABC, "f", rule("f", True, either(A, no(A))))
    assert look(made, "f") == settled(True)


def test_a_fact_and_its_negation_is_settled_too() -> None:
    made = one(ABC, "f", rule("f", True, both(A, no(A), B)))
    assert look(made, "f") == settled(False)


def test_conditions_that_hang_together() -> None:
    made = one(
        ABC, "f", rule("f", "red", both(A, B)), rule("f", "green", both(A, no(B))), kind=COLOURS
    )
    assert look(made, "f") == Settlement("unknown", None, ("red", "green", None), ("a", "b"), True)
    assert look(made, "f", {"a": True}).possible == ("red", "green")
    assert look(made, "f", {"a": True}).missing == ("b",)
    assert look(made, "f", {"a": True}).status == "provisional"
    assert look(made, "f", {"b": True}).possible == ("red", None)


def test_both_sides_of_an_open_question_say_the_same() -> None:
    made = one(ABC, "f", rule("f", "red", A), rule("f", "red", no(A)), kind=COLOURS)
    assert look(made, "f") == settled("red")


def test_a_fact_that_is_asked_about_but_cannot_matter_is_not_missing() -> None:
    # c decides only where a is both true and false.
    made = one(ABC, "f", rule("f", True, either(both(A, no(A), C), B)))
    assert look(made, "f").missing == ("b",)


def test_is_known_stays_as_the_profile_answers_it() -> None:
    made = one(ABC, "f", rule("f", True, known(A)))
    assert look(made, "f") == settled(False)
    assert look(made, "f", {"a": False}) == settled(True)


def test_an_unread_fact_is_never_missing() -> None:
    made = one(ABC, "f", rule("f", True, A))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("a",), True)


# -- policies --------------------------------------------------------------------------------------


def flow() -> Program:
    """Three questions, four outcomes."""
    steps = ListType(COLOURS)
    return program(
        ABC,
        [derived("outcome", LEVELS), derived("path", steps, Policy.RULE_ORDER)],
        [
            rule("path", "red"),
            rule("path", "green", A),
            rule("path", "blue", both(A, B)),
            rule("outcome", "low", no(A)),
            rule("outcome", "medium", both(A, no(B))),
            rule("outcome", "high", both(A, B)),
        ],
    )


def test_a_flow_offers_the_outcomes_still_open_and_no_null() -> None:
    said = look(flow(), "outcome")
    assert said == Settlement("unknown", None, ("low", "medium", "high"), ("a", "b"), True)
    assert look(flow(), "outcome", {"a": True}).possible == ("medium", "high")


def test_a_path_is_a_list_of_the_ways_still_open() -> None:
    said = look(flow(), "path")
    assert said.possible == (("red",), ("red", "green"), ("red", "green", "blue"))
    assert look(flow(), "path", {"a": True}).missing == ("b",)
    assert look(flow(), "path", {"a": False}) == settled(("red",))


def test_first_takes_what_stands_before() -> None:
    made = one(
        ABC, "f", rule("f", "red", A), rule("f", "green"), rule("f", "blue", B),
        kind=COLOURS, policy=Policy.FIRST,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("red", "green"), ("a",), True)


def test_priority_leaves_out_what_always_loses() -> None:
    made = one(
        ABC, "f", rule("f", "blue", A), rule("f", "green"), rule("f", "red", B),
        kind=COLOURS, policy=Policy.PRIORITY,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("red", "green"), ("b",), True)


def test_completions_on_which_rules_clash_are_left_out() -> None:
    made = one(ABC, "f", rule("f", "red", A), rule("f", "green", B), kind=COLOURS)
    said = look(made, "f", {"a": True})
    assert said == settled("red")
    assert look(made, "f").possible == ("red", "green", None)


def test_a_clash_below_is_left_out_above() -> None:
    made = program(
        ABC,
        [derived("low", COLOURS), derived("high")],
        [
            rule("low", "red", A),
            rule("low", "green", B),
            rule("high", True, both(compare("=", ref("low", COLOURS), const("red")), B)),
        ],
    )
    assert look(made, "high", {"a": True}) == settled(False)


def test_a_set_says_what_is_in_and_what_may_come() -> None:
    made = one(
        ABC, "f", rule("f", "red"), rule("f", "green", A), rule("f", "blue", both(A, no(A))),
        kind=SetType(COLOURS), policy=Policy.COLLECT,
    )  # fmt: skip
    assert look(made, "f") == Settlement(
        "provisional", frozenset({"red"}), ("green",), ("a",), True
    )


def test_sums_and_counts_of_rules() -> None:
    rules = [rule("f", 1, A), rule("f", 2, B), rule("f", 4, both(A, B))]
    made = one(ABC, "f", *rules, kind=INTEGER, policy=Policy.SUM, default=0)
    assert look(made, "f").possible == (0, 1, 2, 7)
    counted = one(ABC, "f", *rules, kind=INTEGER, policy=Policy.COUNT, default=0)
    assert look(counted, "f").possible == (0, 1, 3)
    assert look(counted, "f", {"a": True}).possible == (1, 3)


# -- sets and enums --------------------------------------------------------------------------------


def test_a_missing_set_can_be_any() -> None:
    kind = SetType(COLOURS)
    made = one(
        (fact("s", kind),), "f",
        rule("f", True, both(holds(ref("s", kind), "red"),
                             compare(">", call("count", ref("s", kind)), const(1)))),
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("s",), True)
    assert look(made, "f", {"s": frozenset({"red"})}) == settled(False)


def test_sets_are_compared_member_by_member() -> None:
    kind = SetType(COLOURS)
    facts = (fact("s", kind), fact("t", kind))
    same = compare("=", ref("s", kind), ref("t", kind))
    made = one(facts, "f", rule("f", True, same))
    assert look(made, "f").missing == ("s", "t")
    assert look(made, "f", {"t": frozenset()}).missing == ("s",)
    joined = call("union", ref("s", kind), ref("t", kind), kind=kind)
    more = one(facts, "f", rule("f", True, holds(joined, "red")))
    assert look(more, "f", {"t": frozenset({"red"})}) == settled(True)


def test_an_ordered_enum() -> None:
    made = one(
        (fact("level", LEVELS),), "f",
        rule("f", True, either(compare("<", ref("level", LEVELS), const("high"), LEVELS),
                               compare("=", ref("level", LEVELS), const("high")))),
    )  # fmt: skip
    assert look(made, "f") == settled(True)


# -- numbers ---------------------------------------------------------------------------------------

X, Y, Z = ref("x", NUMBER), ref("y", NUMBER), ref("z", NUMBER)
XYZ = tuple(fact(path, NUMBER).replace(minimum=0, maximum=100) for path in "xyz")


def test_thresholds_on_both_sides() -> None:
    made = one(
        XYZ, "f",
        rule("f", "low", compare("<", X, const(Decimal("0.3")))),
        rule("f", "medium", both(compare(">=", X, const(Decimal("0.3"))), compare("<", X, const(10)))),
        rule("f", "high", compare(">=", X, const(10))),
        kind=LEVELS,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("low", "medium", "high"), ("x",), True)
    assert look(made, "f", {"x": Decimal("0.3")}) == settled("medium")


def test_a_threshold_at_the_edge_of_the_domain() -> None:
    assert look(one(XYZ, "f", rule("f", True, compare(">=", X, const(0)))), "f") == settled(True)
    assert look(one(XYZ, "f", rule("f", True, compare(">", X, const(100)))), "f") == settled(False)
    edge = one(XYZ, "f", rule("f", True, compare(">=", X, const(100))))
    assert look(edge, "f").possible == (False, True)


def test_numbers_without_limits_reach_ten_to_the_fifteen() -> None:
    made = one((fact("n", NUMBER),), "f", rule("f", ref("n", NUMBER)), kind=NUMBER)
    assert look(made, "f").possible == Interval(-(10**15), 10**15)


def test_a_difference_compared_with_a_third_number() -> None:
    fits = compare("<=", call("-", X, Y), Z)
    made = one(XYZ, "f", rule("f", True, fits))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("x", "y", "z"), True)
    assert look(made, "f", {"x": 40, "z": 40}) == settled(True)
    assert look(made, "f", {"x": 40, "z": 39}).missing == ("y",)
    assert look(made, "f", {"z": 100}) == settled(True)


def test_two_comparisons_of_the_same_difference() -> None:
    net = call("-", X, Y)
    made = one(
        XYZ, "f",
        rule("f", "low", compare("<=", net, const(10))),
        rule("f", "high", compare(">", net, const(20))),
        rule("f", "medium", both(compare(">", net, const(10)), compare("<=", net, const(20)))),
        kind=LEVELS,
    )  # fmt: skip
    assert look(made, "f").possible == ("low", "medium", "high")
    assert look(made, "f", {"x": 15}).possible == ("low", "medium")


def test_sums_that_exclude_each_other() -> None:
    # x + y <= 10 and x - y >= 20 cannot both hold, though each can.
    made = one(
        XYZ, "f",
        rule("f", True, both(compare("<=", call("+", X, Y), const(10)),
                             compare(">=", call("-", X, Y), const(20)))),
    )  # fmt: skip
    assert look(made, "f") == settled(False)


def test_a_circle_of_comparisons_cannot_hold() -> None:
    made = one(
        XYZ, "f", rule("f", True, both(compare(">", X, Y), compare(">", Y, Z), compare(">", Z, X)))
    )
    assert look(made, "f") == settled(False)


def test_a_range_has_both_ends_reached() -> None:
    share = If(compare(">", call("-", X, Y), const(0)), call("-", X, Y), const(0), NUMBER, NOWHERE)
    made = one(XYZ, "f", rule("f", share), kind=NUMBER)
    assert look(made, "f") == Settlement("unknown", None, Interval(0, 100), ("x", "y"), True)
    assert look(made, "f", {"y": 30}).possible == Interval(0, 70)
    assert look(made, "f", {"x": 30, "y": 40}) == settled(0)


def test_an_end_that_is_only_approached_is_not_exact() -> None:
    made = one(
        XYZ,
        "f",
        rule("f", X, compare("<", X, const(10))),
        rule("f", 3, compare(">=", X, const(10))),
        kind=NUMBER,
    )
    said = look(made, "f")
    assert (said.possible, said.exact) == (Interval(0, 10), False)


def test_few_whole_numbers_are_told_one_by_one() -> None:
    year = fact("n", INTEGER).replace(minimum=0, maximum=1000)
    n = ref("n", INTEGER)
    made = one(
        (year,), "f", rule("f", call("*", n, const(10)), compare("<", n, const(3))), kind=NUMBER
    )
    assert look(made, "f").possible == (0, 10, 20, None)


def test_products_and_quotients() -> None:
    hours = call("*", X, Y)
    made = one(XYZ, "f", rule("f", hours), kind=NUMBER)
    assert look(made, "f") == Settlement("unknown", None, Interval(0, 10000), ("x", "y"), True)
    assert look(made, "f", {"x": 0}) == settled(0)
    many = one(XYZ, "f", rule("f", True, compare(">", hours, const(9000))))
    assert look(many, "f") == Settlement("unknown", None, (False, True), ("x", "y"), True)
    part = one(XYZ, "f", rule("f", call("/", X, Y)), kind=NUMBER)
    assert look(part, "f", {"x": 7}).status == "unknown"
    assert look(part, "f", {"y": 0}) == settled(None)


def test_rounding_meets_its_steps() -> None:
    rounded = call("round half up", X, const(0))
    made = one(XYZ, "f", rule("f", True, compare("=", rounded, const(7))))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("x",), True)
    whole = one(XYZ, "f", rule("f", True, compare("=", call("floor", X), const(Decimal("7.5")))))
    assert look(whole, "f") == settled(False)


def test_an_exact_third_is_no_decimal() -> None:
    made = one(XYZ, "f", rule("f", True, compare("=", call("*", X, const(3)), const(1))))
    assert look(made, "f") == settled(False)


def test_a_quotient_is_rounded_as_the_interpreter_rounds_it() -> None:
    third = call("/", X, const(3))
    made = one(XYZ, "f", rule("f", True, compare("=", call("*", third, const(3)), X)))
    assert look(made, "f").possible == (False, True)
    assert look(made, "f", {"x": 1}) == settled(False)


def test_a_tie_that_only_rounding_could_break() -> None:
    third = call("/", X, const(3))
    at_most = XYZ[0].replace(maximum=Decimal("12.5"))
    known = Decimal("4.166666666666666666666666666666667")
    made = one((at_most,), "f", rule("f", True, compare(">", third, const(known))))
    assert look(made, "f") == settled(False)
    reached = one((at_most,), "f", rule("f", third), kind=NUMBER)
    assert look(reached, "f") == Settlement("unknown", None, Interval(0, known), ("x",), True)


# -- texts -----------------------------------------------------------------------------------------

T, U = ref("t", TEXT), ref("u", TEXT)
TEXTS = (fact("t", TEXT), fact("u", TEXT))


def test_texts_are_those_that_are_named_and_any_other() -> None:
    made = one(
        TEXTS, "f", rule("f", "red", compare("=", T, const("a", TEXT))),
        rule("f", "green", compare("=", T, const("b", TEXT))), kind=COLOURS,
    )  # fmt: skip
    assert look(made, "f") == Settlement("unknown", None, ("red", "green", None), ("t",), True)
    assert look(made, "f", {"t": "c"}) == settled(None)


def test_functions_of_texts() -> None:
    made = one(TEXTS, "f", rule("f", True, call("contains", T, const("x", TEXT), kind=BOOLEAN)))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("t",), True)
    long = one(TEXTS, "f", rule("f", True, compare(">=", call("string length", T), const(0))))
    assert look(long, "f") == settled(True)


def test_several_functions_of_one_text() -> None:
    starts = call("starts with", T, const("Dr", TEXT), kind=BOOLEAN)
    short = compare("<", call("string length", T), const(4))
    made = one(
        TEXTS, "f", rule("f", "red", both(starts, short)), rule("f", "green", both(starts, no(short))),
        kind=COLOURS,
    )  # fmt: skip
    assert look(made, "f").possible == ("red", "green", None)
    never = one(TEXTS, "f", rule("f", True, both(starts, compare("=", T, const("Mr", TEXT)))))
    said = look(never, "f")
    assert (said.possible, said.exact) == ((False, True), False)


def test_a_text_as_an_answer_cannot_be_bounded() -> None:
    made = one(TEXTS, "f", rule("f", T), kind=TEXT)
    assert look(made, "f") == Settlement("unknown", None, (), ("t",), False)
    assert look(made, "f", {"t": "a"}) == settled("a")


def test_two_missing_texts_may_be_the_same() -> None:
    made = one(TEXTS, "f", rule("f", True, compare("=", T, U)))
    assert look(made, "f") == Settlement("unknown", None, (False, True), ("t", "u"), True)


# -- records ---------------------------------------------------------------------------------------

SCORES = (
    fact("programs[].name", TEXT),
    fact("programs[].one", NUMBER).replace(minimum=0, maximum=100),
    fact("programs[].two", NUMBER).replace(minimum=0, maximum=100),
    fact("programs[].good"),
)
PROGRAMS = records("programs", name=TEXT, one=NUMBER, two=NUMBER, good=BOOLEAN, score=NUMBER)


def ranked(absent: str = "unknown") -> Program:
    """Scores weighted three to one, and the ranks that follow."""
    first, second = (field("p", "programs", name, NUMBER) for name in ("one", "two"))
    score = call("/", call("+", call("*", const(3), first), second), const(4))
    mine = field("p", "programs", "score", NUMBER)
    above = where(PROGRAMS, compare(">", field("item", "programs", "score", NUMBER), mine))
    loop = ("p", "programs")
    return program(
        SCORES,
        [
            derived("programs[].score", NUMBER),
            derived("programs[].rank", INTEGER),
            derived("any_good"),
            derived("all_good"),
            derived("many", INTEGER, Policy.COUNT, 0),
            derived("enough"),
        ],
        [
            rule("programs[].score", score, None, loop),
            rule("programs[].rank", call("+", call("count", above), const(1)), None, loop),
            rule("any_good", True, some("p", PROGRAMS, field("p", "programs", "good"))),
            rule("all_good", True, every("p", PROGRAMS, field("p", "programs", "good"))),
            rule("many", True, field("p", "programs", "good"), loop),
            rule("enough", True, compare(">=", call("count", PROGRAMS), const(0))),
        ],
        [record_list("programs", absent=absent)],
    )


def test_a_missing_score_gives_a_range_of_scores() -> None:
    said = look(ranked(), "programs[0].score", programs=[{"one": 50}])
    assert said == Settlement(
        "provisional", None, Interval(Decimal("37.5"), Decimal("62.5")), ("programs[0].two",), True
    )


def test_a_missing_score_gives_a_range_of_ranks() -> None:
    rows = [{"one": 50}, {"one": 60, "two": 60}, {"one": 90, "two": 90}]
    made = ranked()
    assert look(made, "programs[0].rank", programs=rows).possible == (2, 3)
    assert look(made, "programs[1].rank", programs=rows).possible == (2, 3)
    assert look(made, "programs[2].rank", programs=rows) == settled(1)
    assert look(made, "programs[0].rank", programs=rows).missing == ("programs[0].two",)


def test_ranks_of_programs_of_which_nothing_is_known() -> None:
    said = look(ranked(), "programs[0].rank", programs=[{}, {}, {}])
    assert (said.status, said.possible, said.exact) == ("unknown", (1, 2, 3), True)
    assert said.missing == tuple(
        f"programs[{at}].{name}" for name in ("one", "two") for at in range(3)
    )


def test_quantifiers_over_records() -> None:
    made = ranked()
    assert look(made, "any_good", programs=[{"good": True}, {}]) == settled(True)
    assert look(made, "all_good", programs=[{"good": True}, {}]).missing == ("programs[1].good",)
    assert look(made, "many", programs=[{"good": True}, {}]).possible == (1, 2)


def test_a_list_that_nobody_gave() -> None:
    made = ranked()
    said = look(made, "any_good")
    assert (said.status, said.possible) == ("unknown", (False, True))
    assert (said.missing, said.exact) == (("programs",), False)
    assert look(made, "enough") == settled(True)
    assert look(made, "many").exact is False
    assert look(ranked("empty"), "any_good") == settled(False)


def test_options_with_gaps() -> None:
    made = program(
        [fact("options[].name", TEXT), fact("options[].cheap")],
        [derived("f", INTEGER, Policy.COUNT, 0)],
        [rule("f", True, field("o", "options", "cheap"), ("o", "options"))],
        [record_list("options", given_by="packs")],
        [
            Option("options", "one", (("cheap", True),), (), "test", span()),
            Option("options", "two", (), (), "test", span()),
        ],
    )
    said = look(made, "f")
    assert said == Settlement("unknown", None, (1, 2), ("options[1].cheap",), True)


def test_lists_made_on_the_way() -> None:
    scores = Path(PROGRAMS, "one", ListType(NUMBER), NOWHERE)
    twice = call("*", Var("n", NUMBER, NOWHERE), const(2))
    doubled = ForEach("n", scores, twice, ListType(NUMBER), NOWHERE)
    made = program(
        SCORES,
        [derived("best", NUMBER), derived("mean", NUMBER), derived("twice", NUMBER)],
        [
            rule("best", call("max", scores)),
            rule("mean", call("mean", scores)),
            rule("twice", call("sum", doubled)),
        ],
        [record_list("programs")],
    )
    rows = [{"one": 40}, {}]
    assert look(made, "best", programs=rows).possible == Interval(40, 100)
    assert look(made, "mean", programs=rows).possible == Interval(20, 70)
    assert look(made, "twice", programs=rows).possible == Interval(80, 280)
    assert look(made, "best", programs=[]) == settled(None)


def test_forms_of_dmn_models() -> None:
    number = If(Var("v", BOOLEAN, NOWHERE), const(2), const(1), NUMBER, NOWHERE)
    twice = FunctionOf(("v",), number, ANY, NOWHERE)
    table = ContextOf((("f", twice), ("g", const(4))), ANY, NOWHERE)
    called = Invoke(Path(table, "f", ANY, NOWHERE), (A,), (), ANY, NOWHERE)
    made = one(ABC, "f", rule("f", called), kind=ANY)
    assert look(made, "f") == Settlement("unknown", None, (1, 2), ("a",), True)
    second = Filter(listing(A, B), "item", const(2), ANY, NOWHERE)
    picked = one(ABC, "f", rule("f", second), kind=ANY)
    assert look(picked, "f").missing == ("b",)
    kept = Path(ContextOf((("x", X),), ANY, NOWHERE), "x", ANY, NOWHERE)
    assert look(one(XYZ, "f", rule("f", kept), kind=ANY), "f") == Settlement(
        "unknown", None, (), ("x",), False
    )


# -- the bound -------------------------------------------------------------------------------------


def parity(size: int) -> Program:
    """Whether an odd number of facts is true: nothing less than all of them tells."""
    paths = [f"f{at}" for at in range(size)]
    facts = [fact(path) for path in paths]
    rules = [rule("sum", 2**at, ref(path)) for at, path in enumerate(paths)]
    conclusions = [derived("sum", INTEGER, Policy.SUM, 0), derived("word", COLOURS, Policy.FIRST)]
    total = ref("sum", INTEGER)
    rules += [
        rule("word", "red", compare("<", total, const(2 ** (size - 1)))),
        rule("word", "green", compare(">=", total, const(2 ** (size - 1)))),
    ]
    return program(facts, conclusions, rules)


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


def test_only_what_is_asked_for() -> None:
    made = flow()
    machine = prepare(made)
    run = machine.run(profile())
    assert set(settle(made, machine, profile(), run, ["path"])) == {"path"}
    assert settle(made, machine, profile(), run, []) == {}
    ranks = ranked()
    given = profile({}, {"programs": [{}, {}]})
    machine = prepare(ranks)
    found = settle(ranks, machine, given, machine.run(given), ["programs[].rank"])
    assert set(found) == {"programs[0].rank", "programs[1].rank"}
