"""Conclusions of many rules: only the rules that can fire are asked.

In: a conclusion, its rules, and the scope it stands in. Out: statements that give it its value, and its
shape; None where that would not pay. Refused: nothing. Rules that cannot fire unless one fact has
certain values stand in a table under these; where the fact is a set, under the member that they need.
Where the fact is not known, all rules are asked.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from medrules.interpreter.policies import default_of
from medrules.ir.program import Derived, Policy, Rule
from medrules.ir.values import UNKNOWN
from medrules.record import Record
from medrules.targets.python import tree
from medrules.targets.python.conclude import Conclusion
from medrules.targets.python.exclusion import Asked, Literal, Needs, needs, only
from medrules.targets.python.scope import Scope
from medrules.targets.python.shapes import DIGITS, Shape, joined, of_value
from medrules.targets.python.tables import Table, table_of
from medrules.targets.python.unit import plain_name
from medrules.targets.python.writer import Writer

Ruled = tuple[int, Rule]

_LEAST = 12
"""From so many rules on, an index pays."""
_LEAST_IN_TABLE = 3
_MOST_COPIES = 3
"""How often a rule that stands under no key may be written, on average."""
_MOST_TOGETHER = 100
"""So many rules stand in one function."""

_ABSENT = Shape(unknown=True, size=1, whole=True, decimal=True, members=True, items=True)
"""Unknown says nothing about what is known."""

enabled = True


@contextmanager
def without_index() -> Iterator[None]:
    """Compile without any index, to compare."""
    global enabled
    enabled = False
    try:
        yield
    finally:
        enabled = True


class _Index(Record):
    """Where rules stand: under the values of a fact, or the members of a set; and those under none."""

    path: str
    by_member: bool
    groups: dict[Literal, tuple[Ruled, ...]]
    rest: tuple[Ruled, ...]


def write_indexed(
    scope: Scope,
    derived: Derived,
    rules: Sequence[Ruled],
    word: str,
    done: frozenset[str] = frozenset(),
) -> Shape | None:
    """Write the conclusion by an index, if one pays; ``done``: facts that are known already."""
    if any(rule.loop for _, rule in rules):
        return None
    if not enabled or scope.world.nulls:
        # The body that answers for what hardly ever comes is kept short.
        if len(rules) <= _MOST_TOGETHER:
            return None
        return _Many(scope, derived, word, done).by_telling([], rules)
    if len(rules) >= _LEAST_IN_TABLE:
        table = table_of(derived, rules)
        if table is not None and _paying(table, rules):
            return _write_table(scope, derived, rules, table, word)
    if len(rules) < _LEAST or [place for place, _ in rules] != sorted(p for p, _ in rules):
        return None
    indexes, rest = _plan(rules, done)
    many = _Many(scope, derived, word, done)
    if len(indexes) == 1 and not indexes[0].by_member:
        copies = len(rest) * len(indexes[0].groups)
        if copies <= _MOST_COPIES * len(rules):
            return many.by_value(rules, indexes[0], rest)
    if indexes and _adds_up(derived):
        shape = many.by_adding(indexes, rest)
        if shape is not None:
            return shape
        many = _Many(scope, derived, word, done)
    if indexes or len(rules) > _MOST_TOGETHER:
        return many.by_telling(indexes, rest)
    return None


def _adds_up(derived: Derived) -> bool:
    """Whether the conclusion is the sum of what groups of its rules come to."""
    start = default_of(derived)
    return derived.policy in (Policy.SUM, Policy.COUNT) and type(start) is int and start == 0


# -- tables ----------------------------------------------------------------------------------------


def _paying(table: Table, rules: Sequence[Ruled]) -> bool:
    return len(table.entries) <= 4 * len(rules) + 40


def _write_table(
    scope: Scope, derived: Derived, rules: Sequence[Ruled], table: Table, word: str
) -> Shape:
    unit = scope.unit
    value = scope.read(table.path)
    entries = [(unit.literal(key), _kept(scope, answer)) for key, answer in table.entries]
    if value.shape.null:
        entries.append((tree.NONE, _kept(scope, table.null)))
    name = unit.constant(unit.fresh(f"TABLE_{plain_name(derived.path)}"), tree.mapping(entries))
    for _, rule in rules:
        scope.add(*unit.note(rule.id))
    if table.closed and not scope.world.nulls:
        found: ast.expr = ast.Subscript(name, value.node, ast.Load())
    else:
        found = tree.method(name, "get", value.node, _slot(scope, table.other))
    if value.shape.unknown:
        asked = tree.is_(value.node, unit.unknown)
        found = tree.choice(asked, _slot(scope, table.unknown), found)
    scope.add(tree.assign(word, found))
    answers = [answer for _, answer in table.entries] + [table.other]
    answers += [table.null] if value.shape.null else []
    answers += [table.unknown] if value.shape.unknown else []
    return joined(
        [
            _ABSENT if one is UNKNOWN else of_value(one)  # type: ignore[arg-type]
            for one in answers
        ]
    )


def _kept(scope: Scope, value: object) -> ast.expr:
    return scope.unit.absent if value is UNKNOWN else _slot(scope, value)


def _slot(scope: Scope, value: object) -> ast.expr:
    return scope.unit.unknown if value is UNKNOWN else scope.unit.literal(value)  # type: ignore[arg-type]


# -- many rules ------------------------------------------------------------------------------------


def _plan(rules: Sequence[Ruled], done: frozenset[str]) -> tuple[list[_Index], tuple[Ruled, ...]]:
    """Indexes over the rules, each over what the one before left, and what is left in the end."""
    found: list[_Index] = []
    rest = tuple(rules)
    while len(rest) >= _LEAST:
        index = _best(rest, done)
        if index is None:
            break
        found.append(index)
        left = {place for place, _ in index.rest}
        rest = tuple(one for one in rest if one[0] in left)
    return found, rest


def _best(rules: Sequence[Ruled], done: frozenset[str]) -> _Index | None:
    """The index that spares the most rules, if it spares a quarter of them."""
    found = [(place, rule, needs(rule)) for place, rule in rules]
    asked: Counter[Asked] = Counter()
    for _, _, needed in found:
        kinds = {key[:3] if key[0] == "member" else key for key in needed}
        asked.update(key for key in kinds if key[0] == "fact" or key[:2] == ("member", "fact"))
    best: _Index | None = None
    most = len(rules) / 4
    for key, times in asked.most_common(8):
        if times <= most or key[-1] in done:
            continue
        index = _index(key, found)
        sizes = [len(one) for one in index.groups.values()]
        if not sizes:
            continue
        spared = len(rules) - len(index.rest) - max(sizes)
        if spared > most:
            best, most = index, spared
    return best


def _index(key: Asked, rules: Sequence[tuple[int, Rule, Needs]]) -> _Index:
    groups: dict[Literal, list[Ruled]] = {}
    rest: list[Ruled] = []
    by_member = key[0] == "member"
    for place, rule, needed in rules:
        values: frozenset[Literal] | None
        if by_member:
            # One member that the rule cannot do without is enough.
            members = (
                one[3]
                for one in needed
                if one[:3] == key and only(needed, one) == frozenset({True})
            )
            first = next(members, None)
            values = None if first is None else frozenset({first})
        else:
            values = only(needed, key)
        if values is None or None in values:
            rest.append((place, rule))
            continue
        for value in values:
            groups.setdefault(value, []).append((place, rule))
    kept = {value: tuple(some) for value, some in groups.items()}
    return _Index(key[-1], by_member, kept, tuple(rest))


def _give_up() -> list[ast.stmt]:
    """Leave it to the third body."""
    return [ast.Raise(tree.name("KeyError"), None)]


class _Function:
    """A function to be: what it reads decides, later, which parameters all of its kind have."""

    def __init__(self, outer: Scope, word: str, first: tuple[str, ...] = ()) -> None:
        self.word = outer.unit.fresh(word)
        self.scope = Scope(outer.unit, outer.world)
        self.first = first


class _Many:
    """Writes one conclusion of many rules as functions of a few each."""

    def __init__(self, scope: Scope, derived: Derived, word: str, done: frozenset[str]) -> None:
        self.scope = scope
        self.unit = scope.unit
        self.derived = derived
        self.word = word
        self.done = done
        self.functions: list[_Function] = []
        self.shapes: list[Shape] = []
        self.extra = ("conflicts",) if scope.world.nulls else ()

    def by_value(self, rules: Sequence[Ruled], index: _Index, rest: Sequence[Ruled]) -> Shape:
        """By a table of functions, each of which gives the value."""
        asked = self._asked(index)
        found: list[tuple[Literal, _Function]] = []
        made: dict[tuple[int, ...], _Function] = {}
        for key, group in index.groups.items():
            some = sorted([*group, *rest], key=lambda one: one[0])
            same = tuple(place for place, _ in some)
            if same not in made:
                made[same] = self._valued("when", some, index.path)
            found.append((key, made[same]))
        other = self._valued("otherwise", rest, index.path)
        every = self._unless_many(rules) if asked else []
        words = self._defined()
        node = tree.method(
            self._table(found), "get", self.scope.read(index.path).node, tree.name(other.word)
        )
        call = ast.Call(node, [tree.name(word) for word in words], [])
        lines: list[ast.stmt] = [tree.assign(self.word, call)]
        if asked:
            live = self.scope.temp()
            head = tree.assign(live, ast.List([], ast.Load()))
            all_ = [head, *self._calls(every, live, words), *self._resolved(live)]
            lines = tree.when(tree.either(asked), all_ if every else _give_up(), lines)
        self.scope.add(*lines)
        return self._shape()

    def by_telling(self, indexes: Sequence[_Index], rest: Sequence[Ruled]) -> Shape:
        """By tables of functions that tell the rules which fire; then these are put in order."""
        live = self.scope.temp()
        steps: list[tuple[_Index, list[tuple[Literal, _Function]], list[_Function]]] = []
        for index in indexes:
            own = {place: rule for group in index.groups.values() for place, rule in group}
            keyed = [(key, self._telling("when", group)) for key, group in index.groups.items()]
            every = self._unless_many(sorted(own.items())) if self._asked(index) else []
            steps.append((index, keyed, every))
        others = self._all(rest)
        words = self._defined()
        lines: list[ast.stmt] = [tree.assign(live, ast.List([], ast.Load()))]
        arguments = [tree.name(live), *[tree.name(word) for word in words]]

        def tell(function: ast.expr) -> list[ast.stmt]:
            return [tree.run(ast.Call(function, arguments, []))]

        for index, keyed, every in steps:
            picking = self._picking(index, keyed, tell)
            calls = self._calls(every, live, words) if every else _give_up()
            lines += tree.when(tree.either(self._asked(index)), calls, picking)
        lines += self._calls(others, live, words)
        if indexes:
            ordered = tree.call(self.unit.runtime("in_order"), tree.name(live))
            several = tree.compare(tree.call("len", tree.name(live)), ">", tree.literal(1))
            lines += tree.when(several, [tree.assign(live, ordered)])
        self.scope.add(*lines, *self._resolved(live))
        return self._shape()

    def by_adding(self, indexes: Sequence[_Index], rest: Sequence[Ruled]) -> Shape | None:
        """By tables of functions that give sums; None where these are not small whole numbers."""
        before = len(self.unit.constants), len(self.unit.functions)
        steps: list[tuple[_Index, list[tuple[Literal, _Function]], list[_Function]]] = []
        for index in indexes:
            own = {place: rule for group in index.groups.values() for place, rule in group}
            keyed = [
                (key, self._valued("when", group, index.path))
                for key, group in index.groups.items()
            ]
            unsure = bool(self._asked(index)) and len(own) <= _MOST_TOGETHER
            every = [self._valued("all", sorted(own.items()), index.path)] if unsure else []
            steps.append((index, keyed, every))
        others = [
            self._valued("rest", rest[start : start + _MOST_TOGETHER], "")
            for start in range(0, len(rest), _MOST_TOGETHER)
        ]
        if not all(one.whole and 0 < one.size < DIGITS // 10**9 for one in self.shapes):
            del self.unit.functions[before[1] :]
            return None
        words = self._defined()
        unknown = any(one.unknown for one in self.shapes)
        part, total = self.scope.temp(), tree.name(self.word)
        lines: list[ast.stmt] = [tree.assign(self.word, tree.literal(0))]

        def add(function: ast.expr) -> list[ast.stmt]:
            called = ast.Call(function, [tree.name(word) for word in words], [])
            if not unknown:
                return [tree.assign(self.word, tree.arithmetic(total, "+", called))]
            sum_ = tree.assign(self.word, tree.arithmetic(total, "+", tree.name(part)))
            waits = tree.either(
                [tree.is_(one, self.unit.unknown) for one in (tree.name(part), total)]
            )
            lost = [tree.assign(self.word, self.unit.unknown)]
            return [tree.assign(part, called), *tree.when(waits, lost, [sum_])]

        for index, keyed, every in steps:
            picking = self._picking(index, keyed, add)
            asked = tree.either(self._asked(index))
            whole = [line for one in every for line in add(tree.name(one.word))]
            lines += tree.when(asked, whole or _give_up(), picking)
        for one in others:
            lines += add(tree.name(one.word))
        self.scope.add(*lines)
        size = sum(one.size for one in self.shapes)
        return Shape(unknown, size=size, whole=True)

    def _unless_many(self, rules: Sequence[Ruled]) -> list[_Function]:
        """Functions of all these rules; none where there are many: the third body has them all."""
        return self._all(rules) if len(rules) <= _MOST_TOGETHER else []

    def _asked(self, index: _Index) -> list[ast.expr]:
        """The tests that the fact of an index is not there."""
        value = self.scope.read(index.path)
        asked: list[ast.expr] = []
        if value.shape.unknown:
            asked.append(tree.is_(value.node, self.unit.unknown))
        if value.shape.null:
            asked.append(tree.is_(value.node, tree.NONE))
        return asked

    def _shape(self) -> Shape:
        shape = joined([*self.shapes, of_value(default_of(self.derived))])  # type: ignore[arg-type]
        clashes = self.derived.policy in (Policy.UNIQUE, Policy.ANY)
        null = shape.null or (clashes and self.scope.world.nulls)
        return shape.replace(null=null)

    # -- functions ---------------------------------------------------------------------------------------

    def _valued(self, word: str, rules: Sequence[Ruled], path: str) -> _Function:
        """A function that gives the value of the conclusion by these rules."""
        made = _Function(self.scope, f"{word}_{plain_name(self.derived.path)}")
        self.functions.append(made)
        shape = write_indexed(made.scope, self.derived, rules, "found", self.done | {path})
        if shape is None:
            shape = Conclusion(Writer(made.scope), self.derived, rules, "found").write()
        self.shapes.append(shape)
        made.scope.add(tree.give(tree.name("found")))
        return made

    def _telling(self, word: str, rules: Sequence[Ruled]) -> _Function:
        """A function that adds the rules that fire, or may yet, to ``live``."""
        made = _Function(self.scope, f"{word}_{plain_name(self.derived.path)}", ("live_rules",))
        self.functions.append(made)
        conclusion = Conclusion(Writer(made.scope), self.derived, rules, "found")
        self.shapes.append(conclusion.write_live("live_rules"))
        return made

    def _all(self, rules: Sequence[Ruled]) -> list[_Function]:
        return [
            self._telling("all", rules[start : start + _MOST_TOGETHER])
            for start in range(0, len(rules), _MOST_TOGETHER)
        ]

    def _defined(self) -> list[str]:
        """Write the functions, all with the parameters that any of them reads."""
        paths = dict.fromkeys(path for one in self.functions for path in one.scope.reads)
        words: list[str] = []
        for path in paths:
            found = self.scope.records(path[2:]) if path.startswith("[]") else self.scope.read(path)
            assert isinstance(found.node, ast.Name)
            words.append(found.node.id)
        words += self.extra
        for one in self.functions:
            self.unit.functions.append(
                self.unit.function(one.word, (*one.first, *words), one.scope.lines)
            )
        return words

    # -- calls -------------------------------------------------------------------------------------------

    def _table(self, pairs: Sequence[tuple[Literal, _Function]]) -> ast.expr:
        entries = [(self.unit.literal(key), tree.name(one.word)) for key, one in pairs]
        word = self.unit.fresh(f"RULES_{plain_name(self.derived.path)}")
        self.unit.functions.append(tree.assign(word, tree.mapping(entries)))
        return tree.name(word)

    def _picking(
        self,
        index: _Index,
        keyed: Sequence[tuple[Literal, _Function]],
        use: Callable[[ast.expr], list[ast.stmt]],
    ) -> list[ast.stmt]:
        """Use the function of the value; of a set, those of its members."""
        picked, member = self.scope.temp(), self.scope.temp()
        value = self.scope.read(index.path).node
        node = tree.name(member) if index.by_member else value
        lines = [
            tree.assign(picked, tree.method(self._table(keyed), "get", node)),
            *tree.when(
                tree.compare(tree.name(picked), "is not", tree.NONE), use(tree.name(picked))
            ),
        ]
        return [tree.loop(member, value, lines)] if index.by_member else lines

    def _calls(
        self, functions: Sequence[_Function], live: str, words: Sequence[str]
    ) -> list[ast.stmt]:
        arguments = [tree.name(live), *[tree.name(word) for word in words]]
        return [tree.run(tree.call(one.word, *arguments)) for one in functions]

    def _resolved(self, live: str) -> list[ast.stmt]:
        """What the rules that were told come to."""
        conclusion = Conclusion(Writer(self.scope), self.derived, (), self.word)
        resolver = conclusion.resolver()
        default = self.unit.literal(default_of(self.derived))  # type: ignore[arg-type]
        found = tree.choice(tree.name(live), ast.Call(resolver, [tree.name(live)], []), default)
        lines = [tree.assign(self.word, found)]
        if self.derived.policy not in (Policy.UNIQUE, Policy.ANY):
            return lines
        clash = tree.name(self.unit.runtime("Clash"))
        clashed = tree.is_(tree.call("type", tree.name(self.word)), clash)
        told: list[ast.stmt]
        if not self.scope.world.nulls:
            told = [ast.Raise(tree.name("KeyError"), None)]
        else:
            ends = [
                ast.Attribute(tree.name(self.word), end, ast.Load()) for end in ("first", "second")
            ]
            conflict = tree.listed([tree.literal(self.derived.path), *ends])
            told = [
                tree.run(tree.method(tree.name("conflicts"), "append", conflict)),
                tree.assign(self.word, tree.NONE),
            ]
        return [*lines, *tree.when(clashed, told)]
