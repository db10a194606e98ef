"""What can come true in a program, over all profiles.

In: a program. Out: ``Questions``: for every rule the condition under which it fires as a diagram,
whether diagrams can come true together, and example profiles, each tried out before it is told.
Refused: nothing; a question that takes more steps than it is granted is answered ``maybe``.

There are three views of the same program. ``OPEN``: any record may stand in a list, and every
parameter may have any value that it may be given: what is impossible here, is. ``LISTED``: parameters
are as the packs say, lists that packs fill hold their options, and others one record of any kind:
what is possible here, is. ``UNLISTED``: as ``OPEN``, and nobody says which records there are, for rules
that ask about whole lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from time import process_time

from medrules.diagnostics.model import MedrulesError
from medrules.interpreter.machine import Machine, prepare
from medrules.ir.evaluation import Run, Slot
from medrules.ir.expr import Records
from medrules.ir.invariants import reads
from medrules.ir.program import Fact, Parameter, Program, Rule
from medrules.ir.values import UNKNOWN
from medrules.ir.walk import walk
from medrules.lint.examples import Example, examples_at, shrunk
from medrules.lint.knowing import MARK, asked_of, with_flags
from medrules.settle.ask import MAYBE, Asked, Asker
from medrules.settle.diagram import Exhausted, Forest, Node
from medrules.settle.held import Held, Items, Rec, truth
from medrules.settle.lifted import condition, lifted
from medrules.settle.operations import compared
from medrules.settle.outline import Knowledge, Outline
from medrules.settle.world import Settling

STEPS = 100_000
"""Steps for all questions about one program; a step is one node or one completion."""

WORK = 50_000
"""Numbers that may be looked at in sums, for all questions about one program: steps over very large
sums are slow. Packs that people write need a few thousand steps and a few hundred numbers."""

GRANT = 20_000
"""Steps for one question."""

MANY = 60_000
"""Steps for questions about many conditions at once."""

SECONDS = 60.0
"""Past so much time of the processor there are no more answers, whatever is left. The bounds above end
long before, so that findings do not depend on the machine; this is for what nobody has thought of."""

LOOK = 64
"""So many steps may pass before the clock is looked at."""


class View(Enum):
    """How the program is looked at; see above."""

    OPEN = "open"
    LISTED = "listed"
    UNLISTED = "unlisted"


class Instance:
    """One rule for one record: the diagram of when it fires, and what its value is worked out from."""

    __slots__ = ("fires", "place", "record", "scope")

    def __init__(self, place: int, record: int | None, fires: Node, scope: dict[str, Held]) -> None:
        self.place = place
        self.record = record
        self.fires = fires
        self.scope = scope


class Questions:
    """Questions about one program; each view is made when it is first needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.machine: Machine = prepare(program)
        self.supply = Supply()
        self._views: dict[View, Sight] = {}

    def sight(self, view: View) -> Sight:
        """The program in that view."""
        found = self._views.get(view)
        if found is None:
            found = self._views[view] = Sight(self.program, view, self.supply)
        return found

    def example(self, sight: Sight, asked: Asked, confirm: Callable[[Run], bool]) -> Example | None:
        """A profile, as small as can be, of which ``confirm`` says that it shows what was asked.

        None where no profile that was tried does.
        """
        if asked.point is None:
            return None

        def shows(example: Example) -> bool:
            try:
                return confirm(self.machine.run(example.profile()))
            except MedrulesError:  # nested too deep to evaluate
                return False

        for example in examples_at(asked.point, sight.program):
            if shows(example):
                return shrunk(example, shows)
        return None

    def sight_over(self, places: Iterable[int]) -> Sight:
        """A view in which "never" and "always" are proved for these rules."""
        whole = any(self.reads_whole_lists(place) for place in places)
        return self.sight(View.UNLISTED if whole else View.OPEN)

    def reads_whole_lists(self, place: int) -> bool:
        """Whether a rule, or a conclusion that it rests on, asks about all records of a list."""
        rule = self.program.rules[place]
        return _goes_over_lists(rule) or not self._spread.isdisjoint(reads(rule))

    @cached_property
    def _spread(self) -> set[str]:
        """The conclusions that rest on whole lists."""
        found = {rule.conclusion for rule in self.program.rules if _goes_over_lists(rule)}
        readers: dict[str, list[str]] = {}
        for rule in self.program.rules:
            for path in reads(rule):
                readers.setdefault(path, []).append(rule.conclusion)
        waiting = list(found)
        for path in waiting:
            for other in readers.get(path, ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found


def _goes_over_lists(rule: Rule) -> bool:
    """Whether a rule itself asks about all records of a list, or says one thing for all of them."""
    if rule.loop is not None and "[]" not in rule.conclusion:
        return True
    exprs = [expr for expr in (rule.condition, rule.value) if expr is not None]
    return any(isinstance(node, Records) for expr in exprs for node in walk(expr))


class Supply:
    """What all views together may use: the same on every machine, but for ``late``."""

    def __init__(self) -> None:
        self._steps = STEPS
        self._work = WORK
        self._until = process_time() + SECONDS
        self._look = LOOK
        self.late = False

    @property
    def empty(self) -> bool:
        """Whether nothing more can be asked."""
        return self._steps < 0 or self._work < 0 or self.late

    def take(self, steps: int = 0, work: int = 0) -> None:
        """Use some of it. Raises Exhausted when it is empty, and from then on whenever it is asked."""
        self._steps -= steps
        self._work -= work
        self._look -= steps
        if self._look <= 0:
            self._look = LOOK
            self.late = self.late or process_time() > self._until
        if self.empty:
            raise Exhausted


class _Sharing(Forest):
    """A forest that takes its steps from what all views share."""

    def __init__(self, supply: Supply) -> None:
        self._supply = supply
        super().__init__(STEPS)

    def spend(self, steps: int = 1) -> None:
        """Take from both supplies. Raises Exhausted when one is empty."""
        super().spend(steps)
        self._supply.take(steps)

    def labour(self, work: int) -> None:
        """Take from what all views share. Raises Exhausted when it is empty."""
        self._supply.take(work=work)


class Sight:
    """The program in one view."""

    def __init__(self, program: Program, view: View, supply: Supply) -> None:
        self.supply = supply
        free = [one for one in program.parameters if one.open or view is not View.LISTED]
        self.program = with_flags(_freed(program, free))
        self.view = view
        self.forest = _Sharing(supply)
        known = Knowledge(
            {one.path: one.value for one in self.program.parameters},
            {} if view is View.UNLISTED else _records(program, view),
            {},
            lambda _name, _record: True,
        )
        self.world = Settling(Outline(self.program), known, self.forest, GRANT)
        self.asker = Asker(self.world, GRANT)
        self._instances: dict[int, tuple[Instance, ...] | None] = {}
        self._any: dict[str, Node] = {}

    def instances(self, place: int) -> tuple[Instance, ...] | None:
        """A rule for every record there is in this view; None where working it out took too long."""
        if place not in self._instances:
            try:
                self._instances[place] = self.forest.granting(
                    GRANT, lambda: tuple(self._each(place))
                )
            except (Exhausted, RecursionError):
                self._instances[place] = None
        return self._instances[place]

    def _each(self, place: int) -> Iterator[Instance]:
        rule = self.program.rules[place]
        scopes: list[tuple[int | None, dict[str, Held]]] = [(None, {})]
        if rule.loop is not None:
            records = self._records_of(rule.loop.list_path)
            scopes = [(at, {rule.loop.variable: held}) for at, held in enumerate(records)]
        for at, scope in scopes:
            fires = self.forest.true
            if rule.condition is not None:
                fires = truth(self.forest, condition(rule.condition, scope, self.world))
            yield Instance(place, at, fires, scope)

    def _records_of(self, path: str) -> Sequence[Held]:
        held = self.world.records(path)
        if isinstance(held, Items):
            return [item for _, item in held.items]
        if path not in self._any:
            self._any[path] = self.forest.leaf(Rec(path, -1))
        return [self._any[path]]

    def ask(self, *conditions: Node) -> Asked:
        """Whether the conditions can all come true together."""
        try:
            together = self.forest.granting(GRANT, lambda: self.forest.all_of(conditions))
        except (Exhausted, RecursionError):
            return MAYBE
        return self.asker.ask(together)

    def columns(self, places: Sequence[int]) -> list[list[Node]] | None:
        """The conditions of rules that go over the same records: for each record, that of each rule.

        None where working one of them out took too long.
        """
        rows: list[tuple[Instance, ...]] = []
        for place in places:
            found = self.instances(place)
            if found is None:
                return None
            rows.append(found)
        return [[one.fires for one in column] for column in zip(*rows, strict=True)]

    def any_of(self, conditions: Sequence[Node]) -> Node:
        """That some condition is true. Raises Exhausted."""
        return self.forest.granting(MANY, lambda: self._union(conditions))

    def none_of(self, conditions: Sequence[Node]) -> Node:
        """That no condition is true. Raises Exhausted, also once the supply is empty."""
        if self.supply.empty:
            raise Exhausted
        return self.forest.granting(MANY, lambda: self.forest.negate(self._union(conditions)))

    def before(self, conditions: Sequence[Node]) -> list[Node]:
        """For each condition, that none before it is true. Raises Exhausted."""
        return self.forest.granting(MANY, lambda: self._negated(self._running(conditions)))

    def others(self, conditions: Sequence[Node]) -> list[Node]:
        """For each condition, that no other is true. Raises Exhausted."""

        def work() -> list[Node]:
            left = self._running(conditions)
            right = self._running(conditions[::-1])[::-1]
            both = zip(left, right, strict=True)
            return self._negated([self.forest.either(one, other) for one, other in both])

        return self.forest.granting(MANY, work)

    def _union(self, conditions: Sequence[Node]) -> Node:
        """Any of many conditions, halves first: a long chain would grow at every step."""
        if len(conditions) < 2:
            return conditions[0] if conditions else self.forest.false
        middle = len(conditions) // 2
        left, right = self._union(conditions[:middle]), self._union(conditions[middle:])
        return self.forest.either(left, right)

    def _running(self, conditions: Sequence[Node]) -> list[Node]:
        found = [self.forest.false]
        for one in conditions[:-1]:
            found.append(self.forest.either(found[-1], one))
        return found[: len(conditions)]

    def _negated(self, conditions: Sequence[Node]) -> list[Node]:
        return [self.forest.negate(one) for one in conditions]

    def differ(self, one: Instance, other: Instance) -> Node:
        """That two rules say different values. Raises Exhausted."""
        forest = self.forest

        def work() -> Node:
            left, right = self._value(one), self._value(other)
            same = truth(forest, compared("=", left, right, None, self.world))
            return forest.negate(same)

        return forest.granting(GRANT, work)

    def _value(self, one: Instance) -> Held:
        return lifted(self.program.rules[one.place].value, one.scope, self.world)


def _freed(program: Program, free: Sequence[Parameter]) -> Program:
    """The program with some parameters as facts."""
    if not free:
        return program
    facts = [
        Fact(
            one.path,
            one.type,
            one.title,
            "",
            "",
            one.minimum,
            one.maximum,
            "no",
            one.pack,
            one.span,
        )
        for one in free
    ]
    kept = tuple(one for one in program.parameters if one not in free)
    return program.replace(facts=(*program.facts, *facts), parameters=kept)


def _records(program: Program, view: View) -> dict[str, tuple[dict[str, Slot], ...]]:
    """The records of every list; what a record does not have, is missing."""
    asked = asked_of(program)
    found: dict[str, tuple[dict[str, Slot], ...]] = {}
    for item in program.lists:
        options = [one for one in program.options if one.list_path == item.path]
        if view is View.OPEN or item.given_by != "packs" or not options:
            found[item.path] = ({},)
            continue
        names = [path.rpartition("[].")[2] for path in asked if path.startswith(f"{item.path}[].")]
        rows: list[dict[str, Slot]] = []
        for option in options:
            row: dict[str, Slot] = {item.key: option.id, **dict(option.fields)}
            row.update({MARK + name: row.get(name, UNKNOWN) is not UNKNOWN for name in names})
            rows.append(row)
        found[item.path] = tuple(rows)
    return found
