"""Stage two, first half: the names of enums and the types that declarations give.

In: the packs in order. Out: enums with their members, and ``type_from`` for every declaration.
Refused: an enum declared twice, an extension of an enum that is not there, repeated members, a type
that names an unknown enum, a range upside down.
"""

from __future__ import annotations

from collections.abc import Mapping

from medrules.compiler.literals import Misfit, literal
from medrules.diagnostics.codes import report
from medrules.diagnostics.model import Diagnostic, Label
from medrules.diagnostics.suggest import did_you_mean
from medrules.ir.program import EnumInfo, Member
from medrules.ir.types import (
    BOOLEAN,
    TEXT,
    EnumType,
    ListType,
    NumberType,
    SetType,
    Type,
)
from medrules.ir.values import Number
from medrules.packs.model import EnumDef, MemberDef, PackDef, TypeDef
from medrules.source.span import Span


def declare_enums(
    packs: tuple[PackDef, ...],
) -> tuple[dict[str, EnumType], dict[str, EnumInfo], list[Diagnostic]]:
    """Every enum with the members that all packs give it."""
    problems: list[Diagnostic] = []
    first: dict[str, EnumDef] = {}
    members: dict[str, list[MemberDef]] = {}
    for pack in packs:
        for item in pack.enums:
            known = first.get(item.id)
            if item.extend and known is None:
                problems.append(
                    report(
                        "MR0442",
                        f'there is no enum "{item.id}" to extend',
                        item.at.value("id"),
                        help=did_you_mean(item.id, first) or "require the pack that declares it",
                    )
                )
                continue
            if known is not None and not item.extend:
                problems.append(_twice(item.id, item.at.value("id"), known.at.value("id"), "enum"))
                continue
            first.setdefault(item.id, item)
            problems += _add_members(members.setdefault(item.id, []), item)
    enums = {
        name: EnumType(name, tuple(one.value for one in members[name]), item.ordered)
        for name, item in first.items()
    }
    infos = {
        name: EnumInfo(
            name,
            item.title or name,
            tuple(Member(one.value, one.title, one.text) for one in members[name]),
        )
        for name, item in first.items()
    }
    return enums, infos, problems


def _add_members(members: list[MemberDef], item: EnumDef) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    known = {one.value: one for one in members}
    for one in item.members:
        before = known.setdefault(one.value, one)
        if before is one:
            members.append(one)
        else:
            problems.append(_twice(one.value, one.at.value(), before.at.value(), "member"))
    return problems


def _twice(name: str, span: Span, other: Span, what: str) -> Diagnostic:
    return report(
        "MR0440",
        f'the {what} "{name}" is declared twice',
        span,
        (Label(other, "first declared here"),),
        "remove one, or give it another name",
    )


def type_from(item: TypeDef, enums: Mapping[str, EnumType]) -> tuple[Type | None, list[Diagnostic]]:
    """The type that a declaration says, or None with the reason."""
    if item.type == "boolean":
        return BOOLEAN, []
    if item.type in ("number", "integer"):
        return NumberType(item.unit, item.type == "integer"), []
    if item.type == "text" or (item.type == "list" and not item.of):
        return (TEXT if item.type == "text" else ListType(TEXT)), []
    kind = enums.get(item.of)
    if kind is None:
        if not item.of:
            return None, [
                report(
                    "MR0442",
                    f'a type "{item.type}" needs the key "of"',
                    item.at.value("type"),
                    help='name the enum: of = "…"',
                )
            ]
        return None, [
            report(
                "MR0442",
                f'there is no enum "{item.of}"',
                item.at.value("of"),
                help=did_you_mean(item.of, enums) or "declare it with [[enums]]",
            )
        ]
    if item.type == "enum":
        return kind, []
    return (SetType(kind) if item.type == "set" else ListType(kind)), []


def range_from(item: TypeDef) -> tuple[Number | None, Number | None, list[Diagnostic]]:
    """The declared range; either end may be missing."""
    low, high = _bound(item.minimum), _bound(item.maximum)
    if low is not None and high is not None and low > high:
        return (
            None,
            None,
            [
                report(
                    "MR0443",
                    f"the range is upside down: {low} is greater than {high}",
                    item.at.value("min"),
                    (Label(item.at.value("max"), "the greater end"),),
                    "swap min and max",
                )
            ],
        )
    return low, high, []


def _bound(value: object) -> Number | None:
    from decimal import Decimal

    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        found = literal(value, NumberType())
        if not isinstance(found, Misfit | bool | str | frozenset | tuple) and found is not None:
            return found
    return None
