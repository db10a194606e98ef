"""Small programs built by hand: the vocabulary and rules of a test in a few lines.

In: short forms (``fact("a", BOOLEAN)``, ``rule("x", True, when=ref("a"))``). Out: IR with every field
filled in; ``program`` works out strata from what rules read. Refused: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from medrules.ir.evaluation import Plain, Profile, Run
from medrules.ir.expr import (
    And,
    Call,
    Compare,
    CompareOp,
    Const,
    Expr,
    Filter,
    IsKnown,
    ListOf,
    Not,
    Or,
    Path,
    Quantified,
    Records,
    Ref,
    Var,
)
from medrules.ir.invariants import check, reads
from medrules.ir.program import (
    Cite,
    Derived,
    EnumInfo,
    Fact,
    Loop,
    Member,
    Option,
    Origin,
    PackStamp,
    Parameter,
    Policy,
    Program,
    RecordList,
    Retired,
    Rule,
    Scalar,
    Source,
    Stratum,
    Template,
)
from medrules.ir.types import (
    BOOLEAN,
    NUMBER,
    TEXT,
    BooleanType,
    EnumType,
    ListType,
    NumberType,
    RecordTypeOf,
    SetType,
    Type,
)
from medrules.source.span import NOWHERE, Span

LEVELS = EnumType("level", ("low", "medium", "high"), ordered=True)
COLOURS = EnumType("colour", ("red", "green", "blue"))


def span(line: int = 1) -> Span:
    """A place in a file of the test pack."""
    return Span("test/rules.toml", line, 1, line, 10)


def fact(path: str, kind: Type = BOOLEAN, title: str = "", question: str = "") -> Fact:
    """A fact or a field of a record list."""
    return Fact(
        path, kind, title or path, question or f"What is {path}?", "", None, None, "no", "test",
        span(),
    )  # fmt: skip


def record_list(
    path: str,
    key: str = "name",
    given_by: str = "profile",
    absent: str = "unknown",
) -> RecordList:
    """A record list; its fields are facts of their own."""
    return RecordList(path, key, path, given_by, absent, 50, "", "test", span())  # type: ignore[arg-type]


def derived(
    path: str,
    kind: Type = BOOLEAN,
    policy: Policy = Policy.UNIQUE,
    default: Scalar = None,
    priority: tuple[str, ...] = (),
) -> Derived:
    """A conclusion; boolean ones are false by default."""
    if default is None:
        if isinstance(kind, BooleanType):
            default = False
        elif isinstance(kind, SetType):
            default = frozenset()
        elif isinstance(kind, ListType):
            default = ()
    return Derived(path, kind, policy, default, priority, path, "", False, "test", span())


def parameter(path: str, value: Scalar, kind: Type = NUMBER) -> Parameter:
    """An open parameter."""
    return Parameter(path, kind, value, path, "", None, None, True, (), "test", span(), ())


def rule(
    conclusion: str,
    value: Expr | Scalar,
    when: Expr | None = None,
    loop: tuple[str, str] | None = None,
    id: str = "",
    because: Sequence[str | Expr] = (),
    cites: tuple[Cite, ...] = (),
) -> Rule:
    """A rule; ``program`` gives it its rank and, where it has none, its id."""
    return Rule(
        id,
        0,
        "",
        None if loop is None else Loop(*loop),
        when,
        conclusion,
        value if hasattr(value, "span") else const(value),  # type: ignore[arg-type]
        Template(tuple(because)),
        cites,
        0,
        Origin("rule", "test", "1.0.0", "", 0, NOWHERE),
        (),
    )


def const(value: Scalar, kind: Type | None = None) -> Const:
    """A literal; its type is guessed where it is not given."""
    if kind is None:
        match value:
            case bool():
                kind = BOOLEAN
            case int() | Decimal():
                kind = NUMBER
            case frozenset():
                kind = SetType(COLOURS)
            case str() if value in LEVELS.members:
                kind = LEVELS
            case str() if value in COLOURS.members:
                kind = COLOURS
            case _:
                kind = TEXT
    return Const(value, kind, NOWHERE)


def ref(path: str, kind: Type = BOOLEAN) -> Ref:
    """A scalar."""
    return Ref(path, kind, NOWHERE)


def field(variable: str, list_path: str, name: str, kind: Type = BOOLEAN) -> Path:
    """``variable.name``, the variable being a record of a list."""
    record = RecordTypeOf(list_path, ((name, kind),))
    return Path(Var(variable, record, NOWHERE), name, kind, NOWHERE)


def records(list_path: str, **fields: Type) -> Records:
    """A whole record list."""
    return Records(list_path, ListType(RecordTypeOf(list_path, tuple(fields.items()))), NOWHERE)


def compare(op: CompareOp, left: Expr, right: Expr, order: EnumType | None = None) -> Compare:
    """A comparison."""
    return Compare(op, left, right, order, BOOLEAN, NOWHERE)


def both(*operands: Expr) -> And:
    """``and``."""
    return And(operands, BOOLEAN, NOWHERE)


def either(*operands: Expr) -> Or:
    """``or``."""
    return Or(operands, BOOLEAN, NOWHERE)


def no(operand: Expr) -> Not:
    """``not``."""
    return Not(operand, BOOLEAN, NOWHERE)


def call(name: str, *args: Expr, kind: Type = NUMBER) -> Call:
    """A call of the operator table."""
    return Call(name, args, kind, NOWHERE)


def holds(items: Expr, element: str) -> Call:
    """``element in items``."""
    return call("list contains", items, const(element), kind=BOOLEAN)


def known(subject: Expr) -> IsKnown:
    """``is known``."""
    return IsKnown(subject, BOOLEAN, NOWHERE)


def some(variable: str, source: Expr, condition: Expr) -> Quantified:
    """``some … satisfies``."""
    return Quantified("some", variable, source, condition, BOOLEAN, NOWHERE)


def every(variable: str, source: Expr, condition: Expr) -> Quantified:
    """``every … satisfies``."""
    return Quantified("every", variable, source, condition, BOOLEAN, NOWHERE)


def where(source: Expr, condition: Expr, variable: str = "item") -> Filter:
    """``source[condition]``."""
    return Filter(source, variable, condition, source.type, NOWHERE)


def listing(*items: Expr) -> ListOf:
    """``[a, b]``."""
    return ListOf(items, ListType(items[0].type if items else TEXT), NOWHERE)


def enum_info(kind: EnumType) -> EnumInfo:
    """Titles for an enum: its words, capitalised."""
    return EnumInfo(
        kind.id,
        kind.id.title(),
        tuple(Member(one, one.replace("-", " ").capitalize(), "") for one in kind.members),
    )


def program(
    facts: Iterable[Fact] = (),
    deriveds: Iterable[Derived] = (),
    rules: Iterable[Rule] = (),
    lists: Iterable[RecordList] = (),
    options: Iterable[Option] = (),
    parameters: Iterable[Parameter] = (),
    sources: Iterable[Source] = (),
    retired: Iterable[Retired] = (),
) -> Program:
    """A checked program: rules get ranks and ids in their order, strata come from what they read."""
    ruled = tuple(
        item.replace(
            rank=place,
            id=item.id or f"test/rule-{place + 1}",
            title=item.title or f"Rule {place + 1}",
            origin=item.origin.replace(span=span(place + 1)),
        )
        for place, item in enumerate(rules)
    )
    conclusions = tuple(deriveds)
    enums = {LEVELS.id: LEVELS, COLOURS.id: COLOURS}
    made = Program(
        (PackStamp("test", "1.0.0", "0" * 64, "Test", ""),),
        tuple(enum_info(kind) for kind in enums.values()),
        tuple(facts),
        tuple(lists),
        tuple(options),
        tuple(parameters),
        conclusions,
        tuple(sources),
        ruled,
        _strata(conclusions, ruled),
        tuple(retired),
        (),
        (),
    )
    check(made)
    return made


def _strata(conclusions: tuple[Derived, ...], rules: tuple[Rule, ...]) -> tuple[Stratum, ...]:
    """Strongly connected groups of conclusions, lowest first (simple, for small programs)."""
    paths = [item.path for item in conclusions]
    below: dict[str, set[str]] = {path: set() for path in paths}
    for one in rules:
        below[one.conclusion] |= reads(one) & set(paths)
    reach = {path: set(below[path]) for path in paths}
    for middle in paths:
        for path in paths:
            if middle in reach[path]:
                reach[path] |= reach[middle]
    groups: list[tuple[str, ...]] = []
    for path in paths:
        group = tuple(p for p in paths if p == path or (p in reach[path] and path in reach[p]))
        if group not in groups:
            groups.append(group)
    ordered: list[tuple[str, ...]] = []
    placed: set[str] = set()
    while groups:
        ready = next(g for g in groups if all(reach[p] - set(g) <= placed for p in g))
        ordered.append(ready)
        placed |= set(ready)
        groups.remove(ready)
    return tuple(
        Stratum(
            group,
            tuple(place for place, one in enumerate(rules) if one.conclusion in group),
            any(path in reach[path] for path in group),
        )
        for group in ordered
    )


def profile(
    values: dict[str, Plain] | None = None,
    lists: dict[str, Sequence[dict[str, Plain]]] | None = None,
) -> Profile:
    """A profile of these facts."""
    return Profile(
        dict(values or {}),
        {path: tuple(items) for path, items in (lists or {}).items()},
        {},
    )


def run(made: Program, values: dict[str, Plain] | None = None, **lists: object) -> Run:
    """Run a program on these facts."""
    from medrules.interpreter.machine import prepare

    return prepare(made).run(profile(values, lists))  # type: ignore[arg-type]


def money(unit: str = "USD") -> NumberType:
    """A number in a unit."""
    return NumberType(unit)
