"""Enums that nothing is of, and members that no rule can say.

In: a review. Out: a warning at each enum that no fact, conclusion or parameter has, and a note at each
member of an enum of conclusions that no rule gives and no default is. Members of enums that
profiles or options use are left alone, and so are those of conclusions that are computed from others.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.expr import Const, Expr, Path, Ref
from medrules.ir.program import Program
from medrules.ir.types import EnumType, ListType, SetType, Type
from medrules.ir.walk import walk
from medrules.lint.model import Finding, Review, finding

CODES = ("MR0813", "MR0814")


def check(review: Review) -> Iterator[Finding]:
    """Every enum and member of the pack that could as well not be there."""
    program = review.program
    given = _enums([item.type for item in program.facts])
    given |= _enums([item.type for item in program.parameters])
    concluded = _enums([item.type for item in program.derived])
    computed, said = _said(program)
    for item in review.pack.enums:
        if item.id not in given | concluded:
            if not item.extend:
                yield finding(
                    "MR0813",
                    item.id,
                    f'nothing is of the enum "{item.id}"',
                    item.at.value("id"),
                    help="use it in a fact or a conclusion, or remove it",
                )
        elif item.id not in given | computed:
            for member in item.members:
                if member.value not in said[item.id]:
                    yield finding(
                        "MR0814",
                        f"{item.id}/{member.value}",
                        f'no rule can say "{member.value}" of the enum "{item.id}"',
                        member.at.value("value"),
                        help="write the rule that says it, or remove the member",
                    )


def _said(program: Program) -> tuple[set[str], dict[str, set[str]]]:
    """The enums whose conclusions are computed from other values, and what is said of each other."""
    computed: set[str] = set()
    said: dict[str, set[str]] = {}
    enums = {item.path: _enums([item.type]) for item in program.derived}
    for item in program.derived:
        for name in enums[item.path]:
            said.setdefault(name, set()).update(_words(item.default))
    for rule in program.rules:
        for name in enums[rule.conclusion]:
            words, whole = _values(rule.value)
            said[name] |= words
            if not whole:
                computed.add(name)
    return computed, said


def _values(value: Expr) -> tuple[set[str], bool]:
    """The words in an expression, and whether it can give no others."""
    nodes = list(walk(value))
    words: set[str] = set()
    for node in nodes:
        if isinstance(node, Const):
            words |= _words(node.value)
    copies = [node for node in nodes if isinstance(node, Ref | Path) and _enums([node.type])]
    return words, not copies


def _enums(kinds: list[Type]) -> set[str]:
    found: set[str] = set()
    for kind in kinds:
        match kind:
            case EnumType(name) | SetType(EnumType(name)) | ListType(EnumType(name)):
                found.add(name)
            case _:
                pass
    return found


def _words(value: object) -> set[str]:
    if isinstance(value, frozenset | tuple):
        return {one for one in value if isinstance(one, str)}
    return {value} if isinstance(value, str) else set()
