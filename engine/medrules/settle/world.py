"""A program under a profile with gaps: every fact, record and conclusion as ``Held``.

In: a program's ``Outline``, what is known, and a ``Forest`` to build in. Out: ``Settling``, the
``World`` that expressions ask, with ``conclude`` to work out conclusions stratum by stratum.
Refused: nothing; a conclusion that takes more steps than it is granted is bounded by what its rules
could say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from medrules.interpreter.policies import default_of
from medrules.ir.evaluation import Slot
from medrules.ir.expr import Const
from medrules.ir.program import Fact, Policy, Rule
from medrules.ir.types import (
    AnyType,
    BooleanType,
    EnumType,
    ListType,
    NullType,
    NumberType,
    RecordTypeOf,
    SetType,
    TextType,
    Type,
)
from medrules.ir.values import UNKNOWN
from medrules.settle.bounding import widest
from medrules.settle.diagram import LEAF, Exhausted, Forest, Node, parted, walk
from medrules.settle.held import UNSURE, Held, Items, Members, Rec, Tally, Wild, merged
from medrules.settle.lifted import condition, lifted
from medrules.settle.missing import Gaps
from medrules.settle.numbers import Numbers
from medrules.settle.outline import Knowledge, Outline
from medrules.settle.policies import conditions, resolved
from medrules.settle.terms import facts_in

SHARE = 8
"""One conclusion may take an eighth of the budget."""


class Settling:
    """The world of one analysis."""

    def __init__(self, outline: Outline, known: Knowledge, forest: Forest, grant: int) -> None:
        self.outline = outline
        self.known = known
        self.forest = forest
        self.numbers = Numbers(forest)
        self.grant = grant
        self._held: dict[tuple[str, int | None], Held] = {}
        self._clashes: dict[str, Node] = {}
        self._lists: dict[str, Held] = {}
        self._records: dict[tuple[str, int], Node] = {}
        self._missing: dict[str, Held] = {}
        self._rests: dict[Node, frozenset[str]] = {}
        self.gaps = Gaps(forest, self.numbers)
        self.bases = self.gaps.bases
        self.missing_numbers = self.gaps.numbers_by_path
        self._pending = self._disputed()

    def copied(self) -> Settling:
        """Another world with the same in it, for which nothing counts that is worked out here later."""
        other = parted(self)
        other.forest = self.forest.copied()
        other.numbers = self.numbers.copied(other.forest)
        other.gaps = self.gaps.copied(other.forest, other.numbers)
        other.bases = other.gaps.bases
        other.missing_numbers = other.gaps.numbers_by_path
        return other

    def _disputed(self) -> set[tuple[str, int | None]]:
        """Conclusions with a known value that an undecided rule may yet contradict."""
        open_ = [
            key
            for key, firing in self.known.firings.items()
            if firing.verdict == "unknown" or firing.value is UNKNOWN
        ]
        found: set[tuple[str, int | None]] = set()
        for place, record in open_:
            path = self.outline.program.rules[place].conclusion
            if self.outline.derived[path].policy in (Policy.UNIQUE, Policy.ANY):
                found.add((path, record if "[]" in path else None))
        return found

    # -- what expressions ask --------------------------------------------------------------------

    def scalar(self, path: str) -> Held:
        """A fact, parameter or conclusion."""
        if path in self.outline.derived:
            return self.instance(path, None)
        value = self.known.values.get(path, UNKNOWN)
        if value is not UNKNOWN:
            return self.forest.leaf(value)
        return self._fact(self.outline.facts[path], path)

    def field(self, record: Rec, name: str) -> Held:
        """A field of a record, given or derived."""
        declared, fact, derived = self.outline.field(record.list_path, name)
        if record.index < 0:
            kind = fact.type if fact else derived.type if derived else NullType()
            return self.wild(kind, frozenset({record.list_path}), (record.list_path, name))
        if derived is not None:
            return self.instance(declared, record.index)
        value = self.known.records[record.list_path][record.index].get(name, UNKNOWN)
        if value is not UNKNOWN or fact is None:
            return self.forest.leaf(None if value is UNKNOWN else value)
        return self._fact(fact, f"{record.list_path}[{record.index}].{name}")

    def records(self, path: str) -> Held:
        """A record list."""
        found = self._lists.get(path)
        if found is None:
            known = self.known.records.get(path)
            forest = self.forest
            if known is None:
                options = [one for one in self.outline.program.options if one.list_path == path]
                most = self.outline.lists[path].max_items + len(options)
                found = forest.leaf(Wild(frozenset({path}), most))
            else:
                found = Items([(forest.true, self._record(path, at)) for at in range(len(known))])
            self._lists[path] = found
        return found

    def _record(self, path: str, index: int) -> Node:
        found = self._records.get((path, index))
        if found is None:
            found = self._records[path, index] = self.forest.leaf(Rec(path, index))
        return found

    def is_known(self, name: str, record: Rec | None) -> bool:
        """Whether the profile gives a fact, or a field of a record."""
        return self.known.is_known(name, record)

    def wild(self, kind: Type, facts: frozenset[str], name: object) -> Held:
        """Any value of a type; only the facts that it rests on are said."""
        facts |= {UNSURE}
        test = self.numbers.test
        match kind:
            case BooleanType():
                return test((name, "boolean"), (True, False, None), facts, None)
            case EnumType():
                return test((name, kind.id), (*kind.members, None), facts, None)
            case SetType():
                return Members(
                    {
                        member: test((name, member), (True, False), facts, None)
                        for member in kind.item.members
                    }
                )
            case NumberType():
                null = test((name, "null"), (True, False), facts, None)
                term = self.numbers.algebra.wild(name, facts, (None, None), kind.integer)
                return self.forest.fork(null, self.forest.null, self.forest.leaf(term))
            case NullType():
                return self.forest.null
            case TextType() | ListType() | RecordTypeOf() | AnyType():
                return self.forest.leaf(Wild(facts))
            case _:
                assert_never(kind)

    def rests_on(self, held: Held) -> frozenset[str]:
        """The missing facts that a value rests on."""
        if isinstance(held, Members):
            return frozenset().union(*map(self.rests_on, held.guards.values()))
        if isinstance(held, Items):
            return frozenset().union(*[self.rests_on(part) for pair in held.items for part in pair])
        if isinstance(held, Tally):
            return frozenset().union(*map(self.rests_on, held.guards))
        found = self._rests.get(held)
        if found is None:
            nodes = walk(held)
            levels = {node.level for node in nodes if node.level != LEAF}
            found = frozenset[str]().union(
                *[self.forest.variables[level].facts for level in levels],
                *[_facts_of(node.value) for node in nodes if node.level == LEAF],
            )
            self._rests[held] = found
        return found

    def _fact(self, fact: Fact, path: str) -> Held:
        found = self._missing.get(path)
        if found is None:
            found = self._missing[path] = self.gaps.domain(fact, path)
        return found

    # -- conclusions -----------------------------------------------------------------------------

    def instance(self, path: str, index: int | None) -> Held:
        """A conclusion, for one record where it is of records."""
        key = (path, index)
        found = self._held.get(key)
        if found is None:
            slot = self._slot(path, index)
            if slot is not UNKNOWN and key not in self._pending:
                found = self._held[key] = self.forest.leaf(slot)
            else:
                self._work_out(path, index)
                found = self._held[key]
        return found

    def _slot(self, path: str, index: int | None) -> Slot:
        if index is None:
            return self.known.values.get(path, UNKNOWN)
        head, _, name = path.partition("[].")
        return self.known.records[head][index].get(name, UNKNOWN)

    def conclude(self, paths: set[str]) -> None:
        """Work out some conclusions, lower strata first."""
        for stratum in self.outline.program.strata:
            for path in stratum.conclusions:
                if path in paths:
                    for index in self.indices(path):
                        self.instance(path, index)

    def indices(self, path: str) -> list[int | None]:
        """The records that a conclusion is for; only None for one that is not of records."""
        head, inside, _ = path.partition("[].")
        if not inside:
            return [None]
        return list(range(len(self.known.records.get(head, ()))))

    def clash(self, path: str) -> Node:
        """When rules disagree on a conclusion, or on one that it rests on."""
        if not self._clashes:
            return self.forest.false
        cone = self.outline.cone([path])
        return self.forest.any_of(clash for other, clash in self._clashes.items() if other in cone)

    def _work_out(self, path: str, index: int | None) -> None:
        stratum = self.outline.strata[path]
        if stratum.recursive:
            targets = [(other, at) for other in stratum.conclusions for at in self.indices(other)]
            if not self._granted(lambda: self._fixpoint(targets)):
                for other, at in targets:
                    self._held[other, at] = self.bounded(other, at)
        elif not self._granted(lambda: self._resolve(path, index)):
            self._held[path, index] = self.bounded(path, index)
            self._note_clash(
                path, self.numbers.test((path, "?"), (True, False), frozenset({UNSURE}), None)
            )

    def _granted(self, work: Callable[[], None]) -> bool:
        """Whether the work was done within the steps granted to one conclusion."""
        try:
            self.forest.granting(self.grant, work)
        except Exhausted:
            return False
        return True

    def _resolve(self, path: str, index: int | None) -> None:
        derived = self.outline.derived[path]
        live = self._live(path, index)
        if live is None:
            self._held[path, index] = self.bounded(path, index)
            return
        held, clash = resolved(derived, conditions(live, self), self)
        self._held[path, index] = held
        self._note_clash(path, clash)

    def bounded(self, path: str, index: int | None) -> Held:
        """What a conclusion could be at the very most."""
        return widest(self, self.outline, self.known, self.outline.derived[path], index)

    def _note_clash(self, path: str, clash: Node) -> None:
        if clash is not self.forest.false:
            before = self._clashes.get(path, self.forest.false)
            self._clashes[path] = self.forest.either(before, clash)

    def _live(self, path: str, index: int | None) -> list[tuple[Node, Held]] | None:
        """The rule instances for a conclusion; None where no bound on their number is known."""
        live: list[tuple[Node, Held]] = []
        for place in self.outline.rules[path]:
            rule = self.outline.program.rules[place]
            records: Iterable[int | None] = (None,)
            if rule.loop is not None:
                known = self.known.records.get(rule.loop.list_path)
                if known is None:
                    found = self._instance(place, rule, -1)
                    if found is not None:
                        if not self._alike(path, rule):
                            return None
                        live.append(found)
                    continue
                records = range(len(known)) if index is None else (index,)
            for at in records:
                found = self._instance(place, rule, at)
                if found is not None:
                    live.append(found)
        return live

    def _alike(self, path: str, rule: Rule) -> bool:
        """Whether any number of records makes a rule say no more than one record does."""
        many = (Policy.SUM, Policy.COUNT, Policy.RULE_ORDER, Policy.OUTPUT_ORDER)
        return isinstance(rule.value, Const) and self.outline.derived[path].policy not in many

    def _instance(self, place: int, rule: Rule, at: int | None) -> tuple[Node, Held] | None:
        """One rule for one record (-1 for any): when it fires and what it says; None for never."""
        forest = self.forest
        firing = self.known.firings.get((place, at))
        if firing is not None and firing.verdict == "failed":
            return None
        scope: dict[str, Held] = {}
        if rule.loop is not None and at is not None:
            scope[rule.loop.variable] = self._record(rule.loop.list_path, at)
        fires = forest.true
        if rule.condition is not None and (firing is None or firing.verdict == "unknown"):
            fires = condition(rule.condition, scope, self)
            if fires.level == LEAF and fires is not forest.true:
                return None
        if at == -1 and rule.loop is not None:
            facts = self.rests_on(fires) | {rule.loop.list_path, UNSURE}
            fires = self.numbers.test((place, "any"), (True, False), facts, None)
        if firing is not None and firing.value is not UNKNOWN:
            return fires, forest.leaf(firing.value)
        return fires, lifted(rule.value, scope, self)

    def _fixpoint(self, targets: list[tuple[str, int | None]]) -> None:
        """Sets that may gain members from each other: from empty ones up, until none grows."""
        forest = self.forest
        for key in targets:
            self._held[key] = Members({})
        growing = True
        fired: dict[tuple[str, int | None], Node] = {}
        while growing:
            growing = False
            for path, index in targets:
                found = self._live(path, index)
                if found is None:
                    raise Exhausted
                live = conditions(found, self)
                fired[path, index] = forest.any_of(one for one, _ in live)
                bare = self.outline.derived[path].replace(default=frozenset())
                held, _ = resolved(bare, live, self)
                if isinstance(held, Node) and held.level == LEAF and isinstance(held.value, Wild):
                    raise Exhausted
                if not _same(held, self._held[path, index], forest):
                    self._held[path, index] = held
                    growing = True
        for path, index in targets:
            default = default_of(self.outline.derived[path])
            if default:
                held = merged(
                    forest, fired[path, index], self._held[path, index], forest.leaf(default)
                )
                self._held[path, index] = held


def _same(one: Held, other: Held, forest: Forest) -> bool:
    if isinstance(one, Members) and isinstance(other, Members):
        return all(
            one.guards.get(name, forest.false) is other.guards.get(name, forest.false)
            for name in {*one.guards, *other.guards}
        )
    return one is other


def _facts_of(value: object) -> frozenset[str]:
    if type(value) is tuple:
        return frozenset().union(*map(_facts_of, value))
    return value.facts if isinstance(value, Wild) else facts_in(value)
