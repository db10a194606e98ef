"""Where generated statements go, and what the names of an expression are there.

In: a unit, what is assumed of profiles, and expressions that read paths and variables. Out: ``World``,
``Scope``, ``Value``. Refused: nothing. A scope is the body of one Python function: it remembers what
the function reads, so that whoever wrote the function can hand that in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from medrules.diagnostics.model import MedrulesError
from medrules.ir.expr import Expr
from medrules.ir.program import Fact, Program
from medrules.ir.types import ListType
from medrules.record import Record
from medrules.source.span import Span
from medrules.targets.python import tree
from medrules.targets.python.conditions import Atom, Test, can_be_null, can_be_unknown, outcome
from medrules.targets.python.gaps import too_many_loops
from medrules.targets.python.shapes import PLAIN, Shape, joined, of_fact, of_value
from medrules.targets.python.unit import Unit, plain_name

MOST_LOOPS = 12
"""How deep loops may stand inside each other; Python allows for twenty, some of them taken."""


class Value(Record):
    """An expression of Python, and what its value can be."""

    node: ast.expr
    shape: Shape


class Bound(Record):
    """A variable: its Python name, its shape, and the record list whose records it stands for."""

    word: str
    shape: Shape
    list_path: str


def wholly_known(expr: Expr, value: Value) -> bool:
    """Whether neither the value nor an item of it, where it is a list, can be unknown."""
    return not value.shape.unknown and (value.shape.items or not isinstance(expr.type, ListType))


class World:
    """What is assumed of a profile; where that is wrong, the code raises and another body answers.

    ``unknowns``, ``nulls``: whether facts may be unknown, or null. Without ``nulls``, rules do not disagree.
    ``shapes``: of every path that was given or concluded so far (``programs[].score`` for a field).
    ``listless``: record lists that may be unknown. ``fixed``: parameters that no profile can set.
    """

    def __init__(self, program: Program, unknowns: bool, nulls: bool) -> None:
        self.program = program
        self.unknowns = unknowns
        self.nulls = nulls
        self.shapes: dict[str, Shape] = {}
        self.fields: dict[str, set[str]] = {item.path: set() for item in program.lists}
        self.fixed = {item.path: item.value for item in program.parameters if not item.open}
        self.prefixes: dict[str, str] = {}
        for fact in program.facts:
            shape = self._given(fact)
            self.shapes[fact.path] = shape
            self.prefixes[fact.path] = "f"
        for parameter in program.parameters:
            kept = of_value(parameter.value)
            if parameter.open:
                given_ = of_fact(parameter.type, parameter.minimum, parameter.maximum)
                kept = joined([kept, given_.replace(members=kept.members)]).replace(items=False)
                kept = kept.replace(null=kept.null or nulls)
            self.shapes[parameter.path] = kept
            self.prefixes[parameter.path] = "p"
        for derived in program.derived:
            self.prefixes[derived.path] = "c"
        for path in self.prefixes:
            head, inside, field = path.partition("[].")
            if inside:
                self.fields[head].add(field)
        self.listless = {
            item.path
            for item in program.lists
            if unknowns and item.given_by != "packs" and item.absent == "unknown"
        }

    def _given(self, fact: Fact) -> Shape:
        """The shape of a fact: of what a profile gives and of what options say."""
        given = of_fact(fact.type, fact.minimum, fact.maximum).replace(
            unknown=self.unknowns, null=self.nulls
        )
        head, inside, field = fact.path.partition("[].")
        if not inside:
            return given
        listed = next(item for item in self.program.lists if item.path == head)
        shapes = [] if listed.given_by == "packs" else [given]
        for option in self.program.options:
            if option.list_path == head and listed.given_by != "profile":
                said = {listed.key: option.id, **dict(option.fields)}
                shapes.append(
                    of_value(said[field]) if field in said else given.replace(unknown=True)
                )
        return joined(shapes) if shapes else given


class Writes(Protocol):
    """What writes expressions, as those who write their parts see it."""

    scope: Scope

    def value(self, expr: Expr) -> Value:
        """The value of an expression; statements that it needs are written before."""
        ...

    def test(self, expr: Expr) -> Test:
        """A condition as tests."""
        ...


class Scope:
    """The body of one function."""

    def __init__(self, unit: Unit, world: World) -> None:
        self.unit = unit
        self.world = world
        self.lines: list[ast.stmt] = []
        self.bound: dict[str, Bound] = {}
        self.reads: dict[str, str] = {}
        self.defined: set[str] = set()
        self._temps = 0
        self._loops = 0

    def add(self, *lines: ast.stmt) -> None:
        """Write statements."""
        self.lines += lines

    @contextmanager
    def block(self) -> Iterator[list[ast.stmt]]:
        """Write into a list of its own, to be put where it belongs."""
        outer, self.lines = self.lines, []
        try:
            yield self.lines
        finally:
            self.lines = outer

    def temp(self) -> str:
        """A variable of this function that nothing else uses."""
        self._temps += 1
        return f"t{self._temps}"

    def keep(self, node: ast.expr) -> ast.expr:
        """The value in a form that may be written several times."""
        if tree.simple(node):
            return node
        word = self.temp()
        self.add(tree.assign(word, node))
        return tree.name(word)

    def read(self, path: str) -> Value:
        """A fact, parameter or conclusion."""
        world = self.world
        if path in world.fixed:
            return Value(self.unit.literal(world.fixed[path]), world.shapes[path])
        return Value(self._variable(path, world.prefixes[path]), world.shapes[path])

    def records(self, path: str) -> Value:
        """A whole record list."""
        shape = Shape(unknown=path in self.world.listless, items=True)
        return Value(self._variable("[]" + path, "l"), shape)

    def _variable(self, path: str, prefix: str) -> ast.expr:
        word = self.unit.local(prefix, path)
        if word not in self.defined:
            self.reads[path] = word
        return tree.name(word)

    @contextmanager
    def binding(self, variable: str, bound: Bound) -> Iterator[None]:
        """Bind a variable for a while."""
        before = self.bound.get(variable)
        self.bound[variable] = bound
        try:
            yield
        finally:
            if before is None:
                del self.bound[variable]
            else:
                self.bound[variable] = before

    def variable(self, variable: str, shape: Shape, list_path: str) -> Bound:
        """A new variable of Python for a variable of a rule."""
        return Bound(self.unit.fresh(f"v_{plain_name(variable)}"), shape, list_path)

    def enter_loop(self, span: Span) -> None:
        """Note that a loop begins. Raises MedrulesError where Python has no room for one more."""
        self._loops += 1
        if self._loops > MOST_LOOPS:
            raise MedrulesError([too_many_loops(span)])

    def leave_loop(self) -> None:
        """Note that a loop ends."""
        self._loops -= 1

    def field(self, variable: str, field: str) -> Value | None:
        """A field of a bound record; None where the variable is no record with that field."""
        bound = self.bound[variable]
        if not bound.list_path or field not in self.world.fields[bound.list_path]:
            return None
        shape = self.world.shapes[f"{bound.list_path}[].{field}"]
        return Value(tree.item(tree.name(bound.word), field), shape)

    # -- from values to tests and back ------------------------------------------------------------------

    def tested(self, value: Value) -> Test:
        """The test of a truth value."""
        shape = value.shape
        if not shape.unknown and not shape.null:
            return Atom(value.node, tree.opposite(value.node), None, False)
        node = self.keep(value.node)
        return Atom(
            tree.is_(node, tree.TRUE),
            tree.is_(node, tree.FALSE),
            tree.is_(node, self.unit.unknown) if shape.unknown else None,
            shape.null,
        )

    def valued(self, test: Test) -> Value:
        """The truth value that a test comes to."""
        shape = PLAIN.replace(unknown=can_be_unknown(test), null=can_be_null(test))
        return Value(outcome(test, self.unit.unknown), shape)

    def unless_unknown(self, parts: list[Value], node: ast.expr) -> ast.expr:
        """The expression, or unknown where one of the parts is."""
        asked = [tree.is_(part.node, self.unit.unknown) for part in parts if part.shape.unknown]
        return tree.choice(tree.either(asked), self.unit.unknown, node) if asked else node
