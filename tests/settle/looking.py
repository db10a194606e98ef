"""What the tests by hand share: a few facts, programs of one conclusion, and how firm it is."""

from __future__ import annotations

from tests.interpreter.building import (
    COLOURS,
    compare,
    const,
    derived,
    fact,
    profile,
    program,
    ref,
    rule,
)

from medrules.interpreter.machine import prepare
from medrules.ir.evaluation import Plain, Profile, Settlement
from medrules.ir.program import Policy, Program, Rule
from medrules.ir.types import BOOLEAN, INTEGER, NUMBER, TEXT, SetType, Type
from medrules.settle import settle

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


SET = SetType(COLOURS)
YEARS = tuple(fact(path, INTEGER).replace(minimum=0, maximum=100) for path in "mn")
M, N = ref("m", INTEGER), ref("n", INTEGER)


X, Y, Z = ref("x", NUMBER), ref("y", NUMBER), ref("z", NUMBER)
XYZ = tuple(fact(path, NUMBER).replace(minimum=0, maximum=100) for path in "xyz")
T, U = ref("t", TEXT), ref("u", TEXT)
TEXTS = (fact("t", TEXT), fact("u", TEXT))


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


def within(made: Program, budget: int, given: Profile | None = None) -> dict[str, Settlement]:
    machine = prepare(made)
    given = given or profile()
    return settle(made, machine, given, machine.run(given), budget=budget)
