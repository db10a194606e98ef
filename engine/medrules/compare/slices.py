"""Which conclusions can come out otherwise at all: what each rests on, in both programs.

In: two programs. Out: ``Slices``. Refused: nothing. Everything that is named has a signature (its
type, range, value, rules in order); a conclusion can only differ where the signature of something
that it rests on does. So a conclusion that is not affected needs no evaluating, and that is not a
guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from medrules.ir.expr import Expr, Path, Records, Ref
from medrules.ir.printer import print_expr
from medrules.ir.program import Program, Rule
from medrules.ir.types import ListType, RecordTypeOf
from medrules.ir.walk import walk
from medrules.ir.writing import written


class Slices:
    """What rests on what. ``affected``: the conclusions of both programs that can differ."""

    def __init__(self, old: Program, new: Program) -> None:
        self.old, self.new = old, new
        before, after = _signatures(old), _signatures(new)
        self.changed = frozenset(
            name for name in {*before, *after} if before.get(name) != after.get(name)
        )
        self._rests = _merged(_rests_on(old), _rests_on(new))
        shared = {one.path for one in old.derived} & {one.path for one in new.derived}
        self.affected = tuple(
            one.path
            for one in new.derived
            if one.path in shared and self.behind(one.path) & self.changed
        )

    def behind(self, path: str) -> frozenset[str]:
        """Every path that a conclusion rests on, itself included."""
        found = {path}
        waiting = [path]
        while waiting:
            for one in self._rests.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return frozenset(found)


def reads(expr: Expr) -> Iterator[str]:
    """The declared paths that an expression names."""
    for node in walk(expr):
        match node:
            case Ref(path) | Records(path):
                yield path
            case Path(source, name):
                kind = source.type.item if isinstance(source.type, ListType) else source.type
                if isinstance(kind, RecordTypeOf):
                    yield f"{kind.path}[].{name}"
            case _:
                pass


def expressions(rule: Rule) -> Iterator[Expr]:
    """What a rule works out: its condition and its value, not its texts."""
    if rule.condition is not None:
        yield rule.condition
    yield rule.value


def _signatures(program: Program) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact in program.facts:
        found[fact.path] = repr((fact.type, fact.minimum, fact.maximum))
    for item in program.lists:
        options = [
            (one.id, sorted((name, written(value)) for name, value in one.fields))
            for one in program.options
            if one.list_path == item.path
        ]
        found[item.path] = repr((item.key, item.given_by, item.absent, item.max_items, options))
    for parameter in program.parameters:
        limits = parameter.minimum, parameter.maximum
        found[parameter.path] = repr(
            (parameter.type, written(parameter.value), limits, parameter.open)
        )
    rules: dict[str, list[str]] = {}
    for rule in program.rules:
        loop = (rule.loop.variable, rule.loop.list_path) if rule.loop else None
        worked = [print_expr(expr) for expr in expressions(rule)]
        rules.setdefault(rule.conclusion, []).append(repr((loop, rule.condition is None, worked)))
    for derived in program.derived:
        own = (derived.type, derived.policy, written(derived.default), derived.priority)
        found[derived.path] = repr((own, rules.get(derived.path)))
    return found


def _rests_on(program: Program) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in program.rules:
        rests = found.setdefault(rule.conclusion, set())
        for expr in expressions(rule):
            rests.update(reads(expr))
        if rule.loop is not None:
            rests.add(rule.loop.list_path)
    for path in [*(one.path for one in program.facts), *(one.path for one in program.derived)]:
        head, inside, _ = path.partition("[].")
        if inside:
            found.setdefault(path, set()).add(head)
    return found


def _merged(one: dict[str, set[str]], other: dict[str, set[str]]) -> dict[str, set[str]]:
    return {path: one.get(path, set()) | other.get(path, set()) for path in {*one, *other}}
