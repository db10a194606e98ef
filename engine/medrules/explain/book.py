"""One program and one evaluation of it, looked up by name: what explanations are written from.

In: a program and an evaluation. Out: ``Book``: declarations, titles, settlements and firings by
concrete path, and values of expressions as they stood. Refused, as KeyError: a path that is no
conclusion of this evaluation.

Where the run left a conclusion unknown but it was settled afterwards, the settled value is used:
it holds whatever the missing facts turn out to be, so conditions that read it can be told.
"""

from __future__ import annotations

from medrules.explain.proof import CiteView
from medrules.explain.wording import record_name
from medrules.interpreter.closures import compiled
from medrules.interpreter.frame import Code, Frame, frame_of, list_key, variable_key
from medrules.ir.evaluation import Evaluation, Firing, Plain, Settlement, Slot, Verdict
from medrules.ir.expr import Const, Expr
from medrules.ir.program import Cite, Derived, Fact, Parameter, Program, RecordList, Rule
from medrules.ir.values import UNKNOWN
from medrules.record import Record

_OPEN = Settlement("unknown", None, (), (), True)


class Spot(Record):
    """A concrete path taken apart: ``programs[0].score`` is declared as ``programs[].score``.

    ``record`` is None for a scalar.
    """

    path: str
    declared: str
    list_path: str
    record: int | None
    name: str


class Book:
    """The look-ups. ``frame`` holds the values at the end of the run, settled ones included."""

    def __init__(self, program: Program, evaluation: Evaluation) -> None:
        self.program = program
        self.evaluation = evaluation
        self.facts: dict[str, Fact] = {item.path: item for item in program.facts}
        self.derived: dict[str, Derived] = {item.path: item for item in program.derived}
        self.parameters: dict[str, Parameter] = {item.path: item for item in program.parameters}
        self.lists: dict[str, RecordList] = {item.path: item for item in program.lists}
        self._sources = {item.id: item for item in program.sources}
        self._codes: dict[int, Code] = {}
        self._firings: dict[str, list[Firing]] | None = None
        self.frame = self._frame()
        self._record_of = {
            id(record): (item.path, index)
            for item in program.lists
            for index, record in enumerate(self.records(item.path))
        }

    def _frame(self) -> Frame:
        frame = frame_of(self.program, self.evaluation.run)
        copies: dict[str, tuple[dict[str, Slot], ...]] = {}
        for path in self.evaluation.conclusions:
            spot = spot_of(path)
            if spot.record is None:
                holder, key = frame, path
            else:
                rows = copies.get(spot.list_path, self.evaluation.run.records[spot.list_path])
                holder, key = rows[spot.record], spot.name  # type: ignore[assignment]
            if holder[key] is not UNKNOWN:
                continue
            # Asked only here: looking into what is open is dear.
            settlement = self.evaluation.conclusions[path].settlement
            if settlement.status != "settled":
                continue
            if spot.record is not None and spot.list_path not in copies:
                rows = tuple([row.copy() for row in self.evaluation.run.records[spot.list_path]])
                copies[spot.list_path] = rows
                frame[list_key(spot.list_path)] = rows
                holder = rows[spot.record]  # type: ignore[assignment]
            holder[key] = settlement.value
        return frame

    def records(self, path: str) -> tuple[dict[str, Slot], ...]:
        """The records of a list; none where the list is unknown."""
        found = self.frame.get(list_key(path))
        return found if isinstance(found, tuple) else ()

    def position_of(self, record: object) -> tuple[str, int] | None:
        """Which list a record belongs to, and its position; None for any other value."""
        return self._record_of.get(id(record))

    def record_name(self, path: str, record: int) -> str:
        """What people call a record: its title or its key, or its number."""
        name = record_name(self.records(path)[record], self.lists[path].key)
        return name or f"number {record + 1}"

    def value(self, expr: Expr) -> object:
        """The value of an expression in the frame as it is now (variables may be bound)."""
        code = self._codes.get(id(expr))
        if code is None:
            code = self._codes[id(expr)] = compiled(expr)
        return code(self.frame)

    def settlement(self, path: str) -> Settlement:
        """How firm a conclusion is; from the run alone where it was not looked into."""
        found = self.evaluation.conclusions.get(path)
        if found is not None:
            return found.settlement
        value = self.slot(path)
        return _OPEN if value is UNKNOWN else Settlement("settled", value, (), (), True)

    def slot(self, path: str) -> Slot:
        """The value at a concrete path. Raises KeyError where there is none."""
        spot = spot_of(path)
        if spot.record is None:
            return self.frame[path]  # type: ignore[return-value]
        rows = self.records(spot.list_path)
        if spot.record >= len(rows):
            raise KeyError(path)
        return rows[spot.record][spot.name]

    def title(self, path: str) -> str:
        """The title at a concrete path, with the record's name where it has one."""
        spot = spot_of(path)
        item = self.derived.get(spot.declared) or self.facts.get(spot.declared)
        title = (item.title if item else "") or spot.declared
        if spot.record is None:
            return title
        return f"{title} of {self.record_name(spot.list_path, spot.record)}"

    def firings(self, path: str) -> list[Firing]:
        """Every rule instance that is about a concrete path, in order of the rules."""
        if self._firings is None:
            self._firings = {}
            for one in self.evaluation.run.firings:
                conclusion = self.program.rules[one.rule].conclusion
                if one.record is not None:
                    conclusion = conclusion.replace("[]", f"[{one.record}]", 1)
                self._firings.setdefault(conclusion, []).append(one)
        return self._firings.get(path, [])

    def rejudged(self, firing: Firing) -> Firing:
        """The firing; one that was unknown is looked at again in the light of what was settled."""
        rule = self.program.rules[firing.rule]
        if firing.verdict != "unknown" or (rule.loop is not None and firing.record is None):
            return firing
        bound = self.bind(rule, firing.record)
        try:
            return Firing(firing.rule, firing.record, *self.verdict(rule))
        finally:
            self.release(bound)

    def verdict(self, rule: Rule) -> tuple[Verdict, Slot]:
        """What becomes of a rule in the frame as it is now; its variable must be bound."""
        truth = True if rule.condition is None else self.value(rule.condition)
        if truth is not True and truth is not UNKNOWN:
            return "failed", None
        value = rule.value.value if isinstance(rule.value, Const) else self.value(rule.value)
        return "fired" if truth is True else "unknown", plain_of(value)

    def bind(self, rule: Rule, record: int | None) -> tuple[str, object] | None:
        """Bind the rule's variable to the record; hand what it returns to ``release``."""
        if rule.loop is None or record is None:
            return None
        key = variable_key(rule.loop.variable)
        before = self.frame.get(key, UNKNOWN)
        self.frame[key] = self.records(rule.loop.list_path)[record]
        return key, before

    def release(self, bound: tuple[str, object] | None) -> None:
        """Undo ``bind``."""
        if bound is not None:
            self.frame[bound[0]] = bound[1]

    def cites(self, cites: tuple[Cite, ...]) -> tuple[CiteView, ...]:
        """Citations with what the program knows of their sources."""
        return tuple(self._cite(one) for one in cites)

    def _cite(self, cite: Cite) -> CiteView:
        source = self._sources.get(cite.source)
        if source is None:
            return CiteView("", cite.section, "", "", "", "")
        heading = dict(source.sections).get(cite.section, "")
        section = f"{cite.section} {heading}".strip()
        return CiteView(source.id, source.title, section, source.date, source.url, source.grade)


def spot_of(path: str) -> Spot:
    """A concrete path taken apart."""
    head, bracket, rest = path.partition("[")
    number, _, name = rest.partition("].")
    if not bracket or not number.isdecimal():
        return Spot(path, path, "", None, path)
    return Spot(path, f"{head}[].{name}", head, int(number), name)


def plain_of(value: object) -> Slot:
    """A value fit to be written down: lists with unknown items are unknown, records their texts."""
    if isinstance(value, tuple):
        items: list[Plain] = []
        for item in value:
            one = plain_of(item)
            if one is UNKNOWN:
                return UNKNOWN
            items.append(one)
        return tuple(items)
    if isinstance(value, dict):
        return next((one for one in value.values() if isinstance(one, str)), "a record")
    return value  # type: ignore[return-value]
