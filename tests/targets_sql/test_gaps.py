"""What SQL cannot say exactly is refused, with its place, and all of it at once."""

from __future__ import annotations

import builtins
from decimal import Decimal

import pytest
from tests.interpreter.building import (
    both,
    call,
    compare,
    const,
    derived,
    fact,
    field,
    holds,
    parameter,
    program,
    record_list,
    ref,
    rule,
)

from medrules.diagnostics.model import Diagnostic, MedrulesError
from medrules.ir.program import Policy, Program
from medrules.ir.types import INTEGER, NUMBER, TEXT, EnumType, SetType
from medrules.targets.sql.layout import layout
from medrules.targets.sql.query import query

from .relations import encoded

pytest.importorskip("sqlglot")


def gaps(made: Program) -> tuple[Diagnostic, ...]:
    """What is said of a program that has gaps."""
    with pytest.raises(MedrulesError) as caught:
        query(made, layout(made))
    return caught.value.diagnostics


def number(path: str) -> Program:
    """Nothing but a wide number."""
    return program([fact(path, NUMBER)], [], [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (call("upper case", ref("name", TEXT), kind=TEXT), "MR1022"),
        (call("substring", ref("name", TEXT), const(2), kind=TEXT), "MR1022"),
        (call("number", ref("name", TEXT)), "MR1022"),
        (call("sqrt", ref("x", NUMBER)), "MR1022"),
        (call("**", ref("x", NUMBER), ref("x", NUMBER)), "MR1023"),
        (call("+", call("/", ref("x", NUMBER), const(3)), const(1)), "MR1023"),
        (call("floor", call("/", ref("x", NUMBER), const(3))), "MR1023"),
        (call("*", ref("wide", NUMBER), ref("wide", NUMBER)), "MR1023"),
    ],
)  # fmt: skip
def test_a_gap_has_a_code_and_names_its_rule(value: object, code: str) -> None:
    made = program(
        [
            fact("name", TEXT),
            fact("x", NUMBER).replace(minimum=0, maximum=9),
            fact("wide", NUMBER),
        ],
        [derived("y", TEXT)],
        [rule("y", value)],  # type: ignore[arg-type]
    )
    (problem,) = gaps(made)
    assert problem.code == code
    assert "test/rule-1" in problem.message
    assert problem.help


def test_all_gaps_are_told_at_once() -> None:
    name = ref("name", TEXT)
    made = program(
        [fact("name", TEXT)],
        [derived("one", TEXT), derived("two", TEXT), derived("three")],
        [
            rule("one", call("upper case", name, kind=TEXT)),
            rule("two", call("lower case", name, kind=TEXT)),
            rule("three", True, compare("=", ref("one", TEXT), const("A"))),
        ],
    )
    assert {one.message.split("`")[-2] for one in gaps(made)} == {"test/rule-1", "test/rule-2"}


def test_a_gap_that_is_not_asked_for_is_none() -> None:
    made = program(
        [fact("name", TEXT), fact("a")],
        [derived("one", TEXT), derived("two")],
        [
            rule("one", call("upper case", ref("name", TEXT), kind=TEXT)),
            rule("two", True, ref("a")),
        ],
    )
    assert query(made, layout(made), only=["two"]).sql()


def test_the_order_of_texts_is_a_gap() -> None:
    made = program(
        [fact("items[].name", TEXT)],
        [derived("least", TEXT, Policy.MIN)],
        [rule("least", field("item", "items", "name", TEXT), None, ("item", "items"))],
        [record_list("items")],
    )
    (problem,) = gaps(made)
    assert problem.code == "MR1022"


def test_a_set_too_large_for_a_mask() -> None:
    many = SetType(EnumType("many", tuple(f"m{place}" for place in range(63))))
    made = program([fact("s", many)], [derived("x")], [rule("x", holds(ref("s", many), "m1"))])
    with pytest.raises(MedrulesError) as caught:
        layout(made)
    assert [one.code for one in caught.value.diagnostics] == ["MR1021"]
    assert layout(made, []).facts.columns == ()


def test_a_column_that_is_no_fact() -> None:
    made = program([fact("alpha"), fact("beta")], [], [], parameters=[parameter("limit", 3)])
    with pytest.raises(MedrulesError) as caught:
        layout(made, ["alpa", "beta", "gamma"])
    assert [one.code for one in caught.value.diagnostics] == ["MR1020", "MR1020"]
    assert "alpha" in caught.value.diagnostics[0].help
    with pytest.raises(MedrulesError) as caught:
        query(made, layout(made), only=["delta"])
    assert [one.code for one in caught.value.diagnostics] == ["MR1020"]


def test_a_number_too_wide_for_a_column() -> None:
    with pytest.raises(MedrulesError) as caught:
        layout(number("x"), decimals=30)
    assert [one.code for one in caught.value.diagnostics] == ["MR1021"]
    assert layout(number("x"), decimals={"x": 2}).facts.columns[0].sql == "DECIMAL(16, 2)"


def test_a_value_that_does_not_fit_its_column_is_never_rounded() -> None:
    made = program([fact("x", NUMBER).replace(minimum=0, maximum=9), fact("n", INTEGER)], [], [])
    x, n = layout(made, decimals=2).facts.columns
    assert encoded(x, Decimal("1.25")) == Decimal("1.25")
    for value in (Decimal("1.255"), 10, -1):
        with pytest.raises(ValueError, match=r"is less|is more|has more"):
            encoded(x, value)
    with pytest.raises(ValueError, match="is more than"):
        encoded(n, 2**63)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    made = program([fact("a")], [derived("b")], [rule("b", True, both(ref("a"), ref("a")))])
    for name in [one for one in sys.modules if one.startswith("medrules.targets.sql.")]:
        if name.rpartition(".")[2] not in ("layout", "query"):
            monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def refused(name: str, *args: object, **kwargs: object) -> object:
        if name.partition(".")[0] == "sqlglot":
            raise ModuleNotFoundError("No module named 'sqlglot'", name="sqlglot")
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(MedrulesError) as caught:
        query(made, layout(made))
    assert [one.code for one in caught.value.diagnostics] == ["MR1001"]
    assert "medrules[cohort]" in caught.value.diagnostics[0].help
