"""Lists, records, functions: every node of the IR as a closure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from medrules.diagnostics.model import MedrulesError
from medrules.interpreter.alone import prepare_expression
from medrules.interpreter.closures import compiled
from medrules.interpreter.dynamic import RangeValue
from medrules.ir.expr import (
    Compare,
    Const,
    ContextOf,
    Expr,
    Filter,
    ForEach,
    FunctionOf,
    Invoke,
    Path,
    Range,
    Var,
)
from medrules.ir.types import ANY, BOOLEAN, NUMBER, SetType
from medrules.ir.values import UNKNOWN
from medrules.source.span import NOWHERE

from .building import (
    COLOURS,
    call,
    compare,
    const,
    field,
    holds,
    known,
    listing,
    no,
    records,
    ref,
    where,
)

SETS = SetType(COLOURS)


def value_of(expr: Expr, frame: dict[str, object] | None = None, **facts: object) -> object:
    return compiled(expr)({**(frame or {}), **facts})


def var(name: str) -> Var:
    return Var(name, ANY, NOWHERE)


def programs(*scores: object) -> dict[str, object]:
    return {
        "[]programs": tuple({"score": score, "name": f"P{n}"} for n, score in enumerate(scores))
    }


SCORES = records("programs", score=NUMBER)
HIGH = compare(">", field("item", "programs", "score", NUMBER), const(50))


def test_sets() -> None:
    assert value_of(holds(ref("s", SETS), "red"), s=frozenset({"red"})) is True
    assert value_of(holds(ref("s", SETS), "red"), s=frozenset()) is False
    assert value_of(holds(ref("s", SETS), "red"), s=UNKNOWN) is UNKNOWN
    assert value_of(holds(ref("s", SETS), "red"), s=None) is None
    held = Path(var("r"), "s", SETS, NOWHERE)
    assert value_of(holds(held, "red"), {"$r": {"s": frozenset({"red"})}}) is True
    assert value_of(holds(held, "red"), {"$r": {"s": None}}) is None
    assert value_of(holds(held, "red"), {"$r": {"s": UNKNOWN}}) is UNKNOWN


def test_calls_are_strict_in_unknown() -> None:
    assert value_of(call("+", ref("a", NUMBER), const(1)), a=UNKNOWN) is UNKNOWN
    assert value_of(call("+", const(1), ref("a", NUMBER)), a=UNKNOWN) is UNKNOWN
    assert value_of(call("+", const(1), ref("a", NUMBER)), a=None) is None
    assert value_of(call("abs", ref("a", NUMBER)), a=-2) == 2
    assert value_of(call("abs", ref("a", NUMBER)), a=UNKNOWN) is UNKNOWN
    three = call("max", ref("a", NUMBER), const(1), const(2))
    assert value_of(three, a=5) == 5
    assert value_of(three, a=UNKNOWN) is UNKNOWN
    assert value_of(call("and", ref("a"), const(False), kind=BOOLEAN), a=UNKNOWN) is False


def test_a_field_of_every_record_may_be_unknown() -> None:
    scores = Path(SCORES, "score", ANY, NOWHERE)
    assert value_of(scores, programs(1, UNKNOWN)) == (1, UNKNOWN)
    assert value_of(call("count", scores), programs(1, UNKNOWN)) == 2
    assert value_of(call("sum", scores), programs(1, UNKNOWN)) is UNKNOWN
    assert value_of(scores, {"[]programs": UNKNOWN}) is UNKNOWN


def test_filters() -> None:
    found = value_of(where(SCORES, HIGH), programs(10, 60, None, 70))
    assert [record["score"] for record in found] == [60, 70]  # type: ignore[attr-defined]
    assert value_of(where(SCORES, HIGH), programs(10, UNKNOWN)) is UNKNOWN
    assert value_of(where(SCORES, HIGH), {"[]programs": UNKNOWN}) is UNKNOWN
    assert value_of(where(ref("l"), const(True)), l=None) is None
    assert value_of(where(ref("l"), const(True)), l=frozenset({"b", "a"})) == ("a", "b")
    assert value_of(where(ref("l"), const(True)), l=4) == (4,)


@pytest.mark.parametrize(
    ("place", "wanted"), [(1, "a"), (3, "c"), (-1, "c"), (0, None), (4, None), (-4, None),
                          (Decimal("1.5"), None), (None, None), (UNKNOWN, UNKNOWN)]
)  # fmt: skip
def test_one_item_by_its_position(place: object, wanted: object) -> None:
    node = Filter(ref("l"), "item", ref("n", NUMBER), ANY, NOWHERE)
    assert value_of(node, l=("a", "b", "c"), n=place) == wanted
    assert value_of(node, l=UNKNOWN, n=1) is UNKNOWN
    assert value_of(node, l=None, n=1) is None


def test_for() -> None:
    doubled = ForEach("x", ref("l"), call("*", Var("x", NUMBER, NOWHERE), const(2)), ANY, NOWHERE)
    assert value_of(doubled, l=(1, UNKNOWN, 3)) == (2, UNKNOWN, 6)
    assert value_of(doubled, l=UNKNOWN) is UNKNOWN
    assert value_of(doubled, l=None) is None


def test_an_inner_variable_hides_an_outer_one_and_gives_it_back() -> None:
    x = Var("x", NUMBER, NOWHERE)
    inner = ForEach("x", listing(const(10), const(20)), x, ANY, NOWHERE)
    outer = ForEach("x", ref("l"), listing(x, inner, x), ANY, NOWHERE)
    assert value_of(outer, l=(1, 2)) == ((1, (10, 20), 1), (2, (10, 20), 2))
    frame: dict[str, object] = {"l": (1,)}
    compiled(outer)(frame)
    assert frame == {"l": (1,)}


def test_parts_of_what_has_none_are_null() -> None:
    for value in (None, 3, "text", True, {"other": 1}):
        assert value_of(Path(var("v"), "x", ANY, NOWHERE), {"$v": value}) is None
    assert value_of(Path(ref("v"), "x", ANY, NOWHERE), v=UNKNOWN) is UNKNOWN
    assert value_of(Path(ref("v"), "x", ANY, NOWHERE), v=({"x": 1}, None)) == (1, None)


def test_is_known_asks_about_the_facts() -> None:
    assert value_of(known(ref("a")), a=UNKNOWN) is False
    assert value_of(known(ref("a")), a=None) is True
    own = known(field("p", "programs", "score"))
    assert value_of(own, {"$p": {"score": 0}}) is True
    assert value_of(own, {"$p": {"score": UNKNOWN}}) is False
    deeper = known(Path(Path(var("p"), "q", ANY, NOWHERE), "x", ANY, NOWHERE))
    assert value_of(deeper, {"$p": {"q": {"x": 1}}}) is True


def test_ranges() -> None:
    node = Range(const(1), ref("b", NUMBER), True, False, ANY, NOWHERE)
    made = value_of(node, b=5)
    assert made == RangeValue(1, 5, True, False)
    assert value_of(node, b=UNKNOWN) is UNKNOWN
    parts = {
        name: value_of(Path(node, name, ANY, NOWHERE), b=5)
        for name in ("start", "end", "start included", "end included", "middle")
    }
    assert parts == {"start": 1, "end": 5, "start included": True, "end included": False,
                     "middle": None}  # fmt: skip
    half = Range(None, const(3), True, True, ANY, NOWHERE)
    assert value_of(half) == RangeValue(None, 3, False, True)


def test_a_context_sees_its_earlier_entries() -> None:
    node = ContextOf(
        (("a", const(2)), ("b", call("*", var("a"), const(3))), ("c", ref("u"))), ANY, NOWHERE
    )
    frame: dict[str, object] = {"u": UNKNOWN, "$a": "outer"}
    assert compiled(node)(frame) == {"a": 2, "b": 6, "c": UNKNOWN}
    assert frame["$a"] == "outer"
    assert "$b" not in frame


def test_functions_close_over_what_was_in_scope() -> None:
    add = FunctionOf(("x", "y"), call("-", call("-", var("x"), var("y")), var("k")), ANY, NOWHERE)
    node = ContextOf((("k", const(1)), ("f", add)), ANY, NOWHERE)

    def invoke(*args: Expr, names: tuple[str, ...] = ()) -> object:
        made = Path(node, "f", ANY, NOWHERE)
        return value_of(Invoke(made, args, names, ANY, NOWHERE))

    assert invoke(const(10), const(4)) == 5
    assert invoke(const(10), const(4), names=("y", "x")) == -7
    assert invoke(const(10)) is None
    assert invoke(const(10), const(4), names=("x", "z")) is None


def test_what_is_no_function_cannot_be_called() -> None:
    called = Invoke(var("f"), (const(3),), (), ANY, NOWHERE)
    assert value_of(called, {"$f": 3}) is None
    assert value_of(called, {"$f": UNKNOWN}) is UNKNOWN
    assert value_of(called, {"$f": lambda n: n + 1}) == 4
    named = Invoke(var("f"), (const(3),), ("n",), ANY, NOWHERE)
    assert value_of(named, {"$f": lambda n: n + 1}) == 4


def test_function_values_are_equal_only_to_themselves() -> None:
    made = value_of(FunctionOf(("x",), var("x"), ANY, NOWHERE))
    other = value_of(FunctionOf(("x",), var("x"), ANY, NOWHERE))
    assert made == made
    assert made != other
    assert len({made, other}) == 2


def test_a_function_that_calls_itself_without_end_is_refused() -> None:
    itself = Invoke(var("f"), (var("f"),), (), ANY, NOWHERE)
    loop = FunctionOf(("f",), itself, ANY, NOWHERE)
    node = Invoke(loop, (loop,), (), ANY, NOWHERE)
    with pytest.raises(MedrulesError) as caught:
        prepare_expression(node)({})
    assert [item.code for item in caught.value.diagnostics] == ["MR0702"]


def test_an_expression_too_deep_is_refused() -> None:
    node: Expr = ref("a")
    for _ in range(5000):
        node = no(node)
    with pytest.raises(MedrulesError) as caught:
        prepare_expression(node)
    assert [item.code for item in caught.value.diagnostics] == ["MR0702"]


def test_unknown_types_are_compared_as_they_come() -> None:
    node = Compare("=", var("a"), Const("x", ANY, NOWHERE), None, BOOLEAN, NOWHERE)
    assert value_of(node, {"$a": 3}) is None
    assert value_of(node, {"$a": "x"}) is True
