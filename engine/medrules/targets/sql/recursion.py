"""Recursive strata in SQL: the fixpoint, unrolled round by round.

In: a stratum whose conclusions are sets that grow, and its rules. Out: a term for each conclusion.
Refused, as ``Gap``: rules over the rows of a list, and a fixpoint of more than ``ROUNDS`` rounds.

Every round but the last makes at least one more rule fire, or one more member known; so as many
rounds as there are rules that read a conclusion of the stratum are enough (or members, where those
are fewer). Then, as in ``medrules.interpreter.fixpoint``, what rules still undecided may add makes
conclusions unknown, at most one more in each round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medrules.ir.expr import Const
from medrules.ir.invariants import reads
from medrules.ir.program import Derived, Rule, Stratum
from medrules.ir.types import SetType
from medrules.targets.sql import groups, tree
from medrules.targets.sql.branches import picked
from medrules.targets.sql.firings import Grouped, Single, firings
from medrules.targets.sql.gaps import Gap
from medrules.targets.sql.shapes import SetShape
from medrules.targets.sql.terms import Term, unknown
from medrules.targets.sql.totals import mask_of
from medrules.targets.sql.tree import Node
from medrules.targets.sql.work import Place, Work

if TYPE_CHECKING:
    from medrules.targets.sql.building import Building

ROUNDS = 48
"""The rounds after which a fixpoint is too long to be written out."""

Rules = list[tuple[int, Rule]]


def fixpoint(building: Building, stratum: Stratum, rules: Rules) -> None:
    """Work out a recursive stratum. Raises Gap."""
    heads = {path.partition("[].")[0] if "[]" in path else "" for path in stratum.conclusions}
    if heads != {""} or any(rule.loop is not None for _, rule in rules):
        raise Gap(
            "Sets of records that rest on each other have no SQL",
            "Conclude sets of the whole profile instead, or run the program with the interpreter.",
        )
    _Fixpoint(building, stratum, rules).run()


class _Fixpoint:
    """One recursive stratum of conclusions about the profile."""

    def __init__(self, building: Building, stratum: Stratum, rules: Rules) -> None:
        self.building = building
        self.work: Work = building.work
        self.paths = stratum.conclusions
        self.derived: dict[str, Derived] = {path: building.derived[path] for path in self.paths}
        self.rules = rules
        self.place = Place(self.work.main, {})
        inside = set(self.paths)
        self.reading = [one for one in rules if reads(one[1]) & inside]
        building.prepare([(at, rule) for at, rule in rules], self.work.main)

    def run(self) -> None:
        """Work out every conclusion of the stratum."""
        shapes = {path: _shape(self.derived[path]) for path in self.paths}
        terms = self.work.terms
        for path in self.paths:
            terms[path] = Term(tree.integer(0), shapes[path], False, None)
        fixed = [one for one in self.rules if one not in self.reading]
        start = {path: self._found(path, fixed) for path in self.paths}
        for path in self.paths:
            terms[path] = self._held(path, start[path], shapes[path])
        for _ in range(self._rounds(shapes)):
            found = {
                path: groups.join_bits([start[path], self._found(path, self.reading)])
                for path in self.paths
            }
            for path in self.paths:
                terms[path] = self._held(path, found[path], shapes[path])
        self._open(shapes)

    def _rounds(self, shapes: dict[str, SetShape]) -> int:
        members = sum(len(shape.members) for shape in shapes.values())
        constant = all(isinstance(rule.value, Const) for _, rule in self.reading)
        rounds = min(members, len(self.reading)) if constant else members
        if rounds > ROUNDS:
            raise Gap(f"A fixpoint of up to {rounds} rounds is too long for SQL")
        return rounds

    def _live(self, path: str, rules: Rules) -> list[Single]:
        own = [one for one in rules if one[1].conclusion == path]
        found = firings(self.work, self.derived[path], own, self.place, None)
        return [one for one in found if not isinstance(one, Grouped)]

    def _found(self, path: str, rules: Rules) -> Node:
        """The members that rules add for certain."""
        members = _shape(self.derived[path]).members
        parts = []
        for one in self._live(path, rules):
            settled = one.settled if one.value.open else one.test.sql
            added = mask_of(one.value, members)
            parts.append(tree.case([(settled, added)], tree.integer(0)))
        return groups.join_bits(parts)

    def _held(self, path: str, node: Node, shape: SetShape) -> Term:
        wish = path.replace(".", "__")
        return Term(self.work.main.hold(node, wish), shape, False, None)

    def _open(self, shapes: dict[str, SetShape]) -> None:
        """Make unknown each set that may still gain members, and settle the rest."""
        terms = self.work.terms
        sure = {path: terms[path] for path in self.paths}
        certain = {one[0]: one for one in self.rules}
        fired = {
            single.rule: single
            for path in self.paths
            for single in self._live(path, list(certain.values()))
        }
        scope = self.work.main
        opened: dict[str, Node] = dict.fromkeys(self.paths, tree.false())
        for _ in range(len(self.paths) + 1):
            now: dict[str, Node] = {}
            for path in self.paths:
                live = self._kept(path, fired)
                now[path] = tree.any_of(opened[path], self._unsure(path, live, sure[path]))
            if all(tree.is_false(node) for node in now.values()):
                break
            for path in self.paths:
                opened[path] = tree.own(scope.hold(now[path], f"{path.replace('.', '__')}__open"))
                node = tree.case([(opened[path], tree.null())], sure[path].sql)
                terms[path] = Term(
                    scope.hold(node, path.replace(".", "__")),
                    shapes[path],
                    not tree.is_false(opened[path]),
                    None,
                )
        for path in self.paths:
            live = self._kept(path, fired)
            derived = self.derived[path]
            if self.building.why:
                self.building.note_fired(live, self.place, path)
            self.building.keep(
                path,
                self._settled(derived, live, sure[path], opened[path]),
                self.place,
                None,
            )

    def _kept(self, path: str, fired: dict[int, Single]) -> list[Single]:
        """The firings as they now stand; one that has fired stays fired."""
        live: list[Single] = []
        for one in self._live(path, self.rules):
            before = fired[one.rule]
            test = one.test
            if one.test != before.test:
                node = tree.case([(before.test.sql, tree.true())], one.test.sql)
                test = one.test.replace(sql=node, open=True)
            live.append(one.replace(test=test))
        return live

    def _unsure(self, path: str, live: list[Single], sure: Term) -> Node:
        members = _shape(self.derived[path]).members
        vague = tree.any_of(*[one.vague for one in live])
        waiting = groups.join_bits(
            [
                tree.case([(one.waiting, mask_of(one.value, members))], tree.integer(0))
                for one in live
                if not tree.is_false(one.waiting)
            ]
        )
        if waiting == tree.integer(0):
            return vague
        from sqlglot import exp

        more = tree.binary(exp.NEQ, tree.binary(exp.BitwiseOr, sure.sql, waiting), sure.sql)
        return tree.any_of(vague, more)

    def _settled(self, derived: Derived, live: list[Single], sure: Term, opened: Node) -> Term:
        from medrules.interpreter.policies import default_of
        from medrules.targets.sql.terms import literal

        default = literal(default_of(derived), derived.type)
        branches = [(opened, unknown(sure.shape))]
        if default.fixed is not None and default.fixed.value == frozenset():
            return picked(branches, sure)
        branches.append((tree.any_of(*[one.live for one in live]), sure))
        return picked(branches, default)


def _shape(derived: Derived) -> SetShape:
    if isinstance(derived.type, SetType):
        return SetShape(derived.type.item.members)
    raise Gap(f"`{derived.path}` rests on itself and is no set")
