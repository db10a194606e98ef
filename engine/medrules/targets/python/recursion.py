"""Recursive strata as functions, one for each rule, that ``growing`` runs to a fixpoint.

In: a stratum and the scope of the body it stands in. Out: functions of the module, and statements that
run them. Refused: nothing. A function gets the sets of the stratum as they stand, and a tuple of
everything else that any rule of the stratum reads.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from medrules.interpreter.policies import default_of
from medrules.ir.expr import Const
from medrules.ir.invariants import reads
from medrules.ir.program import Derived, Rule
from medrules.ir.types import ListType
from medrules.targets.python import tree
from medrules.targets.python.conditions import ALWAYS, can_be_unknown, outcome
from medrules.targets.python.scope import Scope, Value, wholly_known
from medrules.targets.python.shapes import Shape, of_value
from medrules.targets.python.writer import Writer


def write_recursive(
    scope: Scope, derived: Sequence[Derived], rules: Sequence[tuple[int, Rule]]
) -> None:
    """Write the stratum; its conclusions are then variables of the scope, or fields of records."""
    world, unit = scope.world, scope.unit
    for unknown in (False, True):
        for item in derived:
            null = of_value(default_of(item)).null  # type: ignore[arg-type]
            world.shapes[item.path] = Shape(unknown, null, members=True)
        judges = [_Judge(scope, rule) for _, rule in rules]
        if unknown or not any(judge.unsure for judge in judges):
            break
    own = {item.path for item in derived}
    fixed = sorted({path for judge in judges for path in judge.scope.reads if path not in own})
    places = {path: place for place, path in enumerate(fixed)}
    told: list[ast.expr] = []
    for (position, rule), judge in zip(rules, judges, strict=True):
        word = unit.fresh(f"rule_{position}")
        unit.functions.append(judge.function(word, own, places))
        read = [tree.literal(path) for path in sorted(reads(rule) & own)]
        constant = unit.literal(rule.value.value) if isinstance(rule.value, Const) else unit.unknown
        told.append(
            tree.listed(
                [
                    tree.literal(position),
                    tree.literal(rule.conclusion),
                    tree.literal(rule.loop.list_path if rule.loop else ""),
                    tree.listed(read),
                    constant,
                    tree.name(word),
                ]
            )
        )
    lists = {rule.loop.list_path for _, rule in rules if rule.loop}
    lists |= {path.partition("[].")[0] for path in own if "[]." in path}
    defaults = [
        tree.listed([tree.literal(item.path), unit.literal(default_of(item))])  # type: ignore[arg-type]
        for item in derived
    ]
    values = [scope.records(p[2:]) if p.startswith("[]") else scope.read(p) for p in fixed]
    result = scope.temp()
    scope.add(
        tree.assign(
            result,
            tree.call(
                unit.runtime("grown"),
                tree.listed(defaults),
                tree.listed(told),
                tree.mapping(
                    (tree.literal(path), scope.records(path).node) for path in sorted(lists)
                ),
                tree.listed([value.node for value in values]),
            ),
        )
    )
    for item in derived:
        if "[]." not in item.path:
            word = unit.local("c", item.path)
            scope.add(tree.assign(word, tree.item(tree.name(result), item.path)))
            scope.defined.add(word)


class _Judge:
    """The function of one rule: what its condition comes to, and its value."""

    def __init__(self, outer: Scope, rule: Rule) -> None:
        self.scope = Scope(outer.unit, outer.world)
        self.rule = rule
        writer = Writer(self.scope)
        self.word = "record"
        if rule.loop is None:
            self._write(writer)
            return
        bound = self.scope.variable(rule.loop.variable, Shape(), rule.loop.list_path)
        self.word = bound.word
        with self.scope.binding(rule.loop.variable, bound):
            self._write(writer)

    def _write(self, writer: Writer) -> None:
        scope, rule = self.scope, self.rule
        test = ALWAYS if rule.condition is None else writer.test(rule.condition)
        value = writer.value(rule.value)
        if isinstance(rule.value.type, ListType) and not wholly_known(rule.value, value):
            settled = tree.call(scope.unit.runtime("settled"), value.node)
            value = Value(settled, Shape(True, True))
        self.unsure = can_be_unknown(test) or value.shape.unknown
        if rule.loop is not None and rule.loop.list_path in scope.world.listless:
            self.unsure = True
        judged = outcome(test, scope.unit.unknown)
        scope.add(tree.give(tree.listed([judged, value.node])))

    def function(self, word: str, own: set[str], places: dict[str, int]) -> ast.stmt:
        """The function, which takes the state, what is fixed, and the record."""
        head: list[ast.stmt] = [*self.scope.unit.note(self.rule.id)]
        for path, local in self.scope.reads.items():
            if path in own:
                head.append(tree.assign(local, tree.item(tree.name("state"), path)))
            else:
                place = ast.Subscript(tree.name("fixed"), tree.literal(places[path]), ast.Load())
                head.append(tree.assign(local, place))
        body = [*head, *self.scope.lines]
        return self.scope.unit.function(word, ("state", "fixed", self.word), body)
