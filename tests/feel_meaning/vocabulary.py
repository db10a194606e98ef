"""A small vocabulary that the tests of this folder share, and short ways to lower text against it."""

from __future__ import annotations

from typing import TypeVar

from medrules.feel.checker import Lowered, lower_expression, lower_unary_tests
from medrules.feel.scope import Scope, Symbol, SymbolKind, scope_of
from medrules.ir.expr import Expr
from medrules.ir.types import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    EnumType,
    ListType,
    NumberType,
    RecordTypeOf,
    SetType,
    Type,
)
from medrules.record import Record
from medrules.source.located import Located
from medrules.source.span import NOWHERE, Span

IDENTITY = EnumType("identity", ("educator", "clinician", "program-director"))
SETTING = EnumType("setting", ("community", "mid-tier", "major-academic-center"))
VALUE = EnumType("degree-value", ("low", "moderate", "high"), True)
MOTIVE = EnumType("motive", ("leadership", "repair-cv", "scholarship"))

PROGRAM_FIELDS: tuple[tuple[str, Type, SymbolKind], ...] = (
    ("name", TEXT, "given"),
    ("tuition_usd", NumberType("USD"), "given"),
    ("brand", INTEGER, "given"),
    ("buzzwords", BOOLEAN, "given"),
    ("score", NUMBER, "derived"),
    ("value", VALUE, "derived"),
    ("signs", SetType(MOTIVE), "derived"),
)
OPTION_FIELDS: tuple[tuple[str, Type, SymbolKind], ...] = (
    ("title", TEXT, "given"),
    ("cost_usd", NumberType("USD"), "given"),
)
PROGRAM = RecordTypeOf("programs", tuple((name, kind) for name, kind, _ in PROGRAM_FIELDS))
OPTION = RecordTypeOf("options", tuple((name, kind) for name, kind, _ in OPTION_FIELDS))

SCALARS: tuple[tuple[str, Type, SymbolKind], ...] = (
    ("goals.primary_identity", IDENTITY, "given"),
    ("goals.motives", SetType(MOTIVE), "given"),
    ("plan.setting", SETTING, "given"),
    ("plan.payoff_plan", BOOLEAN, "given"),
    ("clinician.specialty", TEXT, "given"),
    ("experience.teaching_years", INTEGER, "given"),
    ("capacity.hours_per_week", NumberType("hours/week"), "given"),
    ("capacity.budget", NumberType("USD"), "given"),
    ("plan.weeks", NumberType("weeks"), "given"),
    ("weights.brand", NUMBER, "parameter"),
    ("weights.share", NUMBER, "parameter"),
    ("degree.value", VALUE, "derived"),
    ("costs.hours", NumberType("hours"), "derived"),
    ("cautions", SetType(MOTIVE), "derived"),
    ("decision.path", ListType(TEXT), "derived"),
)


def scope() -> Scope:
    """The vocabulary as a scope, each symbol declared on a line of its own."""
    symbols = [
        Symbol(path, kind, how, Span("pack.toml", line, 1, line, 2))
        for line, (path, kind, how) in enumerate(SCALARS, 1)
    ]
    for record, fields in ((PROGRAM, PROGRAM_FIELDS), (OPTION, OPTION_FIELDS)):
        symbols += [
            Symbol(f"{record.path}[].{name}", kind, how, Span("pack.toml", 90, 1, 90, 2))
            for name, kind, how in fields
        ]
    return scope_of(symbols, {"programs": PROGRAM, "options": OPTION})


SCOPE = scope()
LOOP = SCOPE.bind("program", PROGRAM)
"""The scope of a rule with ``for = "program in programs"``."""


def located(text: str) -> Located:
    """The text as the first line of a file, so that columns are offsets and one."""
    return Located(text, lambda start, end: Span("text", 1, start + 1, 1, end + 1))


def lower(text: str, expected: Type | None = None, scope: Scope = LOOP) -> Lowered:
    """The text lowered against the vocabulary."""
    return lower_expression(located(text), scope, expected)


def lower_cell(subject: str, cell: str) -> Lowered:
    """A table cell lowered against its input."""
    return lower_unary_tests(located(cell), ir(subject), LOOP)


def ir(text: str, expected: Type | None = None, scope: Scope = LOOP) -> Expr:
    """The expression that the text is, which must be without fault."""
    found = lower(text, expected, scope)
    assert found.diagnostics == (), [str(item) for item in found.diagnostics]
    assert found.expr is not None
    return found.expr


PartT = TypeVar("PartT")


def bare(part: PartT) -> PartT:
    """The expression without its spans, so that two can be compared."""
    if isinstance(part, Span):
        return NOWHERE  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(map(bare, part))  # type: ignore[return-value]
    if isinstance(part, Record):
        fields = {name: bare(getattr(part, name)) for name in part.__match_args__}
        return part.replace(**fields)
    return part
