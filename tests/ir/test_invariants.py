"""Every rule that a program must keep, broken once."""

from __future__ import annotations

import pytest

from interpreter.building import (
    compare,
    const,
    derived,
    fact,
    field,
    known,
    parameter,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    where,
)
from medrules.ir.expr import ContextOf, Expr, ForEach, FunctionOf, Var
from medrules.ir.invariants import BrokenProgram, check, reads
from medrules.ir.program import Program, Rule, Stratum
from medrules.ir.types import ANY, BOOLEAN, NUMBER, TEXT, ListType
from medrules.source.span import NOWHERE

NUMBERS = ListType(NUMBER)


def sound() -> Program:
    """Two strata, a record list, a parameter: ``a`` is read by ``b`` and by a field of each record."""
    return program(
        facts=[fact("given"), fact("courses[].name", TEXT), fact("courses[].hours", NUMBER)],
        lists=[record_list("courses")],
        parameters=[parameter("limit", 4)],
        deriveds=[derived("a"), derived("b"), derived("courses[].long"), derived("many", NUMBER)],
        rules=[
            rule("a", True, ref("given")),
            rule("b", True, ref("a")),
            rule(
                "courses[].long", True,
                compare(">", field("course", "courses", "hours", NUMBER), ref("limit", NUMBER)),
                loop=("course", "courses"),
            ),
            rule("many", 1, some("c", records("courses", long=BOOLEAN), field("c", "courses", "long"))),
        ],
    )  # fmt: skip


def with_rule(place: int, **changes: object) -> Program:
    made = sound()
    rules = list(made.rules)
    rules[place] = rules[place].replace(**changes)
    return made.replace(rules=tuple(rules))


def with_strata(*strata: Stratum) -> Program:
    return sound().replace(strata=strata)


def broken(made: Program, message: str) -> None:
    with pytest.raises(BrokenProgram) as raised:
        check(made)
    assert str(raised.value) == message


def test_the_sound_program_is_sound() -> None:
    check(sound())


def test_no_path_is_declared_twice() -> None:
    made = sound()
    broken(made.replace(derived=(*made.derived, made.derived[0])), "a conclusion is declared twice")
    for more in ({"facts": (*made.facts, fact("a"))}, {"parameters": (parameter("a", 1),)}):
        broken(made.replace(**more), "a path is both given and concluded")


def test_rules_are_in_order_of_rank() -> None:
    broken(with_rule(0, rank=9), "rules are not in order of rank")


def test_every_conclusion_stands_in_one_stratum() -> None:
    first, *rest = sound().strata
    assert first.conclusions == ("a",)
    twice = Stratum(("a",), (), False)
    broken(with_strata(first, *rest, twice), "a stands in two strata")
    made = sound()
    extra = made.replace(derived=(*made.derived, derived("c")))
    broken(extra, "a conclusion stands in no stratum")


def test_every_rule_stands_in_one_stratum_and_in_its_own() -> None:
    first, second, *rest = sound().strata
    message = "a rule does not stand in one stratum"
    broken(with_strata(first.replace(rules=()), second, *rest), message)
    broken(with_strata(first.replace(rules=(0, 0)), second, *rest), message)
    broken(with_strata(first.replace(rules=(0, 99)), second, *rest), message)
    broken(with_strata(first.replace(rules=(-1,)), second, *rest), message)
    swapped = with_strata(first.replace(rules=(1,)), second.replace(rules=(0,)), *rest)
    broken(swapped, "rule test/rule-2 stands in a stratum that is not its conclusion's")


def test_a_stratum_looks_only_down() -> None:
    first, second, *rest = sound().strata
    broken(with_strata(second, first, *rest), "rule test/rule-2 reads a, which is not below it")
    alone = with_rule(0, condition=ref("a"))
    broken(alone, "rule test/rule-1 reads a, which is not below it")
    check(alone.replace(strata=(first.replace(recursive=True), second, *rest)))


def test_a_field_of_records_counts_as_read() -> None:
    made = sound()
    *lower, last = made.strata
    assert last.conclusions == ("many",)
    message = "rule test/rule-4 reads courses[].long, which is not below it"
    broken(made.replace(strata=(last, *lower)), message)


def test_what_a_rule_reads() -> None:
    made = sound()
    assert [reads(one) for one in made.rules] == [
        {"given"},
        {"a"},
        {"courses[].hours", "limit"},
        {"courses[].long"},
    ]
    assert reads(rule("a", True)) == set()


def test_a_condition_is_boolean() -> None:
    broken(with_rule(0, condition=const(1)), "the condition of rule test/rule-1 is not boolean")


def test_a_loop_is_over_a_list_and_conclusions_of_records_have_one() -> None:
    loop = sound().rules[2].loop
    assert loop is not None
    broken(
        with_rule(2, loop=loop.replace(list_path="given")),
        "rule test/rule-3 loops over no record list",
    )
    without = "rule test/rule-3 concludes for records without looping over them"
    broken(with_rule(2, loop=None, condition=None), without)


def _reading(expr: Expr) -> Program:
    """The program whose first rule asks that."""
    return with_rule(0, condition=expr)


def test_every_name_is_declared() -> None:
    broken(_reading(ref("nothing")), "rule test/rule-1 reads nothing, which nothing declares")
    broken(
        _reading(some("c", records("nobody", x=BOOLEAN), const(True))),
        "rule test/rule-1 reads nobody, which is no record list",
    )
    value = with_rule(3, value=ref("nothing", NUMBER))
    broken(value, "rule test/rule-4 reads nothing, which nothing declares")


def _function() -> Expr:
    return FunctionOf(("x",), Var("x", BOOLEAN, NOWHERE), ANY, NOWHERE)


def _context(first: Expr, second: Expr) -> Expr:
    return ContextOf((("one", first), ("two", second)), ANY, NOWHERE)


def _loop(body: Expr) -> Expr:
    return ForEach("n", const(True), body, ListType(BOOLEAN), NOWHERE)


@pytest.mark.parametrize(
    ("expr", "variable"),
    [
        (Var("v", BOOLEAN, NOWHERE), "v"),
        (known(Var("v", BOOLEAN, NOWHERE)), "v"),
        (some("c", Var("c", NUMBERS, NOWHERE), const(True)), "c"),
        (compare("=", some("c", records("courses"), const(True)), Var("c", BOOLEAN, NOWHERE)), "c"),
        (
            compare("=", where(records("courses"), const(True)), Var("item", NUMBERS, NOWHERE)),
            "item",
        ),
        (compare("=", _loop(const(True)), Var("n", NUMBERS, NOWHERE)), "n"),
        (compare("=", _function(), Var("x", BOOLEAN, NOWHERE)), "x"),
        (compare("=", _context(Var("two", BOOLEAN, NOWHERE), const(True)), const(True)), "two"),
        (compare("=", _context(const(True), const(True)), Var("one", BOOLEAN, NOWHERE)), "one"),
    ],
)
def test_a_variable_is_bound_only_inside_what_binds_it(expr: Expr, variable: str) -> None:
    broken(_reading(expr), f"rule test/rule-1 reads the variable {variable}, which nothing binds")


@pytest.mark.parametrize(
    "expr",
    [
        some("c", records("courses"), Var("c", BOOLEAN, NOWHERE)),
        some("c", where(records("courses"), Var("item", BOOLEAN, NOWHERE)), const(True)),
        compare("=", _loop(Var("n", BOOLEAN, NOWHERE)), const(True)),
        compare("=", _function(), const(True)),
        compare("=", _context(const(True), Var("one", BOOLEAN, NOWHERE)), const(True)),
    ],
)
def test_a_variable_is_bound_inside_what_binds_it(expr: Expr) -> None:
    check(_reading(expr))


def test_the_variable_of_a_rule_is_bound_in_its_condition_and_value() -> None:
    def reading(variable: str) -> Rule:
        return sound().rules[2].replace(condition=None, value=Var(variable, BOOLEAN, NOWHERE))

    made = sound()
    check(made.replace(rules=(*made.rules[:2], reading("course"), made.rules[3])))
    other = made.replace(rules=(*made.rules[:2], reading("c"), made.rules[3]))
    broken(other, "rule test/rule-3 reads the variable c, which nothing binds")
