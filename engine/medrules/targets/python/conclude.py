"""What the rules for one conclusion come to, written out.

In: a conclusion, its rules, and the scope in which they stand. Out: statements that give a variable its
value, and its shape. Refused: nothing. Hit policies mean what ``medrules.interpreter.policies`` says;
those that are a chain of ``if`` or a sum are written out, all others are handed to it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from medrules.interpreter.policies import default_of, ranking
from medrules.ir.expr import Const
from medrules.ir.program import Derived, Policy, Rule, Scalar
from medrules.ir.types import EnumType, ListType
from medrules.record import Record
from medrules.targets.python import tree
from medrules.targets.python.conditions import (
    ALWAYS,
    Test,
    can_be_unknown,
    decided,
    pending,
)
from medrules.targets.python.exclusion import exclusive, needs
from medrules.targets.python.gathering import collected, counted, listed, masked, total
from medrules.targets.python.scope import Bound, Value, wholly_known
from medrules.targets.python.shapes import Shape, joined, of_value
from medrules.targets.python.writer import Writer

Ruled = tuple[int, Rule]
"""A rule and its position in the program."""

_MOST_CHECKS = 40
_MOST_OPEN = 12
_MOST_BRANCHES = 60


class Part(Record):
    """A rule without a loop of its own: its test, and its value with the statements before it."""

    position: int
    rule: Rule
    test: Test
    lines: list[ast.stmt]
    value: Value


class Conclusion:
    """Writes one conclusion; ``record``: the record it is of, ``index``: its place in its list."""

    def __init__(
        self,
        writer: Writer,
        derived: Derived,
        rules: Sequence[Ruled],
        target: str,
        record: Bound | None = None,
        index: str = "",
    ) -> None:
        self.writer = writer
        self.scope = writer.scope
        self.unit = writer.scope.unit
        self.derived = derived
        self.rules = tuple(rules)
        self.target = target
        self.record = record
        self.index = index
        self.default: Scalar = default_of(derived)  # type: ignore[assignment]
        self.shapes: list[Shape] = []
        self.can_wait = False
        self.can_clash = False
        self.sure = False

    def write(self) -> Shape:
        """Write the statements; what the variable can then be."""
        looped = self.record is None and any(rule.loop for _, rule in self.rules)
        policy = self.derived.policy
        if not self.rules:
            self.give(self.unit.literal(self.default))
            return of_value(self.default)
        if not looped and policy in (Policy.UNIQUE, Policy.ANY, Policy.FIRST, Policy.PRIORITY):
            shape = self._branches()
            if shape is not None:
                return shape
        match policy:
            case Policy.UNIQUE | Policy.ANY:
                return self._agreed()
            case Policy.COLLECT:
                return masked(self) or collected(self)
            case Policy.RULE_ORDER | Policy.OUTPUT_ORDER:
                return listed(self, policy is Policy.OUTPUT_ORDER)
            case Policy.COUNT:
                return counted(self)
            case Policy.SUM:
                return total(self)
            case Policy.FIRST | Policy.PRIORITY | Policy.MIN | Policy.MAX:
                return self._resolved()

    # -- rules -----------------------------------------------------------------------------------------

    def give(self, node: ast.expr) -> None:
        """Write the value."""
        self.scope.add(tree.assign(self.target, node))

    def _value(self, rule: Rule) -> tuple[list[ast.stmt], Value]:
        """The value of a rule, and the statements before it."""
        with self.scope.block() as lines:
            value = self.writer.value(rule.value)
        if isinstance(rule.value.type, ListType) and not wholly_known(rule.value, value):
            settled = tree.call(self.unit.runtime("settled"), value.node)
            value = Value(settled, value.shape.replace(unknown=True, items=True))
        return lines, value

    def _part(self, position: int, rule: Rule) -> Part:
        """The rule; its test needs statements, which are written now."""
        if self.record is not None and rule.loop is not None:
            with self.scope.binding(rule.loop.variable, self.record):
                return self._plain_part(position, rule)
        return self._plain_part(position, rule)

    def _plain_part(self, position: int, rule: Rule) -> Part:
        test = ALWAYS if rule.condition is None else self.writer.test(rule.condition)
        lines, value = self._value(rule)
        lines = [*self.unit.note(rule.id), *lines]
        return Part(position, rule, test, lines, value)

    def each(
        self,
        fire: Callable[[int, Value], list[ast.stmt]],
        wait: Callable[[int, Value], list[ast.stmt]],
    ) -> None:
        """Write every rule: what it does when it fires, and when it may yet."""
        for position, rule in self.rules:
            if self.record is not None or rule.loop is None:
                self.scope.add(*self._fired(self._part(position, rule), fire, wait))
                continue
            records = self.scope.records(rule.loop.list_path)
            node = self.scope.keep(records.node)
            bound = self.scope.variable(rule.loop.variable, Shape(), rule.loop.list_path)
            self.scope.enter_loop(rule.origin.span)
            sure = self.sure
            with (
                self.scope.block() as body,
                self.scope.binding(rule.loop.variable, bound),
            ):
                part = self._plain_part(position, rule)
                body += self._fired(part, fire, wait)
            self.scope.leave_loop()
            self.sure = sure
            lines = [tree.loop(bound.word, node, body)]
            if records.shape.unknown:
                self.can_wait = True
                kept = rule.value.value if isinstance(rule.value, Const) else None
                known = isinstance(rule.value, Const)
                value = self.unit.literal(kept) if known else self.unit.unknown
                unlisted = wait(position, Value(value, Shape(unknown=not known)))
                asked = tree.is_(node, self.unit.unknown)
                lines = tree.when(asked, unlisted, lines)
            self.scope.add(*lines)

    def _fired(
        self,
        part: Part,
        fire: Callable[[int, Value], list[ast.stmt]],
        wait: Callable[[int, Value], list[ast.stmt]],
    ) -> list[ast.stmt]:
        self.shapes.append(part.value.shape)
        self.sure = self.sure or part.test is ALWAYS
        waiting: list[ast.stmt] = []
        if can_be_unknown(part.test):
            self.can_wait = True
            with self.scope.block() as after:
                after += part.lines
                after += wait(part.position, part.value)
            waiting = tree.when(pending(part.test), after)
        with self.scope.block() as firing:
            firing += part.lines
            firing += fire(part.position, part.value)
        return tree.when(decided(part.test, True), firing, waiting)

    def unsure(self) -> bool:
        """Whether the conclusion may be unknown, once its rules are written."""
        return self.can_wait or any(one.unknown for one in self.shapes)

    # -- one value -------------------------------------------------------------------------------------

    def _branches(self) -> Shape | None:
        """A chain of ``if``; None where the policy needs more than that."""
        before = len(self.scope.lines)
        if len(self.rules) > _MOST_BRANCHES:
            return None
        parts = [self._part(position, rule) for position, rule in self.rules]
        literal = all(isinstance(part.rule.value, Const) for part in parts)
        waits = any(can_be_unknown(part.test) for part in parts)
        branches: list[tuple[ast.expr, list[ast.stmt]]] | None
        if self.derived.policy in (Policy.UNIQUE, Policy.ANY):
            branches = self._agreeing(parts)
        elif literal and (not waits or len(parts) <= _MOST_OPEN):
            branches = self._ordered(parts)
        elif self.derived.policy is Policy.FIRST and not waits:
            branches = [self._branch(part, []) for part in parts]
        else:
            branches = None
        if branches is None:
            del self.scope.lines[before:]
            return None
        if not self.scope.world.unknowns:
            branches = tree.shortened(branches)
        rest = [tree.assign(self.target, self.unit.literal(self.default))]
        open_ = tree.either([pending(part.test) for part in parts])
        rest = tree.when(open_, [tree.assign(self.target, self.unit.unknown)], rest)
        self.scope.add(*tree.chain(branches, rest))
        shapes = [part.value.shape for part in parts]
        if not any(part.test is ALWAYS for part in parts):
            shapes.append(of_value(self.default))
        shape = joined(shapes)
        null = shape.null or (self.can_clash and self.scope.world.nulls)
        return shape.replace(unknown=shape.unknown or waits, null=null)

    def _branch(
        self, part: Part, after: list[ast.stmt], before: Sequence[ast.expr] = ()
    ) -> tuple[ast.expr, list[ast.stmt]]:
        value = tree.choice(tree.either(before), self.unit.unknown, part.value.node)
        body = [*part.lines, tree.assign(self.target, value), *after]
        return decided(part.test, True), body

    def _agreeing(self, parts: list[Part]) -> list[tuple[ast.expr, list[ast.stmt]]] | None:
        """``unique`` and ``any``: rules that may fire together are asked whether they agree."""
        branches: list[tuple[ast.expr, list[ast.stmt]]] = []
        checks = 0
        needed = {part.position: needs(part.rule) for part in parts}
        for place, part in enumerate(parts):
            mine_ = needed[part.position]
            rivals = [
                other
                for other in parts
                if other is not part and not exclusive(mine_, needed[other.position])
            ]
            if part.value.shape.unknown and rivals:
                return None
            mine = part.rule.value.value if isinstance(part.rule.value, Const) else part
            later = [
                other
                for other in parts[place + 1 :]
                if any(other is one for one in rivals)
                and not (isinstance(other.rule.value, Const) and other.rule.value.value == mine)
            ]
            checks += len(later)
            if checks > _MOST_CHECKS or any(
                not isinstance(one, ast.Expr) for other in later for one in other.lines
            ):
                return None
            branches.append(self._branch(part, self._checks(part, later)))
        return branches

    def _checks(self, part: Part, later: list[Part]) -> list[ast.stmt]:
        target = tree.name(self.target)
        asked: list[tuple[ast.expr, list[ast.stmt]]] = []
        for other in later:
            known = (
                [tree.compare(other.value.node, "is not", self.unit.unknown)]
                if other.value.shape.unknown
                else []
            )
            differs = tree.compare(other.value.node, "!=", target)
            fires = tree.both([decided(other.test, True), *known, differs])
            first = tree.literal(part.position)
            clash = self._clash(first, other.position, [tree.assign(self.target, tree.NONE)])
            asked.append((fires, clash))
        return tree.chain(asked, [])

    def _clash(self, first: ast.expr, second: int, then: list[ast.stmt]) -> list[ast.stmt]:
        """Two rules disagree: note it, or leave it to the code that does."""
        self.can_clash = True
        self.unit.clashing.update(position for position, _ in self.rules)
        if not self.scope.world.nulls:
            return [ast.Raise(tree.name("KeyError"), None)]
        path = tree.literal(self.derived.path)
        place = (
            tree.call(self.unit.runtime("place"), path, tree.name(self.index))
            if self.index
            else path
        )
        told = tree.listed([place, first, tree.literal(second)])
        return [tree.run(tree.method(tree.name("conflicts"), "append", told)), *then]

    def _ordered(self, parts: list[Part]) -> list[tuple[ast.expr, list[ast.stmt]]]:
        """``first`` and ``priority``: what may yet come before makes the value unknown."""
        values = {
            part.position: part.rule.value.value
            for part in parts
            if isinstance(part.rule.value, Const)
        }
        first = self.derived.policy is Policy.FIRST
        ranks = ranking(self.derived)
        last = len(ranks)

        def rank(part: Part) -> int:
            return 0 if first else ranks.get(values[part.position], last)

        branches: list[tuple[ast.expr, list[ast.stmt]]] = []
        ordered = sorted(parts, key=rank)
        for place, part in enumerate(ordered):
            before: list[ast.expr] = []
            for other in ordered[:place]:
                if first:
                    matters = values[other.position] != values[part.position]
                else:
                    matters = rank(other) < rank(part) or rank(other) == last
                if matters:
                    before.append(pending(other.test))
            branches.append(self._branch(part, [], before))
        return branches

    def _agreed(self) -> Shape:
        """``unique`` and ``any``, rule by rule."""
        nulls = self.scope.world.nulls
        target = tree.name(self.target)
        clashed = tree.name(self.unit.runtime("Clash")) if nulls else tree.NONE
        nothing = tree.name(self.unit.runtime("NOTHING"))
        which = self.scope.temp()
        unknown = self.unit.unknown
        self.give(nothing)

        def fire(position: int, value: Value) -> list[ast.stmt]:
            node = self.scope.keep(value.node)
            taken = [tree.assign(self.target, node)]
            unlike = [tree.compare(node, "!=", target)]
            if value.shape.unknown:
                unlike.insert(0, tree.compare(node, "is not", unknown))
            if nulls:
                taken.append(tree.assign(which, tree.literal(position)))
                unlike.insert(0, tree.compare(target, "is not", clashed))
            free = tree.either([tree.is_(target, nothing), tree.is_(target, unknown)])
            clash = self._clash(tree.name(which), position, [tree.assign(self.target, clashed)])
            return tree.when(free, taken, tree.when(tree.both(unlike), clash))

        def wait(_position: int, _value: Value) -> list[ast.stmt]:
            return tree.when(tree.is_(target, nothing), [tree.assign(self.target, unknown)])

        self.each(fire, wait)
        default = self.unit.literal(self.default)
        end: list[tuple[ast.expr, list[ast.stmt]]] = [
            (tree.is_(target, nothing), [tree.assign(self.target, default)])
        ]
        if nulls:
            end.append((tree.is_(target, clashed), [tree.assign(self.target, tree.NONE)]))
        self.scope.add(*tree.chain(end, []))
        shape = joined([*self.shapes, of_value(self.default)])
        return shape.replace(unknown=self.unsure(), null=shape.null or nulls)

    def write_live(self, found: str) -> Shape:
        """Tell the rules that fire, or may yet, to the list ``found``."""

        def told(fired: bool) -> Callable[[int, Value], list[ast.stmt]]:
            def tell(position: int, value: Value) -> list[ast.stmt]:
                parts = [tree.literal(position), tree.literal(fired), value.node]
                made = tree.call(self.unit.runtime("live"), *parts)
                if isinstance(value.node, ast.Constant):
                    key = (position, fired, type(value.node.value), value.node.value)
                    made = self.unit.pooled("LIVE", key, made)
                return [tree.run(tree.method(tree.name(found), "append", made))]

            return tell

        if self.derived.policy in (Policy.UNIQUE, Policy.ANY):
            self.unit.clashing.update(position for position, _ in self.rules)
        self.each(told(True), told(False))
        return joined(self.shapes).replace(unknown=self.unsure())

    def resolver(self) -> ast.expr:
        """What decides between the rules that were told."""
        kind, policy = self.derived.type, self.derived.policy
        order = kind.members if isinstance(kind, EnumType) else ()
        if policy in (Policy.PRIORITY, Policy.OUTPUT_ORDER):
            order = tuple(str(one) for one in ranking(self.derived))
        ordered = isinstance(kind, EnumType) and kind.ordered
        return self.unit.pooled(
            "RESOLVE",
            ("resolver", policy.value, ordered, *order),
            tree.call(
                self.unit.runtime("resolver"),
                tree.literal(policy.value),
                tree.listed([tree.literal(one) for one in order]),
                tree.literal(ordered),
            ),
        )

    def _resolved(self) -> Shape:
        """Any policy: the rules that fired or may yet, handed to the interpreter's own code."""
        found = self.scope.temp()
        self.scope.add(tree.assign(found, ast.List([], ast.Load())))
        shape = self.write_live(found)
        resolved = ast.Call(self.resolver(), [tree.name(found)], [])
        self.give(tree.choice(tree.name(found), resolved, self.unit.literal(self.default)))
        return joined([shape, of_value(self.default)])
