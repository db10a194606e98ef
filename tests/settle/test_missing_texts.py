"""Settling of missing texts, and of texts and lists as answers, by hand."""

from __future__ import annotations

import pytest
from tests.interpreter.building import (
    COLOURS,
    both,
    call,
    compare,
    const,
    derived,
    no,
    program,
    ref,
    rule,
)
from tests.settle.looking import (
    SET,
    TEXTS,
    T,
    U,
    look,
    one,
    settled,
)

from medrules.ir.evaluation import Plain, Settlement
from medrules.ir.program import Policy
from medrules.ir.types import BOOLEAN, TEXT, ListType, Type


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


def test_texts_that_are_made_of_missing_texts() -> None:
    joined = call("+", T, const("!", TEXT), kind=TEXT)
    made = one(TEXTS, "f", rule("f", True, compare("=", joined, const("a!", TEXT))))
    said = look(made, "f")
    assert (said.possible, said.missing) == ((False, True), ("t",))
    upper = one(TEXTS, "f", rule("f", call("upper case", T, kind=TEXT)), kind=TEXT)
    assert look(upper, "f") == Settlement("unknown", None, (), ("t",), False)
    part = call("substring", T, const(2), kind=TEXT)
    assert look(one(TEXTS, "f", rule("f", part), kind=TEXT), "f").exact is False
    before = compare("<", const("b", TEXT), T)
    assert look(one(TEXTS, "f", rule("f", True, before)), "f").possible == (False, True)


WORDLESS: dict[str, tuple[Type, Policy, tuple[str, ...]]] = {
    "priority": (TEXT, Policy.PRIORITY, ("a", "b")),
    "collect": (SET, Policy.COLLECT, ()),
    "rule order": (ListType(TEXT), Policy.RULE_ORDER, ()),
    "output order": (ListType(TEXT), Policy.OUTPUT_ORDER, ("a", "b")),
    "greatest": (TEXT, Policy.MAX, ()),
}


@pytest.mark.parametrize("name", WORDLESS)
def test_policies_on_missing_texts_cannot_be_bounded(name: str) -> None:
    kind, policy, priority = WORDLESS[name]
    default: Plain = () if isinstance(kind, ListType) else None
    made = program(
        TEXTS,
        [derived("f", kind, policy, default, priority)],  # type: ignore[arg-type]
        [rule("f", T), rule("f", ref("u", TEXT), compare("=", T, const("a", TEXT)))],
    )
    said = look(made, "f")
    assert (said.status, said.possible, said.exact) == ("unknown", (), False)
    assert "t" in said.missing
