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

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from medrules.interpreter.machine import Machine, prepare
from medrules.ir.evaluation import Run, Slot
from medrules.ir.expr import Records
from medrules.ir.invariants import reads
from medrules.ir.program import Fact, Parameter, Program
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

STEPS = 400_000
"""Steps for all questions of one view; a step is one node or one completion."""

GRANT = 20_000
"""Steps for one question."""


class View(Enum):
    """How the program is looked at; see above."""

    OPEN = "open"
    LISTED = "listed"
    UNLISTED = "unlisted"


class Instance:
    """One rule for one record: the diagram of when it fires, and what it then says."""

    __slots__ = ("fires", "place", "record", "value")

    def __init__(self, place: int, record: int | None, fires: Node, value: Held) -> None:
        self.place = place
        self.record = record
        self.fires = fires
        self.value = value


class Questions:
    """Questions about one program; each view is made when it is first needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.machine: Machine = prepare(program)
        self._views: dict[View, Sight] = {}

    def sight(self, view: View) -> Sight:
        """The program in that view."""
        found = self._views.get(view)
        if found is None:
            found = self._views[view] = Sight(self.program, view)
        return found

    def example(self, sight: Sight, asked: Asked, confirm: Callable[[Run], bool]) -> Example | None:
        """A profile, as small as can be, of which ``confirm`` says that it shows what was asked.

        None where no profile that was tried does.
        """
        if asked.point is None:
            return None

        def shows(example: Example) -> bool:
            return confirm(self.machine.run(example.profile()))

        for example in examples_at(asked.point, sight.program):
            if shows(example):
                return shrunk(example, shows)
        return None

    def reads_whole_lists(self, place: int) -> bool:
        """Whether a rule, or a conclusion that it rests on, asks about all records of a list."""
        outline = self.sight(View.LISTED).world.outline
        read = reads(self.program.rules[place]) & outline.derived.keys()
        cone = outline.cone(read)
        places = {place}.union(*[outline.rules[path] for path in cone])
        rules = [self.program.rules[one] for one in places]
        exprs = [
            expr for rule in rules for expr in (rule.condition, rule.value) if expr is not None
        ]
        loops = any(rule.loop is not None and "[]" not in rule.conclusion for rule in rules)
        return loops or any(isinstance(node, Records) for expr in exprs for node in walk(expr))


class Sight:
    """The program in one view."""

    def __init__(self, program: Program, view: View) -> None:
        free = [one for one in program.parameters if one.open or view is not View.LISTED]
        self.program = with_flags(_freed(program, free))
        self.view = view
        self.forest = Forest(STEPS)
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
            yield Instance(place, at, fires, lifted(rule.value, scope, self.world))

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

    def none_of(self, conditions: Sequence[Node]) -> Node:
        """That no condition is true. Raises Exhausted."""
        work = lambda: self.forest.negate(self.forest.any_of(conditions))  # noqa: E731
        return self.forest.granting(GRANT, work)

    def differ(self, one: Held, other: Held) -> Node:
        """That two values are not the same. Raises Exhausted."""
        forest = self.forest

        def work() -> Node:
            same = truth(forest, compared("=", one, other, None, self.world))
            return forest.negate(same)

        return forest.granting(GRANT, work)


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
