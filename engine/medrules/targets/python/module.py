"""A program as one module of Python.

In: a ``Program``. Out: ``Module``: its syntax tree, and the comments that stand in it. Refused, as
MedrulesError: what Python cannot express (``gaps``), loops and expressions nested too deep.

The module has one function for people, ``answer``, and three bodies. The first is for profiles in which
everything that rules read is given: it asks nothing about unknown. The second, ``partial``, is for
profiles that lack something. Both give up (``KeyError``, ``TypeError``) where they meet a fact that is
null, or rules that disagree; then the third, ``careful``, answers. A program of many rules is cut into
functions, so that Python compiles it in reasonable time.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from medrules.diagnostics.model import MedrulesError
from medrules.ir.expr import Call, Expr, Filter, ForEach, Quantified
from medrules.ir.invariants import reads
from medrules.ir.program import Derived, Program, RecordList, Rule, Stratum
from medrules.ir.types import EnumType, NumberType, TextType, Type
from medrules.ir.walk import walk
from medrules.record import Record
from medrules.targets.python import tree
from medrules.targets.python.conclude import Conclusion
from medrules.targets.python.gaps import refuse_gaps, too_deep
from medrules.targets.python.indexing import write_indexed
from medrules.targets.python.recursion import write_recursive
from medrules.targets.python.scope import Bound, Scope, World
from medrules.targets.python.shapes import Shape
from medrules.targets.python.unit import Unit
from medrules.targets.python.usage import self_evident
from medrules.targets.python.writer import Writer

_MOST_RULES = 120
"""So many rules stand in one function."""
_LONGEST = 2000
"""So many conclusions and facts are told one by one; more are gathered in parts."""

_BOUNDED = frozenset(("+", "-", "*", "/", "**", "negate", "abs", "list contains", "count"))
"""Calls that cannot go on for long over numbers and sets."""


class Module(Record):
    """A module to compile or to print, and its comments by number."""

    tree: ast.Module
    comments: tuple[str, ...]


def module(program: Program, notes: bool) -> Module:
    """The program as a module; with ``notes``, with comments for people."""
    refuse_gaps(program)
    with _uncollected():
        return _module(program, notes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: a growing tree is none, and would be gone through again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _module(program: Program, notes: bool) -> Module:
    unit = Unit(notes)
    try:
        bodies = [
            _Body(unit, program, "complete"),
            _Body(unit, program, "partial"),
            _Body(unit, program, "careful"),
        ]
    except RecursionError:
        bodies = []
    if not bodies:
        raise MedrulesError([too_deep()])
    lines = _answering(unit, program, *bodies)
    imported = [ast.alias(word) for word in sorted(unit.imported)]
    start: list[ast.stmt] = [
        ast.ImportFrom("medrules.targets.python.runtime", imported, 0),
        *unit.constants,
        *unit.functions,
    ]
    made = ast.Module([*start, *lines], [])
    _locate(made)
    return Module(made, tuple(unit.comments))


def _locate(made: ast.AST) -> None:
    """Give every node a place, which compiling asks for; parts that stand in several trees, once."""
    waiting = [made]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.alias | ast.excepthandler):
            if hasattr(node, "lineno"):
                continue
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                waiting += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)


def _answering(
    unit: Unit, program: Program, complete: _Body, partial: _Body, careful: _Body
) -> list[ast.stmt]:
    """The bodies as functions, and ``answer``."""
    wayward = ast.Tuple([tree.name("KeyError"), tree.name("TypeError")], ast.Load())
    given_up = [ast.ExceptHandler(wayward, None, [ast.Pass()])]
    attempt: ast.stmt = ast.Try(complete.lines, given_up, [], [])
    if complete.given:
        # A profile with fewer facts than are read lacks some; asking that is quicker than failing.
        enough = tree.compare(
            tree.call("len", tree.name("facts")), ">=", tree.literal(complete.given)
        )
        attempt = ast.If(enough, [attempt], [])
    second = tree.give(tree.call("partial", tree.name("facts")))
    rules = [
        (tree.literal(position), tree.literal(program.rules[position].id))
        for position in sorted(unit.clashing)
    ]
    clash = tree.call(
        unit.runtime("Contradiction"),
        tree.name("conflicts"),
        tree.name("found"),
        unit.constant(unit.fresh("RULES"), tree.mapping(rules)),
    )
    body = [
        attempt,
        ast.Try([second], given_up, [], []),
        tree.assign("conflicts", ast.List([], ast.Load())),
        tree.assign("found", tree.call("careful", tree.name("facts"), tree.name("conflicts"))),
        ast.If(tree.name("conflicts"), [ast.Raise(clash, None)], []),
        tree.give(tree.name("found")),
    ]
    word = "unbounded" if _goes_on(program) else "answer"
    lines = [
        unit.function("partial", ("facts",), partial.lines),
        unit.function("careful", ("facts", "conflicts"), careful.lines),
        unit.function(word, ("facts",), body),
    ]
    if word != "answer":
        bounded = tree.call(unit.runtime("limited"), tree.name(word))
        lines.append(tree.assign("answer", bounded))
    return lines


def _goes_on(program: Program) -> bool:
    """Whether a run may do more work than its length shows."""
    return any(_long(node) for rule in program.rules for node in _nodes(rule))


def _long(node: Expr) -> bool:
    if isinstance(node, Quantified | Filter | ForEach):
        return True
    return isinstance(node, Call) and (node.name not in _BOUNDED or _text(node))


def _text(node: Call) -> bool:
    return node.name == "+" and isinstance(node.type, TextType)


def _nodes(rule: Rule) -> list[Expr]:
    parts = (rule.condition, rule.value)
    return [node for part in parts if part is not None for node in walk(part)]


class _Body:
    """One of the bodies; ``lines`` end in ``return``. ``given``: how many facts it must find."""

    def __init__(
        self, unit: Unit, program: Program, kind: Literal["complete", "partial", "careful"]
    ) -> None:
        self.unit = unit
        self.program = program
        self.kind = kind
        self.complete = kind == "complete"
        self.world = World(program, kind != "complete", kind == "careful")
        self.derived = {item.path: item for item in program.derived}
        self.lists = {item.path: item for item in program.lists}
        self.concluded = {path.partition("[].")[0] for path in self.derived if "[]." in path}
        self.types: dict[str, Type] = {item.path: item.type for item in program.facts}
        self.types.update((item.path, item.type) for item in program.parameters)
        self.evident = self_evident(program) if self.complete else set()
        self.read: set[str] = set()
        for rule in program.rules:
            self.read |= reads(rule)
        self.facts: set[str] = set()
        self.given = 0
        chunks = self._chunks()
        if len(chunks) == 1:
            self.lines = self._whole(*chunks[0])
        else:
            self.lines = self._parts(chunks)
        self.given = len(self.facts)

    def _chunks(self) -> list[tuple[Scope, tuple[str, ...]]]:
        """The conclusions, so many to a function."""
        chunks: list[tuple[Scope, tuple[str, ...]]] = []
        scope, paths, weight = Scope(self.unit, self.world), list[str](), 0
        for stratum in self.program.strata:
            for members, rules in self._steps(stratum):
                if weight and weight + len(rules) > _MOST_RULES:
                    chunks.append((scope, tuple(paths)))
                    scope, paths, weight = Scope(self.unit, self.world), [], 0
                weight += max(1, min(len(rules), _MOST_RULES))
                if stratum.recursive:
                    write_recursive(scope, members, rules)
                else:
                    self._conclude(scope, members[0], rules)
                paths += [item.path for item in members if "[]." not in item.path]
        chunks.append((scope, tuple(paths)))
        return chunks

    def _steps(self, stratum: Stratum) -> list[tuple[list[Derived], list[tuple[int, Rule]]]]:
        rules = [(place, self.program.rules[place]) for place in stratum.rules]
        if stratum.recursive:
            return [([self.derived[path] for path in stratum.conclusions], rules)]
        by_path: dict[str, list[tuple[int, Rule]]] = {path: [] for path in stratum.conclusions}
        for place, rule in rules:
            by_path[rule.conclusion].append((place, rule))
        return [([self.derived[path]], own) for path, own in by_path.items()]

    def _conclude(self, scope: Scope, derived: Derived, rules: Sequence[tuple[int, Rule]]) -> None:
        head, inside, field = derived.path.partition("[].")
        if not inside:
            word = self.unit.local("c", derived.path)
            shape = write_indexed(scope, derived, rules, word)
            if shape is None:
                shape = Conclusion(Writer(scope), derived, rules, word).write()
            scope.defined.add(word)
            self.world.shapes[derived.path] = shape
            return
        records = scope.records(head)
        bound = scope.variable("record", Shape(), head)
        result, index = scope.temp(), scope.temp()
        scope.enter_loop(derived.span)
        with scope.block() as body:
            target = Conclusion(Writer(scope), derived, rules, result, bound, index)
            self.world.shapes[derived.path] = target.write()
            body.append(tree.store(tree.name(bound.word), field, tree.name(result)))
        scope.leave_loop()
        if target.can_clash and self.world.nulls:
            lines = [tree.numbered(index, bound.word, records.node, body)]
        else:
            lines = [tree.loop(bound.word, records.node, body)]
        if records.shape.unknown:
            known = tree.compare(records.node, "is not", self.unit.unknown)
            lines = tree.when(known, lines)
        scope.add(*lines)

    # -- what a function begins and ends with -----------------------------------------------------------

    def _whole(self, scope: Scope, paths: Sequence[str]) -> list[ast.stmt]:
        """Everything in one function."""
        pairs = [(tree.literal(path), tree.name(self.unit.local("c", path))) for path in paths]
        pairs += [(tree.literal(path), scope.records(path).node) for path in sorted(self.concluded)]
        return [*self._head(scope, {}), *scope.lines, tree.give(tree.mapping(pairs))]

    def _parts(self, chunks: Sequence[tuple[Scope, Sequence[str]]]) -> list[ast.stmt]:
        """Functions that run one after the other and share ``found`` and ``lists``."""
        lines: list[ast.stmt] = [tree.assign("found", tree.mapping(()))]
        words = {
            path[2:]: word
            for scope, _ in chunks
            for path, word in scope.reads.items()
            if path.startswith("[]")
        }
        words |= {path: self.unit.local("l", "[]" + path) for path in self.concluded}
        made = {path: tree.item(tree.name("lists"), path) for path in words}
        for path, word in sorted(words.items()):
            lines.append(tree.assign(word, self._records(self.lists[path])))
        held = [(tree.literal(path), tree.name(word)) for path, word in sorted(words.items())]
        lines.append(tree.assign("lists", tree.mapping(held)))
        parameters = ["facts", "found", "lists", *(["conflicts"] if self.world.nulls else [])]
        for number, (scope, paths) in enumerate(chunks):
            word = self.unit.fresh(f"{self.kind}_{number + 1}")
            pairs = [(tree.literal(path), tree.name(self.unit.local("c", path))) for path in paths]
            body = [*self._head(scope, made), *scope.lines]
            if pairs:
                body.append(
                    tree.run(tree.method(tree.name("found"), "update", tree.mapping(pairs)))
                )
            self.unit.functions.append(self.unit.function(word, parameters, body))
            lines.append(tree.run(tree.call(word, *[tree.name(one) for one in parameters])))
        for path in sorted(self.concluded):
            lines.append(tree.store(tree.name("found"), path, tree.name(words[path])))
        lines.append(tree.give(tree.name("found")))
        return lines

    def _head(self, scope: Scope, made: dict[str, ast.expr]) -> list[ast.stmt]:
        """What a function reads, as variables."""
        lines: list[ast.stmt] = []
        checked: list[ast.expr] = []
        facts, unknown = tree.name("facts"), self.unit.unknown
        defaults = {item.path: item.value for item in self.program.parameters}
        for path, word in scope.reads.items():
            if path.startswith("[]"):
                node = made.get(path[2:]) or self._records(self.lists[path[2:]])
                lines.append(tree.assign(word, node))
                continue
            if path in self.derived:
                lines.append(tree.assign(word, tree.item(tree.name("found"), path)))
                continue
            name = tree.name(word)
            null = tree.is_(name, tree.NONE)
            if path in defaults:
                default = self.unit.literal(defaults[path])
                asked = tree.compare(tree.literal(path), "in", facts)
                given = tree.choice(asked, tree.item(facts, path), default)
                lines.append(tree.assign(word, given))
                checked.append(tree.is_(name, unknown))
                if defaults[path] is not None:
                    checked.append(null)
                if self.world.nulls:
                    lines += tree.when(tree.is_(name, unknown), [tree.assign(word, default)])
            elif self.complete:
                self.facts.add(path)
                lines.append(tree.assign(word, tree.item(facts, path)))
                if path in self.evident:
                    continue
                checked.append(tree.is_(name, unknown))
                if not isinstance(self.types[path], NumberType | TextType | EnumType):
                    # Numbers and texts that are null compare as null, or raise TypeError.
                    checked.append(null)
            else:
                given = tree.method(facts, "get", tree.literal(path), unknown)
                lines.append(tree.assign(word, given))
                checked.append(null)
        if checked and not self.world.nulls:
            lines += tree.when(tree.either(checked), [ast.Raise(tree.name("KeyError"), None)])
        return lines

    def _records(self, item: RecordList) -> ast.expr:
        """The records of a list as a run starts: given ones, then options, every field there."""
        unit, path = self.unit, item.path
        key = item.key
        fields = sorted(self.world.fields[path])
        blank_pairs = [(tree.literal(field), unit.absent) for field in fields]
        blank = unit.pooled("BLANK", ("blank", path), tree.mapping(blank_pairs))
        made: list[ast.expr] = []
        for option in self.program.options:
            if option.list_path == path and item.given_by != "profile":
                said = {key: option.id, **dict(option.fields)}
                made.append(
                    tree.mapping(
                        (
                            tree.literal(field),
                            unit.literal(said[field]) if field in said else unit.absent,
                        )
                        for field in [*fields, *(name for name in said if name not in fields)]
                    )
                )
        options = unit.pooled("OPTIONS", ("options", path), tree.listed(made))
        if item.given_by == "packs":
            if path not in self.concluded:
                return options
            return tree.call(unit.runtime("copied"), options)
        given = tree.method(tree.name("facts"), "get", tree.literal(path))
        start = f"{path}[]."
        asked = sorted(
            fact.path[len(start) :]
            for fact in self.program.facts
            if fact.path in self.read and fact.path.startswith(start)
        )
        wanted = tree.listed([tree.literal(field) for field in asked])
        if not self.complete:
            absent = unit.unknown if item.absent == "unknown" else tree.listed(())
            if self.world.nulls:
                wanted = tree.listed(())
            return tree.call(unit.runtime("listed"), given, absent, blank, wanted, options)
        if item.absent == "unknown":
            given = tree.item(tree.name("facts"), path)
            self.facts.add(path)
        else:
            given = tree.either([given, tree.listed(())])
        return tree.call(unit.runtime("enough"), given, blank, wanted, options)


__all__ = ["Bound", "Module", "module"]
