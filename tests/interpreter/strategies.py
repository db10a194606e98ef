"""Random small programs and profiles, for properties that hold of all of them.

In: Hypothesis draws. Out: ``programs()``: a checked ``Program`` over a fixed vocabulary of a dozen
facts and one record list, with two layers of conclusions under every hit policy; ``profiles(program)``:
a partly empty profile for it; ``completed(program, profile)``: the same with more facts given.
Refused: nothing. Domains are small on purpose, so that rules meet, overlap and contradict.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from medrules.ir.evaluation import Plain, Profile
from medrules.ir.expr import Expr, If, Path
from medrules.ir.program import Derived, Fact, Parameter, Policy, Program, RecordList, Rule
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    TEXT,
    BooleanType,
    EnumType,
    ListType,
    NumberType,
    SetType,
    Type,
)
from medrules.source.span import NOWHERE

from .building import (
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
    no,
    parameter,
    program,
    record_list,
    records,
    ref,
    rule,
    some,
    where,
)

COLOUR_SET = SetType(COLOURS)
FACTS: tuple[Fact, ...] = (
    fact("a"),
    fact("b"),
    fact("c"),
    fact("m", INTEGER).replace(minimum=0, maximum=4),
    fact("n", INTEGER).replace(minimum=0, maximum=4),
    fact("level", LEVELS),
    fact("colour", COLOURS),
    fact("colours", COLOUR_SET),
    fact("items[].name", TEXT),
    fact("items[].ok"),
    fact("items[].size", INTEGER).replace(minimum=0, maximum=4),
)
PARAMETERS: tuple[Parameter, ...] = (parameter("limit", 2, INTEGER),)
LISTS: tuple[RecordList, ...] = (record_list("items").replace(max_items=3),)

T = TypeVar("T")

Names = tuple[tuple[str, Type], ...]
"""The scalars that an expression may read, with their types."""


def value_of(kind: Type) -> st.SearchStrategy[Plain]:
    """A value of the domain that profiles draw from."""
    match kind:
        case BooleanType():
            return st.booleans()
        case NumberType():
            return st.integers(0, 4)
        case EnumType(members=members):
            return st.sampled_from(members)
        case SetType(item):
            return st.frozensets(st.sampled_from(item.members))
        case _:
            return st.sampled_from(["x", "y"])


@st.composite
def profiles(draw: st.DrawFn, made: Program, full: bool = False) -> Profile:
    """Some of the facts, or all; records have some of their fields, and the list may be absent."""
    return draw(completed(made, Profile({}, {}, {}), full))


@st.composite
def completed(draw: st.DrawFn, made: Program, start: Profile, full: bool = False) -> Profile:
    """The profile with further facts, or all there are. Records stay as many as they are."""
    values = dict(start.values)
    missing = [item for item in made.facts if "[]" not in item.path and item.path not in values]
    for item in _some(draw, missing, full):
        values[item.path] = draw(value_of(item.type))
    lists = dict(start.records)
    for listed in made.lists:
        fields = [
            (item.path.partition("[].")[2], item.type)
            for item in made.facts
            if item.path.startswith(f"{listed.path}[].")
        ]
        if listed.path not in lists:
            if not full and draw(st.booleans()):
                continue
            lists[listed.path] = ({},) * draw(st.integers(0, listed.max_items))
        rows: list[dict[str, Plain]] = []
        for row in lists[listed.path]:
            new = _some(draw, [pair for pair in fields if pair[0] not in row], full)
            rows.append({**row, **{name: draw(value_of(kind)) for name, kind in new}})
        lists[listed.path] = tuple(rows)
    return Profile(values, lists, {})


def _some(draw: st.DrawFn, items: list[T], full: bool) -> list[T]:
    mask = -1 if full else draw(st.integers(0, 2 ** len(items) - 1))
    return [item for place, item in enumerate(items) if mask >> place & 1]


@cache
def conditions(names: Names, deep: int, asking: bool, bound: bool) -> st.SearchStrategy[Expr]:
    """Boolean expressions over the names; ``bound``: ``item`` is a record of ``items``."""
    leaves: list[st.SearchStrategy[Expr]] = [st.booleans().map(const)]
    for path, kind in names:
        it = ref(path, kind)
        if isinstance(kind, BooleanType):
            leaves.append(st.just(it))
        elif isinstance(kind, EnumType):
            leaves.append(_words(it, kind))
        elif isinstance(kind, SetType):
            leaves.append(st.sampled_from(kind.item.members).map(lambda m, s=it: holds(s, m)))  # type: ignore[misc]
        if asking and any(path == one.path for one in FACTS):
            leaves.append(st.just(known(it)))
    leaves.append(_comparisons(numbers(names, 1, bound)))
    if bound:
        leaves.append(st.just(field("item", "items", "ok")))
        leaves.append(_comparisons(st.just(field("item", "items", "size", INTEGER))))
        if asking:
            leaves.append(st.just(known(field("item", "items", "size", INTEGER))))
    base = st.one_of(leaves)
    if deep == 0:
        return base
    inner = conditions(names, deep - 1, asking, bound)
    options = [
        base,
        st.lists(inner, min_size=2, max_size=3).map(lambda some_: both(*some_)),
        st.lists(inner, min_size=2, max_size=3).map(lambda some_: either(*some_)),
        inner.map(no),
        st.tuples(inner, inner, inner).map(lambda three: If(*three, BOOLEAN, NOWHERE)),
        _comparisons(numbers(names, deep, bound)),
    ]
    if not bound:
        within = conditions(names, deep - 1, asking, True)
        source = records("items", name=TEXT, ok=BOOLEAN, size=INTEGER)
        options.append(within.map(lambda test: some("item", source, test)))
        options.append(within.map(lambda test: every("item", source, test)))
    return st.one_of(options)


@cache
def numbers(names: Names, deep: int, bound: bool) -> st.SearchStrategy[Expr]:
    """Whole-number expressions, some of which are null (``1 / 0``)."""
    leaves = [st.integers(0, 4).map(const)]
    leaves += [st.just(ref(path, kind)) for path, kind in names if isinstance(kind, NumberType)]
    if bound:
        leaves.append(st.just(field("item", "items", "size", INTEGER)))
    base: st.SearchStrategy[Expr] = st.one_of(leaves)
    if deep == 0:
        return base
    inner = numbers(names, deep - 1, bound)
    pairs = st.tuples(st.sampled_from(["+", "-", "*", "/", "min", "max"]), inner, inner)
    options = [base, pairs.map(lambda three: call(three[0], three[1], three[2], kind=INTEGER))]
    if not bound:
        source = records("items", name=TEXT, ok=BOOLEAN, size=INTEGER)
        sizes = Path(source, "size", ListType(INTEGER), NOWHERE)
        options.append(st.just(call("sum", sizes, kind=INTEGER)))
        options.append(st.just(call("count", source, kind=INTEGER)))
        within = conditions(names, 0, False, True)
        options.append(within.map(lambda test: call("count", where(source, test), kind=INTEGER)))
    return st.one_of(options)


def _comparisons(operand: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    ops = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    right = st.one_of(operand, st.sampled_from([0, 1, 2, Decimal("2.5"), 4]).map(const))
    return st.tuples(ops, operand, right).map(lambda three: compare(*three))  # type: ignore[arg-type]


def _words(it: Expr, kind: EnumType) -> st.SearchStrategy[Expr]:
    ops = ["=", "!=", "<", ">="] if kind.ordered else ["=", "!="]
    order = kind if kind.ordered else None
    return st.tuples(st.sampled_from(ops), st.sampled_from(kind.members)).map(
        lambda two: compare(two[0], it, const(two[1], kind), order)  # type: ignore[arg-type]
    )


_CONCLUSIONS: tuple[Derived, ...] = (
    derived("flag"),
    derived("word", LEVELS, Policy.ANY),
    derived("choice", COLOURS, Policy.PRIORITY, "red", ("blue", "green", "red")),
    derived("first", INTEGER, Policy.FIRST),
    derived("set", COLOUR_SET, Policy.COLLECT),
    derived("steps", ListType(COLOURS), Policy.RULE_ORDER),
    derived("sorted", ListType(COLOURS), Policy.OUTPUT_ORDER),
    derived("sum", INTEGER, Policy.SUM, 0),
    derived("least", INTEGER, Policy.MIN),
    derived("most", LEVELS, Policy.MAX),
    derived("count", INTEGER, Policy.COUNT, 0),
    derived("items[].good"),
    derived("items[].points", INTEGER, Policy.SUM, 0),
)


@st.composite
def programs(
    draw: st.DrawFn, asking: bool = False, conclusions: Sequence[Derived] = _CONCLUSIONS
) -> Program:
    """A checked program; with ``asking``, conditions may contain ``is known``.

    The conclusions of the first layer read facts; those of the second read the first as well.
    """
    chosen = draw(st.lists(st.sampled_from(conclusions), min_size=2, max_size=5, unique=True))
    names: Names = tuple(
        (item.path, item.type) for item in (*FACTS, *PARAMETERS) if "[]" not in item.path
    )
    cut = draw(st.integers(1, len(chosen)))
    rules: list[Rule] = []
    for item in chosen[:cut]:
        rules += draw(_rules(item, names, asking))
    names += tuple((item.path, item.type) for item in chosen[:cut] if "[]" not in item.path)
    for item in chosen[cut:]:
        rules += draw(_rules(item, names, asking))
    return program(FACTS, chosen, rules, LISTS, parameters=PARAMETERS)


@st.composite
def _rules(draw: st.DrawFn, item: Derived, names: Names, asking: bool) -> list[Rule]:
    made: list[Rule] = []
    for _ in range(draw(st.integers(1, 3))):
        loop = "[]" in item.path or (item.policy is not Policy.UNIQUE and draw(st.booleans()))
        condition = draw(st.none() | conditions(names, 2, asking, loop))
        made.append(
            rule(
                item.path,
                draw(_contribution(item, names, loop)),
                condition,
                ("item", "items") if loop else None,
            )
        )
    return made


def _contribution(item: Derived, names: Names, bound: bool) -> st.SearchStrategy[Expr]:
    kind = item.type
    if isinstance(kind, SetType | ListType):
        kind = kind.item
    if isinstance(kind, NumberType) and item.policy is not Policy.COUNT:
        return numbers(names, 1, bound)
    if item.policy is Policy.COUNT:
        return st.just(const(True))
    return value_of(kind).map(lambda value: const(value, kind))  # type: ignore[arg-type]
