"""Facts that need no look before they are used.

In: a program. Out: the paths of facts of which every use raises TypeError where the fact is unknown or null.
Refused: nothing; in doubt a fact is looked at. Python will not order, add or search ``None`` or
``UNKNOWN``, so that a body for complete profiles learns of them without asking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from medrules.ir.expr import Call, Compare, Const, Expr, Ref
from medrules.ir.program import Program
from medrules.ir.types import NumberType, SetType
from medrules.ir.walk import walk


def self_evident(program: Program) -> set[str]:
    """The paths of numbers and sets that are only compared by order, calculated with, or searched."""
    kinds = {item.path: item.type for item in program.facts}
    all_: Counter[str] = Counter()
    safe: Counter[str] = Counter()
    for rule in program.rules:
        for part in (rule.condition, rule.value):
            if part is None:
                continue
            for node in walk(part):
                if isinstance(node, Ref):
                    all_[node.path] += 1
                safe.update(one.path for one in _raising(node, kinds))
    return {
        path
        for path, kind in kinds.items()
        if isinstance(kind, NumberType | SetType) and all_[path] == safe[path]
    }


def _raising(node: Expr, kinds: Mapping[str, object]) -> list[Ref]:
    """The facts directly under a node that it cannot take as unknown or null."""
    match node:
        case Compare("<" | "<=" | ">" | ">=", left, right) if all(
            isinstance(one.type, NumberType) for one in (left, right)
        ):
            return [one for one in (left, right) if isinstance(one, Ref)]
        case Call("+" | "-" | "*", args) if all(
            isinstance(one, Ref | Const)
            and isinstance(one.type, NumberType)
            and (isinstance(one, Const) or isinstance(kinds.get(one.path), NumberType))
            for one in args
        ):
            return [one for one in args if isinstance(one, Ref)]
        case Call("list contains", (Ref() as items, Const(str()))) if isinstance(
            items.type, SetType
        ):
            return [items]
        case _:
            return []
