"""What generated Python refuses: gaps, with their place; and rules that disagree, when it is called."""

from __future__ import annotations

import pytest
from tests.interpreter.building import (
    LEVELS,
    compare,
    const,
    derived,
    fact,
    field,
    no,
    program,
    record_list,
    ref,
    rule,
)

from medrules.diagnostics.model import MedrulesError
from medrules.ir.expr import ContextOf, Expr, FunctionOf, Invoke, Quantified, Range
from medrules.ir.program import Policy
from medrules.ir.types import ANY, BOOLEAN, INTEGER, EnumType, SetType
from medrules.source.span import Span
from medrules.targets import names, target
from medrules.targets.python import Contradiction, compiled

PLACE = Span("pack/rules.toml", 4, 9, 4, 15)
GAPS: dict[str, Expr] = {
    "a range as a value": Range(const(1), const(2), True, True, ANY, PLACE),
    "a context": ContextOf((("a", const(1)),), ANY, PLACE),
    "a function as a value": FunctionOf(("a",), const(1), ANY, PLACE),
    "a call of a function value": Invoke(ref("n", INTEGER), (), (), ANY, PLACE),
}


def test_it_is_a_target() -> None:
    assert "python" in names()
    found = target("python")
    assert found.name == "python"
    assert found.write is not None
    assert found.engine is None


@pytest.mark.parametrize("words", GAPS)
def test_what_only_dmn_models_use(words: str) -> None:
    made = program(
        [fact("n", INTEGER)],
        [derived("end", INTEGER)],
        [rule("end", GAPS[words]), rule("end", GAPS[words])],
    )
    with pytest.raises(MedrulesError) as told:
        compiled(made)
    assert [one.code for one in told.value.diagnostics] == ["MR1010", "MR1010"]
    assert words in told.value.diagnostics[0].message
    assert told.value.diagnostics[0].span == PLACE


def _loops(deep: int) -> Expr:
    test: Expr = ref("a")
    for place in range(deep):
        colours = SetType(EnumType("e", ("x", "y")))
        test = Quantified("some", f"v{place}", ref("set", colours), test, BOOLEAN, PLACE)
    return test


def test_loops_inside_loops() -> None:
    facts = [fact("a"), fact("set", SetType(EnumType("e", ("x", "y"))))]
    ends = [derived("end")]
    fine = compiled(program(facts, ends, [rule("end", True, _loops(6))]))
    assert fine.function({"a": True, "set": frozenset({"x"})}) == {"end": True}
    compile(fine.source, "generated", "exec")
    with pytest.raises(MedrulesError) as told:
        compiled(program(facts, ends, [rule("end", True, _loops(13))]))
    assert [one.code for one in told.value.diagnostics] == ["MR1011"]
    assert told.value.diagnostics[0].span == PLACE


def test_nesting() -> None:
    test: Expr = ref("a")
    for _ in range(90):
        test = no(test)
    code = compiled(program([fact("a")], [derived("end")], [rule("end", True, test)]))
    assert code.function({"a": True}) == {"end": True}
    compile(code.source, "generated", "exec")
    for _ in range(5000):
        test = no(test)
    made = program([fact("a")], [derived("end")], [rule("end", True, ref("a"))])
    deep = made.replace(rules=(made.rules[0].replace(condition=test),))
    with pytest.raises(MedrulesError) as told:
        compiled(deep)
    assert [one.code for one in told.value.diagnostics] == ["MR1012"]


def test_rules_that_disagree() -> None:
    made = program(
        [fact("n", INTEGER)],
        [derived("level", LEVELS, Policy.UNIQUE), derived("same", LEVELS, Policy.ANY)],
        [
            rule("level", "high", compare(">=", ref("n", INTEGER), const(3)), id="p/high"),
            rule("level", "low", compare("<=", ref("n", INTEGER), const(3)), id="p/low"),
        ],
    )
    code = compiled(made)
    assert code.function({"n": 4})["level"] == "high"
    with pytest.raises(Contradiction) as told:
        code.function({"n": 3})
    (one,) = told.value.diagnostics
    assert one.code == "MR0701"
    assert one.message == 'two rules disagree about "level": "p/high" and "p/low"'
    assert told.value.conflicts == (("level", 0, 1),)
    assert told.value.answer == {"level": None, "same": None}


def test_rules_that_disagree_about_a_record() -> None:
    made = program(
        [fact("items[].name"), fact("items[].ok")],
        [derived("items[].end", LEVELS)],
        [
            rule("items[].end", "high", field("item", "items", "ok"), ("item", "items"), id="p/a"),
            rule("items[].end", "low", None, ("item", "items"), id="p/b"),
        ],
        [record_list("items")],
    )
    rows = [{"name": True, "ok": False}, {"name": True, "ok": True}]
    with pytest.raises(Contradiction, match=r"items\[1\].end"):
        compiled(made).function({"items": rows})


def test_loops_that_go_on_too_long() -> None:
    test = _loops(9)
    kind = SetType(EnumType("e", tuple(f"m{place}" for place in range(40))))
    made = program([fact("a"), fact("set", kind)], [derived("end")], [rule("end", True, test)])
    with pytest.raises(MedrulesError) as told:
        compiled(made).function({"a": False, "set": frozenset(kind.item.members)})
    assert [one.code for one in told.value.diagnostics] == ["MR0703"]
